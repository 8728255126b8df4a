/**
 * What perturbations share, where a mean of the others predicts as well as the model and better than no change: the genes whose mean
 * measured change over perturbations is sure, the strongest first.
 */
import { familyOf } from '../../dataset/dataset';
import { mean, variance } from '../../numerics/statistics';
import { studentTail } from '../../numerics/distributions';
import type { Comparison, FitResult } from '../run/result';

export interface SharedGene {
  readonly gene: string;
  /** Mean change of log1p expression over the perturbations that do not set it. */
  readonly change: number;
}

export const MOST_GENES = 8;
/** Fewest perturbations whose spread is known. */
const MIN_PERTURBATIONS = 3;
/** Probability that a gene is named by chance, over all genes. */
const RATE = 0.05;

/** null where no gene surely changes. */
export function sharedGenes({
  comparisons,
  network: { genes },
}: Pick<FitResult, 'comparisons' | 'network'>): readonly SharedGene[] | null {
  const latest = new Map<string, Comparison>();
  for (const one of comparisons) {
    const known = latest.get(familyOf(one));
    if (one.role === 'training' && (known === undefined || (one.time ?? 0) > (known.time ?? 0)))
      latest.set(familyOf(one), one);
  }
  const sure = genes.flatMap((gene, g) => {
    const free = [...latest.values()].filter(({ targets }) => !targets.includes(g));
    const change = sureMean(
      free.map(({ measured }) => measured[g] as number),
      Math.min(...free.map(({ standardError }) => standardError[g] as number)),
      RATE / genes.length,
    );
    return change === null ? [] : [{ gene, change }];
  });
  const strongest = sure.toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change)).slice(0, MOST_GENES);
  return strongest.length > 0 ? strongest : null;
}

/**
 * The mean of changes, null where it may be 0. Its variance is that between perturbations over their number, and that of the controls, which all share: no more
 * than the smallest squared standard error, and known well (Satterthwaite's degrees of freedom).
 */
function sureMean(changes: readonly number[], controls: number, rate: number): number | null {
  const count = changes.length;
  if (count < MIN_PERTURBATIONS) return null;
  const change = mean(changes);
  const between = variance(changes, count - 1) / count;
  const whole = between + controls ** 2;
  const freedom = (count - 1) * (whole / between) ** 2;
  return 2 * studentTail(Math.abs(change) / Math.sqrt(whole), freedom) < rate ? change : null;
}
