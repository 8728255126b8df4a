/** Many predicted perturbations ranked by an outcome: one gene or the mean of several, up or down. */
import type { FittedModel } from './fitted';
import { type Change, predictEnd } from './predict';

export interface Outcome {
  /** Indices into the model's genes; not empty. */
  readonly genes: readonly number[];
  readonly direction: 'up' | 'down';
}

export interface ScreenedPerturbation {
  readonly changes: readonly Change[];
  /**
   * log2 fold change of the outcome, positive in the wanted direction: the mean over its genes that are not set, with the mean of the
   * ends of their 95 % intervals.
   */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** A gene is set outside the range of the training cells. */
  readonly isBeyondData: boolean;
}

/** One prediction at a time, so that a caller can report progress and stop. Perturbations that set every gene of the outcome are left out. */
export function* screened(
  model: FittedModel,
  perturbations: Iterable<readonly Change[]>,
  { genes, direction }: Outcome,
  time: number | null,
): Generator<ScreenedPerturbation | null> {
  for (const changes of perturbations) {
    const free = genes.filter((gene) => !changes.some((change) => change.gene === gene));
    if (free.length === 0) {
      yield null;
      continue;
    }
    const { log2FoldChange, low, high, beyondData } = predictEnd(model, changes, time);
    const meanOf = (values: Float32Array) =>
      free.reduce((sum, gene) => sum + (values[gene] ?? 0), 0) / free.length;
    const [value, least, most] = [log2FoldChange, low, high].map(meanOf) as [number, number, number];
    const isUp = direction === 'up';
    yield {
      changes,
      value: isUp ? value : -value,
      low: isUp ? least : -most,
      high: isUp ? most : -least,
      isBeyondData: beyondData.length > 0,
    };
  }
}

/** Best first; of equal values the first given. */
export function ranked(screen: Iterable<ScreenedPerturbation | null>): readonly ScreenedPerturbation[] {
  return [...screen].filter((one) => one !== null).toSorted((a, b) => b.value - a.value);
}

/** Each gene alone, or every pair, at the same level. */
export function* singles(genes: readonly number[], value: number): Generator<readonly Change[]> {
  for (const gene of genes) yield [{ gene, value }];
}

export function* pairs(genes: readonly number[], value: number): Generator<readonly Change[]> {
  for (const [at, gene] of genes.entries())
    for (const other of genes.slice(at + 1)) yield [gene, other].map((one) => ({ gene: one, value }));
}
