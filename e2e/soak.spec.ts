/**
 * The page in use for long (`npm run soak -- --minutes N [--seed N]`): it is trained, paused, resumed, perturbed, compared, shared and
 * reloaded, and its workers are killed, in an order drawn from a seed. After each round, at rest, it prints what the page holds; after
 * warm-up nothing may grow by more than 5 %. Long use takes more rounds, and no limit is one of time.
 */
import type { CDPSession, Page } from '@playwright/test';
import { growthOf, type Held } from '../scripts/soakGrowth';
import { Random } from '../src/numerics/random';
import { expect, test } from './guard';
import { copiedLink } from './readRun';
import { finished, goTo, pressTrain, trainingStatus, trainTable } from './support';

const minutes = Number(process.env['SOAK_MINUTES'] ?? 1);
const random = new Random(Number(process.env['SOAK_SEED'] ?? 1));
/** Per cent. */
const maxGrowth = 5;
/** From one reload to the next, two of them warm-up. */
const roundsOfVisit = 14;
/** With fewer, growth cannot be told from warm-up (scripts/soakGrowth.ts). */
const minRounds = 6;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function open(page: Page): Promise<void> {
  await page.goto('./');
  await trainTable(page, 'soak.csv', 60);
  await finished(page);
}

async function train(page: Page): Promise<void> {
  await pressTrain(page);
  await finished(page);
}

/** Ends a worker by an error that nothing catches, as a bug of the browser or of the program would. */
async function kill(page: Page, name: string): Promise<void> {
  const worker = page.workers().find((one) => one.url().includes(name));
  // It may have ended before it is asked.
  await worker?.evaluate(failLater).catch(() => null);
}

function failLater(): void {
  setTimeout(() => {
    throw new Error('killed by the soak');
  });
}

const actions: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  train,
  pause: async (page) => {
    await pressTrain(page);
    // On a fast machine the run may have ended before.
    await button(page, 'Pause')
      .click({ timeout: 2000 })
      .catch(() => finished(page));
    await expect(trainingStatus(page)).toHaveText(/^Paused at step|Finished\s*$/);
    if ((await button(page, 'Resume').count()) > 0) await button(page, 'Resume').click();
    await finished(page);
  },
  perturb: async (page) => {
    await goTo(page, 'Perturb');
    await page
      .getByRole('button', { name: /^Knock out / })
      .first()
      .click();
    await expect(page.getByRole('heading', { name: 'Top responders' })).toBeVisible();
    await page.keyboard.press('ControlOrMeta+z');
    await expect(page.getByRole('heading', { name: 'Top responders' })).toBeHidden();
  },
  compare: async (page) => {
    await goTo(page, 'Explore');
    await button(page, 'Compare').click();
    await expect(page.getByRole('dialog', { name: 'Compare' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  },
  share: async (page) => void (await copiedLink(page)),
  'kill the trainer': async (page) => {
    await pressTrain(page);
    await kill(page, 'trainer');
    await finished(page);
  },
  'kill a lasting worker': async (page) => {
    await kill(page, 'share');
    await copiedLink(page);
  },
};

/**
 * Workers of a page, reached by messages to their targets: Playwright has no sessions of them. Asked for all objects of a class
 * (Runtime.queryObjects) a worker that reads files ends the process of the page, so memories are written down where they are made.
 */
class Threads {
  readonly #session: CDPSession;
  readonly #workers = new Set<string>();
  readonly #waiting = new Map<string, (answer: unknown) => void>();
  #last = 0;

  constructor(session: CDPSession) {
    this.#session = session;
    session.on('Target.attachedToTarget', ({ sessionId }) => this.#workers.add(sessionId));
    session.on('Target.detachedFromTarget', ({ sessionId }) => {
      this.#workers.delete(sessionId);
      for (const [key, answer] of this.#waiting) if (key.startsWith(`${sessionId} `)) answer(null);
    });
    session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      this.#waiting.get(`${sessionId} ${JSON.parse(message).id}`)?.(null);
    });
  }

  async begin(): Promise<void> {
    const asked = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false };
    await this.#session.send('Target.setAutoAttach', asked);
  }

  /** Collects the garbage of the page and of its workers. */
  async collectGarbage(): Promise<void> {
    await Promise.all([...this.#workers].map((sessionId) => this.#collect(sessionId)));
    await this.#session.send('HeapProfiler.collectGarbage');
  }

  /** Answers too if the worker ends meanwhile. */
  async #collect(sessionId: string): Promise<void> {
    const id = ++this.#last;
    const key = `${sessionId} ${id}`;
    const message = JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' });
    await new Promise((resolve) => {
      this.#waiting.set(key, resolve);
      this.#session.send('Target.sendMessageToTarget', { message, sessionId }).catch(() => resolve(null));
    });
    this.#waiting.delete(key);
  }
}

/** Writes down the memories of WebAssembly that a thread makes; runs in the page, and in a worker before its first message. */
function writeDownMemories(): void {
  const memories = new Set<WeakRef<WebAssembly.Memory>>();
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct: (kind, [descriptor]) => {
      const memory = new kind(descriptor);
      memories.add(new WeakRef(memory));
      return memory;
    },
  });
  Reflect.set(globalThis, 'wasmBytes', () => {
    const bytesEach = [...memories].map((memory) => memory.deref()?.buffer.byteLength ?? 0);
    return bytesEach.reduce((sum, bytes) => sum + bytes, 0);
  });
}

