/**
 * One fit: the main one on all training perturbations, or a leave-out one for its cross-validation. Predicts perturbations, and yields
 * its network, modules and model; inference.ts loops over the fits. The shared response of a fit's training perturbations, and its
 * contribution to other perturbations (dynamics/sharedResponse.ts).
 */
import {
  type Dataset,
  type Intervention,
  perturbationLabels,
  perturbedConditions,
} from '../../dataset/dataset';
import { createDevice } from '../../dynamics/device/createDevice';
import type { DynamicsDevice } from '../../dynamics/device/device';
import { simdSupported } from '../../numerics/dense/webAssembly';
import { type DosedInput, doseShare } from '../../dynamics/doses';
import { softplus } from '../../dynamics/softplus';
import { type Problem, parameterLayout } from '../../dynamics/problem';
import { backTransform } from '../../dynamics/prepare/backTransform';
import { type Evaluated, type Prepared, prepare } from '../../dynamics/prepare/prepare';
import { interventionRow, meanDelta } from '../../dynamics/prepare/interventionValues';
import type { MeasuredPerturbation } from '../../dynamics/prepare/measured';
import type { StrataMix } from '../../dynamics/prepare/strata';
import type { TrainingData, TrainingSettings } from '../../dynamics/settings';
import { type Direction, type SharedResponse, directionOf, responseAt } from '../../dynamics/sharedResponse';
import { familyOf } from '../../dataset/dataset';
import { type LabelledShift, type Trust, measuredFactor } from './shrinkage';
import { CLAMP_FLOOR } from '../../dynamics/vectorField';
import type { FittedModel, MeasuredGenes, PredictionMargins } from '../../dynamics/fitted';
import { findModules } from '../../network/modules';
import type { Module, Network } from '../../network/network';
import { readNetwork } from './readout';
import { unitModules } from './unitModules';
import { meanTrainingShift } from '../../evaluation/predictions/predictionError';
import { median } from '../../numerics/statistics';

export type CreateDevice = (problem: Problem) => Promise<DynamicsDevice>;

/** On the calling thread: WebAssembly, or the slow reference device where the processor has no SIMD. */
export const createThreadDevice: CreateDevice = (problem) =>
  createDevice(simdSupported() ? 'wasm' : 'reference', problem);

export interface Fit {
  /** Its problem is replaced when trajectories do not settle (dynamics/relaxation.ts). */
  prepared: Prepared;
  /** Replaced when it is lost, and after its problem. */
  device: DynamicsDevice;
  /** Training labels this fit does not see; empty for the main fit. */
  readonly leftOut: readonly string[];
}

/** Predicted and measured endpoint of one perturbation. */
export interface PredictedEndpoint extends LabelledShift {
  readonly time: number | null;
  readonly cells: number;
  readonly strata: StrataMix;
  /** [G] in z */
  readonly standardError: ArrayLike<number>;
}

/** Labels of the perturbations that are not held out. */
export function trainingLabels(dataset: Dataset): readonly string[] {
  const held = new Set(dataset.heldOut);
  return perturbationLabels(dataset).filter((label) => !held.has(label));
}

/** Conditions of the perturbations that are not held out. */
export function trainedConditions({ conditions, heldOut }: Pick<Dataset, 'conditions' | 'heldOut'>) {
  return perturbedConditions({ conditions }).filter(({ label }) => !heldOut.includes(label));
}

/** Trains on the perturbations that are neither held out nor `leftOut`. `evaluated`: of a fit that predicts perturbations it does not see. */
export async function createFit(
  dataset: TrainingData,
  settings: TrainingSettings,
  makeDevice: CreateDevice,
  leftOut: readonly string[] = [],
  evaluated: Evaluated | null = null,
): Promise<Fit> {
  const left = new Set(leftOut);
  const labels = new Set(trainingLabels(dataset).filter((label) => !left.has(label)));
  const prepared = prepare(dataset, settings, labels, evaluated);
  const device = await makeDevice(prepared.problem);
  device.setParameters(prepared.initial);
  return { prepared, device, leftOut };
}

/** Values per query, 64 MB: those of genes in its tables, and activities at all stages, in whole blocks of rows that devices integrate together. */
const MAX_VALUES = 2 ** 24;
const VALUES_PER_GENE = 4;
const STAGES = 4;
const ROW_BLOCK = 32;

/** Raw z shifts (back-transformed, before κ) at every measured endpoint of `perturbations`. `parameters`: those that the device holds. */
export async function predictEndpoints(
  fit: Fit,
  perturbations: readonly MeasuredPerturbation[],
  parameters: Float32Array,
): Promise<readonly PredictedEndpoint[]> {
  const predicted = await predictUnscaled(fit, perturbations, parameters);
  const known = fit.prepared.perturbations.filter(({ training }) => training);
  const genes = genesMeasuredAlone(known);
  const labels = new Set(
    perturbations.filter((one) => one.training || setsOnly(genes, one)).map(({ label }) => label),
  );
  if (labels.size === 0) return predicted;
  const areKnown = perturbations.every(({ training }) => training) && perturbations.length === known.length;
  const combined = known.filter((one) => one.interventions.length > 1 && setsOnly(genes, one));
  const factor = measuredFactor(
    areKnown ? predicted : await predictUnscaled(fit, known, parameters),
    new Set(combined.map(familyOf)).size,
  );
  return predicted.map((one) => (labels.has(one.label) ? { ...one, measuredFactor: factor } : one));
}

