/** Made-up combinations whose effects add up, or do not, beside a model that knows it. */
import { expect, it } from 'vitest';
import { aComparison } from '../../../tests/support/inference/testComparison';
import type { Condition } from '../../dataset/dataset';
import { Random } from '../../numerics/random';
import type { Comparison } from '../run/result';
import { besideSums } from './sumsOfSingles';

const GENES = 40;

interface MadeUp {
  readonly pairs: number;
  /** Size of what a pair does beyond its single effects, which have size 1, and share of it that the model predicts. */
  readonly interaction: number;
  readonly predicted: number;
  /** Size of the model's errors. */
  readonly error?: number;
  /** The single perturbations were left out in turn as well, and predicted with such errors. */
  readonly errorOfSingles?: number;
}

/** Pairs of neighbours among single perturbations, held out, or where single ones are judged left out in turn with them. */
function madeUp({ pairs, interaction, predicted, error = 0.1, errorOfSingles }: MadeUp) {
  const random = new Random(11);
  const draw = (size: number) => Array.from({ length: GENES }, () => size * random.normal());
  const sum = (...parts: readonly (readonly number[])[]) =>
    Array.from({ length: GENES }, (_, g) => parts.reduce((all, part) => all + (part[g] ?? NaN), 0));
  const singles = Array.from({ length: pairs + 1 }, () => draw(1));
  const ofSingles = singles.flatMap((effect, k): readonly Comparison[] => {
    const measured = sum(effect, draw(0.05));
    const of = { label: `P${k}`, targets: [k] };
    const left =
      errorOfSingles === undefined
        ? []
        : [aComparison(sum(effect, draw(errorOfSingles)), measured, { ...of, role: 'cross-validated' })];
    return [aComparison(measured, measured, { ...of, role: 'training' }), ...left];
  });
  const ofPairs = Array.from({ length: pairs }, (_, k): readonly Comparison[] => {
    const added = sum(singles[k] ?? [], singles[k + 1] ?? []);
    const beyond = draw(interaction);
    const measured = sum(added, beyond, draw(0.05));
    const known = sum(
      added,
      beyond.map((value) => predicted * value),
      draw(error),
    );
    const of = { label: `P${k}+P${k + 1}`, targets: [k, k + 1] };
    if (errorOfSingles === undefined) return [aComparison(known, measured, { ...of, role: 'held-out' })];
    return [
      aComparison(measured, measured, { ...of, role: 'training' }),
      aComparison(known, measured, { ...of, role: 'cross-validated' }),
    ];
  });
  const comparisons = [...ofSingles, ...ofPairs.flat()];
  const conditions = comparisons
    .filter(({ role }) => role !== 'cross-validated')
    .map(({ label, targets }): Condition => ({
      label,
      interventions: targets.map((gene) => ({ gene, kind: 'knockout' })),
      time: null,
      cells: 10,
    }));
  const model = { scale: new Float64Array(GENES).fill(1), settings: { seed: 1 } };
  return besideSums({ comparisons, controlSplit: null, model }, conditions);
}

it('finds nothing where the model knows what pairs do beyond their single effects', () => {
  expect(madeUp({ pairs: 12, interaction: 0.5, predicted: 0.9 })).toBeNull();
});

it('finds the sum as good where the model adds nothing, and better where the model errs more', () => {
  const asGood = { combinations: 12, better: false, othersSupport: false, enough: Infinity };
  expect(madeUp({ pairs: 12, interaction: 0.5, predicted: 0, error: 0.07 })).toEqual(asGood);
  const better = { ...asGood, better: true };
  expect(madeUp({ pairs: 12, interaction: 0, predicted: 0, error: 0.4 })).toEqual(better);
});

it('lets single perturbations stand for themselves', () => {
  const pairs = { pairs: 12, interaction: 0, predicted: 0, error: 0.4 };
  expect(madeUp({ ...pairs, errorOfSingles: 0.3 })).toMatchObject({ othersSupport: true });
  expect(madeUp({ ...pairs, errorOfSingles: 2 })).toMatchObject({ othersSupport: false });
});

it('does not call the sum better on few pairs', () => {
  const few = { pairs: 3, interaction: 0, predicted: 0, error: 0.4 };
  expect(madeUp(few)).toMatchObject({ combinations: 3, better: false });
});
