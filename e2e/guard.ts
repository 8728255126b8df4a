/**
 * The `test` every specification uses: fails where the page or one of its workers asks for anything but the app's own files,
 * throws, or does what the content security policy forbids. Nothing that a person opens may leave the computer.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test as base } from '@playwright/test';
import { finished, goTo, openFiles } from './support';

export { expect };

/** What the browser says where a policy stops something. */
const forbidden = /content security policy|refused to/i;

interface Guarded {
  /** Addresses elsewhere that the test lets a person ask for. */
  readonly elsewhere: RegExp | null;
  /** Whether finished runs are compared with other methods by themselves: off where a test is not about it. */
  readonly benchmark: boolean;
  readonly guard: void;
  /** A page of another person at this address: in a profile of its own, watched alike. */
  readonly fresh: (address: string, viewport?: Size) => Promise<Page>;
  /** Opens the page on the demo as it was learned and saved before, where learning ends: for tests that are not about learning. */
  readonly openLearned: (page: Page) => Promise<void>;
}

interface Kept {
  /** The run file of the demo, learned by the page to its end and saved by it: once for all tests. */
  readonly demoRun: string;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export const test = base.extend<Guarded, Kept>({
  elsewhere: [null, { option: true }],
  benchmark: [false, { option: true }],
  guard: [
    async ({ context, baseURL, elsewhere, benchmark }, use) => {
      const found = await watched(context, baseURL ?? '', { elsewhere, benchmark });
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
      await page.goto('./');
      await openFiles(page, demoRun);
      await finished(page);
      await goTo(page, 'Train');
    });
  },
  demoRun: [
    async ({ browser }, use, { project, workerIndex }) => {
      const { baseURL = '', viewport } = project.use;
      const context = await browser.newContext({
        viewport: viewport ?? null,
        reducedMotion: 'no-preference',
      });
      const found = await watched(context, baseURL);
      const page = await context.newPage();
      await page.goto(baseURL);
      await finished(page);
      const folder = join('.cache', 'e2e', `demo-${workerIndex}`);
      mkdirSync(folder, { recursive: true });
      const file = join(folder, 'demo.modulode.json');
      const waiting = page.waitForEvent('download');
      await page.keyboard.press('ControlOrMeta+s');
      await (await waiting).saveAs(file);
      await context.close();
      expect(found, reproach).toEqual([]);
      await use(file);
    },
    { scope: 'worker', timeout: 150_000 },
  ],
});

const reproach = 'requests to others, exceptions and policy violations';

/** What is found from now on. Pages opened from now on describe the network they draw (src/app/session/testHooks.ts). */
async function watched(
  context: BrowserContext,
  address: string,
  {
    elsewhere = null,
    benchmark = false,
  }: { readonly elsewhere?: RegExp | null; readonly benchmark?: boolean } = {},
): Promise<readonly string[]> {
  await context.addInitScript((isOn) => {
    Reflect.set(globalThis, '__modulodeTest', true);
    const key = 'modulode-auto-benchmark';
    // Pages that a test writes itself have no storage.
    if (!isOn && location.protocol !== 'about:' && localStorage.getItem(key) === null)
      localStorage.setItem(key, 'off');
  }, benchmark);
  const found: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    const own = elsewhere?.test(url) || url.startsWith(address) || /^(data|blob):/.test(url);
    if (!own || request.method() !== 'GET') found.push(`request: ${request.method()} ${url.slice(0, 200)}`);
  });
  context.on('weberror', (error) => found.push(`error: ${error.error().message}`));
  context.on('console', (message) => {
    if (forbidden.test(message.text())) found.push(`policy: ${message.text()}`);
  });
  return found;
}
