/**
 * The model and trivial predictors on unseen perturbations: held-out ones where there are any, else each left out in turn. Errors relative
 * to "no change"; targets are left out.
 */
import { familyOf } from '../../dataset/dataset';
import {
  directionOfClearGenes,
  predictionScores,
  type PredictionScores,
} from '../../evaluation/predictions/predictionScores';
import { errorOverNoChange, pearsonOfChange } from '../../evaluation/predictions/predictionError';
import { mean } from '../../numerics/statistics';
import type { Comparison } from '../run/result';
import { meanOfKnown, unseenShifts, type EvaluatedRun, type Unseen } from './unseen';

interface PredictorRow {
  readonly name: string;
  readonly error: number | null;
  /** Share of clearly changed genes with the right direction. */
  readonly direction: number | null;
  readonly correlation: number | null;
}

export interface PredictorTable {
  readonly what: Unseen['what'];
  readonly perturbations: number;
  readonly rows: readonly PredictorRow[];
}

export function predictorTable(result: EvaluatedRun): PredictorTable | null {
  const { what, judged } = unseenShifts(result);
  if (judged.length === 0) return null;
  const byMean = judged.map((one) => ({ ...one, predicted: Float32Array.from(meanOfKnown(one)) }));
  const byNothing = judged.map((one) => ({ ...one, predicted: new Float32Array(one.measured.length) }));
  return {
    what,
    perturbations: new Set(judged.map(familyOf)).size,
    rows: [row('Modulode', judged), row('Mean of the others', byMean), row('No change', byNothing)],
  };
}

function row(name: string, shifts: readonly Comparison[]): PredictorRow {
  const correlations = shifts.map(pearsonOfChange).filter((value) => value !== null);
  return {
    name,
    error: errorOverNoChange(shifts),
    direction: directionOfClearGenes(shifts),
    correlation: correlations.length > 0 ? mean(correlations) : null,
  };
}

/** All metrics of predictionScores.ts for the model and the trivial predictors, with intervals. */
export type UnseenScores = Readonly<Record<'model' | 'meanOfOthers' | 'noChange', PredictionScores>>;

/** null where no perturbation was unseen. */
export function unseenScores(result: EvaluatedRun, seed: number): UnseenScores | null {
  const judged = unseenShifts(result).judged.map((one) => ({ ...one, meanOfKnown: meanOfKnown(one) }));
  if (judged.length === 0) return null;
  const scoresOf = (predicted: (one: (typeof judged)[number]) => ArrayLike<number>) =>
    predictionScores(
      judged.map((one) => ({ ...one, predicted: predicted(one) })),
      seed,
    );
  return {
    model: scoresOf(({ predicted }) => predicted),
    meanOfOthers: scoresOf((one) => one.meanOfKnown),
    noChange: scoresOf(({ measured }) => new Float32Array(measured.length)),
  };
}
