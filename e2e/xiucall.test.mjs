// Clients of xiucall-push: the version of Socket.IO's client that it was written for, and those since, each way they can take.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, afterEach, before, test } from 'node:test'
import { io as io4 } from 'socket.io-client'
import io2 from 'socket.io-client-2'
import io1 from 'socket.io-client-1'
import { randomOf } from './support/random.mjs'
import { startRelay } from './support/relay.mjs'
import { freePort, startPorts } from './support/server.mjs'

const clients = { 4: io4, 2: io2, 1: io1 }
const ways = [['websocket'], ['polling'], ['polling', 'websocket']]
const key = 'a key of some length'
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)

let ports
let guarded
let servers
let open = []
before(async () => {
  ports = [await freePort(), await freePort()]
  guarded = [await freePort(), await freePort()]
  servers = [
    await startPorts(ports, '--xiucall', ports.join(':')),
    await startPorts(guarded, '--xiucall', guarded.join(':'), '--xiucall-key', key),
  ]
})
after(() => Promise.all(servers.map((server) => server.end('SIGTERM'))))
afterEach(() => {
  open.forEach((socket) => socket.close())
  open = []
})

function signed(id, seconds = Math.floor(Date.now() / 1000)) {
  return { 'x-nbb-authid': id, 'x-nbb-sign': createHash('md5').update(`${seconds}${key}${id}`).digest('hex') + `,${seconds}` }
}

/** A client as xiucall-push's own are: takes what comes, commits it, and says what it was. */
function connect(version, transports, headers, { port = ports[1], commits = true } = {}) {
  const socket = clients[version](`http://127.0.0.1:${port}`, {
    forceNew: true,
    transports,
    extraHeaders: headers,
    reconnectionDelay: 20,
    reconnectionDelayMax: 100,
  })
  open.push(socket)
  socket.took = []
  socket.on('message', (messages) => {
    socket.took.push(...messages.map((one) => one.data))
    if (commits || messages.length === 0) {
      socket.emit('commit', messages.length)
    }
  })
  return socket
}

function event(socket, name) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${name} came`)), 60_000)
    socket.once(name, (...args) => (clearTimeout(timer), resolve(args)))
  })
}

async function until(holds) {
  const end = Date.now() + 60_000
  while (!holds()) {
    assert.ok(Date.now() < end, `in time: ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function push(receivers, data, port = ports[0]) {
  const answer = await fetch(`http://127.0.0.1:${port}/push?autoCreate=1`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ send_id: 'srv', channel: ['c1'], recv_id: receivers, data }),
  })
  assert.deepEqual(await answer.json(), { ok: 1, send: receivers.length })
}

const numbers = (count) => Array.from({ length: count }, (_, n) => n)

for (const version of [4, 2, 1]) {
  for (const transports of ways) {
    const name = `socket.io-client ${version} by ${transports.join(' and ')}`
    const id = `v${version}_${transports.join('_')}`

    test(`${name}: takes in order what waits and what comes`, async () => {
      for (const n of numbers(50)) {
        await push([id], n)
      }
      const socket = connect(version, transports, { 'x-nbb-authid': id })
      await until(() => socket.took.length >= 50)
      await push([id], { 'ünï€': '𝄞\n"' })
      await until(() => socket.took.length >= 51)
      assert.deepEqual(socket.took, [...numbers(50), { 'ünï€': '𝄞\n"' }])
    })

    test(`${name}: the newer takes over, and has what the older did not commit`, async () => {
      const who = `over_${id}`
      await push([who], 'first')
      const older = connect(version, transports, { 'x-nbb-authid': who }, { commits: false })
      await until(() => older.took.length === 1)
      const ended = event(older, 'disconnect')
      const newer = connect(version, transports, { 'x-nbb-authid': who })
      assert.equal((await ended)[0], 'io server disconnect')
      await until(() => newer.took.length === 1)
      await push([who], 'second')
      await until(() => newer.took.length === 2)
      assert.deepEqual(newer.took, ['first', 'second'])
      assert.equal(older.connected, false)
    })

    test(`${name}: only who signs is let in`, async () => {
      const port = guarded[1]
      await push([id], 'secret', guarded[0])
      const good = connect(version, transports, signed(id), { port })
      await until(() => good.took.length === 1)
      for (const headers of [
        { 'x-nbb-authid': id },
        { ...signed('eve'), 'x-nbb-authid': id },
        signed(id, Math.floor(Date.now() / 1000) - 86_400),
      ]) {
        const bad = connect(version, transports, headers, { port })
        const refused = await event(bad, version === 4 ? 'connect_error' : 'disconnect')
        assert.ok(version < 4 || refused[0].data.code === 401)
        assert.deepEqual(bad.took, [])
        bad.close()
      }
      await push([id], 'more', guarded[0])
      await until(() => good.took.length === 2)
    })

    test(`${name}: cut again and again it takes all, each once or again (SEED=${seed})`, async () => {
      const who = `cut_${id}`
      const random = randomOf(seed)
      // a request of a poll is a connection of its own, and short
      const cutAfter = (chance) => (transports.length === 1 && transports[0] === 'polling' ? 300 + 6_000 * chance : 3_000 + 2_000 * chance) | 0
      const relay = await startRelay(ports[1], () => cutAfter(random()))
      const socket = connect(version, transports, { 'x-nbb-authid': who }, { port: relay.port })
      for (const n of numbers(100)) {
        await push([who], n)
      }
      await until(() => socket.took.includes(99))
      relay.stop()
      assert.ok(relay.cuts() > 0)
      assert.deepEqual([...new Set(socket.took)], numbers(100))
    })
  }
}
