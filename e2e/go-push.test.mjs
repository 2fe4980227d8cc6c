// Clients of go-push, with a WebSocket library and the push calls of go-push's page.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import WebSocket from 'ws'
import { freePort, startPorts } from './support/server.mjs'

let ports
let server
before(async () => {
  ports = [await freePort(), await freePort()]
  server = await startPorts(ports, '--go-push', ports.join(':'), '--go-push-merge', '10,200ms')
})
after(() => server.end('SIGTERM'))

/** A client and what it hears, in its rooms by now. */
async function connect(...rooms) {
  const socket = new WebSocket(`ws://127.0.0.1:${ports[0]}/connect`)
  const heard = []
  const client = {
    socket,
    items: () => heard.filter((one) => one.type === 'PUSH').flatMap((one) => one.data.items),
    frames: () => heard.filter((one) => one.type === 'PUSH'),
    errors: () => heard.filter((one) => one.type === 'ERROR'),
    say: (type, data = {}) => socket.send(JSON.stringify({ type, data })),
    async sync() {
      const before = heard.filter((one) => one.type === 'PONG').length
      client.say('PING')
      await until(() => heard.filter((one) => one.type === 'PONG').length > before)
    },
  }
  socket.on('message', (data, binary) => {
    assert.equal(binary, false)
    heard.push(JSON.parse(data))
  })
  await once(socket, 'open')
  rooms.forEach((room) => client.say('JOIN', { room }))
  await client.sync()
  return client
}

async function until(condition) {
  const end = Date.now() + 60_000
  while (!condition()) {
    assert.ok(Date.now() < end, 'not within a minute')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function push(where, fields) {
  const answer = await fetch(`http://127.0.0.1:${ports[1]}/push/${where}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  })
  return { status: answer.status, text: await answer.text() }
}

test('two thousand items of ten calls come to all of a room in their order', async () => {
  const clients = await Promise.all(Array.from({ length: 20 }, () => connect('lobby')))
  const elsewhere = await connect('elsewhere')
  for (let call = 0; call < 10; call++) {
    const items = Array.from({ length: 200 }, (_, i) => ({ n: call * 200 + i, text: 'a+b & "c" ü' }))
    assert.deepEqual(await push('room', { room: 'lobby', items: JSON.stringify(items, null, 2) }), { status: 200, text: '' })
  }
  for (const client of clients) {
    await until(() => client.items().length >= 2000)
    assert.deepEqual(client.items().map((item) => item.n), Array.from({ length: 2000 }, (_, i) => i))
    assert.ok(client.items().every((item) => item.text === 'a+b & "c" ü'))
    assert.ok(client.frames().every((frame) => frame.data.items.length <= 10))
  }
  await elsewhere.sync()
  assert.deepEqual(elsewhere.items(), [])
  ;[...clients, elsewhere].forEach((client) => client.socket.terminate())
})

test('what is for all comes to all, and what is left is heard no more', async () => {
  const one = await connect('a')
  const two = await connect()
  one.say('LEAVE', { room: 'a' })
  await one.sync()
  await push('room', { room: 'a', items: '["not heard"]' })
  await push('all', { items: '[null,true,{"a":  [1, 2]}]' })
  for (const client of [one, two]) {
    await until(() => client.items().length >= 3)
    assert.deepEqual(client.items(), [null, true, { a: [1, 2] }])
    client.socket.terminate()
  }
})

test('a sixth room is refused aloud, a room without a name ends the connection with the reason', async () => {
  const client = await connect('1', '2', '3', '4', '5', '6')
  await until(() => client.errors().length > 0)
  assert.equal(client.errors()[0].data.room, '6')
  const closed = once(client.socket, 'close')
  client.say('JOIN', { room: '' })
  const [code, reason] = await closed
  assert.equal(code, 1008)
  assert.match(String(reason), /room must not be empty/)
})

test('calls that are wrong are told so', async () => {
  assert.equal((await push('room', { items: '[1]' })).status, 400)
  assert.equal((await push('all', { items: '{"no":"array"}' })).status, 400)
  assert.match((await push('all', { items: 'nothing' })).text, /items: /)
})

test('figures have the shape of go-push', async () => {
  const stats = await (await fetch(`http://127.0.0.1:${ports[1]}/stats`)).json()
  assert.deepEqual(Object.keys(stats), ['DispatchTotal', 'DispatchFail', 'PushFail'])
  assert.ok(stats.DispatchTotal >= 2003)
  const gateway = await (await fetch(`http://127.0.0.1:${ports[1]}/gateway/stats`)).json()
  assert.equal(Object.keys(gateway).length, 12)
})
