/** How far predicted cells are from measured ones, beside moved controls without noise and the cells of other perturbations. */
import { type Dataset, isControl, rowsByCondition } from '../../dataset/dataset';
import { type Cloud, energyDistance, evenlySpaced } from '../../evaluation/predictions/clouds';

/** Cells of a perturbation that was measured. */
export interface PredictedGroup {
  readonly label: string;
  readonly time: number | null;
  /** Genes that were set, which are left out. */
  readonly targets: readonly number[];
  /** [cells × G] log1p expression: of the predicted cells, and of the controls that they come from. */
  readonly predicted: Float32Array;
  readonly controls: Float32Array;
  /** [G] predicted change. */
  readonly delta: ArrayLike<number>;
}

/** Energy distances to the measured cells, of the sums over the perturbations, relative to that of the unmoved controls. */
export interface CellDistances {
  readonly perturbations: number;
  readonly predicted: number;
  /** Every control cell moved by the predicted change. */
  readonly moved: number;
  /** Measured cells of all other perturbations. */
  readonly others: number;
}

/** Minimum number of cells of a cloud, and maximum number: cost grows with the square. */
const MIN_CELLS = 10;
const MAX_CELLS = 200;
const MAX_PERTURBATIONS = 50;

/** `scale` [G]: unit of each gene. null where no perturbation has enough measured cells, or nothing changed. */
export function cellDistances(
  dataset: Dataset,
  scale: ArrayLike<number>,
  groups: readonly PredictedGroup[],
): CellDistances | null {
  const { conditions, values } = dataset;
  const genes = dataset.genes.length;
  const rows = rowsByCondition(dataset);
  const sums = { none: 0, predicted: 0, moved: 0, others: 0 };
  let perturbations = 0;
  for (const group of groups) {
    if (perturbations === MAX_PERTURBATIONS) break;
    const place = conditions.findIndex(({ label, time }) => label === group.label && time === group.time);
    const own = rows[place] ?? [];
    const others = conditions.flatMap((condition, other) =>
      isControl(condition) || condition.label === group.label || condition.time !== group.time
        ? []
        : (rows[other] ?? []),
    );
    const predicted = group.predicted.length / genes;
    if (Math.min(own.length, others.length, predicted) < MIN_CELLS) continue;
    const free = [...dataset.genes.keys()].filter((gene) => !group.targets.includes(gene));
    const cloudOf = (of: Float32Array, from: ArrayLike<number>, by?: ArrayLike<number>): Cloud => {
      const some = evenlySpaced({ values: from, cells: from.length }, MAX_CELLS).values;
      const cloud = Float64Array.from({ length: some.length * free.length }, (_, at) => {
        const gene = free[at % free.length] as number;
        const cell = some[Math.floor(at / free.length)] as number;
        return ((of[cell * genes + gene] as number) + (by?.[gene] ?? 0)) / (scale[gene] as number);
      });
      return { values: cloud, cells: some.length };
    };
    const measured = cloudOf(values, own);
    const all = [...Array(predicted).keys()];
    sums.none += energyDistance(cloudOf(group.controls, all), measured);
    sums.predicted += energyDistance(cloudOf(group.predicted, all), measured);
    sums.moved += energyDistance(cloudOf(group.controls, all, group.delta), measured);
    sums.others += energyDistance(cloudOf(values, others), measured);
    perturbations++;
  }
  const { none, ...of } = sums;
  if (!(none > 0)) return null;
  return {
    perturbations,
    predicted: of.predicted / none,
    moved: of.moved / none,
    others: of.others / none,
  };
}
