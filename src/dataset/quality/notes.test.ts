import { expect, test } from 'vitest';
import { countScreen, select } from '../../../tests/support/dataset/countScreen';
import { type Fixture, openedFixture } from '../../../tests/support/dataset/screens';
import type { Mapping } from '../mapping';
import { recognise } from '../recognise/recognise';

const genes = ['GATA1', 'SPI1', 'KLF1'];

/** Tags and names in the notes on batches; `cells`: perturbation, batch, number of cells. */
function notesOf(
  cells: readonly (readonly [string, string, number])[],
  change: Partial<Mapping> = { batchColumn: 'batch' },
  column = 'batch',
) {
  const rows = cells.flatMap(([perturbation, batch, count]) =>
    Array.from({ length: count }, () => ({ perturbation, batch })),
  );
  const { notes } = recognise(
    openedFixture({
      rows: rows.map((_, cell) => [1, 2, cell % 5]),
      genes,
      obs: { perturbation: rows.map((row) => row.perturbation), [column]: rows.map((row) => row.batch) },
    }),
    change,
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
    { tag: 'confounded-with-batch', labels: ['SPI1'], batches: ['b2'], controls: 0 },
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
  // Three donors, each with and without a treatment.
  const pairs = ['d1', 'd2', 'd3'].flatMap((donor) => [
    ['control', donor, 1] as const,
    ['IFNB', donor, 1] as const,
  ]);
  expect(notesOf(pairs)).toEqual([]);
});

const split = [
  ['control', 'b1', 60],
  ['GATA1', 'b1', 40],
  ['SPI1', 'b2', 40],
  ['KLF1', 'b2', 40],
] as const;
const unused = {
  tag: 'confounded-with-batch',
  labels: ['KLF1', 'SPI1'],
  batches: ['b2'],
  controls: 0,
  unused: 'batch',
};

test('a batch without controls is reported where its column is not recognised for that reason, or not wanted', () => {
  expect(notesOf(split, {})).toEqual([unused]);
  expect(notesOf(split, { batchColumn: null })).toEqual([unused]);
});

test('controls are counted over all batches of a perturbation', () => {
  const spread = ['b1', 'b2', 'b3', 'b4'].flatMap(
    (batch) =>
      [
        ['control', batch, 8],
        ['GATA1', batch, 20],
      ] as const,
  );
  expect(notesOf([...spread, ['SPI1', 'b1', 40]]).map(({ tag }) => tag)).toEqual([
    'batches-without-controls',
    'confounded-with-batch',
  ]);
  expect(notesOf(spread).map(({ tag }) => tag)).toEqual(['batches-without-controls']);
});

test('a column with one perturbation in each value names samples, unless it is called a batch', () => {
  const samples = [
    ['control', 'b1', 60],
    ['GATA1', 'b2', 40],
    ['GATA1', 'b3', 40],
    ['SPI1', 'b4', 40],
  ] as const;
  expect(notesOf(samples, {}, 'sample')).toEqual([]);
  expect(notesOf(samples, {}, 'library')).toEqual([]);
  const confounded = { ...unused, labels: ['GATA1', 'SPI1'], batches: ['b2', 'b3', 'b4'] };
  expect(notesOf(samples, {})).toEqual([confounded]);
  expect(notesOf(samples, {}, 'lane')).toEqual([{ ...confounded, unused: 'lane' }]);
});

/** Counts of a screen under other labels: cells of `made` get the label at the same position in `said`. */
function relabelled(made: readonly string[], said: readonly string[]): Fixture {
  const screen = countScreen(made);
  return {
    ...screen,
    obs: { perturbation: screen.rows.map((_, cell) => said[cell % said.length] ?? null) },
  };
}

test('cells with several guides are counted; a control word is no guide', async () => {
  const several = relabelled(
    ['control', 'control', 'GATA1', 'GATA1', 'SPI1'],
    ['control', 'control', 'GATA1_g1|GATA1_g2', 'GATA1_g1|NTg3', 'SPI1+ctrl'],
  );
  expect((await select(several)).notes).toContainEqual({
    tag: 'several-guides',
    sameTarget: 28,
    besideControl: 28,
    severalTargets: 0,
  });
  const single = relabelled(['control', 'GATA1'], ['control', 'GATA1+ctrl']);
  expect((await select(single)).notes.map(({ tag }) => tag)).not.toContain('several-guides');
});
