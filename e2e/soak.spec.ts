/**
 * The page in use for long (`npm run soak -- --minutes N [--seed N]`): it is trained on CPU and GPU, paused, resumed, perturbed, compared,
 * shared and reloaded, and its workers are killed, in an order drawn from a seed. After each round, at rest, it prints what the page holds; after
 * warm-up nothing may grow by more than 5 %. Long use takes more rounds, and no limit is one of time.
 */
import type { CDPSession, Page } from '@playwright/test';
import { growthOf, type Held } from '../scripts/soakGrowth';
import { Random } from '../src/numerics/random';
import { expect, test } from './guard';
import { copiedLink } from './readRun';
import { finished, goTo, pressTrain, trainingStatus, trainTable, setSteps, openSettings } from './support';

const minutes = Number(process.env['SOAK_MINUTES'] ?? 1);
const random = new Random(Number(process.env['SOAK_SEED'] ?? 1));
/** Per cent. */
const maxGrowth = 5;
/**
 * JavaScript is interpreted: in thirty trainings compiled code grew by 1.5 of the 1.8 MB of the heap, and all that the page held by less than .1.
 * WebAssembly is compiled as ever.
 */
const interpreted = '--js-flags=--no-opt --no-maglev --no-sparkplug';
test.use({
  launchOptions: [
    async ({ launchOptions }, use) =>
      use({ ...launchOptions, args: [...(launchOptions.args ?? []), interpreted] }),
    { scope: 'worker' },
  ],
});
/** From one reload to the next, two of them warm-up. */
const roundsOfVisit = 14;
/** With fewer, growth cannot be told from warm-up (scripts/soakGrowth.ts). */
const minRounds = 8;

const onCpu = { preset: 'default', device: 'CPU', steps: 60 };
const onGpu = { preset: 'H', device: 'WebGPU', steps: 5 };
/** In every third round: the GPU is emulated, and takes as long as all else; of the rounds that are compared, as many have it first as last. */
const onGpuName = 'train on the GPU';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function open(page: Page): Promise<void> {
  await page.goto('./');
  await trainTable(page, 'soak.csv', onCpu.steps);
  await finished(page);
}

async function choose(page: Page, { preset, device, steps }: typeof onGpu): Promise<void> {
  await openSettings(page);
  await page.getByLabel('Preset', { exact: true }).selectOption(preset);
  await page.getByLabel('Device', { exact: true }).selectOption(device);
  await setSteps(page, steps);
}

async function train(page: Page): Promise<void> {
  await goTo(page, 'Training');
  await pressTrain(page);
  await finished(page);
}

async function perturb(page: Page): Promise<void> {
  await goTo(page, 'Perturb');
  await page
    .getByRole('button', { name: /^Knock out / })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Top responders' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByRole('heading', { name: 'Top responders' })).toBeHidden();
}

