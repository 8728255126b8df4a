/** A run that must not be interpreted: grey, dashed and with a banner wherever it is shown. No test trains. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { atRest, network, placesOf } from './networkPlaces';
import { copiedLink, knockOut } from './readRun';
import { finished, goTo, openFiles } from './support';
import { given, type GivenFile } from './tables';

const sentence = 'No measurable effect: do not interpret this network.';
const effects = '0 of 34 perturbations change other genes';
const verdict = (page: Page) => page.getByRole('region', { name: 'What this run supports' });
const banner = (page: Page) => page.getByRole('note', { name: 'Reliability of this run' });

interface SavedResult {
  readonly result: { readonly diagnosis: object; readonly crossValidation: object };
}

/** The saved demo as if its perturbations had changed nothing. */
function withoutSignal(file: string): GivenFile {
  const run: SavedResult = JSON.parse(readFileSync(file, 'utf8'));
  Object.assign(run.result.diagnosis, { signal: 0.9, effects: { measurable: 0, of: 34, labels: [] } });
  return given('noise.modulode.json', JSON.stringify(run));
}

/** The saved demo as if it had not predicted its perturbations. */
function withoutPrediction(file: string): GivenFile {
  const run: SavedResult = JSON.parse(readFileSync(file, 'utf8'));
  Object.assign(run.result.crossValidation, { error: 1.2, shrunkError: 1 });
  return given('unpredicted.modulode.json', JSON.stringify(run));
}

async function edgeColors(page: Page): Promise<readonly string[]> {
  const colors: readonly string[] = JSON.parse(
    (await network(page).getAttribute('data-edge-colors')) ?? '[]',
  );
  return colors;
}

/** Both statements as badges, whose evidence is there once they are opened with the keyboard. */
async function expectStatements(
  page: Page,
  badges: readonly RegExp[],
  evidence: readonly (string | RegExp)[],
) {
  const all = verdict(page).getByRole('group');
  for (const [at, badge] of badges.entries()) {
    const details = all.nth(at);
    const summary = details.locator('summary');
    await expect(summary).toHaveText(badge);
    await expect(details.getByText(evidence[at] ?? '')).toBeHidden();
    await summary.press('Enter');
    await expect(details.getByText(evidence[at] ?? '')).toBeVisible();
  }
}

async function expectNoEvidence(page: Page): Promise<void> {
  const none = [/unseen perturbations\?\s*No evidence$/, /supported\?\s*No evidence$/];
  await expectStatements(page, none, ['These perturbations have no measurable effect.', effects]);
}

/** Evaluate says in its title what speaks against the predictions, and in no banner. */
async function expectTitled(page: Page, title: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(banner(page)).toHaveCount(0);
}

async function open(page: Page, file: GivenFile): Promise<void> {
  await page.goto('./');
  await openFiles(page, [file]);
  await finished(page);
}

/** No tools lie over a gene, where no outline of a module keeps them apart either. */
async function expectToolsBelowGenes(page: Page): Promise<void> {
  const frame = await page.getByRole('application', { name: 'Gene network' }).boundingBox();
  const tools = await network(page).getByRole('group', { name: 'Layout' }).boundingBox();
  const lowest = Math.max(...Object.values(await placesOf(page)).map(([, y]) => y));
  // A name is 28 pixels high.
  expect(lowest + 14).toBeLessThanOrEqual((tools?.y ?? 0) - (frame?.y ?? 0));
}

/** Every edge is dashed and has the same grey. */
async function expectGreyNetwork(page: Page): Promise<void> {
  await expect(banner(page)).toHaveText(sentence);
  await expect(network(page)).toBeVisible();
  await atRest(page);
  const count = Number(await network(page).getAttribute('data-edge-count'));
  expect(count).toBeGreaterThan(5);
  await expect(network(page)).toHaveAttribute('data-dashed-count', String(count));
  const colors = await edgeColors(page);
  expect(colors).toHaveLength(1);
  const [red = 0, green = 255, blue = 0] =
    (colors[0] ?? '').match(/[\da-f]{2}/gi)?.map((hex) => parseInt(hex, 16)) ?? [];
  expect(Math.max(red, green, blue) - Math.min(red, green, blue), 'grey').toBeLessThan(16);
  await expect(network(page).getByRole('list', { name: 'Legend' })).toContainText('dashed = not reliable');
}