async function predictUnscaled(
  fit: Fit,
  perturbations: readonly MeasuredPerturbation[],
  parameters: Float32Array,
): Promise<readonly PredictedEndpoint[]> {
  const { solverSteps, problem } = fit.prepared;
  const { genes, modules } = problem.shape;
  const each = VALUES_PER_GENE * genes + STAGES * solverSteps * modules;
  const rows = ROW_BLOCK * Math.max(1, Math.floor(MAX_VALUES / (ROW_BLOCK * each)));
  const predicted: PredictedEndpoint[] = [];
  for (let first = 0; first < perturbations.length; first += rows)
    predicted.push(...(await predictTogether(fit, perturbations.slice(first, first + rows), parameters)));
  return predicted;
}

async function predictTogether(
  fit: Fit,
  perturbations: readonly MeasuredPerturbation[],
  parameters: Float32Array,
): Promise<readonly PredictedEndpoint[]> {
  const { prepared, device } = fit;
  const { solverSteps } = prepared;
  const { shape, horizon } = prepared.problem;
  const { genes } = shape;
  const deltas = Float64Array.from(parameters.subarray(parameterLayout(shape).delta), softplus);
  const rows = perturbations.length;
  const query = {
    rows,
    keep: new Float32Array(rows * genes),
    clamp: new Float32Array(rows * genes),
    shift: new Float32Array(rows * genes),
    horizon,
    solverSteps,
    ends: perturbations.flatMap(({ endpoints }, row) => endpoints.map(({ step }) => ({ row, step }))),
  };
  perturbations.forEach(({ interventions }, row) => {
    const { keep, clamp, shift } = interventionRow(prepared, interventions, deltas);
    query.keep.set(keep, row * genes);
    query.clamp.set(clamp, row * genes);
    query.shift.set(shift, row * genes);
  });
  const states = await device.simulate(query);
  const shared = measuredResponse(prepared);
  let end = 0;
  return perturbations.flatMap(({ label, of, interventions, endpoints }, row) =>
    endpoints.map(({ condition, time, step, cells, rawShift, rawStandardError }) => {
      const state = states.subarray(end * genes, ++end * genes);
      // What is not measured and follows its regulators is compared with nothing.
      for (const gene of prepared.latent) if (query.keep[row * genes + gene] === 1) state[gene] = 0;
      return {
        label,
        ...(of === undefined ? {} : { of }),
        time,
        cells,
        strata: prepared.strataOf[condition] ?? [],
        standardError: rawStandardError,
        targets: interventions.map(({ gene }) => gene),
        predicted: backTransform(prepared.back, state),
        measured: rawShift,
        shared: responseOf(shared, interventions, genes, (step * horizon) / solverSteps, prepared.doses),
        measuredFactor: null,
      };
    }),
  );
}

/** Genes that training perturbations set alone, by direction. */
type GenesMeasuredAlone = Readonly<Record<Direction, ReadonlySet<number>>>;

function genesMeasuredAlone(training: readonly MeasuredPerturbation[]): GenesMeasuredAlone {
  const alone = (way: Direction) =>
    new Set(
      training.flatMap(({ interventions }) =>
        interventions.length === 1 && directionOf(interventions) === way
          ? interventions.map(({ gene }) => gene)
          : [],
      ),
    );
  return { lowered: alone('lowered'), raised: alone('raised') };
}

function setsOnly(genes: GenesMeasuredAlone, { interventions }: MeasuredPerturbation): boolean {
  return interventions.every((one) => {
    const way = directionOf([one]);
    return way !== null && genes[way].has(one.gene);
  });
}

/** `kappa`: the factor of predictions of measured genes. */
export function measuredGenes({ prepared }: Fit, kappa: number): MeasuredGenes {
  const genes = genesMeasuredAlone(prepared.perturbations.filter(({ training }) => training));
  return {
    kappa,
    lowered: Int32Array.from(genes.lowered).toSorted(),
    raised: Int32Array.from(genes.raised).toSorted(),
  };
}

/** Modules of the main fit: gene clusters, or the hidden units of preset compact. `fits`: parameters of the main, then leave-out fits. */
export function modulesOf(
  main: Fit,
  { preset }: TrainingSettings,
  fits: readonly Float32Array[],
): readonly Module[] {
  const { regulators, shape } = main.prepared.problem;
  if (preset === 'compact') return unitModules(regulators, shape, fits);
  const [network, ...others] = fits.map((parameters) => networkOf(main, parameters));
  return network
    ? findModules(
        network,
        others.map(({ weights }) => weights),
      )
    : [];
}

