/**
 * Where knocked-down genes are clamped: at their observed mean (docs/method.md, "Interventions"),
 * and for genes not knocked down in training at the share of expression the observed ones keep.
 */
import { median } from '../../numerics/statistics';
import type { MeasuredPerturbation } from './prepared';

/** Share of expression left where no knockdown was observed. */
const UNOBSERVED_SHARE = 0.2;

/** [G] in z; μ and s in log1p units. The mean over all endpoints of the training perturbations that knock a gene down. */
export function knockdownValues(
  training: readonly MeasuredPerturbation[],
  mean: Float64Array,
  scale: Float64Array,
): Float64Array {
  const sums = new Float64Array(mean.length);
  const counts = new Float64Array(mean.length);
  for (const { interventions, endpoints } of training)
    for (const { gene, kind } of interventions) {
      if (kind !== 'knockdown') continue;
      for (const { shift } of endpoints) {
        sums[gene] = (sums[gene] as number) + (shift[gene] as number);
        counts[gene] = (counts[gene] as number) + 1;
      }
    }
  const control = mean.map((mu) => Math.expm1(mu));
  const shares: number[] = [];
  for (let g = 0; g < mean.length; g++) {
    if (counts[g] === 0 || !((control[g] as number) > 0)) continue;
    const observed = (sums[g] as number) / (counts[g] as number);
    shares.push(
      Math.max(0, Math.expm1((mean[g] as number) + (scale[g] as number) * observed)) / (control[g] as number),
    );
  }
  const share = shares.length === 0 ? UNOBSERVED_SHARE : Math.min(1, median(shares));
  return sums.map((sum, g) =>
    counts[g] === 0
      ? (Math.log1p(share * (control[g] as number)) - (mean[g] as number)) / (scale[g] as number)
      : sum / (counts[g] as number),
  );
}
