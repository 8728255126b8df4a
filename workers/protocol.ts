/** Types of what crosses between the page and its workers: errors as data, large arrays by transfer, a data set by `sendDataset`. */
import type { ContextPlan } from '../src/dataset/contextSizes';
import type { ContextRunPlace } from '../src/inference/run/contextRuns';
import type { EdgeDifference } from '../src/network/networkDifferences';
import type { DrawnDifferences } from '../src/present/figure/differences';
import type { InputError } from '../src/present/text/errors';
import type { ResampledFit, Confidence } from '../src/inference/run/confidence';
import type { ShuffledRun } from '../src/inference/confidence/shuffledCheck';
import type { Embedding } from '../src/dataset/embedding';
import type { FittedModel } from '../src/dynamics/fitted';
import type { Loadings } from '../src/dynamics/loadings';
import type { TrainingData, TrainingSettings } from '../src/dynamics/settings';
import type { ComparedMethod, MethodComparison } from '../src/evaluation/methods/consensus/comparison';
import type { EffectsOfRuns } from '../src/inference/run/effectsOfRuns';
import type { JudgedMethod } from '../src/evaluation/methods/judged';
import type { MethodName } from '../src/evaluation/methods/methodNames';
import type { MethodNetwork, SettingValues } from '../src/evaluation/methods/method';
import type { MethodResult } from '../src/evaluation/methods/runMethod';
import type { Network } from '../src/network/network';
import type { Prior } from '../src/network/prior';
import type { Truth } from '../src/evaluation/networks/truth';
import type {
  GivenEmbeddings,
  LaidNetwork,
  PriorFileError,
  PriorSource,
} from '../src/evaluation/networks/truthFile';
import type { GeneRows } from '../src/network/embedding';
import type { SavedProgress } from '../src/inference/run/progress';
import type { DatasetError } from '../src/dataset/errors';
import type { Import } from '../src/dataset/import';
import type { Mapping } from '../src/dataset/mapping';
import type { GeneChanges, GuideChange, PairChanges, smallestChange } from '../src/effects/changes';
import type { MeasuredContexts } from '../src/effects/contexts';
import type { setsAmongChanged } from '../src/network/enrichment';
import type { EffectsOfFile } from '../src/inference/run/toldEffects';
import type { EffectsMap } from '../src/present/chart/effects';
import type { ResponseNetwork } from '../src/present/chart/responseNetwork';
import type { ShownScreen } from '../src/present/report/shownScreen';
import type { SharingOfEffects } from '../src/present/report/sharedEffects';
import type { RefineSettings } from '../src/evaluation/knowledge/refine';
import type { Knowledge, PriorStrength } from '../src/dataset/knowledge';
import type { KnowledgeReport, RunWithKnowledge } from '../src/inference/benchmark/knowledge';
import type { RunToBenchmark } from '../src/inference/benchmark/runBenchmark';
import type {
  BenchmarkProgress,
  BenchmarkResult,
  TruthBenchmark,
} from '../src/inference/benchmark/benchmark';
import type { Arrangement, Placement } from '../src/share/view';
import type { LayoutGraph } from '../src/present/figure/layout/graph';
import type { StepTimes } from '../src/inference/training/deviceComparison';
import type { RunListener } from '../src/inference/training/run';
import type { DeviceWish, RunningDevice } from '../src/inference/training/chooseDevice';
import type { SimulatedDemo } from '../src/dataset/dataset';
import type { EncodedLink, LinkContent } from '../src/share/link';
import type { EncodedEffects } from '../src/share/effectsLink';
import type { EffectsSnapshot } from '../src/share/effectsSnapshot';
import type { TooLong } from '../src/share/link/frame';
import type { NetworkFormatName } from '../src/network/formats/formats';
import type { RunToExport } from '../src/share/exports/annData';
import type { CellsRefused, PredictedCells } from '../src/share/exports/predictedCells';
import type { FitResult } from '../src/inference/run/result';
import type { OtherCells, OtherCellsRefused } from '../src/inference/benchmark/otherCells';
import type { PredictedFormat, PredictedScenario } from '../src/share/exports/predictedValues';
import type { EnrichableRun, EnrichedRow, EnrichmentChoice } from '../src/share/exports/enrichment';
import type { GeneSetError } from '../src/share/exports/geneSetFile';
import type { NetworkToExport } from '../src/share/exports/networkExport';
import type { FinishedRun } from '../src/share/finishedRun';
import type { KeptMethod } from '../src/share/keptMethod';
import type {
  BareState,
  RunLibrary,
  SavedRun,
  SavedStart,
  SavedView,
  StorageError,
} from '../src/share/savedRun';
import type { LinkError, RunFileError, Snapshot, Tier } from '../src/share/snapshot';
import type { Outcome } from '../src/dataset/errors';
import type { Species } from '../src/dataset/factors/candidates';
import type { GeneIdentity } from '../src/dataset/names/identity';
import type { Explanation } from '../src/dynamics/explain';
import type { Additivity } from '../src/dynamics/additivity';
import type { ScreenedPerturbation, ScreenOf, Share } from '../src/dynamics/perturbationScreen';
import type { Sweep } from '../src/dynamics/sweep';
import type { GeneContrast } from '../src/dataset/pickedCells';
import type { FlowArrow } from '../src/dynamics/cellFlow';
import type { Change, PredictedChange } from '../src/dynamics/predict';
import type { Pixels, VideoFormat } from '../src/present/video/video';
import type { DownloadError, WebAddress } from './downloadFile';
import type { SentDataset } from './sendDataset';

