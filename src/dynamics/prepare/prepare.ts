/**
 * From a dataset to everything training needs (docs/method.md, "Scaling" to "Warm start"), in closed form and from
 * training labels alone: held-out perturbations are measured but do not enter the problem.
 */
import { composedLogarithm } from '../../dataset/cellMoments';
import { type Dataset, isControl } from '../../dataset/dataset';
import { once } from '../../numerics/lazy';
import { quantileInPlace } from '../../numerics/statistics';
import { CLAMP_FLOOR, clampedLevel } from '../vectorField';
import { type TrainingData, type TrainingSettings, dampsSharedFactor } from '../settings';
import { settles, withClassicalSteps } from '../relaxation';
import { type ProblemParts, assembleProblem, cloudEndpoints, hiddenUnits } from './assembleProblem';
import { type Spread, isResolved, residuals, sparingCap, withinConditionSpread } from './cappedCells';
import {
  type Start,
  chosenStart,
  hasFluctuations,
  isChosen,
  isOfFluctuations,
  startByRidge,
  startingDeltas,
  withoutCap,
} from './startChoice';
import { type SteadyMaximum, steadyMaximum } from './steadyLikelihood';
import { type FluctuatingCells, steadyWeights } from './steadyFluctuations';
import { cappedCells, cellRidge, coldStart, warmStart } from './warmStart';
import { type CellSource, type TrainingCells, collectTrainingCells, maxTrainingCells } from './trainingCells';
import { type InterventionValues, knockdownValues, withDosedInputs } from './interventionValues';
import { countingVariance } from './countingVariance';
import { imputeDropouts } from './dropoutImputation';
import { type MeasuredPerturbation, measuredPerturbations } from './measured';
import { type ConditionShift, againstOtherControls, conditionShifts } from './shifts';
import { conditionMoments } from './conditionMoments';
import { type BackTransform, backTransformOf } from './backTransform';
import { type Problem, parameterLayout } from '../problem';
import { type Scaling, computeScaling } from './scaling';
import {
  type ControlHalves,
  type Strata,
  type StrataMix,
  allCells,
  isKnownCell,
  isMeasuringCell,
  strataMixes,
  stratify,
} from './strata';

/** Scales and shifts of all conditions. Against all controls they do not depend on which perturbations are trained on. */
interface Measured {
  readonly scaling: Scaling;
  /** [conditions] */
  readonly shifts: readonly ConditionShift[];
}

/** The preparation of the same dataset and settings with other labels, and the controls of an evaluation. */
export interface Evaluated {
  readonly main: Prepared;
  /** null: unseen perturbations are measured against the same cells as those trained on. */
  readonly halves: ControlHalves | null;
  /** `composedValues`, where several fits share them. */
  readonly composed?: Float32Array;
}

