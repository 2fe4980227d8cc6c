// The broker under test, in a process of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export async function startServer() {
  const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java'
  const child = spawn(java, ['-cp', `${root}pushcore-cli/target/lib/*`, `${root}e2e/Server.java`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return {
    port: Number(line),
    async stop() {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}
