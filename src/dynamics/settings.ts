/**
 * The settings of a training run and the presets (docs/method.md, "Optimiser and presets"). Values in the units of the equations. `default` is H,
 * but for perturbations that were measured in single samples (docs/decisions/0090-one-fit.md).
 */
import { type Dataset, isControl, measuredCells } from '../dataset/dataset';
import type { Knowledge } from '../dataset/knowledge';
import type { Problem } from './problem';

export const presetNames = ['default', 'H', 'SH', 'S0', 'compact'] as const;
export type PresetName = (typeof presetNames)[number];

/** More, in a stranger's file, would keep predictions busy without end. */
export const MAX_SOLVER_STEPS = 10_000;

export interface TrainingSettings {
  readonly preset: PresetName;
  readonly seed: number;
  /** Optimiser steps the learning-rate schedule spans; training from fluctuating cells ends early (prepare/), cross-validation may keep an earlier one. */
  readonly steps: number;
  /** Hidden units M; null: twice the number of candidate regulators, or few for `compact` (prepare/). */
  readonly modules: number | null;
  /** Closed-form start from a linear model, or random. */
  readonly start: 'warm' | 'cold';
  /** What the endpoint term compares: weighted mean shifts, or clouds of cells by Sinkhorn divergence. */
  readonly endpoint: 'means' | 'clouds';
  /** Clouds: endpoints drawn per step, and cells of each. */
  readonly cloudEndpoints: number;
  readonly cloudCells: number;
  /** Clouds: ε as a share of the mean cross cost. */
  readonly blur: number;
  /** Horizon T of the latest endpoint, in decay times, and RK4 steps to get there; training to a steady state takes others (trainingScheme). */
  readonly horizon: number;
  readonly solverSteps: number;
  /** How the gradient was computed. Trainings take the discrete adjoint; runs and links of versions before 0.3.0 may name the continuous one. */
  readonly adjoint: 'discrete' | 'continuous';
  readonly learningRate: number;
  readonly betas: readonly [number, number];
  readonly warmupSteps: number;
  readonly clipNorm: number;
  /** Weights λ_s of the cell term and λ_1 of path sparsity. */
  readonly cellWeight: number;
  readonly pathWeight: number;
  /** Cells drawn per step for the cell term. */
  readonly cellBatch: number;
  /** Maximum norm of a row of B. */
  readonly rowNorm: number;
  /** Capped cells: 'auto' is on from 20 genes. */
  readonly cap: 'auto' | 'on' | 'off';
  readonly composition: 'auto' | 'off';
}

/** What a training is given beside its settings: an experiment, and what is known of its network beforehand. */
export interface TrainingData extends Dataset {
  /** [R × G] factor of the penalty on each edge, from a known network: below 1 for likelier edges. Absent: 1 everywhere. */
  readonly edgePenalty?: Float32Array;
  /** The known network that gave them; absent without one. */
  readonly knowledge?: Knowledge;
}

/** The experiment alone. */
export function withoutKnowledge(data: TrainingData): Dataset {
  const { edgePenalty: _, knowledge: __, ...dataset } = data;
  return dataset;
}

const presetH: TrainingSettings = {
  preset: 'H',
  seed: 7,
  steps: 350,
  modules: null,
  start: 'warm',
  endpoint: 'means',
  cloudEndpoints: 8,
  cloudCells: 40,
  blur: 0.05,
  horizon: 6,
  solverSteps: 12,
  adjoint: 'discrete',
  learningRate: 2e-2,
  betas: [0.9, 0.98],
  warmupSteps: 30,
  clipNorm: 5,
  cellWeight: 0.3,
  pathWeight: 1e-2,
  cellBatch: 128,
  rowNorm: 0.5,
  cap: 'auto',
  composition: 'auto',
};

const presetSH: TrainingSettings = {
  ...presetH,
  preset: 'SH',
  endpoint: 'clouds',
  horizon: 1.5,
  solverSteps: 5,
  cellWeight: 1,
  cellBatch: 256,
  pathWeight: 2e-2,
};

/** The presets of the Model page, by name. */
export const presets: Readonly<Record<PresetName, TrainingSettings>> = {
  default: { ...presetH, preset: 'default' },
  H: presetH,
  SH: presetSH,
  S0: {
    ...presetSH,
    preset: 'S0',
    steps: 700,
    start: 'cold',
    learningRate: 3e-2,
    cellWeight: 0,
    pathWeight: 2e-3,
    cap: 'off',
    composition: 'off',
  },
  compact: { ...presetH, preset: 'compact' },
};

/** Without cells, networks are learned better at an early time and with fewer paths. */
const ofSingleSamples: Pick<TrainingSettings, 'horizon' | 'solverSteps' | 'pathWeight'> = {
  horizon: presetSH.horizon,
  solverSteps: presetSH.solverSteps,
  pathWeight: presetSH.pathWeight,
};

