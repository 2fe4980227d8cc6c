// The JavaScript of the pages, run as it stands there.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startServer } from './support/server.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))

let server
before(async () => (server = await startServer()))
after(() => server.stop())

async function snippets(page) {
  const text = await readFile(new URL(`../docs/${page}`, import.meta.url), 'utf8')
  return [...text.matchAll(/```js\n(.*?)```/gs)].map((match) => match[1])
}

function run(snippet) {
  const source = snippet.replaceAll('localhost:8000', `127.0.0.1:${server.port}`)
  return spawn(process.execPath, ['--import', './support/websocket.mjs', '--input-type=module', '-e', source], {
    cwd: here,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function post(channel, message) {
  const answer = await fetch(`http://127.0.0.1:${server.port}/channels/${channel}`, { method: 'POST', body: message })
  assert.equal(answer.status, 200)
  return (await answer.json()).offset
}

test('the subscriber of centrifuge.md prints what is published', async () => {
  const all = await snippets('centrifuge.md')
  assert.equal(all.length, 1)
  const child = run(all[0])
  // it says nothing when it is subscribed: publishes until it prints, and what it prints next must be what comes next
  const publishing = setInterval(() => post('news', 'early'), 100)
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    assert.match((await lines.next()).value, /^[0-9]+ early$/)
    clearInterval(publishing)
    const offset = await post('news', 'hello')
    let line = (await lines.next()).value
    while (/^[0-9]+ early$/.test(line)) {
      line = (await lines.next()).value
    }
    assert.equal(line, `${offset} hello`)
  } finally {
    clearInterval(publishing)
    child.kill()
  }
})
