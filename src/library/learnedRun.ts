/** A finished run with gene names instead of indices: queries, comparison with other methods, confidence and exports. */
import { timePoints } from '../dataset/dataset';
import { isPredicted, predictOutside } from '../dynamics/loadings';
import { predictChange, predictedLevels, type Change, type PredictedLevel } from '../dynamics/predict';
import { compareWithTruth, type TruthComparison } from '../evaluation/networks/truthComparison';
import type { Universe } from '../evaluation/networks/scoredPairs';
import type { Truth } from '../evaluation/networks/truth';
import { networkFormats, type NetworkFormatName } from '../network/formats/formats';
import { geneFinder } from '../dataset/names/match';
import { rankEdges } from '../network/ranking';
import { standingOfRun } from '../inference/benchmark/predictions';
import { networkText } from '../present/report/tables';
import { exportAnnData } from '../share/exports/annData';
import { predictedCells } from '../share/exports/predictedCells';
import { asTheFormat, type EdgeChoice } from '../share/exports/networkExport';
import { judged } from '../inference/verdict/judge';
import { snapshotOfFinished, withEffects } from '../share/snapshot';
import { effectsInText, encodeLink } from '../share/link';
import { readRunFile, writeRunFile } from '../share/runFile';
import { wholeText } from '../share/typedJson';
import type { FinishedRun } from '../share/finishedRun';
import { otherCellsOf, unwrap } from './openData';
import type { Mapping } from '../dataset/mapping';
import { type OtherCells, resultOn } from '../inference/benchmark/otherCells';
import { fitResampled } from '../inference/confidence/fitResampled';
import { MIN_FITS, DEFAULT_FITS, MAX_FITS, withConfidence } from '../inference/run/confidence';
import { shareOfFits, startMeasurement, type FitWorker } from '../inference/confidence/pool';
import { shuffledCheck } from '../inference/confidence/shuffledCheck';
import { summarise } from '../inference/confidence/summarise';
import { createThreadDevice } from '../inference/run/fit';
import type { FitResult } from '../inference/run/result';
import { wholeBenchmark } from '../inference/benchmark/runBenchmark';
import type { FullBenchmark } from '../inference/benchmark/benchmark';
import { type Advice, adviceOnRun } from '../present/text/advice';
import { verdictOf } from '../present/text/benchmark';
import { listOf } from '../present/text/format';
import { predictedCellsText } from '../present/text/predictedCells';

export interface NamedEdge {
  readonly source: string;
  readonly target: string;
  /** Signed relative strength; not a fold change. */
  readonly weight: number;
  /** Share of agreeing leave-out fits, in [0, 1]; null if there were none. */
  readonly stability: number | null;
}

export interface NamedModule {
  readonly name: string;
  readonly genes: readonly string[];
  /** Strongest first. */
  readonly regulators: readonly string[];
  readonly stability: number | null;
}

