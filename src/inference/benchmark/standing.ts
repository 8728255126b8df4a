/** What the table of predictions comes to for the model (inference/standing.ts): how sure it beats “no change”, and who beats it. */
import type { Dataset } from '../../dataset/dataset';
import type { TrainingSettings } from '../../dynamics/settings';
import type { Interval } from '../../evaluation/bootstrap';
import { beatsNoChange } from '../../evaluation/predictors';
import type { FitResult } from '../result';
import type { Rival, Standing } from '../standing';
import { predictionCard } from './predictionCard';
import type { PredictionCard, Predictor } from './benchmark';

/** Numbers that print alike to two places are no win for either. */
export const tie = 0.005;

/** null where the model does not predict better than “no change”, or has no error. */
export function standingOf(card: PredictionCard): Standing | null {
  const error = ownError(card);
  if (!error || !beatsNoChange(error.value)) return null;
  const best = bestRival(card);
  const isAhead = best !== null && best.error.value <= error.value + tie;
  return {
    judged: card.labels.length,
    sure: beatsNoChange(error.high),
    ahead: isAhead ? { rival: best.rival, better: best.error.value < error.value - tie } : null,
  };
}

/** Of a run that nothing has been set beside yet; null also where no perturbation was unseen. */
export function standingOfRun({
  dataset,
  settings,
  result,
}: {
  readonly dataset: Dataset;
  readonly settings: Pick<TrainingSettings, 'seed'>;
  readonly result: FitResult;
}): Standing | null {
  const card = predictionCard(dataset, result, settings.seed);
  return card && standingOf(card);
}

/** The model's. */
export function ownError({ rows }: PredictionCard): Interval | null {
  return rows.find(({ predictor }) => predictor === 'modulode')?.error ?? null;
}

/** Of those that predict something. */
export function bestRival({
  rows,
}: PredictionCard): { readonly rival: Rival; readonly error: Interval } | null {
  const rivals = rows.flatMap(({ predictor, error }) =>
    error && isRival(predictor) ? [{ rival: predictor, error }] : [],
  );
  return rivals.toSorted((a, b) => a.error.value - b.error.value)[0] ?? null;
}

function isRival(predictor: Predictor): predictor is Rival {
  return predictor !== 'modulode' && predictor !== 'no-change';
}
