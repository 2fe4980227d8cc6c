// The published EventSource, on one channel.
import { EventSource } from 'eventsource'

export function listen(port, channel) {
  const source = new EventSource(`http://127.0.0.1:${port}/channels/${channel}?since=0`)
  const seen = { numbers: [], gaps: [], opened: 0, ended: false }
  source.addEventListener('open', () => seen.opened++)
  source.addEventListener('message', (event) => seen.numbers.push(JSON.parse(event.data).number))
  source.addEventListener('gap', (event) => {
    seen.gaps.push({ after: seen.numbers.at(-1), ...JSON.parse(event.data) })
  })
  source.addEventListener('error', () => (seen.ended = source.readyState === EventSource.CLOSED))
  return Object.assign(source, { seen })
}
