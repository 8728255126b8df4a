/** Confidence of edges: measured on a small screen, cancelled, measured again, and saved in the run file. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { violationsOf } from './accessibility';
import { expect, test } from './guard';
import { inBothColours } from './pictures';
import { shareDialog } from './readRun';
import { atRest, placesOf } from './networkPlaces';
import {
  finished,
  goTo,
  openFiles,
  openSections,
  pressTrain,
  trainToTheEnd,
  openToCheck,
  setSteps,
  openSettings,
} from './support';
import { given, screenTable } from './tables';

test.setTimeout(600_000);

function panel(page: Page) {
  return page.getByRole('region', { name: 'Confidence of edges' });
}

/** Fits to clouds take long enough to see their measurement, and to cancel it. */
async function learned(page: Page): Promise<void> {
  await page.goto('./');
  await openToCheck(page, [given('chain.csv', screenTable({}))]);
  await openSettings(page);
  await page.getByLabel('Preset', { exact: true }).selectOption('SH');
  await setSteps(page, '200');
  await trainToTheEnd(page, 90_000);
  await atRest(page);
}

async function measureTen(page: Page): Promise<void> {
  await goTo(page, 'Evaluate');
  await openSections(page);
  await panel(page).getByLabel('Number of fits').selectOption('10');
  await panel(page)
    .getByRole('button', { name: /^Measure/ })
    .click();
}

async function measured(page: Page): Promise<void> {
  await expect(panel(page).getByText('10 resampled fits', { exact: true })).toBeVisible({ timeout: 300_000 });
}

test('confidence from resampled fits filters edges, is described in words and is saved in the run file', async ({
  page,
  fresh,
}) => {
  await learned(page);

  await measureTen(page);
  await expect(panel(page).getByRole('progressbar')).toBeVisible();
  await panel(page).scrollIntoViewIfNeeded();
  await inBothColours(page, 'confidence-during');
  await panel(page).getByRole('button', { name: 'Cancel measurement' }).click();
  await expect(panel(page).getByText('too few, so nothing changed')).toBeVisible();
  await expect(panel(page).getByRole('button', { name: 'Measure confidence' })).toBeEnabled();

  await measureTen(page);
  await expect(panel(page).getByText(/[1-9] of 10 fits/)).toBeVisible({ timeout: 120_000 });
  await goTo(page, 'Explore');
  await atRest(page);
  const before = await placesOf(page);
  await expect(page.getByText('≥ 0 of 10')).toBeVisible({ timeout: 300_000 });
  await atRest(page);
  expect(await placesOf(page)).toEqual(before);

  await goTo(page, 'Evaluate');
  await openSections(page);
  await measured(page);
  await expect(panel(page).getByText(/stable \(in at least half of 10 fits to resampled/)).toBeVisible();
  await expect(panel(page).getByText(/Cross-validated error \d\.\d\d with shuffled labels/)).toBeVisible();
  await expect(panel(page).getByRole('img', { name: /by share of fits that agree/ })).toBeVisible();
  // So few steps support no prediction, and advice comes from the effects.
  await expect(panel(page).getByText(/Most informative/)).toHaveCount(0);
  const next = page.getByRole('region', { name: 'What to perturb next' });
  await expect(next).toContainText(
    'Based on the measured effects, because no evidence supports the predictions',
  );
  await expect(next).toContainText('Every perturbation has an effect. Perturb more genes');
  await panel(page).scrollIntoViewIfNeeded();
  await inBothColours(page, 'confidence');
  expect(await violationsOf(page)).toEqual([]);

  await goTo(page, 'Explore');
  await page.getByText('Table', { exact: true }).click();
  // Among all possible edges some are supported less often than the strongest.
  await page.getByRole('slider', { name: 'Edges shown' }).press('End');
  const table = page.getByRole('region', { name: 'Table of edges' });
  await expect(table.getByRole('columnheader', { name: 'Same sign' })).toBeVisible();
  const all = 1 + 8 * 7;
  await expect(table.getByRole('table')).toHaveAttribute('aria-rowcount', String(all));
  await page.getByLabel('Minimum stability of edges').fill('0.5');
  await expect
    .poll(async () => Number(await table.getByRole('table').getAttribute('aria-rowcount')))
    .toBeLessThan(all);
  await expect(page.getByText('≥ 5 of 10')).toBeVisible();
  await page.getByLabel('Minimum stability of edges').fill('0');
  await table.locator('tbody button').first().click();
  const words = page.getByText(/^In \d+ of 10 resampled fits; same sign in \d+; weight/);
  await expect(words).toBeVisible();
  await inBothColours(page, 'confidence-explore');
  const told = (await words.textContent()) ?? '';

  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const waiting = page.waitForEvent('download');
  await shareDialog(page).getByRole('button', { name: 'Save run' }).click();
  const file = readFileSync(await (await waiting).path());
  const other = await fresh(page.url());
  await openFiles(other, [given('chain.modulode.json', file)]);
  await expect(other.getByRole('button', { name: 'chain.csv' })).toBeVisible();
  await goTo(other, 'Evaluate');
  await expect(panel(other).getByText('10 resampled fits', { exact: true })).toBeVisible();
  await goTo(other, 'Explore');
  await other.getByText('Table', { exact: true }).click();
  await other.getByRole('region', { name: 'Table of edges' }).locator('tbody button').first().click();
  await expect(other.getByText(told)).toBeVisible();
});

test('the command palette starts the measurement, a cancel keeps finished fits, and Train ends it', async ({
  page,
}) => {
  await learned(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByLabel('Gene or command').fill('Measure confidence');
  await page.keyboard.press('Enter');
  await expect(panel(page).getByText(/^([5-9]|1\d) of 20 fits/)).toBeVisible({ timeout: 200_000 });
  await panel(page).getByRole('button', { name: 'Cancel measurement' }).click();
  await expect(panel(page).getByText(/^([5-9]|1\d) resampled fits$/)).toBeVisible({ timeout: 60_000 });
  await expect(panel(page).getByText('the measurement was stopped')).toBeVisible();

  await panel(page).getByRole('button', { name: 'Measure again' }).click();
  await expect(panel(page).getByRole('progressbar')).toBeVisible();
  await pressTrain(page);
  await goTo(page, 'Evaluate');
  await expect(panel(page).getByRole('progressbar')).toBeHidden();
  await finished(page);
  await openSections(page);
  await expect(panel(page).getByRole('button', { name: 'Measure confidence' })).toBeEnabled();
});
