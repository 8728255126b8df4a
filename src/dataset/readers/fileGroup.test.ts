import { describe, expect, it } from 'vitest';
import { groupFiles, isDataName } from './fileGroup';

const files = (...names: readonly string[]) => names.map((name, i) => ({ name, size: 100 - i }));
const named = (names: readonly string[]) => {
  const found = groupFiles(files(...names));
  if (found.kind !== 'group') return found.kind;
  const { main, features, barcodes, labels } = found.group;
  return [main, features, barcodes, labels].map((file) => file?.name ?? null);
};

describe('grouping of files', () => {
  it.each([
    [['matrix.mtx', 'features.tsv', 'barcodes.tsv']],
    [['GSM1_matrix.mtx.gz', 'GSM1_features.tsv.gz', 'GSM1_barcodes.tsv.gz']],
    [['GSM1.counts.mtx', 'GSM1.genes.csv', 'GSM1.barcodes.txt']],
    [['a/outs/matrix.mtx', 'a/outs/genes.tsv', 'a/outs/barcodes.tsv']],
    [['DGE.mtx', 'all_genes.csv', 'cells.csv']],
  ])('%j are a matrix with names', (names) => {
    expect(named(names)).toEqual([...names, null]);
    expect(named(names.toReversed())).toEqual([...names, null]);
    expect(named([...names, 'cell_identities.csv'])).toEqual([...names, 'cell_identities.csv']);
  });

  it('reports missing parts of a matrix', () => {
    expect(named(['matrix.mtx'])).toEqual(['matrix.mtx', null, null, null]);
    expect(named(['matrix.mtx', 'genes.tsv'])).toEqual(['matrix.mtx', 'genes.tsv', null, null]);
    expect(named(['genes.tsv', 'barcodes.tsv'])).toBe('names-alone');
  });

  it('takes the largest table as values and the other as labels', () => {
    expect(named(['counts.csv', 'labels.csv'])).toEqual(['counts.csv', null, null, 'labels.csv']);
    expect(named(['labels.csv', 'filtered.h5'])).toEqual(['filtered.h5', null, null, 'labels.csv']);
    expect(named(['genes.csv'])).toEqual(['genes.csv', null, null, null]);
  });

  it.each([
    [['a.h5ad', 'b.h5']],
    [['a.mtx', 'b.mtx']],
    [['a.csv', 'b.csv', 'c.csv']],
    [['matrix.mtx', 'features.tsv', 'barcodes.tsv', 'labels.csv', 'more.csv']],
    [['matrix.mtx', 'features.tsv', 'barcodes.tsv', 'screen.h5ad']],
    [['A_matrix.mtx', 'A_features.tsv', 'A_barcodes.tsv', 'B_features.tsv', 'B_barcodes.tsv']],
  ])('%j are several data sets', (names) => {
    expect(named(names)).toBe('too-many');
  });

  it('gives nothing without files', () => {
    expect(named([])).toBe('nothing');
  });
});

it('tells data from other files', () => {
  const data = ['a.h5ad', 'x/y.loom', 'raw.h5', 'm.mtx.gz', '..\\t.csv', 'a.b/c.tsv.gz', 'Readmeasure.csv'];
  const others = [
    'a.png',
    '.DS_Store',
    '__MACOSX/a/._m.mtx',
    'README.txt',
    'x/md5sums.txt',
    'LICENSE.txt',
    'x/.t.csv',
  ];
  expect(data.filter(isDataName)).toEqual(data);
  expect(others.filter(isDataName)).toEqual([]);
});