/** [G] 2 % and 98 % quantiles (z) over the training cells, after the cap. */
interface Ranges {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface Prepared extends InterventionValues {
  /** [G] names. */
  readonly genes: readonly string[];
  readonly problem: Problem;
  /** Initial parameters in the layout of problem.ts, and where they come from. */
  readonly initial: Float32Array;
  readonly start: Start | 'random';
  /** Whether the cap of shared variation, where there is one, was kept (chosenStart). */
  readonly isCapped: boolean;
  /** The start, where it is of largest likelihood. */
  readonly likeliest: SteadyMaximum | null;
  /** Factor of the learning rate, and optimiser steps that training makes. */
  readonly rate: number;
  readonly steps: number;
  /** [G] μ and s in log1p units, over all batches. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** Training perturbations first, in the order of `problem`; their endpoints count `solverSteps` to the horizon, not those of `problem`. */
  readonly perturbations: readonly MeasuredPerturbation[];
  readonly solverSteps: number;
  /** Measured when first asked for. */
  readonly ranges: () => Ranges;
  /** null where composition was not corrected and no dropout imputed. */
  readonly back: BackTransform | null;
  /** Whether dropouts were imputed (dropoutImputation.ts). */
  readonly dropoutsImputed: boolean;
  readonly measured: Measured;
  /**
   * [G × R] the linear field of fluctuating cells (steadyFluctuations.ts), computed when first asked for; null where cells are too few,
   * or the regulators too many.
   */
  readonly fluctuationField: (() => Float64Array) | null;
  /** Training cells before the cap. */
  readonly training: TrainingCells;
  /** Spectrum within conditions; null with one sample per condition or beyond 2,000 genes. */
  readonly spread: Spread | null;
  /** What perturbed cells are compared with. */
  readonly comparedWith: 'controls' | 'others';
  /** Whether unseen perturbations are measured against other controls than those trained on. */
  readonly isSplit: boolean;
  /** [conditions] cells of each stratum. */
  readonly strataOf: readonly StrataMix[];
}

/**
 * Trains on the controls and the conditions whose label is in `trainingLabels` (at least one). `evaluated`: of a fit that predicts unseen
 * perturbations; it knows one half of the controls and shares the units of the main fit, whose measurements are reused where they are the
 * same.
 */
export function prepare(
  dataset: TrainingData,
  settings: TrainingSettings,
  trainingLabels: ReadonlySet<string>,
  evaluated: Evaluated | null = null,
): Prepared {
  const usedCondition = dataset.conditions.map(
    (condition) => isControl(condition) || trainingLabels.has(condition.label),
  );
  const isTraining = (condition: number): boolean => usedCondition[condition] === true;
  const composed = evaluated?.composed ?? composedValues(dataset, settings);
  const halves = evaluated?.halves ?? null;
  const isUsed = halves === null ? allCells : isKnownCell(halves);
  const corrected =
    settings.composition === 'auto' ? imputeDropouts(dataset, composed, isTraining, isUsed) : composed;
  const strata = stratify(dataset, isTraining, isUsed);
  const dropoutsImputed = corrected !== composed;
  const earlier = evaluated?.main ?? null;
  const seen = { dataset, corrected, strata, isTraining };
  const split = halves && earlier && { halves, units: earlier.measured };
  const measured =
    earlierMeasured(earlier, halves, strata, dropoutsImputed) ?? measure({ ...seen, split, dropoutsImputed });
  const { scaling, shifts } = measured;
  const perturbations = measuredPerturbations(dataset, settings, trainingLabels, shifts);
  const learned = perturbations.filter(({ training }) => training);
  const latent = dataset.latent ?? [];
  const values = setLevels(learned, scaling, latent);
  const training = collectTrainingCells({
    ...seen,
    scaling,
    shifts,
    learned,
    setLevels: values,
    max: maxTrainingCells(dataset.genes.length),
    seed: settings.seed,
    isUsed,
  });
  const genes = dataset.genes.length;
  const rest = once(() => residuals(training, genes));
  const spread = withinConditionSpread(training, genes, rest);
  const cap = isCapped(settings, spread) ? sparingCap(spread, offTargetShifts(learned, genes)) : null;
  const capped = cappedCells(training, rest, values, spread, cap);
  const counting = once(() =>
    countingVariance({ dataset, values: composed, isTraining, isUsed, strata, scaling }),
  );
  const oneSample = learned.every(({ endpoints }) => endpoints.every(({ cells }) => cells === 1));
  const mayBeUncapped = settings.cap === 'auto' && cap?.some((factor) => factor < 1) === true;
  const edgePenalty = dataset.edgePenalty ?? null;
  const removed = removedWithoutLevel(learned, latent);
  const asCapped = { ...training, values: capped, counting, latent: removed };
  const uncapped = mayBeUncapped ? training.values : null;
  const {
    start,
    isCapped: keepsCap,
    likeliest,
  } = startOf({
    settings,
    capped: asCapped,
    uncapped,
    candidates: dataset.candidates,
    edgePenalty,
    oneSample,
    main: earlier,
  });
  const cells = keepsCap ? asCapped : { ...training, counting, latent: removed };
  const followed = { ...values, following: start === 'likelihood' ? removed : [] };
  const { problem, initial } = startedProblem({
    settings,
    candidates: dataset.candidates,
    values: followed,
    learned,
    training,
    cells,
    oneSample,
    start,
    likeliest,
    comparedWith: strata.comparedWith,
    edgePenalty,
  });
  return {
    ...followed,
    genes: dataset.genes,
    problem,
    start,
    isCapped: keepsCap,
    likeliest,
    ...scheduleFrom(start, settings),
    initial,
    mean: scaling.reportedMean,
    scale: scaling.reportedScale,
    perturbations,
    solverSteps: settings.solverSteps,
    ranges: rangesOf(cells.values, genes, latent),
    fluctuationField: hasFluctuations(genes, dataset.candidates.length, spread?.freedom ?? 0)
      ? once(() => steadyWeights(cells, problem.regulators, edgePenalty))
      : null,
    back: corrected === dataset.values ? null : backTransformOf(dataset, strata, scaling, learned),
    dropoutsImputed,
    measured,
    training,
    spread,
    comparedWith: strata.comparedWith,
    isSplit: halves !== null,
    strataOf: strataMixes(dataset, strata),
  };
}

/** What the main fit measured, where another fit would measure the same. */
function earlierMeasured(
  earlier: Prepared | null,
  halves: ControlHalves | null,
  { comparedWith }: Strata,
  dropoutsImputed: boolean,
): Measured | null {
  const isAlike = halves === null && comparedWith === 'controls' && !dropoutsImputed;
  return isAlike && earlier?.dropoutsImputed === false ? earlier.measured : null;
}

function scheduleFrom(
  start: Prepared['start'],
  settings: TrainingSettings,
): Pick<Prepared, 'rate' | 'steps'> {
  return isOfFluctuations(start)
    ? { rate: FROM_FLUCTUATIONS.rate, steps: stepsFromFluctuations(settings) }
    : { rate: 1, steps: settings.steps };
}

/** What interventions set, in z. */
function setLevels(
  learned: readonly MeasuredPerturbation[],
  { reportedMean, reportedScale }: Scaling,
  latent: readonly number[],
): InterventionValues {
  const full = {
    knockoutValue: reportedMean.map((mean, g) => clamped(-mean / (reportedScale[g] as number))),
    knockdownValue: knockdownValues(learned, reportedMean, reportedScale, latent).map(clamped),
  };
  return {
    ...withDosedInputs(full, learned, latent),
    deltaGenes: overexpressedGenes(learned).filter((gene) => !latent.includes(gene)),
    latent,
  };
}

interface Starting
  extends Omit<ProblemParts, 'cells' | 'clouds'>, Pick<Prepared, 'start' | 'likeliest' | 'comparedWith'> {
  readonly cells: FluctuatingCells;
}

/** The problem that is solved, and the parameters that training starts from. */
function startedProblem(given: Starting): Pick<Prepared, 'problem' | 'initial'> {
  const { settings, values, learned, training, cells, oneSample, start } = given;
  // A single cell is not a cloud: such screens compare means, to which the divergence of two points reduces.
  const clouds =
    settings.endpoint === 'means' || oneSample
      ? null
      : cloudEndpoints(learned, training, cells.values, given.comparedWith, settings.blur);
  const assembled = assembleProblem({
    ...given,
    settings: isOfFluctuations(start)
      ? { ...settings, cellWeight: settings.cellWeight * FROM_FLUCTUATIONS.cellWeight }
      : settings,
    cells: cells.values,
    clouds,
  });
  const parameters = initialParameters(given, assembled);
  const constant = values.latent.filter((gene) => values.following?.includes(gene) !== true);
  const initial = withoutRegulatorsOf(constant, parameters, assembled.shape);
  const problem = settles(assembled, initial) ? assembled : withClassicalSteps(assembled, settings);
  return { problem, initial };
}

/**
 * After a start from the fluctuations, training refines: with the full rate and weight of the cell term, which regresses genes on each other,
 * or over the whole schedule, it would forget what covariances tell (docs/decisions/0067-second-moments.md, 0080-time-to-network.md).
 */
const FROM_FLUCTUATIONS = { rate: 0.0125, steps: 1 / 8, cellWeight: 1 / 3, noise: 0.1 };

function stepsFromFluctuations({ steps }: TrainingSettings): number {
  return Math.ceil(FROM_FLUCTUATIONS.steps * steps);
}

/** Steps of a schedule after which training ends where it has not lowered the error of a start from the fluctuations. */
export function stepsUntilTold(steps: number): number {
  return Math.ceil(steps / 4);
}

/**
 * Fewest optimiser steps of a training, whose start is chosen once values are read. `perturbations`: in training; `freedom`: training cells
 * beyond their condition's first.
 */
export function fewestSteps(
  settings: TrainingSettings,
  size: {
    readonly genes: number;
    readonly regulators: number;
    readonly perturbations: number;
    readonly freedom: number;
  },
): number {
  const { genes, regulators, perturbations, freedom } = size;
  const mayVary = settings.start === 'warm' && !hasFixedStart(settings, regulators);
  return mayVary && isChosen(genes, regulators, perturbations, freedom)
    ? stepsUntilTold(stepsFromFluctuations(settings))
    : settings.steps;
}

/** Fewer units than regulators cannot hold any linear field. */
function hasFixedStart(settings: TrainingSettings, regulators: number): boolean {
  return hiddenUnits(settings, regulators) < regulators;
}

interface Startable {
  readonly settings: TrainingSettings;
  readonly capped: FluctuatingCells;
  /** The training cells as measured, null where the cap changes nothing or is asked for. */
  readonly uncapped: Float32Array | null;
  readonly candidates: Int32Array;
  readonly edgePenalty: Float32Array | null;
  readonly oneSample: boolean;
  readonly main: Prepared | null;
}

/** Chosen by cross-validation; leave-out fits start as the main fit. */
function startOf(given: Startable): Pick<Prepared, 'start' | 'isCapped' | 'likeliest'> {
  const { settings, capped, uncapped, candidates, edgePenalty, oneSample, main } = given;
  if (settings.start === 'cold') return { start: 'random', isCapped: true, likeliest: null };
  if (oneSample || hasFixedStart(settings, candidates.length)) return startByRidge;
  if (main === null) return chosenStart(capped, uncapped, candidates, settings.seed, edgePenalty);
  const whole = withoutCap(capped, uncapped);
  const likeliest =
    main.likeliest && steadyMaximum(whole, candidates, edgePenalty, main.likeliest.factors).reweighted();
  return { start: main.start, isCapped: main.isCapped, likeliest };
}

function initialParameters(
  { start, likeliest, cells, settings: { seed }, values: { deltaGenes }, edgePenalty }: Starting,
  { shape, regulators }: Problem,
): Float32Array {
  if (start === 'random') return coldStart(shape, seed);
  if (start === 'ridge')
    return warmStart(cellRidge(cells, cells.values, regulators, edgePenalty), shape, seed);
  const weights = likeliest?.weights ?? steadyWeights(cells, regulators, edgePenalty);
  const parameters = warmStart(weights, shape, seed, FROM_FLUCTUATIONS.noise);
  const deltas = startingDeltas(cells, regulators, weights, deltaGenes);
  parameters.set(
    deltas.map((delta) => Math.log(Math.expm1(delta))),
    parameterLayout(shape).delta,
  );
  return parameters;
}

interface Measurable extends Pick<CellSource, 'dataset' | 'corrected' | 'strata' | 'isTraining'> {
  readonly split: { readonly halves: ControlHalves; readonly units: Measured } | null;
  readonly dropoutsImputed: boolean;
}

/** In a function of its own, so that the sums over cells are freed. */
function measure({ dataset, corrected, strata, isTraining, split, dropoutsImputed }: Measurable): Measured {
  const scale = split?.units.scaling.scale ?? null;
  const scaling = computeScaling(dataset, corrected, strata, isTraining, {
    scale,
    isImputed: dropoutsImputed,
  });
  const moments = conditionMoments(dataset, corrected, strata, scaling, dropoutsImputed);
  const shifts = conditionShifts(dataset, strata, scaling, moments, isTraining);
  if (split === null) return { scaling, shifts };
  const others = stratify(dataset, isTraining, isMeasuringCell(split.halves));
  const other = computeScaling(dataset, dataset.values, others, isTraining, { scale });
  const genes = dataset.genes.length;
  return {
    scaling,
    shifts: againstOtherControls(shifts, { genes, strata, scaling, other, moments, isTraining }),
  };
}

function clamped(level: number): number {
  return clampedLevel(level, CLAMP_FLOOR);
}

function isCapped(settings: TrainingSettings, spread: Spread | null): spread is Spread {
  if (spread === null) return false;
  return (
    (settings.cap === 'on' || isResolved(spread)) && dampsSharedFactor(settings, spread.deviation.length)
  );
}

/** Writes 0 to the rows of A of genes that are not measured and stay as in controls; no residual moves them from there. */
function withoutRegulatorsOf(
  latent: readonly number[],
  initial: Float32Array,
  shape: Problem['shape'],
): Float32Array {
  const { at } = parameterLayout(shape);
  for (const gene of latent) for (let m = 0; m < shape.modules; m++) initial[at + m * shape.genes + gene] = 0;
  return initial;
}

/** Genes that are not measured, but were there: training perturbations remove or lower them, and none adds them. */
function removedWithoutLevel(
  learned: readonly MeasuredPerturbation[],
  latent: readonly number[],
): readonly number[] {
  const kinds = learned.flatMap(({ interventions }) => interventions);
  return latent.filter((gene) => {
    const own = kinds.filter((one) => one.gene === gene);
    return own.length > 0 && own.every(({ kind }) => kind !== 'overexpression');
  });
}

/** Genes overexpressed in training, ascending. */
function overexpressedGenes(learned: readonly MeasuredPerturbation[]): Int32Array {
  const genes = learned.flatMap(({ interventions }) =>
    interventions.filter(({ kind }) => kind === 'overexpression').map(({ gene }) => gene),
  );
  return Int32Array.from(new Set(genes)).toSorted();
}

/** [endpoints × G] training shifts with the targets' entries 0. */
function offTargetShifts(learned: readonly MeasuredPerturbation[], genes: number): Float64Array {
  const rows = learned.flatMap(({ interventions, endpoints }) =>
    endpoints.map(({ shift }) => {
      const row = shift.slice();
      for (const { gene } of interventions) row[gene] = 0;
      return row;
    }),
  );
  const all = new Float64Array(rows.length * genes);
  rows.forEach((row, index) => all.set(row, index * genes));
  return all;
}

/** In a function of its own, so that nothing but the cells is kept for it. */
function rangesOf(cells: Float32Array, genes: number, latent: readonly number[]): Prepared['ranges'] {
  return once(() => quantiles(cells, genes, latent));
}

function quantiles(cells: Float32Array, genes: number, latent: readonly number[]): Ranges {
  const low = new Float64Array(genes);
  const high = new Float64Array(genes);
  const column = new Float32Array(cells.length / genes);
  for (let g = 0; g < genes; g++) {
    for (let cell = 0; cell < column.length; cell++) column[cell] = cells[cell * genes + g] as number;
    // A gene that is not measured has two levels, however few cells have the other one.
    const [share, rest] = latent.includes(g) ? [0, 1] : [0.02, 0.98];
    low[g] = quantileInPlace(column, share);
    high[g] = quantileInPlace(column, rest);
  }
  return { low, high };
}

/**
 * Removes the compositional shift c_k of each cell's condition where settings ask for it (docs/method.md, "Composition"): [cells × G]
 * x ← log1p(expm1(x) · e^(−c_k)). The dataset's own array where nothing is removed.
 */
export function composedValues(dataset: Dataset, settings: TrainingSettings): Float32Array {
  const composition = settings.composition === 'auto' ? dataset.composition : null;
  if (composition === null) return dataset.values;
  const genes = dataset.genes.length;
  const corrected = dataset.values.slice();
  const factors = composition.map((shift) => Math.exp(-shift));
  for (let cell = 0; cell < dataset.cells; cell++) {
    const factor = factors[dataset.conditionOfCell[cell] as number] as number;
    if (factor === 1) continue;
    const end = (cell + 1) * genes;
    for (let p = cell * genes; p < end; p++) corrected[p] = composedLogarithm(corrected[p] as number, factor);
  }
  return corrected;
}
