import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { singleTruth, sortDrop } from './dropped';

const h5ad = new File(['\u0089HDF'], 'screen.h5ad');
const table = new File(['cell,A,B\nc1,1,2\nc2,3,4\nc3,5,6\n'], 'counts.csv');
const labels = new File(['cell,ko\nc1,A\nc2,wt\n'], 'labels.csv');
const truth = new File(['Gene1,Gene2,Type\nA,B,+\n'], 'truth.csv');

it('takes a single file as data, even a table of edges, where there is no run', async () => {
  expect(await sortDrop([truth], null)).toMatchObject({
    kind: 'data',
    files: { main: truth, labels: null },
    truth: null,
  });
});

it('takes a single list of edges between genes of the run as its truth, in upper or lower case', async () => {
  expect(await sortDrop([truth], ['a', 'b'])).toMatchObject({
    kind: 'truth',
    truth: { edges: [{ source: 'A', target: 'B', sign: 1 }] },
  });
});

it('takes a list of edges that uses other names of the genes as the truth, with the names of the genes', async () => {
  const aliases = new File(['TF,target\nENSG00000204531,TBR2\n'], 'database.csv');
  expect(await sortDrop([aliases], ['POU5F1', 'EOMES', 'KLF1', 'GATA1'])).toMatchObject({
    kind: 'truth',
    truth: {
      edges: [{ source: 'POU5F1', target: 'EOMES' }],
      renamed: [{ gene: 'POU5F1' }, { gene: 'EOMES' }],
    },
  });
});

it('takes a table of values or of other genes as data although a run is on screen', async () => {
  expect(await sortDrop([table], ['A', 'B'])).toMatchObject({ kind: 'data', files: { main: table } });
  expect(await sortDrop([truth], ['X', 'Y'])).toMatchObject({ kind: 'data', files: { main: truth } });
});

it('takes sets of genes as gene sets beside a run, and sets that its genes name as known edges', async () => {
  const genes = ['SPI1', 'GATA1', 'KLF1'];
  const sets = new File(['angiogenesis\tGO:0001525\tKLF1\tGATA1\n'], 'processes.gmt');
  const packed = new File([gzipSync('heme\t\tKLF1\tGATA1\n')], 'sets.gmt.gz');
  const regulons = new File(['GATA1(+)\t\tKLF1\tSPI1\n'], 'regulons.gmt');
  expect(await sortDrop([sets], genes)).toEqual({ kind: 'sets', file: sets });
  expect(await sortDrop([packed], genes)).toEqual({ kind: 'sets', file: packed });
  expect(await sortDrop([regulons], genes)).toMatchObject({ kind: 'truth' });
});

it('finds the values, the labels and the truth in any order', async () => {
  expect(await sortDrop([labels, truth, table], null)).toMatchObject({
    kind: 'data',
    files: { main: table, labels },
    truth: { name: 'truth.csv' },
  });
  expect(await sortDrop([truth, h5ad], null)).toMatchObject({
    kind: 'data',
    files: { main: h5ad, labels: null },
  });
});

it('accepts a table of labels with any data file', async () => {
  expect(await sortDrop([labels, h5ad], null)).toMatchObject({ kind: 'data', files: { main: h5ad, labels } });
});

it('takes a matrix and the names of its rows and columns as one data set, in any order', async () => {
  const [matrix, features, barcodes] = ['matrix.mtx.gz', 'features.tsv.gz', 'barcodes.tsv.gz'].map(
    (name) => new File(['x'], `GSM42_${name}`),
  );
  expect(
    await sortDrop(
      [barcodes, labels, features, matrix].filter((file) => file !== undefined),
      null,
    ),
  ).toEqual({
    kind: 'data',
    files: { main: matrix, labels, features, barcodes },
    truth: null,
  });
});

it('refuses names without their matrix', async () => {
  const names = [new File(['A\n'], 'genes.tsv'), new File(['c1\n'], 'barcodes.tsv')];
  expect(await sortDrop(names, null)).toEqual({
    kind: 'refused',
    error: { tag: 'incomplete-triplet', file: 'barcodes.tsv', missing: ['matrix'] },
  });
});

it('refuses files that do not belong together, with their names', async () => {
  expect(await sortDrop([h5ad, new File([''], 'other.loom')], null)).toEqual({
    kind: 'refused',
    error: { tag: 'too-many-files', files: ['screen.h5ad', 'other.loom'] },
  });
  const matrices = [new File(['a'], 'a.mtx'), new File(['b'], 'b.mtx')];
  expect(await sortDrop(matrices, null)).toMatchObject({ kind: 'refused' });
  const tables = [table, labels, new File(['x'], 'more.csv')];
  expect(await sortDrop([h5ad, ...tables], null)).toMatchObject({ kind: 'refused' });
});

it('recognises a single list of edges by its header, and nothing else', async () => {
  expect(await singleTruth([truth])).toMatchObject({
    name: 'truth.csv',
    edges: [{ source: 'A', target: 'B' }],
  });
  const genes = Array.from({ length: 40 }, (_, gene) => `GENE${gene}`);
  const screen = new File([`cell,perturbation,${genes.join(',')}\n`], 'screen.csv');
  for (const files of [[labels], [table], [h5ad], [truth, h5ad], [screen], []])
    expect(await singleTruth(files)).toBeNull();
});

const sif = (source: string, target: string) => new File([`${source}\tinhibits\t${target}\n`], 'prior.sif');

it('takes a file of a network as the truth of the run on screen, packed too, and refuses others with the reason', async () => {
  expect(await sortDrop([sif('A', 'B')], ['a', 'b'])).toMatchObject({
    kind: 'truth',
    truth: { name: 'prior.sif', edges: [{ source: 'A', target: 'B', sign: -1 }] },
  });
  expect(await sortDrop([sif('X', 'Y')], ['A', 'B'])).toMatchObject({
    kind: 'refused',
    error: { tag: 'truth-other-genes', file: 'prior.sif', names: ['X'], genes: ['A', 'B'] },
  });
  expect(await sortDrop([new File(['[{"CXVersion": '], 'broken.cx2')], ['A', 'B'])).toMatchObject({
    kind: 'refused',
    error: { tag: 'truth-format', format: 'JSON' },
  });
  // Without a run it is refused by the readers of data.
  expect(await sortDrop([sif('A', 'B')], null)).toMatchObject({ kind: 'data' });
  const packed = new File([gzipSync('A\tB\tActivation\t1\n'.repeat(9))], 'trrust.tsv.gz');
  expect(await sortDrop([packed], ['A', 'B'])).toMatchObject({
    kind: 'truth',
    truth: { edges: [{ sign: 1 }] },
  });
  const counts = new File([gzipSync('cell,A,B\nc1,1,2\nc2,3,4\n')], 'counts.csv.gz');
  expect(await sortDrop([counts], ['A', 'B'])).toMatchObject({ kind: 'data' });
  expect(await singleTruth([sif('A', 'B')])).toMatchObject({ name: 'prior.sif' });
});

it('says what is wrong with a packed network that is damaged', async () => {
  const cut = gzipSync('A\tactivates\tB\n'.repeat(50)).subarray(0, 25);
  const drop = await sortDrop([new File([cut], 'prior.sif.gz')], ['A', 'B']);
  expect(drop).toMatchObject({ kind: 'refused', error: { tag: 'truth-format', format: 'gzip' } });
});
