// One channel, read and written with the published client library. What is shown is in messages.js and people.js.
import { Centrifuge } from 'centrifuge'
import { Messages } from './messages.js'
import { People } from './people.js'
import { Times } from './times.js'

const channel = 'chat'
const find = (id) => document.getElementById(id)
const messages = new Messages(find('messages'), find('newer'))
const people = new People(find('people'), find('people-title'), find('readers'))
const times = new Times(channel)

const client = new Centrifuge(new URL('connection/websocket', location.href.replace(/^http/, 'ws')).href, {
  token: ownName(),
  minReconnectDelay: 200,
  maxReconnectDelay: 3_000,
})
client.on('connecting', () => showState('connecting', 'connecting …'))
client.on('disconnected', ({ code, reason }) => code > 0 && refused(reason))

let subscription = listen()
client.connect()
showForm()

/** From the oldest message kept, then live. After a cut the library goes on at the position it had reached. */
function listen() {
  const listening = client.newSubscription(channel, {
    since: { offset: 0, epoch: '' },
    joinLeave: true,
    minResubscribeDelay: 200,
    maxResubscribeDelay: 3_000,
  })
  listening.on('subscribing', () => people.unknown())
  listening.on('subscribed', ({ recovered, streamPosition }) => {
    if (!recovered) {
      startAgain()
      return
    }
    showState('connected', 'connected')
    times.readAfter(streamPosition)
    people.read(listening)
  })
  listening.on('publication', ({ data, info, offset }) => {
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    const user = info?.user ?? '' // as the server knows the sender, whatever the payload says
    const shown = messages.add({ text, user, own: user !== '' && user === ownName() })
    times.show(offset, shown)
  })
  listening.on('join', ({ info }) => people.come(info))
  listening.on('leave', ({ info }) => people.go(info))
  listening.subscribe()
  return listening
}

/** The position is no longer kept: the page was away too long, or the log is another one. */
function startAgain() {
  messages.notice('Messages are missing here: they are no longer kept.')
  client.removeSubscription(subscription)
  subscription = listen()
}

/** The server wants none of this name; the library does not try again by itself. */
function refused(reason) {
  showState('offline', `offline: ${reason}`)
  sessionStorage.removeItem('name')
  showForm()
  find('name').focus()
}

function ownName() {
  return sessionStorage.getItem('name') ?? ''
}

/** The server learns a name when a client connects. */
function rename(name) {
  sessionStorage.setItem('name', name)
  client.disconnect()
  client.setToken(name)
  client.connect()
  people.own = name
  showForm()
}

function showForm() {
  const name = ownName()
  people.own = name
  find('join').hidden = name !== ''
  find('say').hidden = name === ''
  find('rename').textContent = name
}

function showState(state, text) {
  find('state').dataset.state = state
  find('state').textContent = text
  find('send').disabled = state !== 'connected'
}

function showTrouble(text) {
  find('trouble').textContent = text
  find('trouble').hidden = text === ''
}

async function say(text) {
  showTrouble('')
  find('text').value = ''
  try {
    await subscription.publish(text)
  } catch (failure) {
    // if the connection broke meanwhile nobody knows, so that the page does not send it again by itself
    showTrouble(`This may not have been sent: ${failure.message}`)
    find('text').value ||= text
  }
}

find('join').addEventListener('submit', (event) => {
  event.preventDefault()
  rename(find('name').value)
  find('text').focus()
})

find('rename').addEventListener('click', () => {
  find('name').value = ownName()
  find('join').hidden = false
  find('say').hidden = true
  find('name').focus()
})

find('say').addEventListener('submit', (event) => {
  event.preventDefault()
  const text = find('text').value.trim()
  if (text !== '' && !find('send').disabled) {
    say(text)
  }
})

find('text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault()
    find('say').requestSubmit()
  }
})
