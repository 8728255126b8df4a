/** What the model says of a perturbation beside its measured changes: explained, unexplained, predicted but not seen. Pure. */
import type { GeneChanges } from '../../../effects/changes';
import { leastBiasedComparisons } from '../../../inference/run/comparisons';
import type { Comparison } from '../../../inference/run/result';

export interface BesideModel {
  readonly role: Comparison['role'];
  /** Changed genes in the network but own targets, by what the model gives of them, those that change most first. */
  readonly explained: readonly string[];
  readonly unexplained: readonly string[];
  /** Not found to change, although a change as predicted would have been. */
  readonly unseen: readonly string[];
}

/** Share of a measured change from which a predicted one explains it, and of a predicted one from which a measured one may be it. */
const SHARE = 0.5;
/** Standard errors of a change that is found with 80 % certainty. */
const FOUND = 1.96 + 0.84;

/** The comparison of a run with this label of the effects, which has the time where there are several; null without one. */
export function comparisonOf(
  comparisons: readonly Comparison[],
  label: string,
  timeUnit: string,
): Comparison | null {
  return (
    leastBiasedComparisons(comparisons).find(
      (one) => one.label === label || `${one.label} at ${one.time} ${timeUnit}` === label,
    ) ?? null
  );
}

/** Whether one change has at least half of the other, in its direction. */
function holds(one: number, other: number): boolean {
  return one * Math.sign(other) >= SHARE * Math.abs(other);
}

/** @param tested names of the genes of `changes` @param modelled names of those of the comparison @param rate false discovery rate */
export function besideModel(
  { q }: Pick<GeneChanges, 'q'>,
  tested: readonly string[],
  { predicted, measured, standardError, targets, role }: Comparison,
  modelled: readonly string[],
  rate: number,
): BesideModel {
  const qOf = new Map(tested.map((name, at) => [name, q[at] ?? NaN]));
  const genes = modelled.flatMap((name, gene) => {
    const own = qOf.get(name) ?? NaN;
    if (targets.includes(gene) || Number.isNaN(own)) return [];
    const [given, seen] = [predicted[gene] ?? 0, measured[gene] ?? 0];
    const wouldBeFound = Math.abs(given) > FOUND * (standardError[gene] ?? Infinity);
    return [{ name, given, seen, isChanged: own < rate, wouldBeFound }];
  });
  const names = (chosen: typeof genes, by: 'given' | 'seen') =>
    chosen.toSorted((a, b) => Math.abs(b[by]) - Math.abs(a[by])).map(({ name }) => name);
  const changed = genes.filter(({ isChanged }) => isChanged);
  const rest = genes.filter(({ isChanged }) => !isChanged);
  return {
    role,
    explained: names(
      changed.filter(({ given, seen }) => holds(given, seen)),
      'seen',
    ),
    unexplained: names(
      changed.filter(({ given, seen }) => !holds(given, seen)),
      'seen',
    ),
    unseen: names(
      rest.filter(({ given, seen, wouldBeFound }) => wouldBeFound && !holds(seen, given)),
      'given',
    ),
  };
}
