/** Guides that differ by log-normal factors: the moment in closed form, and how often tests are wrong in simulated screens. */
import { expect, it } from 'vitest';
import { simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { thirdOfFactors } from './guideVariance';
import { measureTests } from './measure';

it('has the third moment of a log-normal variable', () => {
  for (const sigma of [0.1, 0.4, 0.9]) {
    const w = Math.exp(sigma ** 2);
    // exp(σz) over its mean has variance w − 1 and skewness (w + 2) √(w − 1).
    const skewness = (w + 2) * Math.sqrt(w - 1);
    const scale = 0.7;
    const found = thirdOfFactors(scale ** 2 * (w - 1), scale);
    expect(found / (scale ** 3 * (w - 1) ** 1.5)).toBeCloseTo(skewness, 10);
  }
  expect(thirdOfFactors(0.1, Infinity)).toBe(0);
});

it('takes as many rises as falls for effects where guides differ, and no more than the p say', async () => {
  const level = 0.002;
  const [falls, rises] = [
    { tests: 0, found: 0 },
    { tests: 0, found: 0 },
  ];
  for (const seed of [41, 42]) {
    const design = {
      genes: 800,
      shares: Array.from({ length: 30 }, () => 0),
      guideSpread: 0.2,
      offTarget: 0,
    };
    const { tests } = await measureTests(simulatedScreen(design, seed).screen, 'auto');
    tests.p.forEach((p, at) => {
      if (!Number.isFinite(p)) return;
      const side = (tests.effect[at] as number) < 0 ? falls : rises;
      side.tests += 1;
      side.found += Number(p <= level);
    });
  }
  const shares = [falls, rises].map(({ tests, found }) => found / tests / level);
  for (const share of shares) {
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(1.5);
  }
});
