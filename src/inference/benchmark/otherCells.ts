/**
 * A run on cells of another file (another donor, clone or condition): where they start, what of them the run does not know, and whether
 * perturbations measured among them agree with what the run predicts for them.
 */
import { type Condition, type Dataset, isControl, rowsByCondition } from '../../dataset/dataset';
import type { FittedModel } from '../../dynamics/fitted';
import { modelOn } from '../../dynamics/otherCells';
import { type Change, predictEnd } from '../../dynamics/predict';
import {
  pearsonOfChange,
  pooledError,
  type PredictedShift,
  squaredError,
  type SquaredError,
} from '../../evaluation/predictions/predictionError';
import { mean, median, pearson } from '../../numerics/statistics';
import { leastBiasedComparisons } from '../run/comparisons';
import type { FitResult } from '../run/result';

/** Why predictions cannot start at the cells of a file. */
export type OtherCellsRefused =
  | { readonly tag: 'no-unperturbed-cells'; readonly file: string }
  | { readonly tag: 'few-common-genes'; readonly file: string; readonly common: number; readonly of: number }
  | { readonly tag: 'other-values'; readonly file: string }
  /** Levels of its genes do not go with those of the run. */
  | { readonly tag: 'unlike-levels'; readonly file: string; readonly correlation: number };

export interface OtherCells {
  readonly file: string;
  /** Number of unperturbed cells. */
  readonly cells: number;
  /** Starts at their mean. */
  readonly model: FittedModel;
  /** Genes of the run that the file lacks: they start as in the run. */
  readonly absent: readonly number[];
  /** [G] start in standard deviations of the run's controls. */
  readonly start: Float64Array;
  /** Measured genes of the run. */
  readonly measured: number;
  /** Genes whose level lies outside the 2 to 98 % quantiles of the training cells, and over 1 sd from the run's controls, the farthest first. */
  readonly outside: readonly number[];
  /** By which the values of the file were multiplied; 1: too few genes to tell. */
  readonly factor: number;
  readonly agreement: Agreement | null;
}

/** How predictions, and effects measured in the run, agree with the effects measured in the file. */
export interface Agreement {
  readonly perturbations: readonly PerturbationAgreement[];
  readonly predicted: ErrorAndCorrelation;
  /** Predicted at the start of the run. */
  readonly elsewhere: ErrorAndCorrelation;
  /** Of the perturbations that the run measured: predictions, and its measured effects. null without any. */
  readonly measuredInRun: {
    readonly perturbations: number;
    readonly predicted: ErrorAndCorrelation;
    readonly own: ErrorAndCorrelation;
  } | null;
  /** Error of a perfect prediction, by the noise of the file's measurement. */
  readonly noise: number;
}

interface ErrorAndCorrelation {
  /** Over no change. */
  readonly error: number | null;
  /** Median over perturbations. */
  readonly correlation: number | null;
}

interface PerturbationAgreement {
  readonly label: string;
  readonly cells: number;
  readonly predicted: ErrorAndCorrelation;
  readonly own: ErrorAndCorrelation | null;
}

/** The result of a run as it predicts there. Genes outside the network are left out: where they start is not known. */
export function resultOn(result: FitResult, { model }: OtherCells): FitResult {
  const { loadings: _, ...rest } = result;
  return { ...rest, model };
}

interface RunOfCells {
  readonly dataset: Dataset;
  readonly result: FitResult;
}

/** Of the measured genes; fewer tell neither the scale nor the state of cells. */
const LEAST_SHARE = 0.5;
/** Fewer common genes do not tell how two files are scaled. */
const GENES_FOR_SCALE = 20;
const LEAST_CORRELATION = 0.2;
/** Quantiles of genes that few cells show lie at their mean. */
const OUTSIDE = 1;
const MIN_CELLS = 10;

