/** Edge lists as text: the TSV of Modulode for R, pandas and spreadsheets, CSV for decoupler and pySCENIC, those of benchmarks, and SIF. */
import { formatFloat32 } from '../../numerics/format';
import type { Edge, Network } from '../network';
import { rankEdges } from '../ranking';
import { type NetworkDocument, interactionOf } from './document';
import type { TruthEdge } from '../../dataset/knowledge';
import type { ChangedEdge } from '../compareNetworks';
import type { ContextDifferences } from '../networkDifferences';

interface EdgeList {
  readonly genes: readonly string[];
  /** Indices into genes. */
  readonly edges: readonly Edge[];
}

const edgesHeader = 'source\ttarget\tweight\tsign\tstability';

/** The `count` strongest edges, all by default. `signed` false: weights are magnitudes, and the column of signs stays empty. */
export function edgesTsv(network: Network, count = Infinity, signed = true): string {
  return edgeTable({ genes: network.genes, edges: rankEdges(network, count) }, signed);
}

/**
 * Tab-separated, one line per edge, strongest first. Weights in the fewest digits that read back as the same 32-bit number; stability in
 * [0, 1], empty where unknown.
 */
export function edgeTable({ genes, edges }: EdgeList, signed = true): string {
  const lines = edges.map(({ source, target, weight, stability }) =>
    [
      safeName(genes[source] ?? ''),
      safeName(genes[target] ?? ''),
      formatFloat32(weight),
      signed ? (weight < 0 ? '-' : '+') : '',
      stability === null ? '' : String(Number(stability.toFixed(4))),
    ].join('\t'),
  );
  return `${[edgesHeader, ...lines].join('\n')}\n`;
}

/** A name cannot end its cell or line, and is no formula for a spreadsheet program: before one stands an apostrophe (docs/decisions/0071). */
export function safeName(name: string): string {
  const line = name.replaceAll(/[\t\r\n\v\f\u0085\u2028\u2029]+/gu, ' ');
  return /^ *[=+\-@＝＋－＠]./u.test(line) && Number.isNaN(Number(line)) ? `'${line}` : line;
}

/** Comma-separated (RFC 4180), as pandas reads by default: cells with commas or quotes are quoted, names stay on their line. */
function csvTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

function cell(text: string): string {
  const line = safeName(text);
  return /[",]/u.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
}

/** Input of decoupler, as CollecTRI: source, target, weight with its sign. Edges of weight 0 are left out. */
export function decoupler({ genes, edges }: NetworkDocument): string {
  const rows = edges
    .filter(({ weight }) => weight !== 0)
    .map(({ source, target, weight }) => [genes[source] ?? '', genes[target] ?? '', formatFloat32(weight)]);
  return csvTable(['source', 'target', 'weight'], rows);
}

/** Adjacencies of arboreto, input of pySCENIC: TF, target, importance |weight|, without sign. Edges of weight 0 are left out. */
export function pyscenic({ genes, edges }: NetworkDocument): string {
  const rows = edges
    .filter(({ weight }) => weight !== 0)
    .map(({ source, target, weight }) => [
      genes[source] ?? '',
      genes[target] ?? '',
      formatFloat32(Math.abs(weight)),
    ]);
  return csvTable(['TF', 'target', 'importance'], rows);
}

/** BEELINE's rankedEdges.csv (docs/compare.md): strongest edge first, separated by tabs, EdgeWeight |weight|. */
export function beeline({ genes, edges }: EdgeList): string {
  const lines = edges.map(({ source, target, weight }) =>
    [safeName(genes[source] ?? ''), safeName(genes[target] ?? ''), formatFloat32(Math.abs(weight))].join(
      '\t',
    ),
  );
  return `${['Gene1\tGene2\tEdgeWeight', ...lines].join('\n')}\n`;
}

/** CausalBench's output_network.csv: a numbered edge a line, all of which count alike. */
export function causalBench({ genes, edges }: EdgeList): string {
  const rows = edges.map(({ source, target }, at) => [String(at), genes[source] ?? '', genes[target] ?? '']);
  return csvTable(['', 'from', 'to'], rows);
}

/**
 * Simple interaction format: `source<tab>activates|represses<tab>target`, genes without an edge alone on a line, no weights. Tabs separate,
 * so names may contain spaces.
 */
export function sif({ genes, edges }: NetworkDocument): string {
  const connected = new Set(edges.flatMap(({ source, target }) => [source, target]));
  const nameOf = (gene: number) => safeName(genes[gene] ?? '');
  const alone = [...genes.keys()].filter((gene) => !connected.has(gene));
  return [
    ...edges.map((edge) => `${nameOf(edge.source)}\t${interactionOf(edge)}\t${nameOf(edge.target)}\n`),
    ...alone.map((gene) => `${nameOf(gene)}\n`),
  ].join('');
}

const header = 'source\ttarget\tchange\tfirst\tsecond';

/** Tab-separated, one line per edge. `first`, `second`: signed weights, 0 where a network gives the pair none. */
export function comparisonTsv(edges: readonly ChangedEdge[]): string {
  const lines = edges.map(({ source, target, change, first, second }) =>
    [safeName(source), safeName(target), change, formatFloat32(first), formatFloat32(second)].join('\t'),
  );
  return `${[header, ...lines].join('\n')}\n`;
}

/** Edges as a known network, for `--prior`. */
export function knownNetworkTsv(edges: readonly TruthEdge[]): string {
  const lines = edges.map(({ source, target, sign, confidence = 1 }) =>
    [safeName(source), safeName(target), sign, Number(confidence.toFixed(4))].join('\t'),
  );
  return `${['source\ttarget\tsign\tconfidence', ...lines].join('\n')}\n`;
}

/** Tab-separated, the surest difference of each two contexts first. Numbers of four digits; weights are those of `edges.tsv`. */
export function differencesTsv(compared: readonly ContextDifferences[]): string {
  const lines = compared.flatMap(({ first, second, edges }) =>
    edges.map((edge) =>
      [
        ...[first, second, edge.source, edge.target].map(safeName),
        ...[edge.first, edge.second, edge.difference, edge.error, edge.p, edge.q].map((value) =>
          String(Number(value.toPrecision(4))),
        ),
        edge.supported ? 'yes' : 'no',
      ].join('\t'),
    ),
  );
  const names = 'first second source target in_first in_second difference standard_error p q supported';
  return `${[names.replaceAll(' ', '\t'), ...lines].join('\n')}\n`;
}
