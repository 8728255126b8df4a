/**
 * Formats other than .h5ad and tables in the real page: dropped, checked and trained to a network. The files are
 * made from one small screen, so that each must give the same cells and genes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from './guard';
import {
  downloadEdges,
  finished,
  goTo,
  openFiles,
  pressTrain,
  openWithoutDemo,
  openToCheck,
  showsCheck,
  setSteps,
} from './support';
import { loomFile, partsOf, type ScreenParts, tenXFile } from './hdf5Files';
import { given, screenTable, type GivenFile } from './tables';

const CELLS = 140;

const screen = partsOf(screenTable({ cells: CELLS }));
const triplet = tripletOf(screen);

/** The screen as 10x Genomics would write it, with a file of labels. */
function tripletOf({ cells, genes, labels: ofCells, values }: ScreenParts) {
  const entries = [...values].flatMap((value, at) => {
    const [cell, gene] = [Math.floor(at / genes.length), at % genes.length];
    return value === 0 ? [] : [`${gene + 1} ${cell + 1} ${value}`];
  });
  return {
    matrix: [
      '%%MatrixMarket matrix coordinate integer general',
      `${genes.length} ${cells.length} ${entries.length}`,
      ...entries,
    ].join('\n'),
    features: genes.map((gene, i) => `ENSG0000000000${i}\t${gene}\tGene Expression`).join('\n'),
    barcodes: cells.join('\n'),
    labels: ['cell_barcode,guide_identity', ...cells.map((cell, i) => `${cell},${ofCells[i]}`)].join('\n'),
  };
}

const labels = given('cell_identities.csv', triplet.labels);
const parts: readonly GivenFile[] = [
  given('GSM7_barcodes.tsv', triplet.barcodes),
  labels,
  given('GSM7_features.tsv', triplet.features),
  given('GSM7_matrix.mtx', triplet.matrix),
];

function zipped(name: string): GivenFile {
  const files = {
    'run1/outs/matrix.mtx': strToU8(triplet.matrix),
    'run1/outs/features.tsv': strToU8(triplet.features),
    'run1/outs/barcodes.tsv': strToU8(triplet.barcodes),
    'run1/outs/cell_identities.csv': strToU8(triplet.labels),
    'run1/README.txt': strToU8('how it was made'),
  };
  return given(name, Buffer.from(zipSync(files)));
}

async function trainShortly(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue to model' }).click();
  await setSteps(page, '30');
  await pressTrain(page);
  await finished(page);
}

async function expectTenXScreen(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  await expect(page.getByText('Columns of the cells come from cell_identities.csv')).toBeVisible();
  await expect(page.getByRole('status', { name: 'Readiness' })).toHaveText(/^Ready: 6 perturbations/);
}

test(
  'a matrix dropped with its features, barcodes and labels is trained to a network',
  { tag: '@core' },
  async ({ page }) => {
    await openWithoutDemo(page);
    await openToCheck(page, parts);
    await expectTenXScreen(page, 'GSM7_matrix.mtx');
    await trainShortly(page);
    const edges = await downloadEdges(page);
    expect(new Set(edges.map(({ target }) => target))).toEqual(new Set(screen.genes));
  },
);

test('the same files in a zipped folder give the same network', async ({ page }) => {
  await openWithoutDemo(page);
  await openToCheck(page, [zipped('run1.zip')]);
  await expectTenXScreen(page, 'run1.zip');
  await trainShortly(page);
  const fromZip = await downloadEdges(page);
  await goTo(page, 'Open');
  await openToCheck(page, parts);
  await expectTenXScreen(page, 'GSM7_matrix.mtx');
  await trainShortly(page);
  expect(await downloadEdges(page)).toEqual(fromZip);
});

test('a dropped folder is searched for a data set', async ({ page }, { outputDir }) => {
  const folder = join(outputDir, 'run2', 'outs');
  mkdirSync(folder, { recursive: true });
  for (const { name, buffer } of parts) writeFileSync(join(folder, name), buffer);
  writeFileSync(join(folder, 'web_summary.html'), '<html>');
  await openWithoutDemo(page);
  await expect(page.getByRole('button', { name: 'Choose file…' }).first()).toBeVisible();
  await letGo(page, join(outputDir, 'run2'));
  await showsCheck(page);
  await expectTenXScreen(page, 'GSM7_matrix.mtx');
});

