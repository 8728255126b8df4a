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

/** Both statements, and the number of perturbations with an effect. */
async function expectNoEvidence(page: Page): Promise<void> {
  await expect(verdict(page).getByRole('definition')).toHaveText([/^No evidence\./, /^No evidence\./]);
  await expect(verdict(page)).toContainText(effects);
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
    await expect(banner(page)).toHaveText(sentence);
    await expectNoEvidence(page);
    await goTo(page, 'Other methods');
    await expect(banner(page)).toHaveText(sentence);

    const link = await copiedLink(page);
    const reader = await fresh(link);
    await expectGreyNetwork(reader);
    await goTo(reader, 'Evaluate');
    await expect(banner(reader)).toHaveText(sentence);
    await expectNoEvidence(reader);
    const phone = await fresh(link, { width: 390, height: 844 });
    await expectGreyNetwork(phone);
    const lines = phone.getByRole('list', { name: 'What this run supports, in short' });
    await expect(lines.getByText('No evidence')).toHaveCount(2);
    await phone.getByRole('button', { name: 'About this network' }).click();
    await expectNoEvidence(phone);
    const canvas = await network(phone).boundingBox();
    const warning = await banner(phone).boundingBox();
    expect((warning?.y ?? 0) + (warning?.height ?? 0)).toBeLessThanOrEqual(canvas?.y ?? 0);
  },
);

test('a run that may be interpreted has no banner and keeps its colours', async ({ page, openLearned }) => {
  await openLearned(page);
  await atRest(page);
  await expect(banner(page)).toHaveCount(0);
  expect((await edgeColors(page)).length).toBeGreaterThan(1);
});

test('a doubtful run is accessible in light and dark colours', async ({ page, demoRun }) => {
  await open(page, withoutSignal(demoRun));
  for (const step of ['Training', 'Perturb', 'Evaluate']) {
    await goTo(page, step);
    await expect(banner(page)).toHaveText(sentence);
    // The step itself, which may load after the banner.
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await violationsInBothColours(page), step).toEqual([]);
  }
});

test('no edges are called supported beside a doubt about predictions, on the page, in a link and on a phone', async ({
  page,
  fresh,
  demoRun,
}) => {
  const statements = [/^No evidence\. The error is not below/, /^Uncertain\. Predictions of unseen/];
  await open(page, withoutPrediction(demoRun));
  await goTo(page, 'Evaluate');
  await expect(banner(page)).toContainText('do not interpret this network');
  await expect(verdict(page).getByRole('definition')).toHaveText(statements);
  const link = await copiedLink(page);
  const reader = await fresh(link);
  await goTo(reader, 'Evaluate');
  await expect(verdict(reader).getByRole('definition')).toHaveText(statements);
  const phone = await fresh(link, { width: 390, height: 844 });
  await phone.getByRole('button', { name: 'About this network' }).click();
  await expect(verdict(phone).getByRole('definition')).toHaveText(statements);
});
