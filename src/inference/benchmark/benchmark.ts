/**
 * How a run stands beside every other way of getting a network or a prediction from the same cells, with the same perturbations
 * held out and at the same number of edges. Plain data, structured-clonable; `modulode` always comes first in a list of rows.
 */
import type { Interval } from '../../evaluation/bootstrap';
import type { Identifiability } from '../../evaluation/referenceFree/identifiability';
import type { PrecisionRecall } from '../../evaluation/networks/metrics';
import type { NetworkScores } from '../../evaluation/networks/networkScores';
import type { PredictionScores } from '../../evaluation/predictions/predictionScores';
import type { ScoresWithShuffled } from '../../evaluation/referenceFree/causalBench';
import type { MethodName } from '../../evaluation/methods/methods';
import type { PredictorName } from '../../evaluation/methods/baselinePredictors';

/** 'shrunk-mean': the mean of the known perturbations, shrunk as the model's predictions are (inference/shrunkMean.ts). */
export type Predictor = 'modulode' | 'shrunk-mean' | PredictorName;
export type NetworkSource = 'modulode' | MethodName;

/** What is known so far; it grows part by part. */
export interface BenchmarkResult {
  /** Of the training perturbations; null until it is computed. */
  readonly identifiability: Identifiability | null;
  /** null where no perturbation was unseen. */
  readonly predictions: PredictionBenchmark | null;
  /** null until it is computed, and where no unseen perturbation has cells enough. */
  readonly cells: CellBenchmark | null;
  /** Those computed so far. Without the density line: what chance would give is the shuffled labels'. */
  readonly networks: readonly BenchmarkedNetwork[];
  /** Methods that are not computed. */
  readonly leftOut: readonly LeftOutMethod[];
}

/** The card of a run, with a reference where there is one; null: it names no edge from a candidate regulator. */
export interface FullBenchmark {
  readonly card: BenchmarkResult;
  readonly truthCard: TruthBenchmark | null;
}

/** A method that would take too long on these data. */
export interface LeftOutMethod {
  readonly source: MethodName;
  /** Estimated for one core of an ordinary machine. */
  readonly minutes: number;
}

export interface PredictionBenchmark {
  readonly what: 'held out' | 'left out in turn';
  /** Perturbations judged. */
  readonly labels: readonly string[];
  readonly rows: readonly PredictionRow[];
  /** Of `labels`, at how many Modulode errs less than every other row. */
  readonly wins: number;
  readonly calibration: Calibration;
}

export interface PredictionRow {
  readonly predictor: Predictor;
  /** Squared error over that of no change, targets left out, pooled over perturbations; below 1 is better than nothing. */
  readonly error: Interval | null;
  readonly scores: PredictionScores;
  /** [labels] the error of each; null where the predictor has nothing to say of it. */
  readonly errors: readonly (number | null)[];
}

/** Predicted cells beside measured ones; everything over what predicting no change gives. */
export interface CellBenchmark {
  /** Perturbations judged: those of the predictions with cells enough. */
  readonly labels: readonly string[];
  readonly rows: readonly CellsRow[];
}

export interface CellsRow {
  /** 'as-measured': moved by the measured change itself, the best that moving all cells alike can do. */
  readonly predictor: Predictor | 'as-measured';
  /** Energy distance of all genes together, and Wasserstein-2 distance gene by gene, pooled over perturbations. */
  readonly energy: Interval | null;
  readonly wasserstein2: Interval | null;
  /** [labels] of each; null where the predictor has nothing to say of it. */
  readonly energies: readonly (number | null)[];
  readonly wassersteins2: readonly (number | null)[];
}

/** Whether predicted sizes and their intervals hold what they promise, on the perturbations judged. Log1p expression. */
export interface Calibration {
  /** Genes of all perturbations together, in tenths by predicted change, from the most lowered to the most raised. */
  readonly tenths: readonly {
    readonly predicted: number;
    readonly measured: number;
    readonly genes: number;
  }[];
  /** Least-squares slope of measured on predicted through zero; 1 is right, below 1 predictions are too large; null where none vary. */
  readonly slope: number | null;
  /** Intervals made from the errors at the other perturbations: the share promised, and the share of measured changes they hold. */
  readonly coverage: readonly { readonly promised: number; readonly held: number; readonly width: number }[];
}

export interface BenchmarkedNetwork {
  readonly source: NetworkSource;
  /** Judged by the screen's own cells at as many edges as the page shows. */
  readonly withoutTruth: ScoresWithShuffled;
}

/** All networks beside a reference. */
export interface TruthBenchmark {
  readonly name: string;
  readonly pairs: number;
  readonly trueEdges: number;
  readonly density: number;
  readonly rows: readonly TruthRow[];
}

export interface TruthRow {
  readonly source: NetworkSource;
  /** Average precision, with an interval over regulators drawn anew; null where it cannot be said. */
  readonly auprc: Interval | null;
  readonly auroc: number | null;
  readonly scores: NetworkScores;
  /** Share of true edges with the right sign at as many edges as are true; null for a source without signs. */
  readonly signAccuracy: number | null;
  /** Thinned to at most 400 points. */
  readonly curve: PrecisionRecall;
}

/** Which part is being computed; `share` of it is done. */
export interface BenchmarkProgress {
  readonly part: 'predictions' | 'cells' | 'identifiability' | NetworkSource;
  readonly share: number;
}

/**
 * What a run's predictions of unseen perturbations are beside simpler ones, as far as a sentence tells it: little enough for a link,
 * whose reader has no cells to compare with. Plain data; made by src/inference/benchmark.
 */

/** What predicts without a network; 'shrunk-mean' is shrunkMean.ts. */
export type Rival = 'shrunk-mean' | Exclude<PredictorName, 'no-change'>;

/** Of a model that errs less than “no change”. */
export interface Standing {
  /** Perturbations judged, at least one. */
  readonly judged: number;
  /** Whether the 95 % interval of its error stays below that of “no change”. */
  readonly sure: boolean;
  /** The best of the rivals, where it errs less than the model, or as much to two places; null: all err more. */
  readonly ahead: { readonly rival: Rival; readonly better: boolean } | null;
}
