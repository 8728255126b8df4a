/** The model and the trivial predictors of predictorTable.ts, judged in every way of evaluation/predictions, with intervals. */
import { predictionScores, type PredictionScores } from '../evaluation/predictions/predictionScores';
import { unseenShifts, type Judged } from './predictorTable';

export interface UnseenScores {
  readonly model: PredictionScores;
  readonly meanOfOthers: PredictionScores;
  readonly noChange: PredictionScores;
}

/** null where no perturbation was unseen. Predictions are those of the comparisons, shrunk by the run's one κ. */
export function unseenScores(result: Judged, seed: number): UnseenScores | null {
  const { judged, meanOfKnown } = unseenShifts(result);
  if (judged.length === 0) return null;
  const scoresOf = (predicted: (place: number) => Float32Array) =>
    predictionScores(
      judged.map((one, place) => ({
        ...one,
        predicted: predicted(place),
        meanOfKnown: meanOfKnown[place] ?? one.measured,
      })),
      seed,
    );
  const nothing = new Float32Array(judged[0]?.measured.length ?? 0);
  return {
    model: scoresOf((place) => judged[place]?.predicted ?? nothing),
    meanOfOthers: scoresOf((place) => meanOfKnown[place] ?? nothing),
    noChange: scoresOf(() => nothing),
  };
}
