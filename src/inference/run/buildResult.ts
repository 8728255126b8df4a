/** Builds the result of a run (result.ts) from the kept step and its predictions. */
import type { Dataset } from '../../dataset/dataset';
import type { TrainingSettings } from '../../dynamics/settings';
import type { Network } from '../../network/network';
import { edgeStability } from '../../network/stability';
import { errorOverNoChange, pearsonOfChange } from '../../evaluation/predictions/predictionError';
import { diagnose } from '../diagnosis/diagnosis';
import type { Signal } from '../diagnosis/signal';
import { type KnownEffects, readoutOf, readWeights } from './fusion';
import { type Fit, type PredictedEndpoint, fittedModel, measuredGenes, modulesOf, networkOf } from './fit';
import type { Comparison, ControlSplit, CrossValidation, Readout, UntimedResult } from './result';
import { fitLoadings } from './loadings';
import { predictionMargins } from './margins';
import { kappaInterval, shrinkage, shrunk, shrunkByOthers } from './shrinkage';
import type { KeptStep } from './progress';
import type { FittedModel } from '../../dynamics/fitted';
import { findModules } from '../../network/modules';
import { readNetwork } from './readout';

interface Findings {
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  readonly main: Fit;
  readonly kept: KeptStep;
  readonly curve: readonly { readonly step: number; readonly error: number }[];
  readonly folds: number;
  /** Training perturbations, predicted by the fits that did not see them. */
  readonly leftOut: readonly PredictedEndpoint[];
  /** Held-out perturbations, predicted by a fit that never saw them. */
  readonly heldOut: readonly PredictedEndpoint[];
  /** Training perturbations, predicted by the main fit. */
  readonly seen: readonly PredictedEndpoint[];
  readonly controlSplit: ControlSplit | null;
  readonly effects: KnownEffects;
  /** null: as the data require. */
  readonly readout: Readout | null;
  /** Of the whole file; null: of the training perturbations, measured here. */
  readonly signal: Signal | null;
}

export async function buildResult(findings: Findings): Promise<UntimedResult> {
  const { dataset, main, kept, leftOut, heldOut: unseen, seen, controlSplit } = findings;
  const trust = leftOut.length > 0 ? shrinkage(leftOut) : { kappa: 1, shared: 0 };
  const judged = shrunkByOthers(leftOut);
  const measured = seen[0]?.measuredFactor ?? null;
  const [parameters = new Float32Array(), ...leaveOutParameters] = kept.fits;
  const plain = networkOf(main, parameters);
  const diagnosis = await diagnose(main.prepared, dataset, findings.settings.seed, findings.signal);
  const readout = findings.readout ?? readoutOf(plain, plain.weights, diagnosis, findings.effects);
  const { effects } = findings;
  const { isMeasured } = effects.main;
  const weights = readWeights(plain, plain.weights, effects.main, readout, isMeasured);
  const others = leaveOutParameters.map((other, fit) =>
    readWeights(plain, networkOf(main, other).weights, effects.leaveOut[fit], readout, isMeasured),
  );
  const network: Network = { ...plain, weights, stability: edgeStability(weights, others) };
  const unseenShrunk = unseen.map((endpoint) => shrunk(endpoint, trust));
  const compared = (endpoint: PredictedEndpoint, role: Comparison['role']): Comparison =>
    comparison(controlSplit ? endpoint : { ...endpoint, strata: [] }, role, main.prepared.scale);
  const model = fittedModel(dataset, findings.settings, main, {
    parameters,
    leaveOut: leaveOutParameters,
    trust,
    measured: measured === null ? null : measuredGenes(main, measured),
    margins: predictionMargins(judged, seen),
    step: kept.step,
  });
  const comparisons = [
    ...seen.map((endpoint) => compared(shrunk(endpoint, trust), 'training')),
    ...unseenShrunk.map((endpoint) => compared(endpoint, 'held-out')),
    ...judged.map((endpoint) => compared(endpoint, 'cross-validated')),
  ];
  const loadings = fitLoadings(dataset, { model, comparisons });
  return {
    model,
    network,
    readout,
    members: [],
    modules:
      readout === 'joined' && findings.settings.preset !== 'compact'
        ? findModules(network, others)
        : modulesOf(main, findings.settings, kept.fits),
    diagnosis,
    start: { from: main.prepared.start, capped: main.prepared.isCapped },
    crossValidation: crossValidation(findings, judged, trust.kappa),
    heldOut:
      unseen.length === 0
        ? null
        : {
            error: errorOf(unseen),
            shrunkError: errorOf(unseenShrunk),
            pearson:
              unseenShrunk.reduce((sum, endpoint) => sum + (pearsonOfChange(endpoint) ?? 0), 0) /
              unseen.length,
          },
    comparisons,
    controlSplit,
    confidence: null,
    ...(loadings === null ? {} : { loadings }),
  };
}

/** `judged`: the left-out perturbations, each shrunk by the κ and μ of the others. */
function crossValidation(
  { folds, curve, kept, leftOut }: Findings,
  judged: readonly PredictedEndpoint[],
  kappa: number,
): CrossValidation | null {
  if (kept.error === null || leftOut.length === 0) return null;
  const labels = [...new Set(leftOut.map(({ label }) => label))];
  return {
    folds,
    steps: curve.map(({ step }) => step),
    errors: curve.map(({ error }) => error),
    error: errorOf(leftOut),
    shrunkError: errorOf(judged),
    kappa,
    kappaInterval: kappaInterval(leftOut),
    perPerturbation: labels.map((label) => ({
      label,
      error: errorOf(judged.filter((endpoint) => endpoint.label === label)),
    })),
  };
}

/** 1 where nothing changed, as for predicting no change. */
function errorOf(endpoints: readonly PredictedEndpoint[]): number {
  return errorOverNoChange(endpoints) ?? 1;
}

/** From z to log1p expression. `scale`: [G] s. */
function comparison(endpoint: PredictedEndpoint, role: Comparison['role'], scale: Float64Array): Comparison {
  const toLog = (values: ArrayLike<number>) => Float32Array.from(scale, (s, gene) => s * (values[gene] ?? 0));
  return {
    label: endpoint.label,
    ...(endpoint.of === undefined ? {} : { of: endpoint.of }),
    role,
    time: endpoint.time,
    targets: endpoint.targets,
    cells: endpoint.cells,
    strata: endpoint.strata,
    predicted: toLog(endpoint.predicted),
    measured: toLog(endpoint.measured),
    standardError: toLog(endpoint.standardError),
  };
}

/** [leave-out fits] their weights, each read with the effects it knows. */
export function leaveOutWeights(
  model: FittedModel,
  { main, leaveOut }: KnownEffects,
  readout: Readout,
): readonly Float32Array[] {
  return model.leaveOut.map((parameters, fit) =>
    readWeights(model, weightsOf(model, parameters), leaveOut[fit], readout, main.isMeasured),
  );
}

function weightsOf(model: FittedModel, parameters: Float32Array): Float32Array {
  return readNetwork({ ...model, parameters }).weights;
}