export type { ShownScreen as ScreenEffects };
export type { DownloadError, RunToBenchmark, SavedProgress, WebAddress };

/** One per import. Cancelled by terminating the worker; ends with `close`. */
export interface IngestApi extends Import {
  /** Effects of the mapping's perturbations on every measured gene; the file is read again. `onProgress` gets the share that is done. */
  screenEffects(
    mapping: Mapping,
    onProgress: (share: number) => void,
  ): Promise<Outcome<ShownScreen, DatasetError>>;
  /** Of the effects measured last: those of each context, which follow; null where contexts are not told apart. */
  contextsOfEffects(): Promise<MeasuredContexts | null>;
  /** Of the effects measured last: of one perturbation, and all as tables and a report. */
  changesOf(perturbation: number): GeneChanges | null;
  /** @param pair its place among the pairs */
  pairChanges(pair: number): PairChanges | null;
  /** Of the effects measured last: perturbations that act and the genes that respond, arranged. */
  responseNetwork(): ResponseNetwork | null;
  /** Of the genes of these names. */
  effectsOfFile(genes: readonly string[]): EffectsOfFile | null;
  /** What single guides of the perturbation and of the controls do to a gene. */
  guideChanges(perturbation: number, gene: number): GuideChanges | null;
  /** Every perturbation that acts and every gene that it changes, as far as a canvas holds them; null where nothing was measured. */
  wholeMap(): EffectsMap | null;
  effectsFiles(): Promise<readonly { readonly name: string; readonly content: Blob }[]>;
  /** What a link of them carries. */
  effectsSnapshot(sharing: SharingOfEffects): Promise<EffectsSnapshot | null>;
}

export interface GuideChanges {
  readonly own: readonly GuideChange[];
  readonly controls: readonly GuideChange[];
  readonly smallest: ReturnType<typeof smallestChange>;
}

/** One per download. Cancelled by terminating the worker. The only one whose policy allows requests to other servers. */
export interface DownloadApi {
  /** `onProgress` gets the bytes that have arrived and the total, 0 where that is unknown. */
  download(
    address: WebAddress,
    onProgress: (bytes: number, total: number) => void,
  ): Promise<Outcome<File, DownloadError>>;
}

