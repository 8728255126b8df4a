/**
 * What crosses between the page and its workers: types only. Errors cross as data. Big arrays are transferred.
 * ingest lives for one import; trainer lives long and owns the devices; layout owns positions; share
 * packs and unpacks links and run files; embedding puts the cells on two axes; evaluation sets a run beside other methods;
 * confidence fits resampled data, several workers at once.
 */
import type { Dataset } from '../src/dataset/dataset';
import type { ResampledFit } from '../src/inference/confidence/resampledFit';
import type { ShuffledRun } from '../src/inference/confidence/shuffledCheck';
import type { Embedding } from '../src/dataset/embedding';
import type { FittedModel } from '../src/dynamics/fitted';
import type { TrainingSettings } from '../src/dynamics/settings';
import type { Truth } from '../src/evaluation/truth';
import type { Confidence } from '../src/inference/confidence/confidence';
import type { SavedProgress } from '../src/inference/progress';
import type { Import } from '../src/dataset/import';
import type { RunToJudge } from '../src/inference/benchmark/runBenchmark';
import type { JudgingProgress, ReportCard, TruthCard } from '../src/inference/benchmark/benchmark';
import type { LayoutGraph } from '../src/present/figure/layout/graph';
import type { StepTimes } from '../src/inference/training/comparison';
import type { RunListener } from '../src/inference/training/run';
import type { DeviceWish, RunningDevice } from '../src/inference/training/runningDevice';
import type { SimulatedDemo } from '../src/dataset/demoNames';
import type { EncodedLink, TooLong } from '../src/share/link';
import type { NetworkFormatName } from '../src/network/formats/formats';
import type { RunToExport } from '../src/share/exports/annData';
import type { NetworkToExport } from '../src/share/exports/networkExport';
import type { FinishedRun } from '../src/share/runFile';
import type { LinkError, Read, RunFileError, Snapshot, Tier } from '../src/share/snapshot';
import type { Placement } from '../src/share/view';

export type { RunToJudge, SavedProgress };

/** Ends by terminating the worker (Cancel), or by `close`. */
export type IngestApi = Import;

/** Simulates a demo where it is opened. Ends by terminating the worker (Cancel). */
export interface SimulationApi {
  /** The screen as an AnnData file, and the network it came from as a table. Progress in percent. */
  simulate(
    demo: SimulatedDemo,
    onProgress: (percent: number) => void,
  ): Promise<{ readonly data: Uint8Array<ArrayBuffer>; readonly truth: string }>;
}

export interface TrainerStart {
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  /** Go on from here (a saved run); null: from the start. */
  readonly resume: SavedProgress | null;
  /** Optimiser steps per second at most, so that a demo can be watched; null: as fast as it goes. */
  readonly pace: number | null;
  /** Logical processors of the machine, as the page sees them. */
  readonly cores: number;
  readonly device: DeviceWish;
  /** How long steps took on the devices of this machine, as this browser keeps it. */
  readonly times: readonly (readonly [key: string, times: StepTimes])[];
}

export interface PredictRequest {
  /** Gene index → value relative to control: 0 knocked out, 1 unchanged, 2 doubled. */
  readonly changes: readonly { readonly gene: number; readonly value: number }[];
  /** In the unit of the data's time column, or null for the model's horizon. */
  readonly time: number | null;
}

export interface Prediction {
  /** [G] change of mean log1p expression, after κ. */
  readonly delta: Float32Array;
  /** [G] log2 fold change of expression, after κ, and its range over the leave-out fits (equal to it without any). */
  readonly log2FoldChange: Float32Array;
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** [points × G] log1p expression along the trajectory of the mean, and its times (decay times). */
  readonly times: Float32Array;
  readonly trajectory: Float32Array;
  /** Genes set outside the 2–98 % range that training cells cover. */
  readonly beyondData: readonly number[];
}

/** What the page hears beyond what every run tells. */
export interface TrainerListener extends RunListener {
  device(device: RunningDevice): void;
  /** To be kept for later runs. */
  measured(key: string, times: StepTimes): void;
  /** What is being prepared before the first step. */
  preparing(phase: 'scaling' | 'graphics' | 'starting'): void;
}

export interface TrainerApi {
  start(start: TrainerStart, listener: TrainerListener): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** One optimiser step, then pause again. */
  step(): Promise<void>;
  /** Ends now and keeps what was learned: `finished(result, 'stopped')` follows. */
  stop(): Promise<void>;
  /** Ends now; nothing follows. */
  discard(): Promise<void>;
  /** For persistence; null before the first step. */
  progress(): Promise<SavedProgress | null>;
  /** From the model in training, or from the given fitted one (after a reload). */
  predict(request: PredictRequest): Promise<Prediction | null>;
  use(model: FittedModel): Promise<void>;
}

export interface LayoutApi {
  /** Warm-started: [G × 2] positions after a few ticks from where the last call left them. */
  update(graph: LayoutGraph, ticks: number): Promise<Float32Array>;
  /**
   * Goes on from places on another screen: as they are where this room is much like that one, else brought into this room
   * and settled.
   */
  take(graph: LayoutGraph, placement: Placement): Promise<Float32Array>;
  /** Forgets positions (a new gene set); the start is a hash of the names, the same everywhere. */
  reset(genes: readonly string[]): Promise<Float32Array>;
}

export interface EvaluationListener {
  progress(progress: JudgingProgress): void;
  /** All that is known so far; the last one is whole. */
  card(card: ReportCard): void;
}

/** One per finished run; keeps the networks of all methods. Cancelled by terminating the worker. */
export interface EvaluationApi {
  judge(run: RunToJudge, listener: EvaluationListener): Promise<void>;
  /** All networks known so far beside a reference; null where it has no edge between their genes. */
  against(truth: Truth): Promise<TruthCard | null>;
}

/** Fits to resampled data; several workers share them, each asked for one at a time. Cancelled by terminating the worker. */
export interface ConfidenceApi {
  use(run: Omit<RunToJudge, 'budget'>): Promise<void>;
  /** The same numbers whichever worker computes it. `onProgress`: share done. */
  fit(index: number, onProgress: (share: number) => void): Promise<ResampledFit>;
  /** The same training on shuffled labels; null where it cannot be cross-validated. */
  shuffled(onProgress: (share: number) => void): Promise<ShuffledRun | null>;
  summarise(fits: readonly ResampledFit[], shuffled: ShuffledRun | null): Promise<Confidence>;
}

/** Lives for one question. */
export interface EmbeddingApi {
  /** null where there is nothing to draw. */
  embed(dataset: Dataset): Promise<Embedding | null>;
}

export interface ShareApi {
  encode(snapshot: Snapshot, tier: Tier): Promise<Read<EncodedLink, TooLong>>;
  /** `text`: what stands behind the address. Any text gives a snapshot or a reason. */
  decode(text: string): Promise<Read<Snapshot, LinkError>>;
  write(run: FinishedRun): Promise<Blob>;
  /** In the format of another program. */
  exportNetwork(format: NetworkFormatName, network: NetworkToExport): Promise<Blob>;
  exportAnnData(run: RunToExport): Promise<Blob>;
  read(file: File): Promise<Read<FinishedRun, RunFileError>>;
}
