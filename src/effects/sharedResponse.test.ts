import { expect, it } from 'vitest';
import { screenInMemory } from '../../tests/support/effects/simulatedScreen';
import { poisson } from '../../tests/support/numerics/poisson';
import { Random } from '../numerics/random';
import { classes } from './classes';
import { measureEffects } from './measure';
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