type Samples = Pick<Dataset, 'conditions' | 'moments'>;

/**
 * What a new run of this data set trains with: T and λ of preset default, unless others were asked for, depend on the data. `named`: settings
 * that were asked for by name, be it with the preset's own values.
 */
export function settingsFor(
  dataset: Samples,
  settings: TrainingSettings,
  named: readonly string[] = [],
): TrainingSettings {
  const isAsItWas =
    has(settings, presets.default) && !named.some((name) => Object.hasOwn(ofSingleSamples, name));
  return isAsItWas && areSingleSamples(dataset) ? { ...settings, ...ofSingleSamples } : settings;
}

/** The reverse: what was asked for, which another data set may be trained with. */
export function settingsAskedFor(dataset: Samples, settings: TrainingSettings): TrainingSettings {
  if (!has(settings, ofSingleSamples) || !areSingleSamples(dataset)) return settings;
  const { horizon, solverSteps, pathWeight } = presets.default;
  return { ...settings, horizon, solverSteps, pathWeight };
}

/** Whether preset default has this T and λ. */
function has(settings: TrainingSettings, other: typeof ofSingleSamples): boolean {
  return (
    settings.preset === 'default' &&
    settings.horizon === other.horizon &&
    settings.solverSteps === other.solverSteps &&
    settings.pathWeight === other.pathWeight
  );
}

/** Whether each perturbation is one sample, taken at one time. */
function areSingleSamples(dataset: Samples): boolean {
  const cells = measuredCells(dataset);
  const perturbed = [...dataset.conditions.entries()].filter(([, condition]) => !isControl(condition));
  return (
    new Set(perturbed.map(([, { time }]) => time)).size === 1 &&
    perturbed.every(([index]) => cells[index] === 1)
  );
}

/** Minimum number of genes for which variation shared by cells is damped by default (capped cells, docs/method.md). */
const CAP_FROM_GENES = 20;

/** Whether variation shared by cells is damped, provided there are enough cells to estimate it. */
export function dampsSharedFactor({ cap }: Pick<TrainingSettings, 'cap'>, genes: number): boolean {
  return cap === 'on' || (cap === 'auto' && genes >= CAP_FROM_GENES);
}

/** Horizon from which endpoints count as steady states (decay times). */
const STEADY_FROM = 4;
/** Longest steps by the classical method, to them and to earlier endpoints, and Euler steps per decay time. */
const LONGEST_STEP = 1;
const LONGEST_EARLY_STEP = 0.75;
const EULER_STEPS = 1.5;
/** Fewest steps of the classical method to earlier endpoints, as a share of those of predictions. */
const EARLY_SHARE = 0.4;

/**
 * Steps of trajectories in training, fewer than in predictions where endpoints are compared at the end of trajectories only (`atEnd`). A fixed
 * point of the field is one of every step, so where means are compared after a long horizon, steps of Euler's method replace those of the
 * classical one. Both are stable for eigenvalues of the field's Jacobian down to −3 and −2.7; Euler's less so for oscillations (relaxation.ts).
 * Earlier endpoints, and clouds, are reached by the classical method in steps of up to .75 decay times, whose error is .4 % each
 * (docs/decisions/0082-steady-states-by-fixed-point-iteration.md).
 */
export function trainingScheme(
  settings: Pick<TrainingSettings, 'endpoint' | 'horizon' | 'solverSteps'>,
  atEnd: boolean,
): Pick<Problem, 'solverSteps' | 'stages'> {
  const { endpoint, horizon, solverSteps } = settings;
  if (!atEnd) return { solverSteps, stages: 4 };
  if (endpoint !== 'means' || horizon < STEADY_FROM) {
    const fewest = Math.ceil(Math.max(EARLY_SHARE * solverSteps, horizon / LONGEST_EARLY_STEP));
    return { solverSteps: Math.min(solverSteps, fewest), stages: 4 };
  }
  return { solverSteps: Math.ceil(EULER_STEPS * horizon), stages: 1 };
}

/** Steps of the classical method to a steady state: up to twice as long as in predictions. */
export function classicalSteps({
  horizon,
  solverSteps,
}: Pick<TrainingSettings, 'horizon' | 'solverSteps'>): number {
  return Math.min(solverSteps, Math.max(Math.ceil(solverSteps / 2), Math.ceil(horizon / LONGEST_STEP)));
}

/** RK4 steps to horizon T: half a decay time each for means, finer for clouds. */
export function solverStepsTo(horizon: number, endpoint: TrainingSettings['endpoint']): number {
  return endpoint === 'means' ? Math.max(5, Math.ceil(2 * horizon)) : Math.ceil(2 * horizon) + 2;
}
