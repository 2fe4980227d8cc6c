/**
 * When messages were published. The library does not say it with a publication, so it is read from the log, over HTTP, for all
 * that was published while the page was not there; what comes after that was published when it came.
 */
export class Times {
  #channel
  #epoch = ''
  #waiting = [] // shown, but the log has yet to tell
  #from = '' // where that begins
  #reading = 0

  constructor(channel) {
    this.#channel = channel
  }

  /** Writes into an element when the message was published, at once or as soon as it is known. */
  show(offset, element) {
    const arrived = new Date()
    if (this.#from === '') {
      write(arrived, element)
    } else {
      this.#waiting.push({ epoch: this.#epoch, offset, element, arrived })
    }
  }

  /** Reads on after a position, that of a subscription which begins now. */
  async readAfter({ epoch, offset }) {
    const reading = ++this.#reading
    this.#epoch = epoch
    if (this.#waiting.length === 0) {
      this.#from = `${epoch}:${offset}`
    }
    const known = new Map()
    try {
      await this.#read(known)
    } catch {
      return // nothing is shown rather than a wrong time; the next subscription reads again
    }
    if (reading === this.#reading) {
      this.#waiting.forEach((one) => write(known.get(`${one.epoch}:${one.offset}`) ?? one.arrived, one.element))
      this.#waiting = []
      this.#from = ''
    }
  }

  async #read(known) {
    for (let since = this.#from; since !== ''; ) {
      const answer = await fetch(`channels/${this.#channel}/history?limit=1000&since=${encodeURIComponent(since)}`)
      if (!answer.ok) {
        throw new Error(`history: ${answer.status}`)
      }
      const page = await answer.json()
      page.messages.forEach(({ offset, time }) => known.set(`${page.epoch}:${offset}`, new Date(time)))
      const last = page.messages.at(-1)?.offset ?? page.offset
      since = last < page.offset ? page.next : ''
    }
  }
}

function write(time, element) {
  const today = time.toDateString() === new Date().toDateString()
  const day = today ? {} : { day: 'numeric', month: 'short' }
  element.textContent = time.toLocaleString([], { ...day, hour: '2-digit', minute: '2-digit' })
  element.dateTime = time.toISOString()
  element.title = time.toLocaleString()
}
