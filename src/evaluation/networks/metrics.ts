/**
 * Metrics of a ranking of candidate edges, independent of the order of tied scores. `positive` is 1 for a true edge, else 0; `scores` are
 * magnitudes, larger first; both [pairs].
 */
/** Pairs with the same score: numbers of true and false edges. */
interface RankedGroup {
  readonly score: number;
  trues: number;
  falses: number;
}

export interface PrecisionRecall {
  /** [distinct scores] from the highest score down. */
  readonly recall: Float64Array;
  readonly precision: Float64Array;
}

/** Share of true edges among the pairs: the average precision of a random order. */
export function density(positive: Uint8Array): number {
  return positive.length === 0 ? 0 : countTrue(positive) / positive.length;
}

/**
 * Area under the precision–recall curve as average precision, Σ (R_n − R_(n−1)) P_n over distinct scores, as in scikit-learn's
 * average_precision_score. null without a true edge.
 */
export function averagePrecision(positive: Uint8Array, scores: Float64Array): number | null {
  if (countTrue(positive) === 0) return null;
  const { recall, precision } = precisionRecall(positive, scores);
  return precision.reduce((sum, p, n) => sum + p * ((recall[n] ?? 0) - (recall[n - 1] ?? 0)), 0);
}

/** Precision and recall at each distinct score, of all pairs with at least that score. */
export function precisionRecall(positive: Uint8Array, scores: Float64Array): PrecisionRecall {
  const groups = groupsByScore(positive, scores);
  const total = countTrue(positive);
  const recall = new Float64Array(groups.length);
  const precision = new Float64Array(groups.length);
  let trues = 0;
  let taken = 0;
  for (const [n, group] of groups.entries()) {
    trues += group.trues;
    taken += group.trues + group.falses;
    recall[n] = total === 0 ? 0 : trues / total;
    precision[n] = trues / taken;
  }
  return { recall, precision };
}

/**
 * Area under the receiver operating characteristic: the probability that a true edge scores above a false one, ties counted half (Mann and
 * Whitney). null where all pairs or none are true.
 */
export function auroc(positive: Uint8Array, scores: Float64Array): number | null {
  const total = countTrue(positive);
  const others = positive.length - total;
  if (total === 0 || others === 0) return null;
  let above = 0;
  let wins = 0;
  for (const group of groupsByScore(positive, scores)) {
    wins += group.falses * (above + group.trues / 2);
    above += group.trues;
  }
  return wins / (total * others);
}

/**
 * Share of true edges among the strongest k, ties with the k-th included, scores of 0 excluded (BEELINE; Pratapa et al. 2020). With k the
 * number of true edges this is BEELINE's early precision. null where no pair is taken.
 */
export function precisionAt(positive: Uint8Array, scores: Float64Array, k: number): number | null {
  let trues = 0;
  let taken = 0;
  for (const group of groupsByScore(positive, scores)) {
    if (taken >= k || group.score === 0) break;
    trues += group.trues;
    taken += group.trues + group.falses;
  }
  return taken === 0 ? null : trues / taken;
}

/** BEELINE's early precision (`precisionAt`, k the true edges) over density: 1 for a random order; null without a pair taken or true. */
export function earlyPrecisionRatio(positive: Uint8Array, scores: Float64Array): number | null {
  const precision = precisionAt(positive, scores, countTrue(positive));
  return precision === null ? null : precision / density(positive);
}

function countTrue(positive: Uint8Array): number {
  return positive.reduce((sum, p) => sum + p, 0);
}

/** Highest score first. */
function groupsByScore(positive: Uint8Array, scores: Float64Array): RankedGroup[] {
  const groups: RankedGroup[] = [];
  const order = Int32Array.from(scores, (_, i) => i).toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  for (const pair of order) {
    const score = scores[pair] ?? 0;
    const last = groups.at(-1);
    const group = last?.score === score ? last : { score, trues: 0, falses: 0 };
    if (group !== last) groups.push(group);
    const isTrue = positive[pair] ?? 0;
    group.trues += isTrue;
    group.falses += 1 - isTrue;
  }
  return groups;
}

/** At most `max` (≥ 2) points, unchanged: first, last, and others at equal steps along the curve, most of them where it changes. */
export function thinnedCurve(curve: PrecisionRecall, max: number): PrecisionRecall {
  const { recall, precision } = curve;
  const { length } = recall;
  if (length <= max) return curve;
  const way = new Float64Array(length);
  for (let at = 1; at < length; at++)
    way[at] =
      (way[at - 1] as number) +
      Math.abs((recall[at] as number) - (recall[at - 1] as number)) +
      Math.abs((precision[at] as number) - (precision[at - 1] as number));
  const kept = new Set([0, length - 1]);
  let at = 0;
  for (let share = 1; share < max - 1; share++) {
    const wanted = (share / (max - 1)) * (way[length - 1] as number);
    while (at < length - 1 && (way[at] as number) < wanted) at++;
    kept.add(at);
  }
  const places = [...kept].toSorted((a, b) => a - b);
  return {
    recall: Float64Array.from(places, (place) => recall[place] as number),
    precision: Float64Array.from(places, (place) => precision[place] as number),
  };
}
