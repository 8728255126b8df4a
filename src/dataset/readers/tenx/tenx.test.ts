/** Guide calls from a Matrix Market file; those from HDF5 are tested in formats.test.ts. */
import { describe, expect, it } from 'vitest';
import { recognise } from '../../recognise/recognise';
import { columnsOf, fixture, open } from '../../../../tests/fixtures/readers/fixture';
import { openTriplet } from '../../../../tests/fixtures/readers/triplet';
import { strToU8, zipSync } from 'fflate';
import { Random } from '../../../numerics/random';

const FEATURES = [
  'E1\tGATA1\tGene Expression',
  'E2\tKLF1\tGene Expression',
  'G1\tGATA1_g1\tCRISPR Guide Capture',
  'G2\tKLF1_g2\tCRISPR Guide Capture',
  'G3\tNT_g1\tCRISPR Guide Capture',
  'A1\tCD4\tAntibody Capture',
].join('\n');

/** UMIs of the three guides per cell. */
type Umis = readonly (readonly [number, number, number])[];

function screen(umis: Umis, labels?: string) {
  const lines = umis.flatMap((ofCell, cell) => [
    `1 ${cell + 1} 3`,
    ...ofCell.flatMap((count, guide) => (count > 0 ? [`${guide + 3} ${cell + 1} ${count}`] : [])),
    `6 ${cell + 1} 50`,
  ]);
  const matrix = `%%MatrixMarket matrix coordinate integer general\n6 ${umis.length} ${lines.length}\n${lines.join('\n')}\n`;
  const barcodes = umis.map((_, cell) => `CELL${cell}`).join('\n');
  return openTriplet({ matrix, features: FEATURES, barcodes, ...(labels === undefined ? {} : { labels }) });
}

const DEEP: Umis = [
  [40, 1, 0],
  [2, 31, 3],
  [0, 0, 12],
  [8, 9, 1],
  [0, 4, 0],
  [0, 0, 0],
];

describe('guide calls from UMI counts', () => {
  it('guides at or above the threshold are called, several together', async () => {
    const { opened } = await screen(DEEP);
    expect(columnsOf(opened.obs)).toMatchObject({
      'guide (UMIs ≥ 5)': ['GATA1_g1', 'KLF1_g2', 'NT_g1', 'GATA1_g1|KLF1_g2', '', ''],
      'guide (UMIs ≥ 3)': ['GATA1_g1', 'KLF1_g2|NT_g1', 'NT_g1', 'GATA1_g1|KLF1_g2', 'KLF1_g2', ''],
      'guide (most UMIs)': ['GATA1_g1', 'KLF1_g2', 'NT_g1', 'KLF1_g2', 'KLF1_g2', ''],
    });
    expect(opened.notes).toContainEqual({
      tag: 'guide-calls',
      guides: 3,
      threshold: 5,
      one: 3,
      several: 1,
      none: 2,
    });
  });

  it('the column of the default threshold is chosen first, others can be chosen', async () => {
    const { opened } = await screen(DEEP);
    const { mapping, labels, perturbationColumns } = recognise(opened);
    expect(mapping.perturbationColumn).toBe('guide (UMIs ≥ 5)');
    expect(mapping.control).toEqual({ mode: 'cells', labels: ['NT_g1'] });
    expect(labels.find(({ label }) => label === 'GATA1_g1|KLF1_g2')?.targets).toEqual(['GATA1', 'KLF1']);
    expect(perturbationColumns).toEqual(expect.arrayContaining(['guide (UMIs ≥ 10)', 'guide (most UMIs)']));
    const chosen = recognise(opened, { perturbationColumn: 'guide (UMIs ≥ 3)' }, mapping);
    expect(chosen.labels.map(({ label }) => label)).toContain('KLF1_g2|NT_g1');
  });

  it('mixtures call where there are enough cells, and thresholds remain to choose', async () => {
    const random = Random.mixed(6);
    // The first guide is ambient in all cells at a level that would pass for five UMIs, the last in none.
    const umis = Array.from({ length: 90 }, (_, cell) => {
      const own = (guide: number) => (cell % 3 === guide ? 40 + random.integer(40) : 0);
      return [own(0) + 3 + random.integer(5), own(1) + random.integer(2), own(2)] as const;
    });
    const { opened } = await screen(umis);
    const { mapping, perturbationColumns } = recognise(opened);
    expect(mapping.perturbationColumn).toBe('guide (mixture of UMIs)');
    expect(perturbationColumns).toContain('guide (UMIs ≥ 5)');
    expect(columnsOf(opened.obs)['guide (mixture of UMIs)']).toEqual(
      umis.map((_, cell) => ['GATA1_g1', 'KLF1_g2', 'NT_g1'][cell % 3]),
    );
    expect(opened.notes).toContainEqual({
      tag: 'guide-calls',
      guides: 3,
      threshold: 5,
      mixed: 3,
      one: 90,
      several: 0,
      none: 0,
    });
  });

  it('with few UMIs, the threshold is the largest at which most cells have a guide', async () => {
    const { opened } = await screen([
      [2, 0, 0],
      [0, 3, 0],
      [0, 0, 2],
      [1, 0, 0],
    ]);
    expect(recognise(opened).mapping.perturbationColumn).toBe('guide (UMIs ≥ 2)');
  });

  it('a table of labels takes precedence', async () => {
    const { opened } = await screen(
      DEEP,
      'cell_barcode,num_features,feature_call,num_umis\nCELL0,1,GATA1_g1,40\nCELL1,1,KLF1_g2,31\nCELL2,1,NT_g1,12\nCELL3,2,GATA1_g1|KLF1_g2,8|9\n',
    );
    expect(recognise(opened).mapping.perturbationColumn).toBe('feature_call');
  });
});

