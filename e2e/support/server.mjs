// The servers under test, each in a process of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Starts a program that first prints a line; an end before that fails with its exit code. */
async function startJava(...options) {
  const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java'
  const child = spawn(java, options, { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const ended = exited.then(([code]) => {
    throw new Error(`ended with ${code} before it printed a line: ${options.at(-1)}`)
  })
  ended.catch(() => {})
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])
  return { child, line, exited }
}

export async function startServer() {
  const { child, line, exited } = await startJava('-cp', `${root}pushcore-cli/target/lib/*`, `${root}e2e/Server.java`)
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
