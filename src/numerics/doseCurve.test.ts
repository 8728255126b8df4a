/** Curves through points against brute force and closed forms. */
import { describe, expect, it } from 'vitest';
import { studentQuantile } from './distributions';
import { fitCurve, hill, hillOfSlopeOne, powerOfPart, type DosePoints } from './doseCurve';
import { Random } from './random';

const points = (given: Partial<DosePoints> & { readonly effects: Float64Array }): DosePoints => ({
  doses: Float64Array.of(0.1, 1, 10, 100),
  variances: Float64Array.from(given.effects, () => 0.01),
  shared: 0,
  freedom: 1e9,
  ...given,
});
const saturation = (doses: Float64Array, maximum: number, half: number, slope = 1) =>
  doses.map((dose) => (maximum * dose ** slope) / (dose ** slope + half ** slope));

/** Σ⁻¹-weighted squares by elimination, over a fine grid of both parameters in turn. */
function byGrid({ doses, effects, variances, shared, freedom }: DosePoints) {
  const n = doses.length;
  const covariance = Array.from({ length: n }, (_, a) =>
    Array.from({ length: n }, (__, b) => shared + (a === b ? (variances[a] as number) : 0)),
  );
  const solve = (right: readonly number[]) => {
    const rows = covariance.map((row, at) => [...row, right[at] as number]);
    for (let k = 0; k < n; k++) {
      const pivot = (rows[k] as number[]).map((value) => value / ((rows[k] as number[])[k] as number));
      rows[k] = pivot;
      for (let other = 0; other < n; other++)
        if (other !== k) {
          const factor = (rows[other] as number[])[k] as number;
          rows[other] = (rows[other] as number[]).map((value, at) => value - factor * (pivot[at] as number));
        }
    }
    return rows.map((row) => row[n] as number);
  };
  const squares = (half: number, maximum: number) => {
    const rest = [...effects].map(
      (effect, at) => effect - (maximum * (doses[at] as number)) / ((doses[at] as number) + half),
    );
    return solve(rest).reduce((sum, value, at) => sum + value * (rest[at] as number), 0);
  };
  const [first, last] = [Math.log10(doses[0] as number) - 1, Math.log10(doses[n - 1] as number) + 1];
  const halves = Array.from({ length: 2001 }, (_, at) => 10 ** (first + ((last - first) * at) / 2000));
  const profile = halves.map((half) => {
    // A parabola in the maximum: three points tell its vertex.
    const [a, b, c] = [squares(half, 0), squares(half, 1), squares(half, -1)];
    const [bend, slope] = [(b + c) / 2 - a, (b - c) / 2];
    return a - slope ** 2 / (4 * bend);
  });
  const least = Math.min(...profile);
  const limit = Math.max(1, least / (n - 2)) * studentQuantile(0.025, freedom) ** 2;
  const within = halves.filter((_, at) => (profile[at] as number) - least <= limit);
  return {
    half: halves[profile.indexOf(least)] as number,
    low: within[0] as number,
    high: within.at(-1) ?? NaN,
  };
}

const verdict = (...effects: readonly number[]) =>
  fitCurve(points({ effects: Float64Array.from(effects) }), hill).verdict;

