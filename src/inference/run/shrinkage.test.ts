import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import {
  kappaInterval,
  measuredFactor,
  shrinkage,
  shrunk,
  shrunkByOthers,
  shrunkErrorOverNoChange,
  type LabelledShift,
} from './shrinkage';

const nothing = new Float64Array(40);

const random = new Random(5);
const shifts: LabelledShift[] = Array.from({ length: 4 }, (_, k) => ({
  label: `P${k}`,
  targets: [k],
  predicted: Array.from({ length: 12 }, () => random.normal()),
  measured: Array.from({ length: 12 }, () => random.normal()),
  shared: nothing,
  measuredFactor: null,
}));

/** Squared distance of prediction and measurement, targets left out. */
function distance({ predicted, measured, targets }: LabelledShift): number {
  return Array.from(measured).reduce(
    (sum, m, gene) => (targets.includes(gene) ? sum : sum + ((predicted[gene] ?? 0) - m) ** 2),
    0,
  );
}

/** Sums over all free genes of `among`. */
function sumOf(
  among: readonly LabelledShift[],
  one: (shift: LabelledShift) => ArrayLike<number>,
  other: (shift: LabelledShift) => ArrayLike<number>,
): number {
  return among.reduce(
    (sum, shift) =>
      sum +
      Array.from(one(shift)).reduce(
        (own, value, gene) =>
          shift.targets.includes(gene) ? own : own + value * (other(shift)[gene] ?? NaN),
        0,
      ),
    0,
  );
}
const byModel = (shift: LabelledShift) => shift.predicted;
const byShared = (shift: LabelledShift) => shift.shared;
const found = (shift: LabelledShift) => shift.measured;

/** The prior of one factor: 1.5 times the mean of the sizes, each weighted by itself, times what is left over what is explained. */
function priorOf(among: readonly LabelledShift[], one: (shift: LabelledShift) => ArrayLike<number>): number {
  const sizes = among.map((shift) => sumOf([shift], one, one));
  const factor = sumOf(among, byModel, found) / sumOf(among, byModel, byModel);
  const left = among.reduce((sum, shift) => sum + distance(shrunk(shift, { kappa: factor, shared: 0 })), 0);
  const unsure = Math.min(1, left / (factor ** 2 * sumOf(among, byModel, byModel)));
  return (
    (1.5 * unsure * sizes.reduce((sum, size) => sum + size * size, 0)) /
    sizes.reduce((sum, size) => sum + size)
  );
}

/** The objective of κ by its definition: the error, and the prior of no effect. */
function penalised(kappa: number): number {
  const prior = priorOf(shifts, byModel) * kappa ** 2;
  return prior + shifts.reduce((sum, shift) => sum + distance(shrunk(shift, { kappa, shared: 0 })), 0);
}

/** Twice the measured changes of a third of the genes, which leaves more than it explains. */
const twiceOfSome = (measured: ArrayLike<number>) =>
  Array.from(measured, (m, gene) => (gene % 3 === 0 ? 2 * m : 0));

const total = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0);

