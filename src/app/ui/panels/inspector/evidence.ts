/**
 * What was measured about one edge: the mean change of the target in every perturbation that sets the source, with the
 * interval its standard error gives. Changes of the source's other targets may explain it too: this is evidence, not proof.
 */
import type { Comparison } from '../../../../inference/result';

export interface Evidence {
  readonly label: string;
  readonly time: number | null;
  readonly cells: number;
  /** Whether other genes were set in the same cells. */
  readonly alone: boolean;
  /** Change of the target's mean log1p expression, measured and predicted, and the 95 % interval of the measured one. */
  readonly measured: number;
  readonly interval: readonly [number, number];
  readonly predicted: number;
}

/** Each perturbation and time once, with the prediction that knew least of it. */
function mostHonest(comparisons: readonly Comparison[]): readonly Comparison[] {
  const honest = new Map<string, Comparison>();
  for (const role of ['training', 'cross-validated', 'held-out'] as const) {
    for (const one of comparisons) if (one.role === role) honest.set(`${one.label} ${one.time ?? ''}`, one);
  }
  return [...honest.values()];
}

export function evidenceFor(
  comparisons: readonly Comparison[],
  source: number,
  target: number,
): readonly Evidence[] {
  return mostHonest(comparisons)
    .filter((comparison) => comparison.targets.includes(source) && !comparison.targets.includes(target))
    .map((comparison) => {
      const measured = comparison.measured[target] ?? 0;
      const margin = 1.96 * (comparison.standardError[target] ?? 0);
      return {
        label: comparison.label,
        time: comparison.time,
        cells: comparison.cells,
        alone: comparison.targets.length === 1,
        measured,
        interval: [measured - margin, measured + margin],
        predicted: comparison.predicted[target] ?? 0,
      };
    });
}