/** One per simulated demo. Cancelled by terminating the worker. */
export interface SimulationApi {
  /** The screen as an AnnData file, and its true network as a table. Progress in percent. */
  simulate(
    demo: SimulatedDemo,
    onProgress: (percent: number) => void,
  ): Promise<{ readonly data: Uint8Array<ArrayBuffer>; readonly truth: string }>;
}

/** A run to train, beside its data set. */
export interface TrainerStart {
  readonly settings: TrainingSettings;
  /** Progress of a saved run to continue; null: from the first step. */
  readonly resume: SavedProgress | null;
  /** Reports where it is and waits, as a paused run does whose worker was replaced. */
  readonly isPaused: boolean;
  /** Maximum number of optimiser steps per second, so that a demo can be watched; null: no limit. */
  readonly pace: number | null;
  /** Logical processors of the machine, as the page sees them. */
  readonly cores: number;
  readonly device: DeviceWish;
  /** Measured step times of the devices of this machine, as stored by this browser. */
  readonly times: readonly (readonly [key: string, times: StepTimes])[];
}

export interface TrainerListener extends RunListener {
  /** Comes regularly while a run trains, as often as the worker's steps allow. */
  alive(): void;
  device(device: RunningDevice): void;
  /** Step times to store for later runs. */
  measured(key: string, times: StepTimes): void;
  /** The part of the preparation that begins. */
  preparing(phase: 'scaling' | 'graphics' | 'starting'): void;
}

export interface Predictor {
  /** null: no model is there. `time`: see predictChange. */
  predict(changes: readonly Change[], time: number | null): Promise<PredictedChange | null>;
  /** Which paths carry the predicted change of `target`, a gene that is not among the changed ones. */
  explain(changes: readonly Change[], target: number, time: number | null): Promise<Explanation | null>;
}

/** One that lives long. Predicts from the model in training. */
export interface TrainerApi extends Predictor {
  /** Replaces the run in progress or in preparation. Resolves when the run begins to train, or has failed. */
  start(dataset: SentDataset, start: TrainerStart, listener: TrainerListener): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** One optimiser step, then pause again. */
  step(): Promise<void>;
  /** Ends the run and keeps its result: `finished(result, 'stopped')` follows. */
  stop(): Promise<void>;
  /** Ends the run or its preparation without a result; resolves when that has ended. */
  discard(): Promise<void>;
  /** For persistence; null before the first step. */
  progress(): Promise<SavedProgress | null>;
}

/** A model that predicts, and the loadings of the genes outside it, null where it has none. */
export interface ServedModel {
  readonly model: FittedModel;
  readonly loadings: Loadings | null;
}

/** Of the cells of another file, without the model that predicts there. */
export type ToldCells = Omit<OtherCells, 'model'>;

/** Predictions of one finished model; one worker per model, further ones for a screen, which is cancelled by terminating them. */
export interface PredictionsApi extends Predictor {
  /** First. */
  use(served: ServedModel): Promise<void>;
  /** In place of `use`: reads a file, and predicts at its unperturbed cells. */
  startAt(
    dataset: SentDataset,
    result: FitResult,
    file: File,
  ): Promise<ToldCells | OtherCellsRefused | DatasetError>;
  /** A share of a screen, in its order. `onProgress`: perturbations done. */
  screen(
    screen: ScreenOf,
    share: Share,
    onProgress: (done: number) => void,
  ): Promise<readonly (ScreenedPerturbation | null)[]>;
  /** See doseSweep, timeSweep and additivity. */
  doses(
    others: readonly Change[],
    gene: number,
    levels: readonly number[],
    time: number | null,
  ): Promise<Sweep>;
  times(changes: readonly Change[]): Promise<Sweep>;
  additivity(changes: readonly Change[], time: number | null): Promise<Additivity>;
}

/** Pixels of each picture, both even. */
export interface VideoSize {
  readonly width: number;
  readonly height: number;
}

