/**
 * What a run gives: the fitted model, the network and modules read from it, and everything measured about whether to
 * believe them. Plain data, structured-clonable.
 */
import type { FittedModel } from '../../dynamics/fitted';
import type { PresetName } from '../../dynamics/settings';
import type { Module, Network } from '../../network/network';
import type { Confidence } from '../confidence/confidence';

/** What speaks for and against the labels, over perturbations of one gene each (diagnosisLabels.ts). */
export interface LabelEvidence {
  /** Mean over perturbations of how far the own gene moves as intended, of the most it moves under any: 0 to 1. */
  readonly ownChange: number;
  /** z of that against targets exchanged among the perturbations. */
  readonly ownScore: number;
  /** Share of the perturbations whose own gene stays, where that must not be, or where another's is gone instead. */
  readonly contradicted: number;
  /** z, against exchanged targets, of how well effects follow the way cells co-vary, and what it would be of right labels. */
  readonly covariation: number;
  readonly expected: number;
}

/** Answers to the four questions of docs/method.md, each null where it could not be asked. Verdicts: diagnosisVerdict.ts. */
export interface Diagnosis {
  /** T over its permutation mean; about 1 where nothing measurable changes. */
  readonly signal: number | null;
  /** Correlation a of between- and within-condition coefficients. */
  readonly agreement: number | null;
  /** null also in what was written before it was measured. */
  readonly labels: LabelEvidence | null;
  /** s_max / median s, where there are cells enough for the spectrum. */
  readonly sharedFactor: number | null;
  /** Size of the correlation of a typical pair of genes within conditions; null like `labels`. */
  readonly typicalCorrelation: number | null;
}

export interface CrossValidation {
  readonly folds: number;
  /**
   * Steps at which it was measured, and the pooled error over no change there, each perturbation shrunk by the κ and μ of the
   * others (shrinkage.ts): 1 or above is no better than predicting no change.
   */
  readonly steps: readonly number[];
  readonly errors: readonly number[];
  /** At the kept step: unshrunk, and shrunk as in `errors`. */
  readonly error: number;
  readonly shrunkError: number;
  readonly kappa: number;
  /** Per training perturbation: its error over no change when left out, shrunk as in `errors`, as Comparison.predicted. */
  readonly perPerturbation: readonly { readonly label: string; readonly error: number }[];
}

/** Predicted and measured mean change of one perturbation, in log1p expression. */
export interface Comparison {
  readonly label: string;
  /** 'training' as fitted; 'cross-validated' when left out; 'held-out' never seen. */
  readonly role: 'training' | 'cross-validated' | 'held-out';
  readonly time: number | null;
  /** Genes set by the experimenter: left out of every error. */
  readonly targets: readonly number[];
  readonly cells: number;
  /** [G] after κ and μ (shrinkage.ts); where it was left out after those of all the others. */
  readonly predicted: Float32Array;
  readonly measured: Float32Array;
  readonly standardError: Float32Array;
}

/** One of the fits whose ranks were averaged into the network. */
export interface EnsembleFit {
  readonly preset: PresetName;
  /** T, in decay times. */
  readonly horizon: number;
  /** [R × G] as read from this fit alone. */
  readonly weights: Float32Array;
}

export interface FitResult {
  /** The main fit: sliders, predictions, κ and errors are its own. */
  readonly model: FittedModel;
  /** Of the main fit, or the rank mean of `members`. */
  readonly network: Network;
  /** The fits whose ranks the network averages, the main one first; empty where it is the main fit's alone. */
  readonly members: readonly EnsembleFit[];
  readonly modules: readonly Module[];
  readonly diagnosis: Diagnosis;
  /** null where fewer than three training perturbations forbid it. */
  readonly crossValidation: CrossValidation | null;
  /**
   * On the held-out perturbations: error over no change as the model says and after κ and μ, and the mean correlation of what is then
   * predicted with the measured change (0 where nothing is predicted); null where none were held out.
   */
  readonly heldOut: { readonly error: number; readonly shrunkError: number; readonly pearson: number } | null;
  readonly comparisons: readonly Comparison[];
  /** null until it was measured; `network.stability` and the modules' are then its own. */
  readonly confidence: Confidence | null;
  readonly seconds: number;
}

/** The main fit is done; a further one, whose ranks will be averaged with it, is training. */
export interface Refining {
  /** Which fit trains, from 2 on (the main one was the first), and how many there are in all. */
  readonly fit: number;
  readonly fits: number;
  /** Its own steps. */
  readonly step: number;
  readonly steps: number;
}

/** What the page sees while training; at most one unacknowledged at a time. */
export interface TrainingSnapshot {
  /** Of the main fit, also while others refine its network. */
  readonly step: number;
  readonly steps: number;
  /** Loss per term of the main fit at this step; while refining that of its last. */
  readonly loss: {
    readonly endpoint: number;
    readonly cell: number;
    readonly path: number;
    readonly prior: number;
  };
  /** 1, or less after the loss was not a finite number: the run went back and goes on at this share of the learning rate. */
  readonly rateFactor: number;
  /** Every step's total loss since the last snapshot, oldest first. */
  readonly recentLoss: readonly number[];
  /** The latest cross-validated error over no change, as CrossValidation.errors; null until measured. */
  readonly heldOutError: number | null;
  /** [R × G] as Network.weights: of the main fit as it learns, then of the rank mean as it grows. */
  readonly weights: Float32Array;
  /** How many fits' ranks `weights` averages; 1: the main fit's alone. */
  readonly averaged: number;
  /** null while the main fit trains, and when all is done. */
  readonly refining: Refining | null;
  /** Modules as last looked at, at each quarter of the schedule; null before the first. */
  readonly modules: readonly Module[] | null;
  /** Share of the strongest edges (as many as genes × 2) that kept sign and place over the last ten snapshots. */
  readonly stableShare: number | null;
  readonly stepsPerSecond: number;
  /** Seconds left, as a range; null until known. */
  readonly secondsLeft: readonly [number, number] | null;
}
