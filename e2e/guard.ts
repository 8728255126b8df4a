/**
 * The `test` every specification uses: fails where the page or one of its workers asks for anything but the app's own files,
 * throws, or does what the content security policy forbids. Nothing that a person opens may leave the computer.
 */
import { expect, test as base } from '@playwright/test';

export { expect };

/** What the browser says where a policy stops something. */
const forbidden = /content security policy|refused to/i;

export const test = base.extend<{ guard: void }>({
  guard: [
    async ({ context, baseURL }, use) => {
      const found: string[] = [];
      context.on('request', (request) => {
        const url = request.url();
        const own = url.startsWith(baseURL ?? '') || /^(data|blob):/.test(url);
        if (!own || request.method() !== 'GET')
          found.push(`request: ${request.method()} ${url.slice(0, 200)}`);
      });
      context.on('weberror', (error) => found.push(`error: ${error.error().message}`));
      context.on('console', (message) => {
        if (forbidden.test(message.text())) found.push(`policy: ${message.text()}`);
      });
      await use();
      expect(found, 'requests to others, exceptions and policy violations').toEqual([]);
    },
    { auto: true },
  ],
});
