/** Titles, notes and states of the figures; titles state the finding. */
import type { Directions } from '../../../inference/run/comparisons';
import type { Comparison } from '../../../inference/run/result';
import { capital, count, fold, percent, plural } from '../../../present/text/format';

const roles = {
  training: 'The model was fitted to this perturbation.',
  'cross-validated': 'Predicted by fits without this perturbation.',
  'held-out': 'Held out: not used for training.',
} as const;

export const figureText = {
  loading: 'Loading the figure',
  failed: 'The figure could not be loaded. “As a table” shows the same numbers.',
  exportFailed: 'The figure could not be written to a file.',
  notFinished: 'Predicted and measured changes appear here when training ends.',
  noModules: 'No modules were found: too few genes have the same regulators.',
  noSliders: 'Set a gene on the Perturb page to see its predicted time course here.',
  noCurve: 'The link contains final values only, no time courses.',
  embedding: 'Computing the principal components.',
  noEmbedding: 'There are no cells.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomWhole: 'All genes',
  roleName: { training: 'Fitted', 'cross-validated': 'Left out', 'held-out': 'Held out' },

  predictedNote({ role, cells }: Comparison, row: string): string {
    return `${roles[role]} ${plural(cells, row)}. Changes of 1 + expression. Dashed: prediction equals measurement. Perturbed genes are left out.`;
  },

  trajectoryNote(intervals: boolean, measured: boolean): string {
    return [
      'Predicted mean expression relative to control; dashed: no change.',
      ...(intervals ? ['Bars at the end: 95 % intervals.'] : []),
      ...(measured ? ['Diamonds: measured.'] : []),
    ].join(' ');
  },
  trajectoryWords(title: string, ends: readonly { readonly name: string; readonly log2: number }[]): string {
    return `${title}. At the end: ${ends.map(({ name, log2 }) => `${name} ${fold(log2)}`).join(', ')}.`;
  },
  timeAxis(unit: string | null): string {
    return unit === null
      ? 'time since perturbation (mRNA lifetimes)'
      : `time since perturbation${unit ? ` (${unit})` : ''}`;
  },
  foldAxis: 'expression, fold change',

  /** `least`: minimum fold change of a counted change. */
  moduleTitle(most: ModuleChange, { compared, direction, predicted }: Directions, least: number): string {
    const { module, label, measured } = most;
    const finding = `${module} ${measured < 0 ? 'decreases' : 'increases'} most in ${label} (${fold(measured)})`;
    if (compared === 0) return `${finding}; no module changes by ${fold(least)} or more`;
    if (predicted === 0) return `${finding}; no change predicted`;
    return `${finding}; direction correctly predicted for ${direction} of ${plural(compared, 'change')}`;
  },
  moduleNote(least: number): string {
    return (
      `Mean change of the unperturbed genes of a module; counted from ${fold(least)} or ${fold(-least)}. ` +
      'Predicted by fits without the perturbation where available.'
    );
  },
  moduleWords: (title: string, modules: number, perturbations: number) =>
    `Heat map of ${plural(modules, 'module')} in ${plural(perturbations, 'perturbation')}, measured and predicted. ${title}.`,

  cloudTitle(moved: number | null, measured: number | null, row: string): string {
    if (moved === null) return `${capital(row)}s on two principal components`;
    const beside = measured === null ? '' : ` (measured: ${measured.toFixed(1)} SD)`;
    return `Mean shift: ${moved.toFixed(1)} SD${beside}`;
  },
  cloudNote(origin: 'controls' | 'all', hasShift: boolean, row: string): string {
    const cells = origin === 'controls' ? `control ${row}s` : `all ${row}s (there are no controls)`;
    return hasShift
      ? `Predicted: ${cells}, shifted by the predicted mean change. Only the mean shift is predicted.`
      : `Grey: ${cells}. Set a gene to shift them by the predicted mean change.`;
  },
  cloudWords(moved: number | null, measured: number | null, row: string): string {
    return `${capital(row)}s on two principal components. ${this.cloudTitle(moved, measured, row)}.`;
  },
  /** `shown`: of `all` measured cells. */
  measuredName: (shown: number, all: number) =>
    shown < all ? `measured (${count(shown)} of ${count(all)} shown)` : 'measured',
  axisName: (axis: number, share: number) => `PC ${axis}, ${percent(share)}`,
  originName: (origin: 'controls' | 'all', row: string) =>
    origin === 'controls' ? 'controls' : `all ${row}s`,
  cloudHeading: (row: string) => `Predicted shift of ${row}s`,
};

export interface ModuleChange {
  readonly module: string;
  readonly label: string;
  /** log2 fold changes. */
  readonly measured: number;
  readonly predicted: number;
}
