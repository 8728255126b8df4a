/** How far the area under precision and recall would move with other regulators. */
import { bootstrapInterval, type Interval } from '../bootstrap';
import { averagePrecision } from '../metrics';
import type { ScoredPairs } from '../scoredPairs';

/**
 * Average precision with a 95 % percentile interval: regulators are drawn with replacement, all pairs of one together, since they
 * share its targets, its effect and its errors. Draws without a true edge are left out; null where no pair is true.
 */
export function auprcOverRegulators(scored: ScoredPairs, seed: number): Interval | null {
  const { pairs, positive, sizes, network } = scored;
  const sourceOf = pairs.map((pair) => Math.floor(pair / network.genes.length));
  const sources = [...new Set(sourceOf)];
  const order = Int32Array.from(pairs.keys()).toSorted((a, b) => (sizes[b] as number) - (sizes[a] as number));
  const times = new Float64Array(network.genes.length);
  const interval = bootstrapInterval(
    sources,
    (drawn) => {
      times.fill(0);
      for (const source of drawn) times[source] = (times[source] as number) + 1;
      return weightedAveragePrecision(
        order,
        sizes,
        positive,
        (at) => times[sourceOf[at] as number] as number,
      );
    },
    seed,
  );
  return interval && { ...interval, value: averagePrecision(positive, sizes) ?? interval.value };
}

/** Average precision (metrics.ts) of pairs that count several times. `order`: of the pairs, highest score first. */
function weightedAveragePrecision(
  order: Int32Array,
  sizes: Float64Array,
  positive: Uint8Array,
  timesOf: (pair: number) => number,
): number | null {
  let trues = 0;
  let taken = 0;
  let area = 0;
  for (let start = 0; start < order.length;) {
    const score = sizes[order[start] as number];
    let found = 0;
    let end = start;
    for (; end < order.length && sizes[order[end] as number] === score; end++) {
      const pair = order[end] as number;
      const times = timesOf(pair);
      taken += times;
      if (positive[pair] === 1) found += times;
    }
    trues += found;
    if (found > 0) area += (found * trues) / taken;
    start = end;
  }
  return trues === 0 ? null : area / trues;
}
