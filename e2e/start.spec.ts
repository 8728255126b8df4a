/** `npm start` on a machine that has just installed the packages: the page from source trains its demo. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from './guard';
import { trainingStatus } from './support';

test.use({ elsewhere: /^(?:http|ws):\/\/localhost:/ });

test('npm start serves the app, and its demo trains', async ({ page }) => {
  test.setTimeout(360_000);
  const server = spawn('npm', ['start'], {
    // No window of a browser beside the test's.
    env: { ...process.env, CI: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  try {
    let address: string | undefined;
    for await (const line of createInterface({ input: server.stdout })) {
      address = /http:\/\/localhost:\d+\//.exec(stripVTControlCharacters(line))?.[0];
      if (address !== undefined) break;
    }
    // Packages are bundled, and workers translated, when they are first asked for: minutes on a busy machine.
    await page.goto(address ?? '', { timeout: 150_000 });
    await expect(trainingStatus(page)).toContainText(/step [1-9]/i, { timeout: 180_000 });
  } finally {
    const ended = once(server, 'exit');
    // npm and the server it started.
    if (server.pid !== undefined) process.kill(-server.pid);
    await ended;
  }
});