export interface LearnedRun {
  /** The complete run: data, settings, model, network, diagnosis, curves. Gene numbers index `dataset.genes`. */
  readonly run: FinishedRun;
  /** The `count` strongest edges, or all pairs candidate regulator → gene, strongest first. */
  edges(count?: number): readonly NamedEdge[];
  readonly modules: readonly NamedModule[];
  /**
   * Mean expression (log1p, or log2 ratio to control) of every gene after setting some relative to control (0 knocked out, 0.5 halved, 2 overexpressed), at a time in the unit of
   * the data or the last one; of the genes of the network. Names match whatever their case, where that is unambiguous. Throws RangeError for an unknown gene, a
   * negative level or a time outside the screen.
   */
  predict(levels: Readonly<Record<string, number>>, time?: number | null): readonly PredictedLevel[];
  /** The same of the measured genes outside the network (docs/method.md, "Genes outside the network"), by name; empty where there are none. */
  predictOutside(levels: Readonly<Record<string, number>>, time?: number | null): readonly OutsideLevel[];
  /**
   * An AnnData file of predicted cells, and of the controls that they come from (docs/method.md, "Predicted cells"): of these perturbations, or of each
   * of the screen, predicted by fits without it. Throws RangeError for a run without controls or counts.
   */
  predictCells(
    perturbations?: readonly Readonly<Record<string, number>>[],
    time?: number | null,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The run as it predicts at the unperturbed cells of another file (docs/method.md, "Other cells"), what differs there, and how effects measured
   * in the file agree. Throws ModulodeError for unusable files, RangeError for cells that are no start.
   */
  onCells(
    files: readonly File[],
    mapping?: Partial<Mapping>,
  ): Promise<{ readonly run: LearnedRun; readonly cells: OtherCells }>;
  /** Comparison with a reference network at `budget` edges (default: the drawn ones). null if the reference has no edge among the pairs. */
  evaluate(truth: Truth, budget?: number, universe?: Universe): TruthComparison | null;
  /**
   * Comparison with all other methods on the same cells, in the calling thread: seconds, half a minute for 100 genes. Methods that need
   * over five minutes are skipped and named. `truth`: default is the one stored in the run.
   */
  judge(truth?: Truth): Judgement;
  /**
   * The run with the confidence of its edges and modules, from `fits` (5 to 1,000, default 20) resampled fits, one after another in the
   * calling thread. Throws RangeError for another number.
   */
  measureConfidence(fits?: number): Promise<LearnedRun>;
  /** What to perturb next, and on what that rests; null where the model may rank, but its confidence was not measured. */
  advice(): Promise<Advice | null>;
  /** Text of a run file, `*.modulode.json`, for the page, the terminal and `openRun`. Throws RangeError for one beyond 512 MB, which only these two write. */
  toRunFile(): string;
  /** The network in the format of another program; by default with the usual number of edges of the format. */
  toFormat(format: NetworkFormatName, choice?: Partial<EdgeChoice>): Promise<string>;
  /** An AnnData file: measured and predicted changes (perturbations × genes), with network and modules. */
  toH5ad(choice?: Partial<EdgeChoice>): Promise<Uint8Array<ArrayBuffer>>;
  /** The fragment (`#…`) of a link with network and sliders. Throws RangeError if it is too large. */
  toLink(): Promise<string>;
}

/** Opens a run file of the library, the terminal or the page. Throws ModulodeError. `file`: its name, for the error. */
export function openRun(text: string, file = 'run.modulode.json'): LearnedRun {
  return learnedRun(unwrap(readRunFile(text, file)));
}

export function learnedRun(run: FinishedRun): LearnedRun {
  const { result, view } = run;
  const { genes } = run.dataset;
  const nameOf = (gene: number) => genes[gene] ?? '';
  return {
    run,
    edges: (count) =>
      rankEdges(result.network, count).map((edge) => ({
        ...edge,
        source: nameOf(edge.source),
        target: nameOf(edge.target),
      })),
    modules: result.modules.map((module) => ({
      ...module,
      genes: module.genes.map(nameOf),
      regulators: module.regulators.map(nameOf),
    })),
    predict: (levels, time = null) =>
      predictedLevels(
        result.model,
        predictChange(result.model, askedOf(run, levels, time), time),
        run.dataset.scale,
      ),
    predictOutside: (levels, time = null) => predictedOutside(run, askedOf(run, levels, time), time),
    predictCells: async (perturbations, time = null) => {
      const cells = await predictedCells(
        run,
        perturbations?.map((levels) => askedOf(run, levels, time)) ?? null,
        time,
      );
      if (typeof cells !== 'string') return cells.bytes;
      const { title, why } = predictedCellsText.refused[cells];
      throw new RangeError(`${title}. ${why}`);
    },
    onCells: async (files, mapping = {}) => {
      const cells = await otherCellsOf(run, files, mapping);
      return { run: learnedRun({ ...run, result: resultOn(result, cells) }), cells };
    },
    evaluate: (truth, budget = view.edgeBudget, universe = 'candidates') =>
      compareWithTruth(result.network, truth, budget, universe),
    judge: (truth) => judgementOf(run, truth ?? run.truth),
    measureConfidence: async (fits) => learnedRun({ ...run, result: await measureConfidence(run, fits) }),
    advice: async () => adviceOnRun(run, await effectsInText(run.effects)),
    toRunFile: () => wholeText(writeRunFile(run)),
    toFormat: async (format, choice) => {
      if (!Object.hasOwn(networkFormats, format))
        throw new RangeError(`There is no format ${format}: ${Object.keys(networkFormats).join(', ')}`);
      return networkText(format, run, { ...asTheFormat, ...choice });
    },
    toH5ad: (choice) => exportAnnData(run, { ...asTheFormat, ...choice }),
    toLink: () => linkOf(run),
  };
}

/** What `levels` and `time` ask for, checked at run time too. */
function askedOf(
  { dataset }: FinishedRun,
  levels: Readonly<Record<string, number>>,
  time: number | null,
): readonly Change[] {
  const find = geneFinder(dataset.genes);
  const changes = Object.entries(levels).map(([name, value]) => {
    const gene = find(name);
    if (gene === null)
      throw new RangeError(
        `${name} is not a gene of this network, whose ${dataset.genes.length} genes are ${listOf(dataset.genes, 8)}`,
      );
    // Callers without types may give null or a text.
    if (!Number.isFinite(value) || value < 0)
      throw new RangeError(`${name}: ${value} is not a level relative to control`);
    return { gene, value };
  });
  const times = timePoints(dataset);
  const [first = -Infinity, last = Infinity] = [times[0], times.at(-1)];
  if (time !== null && !(time >= first && time <= last))
    throw new RangeError(`Time ${time} is outside the screen: measured times are ${times.join(', ')}`);
  return changes;
}

function predictedOutside(
  { dataset, result: { model, loadings } }: FinishedRun,
  changes: readonly Change[],
  time: number | null,
): readonly OutsideLevel[] {
  if (!loadings) return [];
  const end = predictOutside(model, loadings, changes, predictChange(model, changes, time));
  return predictedLevels(loadings, end, dataset.scale).map((level, gene) => ({
    ...level,
    isPredicted: isPredicted(loadings, gene),
    heldOutError: loadings.error[gene] ?? 1,
  }));
}

async function linkOf(run: FinishedRun): Promise<string> {
  const { sliders } = run.view;
  const snapshot = snapshotOfFinished(run, {
    title: '',
    now: run.savedAt,
    standing: standingOfRun(run),
    judged: judged(run),
    bare: false,
    sliders,
    time: null,
  });
  const effects = await effectsInText(run.effects);
  const link = await encodeLink(withEffects(snapshot, effects), 'model');
  if (!link.ok) throw new RangeError('This run does not fit in a link; use a run file');
  return link.value.text;
}

/** The same numbers as in the terminal. Throws RangeError if `fits` is out of range. */
async function measureConfidence(run: FinishedRun, fits = DEFAULT_FITS): Promise<FitResult> {
  if (!Number.isInteger(fits) || fits < MIN_FITS || fits > MAX_FITS)
    throw new RangeError(`${fits} is not a whole number of fits from ${MIN_FITS} to ${MAX_FITS}`);
  const measured = await startMeasurement({
    share: shareOfFits(fits),
    workers: 1,
    createWorker: () => fitWorkerOf(run),
    clock: () => performance.now() / 1000,
    onProgress: () => undefined,
  }).ended;
  if (measured.tag !== 'measured')
    throw new Error(
      measured.tag === 'failed' ? measured.detail : 'A measurement that nobody ended has a result',
    );
  return withConfidence(run.result, measured.confidence);
}

/** Computes in the calling thread. */
function fitWorkerOf(run: FinishedRun): FitWorker {
  return {
    fit: (index, onProgress) => fitResampled(run, index, createThreadDevice, onProgress),
    shuffled: (onProgress) => shuffledCheck(run, createThreadDevice, onProgress),
    summarise: async (fits, shuffled) => summarise(run.result, run.dataset, fits, shuffled),
    end: () => undefined,
  };
}

/** The predicted level of a measured gene that is not modelled. */
export interface OutsideLevel extends PredictedLevel {
  /** Whether modules predict it better than no change does; if not, no change is predicted. */
  readonly isPredicted: boolean;
  /** Error at perturbations left out of training, relative to no change. */
  readonly heldOutError: number;
}

/** Comparison with all other methods, summarised in one sentence. */
export interface Judgement extends FullBenchmark {
  /** Summary in one sentence, as on the page. */
  readonly title: string;
  /** The numbers behind the summary. */
  readonly line: string;
}

function judgementOf(run: FinishedRun, truth: Truth | null): Judgement {
  const { dataset, settings, result, view } = run;
  const benchmark = wholeBenchmark({ dataset, settings, result, budget: view.edgeBudget }, truth);
  return { ...verdictOf(run, benchmark), ...benchmark };
}
