/**
 * The page never freezes: while a network is learned, no task of the main thread is longer than 100 ms and a click is answered
 * within 200 ms, measured by the browser itself on a screen made here; and pause takes one step. Other processes may take the
 * core in the middle of a task, which no page can help: of up to five windows, each with some ten redraws of the network, the
 * quietest counts. A task that is too long by itself comes back in all of them.
 */
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import { makeScreen, openFiles, trainingStatus } from './support';

declare global {
  interface Window {
    /** Milliseconds of every long task and every slow input since `measure` was called. */
    measured: { tasks: number[]; inputs: number[] };
  }
}

const windows = 5;
const longestTask = 100;
const slowestAnswer = 200;

/** Long tasks, and the time from input to the next paint (Event Timing), from now on. */
async function observe(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.measured = { tasks: [], inputs: [] };
    const slowInputs: PerformanceObserverInit & { durationThreshold: number } = {
      type: 'event',
      durationThreshold: 16,
    };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.measured.tasks.push(duration);
    }).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.measured.inputs.push(duration);
    }).observe(slowInputs);
  });
}

/** Clicks through the inspector for a few seconds; the longest task and the slowest answer meanwhile. */
async function measureWindow(page: Page): Promise<{ task: number; answer: number }> {
  await page.evaluate(() => {
    window.measured.tasks = [];
    window.measured.inputs = [];
  });
  for (const tab of ['Gene', 'Edge', 'Module', 'Run']) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await page.waitForTimeout(700);
  }
  const { tasks, inputs } = await page.evaluate(() => window.measured);
  return { task: Math.max(0, ...tasks), answer: Math.max(0, ...inputs) };
}

async function shownStep(page: Page): Promise<number> {
  const text = await page
    .getByRole('banner')
    .getByText(/^step \d/)
    .innerText();
  return Number(text.replace(/\D/g, ''));
}

test('stays responsive while it learns, and pauses within a step', async ({ page }) => {
  await page.goto('./');
  await openFiles(page, makeScreen());
  await expect(page.getByLabel('Perturbation column')).toHaveValue('perturbation');
  // Long enough that the windows lie within the training on any machine.
  await page.getByRole('textbox', { name: 'Steps', exact: true }).fill('20000');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => shownStep(page), { timeout: 60_000 }).toBeGreaterThan(5);

  await observe(page);
  let best = { task: Infinity, answer: Infinity };
  for (let i = 0; i < windows && (best.task > longestTask || best.answer > slowestAnswer); i++) {
    const found = await measureWindow(page);
    console.log(`longest task ${found.task} ms, slowest answer ${found.answer} ms`);
    if (Math.max(found.task, found.answer / 2) < Math.max(best.task, best.answer / 2)) best = found;
  }
  expect(best.task).toBeLessThanOrEqual(longestTask);
  expect(best.answer).toBeLessThanOrEqual(slowestAnswer);

  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.waitForTimeout(1500);
  const paused = await shownStep(page);
  await page.waitForTimeout(1500);
  expect(await shownStep(page)).toBe(paused);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(trainingStatus(page)).toHaveText(/Stopped\s*$/, { timeout: 30_000 });
});
