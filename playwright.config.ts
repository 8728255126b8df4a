/** End-to-end tests run on the built page, served by a plain static server from a sub-path, in the browser npm test found. */
import { defineConfig } from '@playwright/test';

const executablePath = process.env['MODULODE_BROWSER'];
const address = `http://127.0.0.1:${process.env['PORT'] ?? '4179'}/any/sub/path/`;
/** Large screens, one at a time; they also measure how long the page is busy (`npm run bench:tasks`). */
const large = /(responsive|thousandGenes)\.spec\.ts/;
/** Only measures. */
const walk = /walk\.spec\.ts/;
/** Make the pictures of README and docs. */
const pictures = /screenshots\.spec\.ts/;
/** Uses the page for as long as it is told (scripts/soak.mjs). */
const soak = /soak\.spec\.ts/;

export default defineConfig({
  testDir: 'e2e',
  timeout: 180_000,
  expect: { timeout: 20_000 },
  workers: 2,
  // A test that fails once and passes when tried again is reported as flaky.
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: Boolean(process.env['CI']),
  outputDir: 'test-results',
  reporter: 'list',
  projects: [
    { name: 'page', testIgnore: [large, walk, pictures, soak] },
    { name: 'large', testMatch: large },
    { name: 'tasks', testMatch: [large, walk] },
    { name: 'pictures', testMatch: pictures },
    ...(process.env['SOAK_MINUTES'] ? [{ name: 'soak', testMatch: soak, retries: 0 }] : []),
  ],
  use: {
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'no-preference',
    // Tests of other things are not answered from its cache (e2e/offline.spec.ts).
    serviceWorkers: 'block',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
    },
  },
  webServer: {
    command: 'node e2e/server.mjs',
    url: address,
    reuseExistingServer: false,
  },
});
