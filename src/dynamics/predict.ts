/**
 * Predictions of a fitted model for the sliders: mean expression after setting some genes, everything else at control.
 * Means only, not distributions over cells (docs/method.md, "Sliders"). Float64, one row: milliseconds, no device
 * needed.
 */
import { type Dataset, shownChange, shownLevel } from '../dataset/dataset';
import { LATENT_RAISED } from './doses';
import { clampedLevel, intervenedField, vectorFieldOf } from './vectorField';
import { type FittedModel, marginOf, predictionFactors } from './fitted';
import { backTransform } from './prepare/backTransform';
import type { TrainingSettings } from './settings';
import { responseAt } from './sharedResponse';
import { solveAdaptive } from './solve/tsit5';
import { type RightHandSide, rk4 } from './solve/rk4';

/** Minimum number of intervals of a curve over the whole horizon, and the tolerance of its solution, in z. */
const CURVE_INTERVALS = 60;
const CURVE_TOLERANCE = { absolute: 1e-5, relative: 1e-5 };

/** Smaller changes (|log2 fold change|) are not called responses. */
export const MIN_RESPONSE = 0.1;

export interface Change {
  readonly gene: number;
  /** Relative to control: 0 knocked out, 1 unchanged, 2 raised as overexpression raises genes of the data. */
  readonly value: number;
}

/** 'GATA1=0,SPI1=2', as the terminal's --perturb takes them. */
export function perturbationName(genes: readonly string[], changes: readonly Change[]): string {
  return changes.map(({ gene, value }) => `${genes[gene] ?? ''}=${value}`).join(',');
}

/** At the end of a prediction. */
export interface PredictedEnd {
  /**
   * [G] change of mean log1p expression, with shrinkage and shared response, and its 95 % interval, at least its range
   * over the leave-out fits (without margins that range alone; equal without any).
   */
  readonly delta: Float32Array;
  readonly lowestDelta: Float32Array;
  readonly highestDelta: Float32Array;
  /** [G] log2 fold change of expression, and its 95 % interval. */
  readonly log2FoldChange: Float32Array;
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** Genes set outside the range of the training cells. */
  readonly beyondData: readonly number[];
}

export interface PredictedChange extends PredictedEnd {
  /**
   * [points] in decay times, and [points × G] log1p expression at them, from the adaptive solver for a smooth curve, as far as it is finite.
   * `delta` uses the model's own steps, as everywhere else; the end of the curve may differ in the fourth digit.
   */
  readonly times: Float32Array;
  readonly trajectory: Float32Array;
  /** Genes outside the network, where the run has loadings (loadings.ts). */
  readonly outside?: Omit<PredictedEnd, 'beyondData'>;
}

/**
 * A value v ≤ 1 clamps a gene at log1p(v · expm1 μ), μ its control mean; v > 1 adds δ̄ · log2 v to its rate, or holds a gene that is not measured at
 * z = 2 log2 v, as in training. `time` (in
 * the data's unit) ends the trajectory early; null: at the model's horizon. Unknown genes are ignored.
 */
export function predictChange(
  model: FittedModel,
  changes: readonly Change[],
  time: number | null,
): PredictedChange {
  const setting = experiment(model, changes, time);
  const { row, steps, latest, shiftOf } = setting;
  const asked = curveTimes(model.settings, steps);
  const curve = finiteCurve(
    solveAdaptive(rhsOf(model, model.parameters, row), row.clamp, asked, CURVE_TOLERANCE),
    row.clamp,
  );
  const times = asked.slice(0, curve.length);
  const trajectory = Float32Array.from(
    curve.flatMap((state, point) =>
      [...toLog(model, shiftOf(state, times[point] ?? latest))].map(
        (value, gene) => (model.mean[gene] ?? 0) + value,
      ),
    ),
  );
  return { ...endOf(model, changes, setting), times: Float32Array.from(times), trajectory };
}

/** Its states up to the first that is not finite, which only a model from elsewhere has; at least the first. */
function finiteCurve(states: readonly Float64Array[], start: Float64Array): readonly Float64Array[] {
  const end = states.findIndex((state) => !state.every(Number.isFinite));
  if (end < 0) return states;
  return end === 0 ? [start] : states.slice(0, end);
}

/** The same without the curve, several times as fast. */
export function predictEnd(
  model: FittedModel,
  changes: readonly Change[],
  time: number | null,
): PredictedEnd {
  return endOf(model, changes, experiment(model, changes, time));
}

