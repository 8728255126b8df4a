/** End-to-end tests run on the built page, served by a plain static server from a sub-path, in the browser npm test found. */
import { defineConfig } from '@playwright/test';

const executablePath = process.env['MODULODE_BROWSER'];
const address = `http://127.0.0.1:${process.env['PORT'] ?? '4179'}/any/sub/path/`;

export default defineConfig({
  testDir: 'e2e',
  timeout: 180_000,
  expect: { timeout: 20_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env['CI']),
  outputDir: 'test-results',
  reporter: 'list',
  use: {
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'no-preference',
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
