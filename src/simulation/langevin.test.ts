import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { advance, noIntervention, type Kinetics } from './langevin';

/** x is made at rate b, y at rate k x; both are linear, so the moments have a closed form. */
const [b, k, lambdaX, lambdaY] = [30, 2, 1, 0.5];
const cascade: Kinetics = {
  genes: ['x', 'y'],
  decay: Float64Array.from([lambdaX, lambdaY]),
  production: (state, rates) => rates.set([b, k * (state[0] ?? 0)]),
};

/** Time averages over one long run after a burn-in. */
function momentsOf(noise: number, seed: number) {
  const random = new Random(seed);
  const state = Float64Array.from([b / lambdaX, (k * b) / (lambdaX * lambdaY)]);
  const samples: (readonly [number, number])[] = [];
  for (let i = 0; i < 20_000; i++) {
    advance(cascade, state, noIntervention, { duration: 1, dt: 0.02, noise, random, factor: null });
    samples.push([state[0] ?? 0, state[1] ?? 0]);
  }
  const mean = (of: (sample: readonly [number, number]) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [x, y] = [mean(([v]) => v), mean(([, v]) => v)];
  return {
    x,
    y,
    varX: mean(([v]) => (v - x) ** 2),
    varY: mean(([, v]) => (v - y) ** 2),
    covariance: mean(([v, w]) => (v - x) * (w - y)),
  };
}

describe('advance', () => {
  it('has the moments of birth and death and of a linear cascade', () => {
    const found = momentsOf(1, 5);
    const meanX = b / lambdaX;
    const meanY = (k * meanX) / lambdaY;
    const covariance = (k * meanX) / (lambdaX + lambdaY);
    expect(Math.abs(found.x / meanX - 1)).toBeLessThan(0.02);
    expect(Math.abs(found.y / meanY - 1)).toBeLessThan(0.02);
    // Poisson: the variance is the mean. Five per cent: sampling error of 20,000 correlated samples and the step size.
    expect(Math.abs(found.varX / meanX - 1)).toBeLessThan(0.05);
    expect(Math.abs(found.covariance / covariance - 1)).toBeLessThan(0.08);
    expect(Math.abs(found.varY / (meanY + (k * covariance) / lambdaY) - 1)).toBeLessThan(0.05);
  });

  it('scales variances with the square of the noise', () => {
    expect(Math.abs(momentsOf(0.5, 6).varX / (b / lambdaX) - 0.25)).toBeLessThan(0.02);
  });

  it('has the negative binomial counts of exponential bursts: variance of levels b times their mean, and their third moment', () => {
    const [burst, random] = [4, new Random(8)];
    const state = Float64Array.of(b / lambdaX, 0);
    const levels = Float64Array.from({ length: 40_000 }, () => {
      advance(cascade, state, noIntervention, {
        duration: 1,
        dt: 0.02,
        noise: 1,
        burst,
        random,
        factor: null,
      });
      return state[0] ?? 0;
    });
    const moment = (order: number, around: number) =>
      levels.reduce((sum, level) => sum + (level - around) ** order, 0) / levels.length;
    const mean = moment(1, 0);
    // A gamma distribution of shape P/(λ b) and scale b; its third central moment is 2 b² times its mean.
    expect(Math.abs(mean / (b / lambdaX) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(2, mean) / ((burst * b) / lambdaX) - 1)).toBeLessThan(0.05);
    expect(Math.abs(moment(3, mean) / ((2 * burst ** 2 * b) / lambdaX) - 1)).toBeLessThan(0.15);
  });

  it('keeps the level of a blocked gene and takes its effect away', () => {
    const state = Float64Array.of(b / lambdaX, (k * b) / (lambdaX * lambdaY));
    const hold = { ...noIntervention, blocked: [0] };
    advance(cascade, state, hold, { duration: 4, dt: 1e-3, noise: 0, random: new Random(1), factor: null });
    expect(state[0]).toBeCloseTo(b / lambdaX, 8);
    expect((state[1] ?? 0) / (((k * b) / (lambdaX * lambdaY)) * Math.exp(-4 * lambdaY))).toBeCloseTo(1, 2);
  });

  it('follows the exponential approach without noise', () => {
    const state = Float64Array.of(0, 0);
    advance(cascade, state, noIntervention, {
      duration: 1.5,
      dt: 1e-4,
      noise: 0,
      random: new Random(1),
      factor: null,
    });
    expect(state[0]).toBeCloseTo((b / lambdaX) * (1 - Math.exp(-1.5)), 2);
  });

  it('holds a knocked-out gene at 0 and adds production to an overexpressed one', () => {
    const state = Float64Array.of(30, 120);
    const hold = { ...noIntervention, out: [0], extra: [{ gene: 1, rate: 5 }] };
    advance(cascade, state, hold, { duration: 60, dt: 0.01, noise: 0, random: new Random(1), factor: null });
    expect(state[0]).toBe(0);
    expect(state[1]).toBeCloseTo(5 / lambdaY, 6);
  });

  it('never goes below zero', () => {
    const random = new Random(2);
    const state = Float64Array.of(0.1, 0.1);
    const rare: Kinetics = { ...cascade, production: (_, rates) => void rates.fill(0.05) };
    for (let i = 0; i < 2000; i++) {
      advance(rare, state, noIntervention, { duration: 0.1, dt: 0.1, noise: 1, random, factor: null });
      expect(Math.min(...state)).toBeGreaterThanOrEqual(0);
    }
  });
});
