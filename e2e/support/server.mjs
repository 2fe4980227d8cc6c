// The servers under test, each in a process of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const classPath = process.env.CLASS_PATH ?? `${root}pushcore-cli/target/lib/*`

/** Starts a program that first prints a line; an end before that fails with its exit code. */
async function startJava(...options) {
  const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java'
  const child = spawn(java, options, { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const ended = exited.then(([code]) => {
    throw new Error(`ended with ${code} before it printed a line: ${options.at(-1)}`)
  })
  ended.catch(() => {})
  const lines = createInterface({ input: child.stdout })
  const [line] = await Promise.race([once(lines, 'line'), ended])
  return { child, lines, line, exited }
}

/** The one of Server.java, on a port that is free. */
export async function startServer(...options) {
  const { child, lines, line, exited } = await startJava(
    ...['-cp', `${root}pushcore-cli/target/lib/*`, `${root}e2e/Server.java`, ...options],
  )
  return {
    port: Number(line),
    /** Lets the time of a guarded one pass. */
    async advance(seconds) {
      child.stdin.write(`advance ${seconds}\n`)
      await once(lines, 'line')
    },
    async stop() {
      child.stdin.end()
      await exited
    },
  }
}

/** The one of SocketIoServer.java, on a port that is free. */
export async function startSocketIo(...options) {
  const { child, line, exited } = await startJava(
    ...['-cp', classPath, `${root}e2e/SocketIoServer.java`, ...options],
  )
  return {
    port: Number(line),
    async stop() {
      child.stdin.end()
      await exited
    },
  }
}

/** The example ChatRoom; it goes on from the dump if there is one. */
export async function startChat(dump, port = 0) {
  const { child, line, exited } = await startJava(
    ...['-cp', `${root}pushcore-cli/target/lib/*:${root}examples/target/*`, 'io.pushcore.examples.ChatRoom'],
    ...['--port', port, '--dump', dump, '--library', `${root}e2e/node_modules/centrifuge`],
  )
  const end = async (signal) => {
    child.kill(signal)
    await exited
  }
  return { port: Number(new URL(line).port), stop: () => end('SIGTERM'), crash: () => end('SIGKILL') }
}

export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** The command, as it is started in a checkout. */
export function startCommand(port, dump) {
  return serve([port], '--http', port, '--line', 'off', '--admin', 'off', '--keep', '100000', '--dump', dump)
}

/** The command with nothing but what the options say, which listens on these ports. */
export function startPorts(ports, ...options) {
  return serve(ports, '--http', 'off', '--line', 'off', '--admin', 'off', ...options)
}

/** The command with options of one's own, of which one is the port. */
export function startServing(port, options) {
  return serve([port], ...options)
}

async function serve(ports, ...options) {
  const child = spawn(`${root}pushcore`, ['serve', ...options], { stdio: ['ignore', 'ignore', 'inherit'] })
  for (const port of ports) {
    while (!(await answers(port))) {
      if (child.exitCode !== null) {
        throw new Error(`the command ended with ${child.exitCode}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return {
    async end(signal) {
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.on('error', () => resolve(false))
    socket.on('connect', () => (socket.destroy(), resolve(true)))
  })
}
