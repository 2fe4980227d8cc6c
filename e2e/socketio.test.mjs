// Every published version of Socket.IO's client, over each way it can take.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { io as io4 } from 'socket.io-client'
import io2 from 'socket.io-client-2'
import io1 from 'socket.io-client-1'
import { startRelay } from './support/relay.mjs'
import { startSocketIo } from './support/server.mjs'

const clients = { 4: io4, 2: io2, 1: io1 }
const ways = [['websocket'], ['polling'], ['polling', 'websocket']]

let server
let guarded
let open = []
before(async () => {
  server = await startSocketIo()
  guarded = await startSocketIo('guarded')
})
after(async () => {
  await server.stop()
  await guarded.stop()
})
afterEach(() => {
  open.forEach((socket) => socket.close())
  open = []
})

function connect(version, options = {}, { port = server.port, namespace = '' } = {}) {
  const socket = clients[version](`http://127.0.0.1:${port}${namespace}`, { forceNew: true, ...options })
  open.push(socket)
  return socket
}

/** The arguments of the next event. */
function next(socket, event) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${event} came`)), 60_000)
    socket.once(event, (...args) => (clearTimeout(timer), resolve(args)))
  })
}

/** What is answered to an event. */
function ask(socket, event, ...args) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer to ${event} came`)), 60_000)
    socket.emit(event, ...args, (...answer) => (clearTimeout(timer), resolve(answer)))
  })
}

for (const version of [4, 2, 1]) {
  for (const transports of ways) {
    const name = `socket.io-client ${version} by ${transports.join(' and ')}`

    test(`${name}: events, bytes and characters both ways`, async () => {
      const socket = connect(version, { transports })
      assert.deepEqual((await next(socket, 'welcome')).slice(0, 1), [''])
      const echo = next(socket, 'echo')
      socket.emit('echo', 'ünï€𝄞\n"', { a: [1, null, 'ä'] }, Buffer.from([0, 1, 255]), '')
      const [text, json, bytes, empty] = await echo
      assert.equal(text, 'ünï€𝄞\n"')
      assert.deepEqual(json, { a: [1, null, 'ä'] })
      assert.deepEqual([...new Uint8Array(bytes)], [0, 1, 255])
      assert.equal(empty, '')
      assert.equal(socket.io.engine.transport.name, transports.at(-1))
    })

    test(`${name}: answers both ways`, async () => {
      const socket = connect(version, { transports })
      assert.deepEqual(await ask(socket, 'ask', 1, 'zwei'), [1, 'zwei'])
      assert.deepEqual([...new Uint8Array((await ask(socket, 'ask', Buffer.from('ab')))[0])], [97, 98])
      assert.deepEqual(await ask(socket, 'nobody hears this'), ['broker nobody hears this'])
      socket.on('question', (what, answer) => answer('re', what, Buffer.from('c')))
      const answered = next(socket, 'answered')
      socket.emit('ask me', { deep: true })
      const [re, what, bytes] = await answered
      assert.equal(re, 're')
      assert.deepEqual(what, { deep: true })
      assert.deepEqual([...new Uint8Array(bytes)], [99])
    })

    test(`${name}: a thousand events keep their order, in large packets and small`, async () => {
      const socket = connect(version, { transports })
      const came = []
      const all = new Promise((resolve) => socket.on('echo', (n) => came.push(n) === 1_000 && resolve()))
      for (let n = 0; n < 1_000; n++) {
        socket.emit('echo', n, n % 100 === 0 ? 'x'.repeat(50_000) : '')
      }
      await all
      assert.deepEqual(came, Array.from({ length: 1_000 }, (_, n) => n))
    })

    test(`${name}: what is published to a channel comes to who has joined it, and no longer`, async () => {
      const [one, two] = [connect(version, { transports }), connect(version, { transports })]
      const channel = `ways.${version}.${transports.join('.')}`
      await Promise.all([ask(one, 'join', channel), ask(two, 'join', channel)])
      const heard = [next(one, 'said'), next(two, 'said')]
      assert.deepEqual(await ask(one, 'say', channel, { from: 'öne' }), ['ok'])
      for (const [said] of await Promise.all(heard)) {
        assert.deepEqual(said, { from: 'öne' })
      }
      const bytes = next(two, 'said')
      await ask(one, 'say', channel, Buffer.from([7, 200]))
      assert.deepEqual([...new Uint8Array((await bytes)[0])], [7, 200])
      assert.deepEqual(await ask(two, 'leave', channel), [true])
      two.on('said', () => assert.fail('it had left'))
      await ask(one, 'say', channel, 'none')
      await ask(two, 'ask')
    })

    test(`${name}: namespaces beside each other, and one that is not there`, async () => {
      const other = connect(version, { transports }, { namespace: '/other' })
      assert.deepEqual((await next(other, 'welcome')).slice(0, 1), ['other /other'])
      assert.deepEqual(await ask(other, 'ask', 'x'), ['x'])
      const none = connect(version, { transports }, { namespace: '/none' })
      const [error] = await next(none, version === 4 ? 'connect_error' : 'error')
      assert.equal(error.message ?? error, 'Invalid namespace')
    })

    test(`${name}: the server's end is the end`, async () => {
      const socket = connect(version, { transports })
      await next(socket, 'welcome')
      const ended = next(socket, 'disconnect')
      socket.emit('leave me')
      assert.equal((await ended)[0], 'io server disconnect')
    })

    test(`${name}: it comes back when its connection is cut`, async () => {
      const relay = await startRelay(server.port, () => Infinity)
      const socket = connect(version, { transports, reconnectionDelay: 10 }, { port: relay.port })
      await next(socket, 'welcome')
      const again = next(socket, 'welcome')
      // between two polls there is nothing to be cut
      const cutting = setInterval(() => relay.cutAll(), 20)
      await next(socket, 'disconnect')
      clearInterval(cutting)
      await again
      assert.deepEqual(await ask(socket, 'ask', 5), [5])
      socket.close()
      relay.stop()
    })

    test(`${name}: a token lets in, a wrong one does not`, async () => {
      const shown = (token) => (version === 4 ? { auth: { token } } : { query: { token } })
      const anna = connect(version, { transports, ...shown('anna') }, { port: guarded.port })
      assert.equal((await next(anna, 'welcome'))[0], 'anna')
      for (const token of ['wrong', '']) {
        const none = connect(version, { transports, ...shown(token) }, { port: guarded.port })
        none.on('welcome', () => assert.fail('it was let in'))
        const [error] = await next(none, version === 4 ? 'connect_error' : 'error')
        assert.match(error.message ?? error, /credentials are wrong or missing/)
        none.close()
      }
    })
  }
}

