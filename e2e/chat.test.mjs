// The page of the example ChatRoom, in Chromium.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { openChat, startBrowser } from './support/browser.mjs'
import { startRelay } from './support/relay.mjs'
import { startChat } from './support/server.mjs'

let browser
let directory
let server
let chats
before(async () => (browser = await startBrowser()))
after(() => browser.close())
beforeEach(async () => {
  directory = await mkdtemp(`${tmpdir()}/chat-`)
  server = await startChat(`${directory}/dump`)
  chats = []
})
afterEach(async () => {
  const errors = chats.flatMap((chat) => chat.errors)
  await Promise.all(chats.map((chat) => chat.close()))
  await server.stop()
  await rm(directory, { recursive: true })
  assert.deepEqual(errors, [])
})

async function open(name, options, port = server.port) {
  const chat = await openChat(browser, port, name, options)
  chats.push(chat)
  return chat
}

/** Publishes over HTTP, as one who has no page; while the server is away again and again. */
async function post(text, user = 'build', headers = {}) {
  const key = randomUUID() // a repeat of what the server took already counts once
  for (let tries = 0; tries < 500; tries++) {
    try {
      const answer = await fetch(`http://127.0.0.1:${server.port}/channels/chat`, {
        method: 'POST',
        headers: { authorization: `Bearer ${user}`, 'idempotency-key': key, ...headers },
        body: text,
        signal: AbortSignal.timeout(5_000),
      })
      if (answer.ok) {
        return answer.json()
      }
      assert.ok([401, 503].includes(answer.status), `${answer.status}: ${await answer.text()}`)
    } catch (failure) {
      if (failure instanceof assert.AssertionError) {
        throw failure
      }
    }
    await pause(20)
  }
  throw new Error(`nobody took it: ${text}`)
}

async function postAll(texts) {
  for (const text of texts) {
    await post(text)
  }
}

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => `number ${from + i}`)

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis))

/** What the server has, as it tells over HTTP. */
async function log() {
  const answer = await fetch(`http://127.0.0.1:${server.port}/channels/chat/history?since=0&limit=1000`)
  return (await answer.json()).messages
}

/** That messages are shown with the times they were published at, but for the first few, which came live. */
async function seesTimesOfTheLog(chat, live = 0) {
  await chat.sees('#messages time', (times) => times.every((time) => time !== ''))
  assert.deepEqual(
    (await chat.times()).slice(live),
    (await log()).slice(live).map(({ time }) => Math.floor(Date.parse(time))),
  )
}

test('history is shown on load, with who said it and when', async () => {
  await postAll(['one', 'two'])
  await post('three', 'anna')
  const chat = await open()
  await chat.seesTexts(['one', 'two', 'three'])
  assert.deepEqual(await chat.senders(), ['build', 'build', 'anna'])
  await seesTimesOfTheLog(chat)
})

test('two pages see what the other says, and who comes and goes', async () => {
  const anna = await open('anna')
  const ben = await open('ben')
  await anna.sees('#people li', (people) => people.length === 2)
  assert.deepEqual(await anna.people(), ['A\nanna\n(you)', 'B\nben'])
  assert.deepEqual(await ben.people(), ['A\nanna', 'B\nben\n(you)'])
  await anna.say('hello ben')
  await ben.seesTexts(['hello ben'])
  await ben.say('hello anna')
  for (const chat of [anna, ben]) {
    await chat.seesTexts(['hello ben', 'hello anna'])
    assert.deepEqual(await chat.senders(), ['anna', 'ben'])
  }
  await ben.close()
  await anna.sees('#people li', (people) => people.length === 1)
  assert.deepEqual(await anna.people(), ['A\nanna\n(you)'])
})

test('who says no name reads along and is counted; a name lets write, without anything lost or shown twice', async () => {
  await postAll(numbers(1, 5))
  const reader = await open()
  await reader.sees('#readers', ([text]) => text === '+ 1 reading')
  assert.equal(await reader.page.getByPlaceholder('Message').isVisible(), false)
  await reader.page.getByPlaceholder('your name').fill('carl')
  await reader.page.keyboard.press('Enter')
  await postAll(numbers(6, 10))
  await reader.sees('#people li', (people) => people.length === 1)
  await reader.sees('#readers', ([text]) => text === '')
  await reader.page.getByPlaceholder('Message').pressSequentially('two')
  await reader.page.keyboard.press('Shift+Enter')
  await reader.page.keyboard.type('lines')
  await reader.page.keyboard.press('Enter')
  await reader.seesTexts([...numbers(1, 10), 'two\nlines'])
})

test('a name that the server refuses can be said again', async () => {
  const chat = await open()
  await chat.page.getByPlaceholder('your name').fill('a.*')
  await chat.page.keyboard.press('Enter')
  await chat.sees('#state', ([state]) => state.startsWith('offline'))
  await chat.page.getByPlaceholder('your name').fill('anna')
  await chat.page.keyboard.press('Enter')
  await chat.sees('#people li', (people) => people.length === 1)
})

