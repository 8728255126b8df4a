import { describe, expect, it } from 'vitest';
import { groupFiles, isDataName, namesOfSamples } from './fileGroup';

const files = (...names: readonly string[]) => names.map((name, i) => ({ name, size: 100 - i }));
const named = (names: readonly string[]) => {
  const found = groupFiles(files(...names));
  if (found.kind !== 'group') return found.kind;
  const { main, features, barcodes, labels } = found.group;
  return [main, features, barcodes, labels].map((file) => file?.name ?? null);
};

const parts = (folder: string) =>
  ['matrix.mtx', 'features.tsv', 'barcodes.tsv'].map((name) => `${folder}/${name}`);

describe('grouping of files', () => {
  it.each([
    [['matrix.mtx', 'features.tsv', 'barcodes.tsv']],
    [['GSM1_matrix.mtx.gz', 'GSM1_features.tsv.gz', 'GSM1_barcodes.tsv.gz']],
    [['GSM1.counts.mtx', 'GSM1.genes.csv', 'GSM1.barcodes.txt']],
    [['a/outs/matrix.mtx', 'a/outs/genes.tsv', 'a/outs/barcodes.tsv']],
    [['DGE.mtx', 'all_genes.csv', 'cell_metadata.csv']],
    [
      [
        's1/DGE_filtered/count_matrix.mtx',
        's1/DGE_filtered/all_genes.csv',
        's1/DGE_filtered/cell_metadata.csv',
      ],
    ],
    [['cells_x_genes.mtx', 'cells_x_genes.genes.txt', 'cells_x_genes.barcodes.txt']],
    [['quants_mat.mtx.gz', 'quants_mat_cols.txt', 'quants_mat_rows.txt']],
    [['GSM1_tfs.mtx.txt.gz', 'GSM1_tfs_genenames.csv.gz', 'GSM1_tfs_cellnames.csv.gz']],
  ])('%j are a matrix with names', (names) => {
    expect(named(names)).toEqual([...names, null]);
    expect(named(names.toReversed())).toEqual([...names, null]);
    expect(named([...names, 'cell_identities.csv'])).toEqual([...names, 'cell_identities.csv']);
  });

  it('takes names of genes before their identifiers (kallisto), and unique counts before those of EM (STARsolo)', () => {
    const kallisto = ['x.mtx', 'x.genes.names.txt', 'x.barcodes.txt'];
    expect(named([...kallisto, 'x.genes.txt'])).toEqual([...kallisto, null]);
    const solo = ['raw/matrix.mtx', 'raw/features.tsv', 'raw/barcodes.tsv'];
    expect(named([...solo, 'raw/UniqueAndMult-EM.mtx'])).toEqual([...solo, null]);
  });

  it.each([
    ['outs/filtered_feature_bc_matrix', 'outs/raw_feature_bc_matrix'],
    ['all-sample/DGE_filtered', 'all-sample/DGE_unfiltered'],
    ['Solo.out/Gene/filtered', 'Solo.out/Gene/raw'],
  ])('takes the matrix of cells in %s, not that of all droplets in %s', (filtered, raw) => {
    const calls = 'outs/protospacer_calls_per_cell.csv';
    const names = [...parts(raw), ...parts(filtered), calls];
    expect(named(names)).toEqual([...parts(filtered), calls]);
    expect(groupFiles(files(...names))).toMatchObject({
      group: { unfiltered: { name: `${raw}/matrix.mtx` } },
    });
    expect(named(['filtered_feature_bc_matrix.h5', 'raw_feature_bc_matrix.h5'])?.[0]).toBe(
      'filtered_feature_bc_matrix.h5',
    );
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
    [['lane1.h5ad', 'lane2.h5ad', 'lane10.h5ad'], ['lane1', 'lane10', 'lane2'], null],
    [['GSM1_WT.csv.gz', 'GSM2_KO.csv.gz'], ['WT', 'KO'], null],
    [['wt_raw_counts.tsv', 'ko_raw_counts.tsv', 'cells.csv'], ['ko', 'wt'], 'cells.csv'],
    [['a/screen.loom', 'b/screen.loom'], ['a', 'b'], null],
    [['my_screen_WT.h5ad', 'my_screen_GATA1_KO_filtered.h5ad'], ['GATA1_KO', 'WT'], null],
    [['lane_1.h5ad', 'lane_2.h5ad'], ['lane_1', 'lane_2'], null],
  ])('%j are samples', (names, samples, labels) => {
    const grouping = groupFiles(files(...names));
    const { group } = grouping.kind === 'group' ? grouping : {};
    expect(group?.samples?.map(({ name }) => name)).toEqual(samples);
    expect(group?.labels?.name ?? null).toBe(labels);
  });

  it.each([
    [['a.h5ad', 'b.h5']],
    [['a.h5ad', 'b.loom']],
    [['x_raw.h5ad', 'x_filtered.h5ad']],
    [['a.mtx', 'b.mtx']],
    [['matrix.mtx', 'features.tsv', 'barcodes.tsv', 'labels.csv', 'more.csv']],
    [['matrix.mtx', 'features.tsv', 'barcodes.tsv', 'screen.h5ad']],
    [['A_matrix.mtx', 'A_features.tsv', 'A_barcodes.tsv', 'B_features.tsv', 'B_barcodes.tsv']],
  ])('%j are several data sets', (names) => {
    expect(named(names)).toBe('too-many');
  });

  it('leaves three tables or more to their content', () => {
    const names = ['a.csv', 'b.counts', 'c.tab.gz'];
    expect(groupFiles(files(...names))).toMatchObject({
      group: { main: { name: 'a.csv' }, labels: null, tables: names.map((name) => ({ name })) },
    });
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
    'outs/analysis/clustering/gene_expression_graphclust/clusters.csv',
    'all-sample_analysis_summary.csv',
    'Solo.out/Gene/UMIperCellSorted.txt',
  ];
  expect(data.filter(isDataName)).toEqual(data);
  expect(others.filter(isDataName)).toEqual([]);
});

it('names samples without what programs that count reads add', () => {
  const names = [
    'STAT1_KO_1_abundance.tsv',
    'WT_1_quant.tsv',
    'WT_2_ReadsPerGene.out.tab',
    'WT_3.htseq.counts.txt',
  ];
  expect(namesOfSamples(files(...names)).map(([short]) => short)).toEqual([
    'STAT1_KO_1',
    'WT_1',
    'WT_2',
    'WT_3',
  ]);
});
