import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { carriers, newClient, subscribed, until } from './support/client.mjs'
import { listen } from './support/events.mjs'
import { publish, startPublisher } from './support/publisher.mjs'
import { freePort, startCommand } from './support/server.mjs'

let directory
let port
let broker
const open = []
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pushcore-e2e-'))
  port = await freePort()
  broker = await start()
})
after(async () => {
  open.forEach((close) => close())
  await broker.end('SIGTERM')
  await rm(directory, { recursive: true })
})

const start = () => startCommand(port, join(directory, 'dump'))

async function readers(channel) {
  const clients = []
  for (const carrier of carriers) {
    const client = newClient(carrier, port)
    open.push(() => client.disconnect())
    client.connect()
    clients.push(await subscribed(client, channel, { since: { offset: 0, epoch: '' } }))
  }
  const source = listen(port, channel)
  open.push(() => source.close())
  return { clients, source }
}

const numbers = (subscription) => subscription.seen.publications.map((one) => one.data.number)
const upTo = (last) => Array.from({ length: last }, (_, i) => i + 1)

test('five restarts with a dump lose nothing and repeat nothing', async (t) => {
  const restarts = 5
  const { clients, source } = await readers('news')
  const publisher = startPublisher(port, 'news', 2)
  t.after(() => publisher.stop())
  for (let i = 1; i <= restarts; i++) {
    const before = publisher.published()
    await until(() => publisher.published() > before + 50, 'publishing goes on')
    await broker.end('SIGTERM')
    broker = await start()
    await until(() => clients.every(({ seen }) => seen.subscribed.length > i), 'all are back')
    await until(() => source.seen.opened > i, 'EventSource is back')
  }
  const published = await publisher.stop()
  const all = [...clients.map(({ seen }) => seen.publications), source.seen.numbers]
  await until(() => all.every((one) => one.length >= published), 'all that was acknowledged')
  clients.forEach((one) => assert.deepEqual(numbers(one), upTo(published)))
  assert.deepEqual(source.seen.numbers, upTo(published))
  assert.deepEqual(source.seen.gaps, [])
  for (const { seen } of clients) {
    assert.ok(seen.subscribed.length > restarts)
    assert.ok(seen.subscribed.slice(1).every((one) => one.wasRecovering && one.recovered))
  }
  t.diagnostic(`${published} messages, ${source.seen.opened - 1} returns of EventSource`)
})

test('who comes back after a kill is told that what was kept is gone', async () => {
  const { clients, source } = await readers('killed')
  for (let number = 1; number <= 20; number++) {
    await publish(port, 'killed', number)
  }
  await until(() => clients.every((one) => numbers(one).length === 20), 'the first twenty')
  await until(() => source.seen.numbers.length === 20, 'the first twenty as events')
  await broker.end('SIGKILL')
  broker = await start()
  // a log that is longer than the old one hides nothing
  for (let number = 21; number <= 50; number++) {
    await publish(port, 'killed', number)
  }
  await until(() => clients.every(({ seen }) => seen.subscribed.length > 1), 'all are back')
  await until(() => source.seen.gaps.length > 0, 'a gap')
  await publish(port, 'killed', 51)
  await until(() => clients.every((one) => numbers(one).at(-1) === 51), 'the last')
  await until(() => source.seen.numbers.at(-1) === 51, 'the last as an event')
  for (const one of clients) {
    assert.equal(one.seen.subscribed[1].wasRecovering, true)
    assert.equal(one.seen.subscribed[1].recovered, false)
    assert.ok(
      numbers(one).every((number, i, all) => i === 0 || number > all[i - 1]),
      `shown twice or out of order: ${numbers(one)}`,
    )
  }
  assert.equal(source.seen.gaps.length, 1)
  assert.equal(source.seen.gaps[0].after, 20)
  assert.notEqual(source.seen.gaps[0].from.split(':')[0], source.seen.gaps[0].to.split(':')[0])
  assert.deepEqual(source.seen.numbers, upTo(51))
})
