/**
 * Predicted against measured cells of unseen perturbations, by distances that see spread and shape. A model of means predicts that all
 * reference cells shift by the predicted change.
 */
import { type Dataset, familyOf, isControl } from '../../dataset/dataset';
import { bootstrapInterval } from '../../evaluation/bootstrap';
import {
  type CloudDistances,
  evenlySpaced,
  type Cloud,
  movedCloud,
} from '../../evaluation/predictions/clouds';
import { drain } from '../../numerics/lazy';
import type { FitResult, Comparison } from '../run/result';
import type { CellBenchmark, CellsRow } from './benchmark';
import { unseenPredictions, type Prediction } from './predictions';
import { inCanonicalOrder } from '../../dataset/canonicalOrder';
import { computeScaling } from '../../dynamics/prepare/scaling';
import { stratify } from '../../dynamics/prepare/strata';

const distances = ['energy', 'wasserstein2'] as const;

/** null where no unseen perturbation has enough cells. */
export function wholeCellBenchmark(dataset: Dataset, result: FitResult, seed: number): CellBenchmark | null {
  return drain(benchmarkCells(dataset, result, seed));
}

/** The same, yielding the share done. */
export function* benchmarkCells(
  dataset: Dataset,
  result: FitResult,
  seed: number,
): Generator<number, CellBenchmark | null> {
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
        family: familyOf(one),
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
    const grouped = (nameOf: (endpoint: Endpoint) => string) =>
      [...new Set(endpoints.map(nameOf))].map((name) =>
        endpoints.flatMap((one) => {
          const distance = one.rows[row] ?? null;
          return nameOf(one) === name && distance !== null ? [{ distance, none: one.none }] : [];
        }),
      );
    const perLabel = grouped(({ label }) => label);
    const perFamily = grouped(({ family }) => family);
    const over = (name: keyof CloudDistances) =>
      bootstrapInterval(
        perFamily.filter(({ length }) => length > 0),
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
  readonly family: string;
  /** Of predicting no change. */
  readonly none: CloudDistances;
  /** Of each predictor; null where it has no prediction. */
  readonly rows: readonly (CloudDistances | null)[];
}

/** Pooled; null where there is nothing to pool, or nothing changed. */
function overNoChange(
  endpoints: readonly { readonly distance: CloudDistances; readonly none: CloudDistances }[],
  name: keyof CloudDistances,
): number | null {
  const none = endpoints.reduce((sum, one) => sum + one.none[name], 0);
  return none > 0 ? endpoints.reduce((sum, { distance }) => sum + distance[name], 0) / none : null;
}

/** Minimum number of cells of a cloud. */
const MIN_CELLS = 10;
/** Maximum number of cells of a cloud, because cost grows with the square. The canonical order is independent of any gene's trend. */
const MAX_CELLS = 200;

type EvaluatedRun = Pick<Comparison, 'label' | 'time' | 'targets' | 'measured'>;

/** Cells in canonical order, with the mean [strata × G] of what those of each batch and time are compared with. */
export function besideReference(original: Dataset) {
  const { dataset, placeOfGene } = inCanonicalOrder(original);
  const { conditions, heldOut, values } = dataset;
  const isKnown = conditions.map((condition) => isControl(condition) || !heldOut.includes(condition.label));
  const strata = stratify(dataset, (condition) => isKnown[condition] === true);
  const { mean } = computeScaling(dataset, values, strata, (condition) => isKnown[condition] === true);
  return { dataset, placeOfGene, isKnown, strata, mean };
}

/**
 * The two clouds of an unseen perturbation: its reference cells, centred at 0, and its own cells, centred at the measured change that
 * errors refer to. Batches and times are removed as from means; without controls, cells of the other perturbations are centred at their own
 * means. Returns the distances of the reference cells, shifted by [G], from the perturbed cells over the free genes, in units of `scale`;
 * null where either cloud has too few cells.
 */
function cellPairs(
  original: Dataset,
  scale: Float64Array,
): (judged: EvaluatedRun) => ((by: ArrayLike<number>) => CloudDistances) | null {
  const { dataset, placeOfGene, isKnown, strata, mean } = besideReference(original);
  const scaleOf = inPlace(scale, placeOfGene);
  const { conditions, conditionOfCell, values } = dataset;
  const genes = dataset.genes.length;
  const cells = [...conditionOfCell.keys()];
  const inOrder = (shift: ArrayLike<number>) => inPlace(shift, placeOfGene);
  const cellsOf = conditions.map((): number[] => []);
  for (const cell of cells) cellsOf[conditionOfCell[cell] as number]?.push(cell);

  const comparedWith = (condition: number, own: readonly number[]): readonly number[] => {
    if (strata.comparedWith === 'controls') {
      const references = new Set(own.map((cell) => strata.reference[strata.ofCell[cell] as number]));
      return [...new Set([...references].flatMap((reference) => [...(reference ?? [])]))];
    }
    const { label, time } = conditions[condition] ?? {};
    const others = cells.filter((cell) => {
      const other = conditionOfCell[cell] as number;
      return isKnown[other] === true && conditions[other]?.label !== label;
    });
    const sameTime = others.filter((cell) => conditions[conditionOfCell[cell] as number]?.time === time);
    return sameTime.length > 0 ? sameTime : others;
  };

  /** Some of the cells over the free genes, relative to their stratum's reference; the mean of each group of `groupOf` moved to `middle`. */
  const cloudOf = (
    chosen: readonly number[],
    free: readonly number[],
    middle: ArrayLike<number>,
    groupOf: (cell: number) => number,
  ): Cloud => {
    const some = evenlySpaced({ values: chosen, cells: chosen.length }, MAX_CELLS).values;
    const cloud = new Float64Array(some.length * free.length);
    const groups = new Map<number, number[]>();
    for (const [row, cell] of some.entries()) {
      const stratum = (strata.ofCell[cell] as number) * genes;
      for (let at = row * free.length, f = 0; f < free.length; at++, f++) {
        const g = free[f] as number;
        const value = (values[cell * genes + g] as number) - (mean[stratum + g] as number);
        cloud[at] = value / (scaleOf[g] as number);
      }
      const group = groupOf(cell);
      const rows = groups.get(group) ?? [];
      rows.push(row);
      groups.set(group, rows);
    }
    for (const rows of groups.values())
      for (let f = 0; f < free.length; f++) {
        let sum = 0;
        for (const row of rows) sum += cloud[row * free.length + f] as number;
        const step = (middle[free[f] as number] as number) - sum / rows.length;
        for (const row of rows)
          cloud[row * free.length + f] = (cloud[row * free.length + f] as number) + step;
      }
    return { values: cloud, cells: some.length };
  };

  return ({ label, time, targets, measured }) => {
    const condition = conditions.findIndex((one) => one.label === label && one.time === time);
    const own = cellsOf[condition] ?? [];
    const others = comparedWith(condition, own);
    if (Math.min(own.length, others.length) < MIN_CELLS) return null;
    const set = targets.map((gene) => placeOfGene[gene]);
    const free = [...dataset.genes.keys()].filter((g) => !set.includes(g));
    const isAlone = strata.comparedWith === 'controls';
    const distancesOf = movedCloud(
      cloudOf(others, free, new Float64Array(genes), (cell) =>
        isAlone ? 0 : (conditionOfCell[cell] as number),
      ),
      cloudOf(own, free, inOrder(measured), () => 0),
    );
    return (by) => {
      const ordered = inOrder(by);
      return distancesOf(free.map((g) => ordered[g] as number));
    };
  };
}

/** [G] gene g of the values at index place[g]. */
function inPlace(values: ArrayLike<number>, place: Int32Array): Float64Array {
  const ordered = new Float64Array(place.length);
  place.forEach((at, gene) => {
    ordered[at] = values[gene] as number;
  });
  return ordered;
}
