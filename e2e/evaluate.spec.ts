/** The comparison with other methods: it starts automatically, has a summary, and follows the slider and the reference network. */
import type { Page } from '@playwright/test';
import { violationsOf } from './accessibility';
import { expect, test } from './guard';
import { inBothColours } from './pictures';
import {
  expectNoScrolling,
  goTo,
  openFiles,
  openSections,
  trainToTheEnd,
  openWithoutDemo,
  openToCheck,
  setSteps,
} from './support';
import { given, screenTable } from './tables';

// Finished runs are compared with other methods.
test.use({ benchmark: true });

/** Waits until all other methods are computed. */
async function compared(page: Page): Promise<void> {
  await expect(page.getByText(/^Compared with \d+ other methods/)).toBeVisible({ timeout: 120_000 });
}

const table = (page: Page, name: string) => page.getByRole('region', { name }).getByRole('table');
const methods = /^(Linear ODE|Ridge|Lasso|GENIE3|GRNBoost2|KO z-score|Welch|Wasserstein|\|Pearson\|)/;

test(
  'a finished run is compared with every other method automatically, in a sentence, tables and curves',
  { tag: '@core' },
  async ({ page, openLearned }) => {
    await openLearned(page);
    await goTo(page, 'Evaluate');
    await openSections(page);
    // The run's own results appear before the comparison.
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/perturbations/);
    await expect(table(page, 'Table of unseen perturbations').getByRole('row')).not.toHaveCount(0);
    await compared(page);

    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      /^Predicts perturbations it has not seen: \d\d\s% less error than “no change”$/,
    );
    const figures = page.getByText('More figures');
    const others = page.getByText(/^AUPRC of .+, the best other method: 0\.\d\d\.$/);
    await expect(others).toBeHidden();
    await figures.press('Enter');
    await expect(others).toBeVisible();
    await expect(
      page.getByText(/^Lowest error of all predictors for \d+ of 34 perturbations\.$/),
    ).toBeVisible();
    const unseen = table(page, 'Table of unseen perturbations');
    await expect(unseen.getByRole('rowheader')).toHaveText([
      'Modulode',
      'Linear model',
      /^Sum of single effects\d+ of 34$/,
      'Shrunken mean of the others',
      'Mean of the others',
      'No change',
    ]);
    await expect(unseen.getByRole('row', { name: /^Modulode/ })).toHaveText(/0\.\d\d.*\d\.\d\d–\d\.\d\d/);
    const field = table(page, 'Table of the field’s metrics');
    await expect(field.getByRole('rowheader')).toHaveCount(9);
    // No change tells nothing apart.
    const discrimination = field.getByRole('row', { name: /^discrimination/ });
    await expect(discrimination.getByRole('cell').nth(1)).toHaveText('0.50');
    const cells = table(page, 'Table of predicted cells');
    await expect(cells.getByRole('row', { name: /^Modulode/ })).toHaveText(
      /^Modulode0\.\d\d\d\.\d\d–\d\.\d\d/,
    );
    await expect(cells.getByRole('row', { name: /^No change/ })).toHaveText('No change1.001.00');
    await page.getByText('Each perturbation', { exact: true }).click();
    const each = table(page, 'Table of the predicted cells of each perturbation');
    await expect(each.getByRole('rowheader')).toHaveCount(34);
    const networks = table(page, 'Table of networks against known edges');
    await expect(networks.getByRole('rowheader', { name: methods })).toHaveCount(9);
    const areas = await networks.locator('tbody tr td:nth-of-type(1)').allInnerTexts();
    const sizes = areas.map((text) => Number(text.slice(0, 4)));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    await expect(table(page, 'Table of networks evaluated on the data').getByText(/^shuffled/)).toHaveCount(
      30,
    );
    await expect(page.getByRole('img', { name: /^Predicted and measured change in tenths/ })).toBeVisible();
    await expect(page.getByText(/^11 of 11 regulators perturbed alone/)).toBeVisible();
    await expectNoScrolling(page, 'Evaluate');

    const name = page.getByRole('button', { name: /^GENIE3 0/ });
    await name.focus();
    await expect(page.getByRole('img', { name: /^Precision and recall/ })).toContainText('GENIE3');
    await inBothColours(page, 'evaluate-card');
    expect(await violationsOf(page)).toEqual([]);
  },
);

