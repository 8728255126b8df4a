/** The model and the trivial predictors of predictorTable.ts, judged in every way of evaluation/predictions, with intervals. */
import { predictionScores, type PredictionScores } from '../evaluation/predictions/predictionScores';
import { meanOfKnown, unseenShifts, type Judged } from './unseen';

export interface UnseenScores {
  readonly model: PredictionScores;
  readonly meanOfOthers: PredictionScores;
  readonly noChange: PredictionScores;
}

/** null where no perturbation was unseen. */
export function unseenScores(result: Judged, seed: number): UnseenScores | null {
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
