/** Many predicted perturbations ranked by an outcome: genes up or down, or cells moved towards a group of cells. */
import type { FittedModel } from './fitted';
import { type Change, type PredictedEnd, predictEnd } from './predict';

export type Outcome =
  /** `genes`: indices into the model's genes; not empty. */
  | { readonly direction: 'up' | 'down'; readonly genes: readonly number[] }
  /** `shift`: [G] from the model's control mean to the mean of the group, in log1p expression. */
  | { readonly direction: 'towards'; readonly shift: Float64Array };

export interface ScreenedPerturbation {
  readonly changes: readonly Change[];
  /**
   * Positive in the wanted direction. Up and down: log2 fold change, the mean over the genes that are not set. Towards: the share of the
   * way to the group that the predicted change goes (1: arrives). With the values at the ends of the genes' 95 % intervals.
   */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Genes set outside the range of the training cells. */
  readonly beyondData: readonly number[];
}

/** What is perturbed: each gene alone or every two of them, all at one level (relative to control). */
export interface Candidates {
  readonly genes: readonly number[];
  readonly inPairs: boolean;
  readonly level: number;
}

/** One prediction at a time, so that a caller can report progress and stop. Perturbations that set every gene of the outcome give null. */
export function* screened(
  model: FittedModel,
  candidates: Candidates,
  outcome: Outcome,
  time: number | null,
): Generator<ScreenedPerturbation | null> {
  for (const changes of perturbationsOf(candidates)) {
    const weights = weightsOf(
      model,
      outcome,
      changes.map(({ gene }) => gene),
    );
    if (weights.length === 0) {
      yield null;
      continue;
    }
    const end = predictEnd(model, changes, time);
    const [value, low, high] = valuesOf(end, outcome);
    const sumOf = (of: (gene: number, weight: number) => number) =>
      weights.reduce((sum, [gene, weight]) => sum + of(gene, weight), 0);
    yield {
      changes,
      value: sumOf((gene, weight) => weight * (value[gene] ?? 0)),
      low: sumOf((gene, weight) => weight * ((weight > 0 ? low : high)[gene] ?? 0)),
      high: sumOf((gene, weight) => weight * ((weight > 0 ? high : low)[gene] ?? 0)),
      beyondData: end.beyondData,
    };
  }
}

/** Best first; of equal values the first given. */
export function ranked(screen: Iterable<ScreenedPerturbation | null>): readonly ScreenedPerturbation[] {
  return [...screen].filter((one) => one !== null).toSorted((a, b) => b.value - a.value);
}

export function numberOfPerturbations({ genes, inPairs }: Omit<Candidates, 'level'>): number {
  return inPairs ? (genes.length * (genes.length - 1)) / 2 : genes.length;
}

function* perturbationsOf({ genes, inPairs, level }: Candidates): Generator<readonly Change[]> {
  for (const [at, gene] of genes.entries()) {
    if (!inPairs) yield [{ gene, value: level }];
    else
      for (const other of genes.slice(at + 1))
        yield [gene, other].map((one) => ({ gene: one, value: level }));
  }
}

/** Genes with their weights in the outcome; none of those that are set. Empty where nothing is left of it. */
function weightsOf(
  { scale }: FittedModel,
  outcome: Outcome,
  set: readonly number[],
): readonly (readonly [gene: number, weight: number])[] {
  if (outcome.direction !== 'towards') {
    const free = outcome.genes.filter((gene) => !set.includes(gene));
    return free.map((gene) => [gene, (outcome.direction === 'up' ? 1 : -1) / free.length]);
  }
  // The coefficient of the predicted change on the shift, both in the genes' standard deviations.
  const shift = outcome.shift.map((value, gene) => (set.includes(gene) ? 0 : value / (scale[gene] ?? 1)));
  const square = shift.reduce((sum, value) => sum + value ** 2, 0);
  if (square === 0) return [];
  return Array.from(shift, (value, gene) => [gene, value / (scale[gene] ?? 1) / square] as const);
}

function valuesOf(
  end: PredictedEnd,
  { direction }: Outcome,
): readonly [Float32Array, Float32Array, Float32Array] {
  return direction === 'towards'
    ? [end.delta, end.lowestDelta, end.highestDelta]
    : [end.log2FoldChange, end.low, end.high];
}
