/** Gathers what a run gave (result.ts) from the kept step and the predictions made with it. */
import type { Dataset } from '../dataset/dataset';
import type { TrainingSettings } from '../dynamics/settings';
import type { Network } from '../network/network';
import { edgeStability } from '../network/stability';
import { errorOverNoChange, pearsonOfChange } from '../evaluation/predictors';
import { diagnose } from './diagnosis';
import type { Fit, PredictedEndpoint } from './fit';
import { fittedModel, modulesOf, networkOf } from './model';
import type { Comparison, CrossValidation, FitResult } from './result';
import { shrinkage, shrunk, shrunkErrorOverNoChange } from './shrinkage';
import type { KeptStep } from './stepChoice';

export interface Findings {
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  readonly main: Fit;
  readonly kept: KeptStep;
  readonly curve: readonly { readonly step: number; readonly error: number }[];
  readonly folds: number;
  /** Training perturbations as predicted by the fits that did not see them. */
  readonly leftOut: readonly PredictedEndpoint[];
  /** All perturbations as predicted by the main fit, which never saw the held-out ones. */
  readonly seen: readonly PredictedEndpoint[];
}

/** The result of the main fit alone. */
export type MainResult = Omit<FitResult, 'seconds'>;

export function buildResult(findings: Findings): MainResult {
  const { dataset, main, kept, leftOut, seen } = findings;
  const kappa = leftOut.length > 0 ? shrinkage(leftOut) : 1;
  const [parameters = new Float32Array(), ...leaveOutParameters] = kept.fits;
  const others = leaveOutParameters.map((other) => networkOf(main, other).weights);
  const plain = networkOf(main, parameters);
  const network: Network = { ...plain, stability: edgeStability(plain.weights, others) };
  const unseen = seen.filter(({ label }) => dataset.heldOut.includes(label));
  return {
    model: fittedModel(dataset, findings.settings, main, {
      parameters,
      leaveOut: leaveOutParameters,
      kappa,
      step: kept.step,
    }),
    network,
    members: [],
    modules: modulesOf(main, findings.settings, kept.fits),
    diagnosis: diagnose(main.prepared, dataset, findings.settings.seed),
    crossValidation: crossValidation(findings, kappa),
    heldOut:
      unseen.length === 0
        ? null
        : {
            error: errorOf(unseen, 1),
            shrunkError: errorOf(unseen, kappa),
            pearson:
              unseen.reduce((sum, endpoint) => sum + (pearsonOfChange(endpoint) ?? 0), 0) / unseen.length,
          },
    comparisons: [
      ...seen.map((endpoint) =>
        comparison(endpoint, unseen.includes(endpoint) ? 'held-out' : 'training', kappa, main),
      ),
      ...leftOut.map((endpoint) => comparison(endpoint, 'cross-validated', kappa, main)),
    ],
  };
}

function crossValidation({ folds, curve, kept, leftOut }: Findings, kappa: number): CrossValidation | null {
  if (kept.error === null || leftOut.length === 0) return null;
  const labels = [...new Set(leftOut.map(({ label }) => label))];
  return {
    folds,
    steps: curve.map(({ step }) => step),
    errors: curve.map(({ error }) => error),
    error: errorOf(leftOut, 1),
    shrunkError: shrunkErrorOverNoChange(leftOut),
    kappa,
    perPerturbation: labels.map((label) => ({
      label,
      error: errorOf(
        leftOut.filter((endpoint) => endpoint.label === label),
        kappa,
      ),
    })),
  };
}

/** 1 where nothing changed: as good as predicting no change. */
function errorOf(endpoints: readonly PredictedEndpoint[], kappa: number): number {
  return errorOverNoChange(endpoints.map((endpoint) => shrunk(endpoint, kappa))) ?? 1;
}

/** From z to log1p expression. */
function comparison(
  endpoint: PredictedEndpoint,
  role: Comparison['role'],
  kappa: number,
  { prepared }: Fit,
): Comparison {
  const toLog = (values: ArrayLike<number>, factor: number) =>
    Float32Array.from(prepared.scale, (scale, gene) => factor * scale * (values[gene] ?? 0));
  return {
    label: endpoint.label,
    role,
    time: endpoint.time,
    targets: endpoint.targets,
    cells: endpoint.cells,
    predicted: toLog(endpoint.predicted, kappa),
    measured: toLog(endpoint.measured, 1),
    standardError: toLog(endpoint.standardError, 1),
  };
}
