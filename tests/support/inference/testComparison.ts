/** A predicted knockout that was left out of training, and the comparison of a run with such predictions. */
import type { Comparison } from '../../../src/inference/run/result';
import type { EvaluatedRun } from '../../../src/inference/benchmark/unseen';

/** `predicted`, `measured`: [G]. */
export function aComparison(
  predicted: readonly number[],
  measured: readonly number[],
  change: Partial<Comparison> = {},
): Comparison {
  return {
    label: 'A',
    role: 'cross-validated',
    time: null,
    targets: [0],
    cells: 10,
    strata: [],
    predicted: Float32Array.from(predicted),
    measured: Float32Array.from(measured),
    standardError: new Float32Array(measured.length).fill(0.1),
    ...change,
  };
}

/** Three genes of equal weight. */
export function judgedOf(...comparisons: readonly Comparison[]): EvaluatedRun {
  return {
    comparisons,
    controlSplit: null,
    model: { scale: Float64Array.of(1, 1, 1), settings: { seed: 1 } },
  };
}