/** The same with the change [G] that each leave-out fit predicts. */
export function predictFits(
  model: FittedModel,
  changes: readonly Change[],
  time: number | null,
): { readonly end: PredictedEnd; readonly alternatives: readonly Float32Array[] } {
  const setting = experiment(model, changes, time);
  const alternatives = model.leaveOut.map((parameters) => changeOf(model, parameters, setting));
  return { end: endOf(model, changes, setting, alternatives), alternatives };
}

type Setting = ReturnType<typeof experiment>;

/** [G] change of mean log1p expression at the end. */
function changeOf(model: FittedModel, parameters: Float32Array, setting: Setting): Float32Array {
  const { row, steps, latest, shiftOf } = setting;
  const states = rk4(rhsOf(model, parameters, row), row.clamp.slice(), latest, steps);
  return toLog(model, shiftOf(states.at(-1), latest));
}

function endOf(
  model: FittedModel,
  changes: readonly Change[],
  setting: Setting,
  alternatives = model.leaveOut.map((parameters) => changeOf(model, parameters, setting)),
): PredictedEnd {
  const { row } = setting;
  const delta = changeOf(model, model.parameters, setting);
  const margin = marginOf(model, changes);
  const half =
    margin &&
    toLog(
      model,
      margin.map((value, gene) => (row.keep[gene] === 0 ? 0 : value)),
    );
  const bound = (side: 1 | -1, pick: (...values: number[]) => number) =>
    delta.map((value, gene) =>
      pick(value + side * (half?.[gene] ?? 0), ...alternatives.map((other) => other[gene] ?? value)),
    );
  const lowestDelta = bound(-1, Math.min);
  const highestDelta = bound(1, Math.max);
  return {
    delta,
    lowestDelta,
    highestDelta,
    log2FoldChange: foldChange(model, delta),
    // A fold change increases with its change, so these bounds follow from those of the change.
    low: foldChange(model, lowestDelta),
    high: foldChange(model, highestDelta),
    beyondData: changes.filter((change) => isBeyondData(model, change, delta)).map(({ gene }) => gene),
  };
}

export function rhsOf(
  { shape, regulators }: FittedModel,
  parameters: Float32Array,
  row: ReturnType<typeof interventionsOf>,
): RightHandSide {
  return intervenedField(vectorFieldOf(shape, regulators, new Float64Array(parameters)), row);
}

/** z to log1p units. */
export function toLog({ scale }: FittedModel, shift: Float64Array): Float32Array {
  return Float32Array.from(shift, (value, gene) => value * (scale[gene] ?? 1));
}

/** What is done to the model, and how its states become changes as measured. */
export function experiment(model: FittedModel, changes: readonly Change[], time: number | null) {
  const row = interventionsOf(model, changes);
  const share = time === null || model.latestTime === null ? 1 : Math.min(1, time / model.latestTime);
  const steps = Math.max(1, Math.round(share * model.settings.solverSteps));
  const factors = predictionFactors(model, changes);
  const sharedAt = sharedResponse(model, factors.shared, changes);
  /** [G] predicted change in z, as measured, from the state at a decay time. */
  const shiftOf = (state: Float64Array | undefined, decayTime: number) => {
    if (!state) throw new RangeError('rk4 returns every state');
    // Nothing tells the level of what is not measured, unless it is set.
    const seen = model.latent
      ? state.map((value, gene) => (row.keep[gene] === 1 && model.latent?.includes(gene) ? 0 : value))
      : state;
    const shift = backTransform(model.back, seen);
    const shared = sharedAt(decayTime);
    return shift.map((value, gene) =>
      row.keep[gene] === 0 ? (row.asked[gene] ?? 0) : factors.kappa * value + (shared?.[gene] ?? 0),
    );
  };
  const latest = (steps * model.settings.horizon) / model.settings.solverSteps;
  return { row, steps, latest, kappa: factors.kappa, sharedAt, shiftOf };
}

/** The predicted level of one gene: log1p expression, which is never below 0, or the log2 ratio to control. */
export interface PredictedLevel {
  readonly gene: string;
  /** Mean of the control cells. */
  readonly control: number;
  /** control + delta. */
  readonly predicted: number;
  readonly delta: number;
  /** 95 % interval of `predicted`; equal to it where none is known. */
  readonly low: number;
  readonly high: number;
}

