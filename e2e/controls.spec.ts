/** Control cells in a separate file: recognised, compared with, and the same network as from one file of all cells. */
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import {
  downloadEdges,
  openFiles,
  openToCheck,
  trainingStatus,
  pressTrain,
  openWithoutDemo,
  setSteps,
} from './support';
import { given, screenTable } from './tables';

const bare = screenTable({ control: false, cells: 360 });
const [header = '', ...rows] = screenTable({ cells: 420 }).split('\n');
const untreated = rows
  .filter((row) => row.endsWith(',control'))
  .map((row, cell) => ['wt' + cell, ...row.split(',').slice(1, -1)]);
const genes = header.split(',').slice(1, -1);

/** The control cells as a table without labels, with the genes in reverse order and one more gene. */
const controls = [
  ['cell', ...genes.toReversed(), 'MYC'],
  ...untreated.map(([name = '', ...values]) => [name, ...values.toReversed(), '7']),
]
  .map((fields) => fields.join(','))
  .join('\n');
const together = [bare, ...untreated.map((fields) => [...fields, 'control'].join(','))].join('\n');

const readiness = (page: Page) => page.getByRole('status', { name: 'Readiness' });
const addControls = (page: Page, name: string, content: string) =>
  page.getByLabel('Control cells in a file', { exact: true }).setInputFiles([given(name, content)]);

async function learned(page: Page) {
  await setSteps(page, '200');
  await pressTrain(page);
  await expect(trainingStatus(page)).toHaveText(/done\. Finished$/, { timeout: 60_000 });
  return downloadEdges(page);
}

test('a screen and a file of its controls give the network of both in one file', async ({
  page,
  browser,
}) => {
  await openWithoutDemo(page);
  await openFiles(page, [given('bare.csv', bare)]);
  await expect(page.getByText('No control cells found. Compare each perturbation with what?')).toBeVisible();
  await expect(readiness(page)).toHaveText('Ready: 6 perturbations, each compared with the others');

  await addControls(page, 'foreign.csv', controls.replace('F6', 'Foxp3'));
  await expect(page.getByRole('alert')).toContainText('foreign.csv was not added to bare.csv');
  await expect(page.getByRole('alert')).toContainText('F6');
  await expect(readiness(page)).toHaveText('Ready: 6 perturbations, each compared with the others');

  await addControls(page, 'ctrl.csv', controls);
  const answer = page.getByRole('radio', { name: /^Control cells in a file/ });
  await expect(answer).toBeChecked();
  await expect(answer).toContainText('60 control cells from ctrl.csv');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByLabel('Control label')).toHaveValue('control');
  await expect(readiness(page)).toHaveText('Ready: 6 perturbations, compared with “control”');
  const fromTwo = await learned(page);
  expect(fromTwo).toHaveLength(8 * 7);

  const other = await browser.newPage();
  await other.goto('./');
  await openToCheck(other, [given('together.csv', together)]);
  await expect(other.getByRole('heading', { name: 'Check together.csv' })).toBeVisible();
  await expect(readiness(other)).toHaveText('Ready: 6 perturbations, compared with “control”');
  expect(await learned(other)).toEqual(fromTwo);
  await other.close();
});

test('with controls added, the screen can still be compared with its other perturbations', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await openFiles(page, [given('bare.csv', bare)]);
  await addControls(page, 'ctrl.csv', controls);
  await expect(page.getByRole('radio', { name: /^Control cells in a file/ })).toBeChecked();
  await page.getByRole('radio', { name: /^The other perturbations/ }).click();
  await expect(readiness(page)).toHaveText('Ready: 6 perturbations, each compared with the others');
  await page.getByRole('radio', { name: /^Control cells in a file/ }).click();
  await expect(readiness(page)).toHaveText('Ready: 6 perturbations, compared with “control”');
});

test('controls without time points serve all of a screen that has them', async ({ page }) => {
  const timed = bare
    .split('\n')
    .map((row, line) => `${row},${line === 0 ? 'day' : 1 + (line % 2)}`)
    .join('\n');
  await openWithoutDemo(page);
  await openFiles(page, [given('timed.csv', timed)]);
  await addControls(page, 'ctrl.csv', controls);
  await expect(page.getByText('The 60 control cells have no time')).toBeVisible();
  await expect(page.getByRole('row', { name: 'control for all times 60' })).toBeVisible();
  const edges = await learned(page);
  expect(edges).toHaveLength(8 * 7);
  expect(edges.some(({ weight }) => weight !== 0)).toBe(true);
});
