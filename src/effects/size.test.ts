/** Sizes of effects beside the root mean square of changes that were drawn. */
import { describe, expect, it } from 'vitest';
import { simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { mean } from '../numerics/statistics';
import { Random } from '../numerics/random';
import { measureTests } from './measure';
import { effectSizes } from './size';

const [genes, perturbations] = [400, 201];

/** Changes of a share of the genes by ± ln 2 times .5 to 1.5, and folds measured with an error of .03 to .19, times `error`. */
function measured(share: number, error: number, seed: number) {
  const random = Random.mixed(seed);
  const truth = new Float64Array(perturbations);
  const folds = {
    log2: new Float64Array(perturbations * genes),
    error: new Float64Array(perturbations * genes),
  };
  for (let at = 0; at < perturbations * genes; at++) {
    const size = random.uniform() < share ? (random.uniform() < 0.5 ? -1 : 1) * (0.5 + random.uniform()) : 0;
    const se = error * (0.03 + 0.16 * random.uniform());
    // Counting noise: its variance grows as the fold.
    const fold = Math.max(2 ** size + se * 2 ** (size / 2) * random.normal(), 2 ** -7);
    folds.log2[at] = Math.log2(fold);
    folds.error[at] = se / fold / Math.LN2;
    (truth[Math.floor(at / genes)] as number) += size ** 2 / genes;
  }
  return { folds, truth: truth.map((square) => Math.sqrt(square)) };
}

const none = new Uint8Array(perturbations * genes);

describe('the size of an effect', () => {
  it.each([
    [0, 1],
    [0.05, 1],
    [0.05, 0.5],
    [0.3, 1],
    [0.3, 0.5],
  ])('of a share %d of the genes lies in its interval, errors × %d', (share, error) => {
    const { folds, truth } = measured(share, error, 31);
    const { size, low, high } = effectSizes(folds, none, genes, 0);
    const places = Array.from({ length: perturbations - 1 }, (_, at) => at + 1);
    const held = places.filter(
      (k) => (low[k] as number) <= (truth[k] as number) && (truth[k] as number) <= (high[k] as number),
    );
    expect(held.length / places.length).toBeGreaterThan(0.9);
    // Changes of whole perturbations are the same at half the error: noise is no part of them.
    const average = mean(truth.subarray(1));
    const most = share === 0 ? 0.03 : 0.05 * average;
    expect(Math.abs(mean(size.subarray(1)) - average)).toBeLessThan(most);
    expect(size[0]).toBeNaN();
  });

  it('is exact where all changes are of one size about the mean logarithm of a gamma variable', () => {
    const [se, change, count] = [0.2, 0.5, 20];
    // ψ(25) and ψ′(25), of a variable with the variance .04, by their sums.
    const terms = Array.from({ length: 24 }, (_, at) => at + 1);
    const digamma = terms.reduce((sum, j) => sum + 1 / j, -0.577_215_664_901_532_9);
    const trigamma = terms.reduce((sum, j) => sum - 1 / j ** 2, Math.PI ** 2 / 6);
    const ln = Float64Array.from(
      { length: 2 * count },
      (_, at) => digamma - Math.log(25) + (at % 2 === 0 ? change : -change),
    );
    const folds = {
      log2: ln.map((value) => value / Math.LN2),
      error: ln.map((value) => se / Math.exp(value) / Math.LN2),
    };
    const { size } = effectSizes(folds, new Uint8Array(2 * count), count, 0);
    expect(size[1]).toBeCloseTo(Math.sqrt(change ** 2 - trigamma) / Math.LN2, 8);
  });

  it('is wider where genes vary together, and leaves own targets out', () => {
    const { folds } = measured(0.05, 1, 32);
    const apart = effectSizes(folds, none, genes, 0);
    const together = effectSizes(folds, none, genes, 0.3);
    expect(together.size).toEqual(apart.size);
    expect((together.high[1] as number) - (together.low[1] as number)).toBeGreaterThan(
      1.1 * ((apart.high[1] as number) - (apart.low[1] as number)),
    );
    folds.log2[genes + 7] = -3;
    folds.error[genes + 7] = 0.1;
    const own = none.slice();
    own[genes + 7] = 1;
    const without = effectSizes(folds, own, genes, 0).size[1] as number;
    expect(effectSizes(folds, none, genes, 0).size[1]).toBeGreaterThan(without + 0.01);
    expect(effectSizes({ ...folds, error: folds.error.map(() => 2) }, none, genes, 0).size[1]).toBeNaN();
  });

  it('is that of a simulated screen at every depth and number of cells', async () => {
    const shares = [0, 0.1, 0.1, 0.1, 0.1, 0.1];
    const design = { genes: 300, shares, cells: 40, controlCells: 40, offTarget: 0, depthSpread: 0 };
    let held = 0;
    for (const made of [{}, { depth: 0.5 }, { cells: 80, controlCells: 80 }]) {
      const { screen, expected } = simulatedScreen({ ...design, ...made }, 33);
      const { sizes } = await measureTests(screen, 'auto');
      shares.forEach((_, at) => {
        const changes = expected.subarray((at + 1) * 300, (at + 2) * 300);
        const truth = Math.sqrt(mean(changes.map((change) => (change / Math.LN2) ** 2)));
        held += Number((sizes.low[at + 1] as number) <= truth && truth <= (sizes.high[at + 1] as number));
      });
    }
    // 18 intervals of 95 %: fewer than 15 hold the truth in one case of a hundred.
    expect(held).toBeGreaterThanOrEqual(15);
  });
});
