// The published client library, over each carrier.
import { Centrifuge } from 'centrifuge'
import { EventSource } from 'eventsource'
import WebSocket from 'ws'

export const carriers = ['websocket', 'http_stream', 'sse']

export function newClient(carrier, port, options = {}) {
  const http = `http://127.0.0.1:${port}`
  const endpoint = carrier === 'websocket' ? `ws://127.0.0.1:${port}/connection/websocket` : `${http}/connection/${carrier}`
  return new Centrifuge([{ transport: carrier, endpoint }], {
    websocket: WebSocket,
    eventsource: EventSource,
    emulationEndpoint: `${http}/emulation`,
    minReconnectDelay: 1,
    maxReconnectDelay: 20,
    ...options,
  })
}

export async function connected(carrier, port, options) {
  const client = newClient(carrier, port, options)
  client.connect()
  await client.ready(10_000)
  return client
}

export async function subscribed(client, channel, options) {
  const subscription = client.newSubscription(channel, { minResubscribeDelay: 1, maxResubscribeDelay: 20, ...options })
  const seen = { subscribed: [], publications: [], joins: [], leaves: [] }
  subscription.on('subscribed', (event) => seen.subscribed.push(event))
  subscription.on('publication', (event) => seen.publications.push(event))
  subscription.on('join', (event) => seen.joins.push(event))
  subscription.on('leave', (event) => seen.leaves.push(event))
  subscription.subscribe()
  await subscription.ready(10_000)
  return Object.assign(subscription, { seen })
}

export async function until(condition, what, within = 20_000) {
  const deadline = Date.now() + within
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error(`not within ${within} ms: ${what}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
