import { expect, it } from 'vitest';
import { screenInMemory } from '../../tests/support/effects/simulatedScreen';
import { Random } from '../numerics/random';
import { classes } from './classes';
import { measureEffects } from './measure';

const [genes, controls, perturbations] = [60, 80, 30];

/** Samples that vary together, some much more than others, each perturbation once; `by` is added to its genes. */
async function acting(by: (k: number, gene: number) => number) {
  const random = new Random(6);
  const loading = Array.from({ length: genes }, () => random.normal());
  const ofSample = Array.from({ length: controls + perturbations }, (_, row) =>
    row < controls ? 0 : row - controls + 1,
  );
  const effects = await measureEffects(
    screenInMemory({
      genes,
      perturbations: perturbations + 1,
      perturbationOfGuide: Array.from({ length: perturbations + 1 }, (_, k) => k),
      guideOfCell: Int32Array.from(ofSample),
      values: 'log-normalised',
      dense: ofSample.flatMap((k) => {
        const [factor, size] = [random.normal(), 0.2 * Math.exp(0.6 * random.normal())];
        return loading.map((one, gene) => 6 + size * (factor * one + random.normal()) + by(k, gene));
      }),
    }),
    'auto',
    () => undefined,
  );
  const told = classes(effects, 0.05);
  return { effects, acts: told.flatMap(({ acts }, k) => (acts ? [k] : [])), told };
}

it('single samples act only if they differ more than single controls do', async () => {
  const { effects, acts } = await acting(() => 0);
  expect(acts).toEqual([]);
  const p = effects.any.slice(1);
  // Expected: 1.5 of 30.
  expect(p.filter((value) => value <= 0.05).length).toBeLessThanOrEqual(4);
  const shifted = await acting((k, gene) => (k === 7 ? (gene % 3) - 1 : 0) * 2.5);
  expect(shifted.acts).toEqual([7]);
});

it('no single gene of theirs is tested', async () => {
  const { effects, told } = await acting(() => 0);
  expect(effects.isTested).toBe(true);
  expect(effects.tests.p.every((p) => Number.isNaN(p))).toBe(true);
  expect(told.every(({ increased, decreased }) => increased + decreased === 0)).toBe(true);
  expect(effects.folds.log2.every((value) => Number.isFinite(value))).toBe(true);
});
