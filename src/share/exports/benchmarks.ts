/** Networks as the scorers of benchmarks read them (docs/compare.md), strongest edge first. Names stand as in the data, which these match exactly. */
import { csvTable, safeName } from '../../network/formats/edgeLists';
import type { Edge } from '../../network/network';
import { formatFloat32 } from '../../numerics/format';

interface EdgesOf {
  readonly genes: readonly string[];
  readonly edges: readonly Edge[];
}

/** BEELINE's rankedEdges.csv: separated by tabs, EdgeWeight |weight|. */
export function beeline({ genes, edges }: EdgesOf): string {
  const lines = edges.map(({ source, target, weight }) =>
    [safeName(genes[source] ?? ''), safeName(genes[target] ?? ''), formatFloat32(Math.abs(weight))].join(
      '\t',
    ),
  );
  return `${['Gene1\tGene2\tEdgeWeight', ...lines].join('\n')}\n`;
}

/** CausalBench's output_network.csv: a numbered edge a line, all of which count alike. */
export function causalBench({ genes, edges }: EdgesOf): string {
  const rows = edges.map(({ source, target }, at) => [String(at), genes[source] ?? '', genes[target] ?? '']);
  return csvTable(['', 'from', 'to'], rows);
}
