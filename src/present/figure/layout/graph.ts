/** Input of the arrangement: what of a network decides where its genes lie. The same for a run on the page, in a report and in a terminal. */
import type { Module, Network } from '../../../network/network';
import { strength, strongestPairs } from '../../../network/ranking';

export interface LayoutGraph {
  readonly genes: readonly string[];
  /** The strongest edges, as gene indices; `strength` is relative to the strongest. */
  readonly edges: readonly { readonly source: number; readonly target: number; readonly strength: number }[];
  /** [G] module of each gene or −1. */
  readonly modules: Int32Array;
  /** [G] for a gene without such an edge its strongest regulator, else −1. */
  readonly anchors: Int32Array;
}

/** More edges than are drawn by default, so that genes lie where the next ones lead. */
const PLACING_EDGES = 250;

/** Neither the number of edges shown nor any other choice of the view enters: moving a slider moves no gene. */
export function layoutGraph(network: Network, modules: readonly Pick<Module, 'genes'>[]): LayoutGraph {
  const { genes, regulators, weights } = network;
  const pairs = strongestPairs(network, Math.min(PLACING_EDGES, Math.max(10, 2 * genes.length)));
  const largest = strength(weights[pairs[0] ?? 0]) || 1;
  const edges = Array.from(pairs, (pair) => ({
    source: regulators[Math.floor(pair / genes.length)] ?? 0,
    target: pair % genes.length,
    strength: strength(weights[pair]) / largest,
  })).filter((edge) => edge.strength > 0);
  const moduleOf = new Int32Array(genes.length).fill(-1);
  for (const [index, module] of modules.entries()) for (const gene of module.genes) moduleOf[gene] = index;
  const linked = new Set(edges.flatMap(({ source, target }) => [source, target]));
  const anchors = Int32Array.from(genes, (_, gene) =>
    linked.has(gene) ? -1 : strongestRegulator(network, gene),
  );
  return { genes, edges, modules: moduleOf, anchors };
}

function strongestRegulator({ genes, regulators, weights }: Network, gene: number): number {
  let best = { regulator: -1, size: 0 };
  for (const [row, regulator] of regulators.entries()) {
    const size = strength(weights[row * genes.length + gene]);
    if (regulator !== gene && size > best.size) best = { regulator, size };
  }
  return best.regulator;
}
