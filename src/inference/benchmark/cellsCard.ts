/**
 * Cells predicted of unseen perturbations beside the cells measured, by distances that see spread and shape where errors of means do not:
 * the cells compared with, all moved by the predicted change, since that is all a model of means says of cells.
 */
import type { Dataset } from '../../dataset/dataset';
import { bootstrapInterval } from '../../evaluation/bootstrap';
import type { CloudDistances } from '../../evaluation/predictions/movedCloud';
import type { FitResult } from '../result';
import { cellPairs } from './cellPairs';
import type { CellsCard, CellsRow } from './benchmark';
import { unseenPredictions, type Prediction } from './unseenPredictions';

const distances = ['energy', 'wasserstein2'] as const;

/** Yields the share done; null where no unseen perturbation has cells enough to be a cloud. */
export function* cellsCard(
  dataset: Dataset,
  result: FitResult,
  seed: number,
): Generator<number, CellsCard | null> {
  const { judged, predictions } = unseenPredictions(dataset, result);
  const asked: readonly (Omit<Prediction, 'predictor'> & Pick<CellsRow, 'predictor'>)[] = [
    ...predictions,
    { predictor: 'as-measured', shifts: judged.map(({ measured }) => measured) },
  ];
  const pairOf = cellPairs(dataset, result.model.scale);
  const endpoints: Endpoint[] = [];
  for (const [place, one] of judged.entries()) {
    const distancesOf = pairOf(one);
    if (distancesOf !== null)
      endpoints.push({
        label: one.label,
        none: distancesOf(new Float64Array(one.measured.length)),
        rows: asked.map(({ shifts }) => {
          const shift = shifts[place] ?? null;
          return shift && distancesOf(shift);
        }),
      });
    yield (place + 1) / judged.length;
  }
  const labels = [...new Set(endpoints.map(({ label }) => label))];
  if (labels.length === 0) return null;
  const rows = asked.map(({ predictor }, row): CellsRow => {
    const perLabel = labels.map((label) =>
      endpoints.flatMap(({ label: own, none, rows: found }) => {
        const distance = found[row] ?? null;
        return own === label && distance !== null ? [{ distance, none }] : [];
      }),
    );
    const over = (name: keyof CloudDistances) =>
      bootstrapInterval(
        perLabel.filter(({ length }) => length > 0),
        (drawn) => overNoChange(drawn.flat(), name),
        seed,
      );
    const [energies, wassersteins2] = distances.map((name) =>
      perLabel.map((endpointsOf) => overNoChange(endpointsOf, name)),
    );
    return {
      predictor,
      energy: over('energy'),
      wasserstein2: over('wasserstein2'),
      energies: energies ?? [],
      wassersteins2: wassersteins2 ?? [],
    };
  });
  return { labels, rows };
}

interface Endpoint {
  readonly label: string;
  /** Of predicting no change. */
  readonly none: CloudDistances;
  /** Of each predictor; null where it has nothing to say. */
  readonly rows: readonly (CloudDistances | null)[];
}

/** Pooled; null where there is nothing, or nothing changed. */
function overNoChange(
  endpoints: readonly { readonly distance: CloudDistances; readonly none: CloudDistances }[],
  name: keyof CloudDistances,
): number | null {
  const none = endpoints.reduce((sum, one) => sum + one.none[name], 0);
  return none > 0 ? endpoints.reduce((sum, { distance }) => sum + distance[name], 0) / none : null;
}