/**
 * One row per gene in the model's order. Sums in 32 bits, as the changes are, so that a knocked-out gene ends at
 * exactly 0. The model may predict less than nothing, an expression cannot be less: levels end at 0 (where the control does not itself lie
 * below). `scale`: of the data set.
 */
export function predictedLevels(
  model: Pick<FittedModel, 'genes' | 'mean'>,
  change: Pick<PredictedEnd, 'delta' | 'lowestDelta' | 'highestDelta'>,
  scale: Dataset['scale'],
): readonly PredictedLevel[] {
  return model.genes.map((gene, g) => {
    const control = Math.fround(model.mean[g] ?? 0);
    const lowest = scale === undefined ? -Math.max(0, control) : -Infinity;
    const deltaOf = (own: Float32Array) => Math.max(lowest, own[g] ?? 0);
    const levelAt = (delta: number) => shownLevel(Math.fround(control + delta), scale);
    const delta = deltaOf(change.delta);
    return {
      gene,
      control: shownLevel(control, scale),
      predicted: levelAt(delta),
      delta: shownChange(delta, scale),
      low: levelAt(deltaOf(change.lowestDelta)),
      high: levelAt(deltaOf(change.highestDelta)),
    };
  });
}

/** All states of the first `steps` solver steps, and enough points between them for a smooth curve. */
function curveTimes({ horizon, solverSteps }: TrainingSettings, steps: number): number[] {
  const perStep = Math.ceil(CURVE_INTERVALS / solverSteps);
  const between = horizon / solverSteps / perStep;
  return Array.from({ length: steps * perStep + 1 }, (_, point) => point * between);
}

/**
 * [G] `strength` times the response shared by all perturbations at a decay time, 0 at the genes set; null without a
 * shared response.
 */
function sharedResponse(
  { shared, genes }: FittedModel,
  strength: number,
  changes: readonly Change[],
): (decayTime: number) => Float64Array | null {
  if (!shared || strength === 0) return () => null;
  const set = new Set(changes.filter(({ value }) => value !== 1).map(({ gene }) => gene));
  return (decayTime) =>
    responseAt(shared, genes.length, decayTime).map((value, gene) => (set.has(gene) ? 0 : strength * value));
}

function interventionsOf(model: FittedModel, changes: readonly Change[]) {
  const genes = model.genes.length;
  const keep = new Float64Array(genes).fill(1);
  const clamp = new Float64Array(genes);
  /** Level of a clamped gene as displayed, without the floor. */
  const asked = new Float64Array(genes);
  const shift = new Float64Array(genes);
  for (const { gene, value } of changes) {
    const mean = model.mean[gene];
    if (mean === undefined || value === 1) continue;
    if (value < 1) {
      keep[gene] = 0;
      const level = (Math.log1p(Math.max(0, value) * Math.expm1(mean)) - mean) / (model.scale[gene] ?? 1);
      asked[gene] = level;
      clamp[gene] = clampedLevel(level, model.clampFloor);
    } else if (model.latent?.includes(gene)) {
      keep[gene] = 0;
      asked[gene] = LATENT_RAISED * Math.log2(value);
      clamp[gene] = asked[gene];
    } else {
      shift[gene] = model.meanDelta * Math.log2(value);
    }
  }
  return { keep, clamp, asked, shift };
}

/** Of 32 bits, in z. */
const ROUNDING = 1e-5;

/** Knockouts and knockdowns occur in the data; raising a gene above its 98 % quantile hardly does. The level of a gene that is not measured is not known. */
function isBeyondData(model: FittedModel, { gene, value }: Change, delta: Float32Array): boolean {
  if (model.latent?.includes(gene)) return false;
  const shift = (delta[gene] ?? 0) / (model.scale[gene] ?? 1);
  return value > 1 && shift - ROUNDING > (model.high[gene] ?? Infinity);
}

/** Added to expression before the ratio: lower levels are indistinguishable from 0. */
const pseudocount = 0.05;

/**
 * log2 fold change of expression from a change of mean log1p expression, for predicted and measured changes alike.
 * `delta`: [G] added to the model's control mean; finite for genes that were off.
 */
export function foldChange(model: Pick<FittedModel, 'mean'>, delta: Float32Array): Float32Array {
  return delta.map((change, gene) => {
    const before = model.mean[gene] ?? 0;
    const after = Math.max(0, Math.expm1(before + change));
    return Math.log2((after + pseudocount) / (Math.max(0, Math.expm1(before)) + pseudocount));
  });
}
