/**
 * An experiment after its file was read and its mapping settled: selected genes only, dense, log1p of normalised
 * expression (natural logarithm). Independent of the file and of the model.
 */
import type { CellDetails } from './cellDetails';
import type { CellMoments } from './cellMoments';
import type { Dose } from './dose';
import type { CandidateSource } from './factors/candidates';
import type { ControlMode, PerturbationKind, TakenFor } from './mapping';
import type { DatasetNote } from './notes';
import type { OutsideGenes } from './outsideGenes';

/** One perturbed gene. `gene` indexes Dataset.genes. */
export interface Intervention {
  readonly gene: number;
  readonly kind: PerturbationKind;
  /** Where doses are told apart; the unit '' is not stated. */
  readonly dose?: Pick<Dose, 'value' | 'unit'>;
  /** Absent of measured genes, and in data sets of older versions and of links. */
  readonly taken?: Exclude<TakenFor, 'measured gene'>;
}

/** Cells that share perturbation and time point. Controls have no interventions. */
export interface Condition {
  /** Perturbation as named in the file, e.g. 'GATA1' or 'A+B'; the control's label for controls. */
  readonly label: string;
  /** The label without its dose, which doses of one perturbation share; absent where it has none. */
  readonly of?: string;
  readonly interventions: readonly Intervention[];
  /** In the file's unit; null where no time column was chosen. */
  readonly time: number | null;
  /** Rows of `Dataset.values`; measuredCells counts those behind the mean. */
  readonly cells: number;
  /** Of these rows, those of each context that has any; absent where cells are read as of one context. */
  readonly contexts?: readonly { readonly name: string; readonly cells: number }[];
}

/** The guides of the cells, as the file tells them. */
export interface CellGuides {
  readonly names: readonly string[];
  /** [cells] index into names, −1 where the guide is not known. */
  readonly ofCell: Int32Array;
}

export interface Dataset {
  readonly name: string;
  readonly fingerprint: string;
  /** [G] names of the modelled genes. */
  readonly genes: readonly string[];
  readonly cells: number;
  /** [cells × G] row-major, log1p of normalised expression. */
  readonly values: Float32Array;
  /** 'log-ratio': the file had log ratios to control; the control level of `values` is CONTROL_OF_RATIOS. */
  readonly scale?: 'log-ratio';
  /** [cells] index into conditions. */
  readonly conditionOfCell: Int32Array;
  readonly conditions: readonly Condition[];
  readonly control: ControlMode;
  /** [cells] index into batches; null where no batch column was chosen. */
  readonly batchOfCell: Int32Array | null;
  readonly batches: readonly string[];
  /** [R] indices into genes, ascending. */
  readonly candidates: Int32Array;
  /** Absent in data sets of older versions and of links. */
  readonly candidateSource?: CandidateSource;
  /**
   * Perturbed genes that were not measured, as indices into genes: inputs whose `values` are 0 and say nothing. Absent
   * if there are none.
   */
  readonly latent?: readonly number[];
  /** Labels of perturbations kept out of training. */
  readonly heldOut: readonly string[];
  /**
   * [conditions] the compositional shift c_k (natural log) of docs/method.md, "Composition", from all measured genes;
   * null where the values are not normalised to a total.
   */
  readonly composition: Float64Array | null;
  /** Over all cells, where `values` holds a sample; absent or null where it holds all of them. */
  readonly moments?: CellMoments | null;
  /**
   * [G] variance of `values` within cells that counting molecules makes, where the effects of other guides were subtracted from counts, so
   * that values do not show it.
   */
  readonly counting?: Float64Array;
  /** Measured genes that are not modelled. Absent without any, where their means are too many, in resampled data sets, older ones, and links. */
  readonly outside?: OutsideGenes;
  /** Unit of the time column, guessed from its name or values ('days', 'hours'), or ''. */
  readonly timeUnit: string;
  /** Places and columns of the cells, for views; absent where the file has none. */
  readonly details?: CellDetails;
  /** Name of the column of contexts among those of `details`; absent where cells are read as one. */
  readonly contextColumn?: string;
  /** Absent where no column names the guides, and in data sets of older versions and of links. */
  readonly cellGuides?: CellGuides;
  readonly notes: readonly DatasetNote[];
}

/** Level of the control in `values` of log ratios: 2^16 units, of which the range of a microarray reaches nowhere near 0. */
export const CONTROL_OF_RATIOS = 16 * Math.LN2;

/** A level of `values` as people read it: log1p expression as it is, log ratios to base 2 with the control at 0. */
export function shownLevel(level: number, scale: Dataset['scale']): number {
  return scale === undefined ? level : shownChange(level - CONTROL_OF_RATIOS, scale);
}

/** A difference of two levels in the unit of shownLevel. */
export function shownChange(change: number, scale: Dataset['scale']): number {
  return scale === undefined ? change : Math.fround(change / Math.LN2);
}

/** Whether log ratios are compared with the control level itself: there are too few control cells for their mean. */
export function isComparedWithZero(dataset: Pick<Dataset, 'scale' | 'conditions' | 'control'>): boolean {
  return (
    dataset.scale === 'log-ratio' &&
    (dataset.control.mode === 'others' || controlCellCount(dataset) < ENOUGH_CONTROLS)
  );
}

