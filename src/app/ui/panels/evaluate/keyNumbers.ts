/** The numbers above the sections: the error, that of the best simpler prediction, and against a reference what the network is worth. Pure. */
import type { BenchmarkResult, TruthBenchmark } from '../../../../inference/benchmark/benchmark';
import type { FitResult } from '../../../../inference/run/result';
import { errorScale, unseenError } from '../../../../present/text/diagnosis';
import { evaluationText } from '../../../../present/text/evaluation';
import { decimal, intervalOrNull } from '../../../../present/text/format';
import { predictorNames } from '../../../../present/text/names';
import { trainedHint } from '../../../../present/text/prior';
import { keyNumberText } from '../../text/evaluate';

interface KeyNumber {
  readonly name: string;
  readonly value: string;
  /** 95 % interval; null: none, or not computed yet. */
  readonly interval: string | null;
  /** What it is relative to. */
  readonly hint: string;
}

export function keyNumbers(
  result: Pick<FitResult, 'crossValidation' | 'heldOut'>,
  card: Pick<BenchmarkResult, 'predictions'> | null,
  truth: Pick<TruthBenchmark, 'rows' | 'density' | 'trained'> | null,
): readonly KeyNumber[] {
  const rows = card?.predictions?.rows ?? [];
  const own = rows.find(({ predictor }) => predictor === 'modulode');
  const error = unseenError(result);
  const [best] = rows
    .flatMap(({ predictor, error: other }) =>
      other && predictor !== 'modulode' && predictor !== 'no-change' ? [{ predictor, error: other }] : [],
    )
    .toSorted((a, b) => a.error.value - b.error.value);
  const area = truth?.rows.find(({ source }) => source === 'modulode')?.auprc ?? null;
  return [
    error && {
      name: error.name,
      value: decimal(error.value),
      interval: own?.error ? intervalOrNull(own.error) : null,
      hint: errorScale,
    },
    best && {
      name: keyNumberText.best,
      value: decimal(best.error.value),
      interval: intervalOrNull(best.error),
      hint: predictorNames[best.predictor],
    },
    truth &&
      area && {
        name: evaluationText.area,
        value: decimal(area.value),
        interval: intervalOrNull(area),
        hint: truth.trained ? trainedHint(truth.trained) : keyNumberText.chance(truth.density),
      },
  ].filter((number) => number !== null && number !== undefined);
}
