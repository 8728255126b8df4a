/** The error of each perturbation the model had not seen, and of the best simpler way for the same one. */
import type { CrossValidation } from '../../../../inference/result';
import type { PredictionCard } from '../../../../inference/benchmark/benchmark';

export interface PerturbationError {
  readonly label: string;
  /** Over that of no change, as everything here. */
  readonly error: number;
  /** Of the baselines but no change; null where none was computed. */
  readonly best: number | null;
}

/** The best first. Until the card is there, as they were left out in training. */
export function perturbationErrors(
  card: PredictionCard | null,
  crossValidation: CrossValidation | null,
): readonly PerturbationError[] {
  const errors = card
    ? ofCard(card)
    : (crossValidation?.perPerturbation ?? []).map((one) => ({ ...one, best: null }));
  return errors.toSorted((a, b) => a.error - b.error);
}

function ofCard({ labels, rows }: PredictionCard): readonly PerturbationError[] {
  const own = rows.find(({ predictor }) => predictor === 'modulode');
  const others = rows.filter(({ predictor }) => predictor !== 'modulode' && predictor !== 'no-change');
  return labels.flatMap((label, at) => {
    const error = own?.errors[at] ?? null;
    if (error === null) return [];
    const baselines = others.flatMap(({ errors }) => errors[at] ?? []);
    return { label, error, best: baselines.length > 0 ? Math.min(...baselines) : null };
  });
}
