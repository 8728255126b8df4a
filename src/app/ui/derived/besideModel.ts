/** What the model says of a perturbation beside its measured changes: explained, unexplained, predicted but not seen. Pure. */
import type { GeneChanges } from '../../../effects/changes';
import { labelsOf, leastBiasedComparisons, placesIn } from '../../../inference/run/comparisons';
import type { Comparison, FitResult } from '../../../inference/run/result';
import type { MeasuredResponse, ResponseKind } from '../../../present/figure/scene';

export interface BesideModel {
  readonly role: Comparison['role'];
  /** Changed genes in the network but own targets, by what the model gives of them, those that change most first. */
  readonly explained: readonly string[];
  readonly unexplained: readonly string[];
  /** Not found to change, although a change as predicted would have been. */
  readonly unseen: readonly string[];
  /** Number of the changed genes whose predicted change has the sign of the measured one. */
  readonly rightSign: number;
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
  return leastBiasedComparisons(comparisons).find((one) => labelsOf(one, timeUnit).includes(label)) ?? null;
}

/** Whether one change has at least half of the other, in its direction. */
function holds(one: number, other: number): boolean {
  return one * Math.sign(other) >= SHARE * Math.abs(other);
}

interface JudgedGene {
  /** Index in the comparison. */
  readonly gene: number;
  readonly kind: ResponseKind;
  readonly given: number;
  readonly seen: number;
}

/** Genes but own targets that change, or were predicted to and would have been found. @param q [genes of the comparison], NaN: not tested */
function judgedGenes(
  q: ArrayLike<number>,
  { predicted, measured, standardError, targets }: Comparison,
  rate: number,
): readonly JudgedGene[] {
  const judged: JudgedGene[] = [];
  // Plainly: millions of genes and perturbations in a large screen.
  for (let gene = 0; gene < predicted.length; gene++) {
    const own = q[gene] ?? NaN;
    if (targets.includes(gene) || Number.isNaN(own)) continue;
    const [given, seen] = [predicted[gene] ?? 0, measured[gene] ?? 0];
    const wouldBeFound = Math.abs(given) > FOUND * (standardError[gene] ?? Infinity);
    if (own < rate)
      judged.push({ gene, kind: holds(given, seen) ? 'explained' : 'unexplained', given, seen });
    else if (wouldBeFound && !holds(seen, given)) judged.push({ gene, kind: 'unseen', given, seen });
  }
  return judged;
}

/** @param tested names of the genes of `changes` @param modelled names of those of the comparison @param rate false discovery rate */
export function besideModel(
  { q }: Pick<GeneChanges, 'q'>,
  tested: readonly string[],
  comparison: Comparison,
  modelled: readonly string[],
  rate: number,
): BesideModel {
  const qOf = new Map(tested.map((name, at) => [name, q[at] ?? NaN]));
  const judged = judgedGenes(
    modelled.map((name) => qOf.get(name) ?? NaN),
    comparison,
    rate,
  );
  const names = (wanted: ResponseKind, by: 'given' | 'seen') =>
    judged
      .filter(({ kind }) => kind === wanted)
      .toSorted((a, b) => Math.abs(b[by]) - Math.abs(a[by]))
      .map(({ gene }) => modelled[gene] ?? '');
  return {
    role: comparison.role,
    explained: names('explained', 'seen'),
    unexplained: names('unexplained', 'seen'),
    unseen: names('unseen', 'given'),
    rightSign: judged.filter(({ kind, given, seen }) => kind !== 'unseen' && given * seen > 0).length,
  };
}

const isUnseen = ({ kind }: MeasuredResponse) => Number(kind === 'unseen');

/**
 * Responses to the perturbations of one gene of the network, the clearest first. Of several perturbations or times of a gene the clearest
 * measured change counts, and a predicted one only where none was measured.
 * @param rate false discovery rate
 */
export function responsesBeside(
  { comparisons, told }: Pick<FitResult, 'comparisons' | 'told'>,
  timeUnit: string,
  rate: number,
): readonly MeasuredResponse[] {
  if (!told) return [];
  const best = leastBiasedComparisons(comparisons);
  const places = placesIn(told, best, timeUnit);
  const all = best.flatMap((one, at) => {
    const [source, ...others] = one.targets;
    const place = places[at] ?? -1;
    if (source === undefined || others.length > 0 || place < 0) return [];
    const genes = one.predicted.length;
    return judgedGenes(told.q.subarray(place * genes, (place + 1) * genes), one, rate).map(
      ({ gene, kind, given, seen }): MeasuredResponse => ({
        source,
        target: gene,
        kind,
        size: Math.abs(kind === 'unseen' ? given : seen) / (one.standardError[gene] ?? Infinity),
      }),
    );
  });
  const kept = new Map<string, MeasuredResponse>();
  for (const one of all.toSorted((a, b) => isUnseen(a) - isUnseen(b) || b.size - a.size)) {
    const ends = `${one.source}>${one.target}`;
    if (!kept.has(ends)) kept.set(ends, one);
  }
  return [...kept.values()].toSorted((a, b) => b.size - a.size);
}
