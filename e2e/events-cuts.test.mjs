import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from './support/client.mjs'
import { listen } from './support/events.mjs'
import { startPublisher } from './support/publisher.mjs'
import { randomOf } from './support/random.mjs'
import { startRelay } from './support/relay.mjs'
import { startServer } from './support/server.mjs'

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const readers = 40
const cuts = 120

let server
before(async () => (server = await startServer()))
after(() => server.stop())

// It waits two seconds before it comes back, so many are cut at a time.
test(`${readers} EventSources cut at any byte ${cuts} times see everything once, in order (SEED=${seed})`, async (t) => {
  const random = randomOf(seed)
  let cutting = true
  // half of them around the head and the first events, the others anywhere in what follows
  const relay = await startRelay(server.port, () =>
    cutting ? 1 + Math.floor(random() * (random() < 0.5 ? 1_200 : 20_000)) : Infinity,
  )
  const sources = Array.from({ length: readers }, () => listen(relay.port, 'cuts'))
  t.after(() => (sources.forEach((source) => source.close()), relay.stop()))
  const publisher = startPublisher(server.port, 'cuts', 15)
  t.after(() => publisher.stop())
  await until(() => relay.cuts() >= cuts, `${cuts} cuts`, 60_000)
  cutting = false
  relay.cutAll()
  const published = await publisher.stop()
  const expected = Array.from({ length: published }, (_, i) => i + 1)
  await until(() => sources.every(({ seen }) => seen.numbers.length >= published), 'all that was published')
  for (const { seen } of sources) {
    assert.deepEqual(seen.numbers, expected)
    assert.deepEqual(seen.gaps, [])
  }
  const opened = sources.reduce((sum, { seen }) => sum + seen.opened, 0)
  t.diagnostic(`${relay.cuts()} cuts, ${opened} answers, ${published} messages`)
})
