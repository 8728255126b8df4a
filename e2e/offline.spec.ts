/**
 * Without a network, and after the site was replaced by a newer version while tabs were open. Each test has a host of its own, which can be stopped or
 * given other files; the newer version is the built page with other names for all its files.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { writeServiceWorker } from '../scripts/offline.ts';
import { writeSite } from '../scripts/release/site.ts';
import { violationsOf } from './accessibility';
import { fixture } from './brokenFiles';
import { expect, test as guarded } from './guard';
import {
  drop,
  finished,
  goTo,
  nextStep,
  openFiles,
  savedSince,
  trainTable,
  shows,
  showsCheck,
} from './support';

const built = resolve(process.env['DIST'] ?? 'dist');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** A web space: a folder that is replaced as a whole. */
class Site {
  readonly address: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'site-'));
  readonly #server: ChildProcess;

  constructor(port: number) {
    this.address = `http://127.0.0.1:${port}/any/sub/path/`;
    this.deploy(built);
    this.#server = spawn('node', ['e2e/server.mjs'], {
      env: { ...process.env, PORT: String(port), DIST: join(this.#folder, 'www') },
      stdio: 'inherit',
    });
  }

  async isUp(): Promise<void> {
    await expect.poll(() => this.statusOf('')).toBe(200);
  }

  /** 0: no answer. */
  async statusOf(path: string): Promise<number> {
    try {
      return (await fetch(this.address + path)).status;
    } catch {
      return 0;
    }
  }

  deploy(version: string): void {
    symlinkSync(version, join(this.#folder, 'next'));
    renameSync(join(this.#folder, 'next'), join(this.#folder, 'www'));
  }

  async stop(): Promise<void> {
    if (this.#server.exitCode !== null || this.#server.signalCode !== null) return;
    const ended = once(this.#server, 'exit');
    this.#server.kill();
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true });
  }
}

const test = guarded.extend<{ readonly site: Site }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads which fixtures this one needs from the pattern
  site: async ({}, use) => {
    const site = new Site(await freePort());
    await site.isUp();
    await use(site);
    await site.remove();
  },
  baseURL: async ({ site }, use) => use(site.address),
});
test.use({ serviceWorkers: 'allow' });
// On a busy machine the browser takes a minute to keep a version.
test.describe.configure({ timeout: 400_000 });

/** Named by content: part of every version of their own. */
const named = /[\w.-]+-[\w-]{8}\.(?:js|css|woff2)/g;

/** The built page as another version of it: no file of the code has a name of the first. */
async function makeNewer(folder: string): Promise<void> {
  cpSync(built, folder, { recursive: true });
  const places = ['assets', 'download'].filter((place) => readdirSync(built).includes(place));
  const files = places.flatMap((place) => readdirSync(join(built, place)).map((name) => ({ place, name })));
  const renamed = new Map(
    files.map(({ name }) => [
      name,
      name.replace(/-([\w-]{8})\./, (_, sum: string) => `-${sum.slice(4)}${sum.slice(0, 4)}.`),
    ]),
  );
  const newer = (text: string) => text.replaceAll(named, (name) => renamed.get(name) ?? name);
  for (const { place, name } of files) {
    const file = join(folder, place, name);
    if (/\.(?:js|css)$/.test(name)) writeFileSync(file, newer(readFileSync(file, 'utf8')));
    renameSync(file, join(folder, place, newer(name)));
  }
  const page = join(folder, 'index.html');
  writeFileSync(page, newer(readFileSync(page, 'utf8')));
  await writeServiceWorker(folder);
}

/** Until every file is kept, by the page's own worker and not by that of a page above it. */
async function keptOffline(page: Page): Promise<void> {
  const isKept = () =>
    page.evaluate(async () => {
      const { scope, active } = (await navigator.serviceWorker.getRegistration()) ?? {};
      const { controller } = navigator.serviceWorker;
      const isOwn =
        scope === new URL('./', location.href).href && controller?.scriptURL === active?.scriptURL;
      return isOwn && controller?.state === 'activated';
    });
  await expect.poll(isKept, { timeout: 300_000 }).toBe(true);
}

const firstScript = (page: Page) =>
  page.evaluate(() => document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src ?? '');

const ofRun = ['Open', 'Training', 'Explore', 'Perturb', 'This run', 'Other methods'];
const ofFile = ['Check', 'Settings'];

async function allOpen(page: Page, steps: readonly string[]): Promise<void> {
  for (const step of steps) {
    await goTo(page, step);
    await expect(page.getByRole('main')).not.toBeEmpty();
    await expect(page.getByRole('alert')).toHaveCount(0);
  }
}

/** From Help, in a tab of its own. */
async function opensGuide(page: Page): Promise<void> {
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const opening = page.waitForEvent('popup');
  await help.getByRole('link', { name: 'Guide' }).click();
  const guide = await opening;
  await guide.getByRole('link', { name: 'For Seurat users' }).click();
  await expect(guide.getByRole('heading', { name: 'For Seurat users' })).toBeInViewport();
  // Its style is there.
  await expect(guide.getByRole('heading', { name: 'Guide', exact: true })).toHaveCSS('font-size', '28px');
  expect(await violationsOf(guide)).toEqual([]);
  await guide.close();
  await help.getByRole('button', { name: 'Close' }).click();
}

test(
  'without a network the page opens, with every step and the guide, and a dropped file trains',
  { tag: '@core' },
  async ({ page, openLearned, site, demoRun }) => {
    await openLearned(page);
    await keptOffline(page);
    await goTo(page, 'Explore');
    await site.stop();
    expect(await site.statusOf('')).toBe(0);

    // The address says the step.
    expect(page.url()).toContain('#step=explore');
    await page.reload();
    await openFiles(page, demoRun);
    await finished(page);
    await opensGuide(page);
    await drop(page, [fixture('dense.h5ad')]);
    await showsCheck(page);
    await expect(page.getByRole('heading', { name: 'Check dense.h5ad' })).toBeVisible();
    await allOpen(page, [...ofRun, ...ofFile]);
    await trainTable(page, 'own.csv', 20);
    await finished(page);
  },
);

test('when the site is replaced, open tabs lose nothing and reload only when asked, with the run in training', async ({
  page,
  context,
  openLearned,
  site,
  demoRun,
}, info) => {
  const newer = info.outputPath('newer');
  await makeNewer(newer);
  await openLearned(page);
  await keptOffline(page);
  const script = await firstScript(page);
  const path = script.slice(site.address.length);
  const other = await context.newPage();
  await other.goto('./', { waitUntil: 'commit' });
  await expect(other.getByRole('banner')).toBeVisible({ timeout: 90_000 });
  site.deploy(newer);
  expect(await site.statusOf(path)).toBe(404);

  await page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update();
  });
  const told = page.getByRole('status').filter({ hasText: 'A new version of Modulode is ready' });
  // Every file is fetched first.
  await expect(told).toContainText('The demo is not kept', { timeout: 90_000 });
  await allOpen(page, ofRun);
  expect(await firstScript(page)).toBe(script);

  const since = Date.now();
  await trainTable(page, 'own.csv', 100_000);
  await nextStep(page);
  await savedSince(page, since);
  await expect(told).toContainText(/The run in training is kept at step \d/);
  await told.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  const newScript = await firstScript(page);
  expect(newScript).not.toBe(script);
  expect(await site.statusOf(newScript.slice(site.address.length))).toBe(200);

  // The other tab is still in the earlier version, and finds its files.
  expect(await firstScript(other)).toBe(script);
  expect(await other.evaluate(async (address) => (await fetch(address)).status, script)).toBe(200);
  await openFiles(other, demoRun);
  await shows(other, 'Explore');
  await finished(other);
  await allOpen(other, ['This run', 'Other methods']);
});

