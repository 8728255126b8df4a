/**
 * The built page in a browser, operated like a user: files are dropped, the page shows what it found, and continues until
 * training can start. Only waiting times are measured.
 */
import { basename } from 'node:path';
import type { Page } from '@playwright/test';
import { ownBrowser, servePage } from '../builtPage';
import { cpuMsOfTree } from '../engine/machine';
import { peakMegabytes, rendererOf } from './renderer';

export interface Waited {
  /** From the drop to the first message about the file. */
  readonly firstMessageMs: number;
  /** Until the check step, and from there until training can start. */
  readonly checkMs: number;
  readonly readyMs: number;
  /** CPU time of all processes of the browser, from the drop. */
  readonly cpuMs: number;
  /** Peak memory of the tab; NaN if the system does not report it. */
  readonly peakMb: number;
  /** Memory before the file. */
  readonly emptyMb: number;
  /** Longest task of the page's thread. */
  readonly longestTaskMs: number;
  /** The page's text about cells and genes. */
  readonly found: string;
}

export interface Pages {
  /** A fresh browser each time, so that memory belongs to this file. */
  open(files: readonly string[]): Promise<Waited>;
  close(): Promise<void>;
}

/** Time limit of one file. */
const patience = 900_000;

declare global {
  var longTasks: number[];
}

/** `executable`: the browser; Playwright's own without it. Builds the page first. */
export async function openPages(executable: string | undefined): Promise<Pages> {
  const served = await servePage('.cache/bench-ingest');
  return {
    open: (files) => opened(executable, served.address, files),
    close: () => served.close(),
  };
}

async function opened(
  executable: string | undefined,
  address: string,
  files: readonly string[],
): Promise<Waited> {
  const { browser, root, close } = await ownBrowser(executable, []);
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
    const firstMessageMs = performance.now() - start;
    // Effects, or Data where something has to be answered.
    const shown = page.locator('[aria-current="step"]').filter({ hasText: /Effects|Data/ });
    const message = page.getByRole('alert');
    await shown.or(message).first().waitFor({ timeout: patience });
    await refuseMessage(message);
    const checkMs = performance.now() - start;
    await page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: /Data/ }).click();
    await page.getByRole('heading', { name: `Check ${name}` }).waitFor({ timeout: patience });
    const found = await page
      .getByText(/cells × .* genes/)
      .first()
      .innerText();
    const asked = performance.now();
    await page.getByRole('button', { name: 'Continue to model' }).click();
    await page
      .getByRole('button', { name: 'Train the network', disabled: false })
      .or(message)
      .first()
      .waitFor({ timeout: patience });
    await refuseMessage(message);
    return {
      firstMessageMs,
      checkMs,
      readyMs: performance.now() - asked,
      cpuMs: cpuMsOfTree(root) - cpuBefore,
      peakMb: peakMegabytes(renderer),
      emptyMb,
      longestTaskMs: Math.max(0, ...(await page.evaluate(() => globalThis.longTasks))),
      found,
    };
  } finally {
    await close();
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