/** One per file. Cancelled by terminating the worker. */
export interface VideoApi {
  /** First. `samples`: pictures that together have the colours of all. */
  begin(format: VideoFormat, size: VideoSize, samples: readonly Pixels[]): Promise<void>;
  add(pixels: Pixels, milliseconds: number): Promise<void>;
  /** The file. */
  finish(): Promise<Uint8Array<ArrayBuffer>>;
}

export interface LayoutApi {
  /** [G × 2] world coordinates (present/figure/layout). */
  arrange(graph: LayoutGraph, arrangement: Arrangement): Promise<Float32Array>;
}

export interface EvaluationListener {
  progress(progress: BenchmarkProgress): void;
  /** Everything known so far. */
  card(card: BenchmarkResult): void;
}

/** One per finished run; keeps the networks of all methods, which come from others. Cancelled by terminating the worker. */
export interface EvaluationApi {
  /** All but the networks of other methods. The listener may hear of earlier parts after the answer. */
  benchmark(
    dataset: SentDataset,
    run: Omit<RunToBenchmark, 'dataset'>,
    listener: EvaluationListener,
  ): Promise<BenchmarkResult>;
  /** The benchmark with the network of another method, after all before. */
  add(method: MethodName, network: Network): Promise<BenchmarkResult>;
  /** All networks known so far against a reference; null where it has no edge between their genes. */
  against(truth: Truth): Promise<TruthBenchmark | null>;
  /** The measured responses of a run against known edges, and their refinement; null where it has none, or no edge is a possible one. */
  knowledge(run: RunWithKnowledge, known: Truth, settings: RefineSettings): Promise<KnowledgeReport | null>;
  /** The effects of two runs beside each other, measured from their cells. `onProgress`: share done. */
  effects(
    first: SentDataset,
    second: SentDataset,
    onProgress: (share: number) => void,
  ): Promise<EffectsOfRuns>;
}

/** Fits to resampled data, several workers in parallel with one fit each. Cancelled by terminating the worker. */
export interface ConfidenceApi {
  use(dataset: SentDataset, run: Omit<RunToBenchmark, 'dataset' | 'budget'>): Promise<void>;
  /** The same numbers in every worker. `onProgress`: share done. */
  fit(index: number, onProgress: (share: number) => void): Promise<ResampledFit>;
  /** The same training on shuffled labels; null where cross-validation is not possible. */
  shuffled(onProgress: (share: number) => void): Promise<ShuffledRun | null>;
  summarise(fits: readonly ResampledFit[], shuffled: ShuffledRun | null): Promise<Confidence>;
}

export interface MethodJob {
  readonly name: string;
  readonly settings: SettingValues;
  readonly seed: number;
  /** null where there is none. */
  readonly run: FittedModel | null;
  /** Scores in the order of the data set. */
  readonly networks: readonly MethodNetwork[];
  /** [cells of the data set] 1 where it is read; null: all. */
  readonly cells: Uint8Array | null;
  /** Learned from instead of the known network of the data set; null: that. */
  readonly knowledge: Knowledge | null;
  /** null: none. */
  readonly embeddings: GeneRows | null;
}

export interface MethodAnswer extends Pick<JudgedMethod, 'unseen'>, Pick<MethodResult, 'links' | 'without'> {
  readonly network: Network;
  readonly seconds: number;
}

/** Methods of the gallery, several workers in parallel with one method each. Cancelled by terminating the worker. */
export interface MethodsApi {
  use(dataset: SentDataset): Promise<void>;
  /** Rejects where the method fails. `onProgress`: share done. */
  run(job: MethodJob, onProgress: (share: number) => void): Promise<MethodAnswer>;
  /** `edges`: number of each method. Needs no data set. */
  compare(networks: readonly ComparedMethod[], truth: Truth | null, edges: number): Promise<MethodComparison>;
}

export interface ContextRunBegun extends ContextRunPlace {
  /** null: all. */
  readonly context: string | null;
  readonly withOthers: boolean;
}

