/**
 * Comparison of a run with other methods of network inference and prediction on the same cells, with the same held-out perturbations and
 * equal numbers of edges. Plain, structured-clonable data; `modulode` always comes first in a list of rows.
 */
import type { Interval } from '../../evaluation/bootstrap';
import type { Identifiability } from '../../evaluation/referenceFree/identifiability';
import type { PrecisionRecall } from '../../evaluation/networks/metrics';
import type { NetworkScores } from '../../evaluation/networks/networkScores';
import type { TrainedEdges } from '../../evaluation/networks/truthComparison';
import type { FieldMetric } from '../../evaluation/predictions/fieldMetricNames';
import type { PredictionScores } from '../../evaluation/predictions/predictionScores';
import type { ScoresWithShuffled } from '../../evaluation/referenceFree/causalBench';
import type { CausalBenchScores } from '../../evaluation/referenceFree/heldOutScores';
import type { MethodName } from '../../evaluation/methods/methodNames';
import type { PredictorName } from '../../evaluation/methods/baselinePredictors';
import type { NoiseLimit } from './noise';
import type { PairedError } from './pairedErrors';

/** 'shrunk-mean': the mean of the known perturbations, shrunk as the model's predictions are (predictions.ts); 'embedding': of the genes, where one was given. */
export type Predictor = 'modulode' | 'shrunk-mean' | 'embedding' | PredictorName;
/** Predictors that know the other perturbations and no network. */
export const plainMeans = ['shrunk-mean', 'mean-of-training'] as const;
export type PlainMean = (typeof plainMeans)[number];

export type NetworkSource = 'modulode' | MethodName;

/** Grows part by part. */
export interface BenchmarkResult {
  /** Of the training perturbations; null until computed. */
  readonly identifiability: Identifiability | null;
  /** null where no perturbation was unseen. */
  readonly predictions: PredictionBenchmark | null;
  /** null until computed, and where no unseen perturbation has enough cells. */
  readonly cells: CellBenchmark | null;
  /** null until computed with the cells, and where no perturbation was unseen. */
  readonly field: FieldBenchmark | null;
  /** Those computed so far, without the density line: the chance level here is that of shuffled labels. */
  readonly networks: readonly BenchmarkedNetwork[];
  /** Methods that are skipped. */
  readonly leftOut: readonly LeftOutMethod[];
}

/** The benchmark of a run; `truthCard` null: no reference, or one without an edge from a candidate regulator. */
export interface FullBenchmark {
  readonly card: BenchmarkResult;
  readonly truthCard: TruthBenchmark | null;
  /** Absent unless requested; null where too few cells could be held out. */
  readonly heldOutCells?: HeldOutCellsBenchmark | null;
}

/** Networks learned from four fifths of the cells, tested on the others at equal numbers of edges: the two statistics of CausalBench. */
export interface HeldOutCellsBenchmark {
  /** Cells held out, and cells in all. */
  readonly heldOutCells: number;
  readonly cells: number;
  /** Perturbations of one gene that are tested, and those with fewer than five held-out cells, which are not. */
  readonly perturbations: number;
  readonly tooFewCells: number;
  /** Numbers of edges, ascending. */
  readonly edges: readonly number[];
  /** One score for each number of edges. */
  readonly rows: readonly { readonly source: NetworkSource; readonly scores: readonly CausalBenchScores[] }[];
  /** Of random edges. */
  readonly chance: readonly CausalBenchScores[];
  readonly leftOut: readonly LeftOutMethod[];
}

/** A method that would take too long on these data. */
export interface LeftOutMethod {
  readonly source: MethodName;
  /** Estimate for one core of a typical computer. */
  readonly minutes: number;
}

export interface PredictionBenchmark {
  readonly what: 'held out' | 'left out in turn';
  /** Evaluated perturbations. */
  readonly labels: readonly string[];
  readonly rows: readonly PredictionRow[];
  /** Number of `labels` at which Modulode has a lower error than every other row. */
  readonly wins: number;
  readonly calibration: Calibration;
  /** What a perfect prediction would err; null where nothing changed. */
  readonly noise: NoiseLimit | null;
}

export interface PredictionRow {
  readonly predictor: Predictor;
  /** Squared error over that of no change, targets left out, pooled over the predicted perturbations; below 1 is better than no change. */
  readonly error: Interval | null;
  /** Modulode over exactly the perturbations that this row predicts; null for its own row and where nothing changed. */
  readonly paired: PairedError | null;
  readonly scores: PredictionScores;
  /** [labels] error of each; null where the predictor has no prediction. */
  readonly errors: readonly (number | null)[];
}