test('an earlier release keeps its address below the newest, without a network too', async ({
  page,
  site,
}, info) => {
  const earlier = info.outputPath('earlier');
  await makeNewer(earlier);
  const archived = (version: string, folder: string) => {
    const archive = info.outputPath(`modulode-page-${version}.tar.gz`);
    execFileSync('tar', ['-czf', archive, '-C', folder, '.']);
    return archive;
  };
  const all = info.outputPath('site');
  writeSite(all, [archived('0.1.0', earlier), archived('0.2.0', built)], '/any/sub/path/');
  site.deploy(all);
  const scripts: string[] = [];
  for (const path of ['', 'v0.1.0/']) {
    await page.goto(site.address + path);
    await keptOffline(page);
    scripts.push((await firstScript(page)).slice(site.address.length + path.length));
    // Its gallery, too, opens in it.
    await page.goto(`${site.address}${path}gallery/`);
    await page.getByRole('link', { name: 'Open Sachs et al. 2005', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Shared by link' })).toBeVisible();
    expect(page.url().startsWith(`${site.address}${path}#g`)).toBe(true);
    expect((await firstScript(page)).slice(site.address.length + path.length)).toBe(scripts.at(-1));
  }
  expect(scripts[1]).not.toBe(scripts[0]);
  await site.stop();
  for (const [place, path] of ['', 'v0.1.0/'].entries()) {
    await page.goto(site.address + path);
    await expect(page.getByRole('navigation', { name: 'Steps' })).toBeVisible();
    expect(await firstScript(page)).toBe(site.address + path + scripts[place]);
  }
});
