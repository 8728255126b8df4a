/** How errors of predicted changes go together, for intervals of what several genes do (docs/method.md, "Screens and sweeps"). */
import { meansOverFree } from './margins';
import type { Comparison } from './result';

/** [left-out perturbations] of [G]: error over the root mean square of all at that gene; 0 at targets. Empty without cross-validation. */
export function jointErrors(comparisons: readonly Comparison[]): readonly Float32Array[] {
  const leftOut = comparisons.filter(({ role }) => role === 'cross-validated');
  const [first] = leftOut;
  if (!first) return [];
  const errors = leftOut.map(({ predicted, measured }) =>
    predicted.map((value, gene) => value - (measured[gene] ?? 0)),
  );
  const squares = meansOverFree(
    leftOut.map(({ targets }, endpoint) => ({ targets, error: errors[endpoint] })),
    first.predicted.length,
    ({ error }, gene) => (error?.[gene] ?? 0) ** 2,
  );
  return errors.map((error, endpoint) =>
    error.map((value, gene) =>
      leftOut[endpoint]?.targets.includes(gene) || !squares[gene] ? 0 : value / Math.sqrt(squares[gene]),
    ),
  );
}
