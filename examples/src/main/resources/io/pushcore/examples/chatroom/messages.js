import { portrait } from './portrait.js'

/** The list of messages. Texts and names go in as text, never as markup. */
export class Messages {
  #list
  #newer
  #follows = true // what comes; not while somebody reads further up
  #resizes = new ResizeObserver(() => this.#follows && this.#toEnd())

  constructor(list, newer) {
    this.#list = list
    this.#newer = newer
    this.#resizes.observe(list)
    newer.addEventListener('click', () => this.#toEnd())
    list.addEventListener('scroll', () => {
      this.#follows = list.scrollHeight - list.scrollTop - list.clientHeight < 40
      newer.hidden ||= this.#follows
    })
  }

  /** Shows a message, and gives back the element for its time. */
  add({ text, user, own }) {
    const item = document.createElement('li')
    item.className = own ? 'own' : 'other'
    item.dataset.user = user
    if (this.#list.lastElementChild?.dataset.user !== user) {
      item.classList.add('first')
      item.append(portrait(user), part('b', 'user', user || 'somebody'))
    }
    const bubble = part('p', 'text', text)
    const time = part('time', '', '')
    bubble.append(time)
    item.append(bubble)
    this.#append(item, own)
    return time
  }

  /** Says something between messages. */
  notice(text) {
    this.#append(part('li', 'notice', text), false)
  }

  #append(item, own) {
    this.#list.append(item)
    this.#resizes.observe(item)
    if (own || this.#follows) {
      this.#toEnd()
    } else {
      this.#newer.hidden = false
    }
  }

  #toEnd() {
    this.#list.scrollTop = this.#list.scrollHeight
    this.#newer.hidden = true
  }
}

function part(name, className, text) {
  const element = document.createElement(name)
  element.className = className
  element.textContent = text
  return element
}
