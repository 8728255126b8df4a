/** The heat map and the layers of a network in sentences. */
import type { Network } from '../../../network/network';
import { edgeAt, rankOfPair } from '../../../network/ranking';
import { moduleTitle, type ViewedScene } from '../../../present/figure/scene';
import { count, percent, plural, signed } from '../../../present/text/format';

export const viewsText = {
  noEdges: 'No edges are shown. Show more edges, or lower the minimum stability, under “Filter edges”.',
  /** `fewest`: regulators that hold this `share` of the edges. */
  matrixOpening: (fewest: number | null, share: number) =>
    fewest !== null &&
    `Shown as a heat map, because ${plural(fewest, 'regulator has', 'regulators have')} ${percent(share)} of the edges.`,
  matrixHint: 'Point at a cell, or move with the arrow keys; a click or Enter opens its edge.',
  matrixCaption: {
    shown: 'Regulators in rows, targets in columns, by module; weights of the edges shown.',
    all: 'Regulators in rows, targets in columns, by module; all weights between the genes of the edges shown.',
  },
  layersCaption:
    'Regulators act on modules, modules on their genes. Each line sums the edges between its ends; the sign of an edge is the product of the signs along its path.',
  layersHint: 'Point at a name, or move with the arrow keys, to see its paths; a click or Enter selects it.',
  matrixDescription: (rows: number, columns: number, edges: number) =>
    `${plural(rows, 'regulator')} in rows, ${plural(columns, 'target')} in columns, ${plural(edges, 'edge')} shown. Arrow keys move from cell to cell, Home, End, Page up and Page down to the ends, Enter opens the edge. The table lists the same edges.`,
  layersDescription: (regulators: number, modules: number, edges: number) =>
    `${plural(regulators, 'regulator')} on the left, ${plural(modules, 'module')} in the middle, their genes on the right; ${plural(edges, 'edge')} shown. Arrow keys move between names, Enter selects. The table lists the same edges.`,
} as const;

/** 'GATA1 activates KLF1 (M1): weight +1.12, rank 1, stable in 100 %'. */
export function pairText(network: Network, scene: ViewedScene, source: number, target: number): string {
  const [from = '', to = ''] = [network.genes[source], network.genes[target]];
  const pair = network.regulators.indexOf(source) * network.genes.length + target;
  const rank = rankOfPair(network, pair);
  if (source === target) return `${from}: no edge to itself`;
  if (rank === null) return `${from} → ${to}: no edge`;
  const { weight, stability } = edgeAt(network, pair);
  const isShown = scene.edges.some((edge) => edge.source === source && edge.target === target);
  const sure = stability === null ? '' : `, stable in ${percent(stability)}`;
  const module = scene.modules.findIndex(({ genes }) => genes.includes(target));
  const within = module < 0 ? '' : ` (${moduleTitle(scene, module)})`;
  const verb = weight < 0 ? 'represses' : 'activates';
  return `${from} ${verb} ${to}${within}: weight ${signed(weight)}, rank ${count(rank)}${sure}${isShown ? '' : ' (not among the edges shown)'}`;
}