/**
 * The tables of guides that lie beside 10x matrices, in their published layouts: protospacer_calls_per_cell.csv of Cell Ranger
 * (https://www.10xgenomics.com/support/software/cell-ranger/latest/analysis/outputs/cr-outputs-crispr) and cell_identities.csv of the
 * first Perturb-seq screens (GEO GSE90546, GSE133344). Values made up.
 */

const CELLS = ['AAACCT-1', 'AAAGGT-1', 'CCCTTA-1', 'GGGTAC-2', 'TTTACG-2', 'TTTGGC-2'];
const GENES = 'ENSG1\tGATA1\tGene Expression\nENSG2\tSPI1\tGene Expression\nENSG3\tKLF1\tGene Expression\n';
const MATRIX = `%%MatrixMarket matrix coordinate integer general\n%metadata_json: {"software_version": "cellranger-7.1.0", "format_version": 2}\n3 6 6\n${CELLS.map((_, cell) => `${1 + (cell % 3)} ${cell + 1} ${cell + 2}`).join('\n')}\n`;

const PROTOSPACER = [
  'cell_barcode,num_features,feature_call,num_umis',
  'AAACCT-1,1,GATA1_g1,812',
  'AAAGGT-1,2,GATA1_g1|NTC_3,41|377',
  'CCCTTA-1,1,NTC_3,1204',
  'TTTACG-2,2,SPI1_g2|GATA1_g2,93|88',
  'TTTGGC-2,1,NTC_12,5',
].join('\n');

const IDENTITIES = [
  'cell BC,guide identity,read count,UMI count,coverage,gemgroup,good coverage,number of cells',
  'AAACCT-1,GATA1_pDS255,1252,67,18.69,1,True,1',
  'AAAGGT-1,SPI1_pDS266,22,1,22.0,1,False,1',
  'CCCTTA-1,SPI1_pDS266,3481,120,29.01,1,True,2',
  'GGGTAC-2,SPI1_pDS266,990,41,24.15,2,True,1',
  'TTTACG-2,NegCtrl0_NegCtrl0__NegCtrl0_NegCtrl0,777,31,25.06,2,True,1',
  'CACACA-2,GATA1_pDS255,777,31,25.06,2,True,1',
].join('\n');

const beside = (labels: string) =>
  openTriplet({ matrix: MATRIX, features: GENES, barcodes: CELLS.join('\n'), labels });
const inHdf5 = (labels: string) => open(fixture('tenx-v3.h5'), new File([labels], 'cell_identities.csv'));