async function compare(page: Page): Promise<void> {
  await goTo(page, 'Explore');
  await button(page, 'Compare').click();
  await expect(page.getByRole('dialog', { name: 'Compare' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

/** Ends every round, so that rounds compare: React keeps the elements of what was closed last. */
async function visitAll(page: Page): Promise<void> {
  await choose(page, onCpu);
  await compare(page);
  await copiedLink(page);
  await perturb(page);
  await train(page);
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

/** In any order; every round trains and compares in its end (visitAll), too. */
const actions: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  pause: async (page) => {
    await pressTrain(page);
    // On a fast machine the run may have ended before; on a busy one a click that came late may have paused it.
    await button(page, 'Pause')
      .click({ timeout: 2000 })
      .catch(() => null);
    const status = trainingStatus(page);
    await expect(status).toHaveText(/^Paused at step|Finished\s*$/, { timeout: 90_000 });
    if ((await status.innerText()).startsWith('Paused')) await button(page, 'Resume').click();
    await finished(page);
  },
  [onGpuName]: async (page) => {
    await choose(page, onGpu);
    await train(page);
    expect((await takenOf(page)).buffersMade).toBeGreaterThan(0);
    await choose(page, onCpu);
  },
  perturb,
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

/** Counts the memory of WebAssembly and of the GPU that a thread takes; runs in the page, and in a worker before its first message. */
function countMemory(): void {
  const memories = new Set<WeakRef<WebAssembly.Memory>>();
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct: (kind, [descriptor]) => {
      const memory = new kind(descriptor);
      memories.add(new WeakRef(memory));
      return memory;
    },
  });
  const buffers = new Set<WeakRef<GPUBuffer>>();
  const freed = new WeakSet<GPUBuffer>();
  let buffersMade = 0;
  const create: object = Reflect.get(GPUDevice.prototype, 'createBuffer');
  Reflect.set(
    GPUDevice.prototype,
    'createBuffer',
    new Proxy(create, {
      apply: (method: GPUDevice['createBuffer'], device: GPUDevice, given) => {
        const buffer: GPUBuffer = Reflect.apply(method, device, given);
        const reference = new WeakRef(buffer);
        buffers.add(reference);
        buffersMade++;
        void device.lost.then(() => buffers.delete(reference));
        return buffer;
      },
    }),
  );
  const destroy: object = Reflect.get(GPUBuffer.prototype, 'destroy');
  Reflect.set(
    GPUBuffer.prototype,
    'destroy',
    new Proxy(destroy, {
      apply: (method: GPUBuffer['destroy'], buffer: GPUBuffer) => {
        freed.add(buffer);
        Reflect.apply(method, buffer, []);
      },
    }),
  );
  Reflect.set(globalThis, 'bytesTaken', () => ({
    wasm: [...memories].reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), 0),
    gpu: [...buffers].reduce((sum, reference) => {
      const buffer = reference.deref();
      return buffer && !freed.has(buffer) ? sum + buffer.size : sum;
    }, 0),
    buffersMade,
  }));
}

/** The scripts of workers are blobs (workers/startWorker.ts): `code` is run there too. */
function runInWorkers(code: string): void {
  globalThis.Blob = new Proxy(Blob, {
    construct: (kind, [parts, options]) =>
      new kind(options?.type === 'text/javascript' ? [...parts, `(${code})();`] : parts, options),
  });
}

/** In bytes, but for the number of buffers ever made on the GPU. */
interface Taken {
  readonly wasm: number;
  readonly gpu: number;
  readonly buffersMade: number;
}

function readTaken(): Taken {
  const read: unknown = Reflect.get(globalThis, 'bytesTaken');
  return typeof read === 'function' ? read() : { wasm: 0, gpu: 0, buffersMade: 0 };
}

/** Of the page and of its workers, but for those that end while they are asked. */
async function takenOf(page: Page): Promise<Taken> {
  const inWorkers = page.workers().map((worker) => worker.evaluate(readTaken).catch(() => null));
  const taken = (await Promise.all([page.evaluate(readTaken), ...inWorkers])).filter((one) => one !== null);
  const total = (what: keyof Taken) => taken.reduce((sum, one) => sum + one[what], 0);
  return { wasm: total('wasm'), gpu: total('gpu'), buffersMade: total('buffersMade') };
}

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
  const { wasm, gpu } = await takenOf(page);
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? NaN;
  return {
    'heap MB': metric('JSHeapUsedSize') / 1e6,
    'wasm MB': wasm / 1e6,
    'GPU MB': gpu / 1e6,
    workers: page.workers().length,
    listeners: metric('JSEventListeners'),
    nodes: await nodesOf(session),
  };
}

/**
 * Nodes of the page: those of its document, and detached ones that scripts hold. The browser's own count (`Nodes`) has those of the SVG images
 * it draws as well, which come and go as it likes.
 */
async function nodesOf(session: CDPSession): Promise<number> {
  const objectGroup = 'nodes';
  const { result } = await session.send('Runtime.evaluate', {
    expression: `(${nodesAsObjects.toString()})()`,
    objectGroup,
  });
  const prototypeObjectId = result.objectId ?? '';
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId, objectGroup });
  const counted = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId ?? '',
    functionDeclaration: countInstances.toString(),
    returnByValue: true,
  });
  await session.send('Runtime.releaseObjectGroup', { objectGroup });
  return Number(counted.result.value);
}

/** A node is an object of the heap only once a script has seen it. Gives what all of them inherit. */
function nodesAsObjects(): object {
  const nodes = document.createNodeIterator(document);
  while (nodes.nextNode());
  return Node.prototype;
}

/** All but prototypes, such as that of HTMLElement. */
function countInstances(this: readonly object[]): number {
  return this.filter((one) => !Object.hasOwn(one, 'constructor')).length;
}

const inWords = (values: Held) =>
  Object.entries(values)
    .map(([what, value]) => `${what} ${Number(value.toFixed(1))}`)
    .join(', ');

test('nothing grows while the page is used for long', async ({ page, context }) => {
  test.setTimeout(60_000 * (minutes + 20));
  const session = await context.newCDPSession(page);
  const threads = new Threads(session);
  await context.addInitScript(countMemory);
  await context.addInitScript(runInWorkers, countMemory.toString());
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
    for (const place of random.permutation(names.length)) {
      const name = names[place] ?? '';
      if (name !== onGpuName || rounds.length % 3 === 0) await actions[name]?.(page);
    }
    await visitAll(page);
    rounds.push(await held(page, session, threads));
    console.log(`reload ${visits.length}, round ${rounds.length}: ${inWords(rounds.at(-1) ?? {})}`);
  }
  const growth = growthOf(visits);
  console.log(`growth after warm-up in %: ${inWords(growth ?? {})}`);
  expect(Object.entries(growth ?? { rounds: NaN }).filter(([, percent]) => !(percent <= maxGrowth))).toEqual(
    [],
  );
});
