/** Titles, notes and states of the figures. Titles are findings; numbers come printed or as plain counts. */
import type { Comparison } from '../../../inference/result';
import { fold, percent, plural } from '../../../present/text/format';

const roles = {
  training: 'The model was fitted to this perturbation.',
  'cross-validated': 'Predicted by the fits that did not see this perturbation.',
  'held-out': 'Held out: the model has never seen this perturbation.',
} as const;

export const figureText = {
  loading: 'Loading the figure',
  failed: 'The figure could not be loaded. “As a table” shows the same numbers.',
  exportFailed: 'The figure could not be written to a file.',
  notFinished: 'Predicted and measured changes appear here when training ends.',
  noModules: 'No modules were found: too few genes are regulated alike.',
  noSliders: 'Set a gene on the Perturb page: its predicted course over time appears here.',
  waiting: 'The model is answering.',
  noCurve: 'The link holds answers at the end only, not the way there.',
  embedding: 'The cells are being put on two axes.',
  noEmbedding: 'There are no cells to draw here.',
  roleName: { training: 'Fitted', 'cross-validated': 'Left out once', 'held-out': 'Never seen' },

  predictedTitle({ label }: Comparison, direction: number, compared: number): string {
    return compared === 0
      ? `${label}: no gene changed clearly`
      : `${label}: direction right in ${direction} of ${plural(compared, 'gene')} changed clearly`;
  },
  predictedNote({ role, cells }: Comparison): string {
    return `${roles[role]} ${plural(cells, 'cell')}. Dashed: prediction equals measurement. Genes set by the experimenter are left out.`;
  },

  trajectoryNote(intervals: boolean, measured: boolean): string {
    return [
      'Mean expression relative to unchanged cells as the model predicts it; dashed: no change.',
      ...(intervals ? ['Bars at the end: range over the leave-out fits.'] : []),
      ...(measured ? ['Diamonds: measured.'] : []),
    ].join(' ');
  },
  trajectoryWords(title: string, ends: readonly { readonly name: string; readonly log2: number }[]): string {
    return `${title}. At the end: ${ends.map(({ name, log2 }) => `${name} ${fold(log2)}`).join(', ')}.`;
  },
  timeAxis(unit: string | null): string {
    return unit === null
      ? 'time after the change (decay times)'
      : `time after the change${unit ? ` (${unit})` : ''}`;
  },
  foldAxis: 'expression, fold change',

  /** `least`: the fold change from which on a change is counted. */
  moduleTitle(most: ModuleChange, right: number, compared: number, least: number): string {
    const { module, label, measured } = most;
    const finding = `${module} ${measured < 0 ? 'falls' : 'rises'} most in ${label} (${fold(measured)})`;
    return compared === 0
      ? `${finding}; no module changes by ${fold(least)} or more`
      : `${finding}; direction predicted right in ${right} of ${plural(compared, 'clear change')}`;
  },
  moduleNote(least: number): string {
    return (
      `Mean change of a module’s genes that were not set. Clear: ${fold(least)} or ${fold(-least)} and beyond. ` +
      'Predicted by the fits that knew least of the measurement.'
    );
  },
  moduleWords: (title: string, modules: number, perturbations: number) =>
    `Heat map of ${plural(modules, 'module')} in ${plural(perturbations, 'perturbation')}, measured beside predicted. ${title}.`,

  cloudTitle(moved: number | null, measured: number | null): string {
    if (moved === null) return 'The cells on their two main axes';
    const beside = measured === null ? '' : ` (measured ${measured.toFixed(1)} ×)`;
    return `The mean moves ${moved.toFixed(1)} × the spread of cells${beside}`;
  },
  cloudNote(origin: 'controls' | 'all', hasShift: boolean): string {
    const cells = origin === 'controls' ? 'control cells' : 'all cells (there are no controls)';
    return hasShift
      ? `Predicted: ${cells}, each moved by the predicted change of the mean. How cells spread around it is not predicted.`
      : `Gray: ${cells}. Set a gene, and they move by the predicted change of the mean.`;
  },
  cloudWords(moved: number | null, measured: number | null): string {
    return `Cells on their two main axes. ${this.cloudTitle(moved, measured)}.`;
  },
  axisName: (axis: number, share: number) => `PC ${axis}, ${percent(share)}`,
  originName: { controls: 'controls', all: 'all cells' },
  cloudHeading: 'Where the cells go',

  /** Below an exported figure. */
  origin: (version: string, seed: number, data: string, fingerprint: string) =>
    `Modulode ${version}, seed ${seed}, data ${data} (fingerprint ${fingerprint})`,
};

export interface ModuleChange {
  readonly module: string;
  readonly label: string;
  /** log2 fold changes. */
  readonly measured: number;
  readonly predicted: number;
}