/** @param placeOf [G] index of each gene of the run among those of `other`; −1: it has none */
export function onOtherCells(
  { dataset, result }: RunOfCells,
  other: Dataset,
  placeOf: Int32Array,
): OtherCells | OtherCellsRefused {
  const file = other.name;
  const { model } = result;
  const refused = refusal(dataset, other, placeOf);
  if (refused !== null) return refused;
  const rows = rowsByCondition(other);
  const unperturbed = rows.filter((_, place) => isControl(other.conditions[place] as Condition)).flat();
  const known = controlsOfRun(dataset, model);
  const asRead = levelsOf(other, unperturbed, placeOf, 1);
  const common = [...model.genes.keys()].filter(
    (gene) => (asRead.amount[gene] as number) > 0 && (known.amount[gene] as number) > 0,
  );
  const logs = ({ amount }: Levels) => common.map((gene) => Math.log(amount[gene] as number));
  const [here, there] = [logs(known), logs(asRead)];
  const canTell = common.length >= GENES_FOR_SCALE;
  const correlation = pearson(here, there);
  if (canTell && correlation < LEAST_CORRELATION) return { tag: 'unlike-levels', file, correlation };
  const factor = canTell ? Math.exp(median(here.map((level, at) => level - (there[at] as number)))) : 1;
  const own = levelsOf(other, unperturbed, placeOf, factor);
  const start = Float64Array.from(own.mean, (level, gene) => {
    const apart = (level - (known.mean[gene] as number)) / (model.scale[gene] as number);
    return Number.isNaN(apart) ? 0 : apart;
  });
  const beyond = (gene: number) => {
    const level = start[gene] as number;
    return Math.max(
      level - Math.max(OUTSIDE, model.high[gene] as number),
      Math.min(-OUTSIDE, model.low[gene] as number) - level,
    );
  };
  const moved = modelOn(model, { start, pseudobulk: own.amount });
  return {
    file,
    cells: unperturbed.length,
    model: moved,
    absent: [...model.genes.keys()].filter(
      (gene) => (placeOf[gene] as number) < 0 && dataset.latent?.includes(gene) !== true,
    ),
    measured: model.genes.length - (dataset.latent?.length ?? 0),
    start,
    outside: [...model.genes.keys()]
      .filter((gene) => beyond(gene) > 0)
      .toSorted((a, b) => beyond(b) - beyond(a)),
    factor,
    agreement: agreementOf({ dataset, result }, { other, placeOf, factor, own, rows, moved }),
  };
}

function refusal(dataset: Dataset, other: Dataset, placeOf: Int32Array): OtherCellsRefused | null {
  const file = other.name;
  if (dataset.scale !== undefined || other.scale !== undefined) return { tag: 'other-values', file };
  if (other.control.mode === 'others' || !other.conditions.some((one) => isControl(one) && one.cells > 0))
    return { tag: 'no-unperturbed-cells', file };
  const measured = [...placeOf.keys()].filter((gene) => dataset.latent?.includes(gene) !== true);
  const common = measured.filter((gene) => (placeOf[gene] as number) >= 0).length;
  return common < LEAST_SHARE * measured.length
    ? { tag: 'few-common-genes', file, common, of: measured.length }
    : null;
}

/** [G] means of log1p expression and of expression, and variances of the former over the number of cells; NaN where a gene is absent. */
interface Levels {
  readonly mean: Float64Array;
  readonly amount: Float64Array;
  readonly error: Float64Array;
}

function levelsOf(
  { genes, values, latent }: Dataset,
  cells: readonly number[],
  placeOf: Int32Array,
  factor: number,
): Levels {
  const levels = { mean: new Float64Array(placeOf.length), amount: new Float64Array(placeOf.length) };
  const error = new Float64Array(placeOf.length);
  placeOf.forEach((place, gene) => {
    const isKnown = place >= 0 && latent?.includes(place) !== true;
    const own = Float64Array.from(isKnown ? cells : [], (cell) =>
      Math.log1p(factor * Math.expm1(values[cell * genes.length + place] as number)),
    );
    levels.mean[gene] = mean(own);
    levels.amount[gene] = mean(own.map((value) => Math.expm1(value)));
    error[gene] = own.reduce((sum, value) => sum + (value - mean(own)) ** 2, 0) / own.length ** 2;
  });
  return { ...levels, error };
}

/** The reference of the run; from its model where it has no controls. */
function controlsOfRun(dataset: Dataset, { mean: level }: FittedModel): Levels {
  const controls =
    dataset.control.mode === 'others'
      ? []
      : rowsByCondition(dataset)
          .filter((_, place) => isControl(dataset.conditions[place] as Condition))
          .flat();
  if (controls.length > 0) return levelsOf(dataset, controls, Int32Array.from(dataset.genes.keys()), 1);
  return { mean: level, amount: level.map(Math.expm1), error: new Float64Array(level.length) };
}

