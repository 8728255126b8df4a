/** The changes of one perturbation in every tested gene, and the genes that respond most in a screen. */
import type { MeasuredEffects } from './measure';

/** Similarity to another perturbation, with its 95 % interval. */
export interface Likeness {
  readonly perturbation: number;
  readonly similarity: number;
  readonly low: number;
  readonly high: number;
  /** `alike`: above what unrelated perturbations have; `similar` and `opposite`: the interval excludes 0. */
  readonly relation: 'alike' | 'similar' | 'opposite' | 'unclear';
}

export interface GeneChanges {
  /** [genes] log2 fold change, its standard error, and the degrees of freedom of that. */
  readonly log2: Float32Array;
  readonly error: Float32Array;
  readonly freedom: Float32Array;
  /** [genes] NaN where it could not be tested; q is adjusted over all tests of the screen. */
  readonly p: Float64Array;
  readonly q: Float64Array;
  /** [genes] 1: a target of the perturbation. */
  readonly own: Uint8Array;
  /** Perturbations whose similarity to it can be told, most similar first. */
  readonly alike: readonly Likeness[];
}

export function changesOf(effects: MeasuredEffects, perturbation: number): GeneChanges {
  const { genes, folds, tests, q, own } = effects;
  const [from, to] = [perturbation * genes.length, (perturbation + 1) * genes.length];
  return {
    log2: Float32Array.from(folds.log2.subarray(from, to)),
    error: Float32Array.from(folds.error.subarray(from, to)),
    freedom: Float32Array.from(tests.freedom.subarray(from, to)),
    p: tests.p.slice(from, to),
    q: q.slice(from, to),
    own: own.slice(from, to),
    alike: alikeTo(effects, perturbation),
  };
}

/** Perturbations whose similarity to this one can be told, most similar first. */
export function alikeTo(
  { cells: { length }, alike }: Pick<MeasuredEffects, 'cells' | 'alike'>,
  perturbation: number,
): readonly Likeness[] {
  return Array.from({ length }, (_, other): Likeness => {
    const at = perturbation * length + other;
    const [low, high] = [alike.low[at] as number, alike.high[at] as number];
    return {
      perturbation: other,
      similarity: Math.min(1, alike.value[at] as number),
      low,
      high,
      relation: low > alike.limit ? 'alike' : low > 0 ? 'similar' : high < 0 ? 'opposite' : 'unclear',
    };
  })
    .filter((one) => one.perturbation !== perturbation && Number.isFinite(one.similarity))
    .toSorted((a, b) => b.similarity - a.similarity || b.low - a.low);
}

/**
 * Genes that the perturbations change most, each perturbation choosing in turn by the size of its change over its error, so that a
 * large group of perturbations does not take all places.
 * @param rate false discovery rate of the changes; without replicates no change has one
 */
export function respondingGenes(
  { genes, folds, q, isTested }: Pick<MeasuredEffects, 'genes' | 'folds' | 'q' | 'isTested'>,
  perturbations: readonly number[],
  { rate, most }: { readonly rate: number; readonly most: number },
): readonly number[] {
  const size = (at: number) => Math.abs(folds.log2[at] as number) / (folds.error[at] as number);
  const queues = perturbations.map((k) =>
    Array.from(genes.keys())
      .filter((gene) => !isTested || (q[k * genes.length + gene] as number) < rate)
      .toSorted((a, b) => size(k * genes.length + b) - size(k * genes.length + a)),
  );
  const chosen = new Set<number>();
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  for (let turn = 0; turn < longest && chosen.size < most; turn++)
    for (const queue of queues) {
      const gene = queue[turn];
      if (gene !== undefined && chosen.size < most) chosen.add(gene);
    }
  return [...chosen];
}
