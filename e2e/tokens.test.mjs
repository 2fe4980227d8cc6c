import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { carriers, newClient, until } from './support/client.mjs'
import { startServer } from './support/server.mjs'

// The server's clock stands at this second until a test lets time pass.
let now = Date.parse('2030-01-01T00:00:00Z') / 1000
let server
const clients = []
before(async () => (server = await startServer('jwt')))
after(async () => {
  clients.forEach((one) => one.disconnect())
  await server.stop()
})

const encoded = (json) => Buffer.from(JSON.stringify(json)).toString('base64url')

function jwt(claims, secret = 'an example of a secret, long enough') {
  const text = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

const user = (seconds) => jwt({ sub: 'anna', exp: now + seconds })
const pass = (channel, seconds, sub = 'anna') => jwt({ sub, channel, exp: now + seconds })

async function letPass(seconds) {
  now += seconds
  await server.advance(seconds)
}

function watched(emitter, ...events) {
  const seen = Object.fromEntries(events.map((event) => [event, []]))
  events.forEach((event) => emitter.on(event, (context) => seen[event].push(context)))
  return Object.assign(emitter, { seen })
}

function connect(carrier, options) {
  const client = watched(newClient(carrier, server.port, options), 'connecting', 'connected', 'disconnected')
  clients.push(client)
  client.connect()
  return client
}

function subscribe(client, channel, options) {
  const events = ['subscribing', 'subscribed', 'unsubscribed', 'publication', 'error']
  const subscription = watched(client.newSubscription(channel, options), ...events)
  subscription.subscribe()
  return subscription
}

for (const carrier of carriers) {
  describe(`over ${carrier}`, () => {
    test('a connection lives on with fresh tokens', async () => {
      let tokens = 0
      const client = connect(carrier, { token: user(1), getToken: async () => (tokens++, user(3600)) })
      await until(() => tokens === 1, 'a new token')
      await client.rpc('echo', 1)
      await letPass(5)
      await client.rpc('echo', 2)
      assert.deepEqual([client.seen.connected.length, client.seen.disconnected.length], [1, 0])
    })

    test('an expired token is followed by a new one, a forged one by nothing', async () => {
      const late = connect(carrier, { token: user(-1), getToken: async () => user(3600) })
      await late.ready(10_000)
      const forged = jwt({ sub: 'anna', exp: now + 60 }, 'another secret, which is long enough too')
      const client = connect(carrier, { token: forged, getToken: async () => user(3600) })
      await until(() => client.seen.disconnected.length > 0, 'the end')
      assert.equal(client.seen.disconnected[0].code, 101)
    })

    test('a token opens a channel that is closed to others, and is renewed before it expires', async () => {
      const channel = `private.${carrier}`
      let tokens = 0
      const client = connect(carrier, { token: user(3600) })
      const getToken = async () => (tokens++, pass(channel, 3600))
      const subscription = subscribe(client, channel, { token: pass(channel, 1), getToken })
      await subscription.ready(10_000)
      await until(() => tokens === 1, 'a new token')
      await client.rpc('echo', 0)
      await letPass(5)
      await subscription.publish('still here')
      await until(() => subscription.seen.publication.length === 1, 'a publication')
      assert.deepEqual([subscription.seen.subscribed.length, subscription.seen.subscribing.length], [1, 1])
    })

    test('without a new token in time the subscription ends with 2501, and comes back without a loss', async () => {
      const channel = `private.late.${carrier}`
      let give
      const later = new Promise((resolve) => (give = resolve))
      let tokens = 0
      const client = connect(carrier, { token: user(3600) })
      const getToken = () => (tokens++ === 0 ? later : Promise.resolve(pass(channel, 3600)))
      const subscription = subscribe(client, channel, { token: pass(channel, 1), getToken })
      await subscription.ready(10_000)
      await until(() => tokens === 1, 'a new token is asked for')
      await letPass(3)
      await until(() => subscription.seen.subscribing.length === 2, 'the end')
      assert.equal(subscription.seen.subscribing[1].code, 2501)
      await client.publish(channel, 'meanwhile')
      give(pass(channel, 3600))
      await until(() => subscription.seen.subscribed.length === 2, 'it is back')
      await until(() => subscription.seen.publication.length === 1, 'what came meanwhile')
      assert.equal(client.seen.connecting.length, 1)
    })

    test('a token for another channel or user is 103, a forged one 101, none 103', async () => {
      const client = connect(carrier, { token: user(3600) })
      const channel = 'private.other'
      const ends = [
        [103, pass('private.another', 60)],
        [103, pass(channel, 60, 'ben')],
        [103, user(60)],
        [101, jwt({ sub: 'anna', channel, exp: now + 60 }, 'another secret, which is long enough too')],
        [103, ''],
      ]
      for (const [code, token] of ends) {
        const subscription = subscribe(client, channel, { token })
        await until(() => subscription.seen.unsubscribed.length === 1, `the end with ${code}`)
        assert.equal(subscription.seen.unsubscribed[0].code, code)
        client.removeSubscription(subscription)
      }
      assert.equal(client.state, 'connected')
    })

    test('a token of a subscription connects nobody', async () => {
      const client = connect(carrier, { token: pass('private.x', 60) })
      await until(() => client.seen.disconnected.length > 0, 'the end')
      assert.equal(client.seen.disconnected[0].code, 101)
    })
  })
}
