/** The slow state of the app as types: stores.ts holds it, panels read it, actions change it. Training snapshots: snapshots.ts. */
import type { PredictedChange } from '../../dynamics/predict';
import type { BenchmarkShortage } from '../../inference/benchmark/memory';
import type { ConfidenceProgress } from '../../inference/confidence/pool';
import type { DeviceWish, RunningDevice } from '../../inference/training/chooseDevice';
import type { ReadProgress } from '../../dataset/import';
import type { OpenedFile } from '../../dataset/annotation';
import type { Dataset, DemoName } from '../../dataset/dataset';
import type { CandidateChoice } from '../../dataset/factors/candidates';
import type { DatasetError } from '../../dataset/errors';
import type { DatasetNote } from '../../dataset/notes';
import type { LabelTarget, Mapping } from '../../dataset/mapping';
import type { FileGroup } from '../../dataset/readers/fileGroup';
import type { ChosenColumns } from '../../dataset/recognise/numericColumns';
import type { Recognition } from '../../dataset/recognition';
import type { QualityReport } from '../../dataset/quality/qualityReport';
import type { TrainingData, TrainingSettings } from '../../dynamics/settings';
import type { Truth } from '../../evaluation/networks/truth';
import type { FitResult } from '../../inference/run/result';
import type { BenchmarkProgress, BenchmarkResult, TruthBenchmark } from '../../inference/benchmark/benchmark';
import type { InputError } from '../../present/text/errors';
import type { RunEvent } from '../../present/text/run';
import type { LinkError, RunFileError, Snapshot } from '../../share/snapshot';
import { emptySummary, type FinishedRun, type RunSummary } from '../../share/finishedRun';
import type { KeptMethod } from '../../share/keptMethod';
import type { SavedRun, StorageError } from '../../share/savedRun';
import type { Module, Network } from '../../network/network';
import type { BundledPriorName } from '../../network/priors/about';
import type { PriorSource } from '../../evaluation/networks/truthFile';
import type { PriorStrength } from '../../dataset/knowledge';
import type { MeasuredResponse, ResponsesOfEdges } from '../../present/figure/scene';
import type { Placement, Selection, ViewDocument } from '../../share/view';
import type { EffectsSnapshot, EffectsView } from '../../share/effectsSnapshot';
import type { History } from './history';
import type { DownloadError, ScreenEffects, WebAddress } from '../../../workers/protocol';

export type { RunSummary, Selection, ViewDocument };

type SessionError =
  | DownloadError
  | StorageError
  /** Another tab deleted all that this browser kept. */
  | { readonly tag: 'all-deleted' }
  /** More files dropped at once than belong together. */
  | { readonly tag: 'too-many-files'; readonly files: readonly string[] }
  /** The bundled demo could not be fetched from the app's own address. */
  | { readonly tag: 'demo-unavailable'; readonly detail: string }
  /** A frozen run could not be fetched from the app's own address. `name`: of its screen. */
  | { readonly tag: 'frozen-unavailable'; readonly name: string; readonly detail: string }
  /** `worker-lost` of a run that is kept in this browser, with its progress at this step. */
  | { readonly tag: 'training-lost'; readonly detail: string; readonly step: number }
  /** The worker was lost while it wrote a file. */
  | { readonly tag: 'export-failed'; readonly detail: string }
  /** The worker was lost while it read a link or a run file. `file`: its name; null for a link. */
  | { readonly tag: 'opening-failed'; readonly file: string | null; readonly detail: string }
  /** The file gave no data for so long, as on a sleeping disk or where it is damaged. */
  | { readonly tag: 'file-silent'; readonly file: string; readonly seconds: number };
export type AppError = InputError | SessionError;

/** The steps of the work, as the rail lists them. */
export type StepName = 'data' | 'effects' | 'model' | 'explore' | 'perturb' | 'evaluate';

/** What is shown of a step. Three have two parts: data and check, model (its settings) and train, evaluate and (other) methods. */
export type PartName = StepName | 'check' | 'train' | 'methods';

/** Effects of the open file's perturbations, measured when they are first looked at, or those of a link. */
export interface EffectsState {
  /** For which they were asked; null: not yet. */
  readonly mapping: Mapping | null;
  /** Share that is done; null while none are measured. */
  readonly share: number | null;
  readonly found: ScreenEffects | null;
  /** Why they could not be measured. */
  readonly error: DatasetError | null;
  /** The effects of a link, which are shown in place of those of the open file. */
  readonly shared: EffectsSnapshot | null;
  readonly view: EffectsView;
  /** The perturbation that is looked at, by its place among those shown (the control has 0), and one of its genes. */
  readonly selected: number | null;
  /** A pair in cells with several guides, which is no perturbation, in place of one: its place among the pairs. */
  readonly pair: number | null;
  readonly gene: number | null;
}

