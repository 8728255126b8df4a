/**
 * Predicted responders, largest effect first: targets of a perturbed gene among the shown edges, and downstream genes.
 * The perturbed genes are excluded.
 */
import type { Edge } from '../../../../network/network';

export interface Responder {
  readonly gene: number;
  readonly log2: number;
  readonly interval: readonly [number, number];
}

export interface Responders {
  readonly direct: readonly Responder[];
  readonly downstream: readonly Responder[];
}

export function respondersOf(
  effect: { readonly log2FoldChange: Float32Array; readonly low: Float32Array; readonly high: Float32Array },
  changed: readonly number[],
  shownEdges: readonly Edge[],
  limit: number,
): Responders {
  const targets = new Set(
    shownEdges.filter((edge) => changed.includes(edge.source)).map((edge) => edge.target),
  );
  const responders = Array.from(effect.log2FoldChange, (log2, gene): Responder => {
    return { gene, log2, interval: [effect.low[gene] ?? log2, effect.high[gene] ?? log2] };
  })
    .filter(({ gene }) => !changed.includes(gene))
    .toSorted((a, b) => Math.abs(b.log2) - Math.abs(a.log2))
    .slice(0, limit);
  return {
    direct: responders.filter(({ gene }) => targets.has(gene)),
    downstream: responders.filter(({ gene }) => !targets.has(gene)),
  };
}
