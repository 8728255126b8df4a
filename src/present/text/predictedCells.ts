/** Predicted cells in words. */
import type { CellsRefused, PredictedCells } from '../../share/exports/predictedCells';
import { predictedCellsNote } from '../../share/exports/predictedCellsNote';
import { decimal, plural } from './format';

export const predictedCellsText = {
  button: 'Predicted cells',
  ofSliders: 'Download cells of this perturbation, and controls (h5ad), for programs that score cells',
  ofScreen:
    'Download cells of each perturbation of the screen, predicted without it, and controls (h5ad), for programs that score cells',
  refused: {
    'no-controls': {
      title: 'The run has no control cells',
      why: 'Predicted cells are control cells moved to the predicted mean; a run without controls, or from a link, has none.',
      next: 'Take the run file of a screen with controls.',
    },
    'no-counts': {
      title: 'The values of the run are not counts',
      why: 'The noise of predicted cells is that of counts, which these values do not contain.',
      next: 'Train on the counts of the file, or take the predicted means (--out FILE.h5ad).',
    },
    'none-at-time': {
      title: 'No perturbation of the screen can be predicted',
      why: 'None was measured at this time.',
      next: 'Give perturbations with --perturb.',
    },
  } satisfies Readonly<Record<CellsRefused, unknown>>,
  /** What was written, what it carries, and how far from measured cells it is: 0 where noise makes an estimate negative. */
  written: ({ perturbations, each, controls, distances }: Omit<PredictedCells, 'bytes'>): string[] => [
    `${plural(perturbations, 'perturbation')}, ${plural(each, 'cell')} each, and ${plural(controls, 'control cell')}.`,
    predictedCellsNote,
    ...(distances === null
      ? []
      : [
          `Energy distance to the measured cells of ${plural(distances.perturbations, 'perturbation')} (unmoved controls = 1): predicted cells ${decimal(Math.max(0, distances.predicted))}, controls moved without noise ${decimal(Math.max(0, distances.moved))}, cells of the other perturbations ${decimal(Math.max(0, distances.others))}.`,
        ]),
  ],
};
