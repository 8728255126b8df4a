/**
 * The page works with a thousand genes: during training every step shows its content, and as a benchmark
 * (`npm run bench:tasks`) no task has more than 100 ms of work.
 */
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import {
  goTo,
  makeScreen,
  nextStep,
  shownStep,
  trainingStatus,
  openToCheck,
  setSteps,
  openFold,
} from './support';
import { clickThroughInspector, expectLittleWork } from './work';

const steps = ['Explore', 'Perturb', 'Evaluate', 'Training'];

/** Each step until training has advanced, so that it is drawn again with a newer network. */
async function walk(page: Page): Promise<void> {
  for (const step of steps) {
    await goTo(page, step);
    await nextStep(page);
  }
  await clickThroughInspector(page);
}

test('a thousand genes are trained, viewed and stopped', async ({ page }) => {
  await page.goto('./');
  await openToCheck(page, await makeScreen(1000, 40, 6));
  await openFold(page, 'Genes in the model');
  await page.getByLabel('Number of genes').fill('1000');
  await setSteps(page, '20000');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => shownStep(page), { timeout: 90_000 }).toBeGreaterThan(5);
  await expect(page.getByRole('tab', { name: 'Genes 1,000' })).toBeVisible();

  await goTo(page, 'Perturb');
  await page.getByRole('button', { name: /^Knock out / }).click();
  await expect(page.getByRole('region', { name: 'Top responders' }).getByRole('row').first()).toBeVisible({
    timeout: 60_000,
  });
  // Charts are loaded and compiled when first needed.
  for (const step of steps) await goTo(page, step);
  await nextStep(page);

  const before = await shownStep(page);
  await expectLittleWork(
    page,
    () => walk(page),
    async () => true,
  );
  expect(await shownStep(page)).toBeGreaterThan(before);

  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(trainingStatus(page)).toHaveText(/Stopped\s*$/, { timeout: 60_000 });
});
