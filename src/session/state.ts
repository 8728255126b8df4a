/**
 * What the app remembers, as plain types: the stores (stores.ts) hold these, panels read them, actions.ts changes them.
 * Fast state (training snapshots, layout ticks) is not here: see snapshots.ts.
 */
import type { ReadProgress } from '../../workers/protocol';
import type { OpenedFile } from '../dataset/annotation';
import type { Dataset } from '../dataset/dataset';
import type { DatasetError } from '../dataset/errors';
import type { Mapping, Recognition } from '../dataset/mapping';
import type { DeviceInfo } from '../dynamics/device/device';
import type { TrainingError } from '../dynamics/errors';
import type { TrainingSettings } from '../dynamics/settings';
import type { Truth } from '../evaluation/truth';
import type { FitResult } from '../inference/result';

export type SessionError =
  | { readonly tag: 'storage-full' }
  | { readonly tag: 'storage-unavailable' }
  | { readonly tag: 'run-damaged' };
export type AppError = DatasetError | TrainingError | SessionError;

export type StepName = 'data' | 'check' | 'model' | 'train' | 'explore' | 'perturb' | 'evaluate';

/** A file on its way in. Previous runs stay on screen meanwhile. */
export interface ImportState {
  readonly phase: 'idle' | 'reading' | 'checking' | 'loading';
  readonly fileName: string | null;
  readonly progress: ReadProgress | null;
  readonly opened: OpenedFile | null;
  readonly recognition: Recognition | null;
  /** The guess plus what the person changed. */
  readonly mapping: Mapping | null;
  /** The dataset the mapping gave; kept so that Train can be pressed again with other settings. */
  readonly error: AppError | null;
}

export interface RunSummary {
  readonly step: number;
  readonly steps: number;
  readonly loss: number | null;
  readonly heldOutError: number | null;
  readonly stableShare: number | null;
  readonly stepsPerSecond: number | null;
  readonly secondsLeft: readonly [number, number] | null;
  readonly secondsElapsed: number;
}

export type RunPhase = 'idle' | 'preparing' | 'running' | 'paused' | 'finished' | 'stopped' | 'failed';

export interface RunState {
  readonly phase: RunPhase;
  readonly dataset: Dataset | null;
  readonly isDemo: boolean;
  readonly settings: TrainingSettings;
  readonly device: DeviceInfo | null;
  /** Updated two to four times a second while training. */
  readonly summary: RunSummary;
  readonly result: FitResult | null;
  readonly truth: Truth | null;
  readonly error: AppError | null;
  /** A saved run found in the browser at start, offered to go on with. */
  readonly saved: {
    readonly name: string;
    readonly step: number;
    readonly steps: number;
    readonly savedAt: number;
  } | null;
}

export type Selection =
  | { readonly kind: 'gene'; readonly gene: number }
  | { readonly kind: 'edge'; readonly source: number; readonly target: number }
  | { readonly kind: 'module'; readonly module: number }
  | null;

/** The view document: everything undo covers. */
export interface ViewDocument {
  readonly selection: Selection;
  /** Number of strongest edges drawn. */
  readonly edgeBudget: number;
  readonly minimumStability: number;
  readonly hiddenModules: readonly number[];
  readonly moduleNames: Readonly<Record<number, string>>;
  readonly pins: readonly { readonly gene: number; readonly x: number; readonly y: number }[];
  readonly layoutFrozen: boolean;
  /** Perturbation sliders: gene → value relative to control (0 out, 1 unchanged, 3 at most). */
  readonly sliders: readonly { readonly gene: number; readonly value: number }[];
  readonly truthOverlay: boolean;
}

/** View state that undo does not cover. */
export interface ScreenState {
  readonly step: StepName;
  readonly centre: 'network' | 'table';
  readonly inspector: 'run' | 'gene' | 'edge' | 'module';
  readonly drawer: 'closed' | 'loss' | 'edges' | 'genes' | 'figure' | 'log';
  readonly colorScheme: 'light' | 'dark' | 'auto';
  readonly singleKeyShortcuts: boolean;
}
