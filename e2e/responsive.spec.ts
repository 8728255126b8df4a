/**
 * The page stays responsive. During training its parts open and pause takes one step; during the comparison with other methods
 * and the measurement of confidence sliders work. As a benchmark (`npm run bench:tasks`): no task of the main thread has more
 * than 100 ms of work, and a click is answered within 200 ms, measured by the browser. Other processes may take the
 * core during a task: of up to five windows, each with some five redraws of the network, the
 * quietest counts. A task that is too long by itself recurs in all of them.
 */
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import { printedResponders } from './readRun';
import { atRest } from './networkPlaces';
import {
  goTo,
  heldStep,
  makeScreen,
  openSections,
  shownStep,
  trainingStatus,
  trainToTheEnd,
  openToCheck,
  setSteps,
} from './support';
import {
  clickThroughInspector,
  expectLittleWork,
  isMeasured,
  longestTask,
  longestWork,
  windows,
} from './work';

// Finished runs are compared with other methods.
test.use({ benchmark: true });

declare global {
  interface Window {
    /** Milliseconds of every slow input since `observe`. */
    slowInputs: number[];
  }
}

const slowestAnswer = 200;

/** The time from input to the next paint (Event Timing), from now on. */
async function observe(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.slowInputs = [];
    const slowInputs: PerformanceObserverInit & { durationThreshold: number } = {
      type: 'event',
      durationThreshold: 16,
    };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.slowInputs.push(duration);
    }).observe(slowInputs);
  });
}

/** Work of the longest task and slowest response while an action runs for a few seconds. */
async function measureWindow(
  page: Page,
  act: () => Promise<void>,
): Promise<{ task: number; answer: number }> {
  await page.evaluate(() => {
    window.slowInputs = [];
  });
  const task = await longestWork(page, act);
  return { task, answer: Math.max(0, ...(await page.evaluate(() => window.slowInputs))) };
}

/** Values of the quietest of several windows. */
async function expectAnswers(page: Page, act: () => Promise<void>): Promise<void> {
  if (!isMeasured()) {
    await act();
    return;
  }
  let best = { task: Infinity, answer: Infinity };
  for (let i = 0; i < windows && (best.task > longestTask || best.answer > slowestAnswer); i++) {
    const found = await measureWindow(page, act);
    console.log(`longest work in a task ${Math.round(found.task)} ms, slowest answer ${found.answer} ms`);
    if (Math.max(found.task, found.answer / 2) < Math.max(best.task, best.answer / 2)) best = found;
  }
  expect(best.task).toBeLessThanOrEqual(longestTask);
  expect(best.answer).toBeLessThanOrEqual(slowestAnswer);
}

/** Raises and lowers a gene, and waits for the response to every key press. */
async function moveSlider(page: Page): Promise<void> {
  const slider = page.getByRole('slider', { name: /^Level of / });
  const answers = page.getByRole('region', { name: 'Top responders' }).getByRole('row');
  for (const key of ['ArrowRight', 'ArrowLeft']) {
    const before = await printedResponders(answers);
    for (let press = 0; press < 4; press++) {
      await slider.press(key, { delay: 80 });
    }
    await expect.poll(() => printedResponders(answers)).not.toEqual(before);
  }
}

test('the page stays responsive during training, and pauses within a step', async ({ page }) => {
  await page.goto('./');
  // So few cells that training does not start from their fluctuations, which would end it early, and steps enough for any machine.
  await openToCheck(page, await makeScreen(40, 14, 5));
  await expect(page.getByLabel('Perturbation column')).toHaveValue('perturbation');
  await setSteps(page, '100000');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => shownStep(page), { timeout: 60_000 }).toBeGreaterThan(5);

  await observe(page);
  await expectAnswers(page, () => clickThroughInspector(page));

  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const paused = await heldStep(page);
  expect(await heldStep(page)).toBe(paused);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(trainingStatus(page)).toHaveText(/Stopped\s*$/, { timeout: 30_000 });
});

test('sliders respond during the comparison with other methods and the measurement of confidence', async ({
  page,
}) => {
  await page.goto('./');
  // Large enough that the comparison is not over before the sliders are there.
  await openToCheck(page, await makeScreen(80, 24, 150));
  await expect(page.getByLabel('Perturbation column')).toHaveValue('perturbation');
  await setSteps(page, '60');
  await trainToTheEnd(page, 120_000);
  await goTo(page, 'Perturb');
  await page.getByRole('button', { name: /^Knock out / }).click();
  await expect(page.getByRole('region', { name: 'Top responders' }).getByRole('row').first()).toBeVisible();

  const moved = () => moveSlider(page);
  const comparing = page.getByRole('button', { name: 'Cancel comparison' });
  const compared = page.getByText(/^Compared with \d+ other methods/);
  // Restarted each time, because it may be shorter than a window.
  await expectLittleWork(page, moved, () =>
    besideSliders(page, async () => {
      await expect(comparing.or(compared)).toBeVisible();
      if (await compared.isVisible()) return false;
      await comparing.click();
      await page.getByRole('button', { name: 'Try again' }).click();
      return true;
    }),
  );

  await goTo(page, 'Evaluate');
  await openSections(page);
  await page.getByLabel('Number of fits').selectOption('50');
  await page.getByRole('button', { name: 'Measure confidence', exact: true }).click();
  await expectLittleWork(page, moved, () =>
    besideSliders(page, async () => {
      await expect(page.getByRole('button', { name: 'Cancel measurement' })).toBeVisible();
      return true;
    }),
  );
});

/** Result of `see` on the Evaluate page; then returns to the sliders with the network at rest. */
async function besideSliders(page: Page, see: () => Promise<boolean>): Promise<boolean> {
  await goTo(page, 'Evaluate');
  const seen = await see();
  await goTo(page, 'Perturb');
  await atRest(page);
  return seen;
}