describe('shrinkage', () => {
  it('finds the factor with the smallest error, given a prior of no effect', () => {
    const half = shifts.map((shift) => ({
      ...shift,
      predicted: Array.from(shift.measured, (m, gene) => 2 * m + (shift.predicted[gene] ?? NaN)),
    }));
    const size = sumOf(half, byModel, byModel);
    const prior = priorOf(half, byModel);
    expect(prior).toBeLessThan(1.5 * 0.9 * (size / half.length));
    expect(shrinkage(half).kappa).toBeCloseTo(sumOf(half, byModel, found) / (size + prior), 12);
    const { kappa } = shrinkage(shifts);
    expect(penalised(kappa)).toBeLessThan(penalised(kappa + 0.01));
    expect(penalised(kappa)).toBeLessThanOrEqual(penalised(Math.max(0, kappa - 0.01)));
  });

  it('trusts few perturbations fully where they are predicted but for a factor', () => {
    const exact = shifts.map((shift) => ({ ...shift, predicted: Array.from(shift.measured, (m) => 2 * m) }));
    expect(shrinkage(exact).kappa).toBeCloseTo(0.5, 12);
  });

  it('trusts many perturbations more than few that show the same', () => {
    const [one] = shifts;
    if (!one) throw new Error('a shift is needed');
    const twice = { ...one, targets: [], predicted: twiceOfSome(one.measured) };
    for (const count of [1, 3, 10, 200]) {
      const copies = Array.from({ length: count }, (_, k) => ({ ...twice, label: `P${k}` }));
      expect(shrinkage(copies).kappa).toBeCloseTo((0.5 * count) / (count + 1.5), 10);
    }
  });

  it('trusts one large prediction among small ones like one alone, and two like two', () => {
    const [one] = shifts;
    if (!one) throw new Error('a shift is needed');
    const copies = (large: number) =>
      Array.from({ length: 30 }, (_, k) => {
        const measured = Array.from(one.measured, (m) => (k < large ? m : 1e-4 * m));
        return { ...one, label: `P${k}`, targets: [], measured, predicted: twiceOfSome(measured) };
      });
    for (const large of [1, 2])
      expect(shrinkage(copies(large)).kappa).toBeCloseTo((0.5 * large) / (large + 1.5), 5);
  });

  it('never reverses predictions and at most doubles them', () => {
    const opposite = shifts.map((shift) => ({ ...shift, predicted: Array.from(shift.measured, (m) => -m) }));
    expect(shrinkage(opposite).kappa).toBe(0);
    const small = shifts.map((shift) => ({ ...shift, predicted: Array.from(shift.measured, (m) => m / 9) }));
    expect(shrinkage(small).kappa).toBe(2);
    const half = shifts.map((shift) => ({ ...shift, predicted: Array.from(shift.measured, (m) => m / 1.5) }));
    expect(shrinkage(half).kappa).toBeCloseTo(1.5, 12);
  });

  it('has an interval that holds the true factor about as often as it says, and none for two perturbations', () => {
    const draw = new Random(11);
    const screens = Array.from({ length: 200 }, () =>
      Array.from({ length: 24 }, (_, k): LabelledShift => {
        const predicted = Array.from({ length: 40 }, () => draw.normal());
        const measured = predicted.map((value) => 1.4 * value + 3 * draw.normal());
        return { label: `P${k}`, targets: [], predicted, measured, shared: nothing, measuredFactor: null };
      }),
    );
    const holding = screens.filter((screen) => {
      const [low, high] = kappaInterval(screen) ?? [NaN, NaN];
      // The prior of no effect draws the factor itself towards 0.
      const expected = (1.4 * screen.length) / (screen.length + 1.5);
      return low <= expected && expected <= high;
    });
    expect(holding.length).toBeGreaterThan(180);
    expect(holding.length).toBeLessThan(200);
    expect(kappaInterval(shifts.slice(0, 2))).toBeNull();
  });

  it('loses less than least squares where three of nine perturbations have an effect and one that has none is predicted large', () => {
    const draw = new Random(4);
    const noise = (size: number) => Array.from({ length: 60 }, () => size * draw.normal());
    const screen = Array.from({ length: 9 }, (_, k): LabelledShift => {
      const effect = noise(k < 3 ? 1 : 0.1);
      const predicted =
        k < 3
          ? noise(0.6).map((value, gene) => value + 0.4 * (effect[gene] ?? NaN))
          : noise(k === 3 ? 1 : 0.3);
      return {
        label: `P${k}`,
        targets: [],
        predicted,
        measured: effect,
        shared: new Float64Array(60),
        measuredFactor: null,
      };
    });
    // Each by the plain least-squares factor of the others.
    const plain = screen.map((own) => {
      const others = screen.filter((one) => one !== own);
      const kappa = sumOf(others, byModel, found) / sumOf(others, byModel, byModel);
      return distance(shrunk(own, { kappa, shared: 0 }));
    });
    const none = screen.reduce((sum, one) => sum + distance({ ...one, predicted: new Float64Array(60) }), 0);
    const before = plain.reduce((sum, error) => sum + error, 0) / none;
    expect(shrunkErrorOverNoChange(screen)).toBeLessThan(before);
  });

  it('gives an error of at least no change for predictions independent of the measurement', () => {
    const noise = new Random(11);
    const unrelated = Array.from({ length: 12 }, (_, k) => ({
      label: `P${k}`,
      targets: [],
      predicted: Array.from({ length: 40 }, () => noise.normal()),
      measured: Array.from({ length: 40 }, () => noise.normal()),
      shared: Array.from({ length: 40 }, () => noise.normal()),
      measuredFactor: null,
    }));
    expect(shrunkErrorOverNoChange(unrelated)).toBeGreaterThan(0.99);
  });

  it('scores each perturbation with the factor of the others', () => {
    const [first, second] = shifts;
    if (!first || !second) throw new Error('two shifts are needed');
    const byHand = [shrunk(first, shrinkage([second])), shrunk(second, shrinkage([first]))].reduce(
      (sum, shift) => sum + distance(shift),
      0,
    );
    const none = [first, second].reduce(
      (sum, shift) => sum + distance(shrunk(shift, { kappa: 0, shared: 0 })),
      0,
    );
    expect(shrunkErrorOverNoChange([first, second])).toBeCloseTo(byHand / none, 12);
  });

  it('gives a perturbation that alone is predicted no factor, since the others have none', () => {
    const screen = shifts.map((shift, k) => ({
      ...shift,
      predicted: Array.from(shift.measured, (m) => (k === 0 ? m : -0.1 * m)),
    }));
    const [alone, ...others] = shrunkByOthers(screen);
    expect([...(alone?.predicted ?? [NaN])].every((value) => value === 0)).toBe(true);
    for (const [k, other] of others.entries()) {
      const { kappa } = shrinkage(screen.filter((_, at) => at !== k + 1));
      expect(other).toEqual(shrunk(screen[k + 1] ?? other, { kappa, shared: 0 }));
    }
    expect(shrinkage(screen).kappa).toBeGreaterThan(0);
  });
});

