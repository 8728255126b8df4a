/**
 * What the app remembers, as plain types: the stores (stores.ts) hold these, panels read them, actions.ts changes them.
 * Fast state (training snapshots, layout ticks) is not here: see snapshots.ts.
 */
import type { Prediction } from '../../../workers/protocol';
import type { JudgingShortage } from '../../inference/training/judgingMemory';
import type { DeviceWish, RunningDevice } from '../../inference/training/runningDevice';
import type { ReadProgress } from '../../dataset/import';
import type { OpenedFile } from '../../dataset/annotation';
import type { Dataset } from '../../dataset/dataset';
import type { Mapping, Recognition } from '../../dataset/mapping';
import type { QualityReport } from '../../dataset/quality/qualityReport';
import type { TrainingSettings } from '../../dynamics/settings';
import type { Truth } from '../../evaluation/truth';
import type { FitResult } from '../../inference/result';
import type { JudgingProgress, ReportCard, TruthCard } from '../../inference/benchmark/benchmark';
import type { InputError } from '../../present/text/errors';
import type { RunEvent } from '../../present/text/runEvents';
import type { DemoName } from '../../dataset/demoNames';
import type { FinishedRun } from '../../share/runFile';
import type { LinkError, Snapshot } from '../../share/snapshot';
import type { RunSummary } from '../../share/summary';
import type { Placement, Selection, ViewDocument } from '../../share/view';
import type { DownloadError } from './download';
import type { WebAddress } from './webAddress';

export type { RunSummary, Selection, ViewDocument };

export type SessionError =
  | DownloadError
  | { readonly tag: 'storage-full' }
  | { readonly tag: 'storage-unavailable' }
  | { readonly tag: 'run-damaged' }
  /** More files dropped at once than belong together. */
  | { readonly tag: 'too-many-files'; readonly files: readonly string[] }
  /** The bundled demo could not be fetched from the app's own address. */
  | { readonly tag: 'demo-unavailable'; readonly detail: string }
  /** A file that the person asked for could not be made. */
  | { readonly tag: 'export-failed'; readonly detail: string };
export type AppError = InputError | SessionError;

export type StepName = 'data' | 'check' | 'model' | 'train' | 'explore' | 'perturb' | 'evaluate';

/** Something the person should know while the run goes on. */
/** `slowed`: the loss was not a finite number; the run went back to this step or before and learns more slowly. */
export type Notice =
  | SessionError
  | { readonly tag: 'recovered'; readonly step: number }
  | { readonly tag: 'slowed'; readonly step: number }
  /** The graphics processor was lost; the run goes on from this step with the device in `RunState.device`. */
  | { readonly tag: 'moved'; readonly step: number; readonly device: RunningDevice };

/**
 * A file on its way in. Previous runs stay on screen meanwhile.
 * reading: the file is opened and scanned; checking: the mapping waits for the person; loading: values are read;
 * ready: `dataset` is what `mapping` says, and Train starts at once.
 */
export interface ImportState {
  readonly phase: 'idle' | 'reading' | 'checking' | 'loading' | 'ready';
  /** null: a file or link of the person's own. */
  readonly demo: DemoName | null;
  readonly fileName: string | null;
  /** The file of controls that is being read beside the open one (phase `reading`); null otherwise. */
  readonly controlsFile: string | null;
  readonly progress: ReadProgress | SimulationProgress | DownloadProgress | null;
  /** Nothing was heard of the file that is read for longer than there is reason for. */
  readonly isSilent: boolean;
  readonly opened: OpenedFile | null;
  readonly recognition: Recognition | null;
  /** The guess plus what the person changed. */
  readonly mapping: Mapping | null;
  /** What the person changed, kept apart so that a new guess does not undo it. */
  readonly changes: Partial<Mapping>;
  /** How good cells and genes are and what the rules of `mapping` leave out; null until that was asked for. */
  readonly quality: QualityReport | null;
  /** Share of the values that was read for `quality`; null where that is not under way. */
  readonly qualityShare: number | null;
  /** The dataset `loadedMapping` gave; kept so that Train can be pressed again with other settings. */
  readonly dataset: Dataset | null;
  readonly loadedMapping: Mapping | null;
  /** A truth table dropped together with the file. */
  readonly truth: Truth | null;
  readonly error: AppError | null;
}

/** Of a demo's screen that is made before it is read. */
interface SimulationProgress {
  readonly phase: 'simulating';
  readonly percent: number;
}

/** Of a file from elsewhere, before it is read. */
interface DownloadProgress {
  readonly phase: 'downloading';
  readonly host: string;
  readonly bytesDone: number;
  /** 0: the server does not say. */
  readonly bytesTotal: number;
}

type RunPhase = 'idle' | 'preparing' | 'running' | 'paused' | 'finished' | 'stopped' | 'failed';

/** Choices for the next Train that need no new reading of the file. */
export interface TrainingChoices {
  /** Labels of perturbations kept out of training. */
  readonly heldOut: readonly string[];
  /** Candidate regulators by name; null: the default rule, or the data set as it is. */
  readonly regulators: readonly string[] | null;
}

/** What the narrated line is made of (sentence in src/app/ui/text/narration.ts); names, not indices. */
export interface Narration {
  readonly step: number;
  readonly stableEdges: number;
  readonly strongestNew: {
    readonly source: string;
    readonly target: string;
    readonly sign: 1 | -1;
  } | null;
}