export interface ContextsStart {
  readonly plan: Pick<ContextPlan, 'column' | 'batchColumn' | 'chosen'>;
  /** As asked for; `named`: see settingsFor. */
  readonly settings: TrainingSettings;
  readonly named: readonly string[];
  readonly training: Pick<TrainerStart, 'cores' | 'device' | 'times'>;
}

export interface ContextsListener {
  begun(run: ContextRunBegun): void;
  /** The values of the open file, with these parts of its mapping. */
  load(mapping: Partial<Mapping>): Promise<SentDataset>;
  /** Share of the steps that are done. */
  trained(share: number): void;
  /** Confidence of a run of the values that were loaded last, by workers of the page. */
  measure(run: Omit<RunToBenchmark, 'dataset' | 'budget'>): Promise<Confidence>;
  /** A finished run of the values that were loaded last, with what they were learned with. */
  finished(
    run: Omit<FinishedRun, 'dataset'>,
    learnedWith: Pick<TrainingData, 'edgePenalty' | 'knowledge'>,
  ): Promise<void>;
}

/** Differences between the networks of two contexts, as they are shown. */
export interface ShownDifferences extends DrawnDifferences {
  readonly text: string;
  /** Edges that were tested. */
  readonly tested: number;
  /** The surest of them, and all that are supported. */
  readonly edges: readonly EdgeDifference[];
}

export interface NetworksOfContexts {
  /** A sentence for each context: what it learned from the others. */
  readonly learned: readonly string[];
  readonly differences: readonly ShownDifferences[];
  /** Where the run of all cells has the genes. */
  readonly placement: Placement;
  /** All differences (TSV). */
  readonly table: Blob;
}

/** One for the networks of a file's contexts, which trains them. Cancelled by terminating the worker. */
export interface ContextsApi {
  learn(start: ContextsStart, listener: ContextsListener): Promise<Outcome<NetworksOfContexts, InputError>>;
}

/** One that lives as long as the page. */
export interface EnrichmentApi {
  /** The species whose table of names has the genes; null where none has. */
  speciesOf(genes: readonly string[]): Promise<Species | null>;
  /** `file`: gene sets (GMT); `orthologs`: of their genes in the species of the run, null where it is the same. */
  enrich(
    run: EnrichableRun,
    sets: { readonly file: File; readonly orthologs: File | null },
    choice: EnrichmentChoice,
  ): Promise<Outcome<readonly EnrichedRow[], GeneSetError>>;
  /** Sets over-represented among the increased or the decreased of all tested genes, smallest p first. */
  amongChanged(
    changes: ChangedGenes,
    sets: { readonly file: File; readonly orthologs: File | null },
  ): Promise<Outcome<ReturnType<typeof setsAmongChanged>, GeneSetError>>;
}

export interface ChangedGenes {
  readonly genes: readonly string[];
  readonly increased: readonly number[];
  readonly decreased: readonly number[];
  /** Targets, which are not counted among the tested genes. */
  readonly own: readonly number[];
}

/** One for reading, as long as the page; one per training that learns with a known network, cancelled by terminating it. */
export interface KnowledgeApi {
  /** See readPrior. */
  read(file: File, names: File | null): Promise<Outcome<PriorSource, PriorFileError>>;
  lay(source: PriorSource, genes: readonly string[], regulators: readonly string[]): Promise<LaidNetwork>;
  /** See embeddingsAmong. */
  embed(
    file: File,
    names: File | null,
    genes: readonly string[],
  ): Promise<Outcome<GivenEmbeddings, PriorFileError>>;
  /** What withKnowledge adds to the data set. `onProgress`: share done. */
  learn(
    dataset: SentDataset,
    settings: TrainingSettings,
    prior: Prior,
    strength: PriorStrength,
    onProgress: (share: number) => void,
  ): Promise<Pick<TrainingData, 'edgePenalty' | 'knowledge'>>;
}