export const noEffects: EffectsState = {
  mapping: null,
  share: null,
  found: null,
  error: null,
  shared: null,
  view: 'map',
  selected: null,
  pair: null,
  gene: null,
};

/** A message during a run. */
export type Notice =
  | SessionError
  /** The worker was lost; a new one continues from this step. */
  | { readonly tag: 'recovered'; readonly step: number }
  /** The loss was not finite; the run went back to this step or before and continues at half the learning rate. */
  | { readonly tag: 'slowed'; readonly step: number }
  /** The graphics processor was lost; the run continues from this step on `device`. */
  | { readonly tag: 'moved'; readonly step: number; readonly device: RunningDevice };

/**
 * The file being opened; a run stays on screen meanwhile. Phases: reading (opened and scanned), checking (the person checks
 * the mapping), loading (values are read), ready (`dataset` matches `mapping`).
 */
export interface ImportState {
  readonly phase: 'idle' | 'reading' | 'checking' | 'loading' | 'ready';
  /** null: not a demo. */
  readonly demo: DemoName | null;
  readonly fileName: string | null;
  /** A file of controls that is read in addition to the open one (phase `reading`); null otherwise. */
  readonly controlsFile: string | null;
  readonly progress: ReadProgress | SimulationProgress | DownloadProgress | null;
  /** The worker has reported nothing for SILENT_SECONDS. */
  readonly isSilent: boolean;
  readonly opened: OpenedFile | null;
  readonly recognition: Recognition | null;
  /** The recognised mapping with the person's changes. */
  readonly mapping: Mapping | null;
  /** The person's changes, kept apart so that a new recognition does not undo them. */
  readonly changes: Partial<Mapping>;
  /** What labels name, as it was corrected by hand; null: it was not. */
  readonly corrections: History<readonly LabelTarget[]> | null;
  /** Quality of cells and genes, and what the rules of `mapping` leave out; null until measured. */
  readonly quality: QualityReport | null;
  /** Share of the values read for `quality`; null while none are read. */
  readonly qualityShare: number | null;
  /** The data set read with `loadedMapping`, kept for another training with other settings. */
  readonly dataset: Dataset | null;
  readonly loadedMapping: Mapping | null;
  /** A truth table dropped together with the file. */
  readonly truth: Truth | null;
  readonly error: AppError | null;
  /** The files that are open or being read, for a table to be read another way. */
  readonly files: FileGroup<File> | null;
  /** Columns that the open table is being read with as genes. */
  readonly columns: ChosenColumns | null;
  /** The open file while another is read: it comes back where that one is refused or cancelled. */
  readonly aside: ImportState | null;
  /** Files whose table is unclear, which `error` asks about. */
  readonly refused: { readonly files: FileGroup<File>; readonly truth: Truth | null } | null;
}

export const emptyImport: ImportState = {
  phase: 'idle',
  demo: null,
  fileName: null,
  controlsFile: null,
  progress: null,
  isSilent: false,
  opened: null,
  recognition: null,
  mapping: null,
  changes: {},
  corrections: null,
  quality: null,
  qualityShare: null,
  dataset: null,
  loadedMapping: null,
  truth: null,
  error: null,
  files: null,
  columns: null,
  aside: null,
  refused: null,
};

/** Of a demo whose screen is simulated before it is read. */
interface SimulationProgress {
  readonly phase: 'simulating';
  readonly percent: number;
}

/** Of a file from a web address, before it is read. */
interface DownloadProgress {
  readonly phase: 'downloading';
  readonly host: string;
  /** Name of the file that is open meanwhile. */
  readonly openFile: string | null;
  readonly bytesDone: number;
  /** 0: unknown. */
  readonly bytesTotal: number;
}

type RunPhase = 'idle' | 'preparing' | 'running' | 'paused' | 'finished' | 'stopped' | 'failed';

/** Choices for the next training that need no new reading of the file. */
export interface TrainingChoices {
  /** Labels of perturbations kept out of training. */
  readonly heldOut: readonly string[];
  /** Candidate regulators by name; null: those of `candidates`. */
  readonly regulators: readonly string[] | null;
  /** Absent: the default rule, or the data set as it is. */
  readonly candidates?: CandidateChoice;
}

