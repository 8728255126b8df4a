/** The result of a run: model, network, modules and all measurements of their reliability. Plain, structured-clonable data. */
import type { Condition } from '../../dataset/dataset';
import type { LossTerms } from '../../dynamics/device/device';
import type { FittedModel } from '../../dynamics/fitted';
import type { Loadings } from '../../dynamics/loadings';
import type { PresetName } from '../../dynamics/settings';
import type { Start } from '../../dynamics/prepare/startChoice';
import type { StrataMix } from '../../dynamics/prepare/strata';
import type { ChosenChanges } from '../../effects/changes';
import type { Module, Network } from '../../network/network';
import type { Diagnosis } from '../diagnosis/evidence';
import type { Confidence } from './confidence';

export interface CrossValidation {
  readonly folds: number;
  /**
   * Measured steps, and the pooled error over no change there, each perturbation shrunk by the κ and μ of the others (shrinkage.ts): 1 or
   * above is no better than predicting no change.
   */
  readonly steps: readonly number[];
  readonly errors: readonly number[];
  /** At the kept step: unshrunk, and shrunk as in `errors`. */
  readonly error: number;
  readonly shrunkError: number;
  readonly kappa: number;
  /** 95 % interval of κ; null for few perturbations, absent from links and older runs. */
  readonly kappaInterval?: readonly [number, number] | null;
  /** Per training perturbation: its error over no change when left out, shrunk as in `errors`, as Comparison.predicted. */
  readonly perPerturbation: readonly { readonly label: string; readonly error: number }[];
}

/** Predicted and measured mean change of one perturbation, in log1p expression. */
export interface Comparison extends Pick<Condition, 'label' | 'of'> {
  /** 'training': fitted; 'cross-validated': left out in turn; 'held-out': never seen. */
  readonly role: 'training' | 'cross-validated' | 'held-out';
  readonly time: number | null;
  /** Genes set by the experimenter, excluded from every error. */
  readonly targets: readonly number[];
  readonly cells: number;
  /** Shares of its cells by batch and time point, for `ControlSplit.offsets`; empty where controls are not split. */
  readonly strata: StrataMix;
  /** [G] after κ and μ (shrinkage.ts), for left-out perturbations those of the others. */
  readonly predicted: Float32Array;
  readonly measured: Float32Array;
  readonly standardError: Float32Array;
}

/**
 * Controls split at random into two halves for every fit that predicts unseen perturbations: it knows shifts against one half, and its
 * predictions are compared with shifts against the other, so that no error of the controls counts as predicted.
 */
export interface ControlSplit {
  /**
   * Per leave-out fit, then for held-out perturbations where there are any: [strata × G] mean of all controls less that of the known half,
   * in the unit of comparisons.
   */
  readonly offsets: readonly Float32Array[];
}

/** What the table of effects of the screen (effects/) says of the genes of the model; it tests every measured gene. */
export interface ToldEffects extends ChosenChanges {
  /** Perturbations as the table names them. */
  readonly labels: readonly string[];
}

/** A fit whose ranks an earlier version averaged with those of others. */
export interface AveragedFit {
  readonly preset: PresetName;
  /** T, in decay times. */
  readonly horizon: number;
}

/** Where training of the main fit started, as cross-validation chose it (prepare/startChoice.ts). */
interface StartOfTraining {
  readonly from: Start | 'random';
  /** Whether the cap of variation that genes share, where there is one, was kept. */
  readonly capped: boolean;
}

/** 'learned': weights as the fits learned them; 'joined': for perturbed regulators joined with measured effects (fusion.ts). */
export type Readout = 'learned' | 'joined';

export interface FitResult {
  /** The main fit, which provides sliders, predictions, κ and errors. */
  readonly model: FittedModel;
  /** Read out as `readout` says. */
  readonly network: Network;
  /** 'learned' also in files from before effects were joined. */
  readonly readout: Readout;
  /**
   * Empty, but for runs below 20 genes of earlier versions: their network is the mean of the ranks of these fits, main fit first
   * (docs/decisions/0090-one-fit.md).
   */
  readonly members: readonly AveragedFit[];
  readonly modules: readonly Module[];
  readonly diagnosis: Diagnosis;
  /** Absent from links and from runs of before 0.8.0. */
  readonly start?: StartOfTraining;
  /** null with fewer than three training perturbations. */
  readonly crossValidation: CrossValidation | null;
  /**
   * On the held-out perturbations: error over no change of the model, and after κ and μ, and the mean correlation of these predictions with
   * the measured change (0 where nothing is predicted); null without held-out perturbations.
   */
  readonly heldOut: { readonly error: number; readonly shrunkError: number; readonly pearson: number } | null;
  readonly comparisons: readonly Comparison[];
  /** Absent where the effects of the file are not known, or could not be tested. */
  readonly told?: ToldEffects;
  /** null where perturbations are compared with each other, and in runs from before controls were split. */
  readonly controlSplit: ControlSplit | null;
  /** null until measured; then `network.stability` and those of the modules derive from it. */
  readonly confidence: Confidence | null;
  /** Genes outside the model; absent without any, with few perturbations, in links and in older runs. */
  readonly loadings?: Loadings;
  readonly seconds: number;
  /** The program that learned it (program.ts); absent from results of before 0.3.0. */
  readonly program?: string;
}

export type UntimedResult = Omit<FitResult, 'seconds'>;

/** Progress of training for the page; at most one unacknowledged snapshot at a time. */
export interface TrainingSnapshot {
  readonly step: number;
  readonly steps: number;
  /** Loss per term of the main fit at this step. */
  readonly loss: LossTerms;
  /** 1, or less after a non-finite loss: the run restarted with this share of the learning rate. */
  readonly rateFactor: number;
  /** Total loss of every step since the last snapshot, oldest first. */
  readonly recentLoss: readonly number[];
  /** The latest cross-validated error over no change, as CrossValidation.errors; null until measured. */
  readonly heldOutError: number | null;
  /** [R × G] as Network.weights: of the main fit, in the end of the result. */
  readonly weights: Float32Array;
  /** Modules at the last quarter of the schedule; null before the first. */
  readonly modules: readonly Module[] | null;
  /** Share of the strongest edges (two per gene) that kept sign and rank over the last ten snapshots. */
  readonly stableShare: number | null;
  readonly stepsPerSecond: number;
  /** Range of the seconds left; null until known. */
  readonly secondsLeft: readonly [number, number] | null;
}

export type UntimedSnapshot = Omit<TrainingSnapshot, 'stepsPerSecond' | 'secondsLeft'>;
