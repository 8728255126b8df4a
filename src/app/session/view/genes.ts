/** Actions on several genes of the network; all can be undone. */
import { wantGene } from './viewBus';
import * as to from './viewGenes';
import type { ViewDocument } from '../state';
import { useRun, useView } from '../stores';
import { pinned, slid } from './viewState';
import { change, endGesture, select, setSlider, showPerturb, showScreen } from './view';

export const hideGenes = (genes: readonly number[]) => change((view) => to.genesHidden(view, genes), null);
export const hideEdge = (source: number, target: number) =>
  change((view) => to.edgeHidden(view, { source, target }), null);
export const showGene = (gene: number) => change((view) => to.geneShown(view, gene), null);
export const showAllHidden = () => change(to.allShown, null);
export const undoRevisions = (...what: [Parameters<typeof to.revisionsUndone>[1], boolean]) =>
  change((view) => to.revisionsUndone(view, ...what), null);
export const colorBy = (what: Parameters<typeof to.coloredBy>[1]) =>
  change((view) => to.coloredBy(view, what), null);
export const sizeBy = (what: Parameters<typeof to.sizedBy>[1]) =>
  change((view) => to.sizedBy(view, what), null);

/** Moves genes to world coordinates; calls for the same genes in a row are one undo step until `endGesture`. */
export const moveGenes = (places: ViewDocument['pins']) =>
  change(
    (view) => places.reduce((moved, { gene, x, y }) => pinned(moved, gene, x, y), view),
    `move ${places.map(({ gene }) => gene).join()}`,
  );

export function selectGenes(genes: readonly number[]): void {
  select(to.selectionOf(genes));
}

/** Selects a gene, shows it if it was hidden, and moves the camera to it. */
export function findGene(gene: number): void {
  showGene(gene);
  select({ kind: 'gene', gene });
  wantGene(gene);
}

/** Shows the predicted response of a gene outside the network, which has no place in it. */
export function findOutsideGene(name: string): void {
  showPerturb();
  showScreen({ outsideSearch: name });
}

/** Adds a gene to the selected genes, or takes it out. */
export function toggleSelected(gene: number): void {
  select(to.toggledIn(useView.getState().present.selection, gene));
}

/** Sets all genes to one level (0 knocked out, 1 unchanged) as one undo step, and opens Perturb. */
export function perturbGenes(genes: readonly number[], value: number): void {
  const [first] = genes;
  if (genes.length === 1 && first !== undefined) setSlider(first, value);
  else change((view) => genes.reduce((changed, gene) => slid(changed, gene, value), view), null);
  endGesture();
  showPerturb();
}

/** A table of responses in a link holds changes of single genes only. */
export function canPerturbTogether(): boolean {
  return useRun.getState().shared?.sliderModel?.kind !== 'responses';
}