/** Predicted and measured cells; distances relative to those of predicting no change. */
export interface CellBenchmark {
  /** Evaluated perturbations: those with enough cells. */
  readonly labels: readonly string[];
  readonly rows: readonly CellsRow[];
}

export interface CellsRow {
  /** 'as-measured': shifted by the measured change, the optimum of any common shift of all cells. */
  readonly predictor: Predictor | 'as-measured';
  /** Energy distance of all genes jointly, and Wasserstein-2 distance gene by gene, pooled over perturbations. */
  readonly energy: Interval | null;
  readonly wasserstein2: Interval | null;
  /** [labels] of each; null where the predictor has no prediction. */
  readonly energies: readonly (number | null)[];
  readonly wassersteins2: readonly (number | null)[];
}

/** Why a metric has no value; `one-measurement`: each perturbation was measured once, which tells no noise. */
export type FieldGap =
  | 'few-perturbations'
  | 'one-measurement'
  | 'all-set'
  | 'no-effect'
  | 'few-responders'
  | 'no-responders'
  | 'few-genes';

export interface FieldScore {
  readonly value: number | null;
  readonly noChange: number | null;
  readonly mean: number | null;
  readonly replicate: number | null;
  /** 0: the mean of the known perturbations, 1: a repeat; null unless the metric discriminates. */
  readonly scaled: number | null;
  /** Bound discrimination (scPertEval): share of perturbations at which a repeat is better than the mean. */
  readonly bds: number | null;
  /** Whether repeats are better at half of them or more, more often than worse, and on average; null where there is no repeat. */
  readonly discriminates: boolean | null;
  /** null where it has a value. */
  readonly gap: FieldGap | null;
}

/** By the metrics of the field, on perturbations that the run had not seen. */
export interface FieldBenchmark {
  readonly what: PredictionBenchmark['what'];
  /** Evaluated perturbations. */
  readonly perturbations: number;
  /** Halves of the cells, or draws with the standard error; null where nothing tells the noise. */
  readonly repeat: 'halves' | 'draws' | null;
  readonly scores: Readonly<Record<FieldMetric, FieldScore>>;
}

/** Calibration of predicted magnitudes and of their intervals, on the evaluated perturbations. Log1p expression. */
export interface Calibration {
  /** Genes of all perturbations pooled, in tenths by predicted change, ascending. */
  readonly tenths: readonly {
    readonly predicted: number;
    readonly measured: number;
    readonly genes: number;
  }[];
  /** Least-squares slope of measured on predicted through zero: 1 is calibrated, below 1 too large; null where all predictions are 0. */
  readonly slope: number | null;
  /** Intervals from the errors at the other perturbations: nominal coverage, and share of measured changes inside. */
  readonly coverage: readonly { readonly promised: number; readonly held: number; readonly width: number }[];
}

export interface BenchmarkedNetwork {
  readonly source: NetworkSource;
  /** Scores from the screen's own cells, at the number of edges that the page shows. */
  readonly withoutTruth: ScoresWithShuffled;
}

/** All networks against a reference. */
export interface TruthBenchmark {
  readonly name: string;
  readonly pairs: number;
  readonly trueEdges: number;
  readonly density: number;
  /** What of the reference the run was trained with, which the other methods were not given; null: nothing. */
  readonly trained: TrainedEdges | null;
  readonly rows: readonly TruthRow[];
}

export interface TruthRow {
  readonly source: NetworkSource;
  /** Average precision, with an interval over resampled regulators; null where it is undefined. */
  readonly auprc: Interval | null;
  readonly auroc: number | null;
  readonly scores: NetworkScores;
  /** Share of true edges with the right sign, at as many edges as are true; null for an unsigned source. */
  readonly signAccuracy: number | null;
  /** Thinned to at most 400 points. */
  readonly curve: PrecisionRecall;
}

/** The part in progress, and the `share` of it that is done. */
export interface BenchmarkProgress {
  readonly part: 'predictions' | 'cells' | 'identifiability' | NetworkSource;
  readonly share: number;
}

/** Predictors without a network. */
export type OtherPredictor = Exclude<Predictor, 'modulode' | 'no-change'>;

/**
 * Rank of the model's predictions among simpler ones, for a model with a lower error than “no change”. Small enough for a link, whose
 * reader has no cells to compare with.
 */
export interface Standing {
  /** Number of evaluated perturbations, at least one. */
  readonly judged: number;
  /** Whether the 95 % interval of the error lies below that of “no change”. */
  readonly sure: boolean;
  /**
   * The best of the predictors of all these perturbations whose error is not clearly above the model's, by the paired interval; `better`:
   * it is clearly below. null: all are clearly above.
   */
  readonly ahead: { readonly rival: OtherPredictor; readonly better: boolean } | null;
}