describe.each([
  ['.mtx', beside],
  ['.h5', inHdf5],
])('with %s', (_, opening) => {
  it('protospacer_calls_per_cell.csv: several guides are one label, cells without a call have no label', async () => {
    const { opened } = await opening(PROTOSPACER);
    expect(columnsOf(opened.obs)).toMatchObject({
      feature_call: ['GATA1_g1', 'GATA1_g1|NTC_3', 'NTC_3', '', 'SPI1_g2|GATA1_g2', 'NTC_12'],
      num_features: [1, 2, 1, null, 2, 1],
      num_umis: ['812', '41|377', '1204', '', '93|88', '5'],
    });
    expect(recognise(opened).mapping).toMatchObject({
      perturbationColumn: 'feature_call',
      control: { mode: 'cells', labels: ['NTC_3', 'NTC_12'] },
    });
  });

  it('cell_identities.csv: guides with low coverage or in droplets of several cells are not labels', async () => {
    const { opened } = await opening(IDENTITIES);
    const columns = columnsOf(opened.obs);
    const control = 'NegCtrl0_NegCtrl0__NegCtrl0_NegCtrl0';
    expect(columns['guide identity']).toEqual(['GATA1_pDS255', '', '', 'SPI1_pDS266', control, '']);
    expect(columns['number of cells']).toEqual([1, 1, 2, 1, 1, null]);
    expect(opened.notes.slice(-2)).toEqual([
      { tag: 'labels-file', file: 'cell_identities.csv', matched: 5, cells: 6, rows: 6 },
      { tag: 'uncertain-guides', file: 'cell_identities.csv', cells: 2 },
    ]);
    expect(recognise(opened).mapping).toMatchObject({
      perturbationColumn: 'guide identity',
      control: { mode: 'cells', labels: [control] },
    });
  });

  it('barcodes without well number match where they are unique', async () => {
    const { opened } = await opening(
      'cell_barcode,guide_identity,good_coverage\nAAACCT,GATA1,TRUE\nTTTGGC,NT,FALSE\n',
    );
    expect(columnsOf(opened.obs)['guide_identity']).toEqual(['GATA1', '', '', '', '', '']);
  });
});

it('barcodes match as R spells them in names of columns', async () => {
  const cells = CELLS.map((cell) => cell.replace('-', '.'));
  const rows = ['GATA1', 'SPI1', 'KLF1'].map((gene, at) => [
    gene,
    ...Array.from(cells.keys(), (cell) => cell + at),
  ]);
  const table = [['', ...cells], ...rows].map((row) => row.join(',')).join('\n');
  const labels = `,gene\n${CELLS.map((cell, at) => `${cell},${at % 2 === 0 ? 'GATA1' : 'NT'}`).join('\n')}\n`;
  const { opened } = await open(new File([table], 'counts.csv'), new File([labels], 'meta.csv'));
  expect(columnsOf(opened.obs)['gene']).toEqual(['GATA1', 'NT', 'GATA1', 'NT', 'GATA1', 'NT']);
});

it('summaries in a folder of Cell Ranger are not labels', async () => {
  const outs = {
    'outs/filtered_feature_bc_matrix/matrix.mtx': MATRIX,
    'outs/filtered_feature_bc_matrix/features.tsv': GENES,
    'outs/filtered_feature_bc_matrix/barcodes.tsv': CELLS.join('\n'),
    'outs/crispr_analysis/protospacer_calls_per_cell.csv': PROTOSPACER,
    'outs/crispr_analysis/protospacer_calls_summary.csv': 'Category,Number\nNo guide,1\n',
    'outs/crispr_analysis/protospacer_umi_thresholds.csv': 'Protospacer,UMI threshold\nGATA1_g1,3\n',
    'outs/crispr_analysis/feature_reference.csv': 'id,name,read\nGATA1_g1,GATA1_g1,R2\n',
    'outs/metrics_summary.csv': 'Estimated Number of Cells\n6\n',
    'outs/molecule_info.h5': 'x',
    'outs/web_summary.html': '<html>',
  };
  const packed = zipSync(
    Object.fromEntries(Object.entries(outs).map(([name, text]) => [name, strToU8(text)])),
  );
  const { opened } = await open(new File([new Uint8Array(packed)], 'run.zip'));
  expect(recognise(opened).mapping.perturbationColumn).toBe('feature_call');
});