/** The scripts of workers are blobs (workers/startWorker.ts): `code` is run there too. */
function runInWorkers(code: string): void {
  globalThis.Blob = new Proxy(Blob, {
    construct: (kind, [parts, options]) =>
      new kind(options?.type === 'text/javascript' ? [...parts, `(${code})();`] : parts, options),
  });
}

function readWasmBytes(): number {
  const read: unknown = Reflect.get(globalThis, 'wasmBytes');
  return typeof read === 'function' ? read() : 0;
}

/** A worker may end while it is asked. */
const bytesOf = (read: Promise<number>) => read.catch(() => 0);

/** What the page holds after garbage was collected: the least of readings until one is no less, since work may still be ending. */
async function held(page: Page, session: CDPSession, threads: Threads): Promise<Held> {
  let least = await heldNow(page, session, threads);
  for (let before = Infinity; total(least) < 0.999 * before;) {
    before = total(least);
    const now = await heldNow(page, session, threads);
    least = Object.fromEntries(
      Object.entries(least).map(([what, value]) => [what, Math.min(value, now[what] ?? value)]),
    );
  }
  return least;
}

const total = (one: Held) => Object.values(one).reduce((sum, value) => sum + value, 0);

async function heldNow(page: Page, session: CDPSession, threads: Threads): Promise<Held> {
  for (let time = 0; time < 3; time++) await threads.collectGarbage();
  const inWorkers = page.workers().map((worker) => bytesOf(worker.evaluate(readWasmBytes)));
  const wasm = await Promise.all([page.evaluate(readWasmBytes), ...inWorkers]);
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? NaN;
  return {
    'heap MB': metric('JSHeapUsedSize') / 1e6,
    'wasm MB': wasm.reduce((sum, bytes) => sum + bytes, 0) / 1e6,
    workers: page.workers().length,
    listeners: metric('JSEventListeners'),
    nodes: metric('Nodes'),
  };
}

const inWords = (values: Held) =>
  Object.entries(values)
    .map(([what, value]) => `${what} ${Number(value.toFixed(1))}`)
    .join(', ');

test('nothing grows while the page is used for long', async ({ page, context }) => {
  test.setTimeout(60_000 * (minutes + 20));
  const session = await context.newCDPSession(page);
  const threads = new Threads(session);
  await context.addInitScript(writeDownMemories);
  await context.addInitScript(runInWorkers, writeDownMemories.toString());
  await session.send('Performance.enable');
  await threads.begin();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page);
  const until = Date.now() + 60_000 * minutes;
  const names = Object.keys(actions);
  const visits: Held[][] = [];
  for (let rounds: Held[] = []; Date.now() < until || (visits.length === 1 && rounds.length < minRounds);) {
    if (rounds.length % roundsOfVisit === 0) {
      await page.reload();
      await open(page);
      visits.push((rounds = []));
    }
    for (const place of random.permutation(names.length)) await actions[names[place] ?? '']?.(page);
    await goTo(page, 'Train');
    await train(page);
    rounds.push(await held(page, session, threads));
    console.log(`reload ${visits.length}, round ${rounds.length}: ${inWords(rounds.at(-1) ?? {})}`);
  }
  const growth = growthOf(visits);
  console.log(`growth after warm-up in %: ${inWords(growth ?? {})}`);
  expect(Object.entries(growth ?? { rounds: NaN }).filter(([, percent]) => !(percent <= maxGrowth))).toEqual(
    [],
  );
});
