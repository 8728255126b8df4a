/** Which guides cells have, from counts in a Matrix Market file; the same in HDF5 is compared in formats.test.ts. */
import { describe, expect, it } from 'vitest';
import { recognise } from '../../recognise/recognise';
import { columnsOf } from '../../../../tests/fixtures/readers/fixture';
import { openTriplet } from '../../../../tests/fixtures/readers/triplet';

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

describe('guides called from their UMI counts', () => {
  it('a guide counts from the threshold on, several are named together', async () => {
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

  it('the column of the usual threshold is what is begun with, and the others can be chosen', async () => {
    const { opened } = await screen(DEEP);
    const { mapping, labels, perturbationColumns } = recognise(opened);
    expect(mapping.perturbationColumn).toBe('guide (UMIs ≥ 5)');
    expect(mapping.control).toEqual({ mode: 'cells', labels: ['NT_g1'] });
    expect(labels.find(({ label }) => label === 'GATA1_g1|KLF1_g2')?.targets).toEqual(['GATA1', 'KLF1']);
    expect(perturbationColumns).toEqual(expect.arrayContaining(['guide (UMIs ≥ 10)', 'guide (most UMIs)']));
    const chosen = recognise(opened, { perturbationColumn: 'guide (UMIs ≥ 3)' }, mapping);
    expect(chosen.labels.map(({ label }) => label)).toContain('KLF1_g2|NT_g1');
  });

  it('where UMIs are few, the threshold is the largest that leaves most cells a guide', async () => {
    const { opened } = await screen([
      [2, 0, 0],
      [0, 3, 0],
      [0, 0, 2],
      [1, 0, 0],
    ]);
    expect(recognise(opened).mapping.perturbationColumn).toBe('guide (UMIs ≥ 2)');
  });

  it('a table with a label per cell goes before', async () => {
    const { opened } = await screen(
      DEEP,
      'cell_barcode,num_features,feature_call,num_umis\nCELL0,1,GATA1_g1,40\nCELL1,1,KLF1_g2,31\nCELL2,1,NT_g1,12\nCELL3,2,GATA1_g1|KLF1_g2,8|9\n',
    );
    expect(recognise(opened).mapping.perturbationColumn).toBe('feature_call');
  });
});
