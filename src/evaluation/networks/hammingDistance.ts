/** How many changes make the network's graph the reference's. */
import { pairsAt, type ScoredPairs } from '../scoredPairs';

export interface HammingDistance {
  /** Edges drawn: as many as are true, fewer where not so many pairs have a score. */
  readonly edges: number;
  /** Edges to add, to take away or to turn round, each counted once. No edges at all are as far as there are true ones. */
  readonly distance: number;
}

/**
 * Structural Hamming distance (Tsamardinos, Brown & Aliferis 2006) at equal numbers of edges, cycles of two allowed: of every two
 * genes the larger of the edges missing and the edges too many. Signs do not count.
 */
export function hammingDistance(scored: ScoredPairs): HammingDistance {
  const { network, pairs, positive } = scored;
  const genes = network.genes.length;
  const truePairs = pairs.filter((_, at) => positive[at] === 1);
  const drawn = pairsAt(scored, truePairs.length);
  const bothGenes = (pair: number): number => {
    const [source, target] = [Math.floor(pair / genes), pair % genes];
    return source < target ? pair : target * genes + source;
  };
  const missing = countBy(difference(truePairs, drawn), bothGenes);
  const tooMany = countBy(difference(drawn, truePairs), bothGenes);
  let distance = 0;
  for (const genePair of new Set([...missing.keys(), ...tooMany.keys()]))
    distance += Math.max(missing.get(genePair) ?? 0, tooMany.get(genePair) ?? 0);
  return { edges: drawn.length, distance };
}

function difference(some: readonly number[], others: readonly number[]): number[] {
  const isOther = new Set(others);
  return some.filter((pair) => !isOther.has(pair));
}

function countBy(pairs: readonly number[], keyOf: (pair: number) => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const pair of pairs) counts.set(keyOf(pair), (counts.get(keyOf(pair)) ?? 0) + 1);
  return counts;
}