describe('the shared response', () => {
  /** D = .6 Δ̂ + .5 D̄ and a little noise, over twelve perturbations. */
  const draw = new Random(3);
  const common = Array.from({ length: 40 }, () => draw.normal());
  const stacked: LabelledShift[] = Array.from({ length: 12 }, (_, k) => {
    const predicted = Array.from({ length: 40 }, () => draw.normal());
    return {
      label: `P${k}`,
      targets: [k],
      predicted,
      shared: common,
      measuredFactor: null,
      measured: predicted.map((value, gene) => 0.6 * value + 0.5 * (common[gene] ?? 0)),
    };
  });

  it('is found with the factor of the prediction: the normal equations, with the prior of each', () => {
    const { kappa, shared } = shrinkage(stacked);
    const squares = (one: typeof byModel) => sumOf(stacked, one, one) + priorOf(stacked, one);
    const both = sumOf(stacked, byModel, byShared);
    expect(kappa * squares(byModel) + shared * both).toBeCloseTo(sumOf(stacked, byModel, found), 8);
    expect(kappa * both + shared * squares(byShared)).toBeCloseTo(sumOf(stacked, byShared, found), 8);
    expect(shrunkErrorOverNoChange(stacked)).toBeLessThan(0.04);
  });

  it('is recovered from many perturbations, and fits data made from both', () => {
    const many = Array.from({ length: 50 }, (_, copy) =>
      stacked.map((shift) => ({ ...shift, label: `${shift.label} ${copy}` })),
    ).flat();
    const { kappa, shared } = shrinkage(many);
    expect(Math.abs(kappa - 0.6)).toBeLessThan(0.003);
    expect(Math.abs(shared - 0.5)).toBeLessThan(0.003);
    expect(shrunkErrorOverNoChange(many)).toBeLessThan(1e-4);
  });

  it('has the best point on the boundary where the optimum is outside', () => {
    const against = stacked.map((shift) => ({
      ...shift,
      measured: Array.from(shift.predicted, (value, gene) => 0.6 * value + 3 * (common[gene] ?? 0)),
    }));
    const { kappa, shared } = shrinkage(against);
    expect(shared).toBe(1);
    const error = (k: number) =>
      against.reduce((sum, shift) => sum + distance(shrunk(shift, { kappa: k, shared })), 0) +
      k * k * priorOf(against, byModel);
    expect(error(kappa)).toBeLessThan(error(kappa + 1e-3));
    expect(error(kappa)).toBeLessThan(error(kappa - 1e-3));
  });

  it('has weight 0 where it does not improve left-out predictions, and for too few perturbations', () => {
    expect(shrinkage(stacked.slice(0, 2)).shared).toBe(0);
    // Twelve shared responses drawn apart have nothing to say.
    const apart = stacked.map((shift) => ({
      ...shift,
      shared: Array.from({ length: 40 }, () => draw.normal()),
      measured: Array.from(shift.predicted, (value) => 0.6 * value),
    }));
    expect(shrinkage(apart).shared).toBe(0);
    const size = sumOf(apart, byModel, byModel);
    expect(shrinkage(apart).kappa).toBeCloseTo((0.6 * size) / (size + priorOf(apart, byModel)), 12);
  });
});

