/** Commands on what is selected in the network, and on the colours and sizes of its genes (see commands.ts). */
import type { ViewDocument } from '../state';
import { arrangements, colorings, sizings } from '../../../share/view';
import { arrangementTexts, colorTexts, sizeTexts } from '../../../present/text/names';
import * as act from '../view/genes';
import { copyText } from '../share/share';
import { arrangeGenes, toggleMeasuredOverlay } from '../view/view';
import { measuredOn, useRun, useScreen, useView } from '../stores';
import { emitViewEvent, hasViewListener } from '../view/viewBus';
import { genesIn } from '../view/viewGenes';

const view = (): ViewDocument => useView.getState().present;
const genes = () => genesIn(view().selection);
const hasGenes = () => genes().length > 0;
const hasRun = () => useRun.getState().dataset !== null;

function canHide(): boolean {
  return hasGenes() || view().selection?.kind === 'edge';
}

function hide(): void {
  const { selection } = view();
  if (selection?.kind === 'edge') act.hideEdge(selection.source, selection.target);
  else act.hideGenes(genes());
}

const canPerturb = () => hasGenes() && (genes().length === 1 || act.canPerturbTogether());
const hasHidden = () => view().hiddenGenes.length + view().hiddenEdges.length > 0;

const hasMeasured = () =>
  useScreen.getState().step === 'explore' &&
  measuredOn(useRun.getState().result).some(({ kind }) => kind !== 'unseen');

/** Names of genes as lines of text. */
export function copyNames(of: readonly number[]): Promise<boolean> {
  const names = useRun.getState().dataset?.genes ?? [];
  return copyText(of.map((gene) => names[gene] ?? '').join('\n'));
}

export const networkCommands = [
  { id: 'hide', label: 'Hide what is selected', shortcuts: ['h'], enabled: canHide, run: hide },
  {
    id: 'show-hidden',
    label: 'Show all hidden genes and edges',
    shortcuts: ['u'],
    enabled: hasHidden,
    run: act.showAllHidden,
  },
  {
    id: 'select-neighbours',
    label: 'Select the neighbours of the selected genes',
    shortcuts: ['g'],
    enabled: () => hasGenes() && hasViewListener('selectNeighbours'),
    run: () => emitViewEvent('selectNeighbours'),
  },
  {
    id: 'copy-names',
    label: 'Copy the names of the selected genes',
    enabled: hasGenes,
    run: async () => void (await copyNames(genes())),
  },
  {
    id: 'measured-responses',
    label: 'Measured responses over the network',
    enabled: hasMeasured,
    run: toggleMeasuredOverlay,
  },
  ...colorings.map((what) => ({
    id: `color-${what}`,
    label: `Colour genes: ${colorTexts[what].toLowerCase()}`,
    enabled: hasRun,
    run: () => act.colorBy(what),
  })),
  ...sizings.map((what) => ({
    id: `size-${what}`,
    label: `Size of genes: ${sizeTexts[what].toLowerCase()}`,
    enabled: hasRun,
    run: () => act.sizeBy(what),
  })),
  ...arrangements.map((arrangement) => ({
    id: `arrange-${arrangement}`,
    label: `Arrangement of genes: ${arrangementTexts[arrangement].toLowerCase()}`,
    enabled: hasRun,
    run: () => arrangeGenes(arrangement),
  })),
];

export const perturbCommands = [
  {
    id: 'knock-out',
    label: 'Knock out the selected genes',
    enabled: canPerturb,
    run: () => act.perturbGenes(genes(), 0),
  },
  {
    id: 'raise',
    label: 'Overexpress the selected genes 2 ×',
    enabled: canPerturb,
    run: () => act.perturbGenes(genes(), 2),
  },
];
