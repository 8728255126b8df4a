/** Undo and redo of what is on screen: of corrected labels on Check, where there are any, else of the view. */
import { useImport, useScreen, useView } from '../stores';
import { redoTarget, redoView, undoTarget, undoView } from './actions';

const areLabels = (which: 'past' | 'future') =>
  useScreen.getState().step === 'check' && (useImport.getState().corrections?.[which].length ?? 0) > 0;

export const canUndo = () => areLabels('past') || useView.getState().past.length > 0;
export const canRedo = () => areLabels('future') || useView.getState().future.length > 0;
export const undo = () => (areLabels('past') ? undoTarget() : undoView());
export const redo = () => (areLabels('future') ? redoTarget() : redoView());
