import { describe, expect, it } from 'vitest';
import { screenInMemory, simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { poisson } from '../../tests/support/numerics/poisson';
import { Random } from '../numerics/random';
import { classes } from './classes';
import { measureEffects, measureTests, type Reference } from './measure';
import { isMostlyShared } from './sharedResponse';

const [genes, many] = [80, 12];

/** Counts of cells; perturbation k multiplies gene g by e^(ln of it). */
async function classified(lnOf: (k: number, gene: number) => number, perturbations = many) {
  const random = new Random(8);
  const base = Array.from({ length: genes }, () => Math.exp(0.5 + random.normal()));
  const guideOfCell = Int32Array.from({ length: 300 + 60 * perturbations }, (_, cell) =>
    cell < 300 ? 0 : 1 + ((cell - 300) % perturbations),
  );
  const effects = await measureEffects(
    screenInMemory({
      genes,
      perturbations: perturbations + 1,
      perturbationOfGuide: Array.from({ length: perturbations + 1 }, (_, k) => k),
      guideOfCell,
      values: 'counts',
      dense: Array.from(guideOfCell).flatMap((k) =>
        base.map((level, gene) => poisson(level * (k === 0 ? 1 : Math.exp(lnOf(k, gene))), random)),
      ),
    }),
    'auto',
    () => undefined,
  );
  return { effects, kinds: classes(effects, 0.05).map(({ kind }) => kind) };
}

// Sums to about 0, so that the depth of the cells stays.
const direction = (gene: number) => 0.5 * Math.sin(2.4 * gene);
const strength = (k: number) => 0.6 + (k % 5) / 5;

it('a response that all share, each in its own strength, is told from what one does beyond it', async () => {
  const { effects, kinds } = await classified(
    (k, gene) => strength(k) * direction(gene) + (k === 4 && gene < 6 ? 1 : 0),
  );
  expect(isMostlyShared(effects.shared)).toBe(true);
  expect(effects.shared?.explained).toBeGreaterThan(0.7);
  const apart = effects.shared?.strength.filter(
    (b, k) => k > 0 && k !== 4 && Math.abs(b - strength(k)) > 0.25,
  );
  expect(apart).toEqual(new Float64Array());
  expect(kinds[4]).toBe('broad');
  expect(kinds.filter((kind) => kind === 'shared response').length).toBeGreaterThanOrEqual(10);
});

it('different responses are not shared', async () => {
  const { effects, kinds } = await classified((k, gene) => (gene % many === k - 1 ? 1 : 0));
  expect(isMostlyShared(effects.shared)).toBe(false);
  expect(kinds.slice(1)).toEqual(Array(many).fill('broad'));
});

it('groups of alike perturbations, of which none is typical, all act', async () => {
  for (const [seed, groups] of [
    [4, 3],
    [11, 4],
    [12, 3],
  ] as const) {
    const random = new Random(seed);
    const ln = Array.from({ length: 7 * genes }, () => (random.uniform() < 0.1 ? 1.2 * random.normal() : 0));
    const { kinds } = await classified((k, gene) => ln[((k - 1) % groups) * genes + gene] ?? 0);
    expect(kinds.slice(1)).not.toContain('inert');
  }
});

it('is told for each perturbation by the others alone', async () => {
  // Of eight, four raise gene 6 beyond what all share: for each of these most others do not, for each of the others most do.
  const { effects } = await classified((k, gene) => direction(gene) + (k > 4 && gene === 6 ? 1.2 : 0), 8);
  const responseOf = (of: readonly number[]) =>
    of.reduce((sum, k) => sum + (effects.shared?.response[k * genes + 6] ?? NaN), 0);
  expect(responseOf([1, 2, 3, 4])).toBeGreaterThan(responseOf([5, 6, 7, 8]));
});

describe('where most perturbations differ from a single control guide', () => {
  const [tested, all] = [10, 400];
  /** Changes found at q < .05, right and wrong, and screens that were pooled, of three. @param stress how strongly all have a common response */
  async function found(stress: number, reference: Reference) {
    const mix = Array.from({ length: tested }, (_, k) =>
      Array.from({ length: tested + 1 }, (__, row) => (row === tested ? stress : Number(row === k))),
    );
    const shares = Array<number>(tested + 1).fill(0.1);
    const design = { genes: all, shares, mix, cells: 40, controlGuides: 1, controlCells: 120, lanes: 2 };
    const counts = { right: 0, wrong: 0, pooled: 0 };
    for (const seed of [61, 64, 65]) {
      const { screen, change } = simulatedScreen({ ...design, offTarget: 0 }, seed);
      const { q, genes: names, isPooled } = await measureTests(screen, reference);
      const places = names.map((name) => Number(name.slice(4)));
      q.forEach((value, at) => {
        if (!(value < 0.05)) return;
        const place = places[at % names.length] ?? NaN;
        const changes = change[Math.floor(at / names.length) * all + place] !== 0;
        counts[changes ? 'right' : 'wrong'] += 1;
      });
      counts.pooled += Number(isPooled);
    }
    return counts;
  }

  it('they are compared with each other if each changes its own genes', async () => {
    const [auto, controls] = [await found(0, 'auto'), await found(0, 'controls')];
    expect(auto.pooled).toBe(3);
    expect(auto.right).toBeGreaterThan(2 * controls.right);
    expect(auto.wrong).toBeLessThan(0.08 * auto.right);
  });

  it('what lacks a response that the control guide does not tell does not act', async () => {
    const [count, idle] = [15, 5];
    const mix = Array.from({ length: count }, (_, k) =>
      Array.from({ length: count + 1 }, (__, row) => {
        if (k < idle) return 0;
        return row === count ? 0.6 : Number(row === k);
      }),
    );
    const shares = [...Array<number>(count).fill(0.05), 0.2];
    const design = { genes: all, shares, mix, cells: 40, controlGuides: 1, controlCells: 40, lanes: 2 };
    let [acting, pooled] = [0, 0];
    for (const seed of [61, 62, 63]) {
      const { screen } = simulatedScreen({ ...design, offTarget: 0 }, seed);
      const effects = await measureTests(screen, 'auto');
      const acts = classes(effects, 0.05).map((one) => one.acts);
      expect(acts.slice(1, idle + 1)).toEqual(Array(idle).fill(false));
      acting += acts.filter(Boolean).length;
      pooled += Number(effects.isPooled);
    }
    expect(pooled).toBe(3);
    expect(acting).toBeGreaterThan(20);
  });

  it('they are compared with it if they share a response', async () => {
    expect(await found(1.2, 'auto')).toEqual(await found(1.2, 'controls'));
  });
});