for (const transports of ways) {
  test(`by ${transports.join(' and ')} who was cut off comes back to its channels and has lost nothing`, async () => {
    const relay = await startRelay(server.port, () => Infinity)
    const socket = connect(4, { transports, reconnectionDelay: 10 }, { port: relay.port })
    const speaker = connect(4, { transports: ['websocket'] })
    const channels = [`r.1.${transports.join('.')}`, `r.2.${transports.join('.')}`]
    for (const channel of channels) {
      await ask(socket, 'join', channel)
    }
    const came = []
    socket.on('said', (said) => came.push(said))
    const { id } = socket
    for (let n = 0; n < 300; n++) {
      await ask(speaker, 'say', channels[n % 2], n)
      if (n % 60 === 30) {
        relay.cutAll()
      }
    }
    while (came.length < 300) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    for (const own of [0, 1]) {
      assert.deepEqual(
        came.filter((n) => n % 2 === own),
        Array.from({ length: 150 }, (_, n) => 2 * n + own),
      )
    }
    assert.equal(socket.id, id)
    assert.ok(socket.recovered)
    assert.equal((await ask(socket, 'state'))[0].startsWith(`${id} true`), true)
    socket.close()
    relay.stop()
  })
}

test('where a channel has lost something, the client is told that it is new', async () => {
  const relay = await startRelay(server.port, () => Infinity)
  const socket = connect(4, { transports: ['websocket'], reconnectionDelay: 500 }, { port: relay.port })
  const speaker = connect(4, { transports: ['websocket'] })
  await ask(socket, 'join', 'short.lost')
  const said = next(socket, 'said')
  await ask(speaker, 'say', 'short.lost', 0)
  await said
  const { id } = socket
  const back = next(socket, 'connect')
  relay.cutAll()
  for (let n = 1; n <= 20; n++) {
    await ask(speaker, 'say', 'short.lost', n)
  }
  await back
  assert.equal(socket.recovered, false)
  assert.notEqual(socket.id, id)
  assert.match((await ask(socket, 'state'))[0], / false \[\]/)
  socket.close()
  relay.stop()
})
