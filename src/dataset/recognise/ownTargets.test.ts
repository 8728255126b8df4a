/** Kinds from the level of targets in their own cells: made-up screens with and without a rise. */
import { expect, it } from 'vitest';
import { poisson } from '../../../tests/support/numerics/poisson';
import { openedFixture } from '../../../tests/support/dataset/screens';
import { Random } from '../../numerics/random';
import type { SampledRows } from '../annotation';
import { recognise } from './recognise';
import { riseOfTargets } from './ownTargets';

const GENES = 60;
const TARGETS = 30;
const asIs = (value: number) => value;

/** Rows of a screen: half of the cells name one of the targets, whose level is multiplied by `factor`. */
function screen(seed: number, factor: (target: number) => number, cells = 200) {
  const random = Random.mixed(seed);
  const level = Array.from({ length: GENES }, () => Math.exp(random.normal() * 1.5 - 1));
  const targets = Array.from({ length: cells }, (_, cell) => (cell % 2 ? (cell >> 1) % TARGETS : -1));
  const counts = targets.map((target) => {
    const size = Math.exp(0.4 * random.normal());
    return level.map((one, gene) =>
      poisson(one * size * Math.exp(0.5 * random.normal()) * (gene === target ? factor(target) : 1), random),
    );
  });
  return { counts, targets };
}

function rowsOf(counts: readonly (readonly number[])[]): SampledRows {
  const entries = counts.map((row) => row.flatMap((value, gene) => (value === 0 ? [] : [{ gene, value }])));
  const pointers = new Int32Array(entries.length + 1);
  entries.forEach((row, at) => (pointers[at + 1] = (pointers[at] ?? 0) + row.length));
  return {
    cells: Int32Array.from(entries.keys()),
    pointers,
    genes: Int32Array.from(entries.flat(), ({ gene }) => gene),
    values: Float32Array.from(entries.flat(), ({ value }) => value),
  };
}

const riseIn = ({ counts, targets }: ReturnType<typeof screen>) =>
  riseOfTargets(rowsOf(counts), asIs, (cell) => [targets[cell] ?? -1].filter((target) => target >= 0));

/** One gene alone rises. */
const ofOne = (target: number) => (target === 3 ? 50 : 1);

it('targets that rise fivefold are found, and by how much', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const fold = riseIn(screen(seed, () => 5)) ?? 0;
    expect(fold).toBeGreaterThan(3);
    expect(fold).toBeLessThan(8);
  }
});

it('without a rise, after a fall, or where one gene alone rises, nothing is found', () => {
  const seeds = Array.from({ length: 400 }, (_, seed) => seed + 10);
  expect(seeds.filter((seed) => riseIn(screen(seed, () => 1)) !== null)).toEqual([]);
  expect(seeds.slice(0, 40).filter((seed) => riseIn(screen(seed, () => 0.2)) !== null)).toEqual([]);
  expect(seeds.slice(0, 40).filter((seed) => riseIn(screen(seed, ofOne)) !== null)).toEqual([]);
});

it('a kind that nothing states is activation then; one that a file states stays', () => {
  const { counts, targets } = screen(7, () => 6);
  const genes = Array.from({ length: GENES }, (_, gene) => `GENE${gene}`);
  const kindOf = (column: string) => {
    const obs = { [column]: targets.map((target) => (target < 0 ? 'control' : `GENE${target}`)) };
    const opened = openedFixture({ rows: counts, genes, obs });
    const [matrix] = opened.matrices;
    if (matrix === undefined) throw new Error('The fixture has a matrix.');
    const { mapping, guesses } = recognise({ ...opened, matrices: [{ ...matrix, rows: rowsOf(counts) }] });
    return [mapping.kind, guesses.find(({ field }) => field === 'kind')?.reason.tag];
  };
  expect(kindOf('perturbation')).toEqual(['overexpression', 'targets-rise']);
  expect(kindOf('knockout')).toEqual(['knockout', 'from-column-name']);
});
