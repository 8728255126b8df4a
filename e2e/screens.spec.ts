/** Real and simulated screens from drop to edge table, on the CPU. */
import { expect, test } from './guard';
import {
  averagePrecision,
  downloadEdges,
  openFiles,
  sharedFile,
  trainToTheEnd,
  openWithoutDemo,
  openToCheck,
  setSteps,
} from './support';

test('the hiPSC time series, without control label and with symbols in a column, is recognised and trained', async ({
  page,
}) => {
  test.setTimeout(420_000);
  const file = sharedFile('renge-hipsc/hipsc.h5ad');
  test.skip(file === null, '../shared/data/renge-hipsc is not beside this checkout');
  await openWithoutDemo(page);
  await openFiles(page, file ?? '');
  await expect(page.getByLabel('Perturbation column')).toHaveValue('ko');
  await page.getByRole('button', { name: 'Continue to model' }).click();
  await expect(page.getByText('103 genes and 33 candidate regulators: 3,366 possible edges')).toBeVisible();
  await setSteps(page, '60');
  await trainToTheEnd(page, 300_000);
  const edges = await downloadEdges(page);
  // Edges start at the eight knocked-out genes and 25 published transcription factors.
  expect(edges).toHaveLength(33 * 102);
  const names = new Set(edges.map(({ source }) => source));
  for (const gene of ['POU5F1', 'NANOG', 'SOX2', 'PRDM14']) expect(names).toContain(gene);
});

test('blood stem cell knockouts of another simulator give an AUPRC of at least 2.4 times the density', async ({
  page,
}) => {
  const file = sharedFile('boolode-knockouts/hsc.h5ad');
  const truth = sharedFile('boolode-knockouts/hsc.truth.tsv');
  test.skip(file === null || truth === null, '../shared/data/boolode-knockouts is not beside this checkout');
  await openWithoutDemo(page);
  await openToCheck(page, file ?? '');
  await expect(page.getByLabel('Perturbation column')).toHaveValue('perturbation');
  await trainToTheEnd(page, 120_000);
  const { auprc, density } = averagePrecision(await downloadEdges(page), truth ?? '');
  expect(auprc / density).toBeGreaterThanOrEqual(2.4);
});
