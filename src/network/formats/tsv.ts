/**
 * The edge list as people take it into R, pandas or a spreadsheet: tab-separated, one line per ordered pair candidate
 * regulator → gene, no pair of a gene with itself, strongest first.
 */
import { shortest } from '../../numerics/shortest';
import type { Edge, Network } from '../network';
import { rankEdges } from '../ranking';

interface EdgeList {
  readonly genes: readonly string[];
  /** Indices into genes. */
  readonly edges: readonly Edge[];
}

const edgesHeader = 'source\ttarget\tweight\tsign\tstability';

/** The `count` strongest edges, all of them by default. */
export function edgesTsv(network: Network, count = Infinity): string {
  return edgeTable({ genes: network.genes, edges: rankEdges(network, count) });
}

/** Weights in the fewest digits that give the same 32-bit number back; stability in [0, 1], empty where there is none. */
export function edgeTable({ genes, edges }: EdgeList): string {
  const lines = edges.map(({ source, target, weight, stability }) =>
    [
      safeName(genes[source] ?? ''),
      safeName(genes[target] ?? ''),
      shortest(weight),
      weight < 0 ? '-' : '+',
      stability === null ? '' : String(Number(stability.toFixed(4))),
    ].join('\t'),
  );
  return `${[edgesHeader, ...lines].join('\n')}\n`;
}

/** A name may not end its cell or its line. */
export function safeName(name: string): string {
  return name.replaceAll(/[\t\r\n\v\f\u0085\u2028\u2029]+/gu, ' ');
}
