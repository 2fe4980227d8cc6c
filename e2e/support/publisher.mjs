// Publishes {"number":1}, {"number":2} … over HTTP, each under a key until it is acknowledged.

export function startPublisher(port, channel, pause) {
  let published = 0
  let stopped = false
  const goOn = async () => {
    while (!stopped) {
      await publish(port, channel, published + 1)
      published++
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
  const done = goOn()
  return {
    published: () => published,
    async stop() {
      stopped = true
      await done
      return published
    },
  }
}

export async function publish(port, channel, number) {
  for (;;) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/channels/${channel}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `n${number}` },
        body: JSON.stringify({ number }),
        signal: AbortSignal.timeout(5_000),
      })
      await answer.text()
      if (answer.status === 200) {
        return
      }
      if (answer.status < 500) {
        throw new TypeError(`refused with ${answer.status}`)
      }
    } catch (error) {
      if (error.message.startsWith('refused')) {
        throw error
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
