/**
 * The two statements on a run, with their evidence as tagged reasons, and the strongest reason for doubt. How they are reached:
 * runVerdict.ts, which the page loads later.
 */
import type { Dataset } from '../../dataset/dataset';
import type { Tagged } from '../../dataset/errors';
import type { Interval } from '../../evaluation/bootstrap';
import type { PlainMean } from '../benchmark/benchmark';
import type { SharedGene } from './sharedGenes';
import type { Enough } from '../benchmark/enough';
import type { FitResult } from '../run/result';

export interface RunToJudge {
  readonly result: FitResult;
  readonly dataset: Pick<
    Dataset,
    | 'notes'
    | 'values'
    | 'moments'
    | 'conditions'
    | 'conditionOfCell'
    | 'heldOut'
    | 'latent'
    | 'scale'
    | 'control'
  >;
}

/** 'none': evidence against; 'unknown': not tested. */
export const levels = ['supported', 'uncertain', 'none', 'unknown'] as const;
export type Level = (typeof levels)[number];

/** Errors are relative to no change; an interval is null where it is unknown (links of earlier versions). */
export type PredictionReason = Tagged<{
  'not-tested': unknown;
  'no-measurable-effect': unknown;
  'not-below-no-change': { error: number };
  /** Held-out perturbations are predicted, those left out in turn are not. */
  'fails-cross-validation': { error: number };
  /** The error with shuffled labels: at least half of the improvement needs no labels. */
  'shuffled-labels-predict': { error: number };
  /** `better`: clearly, by the paired interval. `specific`: predictions nevertheless fit their own perturbations. */
  'mean-predicts-as-well': { rival: PlainMean; better: boolean; specific: boolean };
  /** Of unseen combinations of genes measured alone; `othersSupport`: perturbations of one gene alone support the statement. */
  'sum-predicts-as-well': { combinations: number; better: boolean; othersSupport: boolean };
  'includes-no-change': { error: Interval | null; specific: boolean };
  'few-perturbations': { judged: number };
  /** Supports: below no change and below the plain means. */
  'below-no-change': { error: Interval | null; judged: number };
}>;

export type EdgeReason = Tagged<{
  'not-tested': unknown;
  'no-measurable-effect': unknown;
  /** Most of what perturbations change is a response that they share; `measurable`: have effects beyond it. */
  'shared-response': { measurable: number; of: number };
  'labels-contradicted': unknown;
  'covariation-disagrees': unknown;
  /** Perturbations whose cells all lie in such batches. */
  'batch-without-controls': { perturbations: number; of: number };
  /** Strongest edges whose regulator or target was detected in no control. */
  'undetected-in-controls': { edges: number; of: number };
  /** Shares of stable edges. */
  'stable-with-shuffled-labels': { stable: number; shuffled: number };
  'suspect-labels': { suspect: number; of: number };
  /** Strongest edges of perturbed regulators, and those whose perturbation has no measurable effect. */
  'regulators-without-effect': { edges: number; of: number };
  'one-sample-per-condition': unknown;
  /** Predictions raise a doubt, and nothing else speaks against the edges. */
  'predictions-in-doubt': unknown;
  /** Supports. */
  'measurable-effects': { measurable: number; of: number };
  /** Supports, where effects were not counted. */
  signal: { signal: number };
}>;

export interface Statement<Reason> {
  readonly level: Level;
  /** The strongest first; never empty. */
  readonly reasons: readonly Reason[];
}

/** What answers for changes that were not measured. */
export interface Answering {
  /** κ, and the weight of the shared response. */
  readonly kappa: number;
  readonly shared: number;
  /** Factor of predictions that set only genes perturbed alone in training; null: as others. */
  readonly measured: number | null;
  /** Cross-validated error of the whole, and of the mean of the others (null: unknown), over no change. */
  readonly error: number;
  readonly mean: number | null;
}

export interface RunVerdict {
  readonly predicts: Statement<PredictionReason>;
  /** Of perturbed genes. */
  readonly edges: Statement<EdgeReason>;
  /** What would decide `predicts`; null, or absent from links, where it is decided, or more measurements would not. */
  readonly enough?: Enough | null;
  /** What perturbations share, where a mean of the others predicts as well and surely; else null, or absent from links. */
  readonly shared?: readonly SharedGene[] | null;
  /** null without cross-validation, absent from links. */
  readonly answering?: Answering | null;
}

/** Tags of reasons not to interpret the network, the strongest first. */
const raising = [
  'no-measurable-effect',
  'shared-response',
  'not-below-no-change',
  'labels-contradicted',
  'mean-predicts-as-well',
  'includes-no-change',
  'shuffled-labels-predict',
  'covariation-disagrees',
  'batch-without-controls',
  'undetected-in-controls',
] as const;

export type Doubt = Extract<PredictionReason | EdgeReason, { readonly tag: (typeof raising)[number] }>;

/** The strongest reason; null: the network may be interpreted. Without `edges`: the strongest of the predictions. */
export function strongestDoubt({
  predicts,
  edges,
}: Pick<RunVerdict, 'predicts'> & Partial<Pick<RunVerdict, 'edges'>>): Doubt | null {
  const ofEdges = edges?.reasons.filter((reason) => isDoubt(reason)) ?? [];
  const doubts = [...gravePredictions(predicts), ...ofEdges];
  const ranked = doubts.toSorted((a, b) => raising.indexOf(a.tag) - raising.indexOf(b.tag));
  return ranked[0] ?? null;
}

/** Whether anything supports predictions, and advice that rests on them. */
export function supportsPredictions({ predicts }: Pick<RunVerdict, 'predicts'>): boolean {
  const isTold = predicts.level === 'supported' || predicts.level === 'uncertain';
  return isTold && gravePredictions(predicts).length === 0;
}

/** Reasons of the predictions that raise a doubt about the network. */
export function gravePredictions({ reasons }: RunVerdict['predicts']): readonly Doubt[] {
  return reasons.filter(isGrave).filter((reason) => isDoubt(reason));
}

function isDoubt(reason: PredictionReason | EdgeReason): reason is Doubt {
  if (reason.tag === 'shared-response' && reason.measurable > 0) return false;
  return raising.some((tag) => tag === reason.tag);
}

/** Chance alone, or a mean, may explain the error: not where predictions fit their own perturbations, unless the mean is clearly better. */
function isGrave(reason: PredictionReason): boolean {
  if (reason.tag === 'mean-predicts-as-well') return reason.better || !reason.specific;
  return reason.tag !== 'includes-no-change' || !reason.specific;
}
