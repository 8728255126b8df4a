/**
 * The `test` every specification uses: fails where the page or one of its workers asks for anything but the app's own files,
 * throws, or does what the content security policy forbids. Nothing that a person opens may leave the computer.
 */
import { type BrowserContext, expect, type Page, test as base } from '@playwright/test';

export { expect };

/** What the browser says where a policy stops something. */
const forbidden = /content security policy|refused to/i;

interface Guarded {
  readonly guard: void;
  /** A page of another person at this address: in a profile of its own, watched alike. */
  readonly fresh: (address: string, viewport?: Size) => Promise<Page>;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export const test = base.extend<Guarded>({
  guard: [
    async ({ context, baseURL }, use) => {
      const found = watched(context, baseURL ?? '');
      await use();
      expect(found, reproach).toEqual([]);
    },
    { auto: true },
  ],
  fresh: async ({ browser, baseURL }, use) => {
    const people: { readonly context: BrowserContext; readonly found: readonly string[] }[] = [];
    await use(async (address, viewport = { width: 1440, height: 900 }) => {
      const context = await browser.newContext({ viewport, reducedMotion: 'no-preference' });
      people.push({ context, found: watched(context, baseURL ?? '') });
      const page = await context.newPage();
      await page.goto(address);
      return page;
    });
    for (const { context, found } of people) {
      await context.close();
      expect(found, reproach).toEqual([]);
    }
  },
});

const reproach = 'requests to others, exceptions and policy violations';

/** What is found from now on. */
function watched(context: BrowserContext, address: string): readonly string[] {
  const found: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    const own = url.startsWith(address) || /^(data|blob):/.test(url);
    if (!own || request.method() !== 'GET') found.push(`request: ${request.method()} ${url.slice(0, 200)}`);
  });
  context.on('weberror', (error) => found.push(`error: ${error.error().message}`));
  context.on('console', (message) => {
    if (forbidden.test(message.text())) found.push(`policy: ${message.text()}`);
  });
  return found;
}
