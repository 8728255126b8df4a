/**
 * Screenshots of every state of the page (pictures.ts); those of the simulated demos are taken where they are trained
 * (demos.spec.ts).
 */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import { atRest } from './networkPlaces';
import {
  finished,
  goTo,
  makeScreen,
  openFiles,
  openSections,
  pressTrain,
  openToCheck,
  setSteps,
} from './support';
import { inBothColours, keepFile, picture } from './pictures';
import { given, screenTable } from './tables';

// Finished runs are compared with other methods.
test.use({ benchmark: true });

async function openScreen(page: Page): Promise<void> {
  await openToCheck(page, await makeScreen());
  await expect(page.getByLabel('Perturbation column')).toHaveValue('perturbation');
}

async function selectGene(page: Page, gene: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByLabel('Gene or command').fill(gene);
  await expect(page.getByRole('dialog').getByRole('button').first()).toHaveText(gene);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: gene, exact: true })).toBeVisible();
}

test('screenshots of landing, Explore and Perturb', async ({ page, openLearned }) => {
  await page.goto('./');
  await expect(page.getByRole('banner').getByText(/^step [1-9]\d\d/)).toBeVisible();
  await inBothColours(page, 'landing');
  await openLearned(page);

  await goTo(page, 'Explore');
  await selectGene(page, 'GATA1');
  await atRest(page);
  await inBothColours(page, 'explore');

  await goTo(page, 'Perturb');
  await addGene(page, 'GATA1');
  await addGene(page, 'SPI1');
  await page.getByLabel('SPI1, times its control level').fill('2');
  await page.getByRole('heading', { name: 'Top responders' }).click();
  await atRest(page);
  await inBothColours(page, 'perturb');
});

test('a moving picture of the demo while it is learned', async ({ page, openLearned }) => {
  await openLearned(page);
  await atRest(page);
  await page.getByRole('tab', { name: 'Time-lapse' }).click();
  await page.getByRole('button', { name: 'Save as GIF or video' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save the time-lapse' });
  await dialog.getByText('720', { exact: true }).click();
  await dialog.getByText('5 s', { exact: true }).click();
  const waiting = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const path = await (await waiting).path();
  expect(readFileSync(path).subarray(0, 6).toString('latin1')).toBe('GIF89a');
  keepFile(path, 'learning.gif');
});

async function addGene(page: Page, gene: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Add a gene to perturb' }).fill(gene);
  await page.getByRole('option', { name: gene, exact: true }).click();
}

test('screenshots from a file to a network', async ({ page }) => {
  await page.goto('./');
  await openScreen(page);
  await goTo(page, 'Effects');
  await expect(page.getByText('Are these tests reliable?')).toBeVisible({ timeout: 60_000 });
  await picture(page, 'effects-light');
  await goTo(page, 'Check');
  await picture(page, 'check-light');
  await page.getByRole('button', { name: 'Continue to model' }).click();
  await expect(page.getByRole('heading', { name: 'Model', exact: true })).toBeInViewport();
  await picture(page, 'model-light');
  await setSteps(page, '1200');
  await pressTrain(page);
  await expect(page.getByRole('banner').getByText(/^step [1-9]\d/)).toBeVisible({ timeout: 60_000 });
  await picture(page, 'training-light');
  await finished(page);
  await atRest(page);
  await picture(page, 'finished-light');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Add the view on screen to a figure/ }).click();
  const composer = page.getByRole('dialog', { name: 'Compose a figure' });
  await composer.getByRole('button', { name: 'Errors on unseen perturbations' }).click();
  await expect(composer.getByRole('img', { name: /^Preview\. a, .* b, / })).toBeVisible();
  await picture(page, 'composer-light');
});

test('screenshots of the evaluation, the reference overlay, an error and a run with a warning', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Evaluate');
  await openSections(page);
  await page.getByRole('switch', { name: /edges in the network$/ }).press('Space');
  await expect(page.getByRole('heading', { name: 'Network against known edges' })).toBeVisible();
  await expect(page.getByText(/^Compared with \d+ other methods/)).toBeVisible({ timeout: 120_000 });
  await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
  await picture(page, 'evaluate-light');
  await goTo(page, 'Explore');
  await atRest(page);
  await picture(page, 'truth-light');
  await openFiles(page, [given('screen.h5ad', '<html>not found</html>')]);
  await expect(page.getByRole('alert')).toBeVisible();
  await picture(page, 'error-light');

  await openToCheck(page, [given('scrambled.csv', screenTable({ effects: 'none' }))]);
  await expect(page.getByLabel('Perturbation column')).toHaveValue('perturbation');
  await pressTrain(page);
  await finished(page);
  await atRest(page);
  await picture(page, 'uncertain-light');
});

test('a screenshot of other methods beside the model', async ({ page, openLearned }) => {
  await openLearned(page);
  await goTo(page, 'Other methods');
  const names = ['Knockout z-score', 'Pearson correlation', 'NODAGS (linear)', 'GENIE3'];
  const rows = page.getByRole('region', { name: 'Table of methods' }).getByRole('row');
  for (const name of names) await expect(rows.filter({ hasText: name })).toContainText(/0\.\d+/);
  await expect(page.getByRole('img', { name: /^Rank correlations of \d+ networks/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /of at least two of \d families/ })).toBeVisible();
  await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
  await picture(page, 'methods-light');
});

test('screenshots on a phone', async ({ page, openLearned }) => {
  await openLearned(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await atRest(page);
  await picture(page, 'phone-light');
  await page.getByRole('combobox', { name: 'Gene to perturb' }).selectOption('GATA1');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Without GATA1, /);
  await atRest(page);
  await picture(page, 'phone-perturb-light');
});

test('screenshots of sharing and opened links', async ({ page, fresh, openLearned }) => {
  await openLearned(page);
  await goTo(page, 'Perturb');
  await addGene(page, 'GATA1');
  await atRest(page);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeEnabled();
  await inBothColours(page, 'share');
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByText('Copied.').or(page.getByText('Copying is blocked'))).toBeVisible();

  const reader = await fresh(page.url());
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText(/^Without GATA1, /);
  await atRest(reader);
  await inBothColours(reader, 'link');
  await reader.setViewportSize({ width: 390, height: 844 });
  await expect(reader.getByRole('button', { name: 'Send' })).toBeVisible();
  await atRest(reader);
  await inBothColours(reader, 'link-phone');
  const damaged = await fresh(page.url().slice(0, -40));
  await expect(damaged.getByRole('alert')).toContainText('This link is damaged');
  await inBothColours(damaged, 'link-damaged');
});