/** Minimum number of control cells for a reliable mean and spread. */
export const ENOUGH_CONTROLS = 20;

/** Fewest genes of a network. */
export const MIN_GENES = 3;

export function isControl(condition: Condition): boolean {
  return condition.interventions.length === 0;
}

/** The demo data sets; their networks are known. */
export const demoNames = ['myeloid', 'sachs', 'hundred', 'loops'] as const;

export type DemoName = (typeof demoNames)[number];

/** Demos simulated in the browser; the files of the others ship with the page. */
export type SimulatedDemo = Exclude<DemoName, 'myeloid' | 'sachs'>;

type Design = Pick<Dataset, 'conditions'>;

/** Conditions without controls; one per perturbation and time point. */
export function perturbedConditions({ conditions }: Design): readonly Condition[] {
  return conditions.filter((condition) => !isControl(condition));
}

/** What follows the label of a perturbation in the table of effects where there are several times: ' at 2 days'. */
export function atTime(time: number | null, timeUnit: string): string {
  return ` at ${timeText(time, timeUnit)}`;
}

/** '24 hours', or '24' where the unit is not known. */
export function timeText(time: number | null, timeUnit: string): string {
  return `${time} ${timeUnit}`.trim();
}

/** Name of a condition with its time point: 'GATA1 (2 days)', or 'GATA1' without time. */
export function nameOfCondition(label: string, time: number | null, timeUnit: string): string {
  return time === null ? label : `${label} (${timeText(time, timeUnit)})`;
}

/** Labels of the perturbations, each once, in the order of the conditions. */
export function perturbationLabels(design: Design): readonly string[] {
  return [...new Set(perturbedConditions(design).map(({ label }) => label))];
}

/** What doses of one perturbation have in common: they are left out together. */
export function familyOf({ label, of }: Pick<Condition, 'label' | 'of'>): string {
  return of ?? label;
}

/** Whether one of the labels names the perturbation, or all its doses. */
export function isNamedBy(labels: readonly string[], one: Pick<Condition, 'label' | 'of'>): boolean {
  return labels.includes(one.label) || labels.includes(familyOf(one));
}

/** Perturbed genes as indices into Dataset.genes, ascending. */
export function perturbedGenes({ conditions }: Design): readonly number[] {
  const set = new Set(conditions.flatMap(({ interventions }) => interventions.map(({ gene }) => gene)));
  return [...set].toSorted((a, b) => a - b);
}

/** Perturbed genes of the training perturbations: the model has not seen those of held-out ones. */
export function perturbedInTraining({
  conditions,
  heldOut,
}: Pick<Dataset, 'conditions' | 'heldOut'>): ReadonlySet<number> {
  return new Set(perturbedGenes({ conditions: conditions.filter(({ label }) => !heldOut.includes(label)) }));
}

/** Genes that training perturbations set alone. */
export function perturbedAlone({
  conditions,
  heldOut,
}: Pick<Dataset, 'conditions' | 'heldOut'>): ReadonlySet<number> {
  const alone = conditions.filter(
    ({ label, interventions }) => interventions.length === 1 && !heldOut.includes(label),
  );
  return new Set(perturbedGenes({ conditions: alone }));
}

/** [conditions] the cells of each, ascending. */
export function rowsByCondition({
  conditions,
  conditionOfCell,
}: Pick<Dataset, 'conditions' | 'conditionOfCell'>): readonly (readonly number[])[] {
  const rows: number[][] = conditions.map(() => []);
  conditionOfCell.forEach((condition, cell) => rows[condition]?.push(cell));
  return rows;
}

/** [conditions] number of cells behind each condition's mean: more than `Condition.cells` where those are a sample. */
export function measuredCells({
  conditions,
  moments,
}: Pick<Dataset, 'conditions' | 'moments'>): readonly number[] {
  if (!moments) return conditions.map(({ cells }) => cells);
  const counts = conditions.map(() => 0);
  moments.condition.forEach((condition, group) => {
    counts[condition] = (counts[condition] ?? 0) + (moments.cells[group] ?? 0);
  });
  return counts;
}

/** Number of cells behind all means. */
export function cellCount(dataset: Pick<Dataset, 'conditions' | 'moments'>): number {
  return dataset.moments?.distinct ?? measuredCells(dataset).reduce((sum, cells) => sum + cells, 0);
}

/** Number of cells kept one by one: a cell that stands for several perturbations counts once. */
export function keptCells({ cells, moments }: Pick<Dataset, 'cells' | 'moments'>): number {
  return moments?.distinct ?? cells;
}

/** Number of control cells. */
export function controlCellCount(design: Pick<Dataset, 'conditions' | 'moments'>): number {
  const cells = measuredCells(design);
  return design.conditions.reduce(
    (sum, condition, index) => sum + (isControl(condition) ? (cells[index] ?? 0) : 0),
    0,
  );
}

/** Sampling times of perturbed cells, ascending, in the unit of the data; empty without time points. */
export function timePoints(design: Design): readonly number[] {
  const times = perturbedConditions(design).flatMap(({ time }) => (time === null ? [] : [time]));
  return [...new Set(times)].toSorted((a, b) => a - b);
}
