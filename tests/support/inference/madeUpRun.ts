/** Predictions of made-up perturbations of known quality. */
import type { EvaluatedRun } from '../../../src/inference/benchmark/unseen';
import type { Comparison } from '../../../src/inference/run/result';
import { Random } from '../../../src/numerics/random';
import { aComparison } from './testComparison';

const GENES = 40;

interface MadeUpRun {
  readonly perturbations: number;
  /** Of the change that all perturbations share. */
  readonly shared: number;
  /** Of the change of each perturbation alone. */
  readonly own: number;
  /** Share of the own change that the model predicts. */
  readonly predicted: number;
  readonly noise?: number;
}

/** Perturbations, left out in turn, that change 40 genes by a shared and an own part; controls are split. */
export function madeUpRun({ perturbations, shared, own, predicted, noise = 0.05 }: MadeUpRun): EvaluatedRun {
  const random = new Random(5);
  const draw = (size: number) => Array.from({ length: GENES }, () => size * random.normal());
  const common = draw(shared);
  const comparisons = Array.from({ length: perturbations }, (_, k): readonly Comparison[] => {
    const specific = draw(own);
    const errors = draw(noise);
    const measured = common.map((value, g) => value + (specific[g] as number) + (errors[g] as number));
    const change = { label: `P${k}`, targets: [k % GENES] };
    return [
      aComparison(measured, measured, { ...change, role: 'training' }),
      aComparison(
        specific.map((value) => predicted * value),
        measured,
        { ...change, role: 'cross-validated' },
      ),
    ];
  });
  return {
    comparisons: comparisons.flat(),
    controlSplit: { offsets: [0, 1, 2, 3].map(() => new Float32Array(GENES)) },
    model: { scale: new Float64Array(GENES).fill(1), settings: { seed: 1 } },
  };
}
