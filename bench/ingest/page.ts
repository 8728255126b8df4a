/**
 * The built page in a browser, driven as a person does it: files are dropped, the page says what it found, and goes on to
 * where they can be trained. What a person has to wait for is timed; their own time is not in it.
 */
import { basename } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { cpuMsOfTree } from '../engine/processTree';
import { peakMegabytes, rendererOf } from './renderer';

export interface Waited {
  /** From letting go to the first word about it. */
  readonly heardMs: number;
  /** To the questions, and from there to where it can be trained. */
  readonly checkMs: number;
  readonly readyMs: number;
  /** Of all processes of the browser, from letting go. */
  readonly cpuMs: number;
  /** The most that the tab held; NaN where the system does not tell. */
  readonly peakMb: number;
  /** What it held before the file. */
  readonly emptyMb: number;
  /** The longest task of the page's own thread. */
  readonly longestTaskMs: number;
  /** What the page says of the cells and genes. */
  readonly found: string;
}

export interface Pages {
  /** A fresh browser each time, so that memory is this file's. */
  open(files: readonly string[]): Promise<Waited>;
  close(): Promise<void>;
}

/** Longer than anybody waits. */
const patience = 900_000;

declare global {
  var longTasks: number[];
}

/** `executable`: the browser; Playwright's own without it. Builds the page first. */
export async function openPages(executable: string | undefined): Promise<Pages> {
  const outDir = '.cache/bench-ingest';
  await build({ logLevel: 'error', build: { outDir } });
  const served = await preview({ build: { outDir }, preview: { port: 4236, strictPort: false } });
  const address = served.resolvedUrls?.local[0] ?? '';
  return {
    open: (files) => opened(executable, address, files),
    close: () => served.close(),
  };
}

async function opened(
  executable: string | undefined,
  address: string,
  files: readonly string[],
): Promise<Waited> {
  const server = await chromium.launchServer({
    ...(executable === undefined ? {} : { executablePath: executable }),
    args: ['--no-sandbox'],
  });
  const root = server.process().pid ?? 0;
  const browser = await chromium.connect(server.wsEndpoint());
  try {
    const page = await browser.newPage();
    await page.goto(address);
    // The demo learns by itself; what it needs is not the file's.
    await page
      .getByRole('status', { name: 'Training status' })
      .getByText(/Finished\s*$/)
      .waitFor({ timeout: patience });
    const renderer = rendererOf(root);
    const emptyMb = peakMegabytes(renderer);
    await watchTasks(page);
    const cpuBefore = cpuMsOfTree(root);
    const start = performance.now();
    await drop(page, files);
    const name = basename(files[0] ?? '');
    await page.getByText(name).first().waitFor({ timeout: patience });
    const heardMs = performance.now() - start;
    const heading = page.getByRole('heading', { name: `Check ${name}` });
    const message = page.getByRole('alert');
    await heading.or(message).first().waitFor({ timeout: patience });
    await refuseMessage(message);
    const checkMs = performance.now() - start;
    const found = await page
      .getByText(/cells × .* genes/)
      .first()
      .innerText();
    const asked = performance.now();
    await page.getByRole('button', { name: 'Continue to model' }).click();
    await page
      .getByRole('button', { name: 'Learn the network', disabled: false })
      .or(message)
      .first()
      .waitFor({ timeout: patience });
    await refuseMessage(message);
    return {
      heardMs,
      checkMs,
      readyMs: performance.now() - asked,
      cpuMs: cpuMsOfTree(root) - cpuBefore,
      peakMb: peakMegabytes(renderer),
      emptyMb,
      longestTaskMs: Math.max(0, ...(await page.evaluate(() => globalThis.longTasks))),
      found,
    };
  } finally {
    await browser.close();
    await server.close();
  }
}

async function refuseMessage(message: ReturnType<Page['getByRole']>): Promise<void> {
  if ((await message.count()) > 0) throw new Error(`The page says: ${await message.first().innerText()}`);
}

async function watchTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
    }).observe({ type: 'longtask' });
  });
}

/** By path: nothing is copied into the browser. */
async function drop(page: Page, files: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  }
}
