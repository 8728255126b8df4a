/** Effects of all guides at once: beside least squares on a dense design by conjugate gradients, and what they leave in cells. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { type CellsOfMany, effectsOfGuides, writeWithout } from './guideEffects';

const GENES = 4;

/** Cells with `least` to `most` of the perturbations, two strata, and a control guide in some. */
function drawn(
  perturbations: number,
  cells: number,
  least: number,
  most: number,
  hasControl = true,
): CellsOfMany {
  const random = Random.mixed(11);
  const effect = Float64Array.from({ length: perturbations * GENES }, () => random.normal());
  const starts = new Int32Array(cells + 1);
  const members: number[] = [];
  const guides = new Int32Array(cells);
  const stratumOfRow = new Int32Array(cells);
  const values = new Float32Array(cells * GENES);
  for (let row = 0; row < cells; row++) {
    const number = least + random.integer(most - least + 1);
    const own = Array.from(random.permutation(perturbations + Number(hasControl)).slice(0, number));
    const perturbed = own.filter((place) => place < perturbations);
    members.push(...perturbed);
    starts[row + 1] = members.length;
    guides[row] = number;
    stratumOfRow[row] = random.integer(2);
    for (let gene = 0; gene < GENES; gene++)
      values[row * GENES + gene] =
        5 +
        (stratumOfRow[row] ?? 0) +
        0.5 * random.normal() +
        perturbed.reduce((sum, place) => sum + (effect[place * GENES + gene] ?? 0), 0);
  }
  const sets = { starts, members: Int32Array.from(members) };
  return { genes: GENES, values, sets, perturbations, guides, stratumOfRow, strata: 2, hasControl };
}

/** Columns of strata, number of guides, and perturbations. */
function denseDesign(
  { sets, perturbations, guides, stratumOfRow }: CellsOfMany,
  withNumber: boolean,
): number[][] {
  return Array.from(guides, (number, row) => {
    const own = sets.members.subarray(sets.starts[row], sets.starts[row + 1]);
    return [
      Number(stratumOfRow[row] === 0),
      Number(stratumOfRow[row] === 1),
      ...(withNumber ? [number] : []),
      ...Array.from({ length: perturbations }, (_, place) => Number(own.includes(place))),
    ];
  });
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

/** Least squares by conjugate gradients on the normal equations, from 0: of all solutions the smallest. */
function leastSquares(design: readonly (readonly number[])[], values: readonly number[]): number[] {
  const width = design[0]?.length ?? 0;
  const back = (of: readonly number[]) =>
    Array.from({ length: width }, (_, i) =>
      design.reduce((sum, row, cell) => sum + (row[i] ?? 0) * (of[cell] ?? 0), 0),
    );
  const solution = Array.from({ length: width }, () => 0);
  let rest = back(values);
  let direction = rest;
  for (let step = 0; step < 500 && dot(rest, rest) > 1e-22; step++) {
    const image = back(design.map((row) => dot(row, direction)));
    const length = dot(rest, rest) / dot(direction, image);
    solution.forEach((value, i) => {
      solution[i] = value + length * (direction[i] ?? 0);
    });
    const next = rest.map((value, i) => value - length * (image[i] ?? 0));
    const kept = dot(next, next) / dot(rest, rest);
    direction = next.map((value, i) => value + kept * (direction[i] ?? 0));
    rest = next;
  }
  return solution;
}

const geneOf = ({ values }: CellsOfMany, gene: number) =>
  Array.from(values).filter((_, at) => at % GENES === gene);

describe('effects of all guides at once', () => {
  it.each([
    ['as many guides in each cell', 3, 3],
    ['numbers of guides that differ', 2, 5],
  ])('are those of least squares with %s', (_, least, most) => {
    const cells = drawn(8, 300, least, most);
    const { effect, perGuide } = effectsOfGuides(cells);
    const varies = most > least;
    const design = denseDesign(cells, varies);
    for (let gene = 0; gene < GENES; gene++) {
      const expected = leastSquares(design, geneOf(cells, gene)).slice(2);
      expect(perGuide[gene]).toBeCloseTo(varies ? (expected.shift() ?? NaN) : 0, 5);
      expected.forEach((value, place) => expect(effect[place * GENES + gene]).toBeCloseTo(value, 5));
    }
  });

  it('are relative to their mean over all cells without a control', () => {
    const cells = drawn(8, 300, 3, 3, false);
    const { effect } = effectsOfGuides(cells);
    const n = Array.from(
      { length: 8 },
      (_, place) => cells.sets.members.filter((one) => one === place).length,
    );
    const found = leastSquares(denseDesign(cells, false), geneOf(cells, 0)).slice(2);
    const total = n.reduce((sum, count) => sum + count, 0);
    const centre = found.reduce((sum, value, place) => sum + (value * (n[place] ?? 0)) / total, 0);
    found.forEach((value, place) => expect(effect[place * GENES]).toBeCloseTo(value - centre, 5));
  });

  it('name perturbations that are always together, and no others', () => {
    const cells = drawn(8, 300, 3, 3);
    const { starts, members } = cells.sets;
    const rows = Array.from(cells.guides, (_, row) => [...members.subarray(starts[row], starts[row + 1])]);
    const twice = rows.map((own) => (own.includes(2) ? [...own, 8] : own));
    const sets = {
      starts: Int32Array.from([0, ...twice.map((_, row) => twice.slice(0, row + 1).flat().length)]),
      members: Int32Array.from(twice.flat()),
    };
    const found = effectsOfGuides({ ...cells, sets, perturbations: 9 });
    expect(found.inseparable).toEqual([2, 8]);
    const { effect, inseparable } = effectsOfGuides(cells);
    expect(inseparable).toEqual([]);
    for (const place of [2, 8])
      expect(found.effect[place * GENES]).toBeCloseTo((effect[2 * GENES] ?? NaN) / 2, 5);
  });

  it('leave in cells nothing of what a perturbation does that is not their own', () => {
    const cells = drawn(8, 300, 2, 5);
    const held = 3;
    const strange = Float64Array.from({ length: GENES }, (_, gene) => 1 + gene);
    const { starts, members } = cells.sets;
    const values = cells.values.map((value, at) => {
      const row = Math.floor(at / GENES);
      return (
        value +
        (members.subarray(starts[row], starts[row + 1]).includes(held) ? (strange[at % GENES] ?? 0) : 0)
      );
    });
    const changed = { ...cells, values };
    const [before, after] = [effectsOfGuides(cells), effectsOfGuides(changed)];
    const [a, b] = [new Float64Array(GENES), new Float64Array(GENES)];
    for (let row = 0; row < 300; row++)
      for (const own of [-1, ...members.subarray(starts[row], starts[row + 1])]) {
        writeWithout(a, cells, before, row, own);
        writeWithout(b, changed, after, row, own);
        a.forEach((value, gene) =>
          expect(b[gene]).toBeCloseTo(value + (own === held ? (strange[gene] ?? 0) : 0), 4),
        );
      }
  });
});
