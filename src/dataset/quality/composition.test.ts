import { describe, expect, test } from 'vitest';
import { mean as meanOf } from '../../numerics/statistics';
import { Random } from '../../numerics/random';
import { compositionShift } from './composition';

/** Nine genes of which all but one change by the same factor; the last one is not expressed. */
const control = Float64Array.of(5, 8, 2, 9, 4, 1, 7, 3, 0);
const factor = 0.7;
const treated = control.map((mean, gene) => (gene === 3 ? 60 : factor * mean));
const variance = control.map((mean) => mean / 4);

test('one rising gene does not hide the common fall of all others', () => {
  const shift = compositionShift(
    { mean: treated, variance, cells: 50 },
    { mean: control, variance, cells: 200 },
    new Set(),
  );
  expect(shift).toBeCloseTo(Math.log(factor), 12);
});

test('targets are excluded', () => {
  const onlyTarget = control.map((mean, gene) => (gene === 3 ? mean : 0));
  const shift = compositionShift(
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
    );
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
        const found = compositionShift(own, unperturbed, new Set());
        return found - Math.log(meanOf(shares) / meanOf(perturbed));
      });
      expect(Math.abs(meanOf(errors))).toBeLessThan(0.06);
    },
  );
});
