/** Of several predictions of one perturbation, the one to show: what a model says of what it has seen proves little. */
import type { Comparison } from './result';

/** One comparison per perturbation and time, the one whose prediction knew least of the measurement. */
export function leastSeen(comparisons: readonly Comparison[]): readonly Comparison[] {
  const order: readonly Comparison['role'][] = ['training', 'cross-validated', 'held-out'];
  const best = new Map<string, Comparison>();
  for (const role of order)
    for (const one of comparisons)
      if (one.role === role) best.set(JSON.stringify([one.label, one.time]), one);
  return [...best.values()];
}
