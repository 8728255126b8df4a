import { describe, expect, test } from 'vitest';
import { mean as meanOf } from '../../numerics/statistics';
import { Random } from '../../numerics/random';
import { compositionShift, compositionShifts } from './composition';
import { momentSums } from './moments';

/** Nine genes of which all but one change by the same factor; the last one is not expressed. */
const control = Float64Array.of(5, 8, 2, 9, 4, 1, 7, 3, 0);
const factor = 0.7;
const treated = control.map((mean, gene) => (gene === 3 ? 60 : factor * mean));
const variance = control.map((mean) => mean / 4);

test('one rising gene does not hide the common fall of all others', () => {
  const { value: shift } = compositionShift(
    { mean: treated, variance, cells: 50 },
    { mean: control, variance, cells: 200 },
    new Set(),
  );
  expect(shift).toBeCloseTo(Math.log(factor), 12);
});

test('targets are excluded', () => {
  const onlyTarget = control.map((mean, gene) => (gene === 3 ? mean : 0));
  const { value: shift } = compositionShift(
    { mean: treated, variance, cells: 50 },
    { mean: onlyTarget, variance, cells: 200 },
    new Set([3]),
  );
  expect(shift).toBe(0);
});

test('precisely measured genes outweigh a larger number of noisy ones', () => {
  const means = Float64Array.of(10, 10, 20, 20, 20);
  const noise = Float64Array.of(1, 1, 9000, 9000, 9000);
  const base = new Float64Array(5).fill(10);
  const shiftWith = (spread: Float64Array) =>
    compositionShift(
      { mean: means, variance: spread, cells: 20 },
      { mean: base, variance: spread, cells: 20 },
      new Set(),
    ).value;
  expect(shiftWith(noise)).toBe(0);
  expect(shiftWith(new Float64Array(5).fill(1))).toBeCloseTo(Math.log(2), 12);
});

describe('sparse cells', () => {
  const GENES = 1000;
  const MOLECULES = 500;

  /** Means and variances of the shares of genes over cells of about 500 molecules each; every gene varies between cells. */
  function groupOf(cells: number, shares: Float64Array, random: Random) {
    const sums = new Float64Array(GENES);
    const squares = new Float64Array(GENES);
    for (let cell = 0; cell < cells; cell++) {
      let total = 0;
      const cumulated = shares.map((share) => (total += share * Math.exp(0.5 * random.normal())));
      const counts = new Float64Array(GENES);
      // The molecules are a Poisson process along the summed shares.
      const gap = () => (-Math.log(1 - random.uniform()) * total) / MOLECULES;
      let gene = 0;
      let all = 0;
      for (let at = gap(); at < total; at += gap(), all++) {
        while ((cumulated[gene] as number) <= at) gene++;
        counts[gene] = (counts[gene] as number) + 1;
      }
      counts.forEach((count, g) => {
        sums[g] = (sums[g] as number) + count / all;
        squares[g] = (squares[g] as number) + (count / all) ** 2;
      });
    }
    const mean = sums.map((sum) => sum / cells);
    return {
      cells,
      mean,
      variance: squares.map((square, gene) => square / cells - (mean[gene] as number) ** 2),
    };
  }

  test.each([{ cells: 10 }, { cells: 50 }])(
    '$cells cells with a tenth of the genes raised fourfold: no bias from genes that few cells show',
    ({ cells }) => {
      const errors = [1, 2, 3, 4].map((seed) => {
        const random = new Random(seed);
        const shares = Float64Array.from({ length: GENES }, () => Math.exp(1.5 * random.normal()));
        const perturbed = shares.map((share) => (random.uniform() < 0.1 ? 4 * share : share));
        const unperturbed = groupOf(200, shares, random);
        const own = groupOf(cells, perturbed, random);
        const { value: found } = compositionShift(own, unperturbed, new Set());
        return found - Math.log(meanOf(shares) / meanOf(perturbed));
      });
      expect(Math.abs(meanOf(errors))).toBeLessThan(0.06);
    },
  );
});