test(
  'a run without a measurable effect is grey and dashed with a banner on every step, in a link and on a phone',
  { tag: '@core' },
  async ({ page, fresh, demoRun }) => {
    await open(page, withoutSignal(demoRun));
    await goTo(page, 'Training');
    await expectGreyNetwork(page);
    await expectNoEvidence(page);
    await goTo(page, 'Explore');
    await expectGreyNetwork(page);
    await page.getByText('Table', { exact: true }).click();
    await expect(banner(page)).toHaveText(sentence);
    await page.getByText('Network', { exact: true }).first().click();

    await knockOut(page, 'GATA1');
    await expectGreyNetwork(page);
    await expectToolsBelowGenes(page);
    // Bars are empty frames.
    const bars = page.getByRole('region', { name: 'Top responders' }).locator('path[d*=" 4H"]');
    await expect(bars.first()).toHaveAttribute('stroke-dasharray', /\d/);
    await expect(bars.first()).toHaveAttribute('fill', 'none');
    await goTo(page, 'Evaluate');
    await expectTitled(page, 'No measurable effect');
    await expectNoEvidence(page);
    await goTo(page, 'Other methods');
    await expect(banner(page)).toHaveText(sentence);

    const link = await copiedLink(page);
    const reader = await fresh(link);
    await expectGreyNetwork(reader);
    await goTo(reader, 'Evaluate');
    await expectTitled(reader, 'No measurable effect');
    await expectNoEvidence(reader);
    const phone = await fresh(link, { width: 390, height: 844 });
    await expectGreyNetwork(phone);
    const canvas = await network(phone).boundingBox();
    const warning = await banner(phone).boundingBox();
    expect((warning?.y ?? 0) + (warning?.height ?? 0)).toBeLessThanOrEqual(canvas?.y ?? 0);
    await expectNoEvidence(phone);
  },
);

test('a run that may be interpreted has no banner and keeps its colours', async ({ page, openLearned }) => {
  await openLearned(page);
  await atRest(page);
  await expect(banner(page)).toHaveCount(0);
  expect((await edgeColors(page)).length).toBeGreaterThan(1);

  // Advice comes from its model.
  await goTo(page, 'Evaluate');
  await page.getByRole('button', { name: 'What to perturb next' }).click();
  const confidence = page.getByRole('region', { name: 'Confidence of edges' });
  await expect(confidence.getByRole('button', { name: 'Measure confidence' })).toBeVisible();
  await expect(page.getByText('Based on the measured effects')).toHaveCount(0);
});

test('a doubtful run is accessible in light and dark colours', async ({ page, demoRun }) => {
  await open(page, withoutSignal(demoRun));
  for (const step of ['Training', 'Perturb', 'Evaluate']) {
    await goTo(page, step);
    await expect(page.getByRole('main')).toContainText('No measurable effect');
    // The step itself, which may load after the banner.
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    for (const badge of await verdict(page).locator('summary').all()) await badge.click();
    expect(await violationsInBothColours(page), step).toEqual([]);
  }
});

test('no edges are called supported beside a doubt about predictions, on the page, in a link and on a phone', async ({
  page,
  fresh,
  demoRun,
}) => {
  const statements = [/No evidence$/, /Uncertain$/];
  const evidence = [/^The error is not below/, /^Predictions of unseen/];
  await open(page, withoutPrediction(demoRun));
  await goTo(page, 'Evaluate');
  await expectTitled(page, 'Predictions are no better than “no change”');
  await expectStatements(page, statements, evidence);
  const link = await copiedLink(page);
  const reader = await fresh(link);
  await goTo(reader, 'Evaluate');
  await expectStatements(reader, statements, evidence);
  const phone = await fresh(link, { width: 390, height: 844 });
  await expectStatements(phone, statements, evidence);
});

test('advice comes from the effects where nothing supports the predictions, and screens say so', async ({
  page,
  demoRun,
}) => {
  await open(page, withoutPrediction(demoRun));
  await goTo(page, 'Evaluate');
  await page.getByRole('button', { name: 'What to perturb next' }).click();
  const next = page.getByRole('region', { name: 'What to perturb next' });
  await expect(next).toContainText(
    'Based on the measured effects, because no evidence supports the predictions',
  );
  await expect(next).toContainText(
    /Measure more cells or guides of 2 perturbations in which no effect was found: .+ and .+\./,
  );
  await goTo(page, 'Perturb');
  const doubt = page.getByText('Based on this model, although no evidence supports its predictions.');
  for (const tool of ['Screen', 'Sweep']) {
    await page.getByRole('button', { name: tool, exact: true }).click();
    await expect(doubt).toBeVisible();
  }
});
