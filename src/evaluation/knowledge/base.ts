/** A signed knowledge base: the known edges among the genes of a screen, and what follows from them (docs/methods/aligned.md). */
import type { Prior } from '../../network/prior';
import type { Setting } from './responses';

/** Indices into genes. Sign 0: not known; nothing is deduced along such an edge. */
export interface BaseEdge {
  readonly source: number;
  readonly target: number;
  readonly sign: 1 | -1 | 0;
}

export interface KnowledgeBase {
  readonly genes: readonly string[];
  readonly edges: readonly BaseEdge[];
}

/** The known edges of a prior, by regulator, then target. */
export function baseOf({ genes, regulators, known, signs }: Prior): KnowledgeBase {
  const placeOf = new Map(genes.map((gene, place) => [gene, place]));
  const edges = regulators.flatMap((name, r): BaseEdge[] => {
    const source = placeOf.get(name) ?? -1;
    return genes.flatMap((_, target) => {
      const at = target * regulators.length + r;
      return known[at] === 1 ? [{ source, target, sign: Math.sign(signs[at] ?? 0) as BaseEdge['sign'] }] : [];
    });
  });
  return { genes, edges };
}

/** Steps along which a change is deduced. */
export const HOPS = { default: 2, most: 10 } as const;

/**
 * [P × G] what the base says of each experiment: 1 up, −1 down, 0 nothing, or both. A gene goes up where a walk of at most `hops` edges
 * leads to it from a gene set high whose signs multiply to 1, or from one set low with product −1: the Boolean recursion of ALIGNED
 * (P ← P ∨ PR₊ ∨ NR₋, N ← N ∨ PR₋ ∨ NR₊), row by row.
 */
export function deducedClasses(
  base: KnowledgeBase,
  experiments: readonly (readonly Setting[])[],
  hops: number,
): Int8Array {
  const genes = base.genes.length;
  const targets = outgoing(base);
  const classes = new Int8Array(experiments.length * genes);
  for (const [row, settings] of experiments.entries()) {
    const reached = reachedFrom(settings, targets, genes, hops);
    for (let gene = 0; gene < genes; gene++)
      classes[row * genes + gene] = (reached[2 * gene + 1] as number) - (reached[2 * gene] as number);
    for (const { gene } of settings) classes[row * genes + gene] = 0;
  }
  return classes;
}

/** [2G] whether a gene goes down (even places) and up (odd ones). */
function reachedFrom(
  settings: readonly Setting[],
  targets: readonly (readonly BaseEdge[])[],
  genes: number,
  hops: number,
): Uint8Array {
  const reached = new Uint8Array(2 * genes);
  let front = settings.map(({ gene, direction }) => [gene, direction] as const);
  for (let hop = 0; hop < hops && front.length > 0; hop++) {
    const next: (readonly [number, 1 | -1])[] = [];
    for (const [gene, direction] of front)
      for (const { target, sign } of targets[gene] ?? []) {
        const change = direction === sign ? 1 : -1;
        const place = 2 * target + (change > 0 ? 1 : 0);
        if (reached[place]) continue;
        reached[place] = 1;
        next.push([target, change]);
      }
    front = next;
  }
  return reached;
}

/** Signed edges by source. */
function outgoing({ genes, edges }: KnowledgeBase): readonly (readonly BaseEdge[])[] {
  const bySource: BaseEdge[][] = genes.map(() => []);
  for (const edge of edges) if (edge.sign !== 0) bySource[edge.source]?.push(edge);
  return bySource;
}