interface CellsOfFile {
  readonly other: Dataset;
  readonly placeOf: Int32Array;
  readonly factor: number;
  /** Of its unperturbed cells. */
  readonly own: Levels;
  readonly rows: readonly (readonly number[])[];
  readonly moved: FittedModel;
}

/** null where the file measured nothing that the run can predict. */
function agreementOf({ dataset, result }: RunOfCells, of: CellsOfFile): Agreement | null {
  const { other, placeOf, factor, own, rows, moved } = of;
  const { model } = result;
  const inUnits = (change: ArrayLike<number>) =>
    Float64Array.from(change, (value, gene) => value / (model.scale[gene] as number));
  const compared = other.conditions.flatMap((condition, place) => {
    const cells = rows[place] ?? [];
    const set = condition.interventions.map(({ gene }) => runGene(placeOf, gene));
    if (isControl(condition) || cells.length < MIN_CELLS || set.includes(-1)) return [];
    const levels = levelsOf(other, cells, placeOf, factor);
    const targets = [...placeOf.keys()].filter(
      (gene) => set.includes(gene) || Number.isNaN(levels.mean[gene] as number),
    );
    const change = levels.mean.map((level, gene) => level - (own.mean[gene] as number));
    const measured = inUnits(change);
    const changes = condition.interventions.map(({ kind }, at): Change => {
      const gene = set[at] as number;
      return { gene, value: valueOf(kind, levels.mean[gene] as number, own.mean[gene] as number) };
    });
    const same = measuredAs(dataset, result, set, condition);
    const shiftOf = (predicted: ArrayLike<number>): PredictedShift => ({
      predicted: inUnits(predicted),
      measured,
      targets,
    });
    const noise = inUnits(levels.error.map((error, gene) => Math.sqrt(error + (own.error[gene] as number))));
    return {
      label: condition.label,
      cells: cells.length,
      predicted: shiftOf(predictEnd(moved, changes, null).delta),
      elsewhere: shiftOf(predictEnd(model, changes, null).delta),
      own: same && shiftOf(same),
      noise: squaredError({
        predicted: noise.map((one, gene) => one + (measured[gene] as number)),
        measured,
        targets,
      }),
    };
  });
  if (compared.length === 0) return null;
  const both = compared.filter(({ own: same }) => same !== null);
  return {
    perturbations: compared.map(({ label, cells, predicted, own: same }) => ({
      label,
      cells,
      predicted: summary([predicted]),
      own: same && summary([same]),
    })),
    predicted: summary(compared.map(({ predicted }) => predicted)),
    elsewhere: summary(compared.map(({ elsewhere }) => elsewhere)),
    measuredInRun:
      both.length === 0
        ? null
        : {
            perturbations: both.length,
            predicted: summary(both.map(({ predicted }) => predicted)),
            own: summary(both.flatMap(({ own: same }) => same ?? [])),
          },
    noise: pooledError(compared.map(({ noise }): SquaredError => noise)) ?? Number.NaN,
  };
}

function summary(shifts: readonly PredictedShift[]): ErrorAndCorrelation {
  const correlations = shifts.flatMap((shift) => pearsonOfChange(shift) ?? []);
  return {
    error: pooledError(shifts.map(squaredError)),
    correlation: correlations.length === 0 ? null : median(correlations),
  };
}

function runGene(placeOf: Int32Array, gene: number): number {
  return placeOf.indexOf(gene);
}

/** As a level relative to control: a knockdown as far as it is measured. */
function valueOf(kind: Condition['interventions'][number]['kind'], level: number, control: number): number {
  if (kind === 'overexpression') return 2;
  if (kind !== 'knockdown' || !(control > 0) || Number.isNaN(level)) return 0;
  return Math.min(0.99, Math.max(0, Math.expm1(level) / Math.expm1(control)));
}

/** [G] change that the run measured of the same perturbation, at its last time; null where it has none. */
function measuredAs(
  { conditions }: Dataset,
  { comparisons }: FitResult,
  set: readonly number[],
  { interventions }: Condition,
): Float32Array | null {
  const isRaised = interventions.map(({ kind }) => kind === 'overexpression');
  const labels = conditions.flatMap(({ label, interventions: own }) =>
    own.length === set.length &&
    set.every((gene, at) =>
      own.some((one) => one.gene === gene && (one.kind === 'overexpression') === isRaised[at]),
    )
      ? [label]
      : [],
  );
  return (
    leastBiasedComparisons(comparisons).findLast(({ label }) => labels.includes(label))?.measured ?? null
  );
}