describe('panels of few genes', () => {
  const GENES = 20;
  const CELLS = 100;
  /** In the first two perturbations fourteen genes fall to e^(−1) to e^(−2); in others only the target does. */
  const BROAD = 2;
  const RESPONDING = 14;

  /** [conditions] `depthOf`: what sequencing adds to a condition's counts; `known`: the counts per cell, and those over many more genes that do not change. */
  function shiftsOf(
    perturbations: number,
    depthOf: (condition: number) => number,
    known: 'nothing' | 'own' | 'all' = 'own',
  ) {
    const random = new Random(3);
    const conditions = Array.from({ length: perturbations + 1 }, (_, condition) => ({
      time: null,
      cells: CELLS,
      kind: 'knockout' as const,
      targets: condition === 0 ? [] : [condition - 1],
    }));
    const conditionOfRow = Int32Array.from({ length: CELLS * conditions.length }, (_, row) =>
      Math.floor(row / CELLS),
    );
    const ofAllGenes = new Float64Array(conditionOfRow.length);
    const amounts = Array.from(conditionOfRow, (condition, row) => {
      const isBroad = condition > 0 && condition <= BROAD;
      const depth = depthOf(condition) * Math.exp(0.3 * random.normal());
      ofAllGenes[row] = 1000 * GENES * depth;
      return Array.from({ length: GENES }, (_, gene) => {
        const level = isBroad && gene >= GENES - RESPONDING ? 10 * Math.exp(-1 - gene / GENES) : 10;
        return gene === condition - 1 ? 0 : depth * level * Math.exp(0.5 * random.normal());
      });
    });
    const depths = Float64Array.from(amounts, (own) => meanOf(own) * GENES);
    const sums = momentSums(GENES, conditions.length);
    const all = amounts.flatMap((own, row) => own.map((amount) => amount / (depths[row] ?? 1)));
    sums?.add(conditionOfRow, {
      count: all.length,
      rows: Int32Array.from(all, (_, at) => Math.floor(at / GENES)),
      genes: Int32Array.from(all, (_, at) => at % GENES),
      values: Float64Array.from(all),
    });
    const moments = sums?.moments(new Float64Array(depths.length).fill(1), 1);
    if (moments === undefined) throw new Error('no moments');
    const found = compositionShifts(
      conditions,
      conditionOfRow,
      moments,
      'counts',
      known === 'nothing' ? null : depths,
      known === 'all' ? ofAllGenes : null,
    );
    return Array.from(found ?? []);
  }

  const levels = Array.from({ length: GENES }, (_, gene) =>
    gene >= GENES - RESPONDING ? Math.exp(-1 - gene / GENES) : 1,
  );
  /** What is left of the total without the target, by which everything else seems to rise. */
  const truth = -Math.log((GENES * meanOf(levels) - 1) / GENES);

  test('the median takes a broad response for the composition, counts per cell tell them apart', () => {
    const [, ...byMedian] = shiftsOf(12, () => 1, 'nothing');
    const [ofControls, ...shifts] = shiftsOf(12, () => 1);
    expect(ofControls).toBe(0);
    for (const at of [0, 1]) {
      expect(byMedian[at]).toBeLessThan(truth - 1);
      expect(Math.abs((shifts[at] ?? NaN) - truth)).toBeLessThan(0.25 * (truth - (byMedian[at] ?? NaN)));
    }
    // Of others the target alone is lacking.
    for (const shift of shifts.slice(BROAD)) expect(Math.abs(shift - Math.log(20 / 19))).toBeLessThan(0.05);
  });

  test('counts over all genes tell them apart whatever the depths', () => {
    const [ofControls, ...shifts] = shiftsOf(3, (condition) => 2 ** condition, 'all');
    expect(ofControls).toBe(0);
    expect(Math.abs((shifts[0] ?? NaN) - truth)).toBeLessThan(0.05);
    expect(Math.abs((shifts[2] ?? NaN) - Math.log(20 / 19))).toBeLessThan(0.05);
  });

  test('depths that differ between conditions for other reasons count little', () => {
    const random = new Random(9);
    const factors = Array.from({ length: 13 }, () => Math.exp(0.7 * random.normal()));
    const shifts = shiftsOf(12, (condition) => factors[condition] ?? 1);
    for (const shift of shifts.slice(1 + BROAD))
      expect(Math.abs(shift - Math.log(20 / 19))).toBeLessThan(0.06);
  });

  test('counts per cell are not used with few perturbations', () => {
    expect(shiftsOf(5, () => 1)).toEqual(shiftsOf(5, () => 1, 'nothing'));
  });
});

test('genes are weighed by the errors of both groups: a few controls make a noisy gene uncertain', () => {
  // Two precise genes double; three that vary a hundred times as much stay.
  const { value } = compositionShift(
    { mean: Float64Array.of(20, 20, 20, 20, 20), variance: Float64Array.of(4, 4, 400, 400, 400), cells: 1e6 },
    { mean: Float64Array.of(10, 10, 20, 20, 20), variance: Float64Array.of(4, 4, 400, 400, 400), cells: 20 },
    new Set(),
  );
  expect(value).toBeCloseTo(Math.log(2), 12);
});