/** Facts of the narrated line; gene names, not indices. */
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
    /** What the run on screen leaves out of its file. */
    | { readonly tag: 'noted'; readonly note: DatasetNote }
    | { readonly tag: 'link-opened' | 'effects-opened' | 'run-file-opened'; readonly name: string }
    | { readonly tag: 'paused' | 'resumed' | 'stopped' | 'discarded' | 'recovered'; readonly step: number }
    /** `fits`: resampled fits that had ended. */
    | { readonly tag: 'confidence-measured' | 'confidence-cancelled'; readonly fits: number }
    | { readonly tag: 'confidence-failed'; readonly detail: string }
    | { readonly tag: 'error'; readonly error: AppError };
}

/** A prediction with the sliders it was computed for. */
export interface SliderPrediction {
  readonly sliders: ViewDocument['sliders'];
  /** In the unit of the data; null: the last time point. */
  readonly time: number | null;
  readonly prediction: PredictedChange;
}

export interface RunState {
  /** Rises by one with every start: views drop what belongs to an earlier run. */
  readonly id: number;
  readonly phase: RunPhase;
  /** The part of the preparation before the first step; null otherwise. */
  readonly preparing: 'scaling' | 'graphics' | 'starting' | null;
  /** Stop was pressed and the result is being computed. */
  readonly stopping: boolean;
  readonly dataset: TrainingData | null;
  /** null: not a demo. */
  readonly demo: DemoName | null;
  /** The snapshot of the link that is on screen, which has no cells; null: trained here or opened from a run file. */
  readonly shared: Snapshot | null;
  /** Positions of the genes from a link or run file; null: the layout is computed here. */
  readonly placement: Placement | null;
  /** Settings of this run; null before the first run. */
  readonly trainedWith: TrainingSettings | null;
  readonly device: RunningDevice | null;
  /** Updated two to four times a second while training. */
  readonly summary: RunSummary;
  readonly result: FitResult | null;
  readonly truth: Truth | null;
  readonly error: AppError | null;
  /** Changes at most every ten seconds. */
  readonly narration: Narration | null;
  /** What other methods found on this data set; kept with the run. */
  readonly methods: readonly KeptMethod[];
}

/** One list, so that what has not changed is not stored again. */
export const noMethods: RunState['methods'] = [];

export const emptyRun: RunState = {
  id: 0,
  phase: 'idle',
  preparing: null,
  stopping: false,
  dataset: null,
  demo: null,
  shared: null,
  placement: null,
  trainedWith: null,
  device: null,
  summary: emptySummary,
  result: null,
  truth: null,
  error: null,
  narration: null,
  methods: noMethods,
};

/** The next training. */
export interface NextTrainingState {
  readonly settings: TrainingSettings;
  /** T was typed: preset default does not take it from the data. */
  readonly isTimeSet: boolean;
  /** Changed choices where no file is open, as after a reload; null: those of the data set on screen. */
  readonly choices: TrainingChoices | null;
}

/** Messages beside the run on screen. */
export interface MessageState {
  readonly notice: Notice | null;
  readonly log: readonly LogEntry[];
  /** Id of the run on screen in the list of runs; null: it is not kept, or not yet. */
  readonly keptAs: string | null;
  /** A kept run that is offered to resume or to show. */
  readonly saved: {
    readonly id: string;
    readonly name: string;
    readonly step: number;
    readonly steps: number;
    /** Milliseconds since 1970. */
    readonly savedAt: number;
    /** It has a result, which resuming shows; otherwise training continues from `step`. */
    readonly finished: boolean;
    /** Another tab still trains it. */
    readonly elsewhere: boolean;
  } | null;
}

export type Centre = 'network' | 'matrix' | 'layers' | 'table' | 'cells';

/** View state that undo does not cover. */
export interface ScreenState {
  readonly step: PartName;
  /** What Explore shows: the network drawn, as heat map, as regulators, modules and genes, or as a table; or the cells. */
  readonly centre: Centre | null;
  /** What it shows where the person has not chosen (`centre`: null). */
  readonly opening: 'network' | 'matrix';
  readonly inspector: 'run' | 'gene' | 'edge' | 'module';
  /** What Perturb shows below the network. */
  readonly perturbPanel: 'measured' | 'screen' | 'sweep' | 'additivity' | 'enrichment';
  /** What is searched for among the genes outside the network, on Perturb. */
  readonly outsideSearch: string;
  readonly drawer: 'closed' | 'loss' | 'edges' | 'genes' | 'figure' | 'timelapse' | 'enrichment' | 'log';
  readonly singleKeyShortcuts: boolean;
  /** Device of the next run. */
  readonly deviceWish: DeviceWish;
  /** Whether a finished run is compared with other methods without being asked. */
  readonly autoBenchmark: boolean;
  /** Caption of the tour that is shown, from 0; null: it was ended or skipped, for good. */
  readonly tour: number | null;
  /** The section of Evaluate that is to be opened and scrolled to; null: none. */
  readonly section: 'confidence' | 'next' | null;
  readonly dialog:
    | 'none'
    | 'timelapse'
    | 'palette'
    | 'shortcuts'
    | 'export'
    | 'share'
    | 'share-effects'
    | 'runs'
    | 'scenarios'
    | 'composer'
    | 'methods'
    | 'compare'
    | 'stored';
  /** The steps, or the page for readers; auto: for readers where the window is narrow and a network is shown. */
  readonly layout: 'auto' | 'steps' | 'reading';
}

