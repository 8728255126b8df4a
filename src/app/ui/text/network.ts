/** The network in sentences: what is selected, hidden and under the pointer, and the items of its menus. */
import type { Dataset } from '../../../dataset/dataset';
import type { Network } from '../../../network/network';
import { countPairs, rankOfPair } from '../../../network/ranking';
import type { DrawnEdge, Scene, ShownResponses } from '../../../present/figure/scene';
import { count, fold, foldOrRatio, percent, plural, signed } from '../../../present/text/format';
import { rowNoun } from '../../../dataset/rows';
import type { ColorBy, Selection } from '../../../share/view';

/** Above the network: what the picture is limited to. */
export function selectionText(scene: Scene, selection: NonNullable<Selection>): string {
  const name = (gene: number) => scene.genes[gene] ?? '';
  switch (selection.kind) {
    case 'gene': {
      const isLinked = scene.edges.some(
        ({ source, target }) => source === selection.gene || target === selection.gene,
      );
      return isLinked
        ? `Showing ${name(selection.gene)} and its neighbours`
        : `${name(selection.gene)}: no edges shown`;
    }
    case 'genes':
      return `${plural(selection.genes.length, 'gene')} selected`;
    case 'edge':
      return `Showing ${name(selection.source)} and ${name(selection.target)}`;
    case 'module':
      return `Showing module ${scene.modules[selection.module]?.name ?? ''}`;
    default:
      return selection satisfies never;
  }
}

