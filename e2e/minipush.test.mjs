import assert from 'node:assert/strict'
import { appendFile, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import WebSocket from 'ws'
import { until } from './support/client.mjs'
import { freePort, startServing } from './support/server.mjs'

// A client of minipush is a WebSocket with a cookie: here that of the package ws.
let directory
let events
let port
let broker
const open = []
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pushcore-e2e-'))
  events = join(directory, 'events.log')
  port = await freePort()
  broker = await start()
})
after(async () => {
  open.forEach((socket) => socket.terminate())
  await broker.end('SIGTERM')
  await rm(directory, { recursive: true })
})

function start() {
  const others = ['--line', 'off', '--http', 'off', '--admin', 'off']
  const minipush = ['--minipush', port, '--minipush-im', '--minipush-events', events]
  return startServing(port, [...others, ...minipush, '--data', join(directory, 'data')])
}

/** A user who is told of heads, and asks one thing after the other. */
async function connect(uid) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers: { cookie: `x-uid=${uid}` } })
  open.push(socket)
  const user = { socket, head: 0, kicked: false, answers: [], closed: undefined }
  socket.on('message', (data, isBinary) => {
    assert.equal(isBinary, false)
    const message = JSON.parse(data)
    user.head = message.head_seq ?? user.head
    user.kicked ||= message.kickoff === true
    if (!('head_seq' in message) && !('kickoff' in message)) {
      user.answers.push(message)
    }
  })
  socket.on('error', () => {})
  socket.on('close', (code) => (user.closed = code))
  user.ask = async (request) => {
    const before = user.answers.length
    socket.send(JSON.stringify(request))
    await until(() => user.answers.length > before, JSON.stringify(request))
    return user.answers[before]
  }
  await until(() => socket.readyState === WebSocket.OPEN, 'the WebSocket')
  return user
}

const write = (...bodies) =>
  appendFile(events, bodies.map((body) => `${JSON.stringify({ type: 'order', from: 9, to: [1, 3], body })}\n`).join(''))

async function bodies(user) {
  const { head_seq: head = 0 } = (await user.ask({ stats: {} })).stats
  const all = []
  for (let from = 1; from <= head; from += 100) {
    const { get_events: page } = await user.ask({ get_events: { from_seq: from, to_seq: from + 99 } })
    all.push(...page.events.reverse().map((event) => JSON.parse(event.payload).body))
  }
  return all
}

test('a client is told of events, fetches and marks them', async () => {
  const one = await connect(1)
  await write('one', 'two')
  await until(() => one.head === 2, 'the notice')
  assert.deepEqual(await bodies(one), ['one', 'two'])
  assert.deepEqual(await one.ask({ set_read: { seq: 2 } }), { set_read: { seq: 2, changed: true } })
  const { stats } = await one.ask({ stats: { count_unread: true } })
  assert.deepEqual([stats.head_seq, stats.unread_count, stats.conf.max_msg_size], [2, 1, 4096])
  assert.deepEqual(await one.ask({ get_read_states: { head_seq: 2 } }), {
    get_read_states: { blocks: [{ seq: 2, len: 2, base64: 'gA==' }] },
  })
})

test('what one user says to another becomes an event', async () => {
  const [two, four] = [await connect(2), await connect(4)]
  two.socket.send(JSON.stringify({ im: { type: 'chat', from: 1, to: [4], body: 'hi' } }))
  await until(() => four.head === 1, 'the notice')
  const { get_events: page } = await four.ask({ get_events: { from_seq: 1, to_seq: 1 } })
  assert.deepEqual(JSON.parse(page.events[0].payload), { type: 'chat', from: 2, to: [4], body: 'hi' })
  assert.equal(page.events[0].uid, 4)
})

test('the sixth session kicks the first off, and too much closes with 1009', async () => {
  const sessions = []
  for (let i = 0; i < 6; i++) {
    sessions.push(await connect(5))
  }
  await until(() => sessions[0].closed === 4444, 'the end of the first')
  assert.equal(sessions[0].kicked, true)
  sessions[5].socket.send(' '.repeat(5000))
  await until(() => sessions[5].closed === 1009, 'the end of the last')
  assert.deepEqual(
    sessions.slice(1, 5).map((one) => one.closed),
    [undefined, undefined, undefined, undefined],
  )
})

test('a broker that is killed while events come has each of them once', async () => {
  const written = []
  for (let i = 0; i < 5; i++) {
    const some = Array.from({ length: 300 }, (_, j) => `event ${i}-${j}`)
    written.push(...some)
    await write(...some)
    if (i === 2) {
      await rename(events, `${events}.1`)
    }
    await broker.end('SIGKILL')
    broker = await start()
  }
  const three = await connect(3)
  await write('last')
  await until(() => three.head === written.length + 3, 'all of them', 60_000)
  assert.deepEqual(await bodies(three), ['one', 'two', ...written, 'last'])
})
