/** Changes of the view. All can be undone, except those of the screen (showScreen). */
import { edit, newHistory, redo, settle, undo } from '../history';
import * as to from './viewState';
import type { ViewDocument, ScreenState } from '../state';
import { useRun, useScreen, useView } from '../stores';
import { viewFor } from '../../../share/view';

/** One undo step, or with the same `gesture` as the change before a part of its step. */
export function change(next: (view: ViewDocument) => ViewDocument, gesture: string | null): void {
  useView.setState((history) => edit(history, next(history.present), gesture), true);
}

/** The action of a transition. Calls with the same `gesture` belong to one undo step until `endGesture`; null: each is one. */
function action<Rest extends readonly unknown[]>(
  next: (view: ViewDocument, ...rest: Rest) => ViewDocument,
  gesture: string | null = null,
): (...rest: Rest) => void {
  return (...rest) => change((view) => next(view, ...rest), gesture);
}

const changeSelection = action(to.selected, 'selection');
const changeEdgeBudget = action(to.budgeted, 'edge-budget');

/** Selects and shows it in the inspector; null clears the selection. */
export function select(selection: ViewDocument['selection']): void {
  changeSelection(selection);
  if (selection) useScreen.setState({ inspector: selection.kind === 'genes' ? 'gene' : selection.kind });
}

export function setEdgeBudget(edges: number): void {
  const { dataset } = useRun.getState();
  changeEdgeBudget(edges, dataset ? dataset.candidates.length * (dataset.genes.length - 1) : 1);
}

export const setMinimumStability = action(to.minimumStabilitySet, 'minimum-stability');
export const toggleModule = action(to.moduleToggled);
export const renameModule = action(to.moduleRenamed);
/** Positions in the network view's own units. */
export const pinGene = action(to.pinned);
export const unpinGene = action(to.unpinned);
export const arrangeGenes = action(to.arranged);
export const toggleLayoutFrozen = action((view) => ({ ...view, layoutFrozen: !view.layoutFrozen }));
export const toggleTruthOverlay = action((view) => ({ ...view, truthOverlay: !view.truthOverlay }));
export const toggleMeasuredOverlay = action((view) => ({ ...view, measuredOverlay: !view.measuredOverlay }));

/** Value relative to control: 0 knocked out, 1 unchanged, at most 3. The prediction follows in usePrediction. */
export function setSlider(gene: number, value: number): void {
  // A table of responses has no values in between and no two genes at once.
  const isTable = useRun.getState().shared?.sliderModel?.kind === 'responses';
  const sliders = to.nearestTabulated(gene, value);
  change((view) => (isTable ? { ...view, sliders } : to.slid(view, gene, value)), `slider ${gene}`);
}

/** All sliders at once, as one undo step. */
export const setSliders = action((view, sliders: ViewDocument['sliders']) =>
  JSON.stringify(sliders) === JSON.stringify(view.sliders) ? view : { ...view, sliders },
);
/** Time of the predictions; null: the last time point. */
export const setPredictTime = action(to.timed);
export const releaseSlider = action(to.released);
export const releaseAllSliders = action((view) =>
  view.sliders.length > 0 ? { ...view, sliders: [] } : view,
);

/** Embedding, colours, arrows and picked cells of the Cells view. */
export const showCells = action(to.cellsShown);

/** The pointer was released: the next change begins an undo step. */
export const endGesture = () => useView.setState(settle, true);
export const undoView = () => useView.setState(undo, true);
export const redoView = () => useView.setState(redo, true);

/** For other genes: forgets everything that refers to genes by number. */
export function resetView(genes: number): void {
  useView.setState(newHistory(viewFor(genes)), true);
}

export const showScreen = (screen: Partial<ScreenState>) => useScreen.setState(screen);

/** Perturb shows measured beside predicted again. */
export const closePerturbPanel = () => showScreen({ perturbPanel: 'measured' });

/** Whether there is a finished model to predict from: not during training, nor in a link with a table of responses. */
export function hasModel(): boolean {
  const { result, shared } = useRun.getState();
  return result !== null && (!shared || shared.sliderModel?.kind === 'model');
}

/** Opens Perturb without a selection: the colours of all genes show the prediction. */
export function showPerturb(): void {
  select(null);
  showScreen({ step: 'perturb', inspector: 'run' });
}
