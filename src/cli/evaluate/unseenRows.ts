/** Further ways to judge what was predicted of unseen perturbations, a line each, beside what predicting no change gives. */
import type { Interval } from '../../evaluation/bootstrap';
import type { UnseenScores } from '../../inference/unseenScores';
import { decimal } from '../../sentences/numbers';

/** Those that the perturbations cannot decide are left out. Brackets are 95 % intervals over `perturbations`: none where there is one, whose interval has no width. */
export function unseenRows(
  { model, noChange }: UnseenScores,
  perturbations: number,
): readonly (readonly [string, string])[] {
  return [
    row(
      'Correlation beyond the mean',
      model.correlationBeyondMean,
      noChange.correlationBeyondMean,
      perturbations,
    ),
    row('Error on the 20 most changed', model.topGenesError, noChange.topGenesError, perturbations),
    row('Told apart (PDS)', model.discrimination, noChange.discrimination, perturbations),
  ].filter((one) => one !== null);
}

function row(label: string, model: Interval | null, noChange: Interval | null, perturbations: number) {
  if (model === null) return null;
  const { value, low, high } = model;
  const beside = noChange === null ? '' : `; no change: ${decimal(noChange.value)}`;
  const range = perturbations > 1 ? ` (${decimal(low)} to ${decimal(high)})` : '';
  return [label, `${decimal(value)}${range}${beside}`] as const;
}
