/** Whole perturbations of a screen in which guides only scatter, with more pairs of guides than are compared. */
import { describe, expect, it } from 'vitest';
import { simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { Random } from '../numerics/random';
import { uncorrelated } from './correlation';
import { screenEffects } from './effects';
import { measureTests } from './measure';
import type { ResidualSums } from './residuals';
import { combinedEvidence } from './whole';

const [genes, perturbations, guidesEach, cellsEach] = [40, 150, 2, 50];

/** Residuals of variance 1; perturbation 1 changes twenty genes by one standard deviation in both guides. */
function sums(seed: number): ResidualSums {
  const random = new Random(seed);
  const guides = perturbations * guidesEach;
  const byGuide = Float64Array.from({ length: guides * genes }, (_, at) => {
    const [guide, gene] = [Math.floor(at / genes), at % genes];
    const changed = Math.floor(guide / guidesEach) === 1 && gene < 20 ? 1 : 0;
    return cellsEach * changed + Math.sqrt(cellsEach) * random.normal();
  });
  const cells = guides * cellsEach;
  const first = new Float64Array(genes);
  byGuide.forEach((value, at) => {
    first[at % genes] = (first[at % genes] as number) + value;
  });
  return {
    cells,
    guides,
    batches: 1,
    genes,
    cellsOfGuide: new Float64Array(guides).fill(cellsEach),
    cellsInBatch: new Float64Array(guides).fill(cellsEach),
    byGuide,
    byBatch: first,
    first,
    second: new Float64Array(genes).fill(cells),
    third: new Float64Array(genes),
    slope: new Float64Array(genes).fill(1),
  };
}

describe('whole perturbations', () => {
  it('without effect have agreeing guides as often as chance has it, one with effect surely', () => {
    const perturbationOfGuide = Int32Array.from({ length: perturbations * guidesEach }, (_, guide) =>
      Math.floor(guide / guidesEach),
    );
    const own = new Uint8Array(perturbations * genes);
    const p = [1, 2, 3].flatMap((seed) => {
      const { agreement, any } = screenEffects(
        sums(seed),
        { perturbations, perturbationOfGuide },
        { expressing: new Float64Array(genes).fill(1), own, correlation: uncorrelated },
      );
      expect(agreement[1]).toBeLessThan(1e-6);
      expect(any[1]).toBeLessThan(1e-6);
      return Array.from(agreement.slice(2));
    });
    const share = p.filter((value) => value <= 0.05).length / p.length;
    // 444 tests: .05 ± .02 with two standard errors, and pairs of one screen share its controls.
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.09);
  });
});

it('guides of targets without effect agree by chance where few guides tell how they vary', async () => {
  const p: number[] = [];
  for (let seed = 101; seed <= 108; seed++) {
    const cells = { cells: 120, controlCells: 120, controlGuides: 6, lanes: 1 };
    const { screen } = simulatedScreen({ genes: 600, shares: [0, 0], offTarget: 0, ...cells }, seed);
    p.push(...(await measureTests(screen, 'auto')).agreement.slice(1));
  }
  // Were variances taken for what they are estimated to be, 9 and 16 of the 16.
  expect(p.filter((value) => value <= 0.05).length).toBeLessThanOrEqual(2);
  expect(p.filter((value) => value <= 0.5).length).toBeLessThanOrEqual(11);
});

it('the evidence of genes that vary together is that of as many as they are worth', () => {
  const [count, r] = [60, 0.4];
  const random = new Random(9);
  const p = Array.from({ length: 3000 }, () => {
    const common = random.normal();
    const scores = Float64Array.from(
      { length: count },
      () => Math.sqrt(r) * common + Math.sqrt(1 - r) * random.normal(),
    );
    return combinedEvidence(scores, { squared: r ** 2, triple: r ** 3 });
  });
  const share = p.filter((one) => one <= 0.05).length / p.length;
  expect(share).toBeGreaterThan(0.02);
  expect(share).toBeLessThan(0.07);
});
