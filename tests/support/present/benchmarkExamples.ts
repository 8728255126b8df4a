/** Parts of benchmarks with given values. */
import type { Interval } from '../../../src/evaluation/bootstrap';
import type { PairedError } from '../../../src/inference/benchmark/pairedErrors';
import type {
  ReferenceFreeScores,
  ScoresWithShuffled,
} from '../../../src/evaluation/referenceFree/causalBench';
import type {
  NetworkSource,
  PredictionBenchmark,
  PredictionRow,
  TruthRow,
} from '../../../src/inference/benchmark/benchmark';

export function interval(value: number, low = value, high = value): Interval {
  return { value, low, high };
}

/** The model beside a predictor of the same perturbations; the difference is certain. */
export function pairedWith(own: Interval, other: Interval, perturbations: number): PairedError {
  const difference = own.value - other.value;
  return { perturbations, model: own, difference: interval(difference) };
}

interface PredictionParts {
  readonly what?: PredictionBenchmark['what'];
  readonly labels?: readonly string[];
  readonly own?: Interval;
  readonly linear?: Interval;
  readonly wins?: number;
}

/** Eight perturbations; errors: Modulode .5, linear model .7, mean of the others .9. */
export function predictionCard(parts: PredictionParts): PredictionBenchmark {
  const labels = parts.labels ?? ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
  const own = parts.own ?? interval(0.5, 0.4, 0.6);
  const row = (predictor: PredictionRow['predictor'], error: Interval): PredictionRow => ({
    predictor,
    error,
    paired: predictor === 'modulode' ? null : pairedWith(own, error, labels.length),
    scores: {
      correlation: null,
      correlationBeyondMean: null,
      topGenesError: null,
      direction: null,
      discrimination: null,
    },
    errors: labels.map(() => error.value),
  });
  return {
    what: parts.what ?? 'held out',
    labels,
    rows: [
      row('modulode', own),
      row('linear', parts.linear ?? interval(0.7)),
      row('mean-of-training', interval(0.9)),
      row('no-change', interval(1)),
    ],
    wins: parts.wins ?? 6,
    calibration: { tenths: [], slope: null, coverage: [] },
    noise: null,
  };
}

export function truthRow(source: NetworkSource, auprc: Interval): TruthRow {
  const area = { regulators: 0, pairs: 0, trueEdges: 0, density: 0, auprc: null, auroc: null };
  const classes = { direct: 0, indirect: 0, other: 0 };
  return {
    source,
    auprc,
    auroc: null,
    scores: {
      earlyPrecisionRatio: null,
      activation: null,
      repression: null,
      direction: null,
      hamming: { edges: 0, distance: 0 },
      directAndIndirect: { drawn: classes, pairs: classes },
      jaccard: null,
      regulators: { perturbed: area, neverPerturbed: area },
    },
    signAccuracy: null,
    curve: { recall: Float64Array.of(1), precision: Float64Array.of(auprc.value) },
  };
}

export function areas(byDensity: Partial<Record<NetworkSource, Interval>>): readonly TruthRow[] {
  const sources: readonly NetworkSource[] = ['modulode', 'density', 'pearson', 'welch', 'genie3'];
  return sources.flatMap((source) => {
    const auprc = byDensity[source];
    return auprc ? [truthRow(source, auprc)] : [];
  });
}

/** 22 edges by default; `share` of their targets respond, `shuffled` with shuffled labels. */
export function besideShuffled(
  share: number | null,
  shuffled: readonly number[],
  edges?: number,
): ScoresWithShuffled {
  return { screen: judged(share, edges), shuffled: shuffled.map((one) => judged(one, edges)) };
}

function judged(answeringCorrected: number | null, edges = 22): ReferenceFreeScores {
  return {
    edges,
    meanWasserstein: 0.2,
    answering: answeringCorrected,
    answeringCorrected,
    withoutPath: 10,
    omissionRate: 0.1,
    omittedWasserstein: 0.1,
  };
}