test('a Zarr folder and an HDF5 file with a filter open with codecs from the same server', async ({ page }, {
  outputDir,
}) => {
  const fixtures = join('tests', 'fixtures', 'readers');
  const folder = join(outputDir, 'screen.zarr');
  const inside = unzipSync(readFileSync(join(fixtures, 'csr-blosc.zarr.zip')));
  for (const [path, bytes] of Object.entries(inside)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  await openWithoutDemo(page);
  await expect(page.getByRole('button', { name: 'Choose file…' }).first()).toBeVisible();
  await letGo(page, folder);
  await showsCheck(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('screen.zarr');
  await expect(page.getByRole('status', { name: 'Readiness' })).toHaveText(/^Ready: 3 perturbations/);
  const filtered = readFileSync(join(fixtures, 'bitshuffle.h5ad'));
  await openFiles(page, [{ name: 'bitshuffle.h5ad', mimeType: '', buffer: filtered }]);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('bitshuffle.h5ad');
});

/** Drops a folder as a file manager does. */
async function letGo(page: Page, path: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const send = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    browser.send('Input.dispatchDragEvent', {
      type,
      x: 300,
      y: 300,
      data: { items: [], files: [path], dragOperationsMask: 1 },
    });
  await send('dragEnter');
  await send('dragOver');
  // Until the page has answered, the browser would open the files itself.
  await expect(page.getByText('Drop to open')).toBeVisible();
  await send('drop');
}

test('10x HDF5 opens with a file of labels, and reports the guide counts', async ({ page }) => {
  await openWithoutDemo(page);
  await openToCheck(page, [await tenXFile('filtered_feature_bc_matrix.h5', screen), labels]);
  await expectTenXScreen(page, 'filtered_feature_bc_matrix.h5');
  await expect(page.getByText('1 guide was called from UMI counts')).toBeVisible();
  await trainShortly(page);
  const edges = await downloadEdges(page);
  expect(new Set(edges.map(({ target }) => target))).toEqual(new Set(screen.genes));
});

test('loom opens with its layers and is trained to a network', async ({ page }) => {
  await openWithoutDemo(page);
  await openToCheck(page, [await loomFile('screen.loom', screen)]);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('screen.loom');
  await expect(page.getByText('layers/twice').first()).toBeAttached();
  await expect(page.getByRole('status', { name: 'Readiness' })).toHaveText(/^Ready: 6 perturbations/);
  await trainShortly(page);
  const edges = await downloadEdges(page);
  expect(new Set(edges.map(({ target }) => target))).toEqual(new Set(screen.genes));
});

test('one part of a triplet names the missing parts', async ({ page }) => {
  await openWithoutDemo(page);
  await openFiles(page, parts.slice(3));
  const message = page.getByRole('alert');
  await expect(message).toContainText('GSM7_matrix.mtx is one part of three');
  await expect(message).toContainText('the gene names (features.tsv or genes.tsv)');
  await expect(message).toContainText('Use all three together');
});

/** One lane of the screen as in GEO: barcodes that the other lane has too; genes in reverse order if requested. */
function laneOf(name: string, first: number, turned: boolean): readonly GivenFile[] {
  const { genes, labels: ofCells, values } = screen;
  const own = Array.from({ length: CELLS / 2 }, (_, i) => first + 2 * i);
  const order = turned ? genes.map((_, i) => genes.length - 1 - i) : genes.map((_, i) => i);
  const part = {
    cells: own.map((_, i) => `CELL${i}`),
    genes: order.map((gene) => genes[gene] ?? ''),
    labels: own.map((cell) => ofCells[cell] ?? ''),
    values: Int32Array.from(
      own.flatMap((cell) => order.map((gene) => values[cell * genes.length + gene] ?? 0)),
    ),
  };
  const made = tripletOf(part);
  const features = order.map((gene) => `ENSG0000000000${gene}\t${genes[gene]}\tGene Expression`).join('\n');
  return [
    given(`${name}_matrix.mtx`, made.matrix),
    given(`${name}_features.tsv`, features),
    given(`${name}_barcodes.tsv`, made.barcodes),
    given(`${name}_cell_identities.csv`, made.labels),
  ];
}

test('two samples dropped together form one screen, with the sample as batch', async ({ page }) => {
  await openWithoutDemo(page);
  await openToCheck(page, [...laneOf('GSM1_lane1', 0, false), ...laneOf('GSM2_lane2', 1, true)]);
  await expect(page.getByText('2 samples were joined')).toBeVisible();
  await expect(page.getByText('140 cell names occur in several samples')).toBeAttached();
  await expect(page.getByRole('heading', { name: 'Check lane1, lane2' })).toBeVisible();
  await expect(page.getByLabel('Batch', { exact: true })).toHaveValue('sample');
  await expect(page.getByRole('status', { name: 'Readiness' })).toHaveText(/^Ready: 6 perturbations/);
});

test('samples are joined by the genes that they share, and refused where these are few', async ({ page }) => {
  await openWithoutDemo(page);
  const laneWithout = (genes: RegExp) =>
    laneOf('GSM2_lane2', 1, true).map(({ name, buffer }) =>
      given(name, name.includes('features') ? String(buffer).replace(genes, '99999$1\tNOTHERE$1') : buffer),
    );
  const first = laneOf('GSM1_lane1', 0, false);
  await openToCheck(page, [...first, ...laneWithout(/00000(\d)\t\w+/)]);
  await expect(page.getByText('2 samples were joined')).toBeVisible();
  await expect(page.getByText(/2 genes are left out: .*NOTHERE/)).toBeAttached();
  await openFiles(page, [...first, ...laneWithout(/00000(\d)\t\w+/g)]);
  const message = page.getByRole('alert');
  await expect(message).toContainText(
    'GSM2_lane2_matrix.mtx does not measure the genes of GSM1_lane1_matrix.mtx',
  );
  await expect(message).toContainText('Only in GSM2_lane2_matrix.mtx: NOTHERE');
  await expect(message).toContainText("join='inner'");
});

test('an ambiguous table asks how to read it, and the answer can be changed', async ({ page }) => {
  await openWithoutDemo(page);
  const rows = ['x1,0.5,1.5,0', 'y2,2.5,3.5,0', 'z3,0.5,1,7'].join('\n');
  await openFiles(page, [given('bare.csv', rows)]);
  await expect(page.getByRole('alert')).toContainText('bare.csv is ambiguous');
  await page.getByRole('button', { name: 'Rows are genes' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('bare.csv');
  await expect(page.getByText('3 cells × 3 genes')).toBeVisible();
  await expect(page.getByText('The first line was read as values')).toBeVisible();
  await expect(page.getByLabel('Rows are', { exact: true })).toHaveValue('genes');
  await page.getByLabel('The first line is', { exact: true }).selectOption('names');
  await expect(page.getByText('3 cells × 2 genes')).toBeVisible();
  await expect(page.getByText('The first line was read as values')).toBeHidden();
});

test('a table of one sample per column is counted in samples, by perturbation, and has too few controls', async ({
  page,
}) => {
  await openWithoutDemo(page);
  const conditions = ['control', 'GATA1_KO', 'SPI1_KO', 'KLF1_KO'];
  const samples = conditions.flatMap((condition) =>
    [1, 2, 3].map((replicate) => `${condition}_rep${replicate}`),
  );
  const genes = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'RUNX1', 'ACTB', 'GAPDH', 'HPRT1', 'TBP', 'UBC'];
  const rows = genes.map((gene, at) => [
    gene,
    ...samples.map((sample, column) => (sample.startsWith(gene) ? 20 : 400 + 37 * ((3 * at + column) % 7))),
  ]);
  const lines = [['gene', ...samples], ...rows].map((row) => row.join('\t'));
  await openToCheck(page, [given('bulk.tsv', lines.join('\n'))]);
  await expect(page.getByText('12 samples × 10 genes')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Samples per perturbation' })).toBeVisible();
  const counted = page.getByRole('region', { name: 'Table of sample counts' }).locator('tbody tr');
  await expect(counted).toHaveText(['control3', 'GATA13', 'SPI13', 'KLF13']);
  await expect(page.getByText('Only 3 controls')).toBeVisible();
  await expect(page.getByLabel('Readiness')).toHaveText(
    'Ready: 3 perturbations, each compared with the others, as there are few controls',
  );
});
