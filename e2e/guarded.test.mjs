import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import WebSocket from 'ws'
import { carriers, newClient, until } from './support/client.mjs'
import { startServer } from './support/server.mjs'

let server
const clients = []
before(async () => (server = await startServer('guarded')))
after(async () => {
  clients.forEach((one) => one.disconnect())
  await server.stop()
})

function guarded(carrier, options) {
  const client = newClient(carrier, server.port, options)
  clients.push(client)
  const seen = { connecting: [], connected: [], disconnected: [] }
  Object.keys(seen).forEach((event) => client.on(event, (context) => seen[event].push(context)))
  client.connect()
  return Object.assign(client, { seen })
}

async function rawSocket() {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/connection/websocket`)
  const heard = []
  socket.on('message', (bytes) => heard.push(...String(bytes).split('\n')))
  await once(socket, 'open')
  return Object.assign(socket, { heard })
}

for (const carrier of carriers) {
  describe(`over ${carrier}`, () => {
    test('a token lets in', async () => {
      const client = guarded(carrier, { token: 'anna' })
      await client.ready(10_000)
      const subscription = client.newSubscription(`who.${carrier}`)
      const heard = []
      subscription.on('publication', (event) => heard.push(event))
      subscription.subscribe()
      await subscription.ready(10_000)
      await subscription.publish(1)
      await until(() => heard.length === 1, 'a publication')
      assert.equal(heard[0].info.user, 'anna')
    })

    test('a wrong token is error 101, and the client stays away', async () => {
      const client = guarded(carrier, { token: 'wrong' })
      await until(() => client.seen.disconnected.length > 0, 'the end')
      assert.equal(client.seen.disconnected[0].code, 101)
      assert.equal(client.state, 'disconnected')
      assert.equal(client.seen.connecting.length, 1)
    })

    test('before a token expires the client fetches another, and stays', async () => {
      let tokens = 0
      const client = guarded(carrier, { token: 'anna/1', getToken: async () => (tokens++, 'anna/3600') })
      await client.ready(10_000)
      await until(() => tokens === 1, 'a new token')
      await client.rpc('echo', 1)
      await server.advance(5)
      await client.rpc('echo', 2)
      assert.deepEqual([client.seen.connected.length, client.seen.connecting.length], [1, 1])
    })

    test('who has no new token in time is closed with 3005, and comes back with one', async () => {
      let tokens = 0
      let give
      const late = new Promise((resolve) => (give = resolve))
      const getToken = () => (tokens++ === 0 ? late : 'anna')
      const client = guarded(carrier, { token: 'anna/1', getToken })
      await client.ready(10_000)
      await until(() => tokens === 1, 'a new token is asked for')
      await server.advance(5)
      await until(() => client.seen.connecting.length === 2, 'the close')
      assert.equal(client.seen.connecting[1].code, 3005)
      client.setToken('anna')
      give('anna')
      await until(() => client.seen.connected.length === 2, 'it is back')
      assert.equal(client.seen.disconnected.length, 0)
    })
  })
}

test('a close from 3500 on keeps the client away', async () => {
  class Rude extends WebSocket {
    send(bytes) {
      super.send('{"id":1,"ping":{}}')
      super.send(bytes)
    }
  }
  const client = guarded('websocket', { token: 'anna', websocket: Rude })
  await until(() => client.seen.disconnected.length > 0, 'the end')
  assert.equal(client.seen.disconnected[0].code, 3501)
  assert.equal(client.seen.connecting.length, 1)
})

test('five wrong tokens on one connection close it with 3500', async () => {
  const socket = await rawSocket()
  for (let id = 1; id <= 5; id++) {
    socket.send(JSON.stringify({ id, connect: { token: 'wrong' } }))
  }
  const [code] = await once(socket, 'close')
  assert.equal(code, 3500)
  assert.ok(socket.heard.every((line) => JSON.parse(line).error.code === 101))
})

// How many pings a client of the library has answered, on whatever carrier.
function counting() {
  const answers = { count: 0 }
  class Counted extends WebSocket {
    send(bytes) {
      answers.count += bytes === '{}' ? 1 : 0
      super.send(bytes)
    }
  }
  const fetchCounted = async (address, init) => {
    const response = await fetch(address, init)
    answers.count += JSON.parse(init.body).data === '{}' ? 1 : 0
    return response
  }
  return Object.assign(answers, { options: { websocket: Counted, fetch: fetchCounted } })
}

test('who does not answer pings is closed with 3012; the library answers', async () => {
  const libraries = []
  for (const carrier of carriers) {
    const answers = counting()
    const client = guarded(carrier, { token: 'ben', ...answers.options })
    await client.ready(10_000)
    libraries.push({ client, answers })
  }
  const silent = await rawSocket()
  const clock = await rawSocket()
  for (const socket of [silent, clock]) {
    socket.send('{"id":1,"connect":{"token":"anna"}}')
    await until(() => socket.heard.length === 1, 'the reply')
    assert.equal(JSON.parse(socket.heard[0]).connect.pong, true)
  }
  const pings = () => clock.heard.filter((line) => line === '{}').length
  // what it says after a second is an answer too, and its reply comes when the lane has looked at what was due
  const passSecond = async (number) => {
    await server.advance(1)
    const heard = clock.heard.length
    clock.send(`{"id":${number},"rpc":{"method":"echo","data":${number}}}`)
    await until(() => clock.heard.slice(heard).some((line) => line.startsWith(`{"id":${number},`)), 'the lane')
  }
  let closed
  silent.on('close', (code) => (closed = code))
  for (let second = 1; second <= 110; second++) {
    await passSecond(second + 1)
    // nobody's ping is a second later than another's
    const due = pings()
    if (libraries.some(({ answers }) => answers.count < due)) {
      await passSecond(1_000 + second)
      await until(() => libraries.every(({ answers }) => answers.count >= due), 'answers of the libraries')
    }
  }
  await until(() => closed !== undefined, 'the close')
  assert.equal(closed, 3012)
  assert.ok(pings() >= 3)
  for (const { client } of libraries) {
    await client.rpc('echo', 0)
    assert.deepEqual([client.seen.connecting.length, client.seen.disconnected.length], [1, 0])
  }
  clock.close()
})