export function networkOf({ prepared }: Fit, parameters: Float32Array): Network {
  return readNetwork({
    genes: prepared.genes,
    regulators: prepared.problem.regulators,
    shape: prepared.problem.shape,
    parameters,
    latent: prepared.latent,
    ...prepared.ranges(),
  });
}

interface Learned {
  readonly parameters: Float32Array;
  readonly leaveOut: readonly Float32Array[];
  readonly trust: Trust;
  readonly measured: MeasuredGenes | null;
  readonly margins: PredictionMargins | null;
  readonly step: number;
}

export function fittedModel(
  dataset: Dataset,
  settings: TrainingSettings,
  { prepared }: Fit,
  { parameters, leaveOut, trust, measured, margins, step }: Learned,
): FittedModel {
  const { shape, regulators } = prepared.problem;
  const deltas = Float64Array.from(parameters.subarray(parameterLayout(shape).delta), softplus);
  const response = measuredResponse(prepared);
  const times = dataset.conditions.flatMap(({ time }) => (time === null ? [] : [time]));
  return {
    genes: dataset.genes,
    regulators,
    shape,
    parameters,
    settings,
    mean: prepared.mean,
    scale: prepared.scale,
    deltaGenes: prepared.deltaGenes,
    meanDelta: meanDelta(deltas),
    kappa: trust.kappa,
    measured,
    margins,
    shared: response && trust.shared > 0 ? { ...response.shared, weight: trust.shared } : null,
    back: prepared.back,
    lossesReplaced: prepared.dropoutsImputed,
    clampFloor: CLAMP_FLOOR,
    ...prepared.ranges(),
    stepsKept: step,
    latestTime: times.length > 0 ? Math.max(...times) : null,
    ...(prepared.latent.length > 0 ? { latent: prepared.latent } : {}),
    ...(prepared.doses.length > 0 ? { doses: prepared.doses } : {}),
    leaveOut,
  };
}

interface MeasuredResponse {
  readonly direction: Direction;
  /** With weight 1 until μ is known. */
  readonly shared: SharedResponse;
}

/**
 * D̄ of the training perturbations in the majority direction (lowered or raised), one row per solver step with an endpoint, each
 * perturbation excluded at its own targets. null where every perturbation sets genes both ways.
 */
export function measuredResponse({
  perturbations,
  problem,
  solverSteps,
  ...prepared
}: Prepared): MeasuredResponse | null {
  const genes = prepared.mean.length;
  const training = perturbations.filter((one) => one.training);
  const going = (way: Direction) =>
    training.filter(({ interventions }) => directionOf(interventions) === way);
  const [lowered, raised] = [going('lowered'), going('raised')];
  const direction = raised.length > lowered.length ? 'raised' : 'lowered';
  const same = direction === 'raised' ? raised : lowered;
  const measured = same.flatMap(({ interventions, endpoints }) =>
    endpoints.map(({ step, rawShift }) => ({
      step,
      measured: rawShift,
      targets: interventions.map(({ gene }) => gene),
    })),
  );
  const steps = [...new Set(measured.map(({ step }) => step))].toSorted((a, b) => a - b);
  if (steps.length === 0) return null;
  const response = new Float64Array(steps.length * genes);
  steps.forEach((step, row) => {
    response.set(
      meanTrainingShift(
        measured.filter((one) => one.step === step),
        genes,
      ),
      row * genes,
    );
  });
  const times = Float64Array.from(steps, (step) => (step * problem.horizon) / solverSteps);
  const left = same.flatMap(({ interventions }) => interventions.map((one) => shareLeft(prepared, one)));
  return {
    direction,
    shared: { weight: 1, fullAt: direction === 'raised' ? 2 : Math.min(0.9, median(left)), times, response },
  };
}

/** [G] shared shift in z, before μ, of a perturbation, as much of it as its highest dose gives; 0 at its own targets. */
export function responseOf(
  measured: MeasuredResponse | null,
  interventions: readonly Intervention[],
  genes: number,
  time: number,
  doses: readonly DosedInput[] = [],
): Float64Array {
  if (measured === null || directionOf(interventions) !== measured.direction) return new Float64Array(genes);
  const share = Math.max(...interventions.map((one) => doseShare(doses, one)));
  const response = responseAt(measured.shared, genes, time).map((value) => Math.min(1, share) * value);
  for (const { gene } of interventions) response[gene] = 0;
  return response;
}

/** Remaining share of expression of a lowered gene. */
function shareLeft(
  { mean, scale, knockdownValue }: Pick<Prepared, 'mean' | 'scale' | 'knockdownValue'>,
  { gene, kind }: Intervention,
): number {
  if (kind !== 'knockdown') return 0;
  const control = Math.expm1(mean[gene] as number);
  const kept = Math.expm1(
    (mean[gene] as number) + (scale[gene] as number) * (knockdownValue[gene] as number),
  );
  return control > 0 ? Math.max(0, kept) / control : 0;
}