test('the point on the curve follows the slider, and another reference network is compared at once', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Evaluate');
  await openSections(page);
  await compared(page);
  const point = page.locator('circle[data-edges]');
  await expect(point).toHaveAttribute('data-edges', '22');
  const before = await point.getAttribute('cx');
  await page.getByRole('slider', { name: 'Edges shown' }).focus();
  for (let press = 0; press < 4; press++) await page.keyboard.press('ArrowRight');
  await expect(point).not.toHaveAttribute('data-edges', '22');
  expect(Number(await point.getAttribute('cx'))).toBeGreaterThanOrEqual(Number(before));

  const overlay = page.getByRole('switch', { name: /edges in the network$/ });
  await overlay.press('Space');
  await expect(overlay).toBeChecked();

  await openFiles(page, [given('two.tsv', 'source\ttarget\tsign\nGATA1\tKLF1\t+\nSPI1\tJUN\t+\n')]);
  const truth = page.getByRole('region', { name: 'Networks against known edges', exact: true });
  await expect(truth).toContainText('2 of 110 possible edges are true');
  await expect(truth.getByRole('rowheader', { name: methods })).toHaveCount(9);
});

test('a run from a link is not compared, and the page says why', async ({ page, fresh, openLearned }) => {
  await openLearned(page);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByText('Copied.').or(page.getByText('Copying is blocked'))).toBeVisible();
  const reader = await fresh(page.url());
  await goTo(reader, 'Evaluate');
  await expect(reader.getByText(/^A link contains no cells for other methods/)).toBeVisible();
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText(/“no change”/);
  await expect(reader.getByRole('table')).toHaveCount(0);
});

/** Checks the warnings about meaningless labels in every place that shows one. */
async function knowsNothing(page: Page): Promise<void> {
  // A sixth of the steps: the labels say nothing, however long the model learns.
  await setSteps(page, '60');
  await trainToTheEnd(page, 90_000);
  await goTo(page, 'Evaluate');
  await openSections(page);
  await compared(page);
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('No measurable effect');
  await page.getByText('More figures').click();
  await expect(page.getByText(/^Lowest error/)).toHaveCount(0);
  await expect(page.getByText(/no more than with shuffled labels/)).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Is there a signal?' })).toContainText(
    'Caution.',
  );
  const rail = page.getByRole('navigation', { name: 'Steps' });
  await expect(rail.getByRole('link', { name: /Evaluate/ })).toContainText('No measurable effect');
}

test('a screen with shuffled labels is reported as unlearnable, and its edges as unstable', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await openToCheck(page, [given('shuffled.csv', screenTable({ effects: 'shuffled' }))]);
  await knowsNothing(page);
  await inBothColours(page, 'evaluate-shuffled');

  const confidence = page.getByRole('region', { name: 'Confidence of edges' });
  await confidence.getByLabel('Number of fits').selectOption('10');
  await confidence.getByRole('button', { name: /^Measure/ }).click();
  await expect(confidence.getByText('10 resampled fits', { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(confidence).toContainText('the model finds no signal in the labels');
  await expect(page.getByText(/unstable edges among the \d+ strongest/)).toBeVisible();
});

test('a screen without effects is reported as such', async ({ page }) => {
  await openWithoutDemo(page);
  await openToCheck(page, [given('nothing.csv', screenTable({ effects: 'none' }))]);
  await knowsNothing(page);
});

test('a reference network added while a file waits belongs to that file', async ({ page }) => {
  await openWithoutDemo(page);
  await openToCheck(page, [given('chain.csv', screenTable({}))]);
  await expect(page.getByRole('heading', { name: /^Check / })).toBeVisible();
  await openFiles(page, [given('known.tsv', 'source\ttarget\tsign\nA1\tB2\t+\n')]);
  await expect(page.getByText('with the known edges of known.tsv')).toBeVisible();
  await trainToTheEnd(page, 90_000);
  await goTo(page, 'Evaluate');
  await expect(page.getByLabel('The run in three numbers')).toContainText('chance: 0.');
});
