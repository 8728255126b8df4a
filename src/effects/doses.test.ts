/** The Hill equation through points against brute force, and curves of simulated screens against their truth. */
import { beforeAll, describe, expect, it } from 'vitest';
import { dosedScreen, type DosedScreen } from '../../tests/support/effects/dosedScreen';
import { studentQuantile } from '../numerics/distributions';
import { Random } from '../numerics/random';
import { allCurves, fitHill, wholeCurves, type DosePoints } from './doses';
import { measureTests, type TestedEffects } from './measure';

const points = (given: Partial<DosePoints> & { readonly effects: Float64Array }): DosePoints => ({
  doses: Float64Array.of(0.1, 1, 10, 100),
  variances: Float64Array.from(given.effects, () => 0.01),
  shared: 0,
  freedom: 1e9,
  ...given,
});
const hill = (doses: Float64Array, maximum: number, half: number) =>
  doses.map((dose) => (maximum * dose) / (dose + half));

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
  fitHill(points({ effects: Float64Array.from(effects) })).verdict;

describe('the Hill equation through points', () => {
  it('exact points give their parameters', () => {
    const doses = Float64Array.of(0.1, 1, 10);
    for (const half of [0.05, 0.3, 2, 40]) {
      const fit = fitHill(
        points({ doses, effects: hill(doses, -3, half), variances: Float64Array.of(1e-6, 1e-6, 1e-6) }),
      );
      expect(fit.maximum).toBeCloseTo(-3, 5);
      expect(fit.half / half).toBeCloseTo(1, 5);
      expect(fit.verdict).toBe('told');
    }
  });

  it('estimates and intervals are those of a fine grid, errors shared or not', () => {
    const random = Random.mixed(5);
    for (const shared of [0, 0.02])
      for (let round = 0; round < 20; round++) {
        const one = points({
          effects: hill(Float64Array.of(0.1, 1, 10, 100), 2, 10 ** (2 * random.uniform())).map(
            (value) => value + 0.1 * random.normal(),
          ),
          variances: Float64Array.from({ length: 4 }, () => 0.005 + 0.02 * random.uniform()),
          shared,
          freedom: round % 2 === 0 ? 6 : 1e9,
        });
        const [fit, grid] = [fitHill(one), byGrid(one)];
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
      const effects = hill(doses, 2, 3).map((value) => value + common + 0.1 * random.normal());
      const { low, high } = fitHill(points({ doses, effects, shared: 0.01 }));
      held += Number(low <= 3 && 3 <= high);
    }
    expect(held / rounds).toBeGreaterThan(0.92);
    expect(held / rounds).toBeLessThanOrEqual(1);
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

describe('curves of a simulated screen', () => {
  const doses = [0.1, 1, 10];
  let dosed: DosedScreen;
  let effects: TestedEffects;
  beforeAll(async () => {
    dosed = dosedScreen(3, doses, 41, { genes: 400, shares: [0, 0.3, 0.3] });
    effects = await measureTests(dosed.screen, 'auto');
  });

  it('a compound without effect has none, the others have their dose of half the effect', () => {
    const curves = wholeCurves(effects, dosed.screen.perturbations);
    expect(curves.map(({ of, unit, gene, doses: own }) => [of, unit, gene, [...own]])).toEqual(
      ['c0', 'c1', 'c2'].map((of) => [of, 'µM', null, doses]),
    );
    expect(curves[0]?.fit.verdict).not.toBe('told');
    for (const at of [1, 2]) {
      const { fit, perturbations } = curves[at] ?? { fit: null, perturbations: [] };
      expect(fit?.verdict).toBe('told');
      expect(Math.abs(Math.log((fit?.half ?? 0) / (dosed.halves[at] ?? 1)))).toBeLessThan(Math.log(1.5));
      expect(perturbations).toEqual(doses.map((_, dose) => 1 + 3 * at + dose));
    }
  });

  it('the order of perturbations does not matter, nor do other perturbations', () => {
    const { perturbations } = dosed.screen;
    const only = perturbations.map((one, k) => {
      const { dose: _, ...without } = one;
      return k < 4 ? without : one;
    });
    const [, first] = wholeCurves(effects, perturbations);
    expect(wholeCurves(effects, only)[0]).toEqual(first);
    const mixed = perturbations.map((one, k) =>
      k === 4 && one.dose ? { ...one, dose: { ...one.dose, value: 1000 } } : one,
    );
    expect([...(wholeCurves(effects, mixed)[1]?.perturbations ?? [])]).toEqual([5, 6, 4]);
  });

  it('genes that change at any dose have a curve of their log2 fold changes', () => {
    const { perturbations } = dosed.screen;
    const curves = [...allCurves(effects, perturbations, 0.05)];
    const width = effects.genes.length;
    for (const at of [0, 1, 2]) {
      const own = curves.filter(({ of }) => of === `c${at}`);
      const changed = Array.from(effects.genes.keys()).filter((gene) =>
        doses.some((_, dose) => (effects.q[(1 + 3 * at + dose) * width + gene] as number) < 0.05),
      );
      expect(own.map(({ gene }) => gene)).toEqual([null, ...changed]);
      for (const { gene, effects: found, errors } of own.slice(1))
        doses.forEach((_, dose) => {
          const place = (1 + 3 * at + dose) * width + (gene ?? 0);
          expect(found[dose]).toBe(effects.folds.log2[place]);
          expect(errors[dose]).toBeGreaterThan(0);
        });
    }
  });

  it('two doses are points without a fit', () => {
    const two = dosed.screen.perturbations.map((one, k) =>
      k % 3 === 0 ? { ...one, dose: { value: 0, unit: 'µM', of: 'c' } } : one,
    );
    const curves = wholeCurves(effects, two);
    expect(curves.map(({ fit, doses: own }) => [fit.verdict, own.length])).toEqual([
      ['few doses', 2],
      ['few doses', 2],
      ['few doses', 2],
    ]);
  });

  it('without replicates a dose has the root mean square of its changes, and no error', () => {
    const [, curve] = wholeCurves({ ...effects, isTested: false }, dosed.screen.perturbations);
    const width = effects.genes.length;
    curve?.perturbations.forEach((k, dose) => {
      const changes = Array.from(effects.folds.log2.subarray(k * width, (k + 1) * width)).filter(
        (_, gene) => effects.own[k * width + gene] !== 1,
      );
      expect(curve.effects[dose]).toBeCloseTo(Math.hypot(...changes) / Math.sqrt(changes.length), 12);
    });
    expect([curve?.fit.verdict, ...(curve?.errors ?? [])]).toEqual(['not tested', 0, 0, 0]);
  });
});
