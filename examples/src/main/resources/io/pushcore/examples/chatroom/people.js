import { portrait } from './portrait.js'

/** Who is here: asked for once, then kept by those who come and go. */
export class People {
  #list
  #title
  #readers
  #users = new Map() // by client: who has two pages open is two clients
  #moves = [] // that came while the server was asked; its answer may be older
  #own = ''

  constructor(list, title, readers) {
    this.#list = list
    this.#title = title
    this.#readers = readers
  }

  /** The own name, which is marked. */
  set own(name) {
    this.#own = name
    this.#show()
  }

  async read(subscription) {
    this.#moves = []
    let answer
    try {
      answer = await subscription.presence()
    } catch {
      return // the connection is gone: it is asked again on the next
    }
    this.#users = new Map(Object.values(answer.clients).map(({ client, user }) => [client, user]))
    this.#moves.forEach((move) => move())
    this.#list.ariaBusy = 'false'
    this.#show()
  }

  come({ client, user }) {
    this.#move(() => this.#users.set(client, user))
  }

  go({ client }) {
    this.#move(() => this.#users.delete(client))
  }

  /** Until it is read again. */
  unknown() {
    this.#list.ariaBusy = 'true'
  }

  #move(move) {
    this.#moves.push(move)
    move()
    this.#show()
  }

  #show() {
    const all = [...this.#users.values()]
    const named = [...new Set(all.filter((user) => user !== ''))].sort((a, b) => a.localeCompare(b))
    const readers = all.filter((user) => user === '').length
    this.#title.textContent = `${named.length} here`
    this.#list.replaceChildren(...named.map((user) => this.#person(user)))
    this.#readers.textContent = readers > 0 ? `+ ${readers} reading` : ''
  }

  #person(user) {
    const item = document.createElement('li')
    const name = document.createElement('span')
    name.textContent = user
    item.append(portrait(user), name)
    if (user === this.#own) {
      item.className = 'own'
      item.append(' (you)')
    }
    return item
  }
}
