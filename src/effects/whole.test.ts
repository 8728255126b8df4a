/** Whole perturbations of a screen in which guides only scatter, with more pairs of guides than are compared. */
import { describe, expect, it } from 'vitest';
import { simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { Random } from '../numerics/random';
import { uncorrelated } from './correlation';
import { screenEffects } from './effects';
import { measureTests } from './measure';
import type { ResidualSums } from './residuals';
import { combinedEvidence } from './whole';

const [perturbations, cellsEach, controlGuides] = [150, 50, 10];

interface Made {
  readonly genes: number;
  readonly guidesEach: number;
  /** Of the perturbations from 1 on, how many change `changed` genes of their own by so many standard errors of a guide. */
  readonly acting: number;
  readonly changed: number;
  readonly by: number;
  /** Standard errors of the first guide of each, over what its cells tell. */
  readonly wild: number;
}

/** Effects of a screen with residuals of variance 1, and without batches. */
function madeScreen({ genes, guidesEach, acting, changed, by, wild }: Made, seed: number) {
  const random = new Random(seed);
  const guides = controlGuides + (perturbations - 1) * guidesEach;
  const perturbationOf = (guide: number) =>
    guide < controlGuides ? 0 : 1 + Math.floor((guide - controlGuides) / guidesEach);
  const byGuide = Float64Array.from({ length: guides * genes }, (_, at) => {
    const [guide, gene] = [Math.floor(at / genes), at % genes];
    const k = perturbationOf(guide);
    const change =
      k > 0 && k <= acting && Math.floor(gene / changed) === k % Math.floor(genes / changed) ? by : 0;
    const spread = k > 0 && k !== perturbationOf(guide - 1) ? wild : 1;
    return Math.sqrt(cellsEach) * (change + spread * random.normal());
  });
  const cells = guides * cellsEach;
  const first = new Float64Array(genes);
  byGuide.forEach((value, at) => {
    first[at % genes] = (first[at % genes] as number) + value;
  });
  const sums: ResidualSums = {
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
  return screenEffects(
    sums,
    {
      perturbations,
      perturbationOfGuide: Int32Array.from({ length: guides }, (_, guide) => perturbationOf(guide)),
    },
    {
      expressing: new Float64Array(genes).fill(1),
      own: new Uint8Array(perturbations * genes),
      correlation: uncorrelated,
    },
  );
}

const shareBelow = (p: ArrayLike<number>, limit: number) =>
  Array.from(p).filter((value) => value <= limit).length / p.length;

describe('whole perturbations', () => {
  it('without effect have agreeing guides as often as chance has it, one with effect surely', () => {
    const p = [1, 2, 3].flatMap((seed) => {
      const made = { genes: 40, guidesEach: 2, acting: 1, changed: 20, by: 7, wild: 1 };
      const { agreement, any } = madeScreen(made, seed);
      expect(agreement[1]).toBeLessThan(1e-4);
      expect(any[1]).toBeLessThan(1e-6);
      return Array.from(agreement.slice(2));
    });
    // 444 tests: .05 ± .02 with two standard errors, and pairs of one screen share its controls.
    expect(shareBelow(p, 0.05)).toBeGreaterThan(0.02);
    expect(shareBelow(p, 0.05)).toBeLessThan(0.09);
  });

  it('that change few of many genes have guides that agree in these', () => {
    const made = { genes: 4000, guidesEach: 2, acting: 75, changed: 8, by: 3.5, wild: 1 };
    const { agreement } = madeScreen(made, 4);
    // Over all genes alone a fifth.
    expect(shareBelow(agreement.slice(1, 76), 0.01)).toBeGreaterThan(0.4);
    expect(shareBelow(agreement.slice(76), 0.05)).toBeLessThan(0.1);
  });

  it('do not seem to have agreeing guides where one of each scatters more', () => {
    const made = { genes: 200, guidesEach: 3, acting: 0, changed: 0, by: 0, wild: 1 };
    const { agreement } = madeScreen({ ...made, wild: 3 }, 5);
    expect(shareBelow(agreement.slice(1), 0.05)).toBeLessThan(0.1);
    expect(shareBelow(agreement.slice(1), 0.005)).toBeLessThan(0.03);
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
