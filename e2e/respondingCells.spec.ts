/** The choice of cells in the settings of the model, where some carry a guide and do not respond. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapingScreen } from '../tests/support/effects/escapingScreen';
import { knownScreen } from '../tests/support/effects/knownScreen';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { shareDialog } from './readRun';
import {
  finished,
  goTo,
  openFiles,
  openRuns,
  openSettings,
  openWithoutDemo,
  setSteps,
  shows,
  openFold,
} from './support';
import { given } from './tables';
import { buildProgram, modulode } from './terminal';

const folder = join('.cache', 'e2e', 'responding');

/** But for the time it took, and q of all genes: logarithms of engines differ in their last bit. */
const learned = (result: object) => ({ ...result, told: null, seconds: 0 });

test('a run of responding cells is that of the terminal, and says what it leaves out', async ({ page }) => {
  test.setTimeout(240_000);
  await buildProgram();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const screen = Buffer.from(await (await escapingScreen()).arrayBuffer());
  const file = join(folder, 'screen.h5ad');
  writeFileSync(file, screen);
  const asked = ['--steps', '20', '--seed', '5', '--device', 'processor', '--quiet'];
  const out = join(folder, 'run');
  const { told } = modulode('infer', file, '--out', out, '--cells', 'responding', ...asked);
  expect(told.filter((line) => line !== '' && !/probably do not respond/.test(line))).toEqual([]);

  await openWithoutDemo(page);
  await openFiles(page, [given('screen.h5ad', screen)]);
  await shows(page, 'Effects');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('perturbations');
  const card = page.getByRole('region', { name: 'Selected perturbation' });
  await expect(card).toContainText(/About [4-8]\d\s% of its cells respond/);
  const bothKinds = card.getByRole('region', { name: 'All cells and responding cells' });
  await openFold(bothKinds, 'All cells and responding cells');
  const target = bothKinds.getByRole('row').filter({ hasText: '(target)' });
  await expect(target).toContainText(/÷ \d.*÷ \d/);
  await setSteps(page, 20);
  await page.getByRole('textbox', { name: 'Seed' }).fill('5');
  await page.getByRole('combobox', { name: 'Device' }).selectOption('processor');
  const cells = page.getByRole('combobox', { name: 'Cells', exact: true });
  await expect(cells).toHaveValue('all');
  const field = page.getByText(
    /^Cells that carry a guide but probably do not respond \(\d+, of \d perturbations\)/,
  );
  await expect(field).toContainText('are used for training too.');
  expect(await violationsInBothColours(page)).toEqual([]);
  await cells.selectOption('responding');
  await expect(field).toContainText('are left out of training, but not of the effects.');
  const counted = /\d+/.exec(await field.innerText())?.[0] ?? '';
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await finished(page);

  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const waiting = page.waitForEvent('download');
  await shareDialog(page).getByRole('button', { name: 'Save run' }).click();
  const saved = JSON.parse(readFileSync(await (await waiting).path(), 'utf8'));
  await page.keyboard.press('Escape');
  const ofTerminal = JSON.parse(readFileSync(join(out, 'run.modulode.json'), 'utf8'));
  expect(saved.dataset).toEqual(ofTerminal.dataset);
  expect(learned(saved.result)).toEqual(learned(ofTerminal.result));

  const left = new RegExp(
    `^${counted} of [\\d,]+ cells carry a guide but probably do not respond; they are left out`,
  );
  await page.getByRole('tab', { name: 'Log' }).click();
  await expect(page.getByText(left)).toBeVisible();
  await page.reload();
  await (await openRuns(page)).getByRole('button', { name: /^Open / }).click();
  await openSettings(page);
  await expect(page.getByText(left)).toBeVisible();
  await expect(cells).toHaveCount(0);
  expect(await violationsInBothColours(page)).toEqual([]);
});

test('where every cell responds, or effects say nothing of it, no cells are to be chosen', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await openFiles(page, [
    given(
      'known.csv',
      knownScreen((_, cell) => `lane${cell % 2}`),
    ),
  ]);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('GATA1 changes');
  await goTo(page, 'Settings');
  await expect(page.getByRole('combobox', { name: 'Candidate regulators' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Cells', exact: true })).toHaveCount(0);
});