describe('the Hill equation through points', () => {
  it('exact points give their parameters', () => {
    const doses = Float64Array.of(0.1, 1, 10);
    for (const half of [0.05, 0.3, 2, 40]) {
      const exact = { effects: saturation(doses, -3, half), variances: Float64Array.of(1e-6, 1e-6, 1e-6) };
      const fit = fitCurve(points({ doses, ...exact }), hill);
      expect(fit.maximum).toBeCloseTo(-3, 5);
      expect(fit.half / half).toBeCloseTo(1, 5);
      expect(fit.verdict).toBe('told');
    }
  });

  it('exact points give their slope', () => {
    const doses = Float64Array.of(0.01, 0.1, 1, 10, 100);
    for (const slope of [0.7, 1, 1.5, 2, 3]) {
      const effects = saturation(doses, 2, 0.6, slope);
      const fit = fitCurve(points({ doses, effects, variances: doses.map(() => 1e-8) }), hill);
      expect([fit.verdict, fit.maximum, fit.half, fit.slope]).toEqual([
        'told',
        expect.closeTo(2, 2),
        expect.closeTo(0.6, 2),
        expect.closeTo(slope, 1),
      ]);
    }
  });

  it('estimates and intervals are those of a fine grid, errors shared or not', () => {
    const random = Random.mixed(5);
    for (const shared of [0, 0.02])
      for (let round = 0; round < 20; round++) {
        const one = points({
          effects: saturation(Float64Array.of(0.1, 1, 10, 100), 2, 10 ** (2 * random.uniform())).map(
            (value) => value + 0.1 * random.normal(),
          ),
          variances: Float64Array.from({ length: 4 }, () => 0.005 + 0.02 * random.uniform()),
          shared,
          freedom: round % 2 === 0 ? 6 : 1e9,
        });
        const [fit, grid] = [fitCurve(one, hillOfSlopeOne), byGrid(one)];
        if (fit.verdict !== 'told') continue;
        for (const key of ['half', 'low', 'high'] as const)
          expect(Math.abs(Math.log(fit[key] / grid[key]))).toBeLessThan(0.01);
      }
  });

  it('95 % of intervals hold the truth', () => {
    const random = Random.mixed(9);
    const doses = Float64Array.of(0.1, 1, 10, 100);
    let held = 0;
    const rounds = 400;
    for (let round = 0; round < rounds; round++) {
      const common = 0.1 * random.normal();
      const effects = saturation(doses, 2, 3).map((value) => value + common + 0.1 * random.normal());
      const { low, high } = fitCurve(points({ doses, effects, shared: 0.01 }), hill);
      held += Number(low <= 3 && 3 <= high);
    }
    expect(held / rounds).toBeGreaterThan(0.92);
    expect(held / rounds).toBeLessThanOrEqual(1);
  });

  it('95 % of intervals hold the truth, shallow and steep', () => {
    const random = Random.mixed(29);
    const doses = Float64Array.of(0.01, 0.1, 1, 10, 100);
    let held = 0;
    const rounds = 400;
    for (let round = 0; round < rounds; round++) {
      const half = 10 ** (4 * random.uniform() - 2);
      const effects = saturation(doses, 2, half, [0.7, 1, 1.5, 2, 3][round % 5]).map(
        (value) => value + 0.04 * random.normal(),
      );
      const { low, high } = fitCurve(points({ doses, effects, variances: doses.map(() => 0.04 ** 2) }), hill);
      held += Number(low <= half && half <= high);
    }
    expect(held / rounds).toBeGreaterThan(0.92);
  });

  it('says why it cannot be told', () => {
    expect(verdict(0.05, -0.1, 0.1, 0.02)).toBe('no effect');
    expect(verdict(0, 0.5, 3, 0.5)).toBe('not monotone');
    expect(verdict(-0.1, -1, -3, 0.4)).toBe('not monotone');
    expect(verdict(0, 0.02, 0.2, 2)).toBe('open');
    expect(verdict(2, 2.05, 1.95, 2)).toBe('open');
    expect(verdict(0.2, 1, 1.8, 2)).toBe('told');
  });
});

describe('a power of a part through points', () => {
  const doses = Float64Array.of(10, 35, 60, 90);

  it('exact points give the part of half the effect of the whole, and that effect', () => {
    for (const [power, half] of [
      [1, 50],
      [2, 100 * Math.SQRT1_2],
      [0.5, 25],
    ] as const) {
      const effects = doses.map((part) => 1.5 * (part / 100) ** power);
      const fit = fitCurve(points({ doses, effects, variances: doses.map(() => 1e-6) }), powerOfPart);
      expect([fit.verdict, fit.maximum, fit.half]).toEqual([
        'told',
        expect.closeTo(1.5, 5),
        expect.closeTo(half, 4),
      ]);
    }
  });

  it('95 % of intervals hold the truth', () => {
    const random = Random.mixed(19);
    let held = 0;
    const rounds = 400;
    for (let round = 0; round < rounds; round++) {
      const effects = doses.map((part) => (part / 100) ** 2 + 0.05 * random.normal());
      const variances = doses.map(() => 0.05 ** 2);
      const { low, high } = fitCurve(points({ doses, effects, variances }), powerOfPart);
      held += Number(low <= 100 * Math.SQRT1_2 && 100 * Math.SQRT1_2 <= high);
    }
    expect(held / rounds).toBeGreaterThan(0.92);
  });
});
