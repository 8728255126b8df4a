/** The table of cells: a line for each perturbed cell, in order, empty where nothing is told. */
import { expect, it } from 'vitest';
import { cellsTsv } from './cells';

const guides = [
  { name: 'c', perturbation: 0 },
  { name: 'a\t1', perturbation: 1 },
  { name: 'b1', perturbation: 2 },
];
const cells = 10_000;
const guideOfCell = Int32Array.from({ length: cells }, (_, cell) => cell % 3);
const told = (value: number) =>
  Float32Array.from({ length: cells }, (_, cell) => (cell % 3 === 1 ? value : NaN));
const responding = (strength: number) =>
  ({ strength: told(strength), probability: told(strength) }) as unknown as Parameters<
    typeof cellsTsv
  >[0]['responding'];

/** Rows are the cells of the file but the first. */
const inFile = {
  cells: guideOfCell.map((_, row) => row + 1),
  names: Array.from({ length: cells + 1 }, (_, cell) => `cell${cell - 1}`),
};

it('has every perturbed cell once', () => {
  const screen = { guides, guideOfCell, inFile };
  const written = cellsTsv({ responding: responding(0.5) }, ['control', 'A', 'B'], screen);
  const lines = [...(written ?? [])].join('').trimEnd().split('\n');
  expect(lines.slice(0, 3)).toEqual([
    'cell\tperturbation\tguide\tstrength\tresponds',
    'cell1\tA\ta 1\t0.5\t0.5',
    'cell2\tB\tb1\t\t',
  ]);
  expect(lines.slice(1).map((line) => Number(line.split('\t')[0]?.slice(4)))).toEqual(
    Array.from(guideOfCell.keys()).filter((cell) => cell % 3 !== 0),
  );
});

it('is not written where nothing is told of any cell', () => {
  expect(
    cellsTsv({ responding: responding(NaN) }, ['control', 'A', 'B'], { guides, guideOfCell }),
  ).toBeNull();
});
