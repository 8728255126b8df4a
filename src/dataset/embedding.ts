/**
 * Cells in two dimensions: the principal components of the training cells (log1p of the modelled genes), for a subset
 * of cells that can be drawn, with every perturbation in it. Independent of the model; `projectChange` places
 * predicted mean changes on the axes.
 */
import { type PrincipalComponents, principalComponents } from '../numerics/linearAlgebra';
import { rowsByCondition, isControl, type Dataset } from './dataset';

/** Maximum number of cells shown: half of them start cells of predictions, half perturbed ones. */
const MAX_POINTS = 2000;
/** Maximum number of cells the axes are computed from, evenly spaced. */
const MAX_FITTED = 20_000;

export interface Embedding {
  /** Start cells of predictions: the controls, or all cells in a screen without controls. */
  readonly origin: 'controls' | 'all';
  /** [2 × G] unit vectors. */
  readonly axes: Float32Array;
  /** Share of the variance along each axis. */
  readonly shares: readonly [number, number];
  /** [cells shown × 2], with the mean of the training cells at 0. */
  readonly points: Float32Array;
  /** [cells shown] index into Dataset.conditions. */
  readonly conditionOfPoint: Int32Array;
  /** [cells shown] 1 for start cells of predictions. */
  readonly isOrigin: Uint8Array;
}

/** null for fewer than three cells or two genes. */
export function embed(dataset: Dataset): Embedding | null {
  const components = componentsOf(dataset, 2);
  if (components === null) return null;
  const { mean, axes, shares } = components;
  const { conditionOfCell, conditions } = dataset;
  const origin = originOf(conditions);
  const startsHere = conditions.map((one) => origin === 'all' || isControl(one));
  const shown = Int32Array.from(shownCells(dataset, startsHere));
  const points = scoresOf(dataset, { mean, axes }, shown, 2);
  const conditionOfPoint = shown.map((cell) => conditionOfCell[cell] ?? 0);
  return {
    origin,
    axes: Float32Array.from(axes),
    shares: [shares[0] ?? 0, shares[1] ?? 0],
    points,
    conditionOfPoint,
    isOrigin: Uint8Array.from(conditionOfPoint, (condition) => Number(startsHere[condition])),
  };
}

/** The first `count` components of the training cells; null for fewer than three cells or two genes. */
export function componentsOf(dataset: Dataset, count: number): PrincipalComponents | null {
  const { values, conditionOfCell, conditions, genes } = dataset;
  const heldOut = conditions.map(({ label }) => dataset.heldOut.includes(label));
  const cells = Int32Array.from(conditionOfCell.keys());
  const training = cells.filter((cell) => heldOut[conditionOfCell[cell] ?? 0] !== true);
  if (training.length < 3 || genes.length < 2 || values.length === 0) return null;
  return principalComponents(values, genes.length, evenly(training, MAX_FITTED), count);
}

/** [cells × count] of these cells on the first components. */
export function scoresOf(
  { values, genes: { length: genes } }: Pick<Dataset, 'values' | 'genes'>,
  { mean, axes }: Pick<PrincipalComponents, 'mean' | 'axes'>,
  cells: Int32Array,
  count: number,
): Float32Array {
  const scores = new Float32Array(cells.length * count);
  for (let k = 0; k < count; k++) {
    const axis = axes.subarray(k * genes, (k + 1) * genes);
    for (const [row, cell] of cells.entries()) {
      let score = 0;
      for (let gene = 0; gene < genes; gene++)
        score += (axis[gene] as number) * ((values[cell * genes + gene] as number) - (mean[gene] as number));
      scores[row * count + k] = score;
    }
  }
  return scores;
}

/** [G] mean of the cells from which predictions start: the controls, or all cells in a screen without controls. */
export function startMean({
  values,
  conditionOfCell,
  conditions,
  genes: { length: genes },
}: Pick<Dataset, 'values' | 'conditionOfCell' | 'conditions' | 'genes'>): Float64Array {
  const isAll = originOf(conditions) === 'all';
  const starts = conditions.map((one) => isAll || isControl(one));
  const cells = [...conditionOfCell.keys()].filter((cell) => starts[conditionOfCell[cell] ?? 0]);
  const mean = new Float64Array(genes);
  for (const cell of cells)
    for (let gene = 0; gene < genes; gene++)
      (mean[gene] as number) += (values[cell * genes + gene] as number) / cells.length;
  return mean;
}

function originOf(conditions: Dataset['conditions']): Embedding['origin'] {
  return conditions.some((one) => isControl(one) && one.cells > 0) ? 'controls' : 'all';
}

/** A change of mean log1p expression [G] in the coordinates of the two axes. */
export function projectChange(
  { axes }: Pick<Embedding, 'axes'>,
  delta: Float32Array,
): readonly [number, number] {
  const along = (axis: number) =>
    delta.reduce((sum, change, gene) => sum + change * (axes[axis * delta.length + gene] ?? 0), 0);
  return [along(0), along(1)];
}

/** Half of the points for start cells, the rest for other conditions, with equal quotas within each group. */
function shownCells(dataset: Dataset, startsHere: readonly boolean[]): number[] {
  const cellsOf = rowsByCondition(dataset);
  const starting = cellsOf.filter((_, condition) => startsHere[condition]);
  const others = cellsOf.filter((_, condition) => !startsHere[condition]);
  const room = others.length === 0 ? MAX_POINTS : MAX_POINTS / 2;
  return [starting, others]
    .flatMap((group) => {
      const quota = equalQuota(
        group.map(({ length }) => length),
        room,
      );
      return group.flatMap((own) => [...evenly(Int32Array.from(own), quota)]);
    })
    .toSorted((a, b) => a - b);
}

/** The largest quota at which min(size, quota) over all groups sums to at most `room`. */
export function equalQuota(sizes: readonly number[], room: number): number {
  let left = room;
  for (const [taken, size] of sizes.toSorted((a, b) => a - b).entries()) {
    const groups = sizes.length - taken;
    if (size * groups > left) return Math.floor(left / groups);
    left -= size;
  }
  return Math.max(0, ...sizes);
}

/** At most `max` of the cells, evenly spaced. */
export function evenly(cells: Int32Array, max: number): Int32Array {
  if (cells.length <= max) return cells;
  return Int32Array.from({ length: max }, (_, i) => cells[Math.floor(((i + 0.5) * cells.length) / max)] ?? 0);
}
