/** Changes of the view. All can be undone, except those of the screen (showScreen). */
import {
  edit,
  newHistory,
  redo,
  settle,
  undo,
  budgeted,
  minimumStabilitySet,
  moduleRenamed,
  moduleToggled,
  pinned,
  released,
  selected,
  slid,
  unpinned,
} from '../viewState';
import type { Selection, ViewDocument, ScreenState } from '../state';
import { nearestTabulated } from '../sharedRun';
import { useRun, useScreen, useView } from '../stores';
import { viewFor } from '../../../share/view';

function change(next: (view: ViewDocument) => ViewDocument, gesture: string | null): void {
  const history = useView.getState();
  useView.setState(edit(history, next(history.present), gesture), true);
}

/** Selects and shows it in the inspector; null clears the selection. */
export function select(selection: Selection): void {
  change((view) => selected(view, selection), 'selection');
  if (selection) useScreen.setState({ inspector: selection.kind });
}

/** While a slider is dragged every call belongs to one undo step, until `endGesture`. */
export function setEdgeBudget(edges: number): void {
  change((view) => budgeted(view, edges, possibleEdges()), 'edge-budget');
}

export function setMinimumStability(share: number): void {
  change((view) => minimumStabilitySet(view, share), 'minimum-stability');
}

export function toggleModule(module: number): void {
  change((view) => moduleToggled(view, module), null);
}

export function renameModule(module: number, name: string): void {
  change((view) => moduleRenamed(view, module, name), null);
}

/** Positions in the network view's own units. */
export function pinGene(gene: number, x: number, y: number): void {
  change((view) => pinned(view, gene, x, y), null);
}

export function unpinGene(gene: number): void {
  change((view) => unpinned(view, gene), null);
}

export function toggleLayoutFrozen(): void {
  change((view) => ({ ...view, layoutFrozen: !view.layoutFrozen }), null);
}

export function toggleTruthOverlay(): void {
  change((view) => ({ ...view, truthOverlay: !view.truthOverlay }), null);
}

/** Value relative to control: 0 knocked out, 1 unchanged, at most 3. The prediction follows in useRun.prediction. */
export function setSlider(gene: number, value: number): void {
  // A table of responses has no values in between and no two genes at once.
  if (useRun.getState().shared?.sliderModel?.kind === 'responses')
    change((view) => ({ ...view, sliders: nearestTabulated(gene, value) }), `slider ${gene}`);
  else change((view) => slid(view, gene, value), `slider ${gene}`);
}

export function releaseSlider(gene: number): void {
  change((view) => released(view, gene), null);
}

export function releaseAllSliders(): void {
  change((view) => (view.sliders.length === 0 ? view : { ...view, sliders: [] }), null);
}

/** The pointer was released: the next change begins an undo step. */
export function endGesture(): void {
  useView.setState(settle(useView.getState()), true);
}

export function undoView(): void {
  useView.setState(undo(useView.getState()), true);
}

export function redoView(): void {
  useView.setState(redo(useView.getState()), true);
}

/** For other genes: forgets everything that refers to genes by number. */
export function resetView(genes: number): void {
  useView.setState(newHistory(viewFor(genes)), true);
  useScreen.setState({ predictTime: null });
}

function possibleEdges(): number {
  const dataset = useRun.getState().dataset;
  return dataset ? dataset.candidates.length * (dataset.genes.length - 1) : 1;
}

export function showScreen(screen: Partial<ScreenState>): void {
  useScreen.setState(screen);
}
