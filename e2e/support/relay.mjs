// Passes bytes on, and cuts each connection after so many of them.
import net from 'node:net'
import { once } from 'node:events'

export async function startRelay(port, bytesUntilCut) {
  let cuts = 0
  const open = new Set()
  const server = net.createServer((client) => {
    const upstream = net.connect(port, '127.0.0.1')
    let left = bytesUntilCut()
    const end = () => [client, upstream].forEach((socket) => socket.destroy())
    const pass = (from, to) => {
      open.add(from)
      from.on('error', end)
      from.on('close', () => (open.delete(from), end()))
      from.on('data', (bytes) => {
        if (bytes.length < left) {
          left -= bytes.length
          to.write(bytes)
        } else if (left > 0) {
          to.write(bytes.subarray(0, left), end)
          left = 0
          cuts++
        }
      })
    }
    pass(client, upstream)
    pass(upstream, client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: server.address().port,
    cuts: () => cuts,
    cutAll: () => open.forEach((socket) => socket.destroy()),
    stop() {
      server.close()
      open.forEach((socket) => socket.destroy())
    },
  }
}
