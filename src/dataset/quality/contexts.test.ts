import { describe, expect, it } from 'vitest';
import { openedFixture } from '../../../tests/support/dataset/screens';
import type { Mapping } from '../mapping';
import { recognise } from '../recognise/recognise';

const GENES = ['GATA1', 'SPI1', 'KLF1'];
const LABELS = ['control', 'GATA1', 'SPI1'];
const CELLS = 120;

/** Cells of three labels in turn, with further columns by the number of the cell and its label. */
function contextsIn(
  columns: Readonly<Record<string, (cell: number, label: string) => string | number>>,
  change: Partial<Mapping> = {},
) {
  const cells = Array.from({ length: CELLS }, (_, cell) => ({ cell, label: LABELS[cell % 3] ?? '' }));
  const values = (of: (cell: number, label: string) => string | number) => {
    const all = cells.map(({ cell, label }) => of(cell, label));
    const numbers = all.filter((value) => typeof value === 'number');
    return numbers.length === all.length ? numbers : all.map(String);
  };
  const opened = openedFixture({
    rows: cells.map(({ cell }) => [cell % 5, 1 + (cell % 3), 2]),
    genes: GENES,
    obs: {
      perturbation: values((_, label) => label),
      ...Object.fromEntries(Object.entries(columns).map(([name, of]) => [name, values(of)])),
    },
  });
  return recognise(opened, change).notes.filter(({ tag }) => tag === 'contexts');
}

const half = (cell: number) => (cell < CELLS / 2 ? 'K562' : 'RPE1');

describe('contexts that are read as one', () => {
  it('are named with their cells and controls', () => {
    expect(contextsIn({ cell_line: (cell) => (cell < 90 ? 'K562' : 'RPE1') })).toEqual([
      {
        tag: 'contexts',
        column: 'cell_line',
        contexts: [
          { name: 'K562', count: 90, controls: 30 },
          { name: 'RPE1', count: 30, controls: 10 },
        ],
      },
    ]);
  });

  it('are named once where two columns say the same', () => {
    const found = contextsIn({
      tissue: (cell) => (half(cell) === 'K562' ? 'blood' : 'eye'),
      cell_line: half,
    });
    expect(found).toHaveLength(1);
    expect(contextsIn({ dose: (cell) => cell % 2, cell_line: half })).toHaveLength(2);
    expect(contextsIn({ dox: (cell) => (cell % 2 ? '+dox' : '-dox') })).toHaveLength(1);
  });

  it.each<[string, string, (cell: number, label: string) => string | number, Partial<Mapping>]>([
    ['a column with one value', 'cell_line', () => 'K562', {}],
    [
      'the kind of perturbation, which controls do not have',
      'perturbation_type',
      (_, label) => (label === 'control' ? 'none' : 'CRISPR'),
      {},
    ],
    ['a column that repeats the labels', 'genotype', (_, label) => `${label} -/-`, {}],
    ['values with few cells', 'cell_line', (cell) => (cell < 3 ? 'HEK293' : 'K562'), {}],
    ['clusters', 'leiden', half, {}],
    ['the column of batches', 'cell_line', half, { batchColumn: 'cell_line' }],
    ['unknown values', 'cell_type', (cell) => (cell < 60 ? 'unknown' : 'T cell'), {}],
  ])('are not %s', (_, name, of, change) => {
    expect(contextsIn({ [name]: of }, change)).toEqual([]);
  });
});