/** Text of the card beside what is under the pointer or the keyboard. */
export interface HoverText {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Changes of a gene under the perturbation on the sliders, log2; null: not known. */
export interface SeenChange {
  /** 'Without GATA1' */
  readonly perturbation: string;
  readonly predicted: number | null;
  readonly measured: number | null;
}

export function geneText(
  scene: Scene,
  gene: number,
  dataset: Pick<Dataset, 'conditions' | 'scale' | 'notes'>,
  change: SeenChange | null,
): HoverText {
  const targets = scene.edges.filter(({ source }) => source === gene).length;
  const regulators = scene.edges.filter(({ target }) => target === gene).length;
  const place = scene.modules.findIndex(({ genes }) => genes.includes(gene));
  const given = scene.moduleNames[place];
  const module = scene.modules[place]?.name.replace(/^M(?=\d)/u, 'Module ');
  const own = dataset.conditions.filter(({ interventions }) =>
    interventions.some((one) => one.gene === gene),
  );
  const cells = own.reduce((sum, condition) => sum + condition.cells, 0);
  return {
    title: scene.genes[gene] ?? '',
    lines: [
      ...(module ? [given ? `${module} · ${given}` : module] : ['In no module']),
      `${plural(targets, 'target')} and ${plural(regulators, 'regulator')} shown`,
      ...(own.length === 0
        ? []
        : [cells > 0 ? `Perturbed in ${plural(cells, rowNoun(dataset))}` : 'Perturbed in the screen']),
      ...(change ? [changeText(change, dataset.scale)] : []),
      ...(scene.pinned.has(gene) ? ['Pinned'] : []),
    ],
  };
}

/** 'Without GATA1: predicted ÷ 2.9, measured ÷ 2.7' */
function changeText({ perturbation, predicted, measured }: SeenChange, scale: Dataset['scale']): string {
  const parts = [
    ...(predicted === null ? [] : [`predicted ${fold(predicted)}`]),
    measured === null ? 'not measured' : `measured ${foldOrRatio(measured, scale)}`,
  ];
  return `${perturbation}: ${parts.join(', ')}`;
}

/** What was measured of the target when the source was perturbed, in the unit of the inspector. */
export interface SeenEvidence {
  readonly label: string;
  readonly measured: number;
  readonly low: number;
  readonly high: number;
  readonly predicted: number;
}

/** `evidence`: null where the source was never perturbed; undefined where it is not known here. */
export function edgeText(
  scene: Scene,
  edge: DrawnEdge,
  network: Network | null,
  evidence: SeenEvidence | null | undefined,
): HoverText {
  const [source, target] = [scene.genes[edge.source] ?? '', scene.genes[edge.target] ?? ''];
  const row = network?.regulators.indexOf(edge.source) ?? -1;
  const pair = row * scene.genes.length + edge.target;
  const rank = network && row >= 0 ? rankOfPair(network, pair) : null;
  const ranked = network && rank !== null ? `, rank ${count(rank)} of ${count(countPairs(network))}` : '';
  const stability = network && row >= 0 ? (network.stability?.[pair] ?? null) : null;
  return {
    title: `${source} ${edge.weight < 0 ? '⊣' : '→'} ${target}`,
    lines: [
      `${edge.weight < 0 ? 'Represses' : 'Activates'}${scene.doubt ? ' (not reliable)' : edge.unstable ? ' (unstable)' : ''}`,
      `Weight ${signed(edge.weight, 3)}${ranked}`,
      ...(stability === null ? [] : [`Stability ${percent(stability)}`]),
      ...(evidence === undefined
        ? []
        : [evidence === null ? `${source} was not perturbed here` : evidenceText(evidence)]),
    ],
  };
}

function evidenceText({ label, measured, low, high, predicted }: SeenEvidence): string {
  return `Under ${label}: measured ${signed(measured)} (${signed(low)} to ${signed(high)}), predicted ${signed(predicted)}`;
}

/** The layer of Explore. */
export const measuredLayerText = 'Measured responses';

/** For those who do not see the lines and their legend. */
export function describeResponses({ counts, sentence }: ShownResponses): string {
  const { explained, unexplained, unseen, measured } = counts;
  if (measured > 0) return `Measured responses: ${count(measured)}. ${sentence}`;
  return `Measured responses: ${count(explained)} explained, ${count(unexplained)} unexplained, ${count(unseen)} predicted but not seen. ${sentence}`;
}

/** In the legend, beside the colours. */
export const shadingLabels: Readonly<Record<Exclude<ColorBy, 'module'>, string>> = {
  degree: 'edges shown',
  measured: 'measured change',
  predicted: 'predicted change',
  expression: 'mean expression in controls',
  perturbed: 'perturbed in the screen',
};

/** Why a colour or a size cannot be chosen now. */
export const appearanceText = {
  title: 'Colour and size of genes',
  color: 'Colour by',
  size: 'Size by',
  noPerturbation: 'Perturb a gene first',
  notMeasured: 'This perturbation was not measured',
  noCells: 'Not in this link',
} as const;

export const menuText = {
  gene: (name: string) => `Menu of ${name}`,
  edge: 'Menu of the edge',
  canvas: 'Menu of the network',
  knockOut: 'Knock out',
  raise: 'Overexpress 2 ×',
  hide: 'Hide',
  hideEdge: 'Hide this edge',
  neighbours: 'Select neighbours',
  module: 'Select its module',
  pin: 'Pin',
  unpin: 'Unpin',
  copy: (genes: number) => (genes === 1 ? 'Copy name' : `Copy ${count(genes)} names`),
  copied: (genes: number) => (genes === 1 ? 'Name copied.' : `${count(genes)} names copied.`),
  notCopied: 'This browser does not allow copying.',
  open: 'Open gene card',
  openEdge: 'Open details',
  showAll: 'Show all hidden',
  fit: 'Fit to view',
  undo: 'Undo',
} as const;

/** Where several genes are selected. */
export const selectedText = {
  knockOut: 'Knock out together',
  raise: 'Overexpress together, 2 ×',
  oneAtATime: 'This link holds responses to single genes only.',
  how: 'Shift-click adds or removes a gene, Shift-drag selects a box. By keyboard: Shift Enter, Ctrl A.',
} as const;

export const trayText = {
  title: 'Hidden',
  showAll: 'Show all',
  show: (name: string) => `Show ${name}`,
} as const;

/** '3 genes and 1 edge hidden' */
export function hiddenText(genes: number, edges: number): string {
  const parts = [
    ...(genes > 0 ? [plural(genes, 'gene')] : []),
    ...(edges > 0 ? [plural(edges, 'edge')] : []),
  ];
  return `${parts.join(' and ')} hidden`;
}
