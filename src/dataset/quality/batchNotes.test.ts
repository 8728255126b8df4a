import { expect, test } from 'vitest';
import { openedFixture } from '../../../tests/support/dataset/screens';
import { recognise } from '../recognise/recognise';

const genes = ['GATA1', 'SPI1', 'KLF1'];

/** Tags and names of what is said about batches; `cells`: perturbation, batch, number of cells. */
function said(cells: readonly (readonly [string, string, number])[]) {
  const rows = cells.flatMap(([perturbation, batch, count]) =>
    Array.from({ length: count }, () => ({ perturbation, batch })),
  );
  const { notes } = recognise(
    openedFixture({
      rows: rows.map((_, cell) => [1, 2, cell % 5]),
      genes,
      obs: { perturbation: rows.map((row) => row.perturbation), batch: rows.map((row) => row.batch) },
    }),
    { batchColumn: 'batch' },
  );
  return notes.filter(({ tag }) => tag.includes('batch'));
}

test('batches with controls enough are compared within themselves, whatever was perturbed in them', () => {
  expect(
    said([
      ['control', 'b1', 30],
      ['control', 'b2', 20],
      ['GATA1', 'b1', 40],
      ['SPI1', 'b2', 40],
    ]),
  ).toEqual([]);
});

test('a batch without controls is told, and a perturbation that is measured nowhere else', () => {
  expect(
    said([
      ['control', 'b1', 60],
      ['GATA1', 'b1', 40],
      ['SPI1', 'b2', 40],
      ['KLF1', 'b1', 20],
      ['KLF1', 'b2', 40],
    ]),
  ).toEqual([
    { tag: 'batches-without-controls', batches: ['b2'] },
    { tag: 'confounded-with-batch', labels: ['SPI1'] },
  ]);
});

test('without controls a perturbation that has its batch for itself is told', () => {
  expect(
    said([
      ['GATA1', 'b1', 40],
      ['SPI1', 'b1', 40],
      ['KLF1', 'b2', 40],
    ]),
  ).toEqual([{ tag: 'confounded-with-batch', labels: ['KLF1'] }]);
});
