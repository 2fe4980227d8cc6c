import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { EventSource } from 'eventsource'
import { carriers, newClient, until } from './support/client.mjs'
import { startRelay } from './support/relay.mjs'
import { startServer } from './support/server.mjs'

// With a token who one is is known: the server takes the token for the name.
let server
const clients = []
before(async () => (server = await startServer('guarded')))
after(async () => {
  clients.forEach((one) => one.disconnect())
  await server.stop()
})

function connect(carrier, user, inbox) {
  const client = newClient(carrier, server.port, { token: user, data: { inbox } })
  const seen = { connected: [], disconnected: [], subscribed: [], publications: [] }
  client.on('connected', (event) => seen.connected.push(event))
  client.on('disconnected', (event) => seen.disconnected.push(event))
  client.on('subscribed', (event) => seen.subscribed.push(event))
  client.on('publication', (event) => seen.publications.push(event))
  clients.push(client)
  client.connect()
  return Object.assign(client, { seen })
}

async function push(user, text) {
  const headers = { authorization: 'Bearer sender', 'content-type': 'text/plain' }
  const address = `http://127.0.0.1:${server.port}/users/${user}/push`
  const answer = await fetch(address, { method: 'POST', body: text, headers })
  assert.equal(answer.status, 200)
}

for (const carrier of carriers) {
  describe(`over ${carrier}`, () => {
    test('what waited comes, and what is not acknowledged comes again under its number', async () => {
      const user = `anna-${carrier}`
      await push(user, 'one')
      await push(user, 'two')
      const client = connect(carrier, user, true)
      await until(() => client.seen.publications.length === 2, 'what waited')
      assert.equal(client.seen.subscribed[0].channel, `#${user}`)
      const [one, two] = client.seen.publications
      assert.deepEqual([one.channel, one.data.seq, one.data.channel, one.data.data], [`#${user}`, 1, `@${user}`, 'one'])
      assert.match(two.data.position, /^[0-9a-z]+:2$/)
      assert.deepEqual((await client.rpc('ack', { seq: 1 })).data, {})
      await assert.rejects(client.rpc('ack', { seq: 3 }), { code: 107 })
      client.disconnect()
      client.connect()
      await until(() => client.seen.publications.length === 3, 'what is not acknowledged')
      assert.deepEqual([client.seen.publications[2].data.seq, client.seen.publications[2].data.data], [2, 'two'])
      await client.rpc('ack', { seq: 2 })
      assert.deepEqual((await client.rpc('pending', {})).data, { count: 0, events: [] })
      await push(user, 'three')
      await until(() => client.seen.publications.length === 4, 'what comes')
      assert.equal(client.seen.publications[3].data.seq, 3)
    })

    test('a followed channel is part of it', async () => {
      const user = `bert-${carrier}`
      const client = connect(carrier, user, { device: 'phone' })
      await client.ready(10_000)
      assert.match((await client.rpc('follow', { channel: `team-${carrier}` })).data.from, /:0$/)
      await client.publish(`team-${carrier}`, { a: 1 })
      await until(() => client.seen.publications.length === 1, 'the message')
      const { data } = client.seen.publications[0]
      assert.deepEqual([data.seq, data.channel, data.data, data.sender], [1, `team-${carrier}`, { a: 1 }, user])
      assert.deepEqual((await client.rpc('unfollow', { channel: `team-${carrier}` })).data, { was: true })
      assert.deepEqual((await client.rpc('read', { first: 1 })).data, {})
    })

    test('whoever opens it elsewhere takes over, and the first stays away', async () => {
      const user = `carl-${carrier}`
      const first = connect(carrier, user, true)
      await first.ready(10_000)
      const second = connect(carrier, user, true)
      await second.ready(10_000)
      await until(() => first.seen.disconnected.length === 1, 'the end of the first')
      assert.equal(first.seen.disconnected[0].code, 3503)
      await push(user, 'for the second')
      await until(() => second.seen.publications.length === 1, 'the message')
      assert.equal(first.state, 'disconnected')
      assert.equal(second.seen.connected.length, 1)
    })
  })
}

describe('an EventSource', () => {
  function listen(token) {
    const source = new EventSource(`http://127.0.0.1:${server.port}/inbox?token=${token}`)
    const seen = { sessions: [], seqs: [], ends: [], error: undefined }
    source.addEventListener('session', (event) => seen.sessions.push(JSON.parse(event.data).session))
    source.addEventListener('message', (event) => seen.seqs.push(JSON.parse(event.data).seq))
    source.addEventListener('end', (event) => seen.ends.push(JSON.parse(event.data).code))
    source.addEventListener('error', (event) => (seen.error = event.code))
    clients.push({ disconnect: () => source.close() })
    return Object.assign(source, { seen })
  }

  test('that was taken over comes back once, is refused, and gives up', async () => {
    const first = listen('dora')
    await until(() => first.seen.sessions.length === 1, 'the first session')
    const second = listen('dora')
    await until(() => first.readyState === EventSource.CLOSED, 'the first to give up')
    assert.deepEqual([first.seen.ends, first.seen.error, first.seen.sessions.length], [[445], 403, 1])
    await push('dora', 'for the second')
    await until(() => second.seen.seqs.length === 1, 'the message')
    assert.equal(second.seen.sessions.length, 1)
  })

  test('whose connection is cut comes back to its session and is shown nothing twice', async (t) => {
    await push('emil', 'one')
    const relay = await startRelay(server.port, () => Infinity)
    t.after(() => relay.stop())
    const source = new EventSource(`http://127.0.0.1:${relay.port}/inbox?token=emil`)
    t.after(() => source.close())
    const seen = { sessions: new Set(), seqs: [] }
    source.addEventListener('session', (event) => seen.sessions.add(JSON.parse(event.data).session))
    source.addEventListener('message', (event) => seen.seqs.push(JSON.parse(event.data).seq))
    await until(() => seen.seqs.length === 1, 'the first')
    relay.cutAll()
    await push('emil', 'two')
    await until(() => seen.seqs.length === 2, 'the second')
    assert.deepEqual([seen.seqs, seen.sessions.size], [[1, 2], 1])
  })
})
