/** A network on its way to another program: what of a run that takes, and which of its edges. */
import type { NetworkDocument, SignColors } from '../../network/formats/document';
import { networkFormats, type NetworkFormatName } from '../../network/formats/formats';
import type { Edge, Module, Network } from '../../network/network';
import { rankEdges } from '../../network/ranking';
import { isStableIn } from '../../network/stability';
import type { Placement, ViewDocument } from '../view';

/** Plain data, structured-clonable: no cells. */
export interface NetworkToExport {
  readonly name: string;
  readonly network: Network;
  readonly modules: readonly Module[];
  readonly placement: Placement | null;
  /** Genes set in the experiment. */
  readonly perturbed: readonly number[];
  readonly view: Pick<ViewDocument, 'edgeBudget' | 'minimumStability' | 'moduleNames'>;
}

/** null: as the format does by itself, as many as are drawn or all. */
export interface EdgeChoice {
  readonly top: number | null;
  /** Edges that fewer of the leave-out fits agree on are left out; without such fits every edge stays. */
  readonly minimumStability: number | null;
}

export const asTheFormat: EdgeChoice = { top: null, minimumStability: null };

/** The same run and choice give the same text. */
export async function exportNetwork(
  format: NetworkFormatName,
  run: NetworkToExport,
  choice: EdgeChoice,
  colors: SignColors,
): Promise<string> {
  const write = await networkFormats[format].load();
  const document: NetworkDocument = {
    name: run.name,
    genes: run.network.genes,
    edges: chosenEdges(format, run, choice),
    modules: run.modules,
    moduleNames: run.view.moduleNames,
    perturbed: new Set(run.perturbed),
    positions: run.placement?.positions ?? null,
    colors,
  };
  return write(document);
}

function chosenEdges(
  format: NetworkFormatName,
  { network, view }: NetworkToExport,
  choice: EdgeChoice,
): readonly Edge[] {
  const drawn = networkFormats[format].edges === 'drawn';
  if (!drawn) return edgesOfChoice(network, choice);
  const { top, minimumStability } = choice;
  return edgesOfChoice(network, {
    top: top ?? view.edgeBudget,
    minimumStability: minimumStability ?? view.minimumStability,
  }).filter(({ weight }) => weight !== 0);
}

/** Strongest first; null: all of them. */
export function edgesOfChoice(network: Network, { top, minimumStability }: EdgeChoice): readonly Edge[] {
  return rankEdges(network, top ?? Infinity).filter(({ stability }) =>
    isStableIn(stability, minimumStability ?? 0),
  );
}

/** Every format a run can be taken elsewhere in: those of its network, and the file with its predictions. */

export type ExportFormat = NetworkFormatName | 'h5ad';

/** In the order they are offered. */
export const exportFormats: readonly ExportFormat[] = [
  'tsv',
  'cx2',
  'graphml',
  'cyjs',
  'sif',
  'gmt',
  'regulons',
  'decoupler',
  'pyscenic',
  'h5ad',
];

/** How a file of the format ends, after the name of the data and a dot. */
export function endingOf(format: ExportFormat): string {
  return format === 'h5ad' ? 'predictions.h5ad' : networkFormats[format].ending;
}
