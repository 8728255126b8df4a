/**
 * What a run gives evidence for, in two separate statements: whether it predicts perturbations it has not seen, and whether the edges of
 * perturbed genes are supported. Each with its evidence, the strongest first; sentences are in src/present/text.
 */
import type { Tagged } from '../../dataset/errors';
import type { Interval } from '../../evaluation/bootstrap';

/** 'none': evidence against; 'unknown': not tested. */
export const levels = ['supported', 'uncertain', 'none', 'unknown'] as const;
export type Level = (typeof levels)[number];

/** Predictors that know the other perturbations and no network. */
export type PlainMean = 'shrunk-mean' | 'mean-of-training';

/** Errors are relative to no change; an interval is null where it is unknown (links of earlier versions). */
export type PredictionReason = Tagged<{
  'not-tested': unknown;
  'no-measurable-effect': unknown;
  'not-below-no-change': { error: number };
  /** Held-out perturbations are predicted, those left out in turn are not. */
  'fails-cross-validation': { error: number };
  /** `better`: surely, by a paired interval over the same perturbations. */
  'mean-predicts-as-well': { rival: PlainMean; better: boolean };
  'includes-no-change': { error: Interval | null };
  'few-perturbations': { judged: number };
  /** Supports: below no change and below the plain means. */
  'below-no-change': { error: Interval | null; judged: number };
}>;

export type EdgeReason = Tagged<{
  'not-tested': unknown;
  'no-measurable-effect': unknown;
  'labels-contradicted': unknown;
  'covariation-disagrees': unknown;
  'batch-without-controls': { perturbations: number; of: number };
  /** Edges shown whose regulator or target was detected in no control. */
  'undetected-in-controls': { genes: readonly string[]; edges: number; of: number };
  /** As many edges are stable with shuffled labels. */
  'as-with-shuffled-labels': unknown;
  'suspect-labels': { suspect: number; of: number };
  /** Edges shown from perturbed regulators whose perturbation has a measurable effect. */
  'regulators-without-effect': { edges: number; of: number };
  'one-sample-per-condition': unknown;
  /** Supports. */
  'measurable-effects': { measurable: number; of: number };
  signal: { signal: number };
}>;

export interface Statement<Reason> {
  readonly level: Level;
  /** The strongest first; never empty. */
  readonly reasons: readonly Reason[];
}

export interface RunVerdict {
  readonly predicts: Statement<PredictionReason>;
  /** Of perturbed genes. */
  readonly edges: Statement<EdgeReason>;
}
