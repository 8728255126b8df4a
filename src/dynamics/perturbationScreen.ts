/** Many predicted perturbations ranked by an outcome: genes up or down, or cells moved towards a group of cells. */
import type { FittedModel } from './fitted';
import { type Change, foldChange, predictFits } from './predict';

export type Outcome =
  /** `genes`: indices into the model's genes; not empty. */
  | { readonly direction: 'up' | 'down'; readonly genes: readonly number[] }
  /** `shift`: [G] from the model's control mean to the mean of the group, in log1p expression. */
  | { readonly direction: 'towards'; readonly shift: Float64Array };

export interface ScreenedPerturbation {
  readonly changes: readonly Change[];
  /**
   * Positive in the wanted direction. Up and down: log2 fold change, the mean over the genes that are not set. Towards: the share of the
   * way to the group that the predicted change goes (1: arrives). With its 95 % interval, which contains the values of the leave-out fits.
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

export interface ScreenOf {
  readonly candidates: Candidates;
  readonly outcome: Outcome;
  /** In the unit of the data; null: the last time point. */
  readonly time: number | null;
  /** Errors [G] at left-out perturbations, each gene's in units of its own (inference/run/margins.ts); empty where unknown. */
  readonly errors: readonly Float32Array[];
}

/** Every `of`-th perturbation from `part` on, for workers that share a screen. */
export interface Share {
  readonly part: number;
  readonly of: number;
}

/** One prediction at a time, so that a caller can report progress and stop. Perturbations that set every gene of the outcome give null. */
export function* screened(
  model: FittedModel,
  { candidates, outcome, time, errors }: ScreenOf,
  { part, of }: Share = { part: 0, of: 1 },
): Generator<ScreenedPerturbation | null> {
  let at = -1;
  for (const changes of perturbationsOf(candidates)) {
    at++;
    if (at % of !== part) continue;
    const weights = weightsOf(
      model,
      outcome,
      changes.map(({ gene }) => gene),
    );
    yield weights.length === 0 ? null : judged(model, changes, { weights, outcome, time, errors });
  }
}

/** What the parts of a shared screen gave, in the order of the whole. */
export function joined<One>(parts: readonly (readonly One[])[]): readonly One[] {
  const longest = Math.max(0, ...parts.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => parts.flatMap((part) => part.slice(at, at + 1))).flat();
}

/** Best first; of equal values the first given. */
export function ranked(screen: Iterable<ScreenedPerturbation | null>): readonly ScreenedPerturbation[] {
  return [...screen].filter((one) => one !== null).toSorted((a, b) => b.value - a.value);
}

type Weights = readonly (readonly [gene: number, weight: number])[];

function judged(
  model: FittedModel,
  changes: readonly Change[],
  {
    weights,
    outcome: { direction },
    time,
    errors,
  }: Omit<ScreenOf, 'candidates'> & { readonly weights: Weights },
): ScreenedPerturbation {
  const { end, alternatives } = predictFits(model, changes, time);
  const isWay = direction === 'towards';
  const sumOver = (values: Float32Array) =>
    weights.reduce((sum, [gene, weight]) => sum + weight * (values[gene] ?? 0), 0);
  const [values, low, high] = isWay
    ? [end.delta, end.lowestDelta, end.highestDelta]
    : [end.log2FoldChange, end.low, end.high];
  const value = sumOver(values);
  const ofFits = alternatives.map((delta) => sumOver(isWay ? delta : foldChange(model, delta)));
  /** With the end of every gene's interval that is worst (−1) or best (1). */
  const reach = (side: 1 | -1) => {
    const parts = weights.map(([gene, weight]) => {
      const bound = side * weight > 0 ? high : low;
      return [gene, weight * Math.abs((bound[gene] ?? 0) - (values[gene] ?? 0))] as const;
    });
    return jointReach(parts, errors);
  };
  return {
    changes,
    value,
    low: Math.min(value - reach(-1), ...ofFits),
    high: Math.max(value + reach(1), ...ofFits),
    beyondData: end.beyondData,
  };
}

/** Fewer left-out perturbations do not tell how errors go together. */
const MIN_ERRORS = 3;

/**
 * Half width of the interval of a sum from those of its parts, signed. Errors that go together add up; how far they do is the root mean
 * square of the sum at left-out perturbations, with the sum of all half widths counted as one more.
 */
function jointReach(parts: Weights, errors: ScreenOf['errors']): number {
  const together = parts.reduce((sum, [, half]) => sum + Math.abs(half), 0);
  if (parts.length === 1 || errors.length < MIN_ERRORS) return together;
  const squares = errors.map(
    (error) => parts.reduce((sum, [gene, half]) => sum + half * (error[gene] ?? 0), 0) ** 2,
  );
  const all = squares.reduce((sum, square) => sum + square, together ** 2);
  return Math.min(together, Math.sqrt(all / (errors.length + 1)));
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
function weightsOf({ scale }: FittedModel, outcome: Outcome, set: readonly number[]): Weights {
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
