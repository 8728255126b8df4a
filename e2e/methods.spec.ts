/** Methods: other methods of network inference run on the data set on screen, side by side, and end when they are cancelled. */
import { readFileSync } from 'node:fs';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { addPicture, finished, goTo, openFiles, openFold } from './support';
import { given, type GivenFile } from './tables';

test('fast methods run by themselves and are compared with the model, a slow one is cancelled', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Other methods');
  await expect(page.getByRole('heading', { level: 1, name: 'Other methods' })).toBeVisible();
  const results = page.getByRole('region', { name: 'Table of methods' });
  for (const name of [/^Modulode/, /^Knockout z-score/, /^Pearson correlation/, /^Consensus/])
    await expect(results.getByRole('row', { name })).toContainText(/0\.\d/);
  await expect(results.getByRole('row', { name: /Knockout/ })).toContainText(/\d+ of \d+/);

  // Several families beside the model: their agreement is shown.
  await expect(page.getByRole('heading', { name: 'Agreement' })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Rank correlations of \d+ networks/ })).toBeVisible();
  await expect(page.getByText(/^\d+ methods finished$/)).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);
  await addPicture(
    page,
    /^Add to figure: Rank correlations of/,
    /^Preview\. a, Rank correlations of \d+ networks\. /,
  );
  await addPicture(
    page,
    /^Add to figure: \d+ edges? of at least two/,
    / b, \d+ edges? of at least two of \d+ families\. /,
  );

  // A setting that is not allowed is said beside it, and only its method waits.
  await openFold(page, 'Which genes predict each gene?');
  const kan = page.getByRole('listitem', { name: 'Additive KAN' });
  await kan.getByText('Settings').click();
  await kan.getByRole('textbox').first().fill('');
  await expect(kan.getByText(/^(?:Whole numbers|Numbers) from/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run Additive KAN' })).toBeDisabled();
  await expect(page.getByRole('button', { name: /^Run all/ })).toBeEnabled();

  // Embeddings of genes: a file of other genes is refused in words, another one is read and told beside the result.
  const grnformer = page.getByRole('listitem', { name: 'GRNFormer' });
  await grnformer.getByText('Settings').click();
  const embeddings = grnformer.locator('input[type=file]');
  await embeddings.setInputFiles([given('others.csv', 'NONE,1,2\nOTHER,1,3\n')]);
  await expect(grnformer.getByRole('alert')).toContainText('others.csv has no gene of this data set');
  await embeddings.setInputFiles([given('genes.csv', 'GATA1,1,2\nspi1,2,1\nOTHER,1,3\n')]);
  await expect(grnformer.getByRole('alert')).toHaveCount(0);
  await expect(grnformer.getByText('genes.csv', { exact: true })).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);
  await grnformer.getByRole('textbox', { name: 'steps' }).fill('3');
  await page.getByRole('button', { name: 'Run GRNFormer' }).click();
  await expect(grnformer).toContainText(
    /Embeddings: genes\.csv\. 2 of 11 genes have an embedding; the others are learned\./,
  );
  await grnformer.getByRole('button', { name: 'Remove genes.csv' }).click();
  await expect(grnformer.getByText('genes.csv', { exact: true })).toHaveCount(0);

  await openFold(page, 'Which network without feedback fits?');
  await page.getByRole('button', { name: 'Run DCD-FG' }).click();
  await page.getByRole('button', { name: 'Cancel DCD-FG' }).click();
  await expect(page.getByRole('listitem', { name: 'DCD-FG' })).toContainText('Cancelled');
  await expect(results.getByRole('row', { name: /DCD-FG/ })).toHaveCount(0);
});

test('methods that learn from a known network are there for a run that has one, and say what they are worth', async ({
  page,
  openLearned,
  demoRun,
}) => {
  await openLearned(page);
  await goTo(page, 'Other methods');
  await openFold(page, 'Need a large known network');
  await expect(page.getByText(/^9 methods learn from known edges/)).toBeVisible();
  const card = page.getByRole('listitem', { name: 'Pair logistic' });
  await expect(card).toHaveCount(0);

  await openFiles(page, [withKnowledge(demoRun)]);
  await expect(page.getByRole('button', { name: /with a known network/ })).toBeVisible();
  await finished(page);
  await goTo(page, 'Other methods');
  await openFold(page, 'Need a large known network');
  // Fast enough to have been run by itself.
  await expect(card).toContainText(
    /Judged on 11 regulators whose edges it had not seen: average precision 0\.\d/,
  );
  const results = page.getByRole('region', { name: 'Table of methods' });
  await expect(results.getByRole('row', { name: /Pair logistic/ })).toContainText(/0\.\d/);
  await expect(
    page.getByText(/^Unseen links: average precision .*; in-degree .* random order 0\.236\.$/),
  ).toBeVisible();
  await card.getByText('Settings').click();
  await card.getByRole('textbox', { name: 'pairs' }).fill('1');
  await card.getByRole('button', { name: 'Run Pair logistic' }).click();
  await expect(card).toContainText(
    /Judged on pairs of 11 regulators that it had not seen: average precision 0\.\d/,
  );
  await expect(
    page.getByText(/^Unseen links: Pair logistic, .*; product of degrees .* random order 0\.236\.$/),
  ).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);
});

/** A run file under another name, with its reference as the known network that its data set was learned with. */
function withKnowledge(path: string): GivenFile {
  const run: {
    readonly dataset: object;
    readonly truth: { readonly edges: readonly object[] };
  } = JSON.parse(readFileSync(path, 'utf8'));
  const { edges } = run.truth;
  const all = { all: edges.length, covered: edges.length };
  const knowledge = {
    name: 'known edges',
    edges,
    coverage: { regulators: all, genes: all, edges: all, signs: all },
    asked: 0,
    strength: 0,
    gain: null,
    shuffledGain: null,
    wrongGains: [],
    curve: [],
  };
  const dataset = { ...run.dataset, name: 'with a known network', knowledge };
  return given('known.modulode.json', JSON.stringify({ ...run, demo: null, dataset }));
}
