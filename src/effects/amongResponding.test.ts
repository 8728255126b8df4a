/** Changes among responding cells in closed form, and in simulated screens in which some cells of each guide are as controls. */
import { expect, it } from 'vitest';
import { logNormalised, simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { median } from '../numerics/statistics';
import { changesAmongResponding, typicalChange } from './amongResponding';
import { measureEffects } from './measure';

const row = (...values: number[]) => Float64Array.of(0, 0, ...values);

/** Two genes of one perturbation; levels of counts are (F − 1) × slope. */
const screen = (share: number, low: number, high: number) => {
  return {
    genes: ['up', 'down'],
    fit: { level: row(0.6, -0.4) },
    tests: { effect: row(0.6, -0.4), error: row(0, 0), freedom: row(100, 100), p: row(0, 0) },
    q: row(0, 0),
    own: new Uint8Array(4),
    scales: { levels: 'residuals', slope: Float64Array.of(0.5, 0.8), depths: null },
    responding: { share: row(share).subarray(1), low: row(low).subarray(1), high: row(high).subarray(1) },
  } as unknown as Parameters<typeof changesAmongResponding>[0] & Parameters<typeof typicalChange>[0];
};

it('the mean over both kinds of cells is the change of all', () => {
  for (const share of [1, 0.8, 0.625]) {
    const { log2 = [] } = changesAmongResponding(screen(share, share, share), 1) ?? {};
    const all = [2.2, 0.5];
    Array.from(log2).forEach((own, gene) => {
      expect(share * 2 ** own + (1 - share)).toBeCloseTo(all[gene] ?? NaN, 6);
    });
  }
});

it('the interval has the ends of that of the share, and ends that are far are left open', () => {
  const { low = [], high = [] } = changesAmongResponding(screen(0.8, 0.5, 1), 1) ?? {};
  expect(low[0]).toBeCloseTo(Math.log2(2.2), 6);
  expect(high[0]).toBeCloseTo(Math.log2(1 + 1.2 / 0.5), 6);
  expect(low[1]).toBe(-Infinity);
  expect(high[1]).toBeCloseTo(Math.log2(0.5), 6);
  const typical = typicalChange(screen(0.8, 0.5, 1), 1, 0.05);
  expect(typical?.all).toBeCloseTo((Math.log2(2.2) + 1) / 2, 6);
  expect(typical?.low).toBeCloseTo(typical?.all ?? NaN, 6);
  expect(changesAmongResponding(screen(NaN, NaN, NaN), 1)).toBeNull();
  expect(typicalChange(screen(NaN, NaN, NaN), 1, 0.05)).toBeNull();
});

it.each(['counts', 'logarithms'])(
  'changes of %s come back where four of ten cells escape, and intervals hold the truth',
  async (scale) => {
    const genes = 800;
    const made = simulatedScreen(
      { genes, shares: [0, 0, 0.1, 0.1, 0.1, 0.25, 0.25, 0.25], respondingCells: 0.6, offTarget: 0 },
      65,
    );
    const effects = await measureEffects(
      scale === 'counts' ? made.screen : await logNormalised(made.screen),
      'auto',
      () => undefined,
    );
    const [all, responding]: [number[], number[]] = [[], []];
    let [held, of] = [0, 0];
    for (const k of effects.cells.keys()) {
      const among = changesAmongResponding(effects, k);
      if (among === null) continue;
      effects.genes.forEach((name, place) => {
        const gene = Number(name.slice('gene'.length));
        if (made.change[k * genes + gene] === 0) return;
        const truth = (made.expected[k * genes + gene] ?? NaN) / Math.LN2;
        if (Math.abs(truth) < 0.4) return;
        const beyond = (log2: number) => (2 ** log2 - 1) / (2 ** truth - 1);
        all.push(beyond(effects.folds.log2[k * effects.genes.length + place] ?? NaN));
        responding.push(beyond(among.log2[place] ?? NaN));
        held += Number((among.low[place] ?? NaN) <= truth && (among.high[place] ?? NaN) >= truth);
        of += 1;
      });
    }
    expect(of).toBeGreaterThan(300);
    expect(median(all)).toBeLessThan(0.68);
    expect(Math.abs(median(responding) - 1)).toBeLessThan(0.15);
    expect(held / of).toBeGreaterThan(0.88);
  },
);
