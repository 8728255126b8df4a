/** Whether edges that are not in the reference at least follow one of its paths: an indirect effect taken for a direct one. */
import { pairsAt, type ScoredPairs } from '../scoredPairs';

interface EdgeClasses {
  /** Edges of the reference. */
  readonly direct: number;
  /** No edge, but the reference has a path of two or more edges from the source to the target. */
  readonly indirect: number;
  readonly other: number;
}

export interface DirectAndIndirect {
  readonly drawn: EdgeClasses;
  /** The same of all pairs scored: what drawing at random would give. */
  readonly pairs: EdgeClasses;
}

/** At the `budget` strongest pairs. Paths run over all genes of the network, also over edges outside the pairs scored. */
export function directAndIndirect(scored: ScoredPairs, budget: number): DirectAndIndirect {
  const { network, pairs, edges } = scored;
  const genes = network.genes.length;
  const reaches = reachableFrom([...edges.keys()], genes);
  const classesOf = (some: readonly number[]): EdgeClasses => {
    const direct = some.filter((pair) => edges.has(pair)).length;
    const indirect = some.filter(
      (pair) => !edges.has(pair) && reaches(Math.floor(pair / genes)).has(pair % genes),
    ).length;
    return { direct, indirect, other: some.length - direct - indirect };
  };
  return { drawn: classesOf(pairsAt(scored, budget)), pairs: classesOf(pairs) };
}

/** The genes that a path of `edges` (source × G + target) leads to from a gene, each searched once, when asked for. */
export function reachableFrom(
  edges: readonly number[],
  genes: number,
): (source: number) => ReadonlySet<number> {
  const targetsOf: number[][] = Array.from({ length: genes }, () => []);
  for (const pair of edges) targetsOf[Math.floor(pair / genes)]?.push(pair % genes);
  const known = new Map<number, ReadonlySet<number>>();
  return (source) => {
    const before = known.get(source);
    if (before) return before;
    const reached = new Set<number>();
    const next = [source];
    for (let gene = next.pop(); gene !== undefined; gene = next.pop())
      for (const target of targetsOf[gene] ?? [])
        if (!reached.has(target)) {
          reached.add(target);
          next.push(target);
        }
    known.set(source, reached);
    return reached;
  };
}
