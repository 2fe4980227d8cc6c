import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { carriers, connected, newClient, subscribed, until } from './support/client.mjs'
import { randomOf } from './support/random.mjs'
import { startRelay } from './support/relay.mjs'
import { startServer } from './support/server.mjs'

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const cutsOf = { websocket: 300, http_stream: 100, sse: 100 }

let server
before(async () => (server = await startServer()))
after(() => server.stop())

for (const carrier of carriers) {
  test(`cut at any byte ${cutsOf[carrier]} times, ${carrier} brings exactly what was missed (SEED=${seed})`, async (t) => {
    const random = randomOf(seed)
    let cutting = true
    // half of them during handshake and connect, the others anywhere in what follows
    const relay = await startRelay(server.port, () =>
      cutting ? 1 + Math.floor(random() * (random() < 0.5 ? 800 : 8_000)) : Infinity,
    )
    const publisher = await connected('websocket', server.port)
    const reader = newClient(carrier, relay.port, { timeout: 1_000 })
    reader.connect()
    const channel = `cuts.${carrier}`
    const subscription = await subscribed(reader, channel, { since: { offset: 0, epoch: '' } })
    let published = 0
    const deadline = Date.now() + 120_000
    while (relay.cuts() < cutsOf[carrier] && Date.now() < deadline) {
      await publisher.publish(channel, { number: ++published, text: 'x'.repeat(random() * 200) })
      await new Promise((resolve) => setTimeout(resolve, random() * 4))
    }
    cutting = false
    relay.cutAll()
    await until(() => subscription.seen.publications.length >= published, 'all that was published')
    await publisher.publish(channel, { number: ++published })
    await until(() => subscription.seen.publications.length >= published, 'the last')
    assert.deepEqual(
      subscription.seen.publications.map((one) => one.data.number),
      Array.from({ length: published }, (_, i) => i + 1),
    )
    assert.ok(subscription.seen.subscribed.every((one) => !one.wasRecovering || one.recovered))
    assert.ok(relay.cuts() >= cutsOf[carrier], `only ${relay.cuts()} cuts`)
    t.diagnostic(`${relay.cuts()} cuts, ${subscription.seen.subscribed.length} subscriptions, ${published} messages`)
    reader.disconnect()
    publisher.disconnect()
    relay.stop()
  })
}