/** One per question. */
export interface EmbeddingApi {
  /** null where there are no cells to draw. */
  embed(dataset: SentDataset): Promise<Embedding | null>;
}

/** The Cells view of one data set. */
export interface CellsApi {
  /** First. */
  use(sent: SentDataset): Promise<void>;
  /** [cells × 2] on the first two principal components, and their shares of the variance; null for fewer than three cells or two genes. */
  components(): Promise<{ readonly points: Float32Array; readonly shares: readonly [number, number] } | null>;
  /** See cellFlow.ts. `name`: places of the file; null: components. */
  flow(model: FittedModel, changes: readonly Change[], name: string | null): Promise<readonly FlowArrow[]>;
  /** See moduleLevels and alongChange; from the mean of the cells from which predictions start. */
  moduleLevels(genes: readonly number[]): Promise<Float32Array>;
  alongChange(delta: Float32Array, set: readonly number[]): Promise<Float32Array>;
  /** See contrastOf. */
  contrast(isPicked: Uint8Array): Promise<readonly GeneContrast[]>;
}

/** One that reads and writes what a run is shared as. */
export interface ShareApi {
  encode(snapshot: Snapshot, tier: Tier): Promise<Outcome<EncodedLink, TooLong>>;
  /** `text`: the hash of the address. Any text gives its content or an error. */
  decode(text: string): Promise<Outcome<LinkContent, LinkError>>;
  /** `most`: length of the text; absent: that of a link. */
  encodeEffects(snapshot: EffectsSnapshot, most?: number): Promise<Outcome<EncodedEffects, TooLong>>;
  write(dataset: SentDataset, run: Omit<FinishedRun, 'dataset'>): Promise<Blob>;
  exportNetwork(format: NetworkFormatName, network: NetworkToExport): Promise<Blob>;
  exportAnnData(run: RunToExport): Promise<Blob>;
  exportPredicted(
    format: PredictedFormat,
    run: RunToExport,
    scenarios: readonly PredictedScenario[],
  ): Promise<Blob>;
  /** `asked` null: every perturbation of the screen. */
  exportCells(
    dataset: SentDataset,
    run: RunToExport,
    asked: readonly (readonly Change[])[] | null,
    time: number | null,
  ): Promise<(Omit<PredictedCells, 'bytes'> & { readonly blob: Blob }) | CellsRefused>;
  read(file: File): Promise<Outcome<FinishedRun, RunFileError>>;
  /** What the tables of gene names know of one gene of a data set. */
  identify(name: string, genes: readonly string[]): Promise<GeneIdentity | null>;
}

/** A save of a run. */
interface RunToStore {
  readonly rest: Omit<SavedStart, 'dataset'>;
  readonly state: BareState;
  /** Kept parameters that are not stored yet. */
  readonly kept: SavedProgress['kept'];
  /** Of all kept parameters. */
  readonly keptBytes: number;
  readonly view: SavedView | null;
  /** null: as they are stored. */
  readonly methods: readonly KeptMethod[] | null;
}

type Stored<T> = Promise<Outcome<T, StorageError>>;

/** One that keeps the runs in the browser's storage. Every change is told to all tabs on `runsChannel`. */
export interface RunsApi {
  list(): Stored<RunLibrary>;
  /** `dataset`: with the first save; null: it is stored. `run-deleted` where it is not. */
  write(dataset: SentDataset | null, run: RunToStore): Stored<null>;
  /** `methods`: null: as they are stored. */
  writeView(id: string, view: SavedView, methods: readonly KeptMethod[] | null): Stored<null>;
  /** Of the screen of a run, as FinishedRun.effects. */
  writeEffects(id: string, effects: string): Stored<null>;
  read(id: string): Stored<SavedRun>;
  /** null: the default name. */
  rename(id: string, name: string | null): Stored<null>;
  /** The run deleted last can be restored. */
  remove(id: string): Stored<null>;
  restore(id: string): Stored<null>;
}
