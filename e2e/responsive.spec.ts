/**
 * The page never freezes: while a network is learned, no task of the main thread is longer than 100 ms, a click is answered
 * within 200 ms, and pause takes one step. Measured by the browser itself, on a screen made here.
 */
import { expect, test, type Page } from '@playwright/test';
import { makeScreen, openFiles, trainingStatus } from './support';

declare global {
  interface Window {
    /** Milliseconds of every long task and every slow input since `measure` was called. */
    measured: { tasks: number[]; inputs: number[] };
  }
}

/** Long tasks, and the time from input to the next paint (Event Timing), from now on. */
async function measure(page: Page): Promise<void> {
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

async function step(page: Page): Promise<number> {
  const text = await page
    .getByRole('banner')
    .getByText(/^step \d/)
    .innerText();
  return Number(text.replace(/\D/g, ''));
}

test('stays responsive while it learns', async ({ page }) => {
  await page.goto('./');
  await openFiles(page, makeScreen());
  await expect(page.getByLabel('Perturbation column')).toHaveValue('perturbation');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => step(page), { timeout: 60_000 }).toBeGreaterThan(5);
  await measure(page);
  for (const tab of ['Gene', 'Edge', 'Module', 'Run', 'Gene', 'Run']) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await page.waitForTimeout(700);
  }
  const { tasks, inputs } = await page.evaluate(() => window.measured);
  console.log(`longest task ${Math.max(0, ...tasks)} ms, slowest answer ${Math.max(0, ...inputs)} ms`);
  expect(Math.max(0, ...tasks)).toBeLessThanOrEqual(100);
  expect(Math.max(0, ...inputs)).toBeLessThanOrEqual(200);

  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const atPause = await step(page);
  await page.waitForTimeout(1500);
  const later = await step(page);
  // The shown step is that of the last snapshot, up to a quarter of a second old when the button is pressed.
  await page.waitForTimeout(1500);
  expect(await step(page)).toBe(later);
  expect(later).toBeGreaterThanOrEqual(atPause);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(trainingStatus(page)).toHaveText(/Stopped\s*$/, { timeout: 30_000 });
});
