// The snippet for nginx, before a real broker: what is pushed comes through at once, over each carrier.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { EventSource } from 'eventsource'
import { carriers, connected, subscribed, until } from './support/client.mjs'
import { freePort, startServer } from './support/server.mjs'

const nginx = '/usr/sbin/nginx'
const skip = existsSync(nginx) ? false : 'no nginx here'
let server, proxy, directory, port

before(async () => {
  if (skip) {
    return
  }
  server = await startServer()
  port = await freePort()
  directory = await mkdtemp(join(tmpdir(), 'pushcore-nginx-'))
  const snippet = await readFile(new URL('../operations/nginx.conf', import.meta.url), 'utf8')
  const here = snippet
    .replace('127.0.0.1:8000', `127.0.0.1:${server.port}`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${port}`)
    .replace('server_name push.example.com', 'server_name localhost')
    .replace(/^ *ssl_.*\n/gm, '')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${directory}/${kind};`)
    .join('\n')
  const whole = `daemon off; pid ${directory}/pid; error_log stderr error;
    events {} http { access_log off; ${temporary} ${here} }`
  await writeFile(join(directory, 'nginx.conf'), whole)
  proxy = spawn(nginx, ['-p', directory, '-c', join(directory, 'nginx.conf')], { stdio: ['ignore', 'inherit', 'inherit'] })
  while (!(await answers())) {
    assert.equal(proxy.exitCode, null, 'nginx ended')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})

after(async () => {
  if (skip) {
    return
  }
  proxy.kill('SIGTERM')
  await once(proxy, 'exit')
  await server.stop()
  await rm(directory, { recursive: true })
})

function answers() {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.on('error', () => resolve(false))
    socket.on('connect', () => (socket.destroy(), resolve(true)))
  })
}

for (const carrier of carriers) {
  test(`behind nginx ${carrier} brings what is published at once`, { skip, timeout: 20_000 }, async () => {
    const client = await connected(carrier, port)
    const { seen } = await subscribed(client, `nginx-${carrier}`)
    const answer = await publish(`nginx-${carrier}`)
    assert.equal(answer.status, 200)
    await until(() => seen.publications.length === 1, 'the publication')
    assert.equal(seen.publications[0].data, 'through')
    client.disconnect()
  })
}

test('behind nginx an EventSource hears what is published at once', { skip, timeout: 20_000 }, async () => {
  const events = new EventSource(`http://127.0.0.1:${port}/channels/nginx-events?since=0`)
  const came = new Promise((resolve) => events.addEventListener('message', resolve))
  await publish('nginx-events')
  assert.equal((await came).data, 'through')
  events.close()
})

function publish(channel) {
  return fetch(`http://127.0.0.1:${port}/channels/${channel}`, { method: 'POST', body: 'through' })
}
