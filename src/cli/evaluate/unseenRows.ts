/** Further ways to judge what was predicted of unseen perturbations, a line each, beside what predicting no change gives. */
import type { Interval } from '../../evaluation/bootstrap';
import type { UnseenScores } from '../../inference/unseenScores';
import type { CellsCard, CellsRow } from '../../inference/benchmark/benchmark';
import { decimal, orDash } from '../../present/text/numbers';
import { cellsColumns } from '../../present/text/predictedCells';

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

/** Predicted cells beside measured ones, a line each, beside the least that moving all cells alike leaves; no change is 1. */
export function predictedCellsRows(card: CellsCard): readonly (readonly [string, string])[] {
  const rowOf = (wanted: CellsRow['predictor']) => card.rows.find(({ predictor }) => predictor === wanted);
  const [own, least] = [rowOf('modulode'), rowOf('as-measured')];
  return cellsColumns.flatMap(({ of, name }) => {
    const interval = own?.[of];
    if (!interval) return [];
    const range = card.labels.length > 1 ? ` (${decimal(interval.low)} to ${decimal(interval.high)})` : '';
    const beside = `no change: 1.00, moved as measured: ${orDash(least?.[of]?.value ?? null, decimal)}`;
    return [[`Cells, ${name}`, `${decimal(interval.value)}${range}; ${beside}`] as const];
  });
}

function row(label: string, model: Interval | null, noChange: Interval | null, perturbations: number) {
  if (model === null) return null;
  const { value, low, high } = model;
  const beside = noChange === null ? '' : `; no change: ${decimal(noChange.value)}`;
  const range = perturbations > 1 ? ` (${decimal(low)} to ${decimal(high)})` : '';
  return [label, `${decimal(value)}${range}${beside}`] as const;
}
