// Chromium, and what somebody sees and does on a page of the chat.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const shots = fileURLToPath(new URL('../shots', import.meta.url))

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // without the last ones it talks to hosts of its maker
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  })
}

/** Opens the page in a browser profile of its own, and says a name there if one is given. */
export async function openChat(browser, port, name = '', options = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 640 }, ...options })
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(error))
  await page.goto(`http://127.0.0.1:${port}/`)
  const chat = new Chat(context, page, errors)
  await chat.isConnected()
  if (name !== '') {
    await page.getByPlaceholder('your name').fill(name)
    await page.keyboard.press('Enter')
    await chat.sees('#people .own', (people) => people.length === 1)
  }
  return chat
}

class Chat {
  constructor(context, page, errors) {
    Object.assign(this, { context, page, errors })
  }

  isConnected() {
    return this.sees('#state', ([state]) => state === 'connected')
  }

  isConnecting() {
    return this.sees('#state', ([state]) => state !== 'connected')
  }

  async say(text) {
    await this.page.getByPlaceholder('Message').fill(text)
    await this.page.keyboard.press('Enter')
  }

  /** The texts of all messages, oldest first, and of the notices between them. */
  texts() {
    return this.page.locator('#messages li').evaluateAll((items) =>
      items.map((item) => {
        const shown = item.querySelector('.text')
        return shown ? shown.firstChild.textContent : `(${item.textContent})`
      }),
    )
  }

  /** Who is shown to have said each of them. */
  senders() {
    return this.page.locator('#messages li').evaluateAll((items) => {
      let last = ''
      return items.map((item) => (last = item.querySelector('.user')?.textContent ?? last))
    })
  }

  /** When each of them was said, as milliseconds; NaN where nothing is shown. */
  times() {
    return this.page.locator('#messages time').evaluateAll((all) => all.map((time) => Date.parse(time.dateTime)))
  }

  people() {
    return this.page.locator('#people li').allInnerTexts()
  }

  /** Waits until the texts of the elements are as they should be. */
  async sees(selector, holds, within = 20_000) {
    await until(async () => holds(await this.page.locator(selector).allTextContents()), within, async () => ({
      selector,
      ...{ is: await this.page.locator(selector).allTextContents() },
    }))
  }

  /** Waits until a message is not only there but within what the list shows. */
  async seesInView(text) {
    const within = () =>
      this.page.evaluate((wanted) => {
        // its own text alone: behind it stands the time
        const shown = [...document.querySelectorAll('#messages .text')].find((one) => one.firstChild.data === wanted)
        const [inner, outer] = [shown, shown?.closest('ol')].map((one) => one?.getBoundingClientRect())
        return shown && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1
      }, text)
    await until(within, 20_000, () => `${text} is not in view`)
  }

  async seesTexts(expected, within = 20_000) {
    const holds = async () => JSON.stringify(await this.texts()) === JSON.stringify(expected)
    await until(holds, within, async () => ({ expected, is: await this.texts() }))
  }

  shot(name) {
    mkdirSync(shots, { recursive: true })
    return this.page.screenshot({ path: `${shots}/${name}.png` })
  }

  close() {
    return this.context.close()
  }
}

/** Waits, and fails with what is there instead. */
async function until(holds, within, instead) {
  const deadline = Date.now() + within
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`not within ${within} ms: ${JSON.stringify(await instead())}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