test('markup in a message or a name is shown as text, and the name is the sender, whatever a message says', async () => {
  const chat = await open()
  const markup = '<img src="x" onerror="window.broken = true"><script>window.broken = true</script>&amp;'
  await post(markup, '<b>eve</b>')
  await post('{"user":"anna","text":"<i>trust me</i>"}', 'eve', { 'content-type': 'application/json' })
  await chat.seesTexts([markup, '{"user":"anna","text":"<i>trust me</i>"}'])
  assert.deepEqual(await chat.senders(), ['<b>eve</b>', 'eve'])
  const later = await open()
  await later.seesTexts([markup, '{"user":"anna","text":"<i>trust me</i>"}'])
  for (const one of [chat, later]) {
    assert.equal(await one.page.locator('#messages :is(img, script, b b, i)').count(), 0)
    assert.equal(await one.page.evaluate(() => window.broken), undefined)
  }
})

test('who reads further up stays there, and is told of new messages', async () => {
  await postAll(numbers(1, 60))
  const chat = await open('anna')
  await chat.seesTexts(numbers(1, 60))
  await chat.page.getByRole('log').press('Home')
  await chat.seesInView('number 1')
  await post('number 61')
  await chat.seesTexts(numbers(1, 61))
  await chat.seesInView('number 1')
  await chat.page.getByRole('button', { name: 'New messages' }).click()
  await chat.seesInView('number 61')
  await post('the last')
  await chat.seesInView('the last')
})

test('while the server is stopped and started again, every message comes once and in order, without a reload', async () => {
  const anna = await open('anna')
  const ben = await open('ben')
  for (const chat of [anna, ben]) {
    await chat.page.evaluate(() => (window.loadedOnce = true))
  }
  let last = 0
  let enough = false
  const publishing = (async () => {
    while (!enough) {
      await post(`number ${++last}`)
      await pause(10)
    }
  })()
  await anna.sees('#messages .text', (texts) => texts.length >= 20)
  await server.stop()
  await anna.isConnecting()
  server = await startChat(`${directory}/dump`, server.port)
  await ben.isConnected()
  await ben.say('I am back')
  await ben.sees('#messages .own', (own) => own.length === 1)
  enough = true
  await publishing
  const said = (await log()).map(({ data }) => data)
  assert.deepEqual(
    said.filter((text) => text !== 'I am back'),
    numbers(1, last),
  )
  for (const chat of [anna, ben]) {
    await chat.seesTexts(said)
    await chat.sees('#people li', (people) => people.length === 2)
    assert.equal(await chat.page.evaluate(() => window.loadedOnce), true)
  }
})

test('a page that was offline comes back with what it missed', async () => {
  const anna = await open('anna')
  const ben = await open('ben')
  await post('before')
  await anna.seesTexts(['before'])
  await anna.context.setOffline(true)
  await anna.isConnecting()
  assert.equal(await anna.page.getByRole('button', { name: 'Send' }).isDisabled(), true)
  await postAll(numbers(1, 10))
  await ben.seesTexts(['before', ...numbers(1, 10)])
  assert.deepEqual(await anna.texts(), ['before'])
  await anna.context.setOffline(false)
  await anna.seesTexts(['before', ...numbers(1, 10)])
  await seesTimesOfTheLog(anna, 1)
})

test('connections that are cut again and again lose nothing and bring nothing twice', async () => {
  const relay = await startRelay(server.port, () => Infinity)
  const chat = await open('anna', {}, relay.port)
  for (let i = 0; i < 10; i++) {
    await postAll(numbers(10 * i + 1, 10 * i + 5))
    relay.cutAll()
    await postAll(numbers(10 * i + 6, 10 * i + 10))
  }
  await chat.seesTexts(numbers(1, 100))
  relay.stop()
})

test('after a crash, which loses what storage on the heap had, the page says that messages are missing', async () => {
  const chat = await open('anna')
  await postAll(['one', 'two'])
  await chat.seesTexts(['one', 'two'])
  await server.crash()
  server = await startChat(`${directory}/dump`, server.port)
  await post('three')
  await post('four')
  await chat.seesTexts(['one', 'two', '(Messages are missing here: they are no longer kept.)', 'three', 'four'])
})

test('it can be looked at, on a desk and on a phone', async () => {
  const anna = await open('anna')
  const ben = await open('ben', { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, colorScheme: 'dark' })
  const conversation = [
    [anna, 'Good morning! Is the new release up already?'],
    [ben, 'For ten minutes.'],
    [ben, 'It went on where the old one stopped: <nobody> had to reload.'],
    [anna, 'Nice. Then I stop it again now, while you write.'],
  ]
  for (const [who, text] of conversation) {
    await who.say(text)
    await anna.sees('#messages .text', (texts) => texts.some((shown) => shown.startsWith(text)))
  }
  await post('build 4711 is green\nall 1,204 tests passed')
  const reader = await open('', { colorScheme: 'dark' })
  for (const [chat, name] of [[anna, 'desk-light'], [ben, 'phone-dark'], [reader, 'desk-dark']]) {
    await chat.sees('#messages .text', (texts) => texts.length === conversation.length + 1)
    await chat.sees('#readers', ([text]) => text === '+ 1 reading')
    await chat.sees('#messages time', (times) => times.every((time) => time !== ''))
    await chat.shot(name)
    const [width, visible] = await chat.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
    assert.ok(width <= visible, `${name} is ${width} wide where ${visible} are visible`)
  }
})
