/** Rows of the tables of known edges against data. Pure. */
import { type JudgedEdge, judgedEdges } from '../../../../evaluation/knowledge/evidence';
import type { KnowledgeReport } from '../../../../inference/benchmark/knowledge';
import type { Network } from '../../../../network/network';
import { rankEdges } from '../../../../network/ranking';
import type { ResponsesOfEdges } from '../../../../present/figure/scene';

/** Strongest edges that can be coloured. */
const MOST_COLOURED = 2000;

export interface EdgeBesideData extends JudgedEdge {
  readonly isKnown: boolean;
}

/** All known edges, and those of the `edges` strongest of the network that are not known, with the sign that the network gives them. */
export function edgesBesideData(
  { judged, base, responses }: KnowledgeReport,
  network: Network,
  edges: number,
): readonly EdgeBesideData[] {
  const known = new Set(base.edges.map(({ source, target }) => `${source} ${target}`));
  const fresh = rankEdges(network, edges)
    .filter(({ source, target }) => !known.has(`${source} ${target}`))
    .map(({ source, target, weight }) => ({
      source,
      target,
      sign: weight < 0 ? (-1 as const) : (1 as const),
    }));
  return [
    ...judged.map((edge) => ({ ...edge, isKnown: true })),
    ...judgedEdges(fresh, responses).map((edge) => ({ ...edge, isKnown: false })),
  ];
}

/** Of the responses to an edge's regulator, in standard deviations; 0 without any. */
export function largestEffect({ observations }: Pick<JudgedEdge, 'observations'>): number {
  return observations.reduce((most, { effect }) => (Math.abs(effect) > Math.abs(most) ? effect : most), 0);
}

/** Colours of the network's edges, of the strongest ones and of all known ones. */
export function responsesOfEdges(report: KnowledgeReport, network: Network): ResponsesOfEdges {
  const rows = edgesBesideData(report, network, MOST_COLOURED);
  return new Map(
    rows.flatMap(({ source, target, finding }) =>
      finding === 'confirmed' || finding === 'contradicted'
        ? [[`${source}>${target}`, finding] as const]
        : [],
    ),
  );
}
