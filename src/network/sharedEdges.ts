/** What networks of other contexts say of the edges of one: a known network for its training (inference/knowledge). */
import type { TruthEdge } from '../dataset/knowledge';
import type { Network } from './network';
import { rankEdges } from './ranking';

/** Strongest edges of a network that count as its own, per gene. */
const PER_GENE = 2;

/** The strongest edges of any of the networks, each with the share of the networks that have it as confidence; the sign is 0 where they disagree. */
export function sharedEdges(networks: readonly Network[]): readonly TruthEdge[] {
  const found = new Map<string, { readonly edge: TruthEdge; readonly times: number }>();
  for (const network of networks)
    for (const { source, target, weight } of rankEdges(network, PER_GENE * network.genes.length)) {
      if (weight === 0) continue;
      const edge = { source: network.genes[source] ?? '', target: network.genes[target] ?? '' };
      const key = `${edge.source}\t${edge.target}`;
      const sign = weight > 0 ? 1 : -1;
      const known = found.get(key);
      found.set(key, {
        edge: { ...edge, sign: known && known.edge.sign !== sign ? 0 : sign },
        times: (known?.times ?? 0) + 1,
      });
    }
  return Array.from(found.values(), ({ edge, times }) => ({ ...edge, confidence: times / networks.length }));
}
