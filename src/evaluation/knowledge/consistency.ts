/**
 * Balanced consistency of ALIGNED: how well three-class statements agree with the data and with the knowledge at once, each half beside it,
 * because “none” rules a mean of F over classes (docs/methods/aligned.md).
 */
import { deducedClasses, type KnowledgeBase } from './base';
import type { Responses } from './responses';

/** F1 of each class; null where neither side has the class. */
export interface ClassScores {
  readonly down: number | null;
  readonly none: number | null;
  readonly up: number | null;
  /** Mean over the classes that occur; null without an entry. */
  readonly macro: number | null;
}

export interface Consistency {
  /** Against measured entries. */
  readonly data: ClassScores;
  /** Against everything deduced from the base. */
  readonly knowledge: ClassScores;
  /** Against the entries on which the base says something. */
  readonly spoken: ClassScores;
  /** (w F_d⁻² + (1 − w) F_k⁻²)^(−½) of the two means; null without one of them. */
  readonly balanced: number | null;
}

const classesOf = [-1, 0, 1] as const;

/** @param isCounted entries that count; all by default */
export function classScores(
  said: ArrayLike<number>,
  truth: ArrayLike<number>,
  isCounted?: ArrayLike<number>,
): ClassScores {
  const [hits, saidCounts, trueCounts] = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  for (let at = 0; at < said.length; at++) {
    if (isCounted && !isCounted[at]) continue;
    const [one, other] = [(said[at] as number) + 1, (truth[at] as number) + 1];
    saidCounts[one] = (saidCounts[one] ?? 0) + 1;
    trueCounts[other] = (trueCounts[other] ?? 0) + 1;
    if (one === other) hits[one] = (hits[one] ?? 0) + 1;
  }
  const scores = classesOf.map((_, c) => {
    const either = (saidCounts[c] ?? 0) + (trueCounts[c] ?? 0);
    return either === 0 ? null : (2 * (hits[c] ?? 0)) / either;
  });
  const present = scores.filter((score) => score !== null);
  const [down = null, none = null, up = null] = scores;
  const macro = present.length === 0 ? null : present.reduce((sum, f) => sum + f, 0) / present.length;
  return { down, none, up, macro };
}

function shareOfChanges(classes: Int8Array): number {
  return classes.reduce((sum, value) => sum + Math.abs(value), 0) / classes.length;
}

/** Weight w of the data half: each source is rated by how much is missing from the other, so that the poorer weighs more. */
export function weightOfData(responses: Responses, base: KnowledgeBase, deduced: Int8Array): number {
  const { genes, classes, perturbations } = responses;
  const speaks = (values: Int8Array, row: number) =>
    values.subarray(row * genes, (row + 1) * genes).some((value) => value !== 0);
  const rows = perturbations.map((_, row) => [speaks(classes, row), speaks(deduced, row)] as const);
  const ends = (end: 'source' | 'target') => new Set(base.edges.map((edge) => edge[end])).size;
  const ofData = rows.filter(([data]) => data).length;
  const ofBase = (ends('source') + ends('target')) / 2;
  const only = (side: 0 | 1) =>
    rows.filter((row) => row[side] && !row[1 - side]).length / Math.max(1, rows.length);
  const both = Math.max(1e-12, ofData + ofBase);
  const data = shareOfChanges(classes) + ofData / both + only(0);
  const knowledge = shareOfChanges(deduced) + ofBase / both + only(1);
  return data + knowledge > 0 ? knowledge / (data + knowledge) : 0.5;
}

export function balancedScore(data: number | null, knowledge: number | null, weight: number): number | null {
  if (data === null || knowledge === null) return null;
  if (data === 0 || knowledge === 0) return 0;
  return (weight / data ** 2 + (1 - weight) / knowledge ** 2) ** -0.5;
}

/** Of each, beside the statement “nothing changes” and what the base says itself, which must not pass for agreement. */
export interface KnowledgeAgainstData {
  /** Weight of the data half. */
  readonly weight: number;
  /** Predictions of perturbations that were left out. */
  readonly predictions: Consistency;
  readonly nothing: Consistency;
  readonly base: Consistency;
}

/** @param predicted [P × G] classes @param base as it was given, also where a refined one is judged */
export function knowledgeAgainstData(
  responses: Responses,
  base: KnowledgeBase,
  predicted: Int8Array,
  hops: number,
): KnowledgeAgainstData {
  const deduced = deducedClasses(
    base,
    responses.perturbations.map(({ settings }) => settings),
    hops,
  );
  const weight = weightOfData(responses, base, deduced);
  const consistencyOf = (said: Int8Array) => consistency(said, responses, deduced, weight);
  return {
    weight,
    predictions: consistencyOf(predicted),
    nothing: consistencyOf(new Int8Array(predicted.length)),
    base: consistencyOf(deduced),
  };
}

/** @param said, deduced [P × G] classes */
export function consistency(
  said: Int8Array,
  { classes, isMeasured }: Responses,
  deduced: Int8Array,
  weight: number,
): Consistency {
  const data = classScores(said, classes, isMeasured);
  const knowledge = classScores(said, deduced, isMeasured);
  return {
    data,
    knowledge,
    spoken: classScores(
      said,
      deduced,
      deduced.map((value, at) => (isMeasured[at] ? Math.abs(value) : 0)),
    ),
    balanced: balancedScore(data.macro, knowledge.macro, weight),
  };
}