describe('predictions of measured genes', () => {
  /** A fit that follows signal and noise alike: Δ̂ = .9 D, D the truth with noise of a known standard error. */
  const draw = new Random(9);
  const genes = 400;
  const noise = 0.7;
  const trained = Array.from({ length: 8 }, (_, k) => {
    const truth = Array.from({ length: genes }, () => draw.normal());
    const measured = truth.map((value) => value + noise * draw.normal());
    return {
      label: `P${k}`,
      targets: [k],
      truth,
      measured,
      predicted: measured.map((value) => 0.9 * value),
      shared: new Float64Array(genes),
      standardError: new Float64Array(genes).fill(noise),
      cells: 10,
      measuredFactor: null,
    };
  });

  it('are scaled to what of them is not noise: 1/(1 + .7²) of the measurement', () => {
    expect(Math.abs((measuredFactor(trained) ?? NaN) - 1 / (0.9 * (1 + noise ** 2)))).toBeLessThan(0.02);
  });

  it('err no more about the truth than with any other factor, but for chance', () => {
    const error = (kappa: number) =>
      trained.reduce((sum, shift) => {
        const { truth, ...own } = shift;
        return (
          sum + distance(shrunk({ ...own, measured: truth, measuredFactor: kappa }, { kappa: 0, shared: 1 }))
        );
      }, 0);
    const best = Math.min(...Array.from({ length: 101 }, (_, at) => error(at / 100)));
    expect(error(measuredFactor(trained) ?? NaN)).toBeLessThan(1.002 * best);
    expect(error(0.2)).toBeGreaterThan(1.4 * best);
  });

  it('have the factor 1 without noise, 0 where nothing but noise was measured, and 1 where nothing was predicted', () => {
    const exact = trained.map((one) => ({
      ...one,
      predicted: one.measured,
      standardError: new Float64Array(genes),
    }));
    expect(measuredFactor(exact)).toBe(1);
    const inert = trained.map((one) => ({ ...one, standardError: new Float64Array(genes).fill(3) }));
    expect(measuredFactor(inert)).toBe(0);
    const silent = trained.map((one) => ({ ...one, predicted: new Float64Array(genes) }));
    expect(measuredFactor(silent)).toBe(1);
  });

  it('have no factor where every condition is one sample, whose noise is unknown', () => {
    const single = trained.map((one) => ({ ...one, cells: 1 }));
    expect(measuredFactor(single)).toBeNull();
    expect(measuredFactor([...single.slice(1), ...trained.slice(0, 1)])).toBe(
      measuredFactor(trained.slice(0, 1)),
    );
  });

  it('of single samples are scaled to what doses of one perturbation share, which have noise of their own', () => {
    const doses = trained.map((one, k) => ({ ...one, label: `P${k} 1`, of: `P${k}`, cells: 1 }));
    const noiseOf = new Random(77);
    const halved = doses.map((one) => ({
      ...one,
      label: `${one.of} 0.5`,
      measured: one.truth.map((value) => 0.5 * value + 0.5 * noise * noiseOf.normal()),
      predicted: one.predicted.map((value) => value / 2),
    }));
    const factor = measuredFactor([...doses, ...halved]) ?? NaN;
    const all = [...doses, ...halved];
    const products = all.map(({ predicted, measured }) =>
      predicted.reduce((sum, value, gene) => sum + value * (measured[gene] ?? 0), 0),
    );
    const squares = all.map(({ predicted }) => predicted.reduce((sum, value) => sum + value ** 2, 0));
    const expected = total(products) / total(squares) / (1 + noise ** 2);
    expect(Math.abs(factor - Math.min(1, expected))).toBeLessThan(0.03);
    // Left out in turn, three combinations of measured genes tell κ.
    expect(measuredFactor([...doses, ...halved], 2)).toBe(factor);
    expect(measuredFactor([...doses, ...halved], 3)).toBeNull();
    // Times of one dose are no repeats.
    const times = doses.flatMap((one) => [one, { ...one, measured: one.truth }]);
    expect(measuredFactor(times)).toBeNull();
  });

  it('leave κ, which comes from genes that were not measured alone, and are not scaled by it', () => {
    const seen = trained.map((one) => ({ ...one, measuredFactor: 0.75 }));
    expect(shrinkage([...shifts, ...seen])).toEqual(shrinkage(shifts));
    const judged = shrunkByOthers([...shifts, ...seen]);
    expect(Array.from(judged.at(-1)?.predicted ?? [])).toEqual(
      Array.from(seen.at(-1)?.predicted ?? [], (value) => 0.75 * value),
    );
  });
});
