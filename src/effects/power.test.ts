/** Predicted power beside what is found in simulated screens whose effects are known, and beside closed forms. */
import { describe, expect, it } from 'vitest';
import { predictedAndSeen } from '../../tests/support/effects/predictedPower';
import { simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { normalTail } from '../numerics/significance';
import { mean } from '../numerics/statistics';
import { measureTests } from './measure';
import {
  drawnMeasurements,
  deepened,
  enlarged,
  powerOf,
  smallestChanges,
  timesNeeded,
  type Measurement,
} from './power';

const plain: Measurement = {
  slope: 0.5,
  base: 1,
  cells: 0.006,
  guides: 0.002,
  reference: 0.002,
  isPooled: false,
  third: 0,
  thirdOfGuides: 0,
  referenceThird: 0,
  counting: 0.7,
  freedom: 1e9,
  critical: 3.3,
};

describe('power', () => {
  it.each([0.4, 0.8, 1.5, 2.5])('has its closed form without skewness, × %d', (fold) => {
    const variance = 0.006 * fold * (0.7 + 0.3 * fold) + 0.002 * fold * fold + 0.002;
    const score = (3.3 * Math.sqrt(0.01) - 0.5 * Math.abs(fold - 1)) / Math.sqrt(variance);
    expect(powerOf(plain, fold)).toBeCloseTo(normalTail(score), 6);
    const ratio = { ...plain, slope: null, base: Infinity };
    expect(powerOf(ratio, fold)).toBeCloseTo(normalTail(3.3 - Math.abs(Math.log(fold)) / 0.1), 6);
  });

  it('is that of the level where nothing changes, whatever the skewness', () => {
    for (const third of [0, 0.0002, -0.0002])
      expect(powerOf({ ...plain, third }, 1)).toBeCloseTo(normalTail(3.3), 6);
  });

  it('is 80 % at the smallest changes, or there are none', () => {
    const skewed = { ...plain, third: 0.0002, freedom: 20 };
    const { fall, rise } = smallestChanges(skewed);
    expect(powerOf(skewed, 2 ** fall)).toBeCloseTo(0.8, 2);
    expect(powerOf(skewed, 2 ** rise)).toBeCloseTo(0.8, 2);
    expect(fall).toBeLessThan(0);
    expect(smallestChanges({ ...plain, slope: 0.3 }).fall).toBe(-Infinity);
  });

  it('needs as many cells or guides as give half of the genes 80 %', () => {
    const times = timesNeeded([plain], 1.6, 'cells');
    expect(powerOf(enlarged(plain, times, 1), 1.6)).toBeCloseTo(0.8, 2);
    const guides = timesNeeded([plain], 1.6, 'guides');
    expect(powerOf(enlarged(plain, 1, guides), 1.6)).toBeCloseTo(0.8, 2);
    expect(guides).toBeLessThan(times);
    // Batches bring controls.
    const batches = timesNeeded([plain], 1.6, 'batches');
    expect(powerOf(enlarged(plain, 1, batches, 'batches'), 1.6)).toBeCloseTo(0.8, 2);
    expect(batches).toBeLessThan(guides);
    expect(timesNeeded([plain], 1.05, 'batches')).toBeLessThan(Infinity);
    expect(timesNeeded([plain], 1.05, 'cells')).toBe(Infinity);
  });
});

it('a pool of perturbations grows with their cells and guides, controls do not', () => {
  const pooled = { ...plain, isPooled: true };
  // Own variance .006/4 + .002/2 in place of .008, and the pool's in proportion.
  expect(enlarged(pooled, 2, 2).reference).toBeCloseTo((0.002 * 0.0025) / 0.008, 12);
  expect(enlarged(plain, 2, 2).reference).toBe(0.002);
  expect(timesNeeded([pooled], 1.2, 'guides')).toBeLessThan(Infinity);
  expect(timesNeeded([plain], 1.2, 'guides')).toBe(Infinity);
});

it('depth changes noise as that of negative binomial counts, and nothing where there is no counting noise', () => {
  // Slope √(μ/(1 + φμ)) and skewness (1 + 2φμ)/√(μ(1 + φμ)) of counts with φ = .5, μ = 1 and 3.
  const [once, thrice] = [1, 3].map((counts) => ({
    slope: Math.sqrt(counts / (1 + 0.5 * counts)),
    third: (1 + counts) / Math.sqrt(counts * (1 + 0.5 * counts)),
    counting: 1 / (1 + 0.5 * counts),
  }));
  const deep = deepened({ ...plain, ...once }, 3);
  for (const key of ['slope', 'third', 'counting'] as const)
    expect(deep[key]).toBeCloseTo(thrice?.[key] ?? NaN, 9);
  const samples = { ...plain, slope: null, counting: 0 };
  expect(deepened(samples, 3)).toEqual(samples);
});

const powerAt = (tests: readonly Measurement[], fold: number) =>
  mean(tests.map((test) => powerOf(test, fold)));

describe('on simulated screens', () => {
  it('predicted power is the share that is found, of falls and of rises, in each half', async () => {
    const design = { genes: 600, shares: Array.from({ length: 36 }, () => 0.2) };
    for (const bins of await predictedAndSeen(design, { seeds: [611], bins: 2 }))
      for (const { tests, predicted, seen } of bins) {
        expect(tests).toBeGreaterThan(700);
        expect(Math.abs(predicted - seen)).toBeLessThan(0.05);
      }
  });

  it('twice as many cells of each guide give what is predicted of them', async () => {
    const design = { genes: 300, shares: [0.2, 0.2, 0.2, 0.2, 0.2, 0.2], depthSpread: 0, controlCells: 400 };
    const typical = async (cells: number) => {
      const { screen } = simulatedScreen({ ...design, cells }, 613);
      const effects = await measureTests(screen, 'auto');
      return [1, 2, 3, 4, 5, 6].flatMap((k) => drawnMeasurements(effects, k, 0.001));
    };
    const [small, large] = [await typical(40), await typical(80)];
    for (const fold of [0.5, 2]) {
      const predicted = powerAt(
        small.map((test) => enlarged(test, 2, 1)),
        fold,
      );
      expect(Math.abs(predicted - powerAt(large, fold))).toBeLessThan(0.04);
      expect(predicted - powerAt(small, fold)).toBeGreaterThan(0.06);
    }
  });
});
