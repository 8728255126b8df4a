import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../tests/fixtures/readers/fixture';
import { column } from '../../../tests/support/dataset/screens';
import { withWells } from './assemble';

const CELLS = 80;
const cells = Array.from({ length: CELLS }, (_, cell) => cell);
const lanes = cells.map((cell) => (cell % 2 === 0 ? 'a1' : 'b2'));
const labels = column(
  'gene',
  cells.map((cell) => (cell % 3 === 0 ? 'NT' : 'SPI1')),
);

/** Sixteen bases, of which no two cells have the same. */
function barcode(cell: number): string {
  return `GATTACAGATTA${[64, 16, 4, 1].map((place) => 'ACGT'[Math.floor(cell / place) % 4]).join('')}`;
}

function found(nameOf: (cell: number) => string, obs = [labels]) {
  const { gene: _, ...others } = columnsOf(withWells(obs, cells.map(nameOf)));
  return others;
}

describe('lanes in the names of cells', () => {
  it.each([
    ['Seurat', (cell: number) => `${lanes[cell]}_${barcode(cell)}-1`],
    ['velocyto', (cell: number) => `${lanes[cell]}:${barcode(cell)}x`],
    ['scanpy', (cell: number) => `${barcode(cell)}-1-${lanes[cell]}`],
    ['people', (cell: number) => `screen1#${lanes[cell]}.${barcode(cell)}`],
  ])('are a column, as %s writes them', (_, nameOf) => {
    expect(found(nameOf)).toEqual({ lane: lanes });
  });

  it('numbers behind a barcode with a word before it are told apart from it', () => {
    expect(found((cell) => `run1_${barcode(cell)}-${1 + (cell % 4)}`)).toEqual({
      lane: cells.map((cell) => String(1 + (cell % 4))),
    });
  });

  it.each([
    ['the same of all cells', (cell: number) => `s1_${barcode(cell)}-1`],
    ['numbers of cells', (cell: number) => `cell${cell}_${barcode(cell)}`],
    ['second barcodes', (cell: number) => `${barcode(cell)}_${barcode(CELLS - cell)}`],
    ['of few cells', (cell: number) => `lane${cell % 5}_${barcode(cell)}`],
    ['no barcodes', (cell: number) => `${lanes[cell]}_${cell}`],
    [
      'of some cells only',
      (cell: number) => (cell === 7 ? barcode(cell) : `${lanes[cell]}_${barcode(cell)}`),
    ],
    ['what the labels say', (cell: number) => `${cell % 3 === 0 ? 'ctrl' : 'PU1'}_${barcode(cell)}`],
  ])('are none: %s', (_, nameOf) => {
    expect(found(nameOf)).toEqual({});
  });

  it('are none where a column names batches', () => {
    const batch = column('batch', lanes);
    expect(found((cell) => `${lanes[cell]}_${barcode(cell)}`, [labels, batch])).toEqual({ batch: lanes });
  });
});
