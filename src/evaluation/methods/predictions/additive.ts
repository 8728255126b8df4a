/** A combination as the sum of what its genes do alone (Ahlmann-Eltze et al., Nature Methods 2025). */
import type { Intervention } from '../../../dataset/dataset';
import type { TrainingEndpoint } from './training';

/**
 * [G] Σ over the genes set of their mean shift alone, conditions weighted by cells; null for a single gene, and where one of
 * the genes was never set alone in the same way.
 */
export function additiveShift(
  interventions: readonly Intervention[],
  training: readonly TrainingEndpoint[],
  genes: number,
): Float64Array | null {
  if (interventions.length < 2) return null;
  const sum = new Float64Array(genes);
  for (const { gene, kind } of interventions) {
    const alone = training.filter(
      ({ interventions: [first, ...others] }) =>
        others.length === 0 && first?.gene === gene && first.kind === kind,
    );
    const cells = alone.reduce((total, { endpoint }) => total + endpoint.cells, 0);
    if (cells === 0) return null;
    for (const { endpoint } of alone)
      for (let g = 0; g < genes; g++)
        sum[g] = (sum[g] as number) + ((endpoint.shift[g] as number) * endpoint.cells) / cells;
  }
  return sum;
}
