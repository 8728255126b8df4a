/** Export of a network to other programs: formats, the parts of a run they need, and the choice of edges. */
import type { SignColors } from '../../network/formats/document';
import { networkFormats, type NetworkFormatName } from '../../network/formats/formats';
import type { Edge, Module, Network } from '../../network/network';
import { rankEdges } from '../../network/ranking';
import { isStableIn } from '../../network/stability';
import type { Placement, ViewDocument } from '../view';

/** Plain, structured-clonable data without cells. */
export interface NetworkToExport {
  readonly name: string;
  readonly network: Network;
  readonly modules: readonly Module[];
  readonly placement: Placement | null;
  /** Why the network must not be interpreted, a sentence without its full stop; null: it may. */
  readonly doubt: string | null;
  /** Perturbed genes. */
  readonly perturbed: readonly number[];
  readonly view: Pick<ViewDocument, 'edgeBudget' | 'minimumStability' | 'moduleNames'>;
}

/** null: the default of the format, either the drawn edges or all. */
export interface EdgeChoice {
  readonly top: number | null;
  /** Minimum share of agreeing leave-out fits; without such fits every edge is kept. */
  readonly minimumStability: number | null;
}

export const asTheFormat: EdgeChoice = { top: null, minimumStability: null };

/** Deterministic: the same run and choice give the same text. */
export async function exportNetwork(
  format: NetworkFormatName,
  run: NetworkToExport,
  choice: EdgeChoice,
  colors: SignColors,
): Promise<string> {
  const write = await networkFormats[format].load();
  return write({
    name: run.name,
    doubt: run.doubt,
    genes: run.network.genes,
    edges: chosenEdges(format, run, choice),
    modules: run.modules,
    moduleNames: run.view.moduleNames,
    perturbed: new Set(run.perturbed),
    positions: run.placement?.positions ?? null,
    colors,
  });
}

function chosenEdges(
  format: NetworkFormatName,
  { network, view }: NetworkToExport,
  choice: EdgeChoice,
): readonly Edge[] {
  if (networkFormats[format].edges !== 'drawn') return edgesOfChoice(network, choice);
  return drawnEdges({ network, view }, choice);
}

/** Those of the figure, where not chosen otherwise; none of weight 0. */
export function drawnEdges(
  { network, view }: Pick<NetworkToExport, 'network' | 'view'>,
  { top, minimumStability }: EdgeChoice,
): readonly Edge[] {
  return edgesOfChoice(network, {
    top: top ?? view.edgeBudget,
    minimumStability: minimumStability ?? view.minimumStability,
  }).filter(({ weight }) => weight !== 0);
}

/** Strongest first. */
export function edgesOfChoice(network: Network, { top, minimumStability }: EdgeChoice): readonly Edge[] {
  return rankEdges(network, top ?? Infinity).filter(({ stability }) =>
    isStableIn(stability, minimumStability ?? 0),
  );
}

export type ExportFormat = NetworkFormatName | 'h5ad' | 'ipynb';

/** All formats, in the order of menus: those of the network, then the file with predictions and the notebook that draws it. */
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
  'ipynb',
];

/** Name of the files of a data set, without their endings: 'hipsc' for 'hipsc.h5ad'. */
export function fileStem(name: string): string {
  const stem = name
    .replace(/\.(h5ad|h5seurat|h5|loom|mtx|npz|zarr(\.zip)?|zip|csv|tsv|txt)(\.gz)?$/i, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '_');
  return stem || 'modulode';
}

/** Ending of a file of the format, after the name of the data and a dot. */
export function endingOf(format: ExportFormat): string {
  if (format === 'h5ad') return 'predictions.h5ad';
  return format === 'ipynb' ? 'predictions.ipynb' : networkFormats[format].ending;
}
