import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { captureScreen, cleanCapture, halfLossLevel, poisson, type CaptureSettings } from './capture';
import type { Screen } from './screen';

const levels = [2, 10, 50, 200] as const;
const cells = 20_000;
/** The same molecules in every cell of two arms, except for the last gene, which the second arm lacks. */
const screen: Screen = {
  genes: levels.map((level) => `G${level}`),
  arms: [
    { label: 'control', kind: 'control', targets: [], dose: Number.NaN, cells: cells / 2 },
    { label: 'G200', kind: 'knockout', targets: [3], dose: 0, cells: cells / 2 },
  ],
  windows: [{ earliest: 12, latest: 12 }],
  armOfCell: Int32Array.from({ length: cells }, (_, cell) => Number(cell >= cells / 2)),
  windowOfCell: new Int32Array(cells),
  molecules: Float64Array.from({ length: cells * 4 }, (_, at) =>
    at % 4 === 3 && at >= cells * 2 ? 0 : (levels[at % 4] ?? 0),
  ),
};
const clean: CaptureSettings = { ...cleanCapture, efficiency: 0.5, depthSpread: 0, written: 'counts' };

/** Moments and zeros of the counts of one gene in one half of the cells. */
function momentsOf(settings: CaptureSettings, gene: number, half: 0 | 1 = 0) {
  const { values } = captureScreen(screen, { truth: [], modules: null }, settings, new Random(4));
  const counts = values.filter((_, at) => at % 4 === gene && Number(at >= cells * 2) === half);
  const mean = counts.reduce((sum, x) => sum + x, 0) / counts.length;
  const variance = counts.reduce((sum, x) => sum + (x - mean) ** 2, 0) / counts.length;
  const zeros = counts.filter((x) => x === 0).length / counts.length;
  return { mean, variance, zeros };
}

describe('counts', () => {
  it('are Poisson if all cells have one depth', () => {
    for (const [gene, level] of levels.entries()) {
      const { mean, variance } = momentsOf(clean, gene);
      expect(Math.abs(mean / (level / 2) - 1)).toBeLessThan(0.03);
      expect(Math.abs(variance / mean - 1)).toBeLessThan(0.06);
    }
  });

  it('vary with a log-normal depth by m + m² (exp(s²) − 1)', () => {
    const spread = 0.3;
    const { mean, variance } = momentsOf({ ...clean, depthSpread: spread }, 2);
    expect(Math.abs(mean / 25 - 1)).toBeLessThan(0.03);
    const expected = 25 + 25 ** 2 * (Math.exp(spread ** 2) - 1);
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.08);
  });

  it('are not drawn where log molecules are written', () => {
    const { mean, variance } = momentsOf({ ...clean, written: 'molecules' }, 1);
    expect(mean).toBeCloseTo(Math.log1p(10), 6);
    expect(variance).toBeLessThan(1e-12);
  });

  it('with ambient RNA show a knocked-out gene again and keep the totals', () => {
    const settings = { ...clean, ambient: 0.2 };
    // Over all cells the genes have 2, 10, 50 and 100 of 162; a knocked-out cell has 62 molecules.
    expect(Math.abs(momentsOf(settings, 3, 1).mean / (0.5 * 0.2 * 62 * (100 / 162)) - 1)).toBeLessThan(0.03);
    const total = (half: 0 | 1) =>
      levels.reduce((sum, _, gene) => sum + momentsOf(settings, gene, half).mean, 0);
    expect(Math.abs(total(0) / (262 / 2) - 1)).toBeLessThan(0.01);
    expect(Math.abs(total(1) / (62 / 2) - 1)).toBeLessThan(0.01);
  });
});

describe('dropout', () => {
  it('reaches the requested share and hits low levels more, as K/(K + level)', () => {
    const share = 0.3;
    const half = halfLossLevel(screen.molecules, share);
    // Each level in proportion to its entries; zeros cannot drop out.
    const chances = levels.map((level) => half / (half + level));
    const [first = 0, second = 0, third = 0, last = 0] = chances;
    expect((first + second + third + last / 2) / 3.5).toBeCloseTo(share, 3);
    for (const [gene, level] of levels.entries()) {
      const zeros = momentsOf({ ...clean, dropout: share }, gene).zeros;
      const chance = chances[gene] ?? 0;
      expect(Math.abs(zeros - (chance + (1 - chance) * Math.exp(-level / 2)))).toBeLessThan(0.015);
    }
  });

  it('removes nothing from zeros', () => {
    expect(halfLossLevel(new Float64Array(5), 0.3)).toBe(0);
  });
});

it('Poisson draws have the probabilities of the Poisson distribution', () => {
  const random = new Random(1);
  const draws = Array.from({ length: 40_000 }, () => poisson(2.5, random));
  let chance = Math.exp(-2.5);
  for (let n = 0; n < 8; n++) {
    expect(Math.abs(draws.filter((x) => x === n).length / draws.length - chance)).toBeLessThan(0.01);
    chance *= 2.5 / (n + 1);
  }
});

it('Poisson draws with a large mean, drawn in pieces, have equal mean and variance', () => {
  const random = new Random(2);
  const draws = Array.from({ length: 20_000 }, () => poisson(50, random));
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
  expect(mean).toBeCloseTo(50, 0);
  expect(variance / 50).toBeCloseTo(1, 1);
  expect(poisson(0, random)).toBe(0);
});
