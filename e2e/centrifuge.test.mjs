import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { carriers, connected, newClient, subscribed, until } from './support/client.mjs'
import { startRelay } from './support/relay.mjs'
import { startServer } from './support/server.mjs'

let server
before(async () => (server = await startServer()))
after(() => server.stop())

for (const carrier of carriers) {
  describe(`over ${carrier}`, () => {
    const clients = []
    const open = async (options) => {
      const client = await connected(carrier, server.port, options)
      clients.push(client)
      return client
    }
    let client
    before(async () => (client = await open()))
    after(() => clients.forEach((one) => one.disconnect()))
    const name = (text) => `${text}.${carrier}`
    const datas = (publications) => publications.map((one) => one.data)

    test('what is published reaches subscribers, the publisher too', async () => {
      const own = await subscribed(client, name('chat'))
      const other = await subscribed(await open(), name('chat'))
      const values = [{ a: [1, 2.5, null] }, 'text "quoted"\n é 😀', 7, true, null]
      for (const value of values) {
        await own.publish(value)
      }
      await until(() => own.seen.publications.length === 5 && other.seen.publications.length === 5, 'five publications')
      assert.deepEqual(datas(own.seen.publications), values)
      assert.deepEqual(datas(other.seen.publications), values)
      assert.deepEqual(
        other.seen.publications.map((one) => one.offset),
        [1, 2, 3, 4, 5],
      )
    })

    test('many publishes at once all come, in their order where they share a connection', async () => {
      const subscription = await subscribed(client, name('many'))
      const numbers = Array.from({ length: 200 }, (_, i) => i)
      await Promise.all(numbers.map((number) => client.publish(name('many'), number)))
      await until(() => subscription.seen.publications.length === 200, 'two hundred publications')
      const came = datas(subscription.seen.publications)
      // requests of their own wait for each other half a second at most, which a busy machine may exceed
      assert.deepEqual(carrier === 'websocket' ? came : came.sort((a, b) => a - b), numbers)
    })

    test('an empty channel has a position', async () => {
      const subscription = await subscribed(client, name('empty'))
      const { positioned, recoverable, streamPosition } = subscription.seen.subscribed[0]
      assert.equal(positioned, true)
      assert.equal(recoverable, true)
      assert.equal(streamPosition.offset, 0)
      assert.match(streamPosition.epoch, /^[0-9a-z]+$/)
    })

    test('history is read from both ends, in parts, or not at all', async () => {
      const channel = name('history')
      for (let i = 1; i <= 5; i++) {
        await client.publish(channel, i)
      }
      const all = await client.history(channel, { limit: -1 })
      assert.deepEqual(datas(all.publications), [1, 2, 3, 4, 5])
      assert.equal(all.offset, 5)
      const part = await client.history(channel, { limit: 2, since: { offset: 2, epoch: all.epoch } })
      assert.deepEqual(datas(part.publications), [3, 4])
      const back = await client.history(channel, { limit: 2, reverse: true })
      assert.deepEqual(datas(back.publications), [5, 4])
      const none = await client.history(channel, { limit: 0 })
      assert.deepEqual(none.publications, [])
      assert.equal(none.offset, 5)
      await assert.rejects(client.history(channel, { limit: 2, since: { offset: 2, epoch: 'other' } }), { code: 112 })
    })

    test('presence tells who is there, and who comes and goes', async () => {
      const watching = await subscribed(client, name('room'), { joinLeave: true })
      const other = await open()
      const there = await subscribed(other, name('room'))
      await until(() => watching.seen.joins.length >= 1, 'a join')
      const { clients } = await client.presence(name('room'))
      assert.equal(Object.keys(clients).length, 2)
      const stats = await client.presenceStats(name('room'))
      assert.equal(stats.numClients, 2)
      assert.equal(stats.numUsers, 1)
      const joined = watching.seen.joins.map((one) => one.info.client)
      assert.ok(Object.keys(clients).includes(joined.at(-1)))
      there.unsubscribe()
      await until(() => watching.seen.leaves.length === 1, 'a leave')
      assert.equal(watching.seen.leaves[0].info.client, joined.at(-1))
    })

    test('the application answers calls', async () => {
      const { data } = await client.rpc('echo', { a: 'é' })
      assert.deepEqual(data, { a: 'é' })
      await assert.rejects(client.rpc('nothing', {}), { code: 108 })
    })

    test('reserved names are refused', async () => {
      for (const channel of ['@ann', '$control', '#ann']) {
        await assert.rejects(client.publish(channel, 1), { code: 103 })
        await assert.rejects(client.history(channel, { limit: 1 }), { code: 103 })
        await assert.rejects(client.presence(channel), { code: 103 })
      }
    })

    test('who leaves gets nothing more', async () => {
      const subscription = await subscribed(client, name('left'))
      await client.publish(name('left'), 1)
      await until(() => subscription.seen.publications.length === 1, 'a publication')
      subscription.unsubscribe()
      await client.publish(name('left'), 2)
      await client.history(name('left'), { limit: 1 })
      assert.equal(subscription.seen.publications.length, 1)
    })

    test('after a cut everything that was missed comes', async () => {
      const relay = await startRelay(server.port, () => Infinity)
      const cut = newClient(carrier, relay.port)
      clients.push(cut)
      cut.connect()
      const subscription = await subscribed(cut, name('cut'))
      await client.publish(name('cut'), 1)
      await until(() => subscription.seen.publications.length === 1, 'the first')
      relay.cutAll()
      for (let i = 2; i <= 300; i++) {
        await client.publish(name('cut'), i)
      }
      await until(() => subscription.seen.publications.length >= 300, 'what was missed')
      assert.deepEqual(
        datas(subscription.seen.publications),
        Array.from({ length: 300 }, (_, i) => i + 1),
      )
      assert.ok(subscription.seen.subscribed.slice(1).every((one) => one.wasRecovering && one.recovered))
      relay.stop()
    })

    test('what is trimmed is not recovered, nor is part of it', async () => {
      const channel = `short.${carrier}`
      for (let i = 1; i <= 20; i++) {
        await client.publish(channel, i)
      }
      const { epoch } = await client.history(channel, { limit: 0 })
      const subscription = await subscribed(client, channel, { since: { offset: 3, epoch } })
      await client.publish(channel, 21)
      await until(() => subscription.seen.publications.length > 0, 'a publication')
      assert.equal(subscription.seen.subscribed[0].wasRecovering, true)
      assert.equal(subscription.seen.subscribed[0].recovered, false)
      assert.deepEqual(datas(subscription.seen.publications), [21])
    })
  })
}