/** What would replace the run on screen, which stays meanwhile. */
export interface ArrivalState {
  /** Why the link in the address or the run file cannot be shown. */
  readonly error:
    | LinkError
    | RunFileError
    | Extract<SessionError, { readonly tag: 'opening-failed' | 'frozen-unavailable' }>
    | null;
  /** Waits for the person's consent, because the run on screen would be lost. */
  readonly waiting: Arrival | null;
  /** A link with settings only: describes the file to open next. */
  readonly wanted: Snapshot | null;
  /** The file in the address of the page (`?data=`), which is fetched only on request. */
  readonly address: WebAddress | null;
  /** The demo on its way. It gives way to a file, link or run that is opened meanwhile. */
  readonly demo: DemoName | null;
}

export type Arrival =
  | { readonly kind: 'link'; readonly snapshot: Snapshot }
  | { readonly kind: 'file'; readonly run: FinishedRun }
  /** From the list of runs. */
  | { readonly kind: 'kept'; readonly run: SavedRun }
  /** Train, where the finished run on screen could not be kept. */
  | { readonly kind: 'training' };

/** Evaluations of the run with RunState.id `run`, in the background. */
export interface EvaluationState {
  readonly run: number;
  /** The comparison with other methods. */
  readonly benchmark: BenchmarkState;
  /** Its results so far. */
  readonly card: BenchmarkResult | null;
  /** Against RunState.truth; null without one, while it is computed, and where no edge can be compared. */
  readonly truthCard: TruthBenchmark | null;
  /** Fits to resampled data, on request; they give RunState.result.confidence. */
  readonly confidence: BackgroundWork<ConfidenceProgress>;
}

/** `refused`: it would need more memory than there is. */
export type BenchmarkState =
  | BackgroundWork<BenchmarkProgress>
  | ({ readonly phase: 'refused' } & BenchmarkShortage);

type BackgroundWork<Progress> =
  | { readonly phase: 'idle' | 'done' | 'cancelled' }
  | { readonly phase: 'running'; readonly progress: Progress | null }
  | { readonly phase: 'failed'; readonly detail: string };

export interface GivenNetwork {
  readonly source: PriorSource;
  /** null: a person's own. */
  readonly bundled: BundledPriorName | null;
}

export interface KnowledgeChoice {
  /** null: the cells alone. */
  readonly network: GivenNetwork | null;
  readonly strength: PriorStrength;
}

export interface KnowledgeState {
  /** null: as the data set was learned before, which is without for a new file. */
  readonly choice: KnowledgeChoice | null;
  /** Former choices, the latest last. */
  readonly past: readonly (KnowledgeChoice | null)[];
  readonly isReading: boolean;
  /** Share done while its use is measured before a training; null otherwise. */
  readonly measured: number | null;
  readonly error: AppError | null;
  /** The panel was asked for: it comes into view. */
  readonly isAsked: boolean;
}

/** The network of an earlier training of the bundled demo. */
export interface Preview {
  readonly network: Network;
  readonly modules: readonly Module[];
  readonly perturbed: readonly number[];
  readonly placement: Placement;
}

/** The event `beforeinstallprompt`, which only some browsers know. */
export interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

export interface OfflineState {
  readonly newVersion: boolean;
  readonly offer: InstallOffer | null;
}

/** Measured responses of the genes of a run beside its prediction; empty where the effects of its file are not measured. */
export interface MeasuredShown {
  readonly result: FitResult | null;
  readonly responses: readonly MeasuredResponse[];
}

/** What measured responses say of edges, where the network is to show it: of one result and one set of known edges. */
export interface ResponsesShown {
  readonly result: FitResult | null;
  readonly truth: Truth | null;
  readonly responses: ResponsesOfEdges | null;
}
