/**
 * The `test` of every specification: fails if the page or one of its workers requests anything but the app's own files,
 * throws, or violates the content security policy. No opened data may leave the computer. Every request is written down, and counted
 * at the end of `npm test`.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import {
  type BrowserContext,
  expect,
  type Page,
  type Route,
  type Worker,
  test as base,
} from '@playwright/test';
import { madeOnce } from './once';
import { finished, goTo, openFiles } from './support';

export { expect };

/** Browser messages about policy violations, those of `reportViolations`, and Cytoscape's about edges that it cannot draw. */
const forbidden = /content security policy|refused to|invalid endpoints/i;

/** `own`, `typed` (asked for by the test, as a person would) or `other`, then method and address, one request a line. */
const requestLog = '.cache/reports/requests.tsv';
mkdirSync('.cache/reports', { recursive: true });

interface Guarded {
  /** External addresses that the test may request. */
  readonly elsewhere: RegExp | null;
  /** Whether finished runs are compared with other methods automatically; off in tests that are not about it. */
  readonly benchmark: boolean;
  readonly guard: void;
  /** A page at this address in a fresh profile, with the same guard. */
  readonly fresh: (address: string, viewport?: Size) => Promise<Page>;
  /** Opens the page with the trained and saved demo, for tests that are not about training. */
  readonly openLearned: (page: Page) => Promise<void>;
}

interface Kept {
  /** The run file of the demo, trained and saved by the page once for all tests. */
  readonly demoRun: string;
  /** The page of e2e/harness with the GPU it has opened, and the kernels compiled there, for many tests. */
  readonly harness: Page;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export const test = base.extend<Guarded, Kept>({
  elsewhere: [null, { option: true }],
  benchmark: [false, { option: true }],
  guard: [
    async ({ context, baseURL, elsewhere, benchmark, serviceWorkers }, use, { project }) => {
      const prefetch = serviceWorkers === 'allow' || project.name === 'tasks';
      const found = await watched(context, baseURL ?? '', { elsewhere, benchmark, prefetch });
      await use();
      expect(found, reproach).toEqual([]);
    },
    { auto: true },
  ],
  fresh: async ({ browser, baseURL }, use) => {
    const people: { readonly context: BrowserContext; readonly found: readonly string[] }[] = [];
    await use(async (address, viewport = { width: 1440, height: 900 }) => {
      const context = await browser.newContext({ viewport, reducedMotion: 'no-preference' });
      people.push({ context, found: await watched(context, baseURL ?? '') });
      const page = await context.newPage();
      await page.goto(address);
      return page;
    });
    for (const { context, found } of people) {
      await context.close();
      expect(found, reproach).toEqual([]);
    }
  },
  openLearned: async ({ demoRun }, use) => {
    await use(async (page) => {
      // The demo arrives after the run and gives way to it: nothing is read or trained.
      let release: () => void = () => undefined;
      const opened = new Promise<void>((resolve) => {
        release = resolve;
      });
      const late = async (route: Route) => {
        await opened;
        await route.continue();
      };
      await page.route('**/demo/myeloid.*', late, { times: 2 });
      await page.goto('./');
      await openFiles(page, demoRun);
      await finished(page);
      release();
      await goTo(page, 'Training');
    });
  },
  demoRun: [
    async ({ browser }, use, { project }) => {
      const { baseURL = '', viewport } = project.use;
      const train = async (file: string) => {
        const context = await browser.newContext({
          viewport: viewport ?? null,
          reducedMotion: 'no-preference',
        });
        const found = await watched(context, baseURL);
        const page = await context.newPage();
        await page.goto(baseURL);
        await finished(page);
        const waiting = page.waitForEvent('download');
        await page.keyboard.press('ControlOrMeta+s');
        await (await waiting).saveAs(file);
        await context.close();
        expect(found, reproach).toEqual([]);
      };
      await use(await madeOnce(project.outputDir, 'demo.modulode.json', train));
    },
    { scope: 'worker', timeout: 150_000 },
  ],
  harness: [
    async ({ browser }, use, { project }) => {
      const { baseURL = '' } = project.use;
      const context = await browser.newContext();
      const found = await watched(context, baseURL);
      const page = await context.newPage();
      await openHarness(page, baseURL);
      await use(page);
      await context.close();
      expect(found, reproach).toEqual([]);
    },
    { scope: 'worker' },
  ],
});

export async function openHarness(page: Page, address = './'): Promise<void> {
  const response = await page.goto(`${address}harness/index.html`);
  expect(response?.ok(), 'the harness is built (npm run e2e)').toBe(true);
  await page.waitForFunction(() => 'checks' in globalThis);
}

const reproach = 'requests to others, exceptions, policy violations and edges that cannot be drawn';

/** Collects violations from now on. Pages opened from now on describe the network they draw (src/app/ui/network-view/testAttributes.ts). */
async function watched(
  context: BrowserContext,
  address: string,
  {
    elsewhere = null,
    benchmark = false,
    prefetch = false,
  }: { readonly elsewhere?: RegExp | null; readonly benchmark?: boolean; readonly prefetch?: boolean } = {},
): Promise<readonly string[]> {
  await context.addInitScript(
    ([isOn, isIdle]) => {
      Reflect.set(globalThis, '__modulodeTest', true);
      // A page that is never idle fetches each part when it is shown, 160 files less for each test.
      if (!isIdle) Reflect.set(globalThis, 'requestIdleCallback', () => 0);
      const key = 'modulode-auto-benchmark';
      // Pages written by a test have no storage.
      if (location.protocol !== 'about:' && localStorage.getItem('modulode-tour') === null)
        localStorage.setItem('modulode-tour', 'done');
      if (!isOn && location.protocol !== 'about:' && localStorage.getItem(key) === null)
        localStorage.setItem(key, 'off');
    },
    [benchmark, prefetch] as const,
  );
  const found: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    const line = `${request.method()}\t${url.slice(0, 200)}`;
    const whose = whoseAddress(url, address, elsewhere);
    appendFileSync(requestLog, `${whose}\t${line}\n`);
    if (whose === 'other' || request.method() !== 'GET') found.push(`request: ${line}`);
  });
  context.on('page', (page) => page.on('worker', (worker) => void reportViolations(worker)));
  context.on('weberror', (error) => found.push(`error: ${error.error().message}`));
  context.on('console', (message) => {
    if (forbidden.test(message.text())) found.push(`console: ${message.text()}`);
  });
  return found;
}

function whoseAddress(url: string, own: string, elsewhere: RegExp | null): 'own' | 'typed' | 'other' {
  // A blob has the origin of its maker, and data none: neither is asked of anyone.
  if (url.startsWith(own) || /^(data|blob):/.test(url)) return 'own';
  return elsewhere?.test(url) ? 'typed' : 'other';
}

/** The browser writes violations of a page to its console, those of a worker nowhere; the earlier ones are in the buffer. */
async function reportViolations(worker: Worker): Promise<void> {
  // A worker may have ended before it is asked.
  await worker.evaluate(observeViolations).catch(() => undefined);
}

/** Runs in the worker. */
function observeViolations(): void {
  const observer = new ReportingObserver(
    (reports) => {
      for (const { body } of reports) console.error(`content security policy: ${JSON.stringify(body)}`);
    },
    { types: ['csp-violation'], buffered: true },
  );
  observer.observe();
}