/** One line of the log drawer, as data. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly event:
    | RunEvent
    | { readonly tag: 'link-opened' | 'run-file-opened'; readonly name: string }
    | { readonly tag: 'paused' | 'resumed' | 'stopped' | 'discarded' | 'recovered'; readonly step: number }
    /** Of resampled fits: how many the answer rests on, or had ended when it was given up. */
    | { readonly tag: 'confidence-measured' | 'confidence-cancelled'; readonly fits: number }
    | { readonly tag: 'confidence-failed'; readonly detail: string }
    | { readonly tag: 'error'; readonly error: AppError };
}

/** The answer of the sliders, with the sliders it answers. */
interface AnsweredPrediction {
  readonly sliders: ViewDocument['sliders'];
  /** In the unit of the data; null: the last time point. */
  readonly time: number | null;
  readonly prediction: Prediction;
}

export interface RunState {
  /** Rises by one with every start: views drop what belongs to an earlier run. */
  readonly id: number;
  readonly phase: RunPhase;
  /** What is being prepared before the first step; null otherwise. */
  readonly preparing: 'scaling' | 'graphics' | 'starting' | null;
  /** Stop was pressed and the result is being put together. */
  readonly stopping: boolean;
  readonly dataset: Dataset | null;
  /** null: a file or link of the person's own. */
  readonly demo: DemoName | null;
  /** The link that brought what is on screen; null: it was learned or opened here. There are no cells then. */
  readonly shared: Snapshot | null;
  /** Where its genes were on the screen it comes from, by a link or a file; null: they are arranged here. */
  readonly placement: Placement | null;
  /** Changes of held-out perturbations and regulators for the next Train where no file is open (after a reload). */
  readonly choices: TrainingChoices | null;
  /** Settings of the next Train; those of the run on screen are `trainedWith`. */
  readonly settings: TrainingSettings;
  readonly trainedWith: TrainingSettings | null;
  readonly device: RunningDevice | null;
  /** Updated two to four times a second while training. */
  readonly summary: RunSummary;
  readonly result: FitResult | null;
  readonly truth: Truth | null;
  readonly error: AppError | null;
  /** Said while the run goes on. */
  readonly notice: Notice | null;
  /** Changes at most every ten seconds. */
  readonly narration: Narration | null;
  readonly prediction: AnsweredPrediction | null;
  readonly log: readonly LogEntry[];
  /** A saved run found in the browser at start, offered to go on with. */
  readonly saved: {
    readonly name: string;
    readonly step: number;
    readonly steps: number;
    /** Milliseconds since 1970. */
    readonly savedAt: number;
    /** It has a result: going on shows it; otherwise training goes on from `step`. */
    readonly finished: boolean;
  } | null;
}

/** View state that undo does not cover. */
export interface ScreenState {
  readonly step: StepName;
  readonly centre: 'network' | 'table';
  readonly inspector: 'run' | 'gene' | 'edge' | 'module';
  /** Time the sliders are answered for, in the unit of the data; null: the last time point. */
  readonly predictTime: number | null;
  readonly drawer: 'closed' | 'loss' | 'edges' | 'genes' | 'figure' | 'log';
  readonly singleKeyShortcuts: boolean;
  /** Which device the next run gets. */
  readonly deviceWish: DeviceWish;
  readonly dialog: 'none' | 'palette' | 'shortcuts' | 'export' | 'share';
  /** The seven steps, or the page for readers; auto: for readers where the window is narrow and a network is looked at. */
  readonly layout: 'auto' | 'steps' | 'reading';
}

/** Links and run files on their way in, beside the run on screen. */
export interface ArrivalState {
  /** Why the link in the address cannot be shown. */
  readonly error: LinkError | null;
  /** Shown only when the person says so: what is on screen would be lost. */
  readonly waiting: Arrival | null;
  /** A link of settings alone: what the next file should be. */
  readonly wanted: Snapshot | null;
  /** Of a file the page was opened with (`?data=`): nothing is fetched before the person says so. */
  readonly address: WebAddress | null;
}

export type Arrival =
  | { readonly kind: 'link'; readonly snapshot: Snapshot }
  | { readonly kind: 'file'; readonly run: FinishedRun };

/** How the run on screen is judged in the background; `run` is its RunState.id, and what belongs to another run is not shown. */
export interface EvaluationState {
  readonly run: number;
  /** Beside other methods. Begins by itself when a run with cells has ended. */
  readonly judging: Judging;
  /** What is known so far. */
  readonly card: ReportCard | null;
  /** Against the truth of RunState; null where there is none, while it is computed, and where no edge can be compared. */
  readonly truthCard: TruthCard | null;
  /** Fits to resampled data, on request; the answer becomes RunState.result.confidence. */
  readonly confidence: BackgroundWork<ConfidenceProgress>;
}

/** Refused: all of it would take more memory than there is. */
export type Judging = BackgroundWork<JudgingProgress> | ({ readonly phase: 'refused' } & JudgingShortage);

type BackgroundWork<Progress> =
  | { readonly phase: 'idle' | 'done' | 'cancelled' }
  | { readonly phase: 'running'; readonly progress: Progress | null }
  | { readonly phase: 'failed'; readonly detail: string };

export interface ConfidenceProgress {
  /** The label check may begin before the last fit ended; the summary comes last. */
  readonly stage: 'fits' | 'labels' | 'summary';
  /** Fits that ended. */
  readonly done: number;
  readonly fits: number;
  /** Of all the work, in [0, 1]. */
  readonly share: number;
  /** null until a first fit ended. */
  readonly secondsLeft: number | null;
}
