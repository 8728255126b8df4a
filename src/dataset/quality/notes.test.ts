import { expect, test } from 'vitest';
import { openedFixture } from '../../../tests/support/dataset/screens';
import { recognise } from '../recognise/recognise';

const genes = ['GATA1', 'SPI1', 'KLF1'];

/** Tags and names in the notes on batches; `cells`: perturbation, batch, number of cells. */
function notesOf(cells: readonly (readonly [string, string, number])[]) {
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

test('batches with enough controls are compared within themselves', () => {
  expect(
    notesOf([
      ['control', 'b1', 30],
      ['control', 'b2', 20],
      ['GATA1', 'b1', 40],
      ['SPI1', 'b2', 40],
    ]),
  ).toEqual([]);
});

test('a batch without controls is reported, and a perturbation measured only there', () => {
  expect(
    notesOf([
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

test('without controls a perturbation that is alone in its batch is reported', () => {
  expect(
    notesOf([
      ['GATA1', 'b1', 40],
      ['SPI1', 'b1', 40],
      ['KLF1', 'b2', 40],
    ]),
  ).toEqual([{ tag: 'confounded-with-batch', labels: ['KLF1'] }]);
});
