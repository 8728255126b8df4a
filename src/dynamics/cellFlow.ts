/**
 * The learned field as arrows in a plane of cells. On principal components it is exact at the mean of the cells of each square:
 * dx/dt of that mean, projected through the loadings. On a UMAP or t-SNE, which is no projection, it is the average displacement
 * towards the neighbours that lie in the direction of dx/dt (La Manno et al. 2018; Bergen et al. 2020): a direction, no speed.
 * docs/method.md, "Arrows of the learned field".
 */
import type { Dataset } from '../dataset/dataset';
import { evenly, scoresOf, startMean } from '../dataset/embedding';
import type { PrincipalComponents } from '../numerics/linearAlgebra';
import { orderStatistic, quantileOfSorted } from '../numerics/statistics';
import type { FittedModel } from './fitted';
import { intervenedField, vectorFieldOf } from './vectorField';
import { type Change, experiment } from './predict';

export interface FlowArrow {
  /** Its start: the mean place of the cells of a square. */
  readonly x: number;
  readonly y: number;
  /** Components: units of the axes per mRNA lifetime. UMAP and t-SNE: only direction and ratios of lengths have a meaning. */
  readonly dx: number;
  readonly dy: number;
  readonly cells: number;
}

type Cells = Pick<Dataset, 'values' | 'genes' | 'conditions' | 'conditionOfCell'>;

/** Squares across the larger extent of the cells; fewer cells than LEAST in a square give no arrow. */
const SQUARES = 20;
const LEAST = 3;
/** Cells whose neighbours are searched, neighbours of each, and components in which they are searched. */
const MAX_CELLS = 3000;
const NEIGHBOURS = 30;
export const FLOW_COMPONENTS = 20;
/** Of the cosine in the weights of neighbours, as scVelo has it. */
const SHARPNESS = 10;

/**
 * dx/dt in log1p expression per mRNA lifetime, of cells with log1p expression x, as a function that writes it; genes that are set
 * stand at their level. `start` [G]: mean of the cells from which predictions start, the state z = 0. The model's own mean may be that
 * of pseudo-bulk or of imputed values, which single cells do not have.
 */
export function velocityOf(
  model: FittedModel,
  changes: readonly Change[],
  start: ArrayLike<number>,
): (x: ArrayLike<number>, velocity: Float64Array) => void {
  const { row } = experiment(model, changes, null);
  const { shape, regulators, parameters, scale } = model;
  const field = intervenedField(vectorFieldOf(shape, regulators, Float64Array.from(parameters)), row);
  const z = new Float64Array(scale.length);
  return (x, velocity) => {
    for (let g = 0; g < z.length; g++)
      z[g] =
        row.keep[g] === 0
          ? (row.clamp[g] as number)
          : ((x[g] as number) - (start[g] as number)) / (scale[g] as number);
    field(z, velocity);
    for (let g = 0; g < z.length; g++) velocity[g] = (velocity[g] as number) * (scale[g] as number);
  };
}

/** Exact at each arrow. `points` [cells × 2]: the cells on the first two of `components`. */
export function flowOnComponents(
  model: FittedModel,
  changes: readonly Change[],
  dataset: Cells,
  { axes }: Pick<PrincipalComponents, 'axes'>,
  points: Float32Array,
): readonly FlowArrow[] {
  const { values } = dataset;
  const genes = dataset.genes.length;
  const velocity = velocityOf(model, changes, startMean(dataset));
  const speed = new Float64Array(genes);
  return squaresOf(points).map((cells) => {
    const mean = new Float64Array(genes);
    for (const cell of cells)
      for (let g = 0; g < genes; g++)
        mean[g] = (mean[g] as number) + (values[cell * genes + g] as number) / cells.length;
    velocity(mean, speed);
    const along = (axis: number) =>
      speed.reduce((sum, value, g) => sum + value * (axes[axis * genes + g] as number), 0);
    return { ...centreOf(points, cells), dx: along(0), dy: along(1), cells: cells.length };
  });
}

/** `points` [cells × 2]: any other places. `components`: FLOW_COMPONENTS of them, or as many as there are genes. */
export function flowOnPlaces(
  model: FittedModel,
  changes: readonly Change[],
  dataset: Cells,
  components: Pick<PrincipalComponents, 'mean' | 'axes'>,
  points: Float32Array,
): readonly FlowArrow[] {
  const genes = dataset.genes.length;
  const width = Math.min(FLOW_COMPONENTS, genes);
  const placed = Int32Array.from({ length: points.length / 2 }, (_, cell) => cell).filter((cell) =>
    isPlaced(points, cell),
  );
  const cells = evenly(placed, MAX_CELLS);
  const scores = scoresOf(dataset, components, cells, width);
  const velocity = velocityOf(model, changes, startMean(dataset));
  const speed = new Float64Array(genes);
  const along = new Float64Array(width);
  const [own, steps] = [new Float32Array(2 * cells.length), new Float32Array(2 * cells.length)];
  for (const [row, cell] of cells.entries()) {
    own.set(points.subarray(2 * cell, 2 * cell + 2), 2 * row);
    velocity(dataset.values.subarray(cell * genes, (cell + 1) * genes), speed);
    for (let k = 0; k < width; k++)
      along[k] = speed.reduce((sum, value, g) => sum + value * (components.axes[k * genes + g] as number), 0);
    steps.set(stepOf(row, along, scores, points, cells), 2 * row);
  }
  return squaresOf(own).map((rows) => {
    const mean = (axis: 0 | 1) =>
      rows.reduce((sum, row) => sum + (steps[2 * row + axis] as number), 0) / rows.length;
    return { ...centreOf(own, rows), dx: mean(0), dy: mean(1), cells: rows.length };
  });
}

/** Σ_j (π_j − 1/k) u_j over the k nearest cells, u_j the unit vector to neighbour j in the plane, π_j ∝ exp(10 cos(x_j − x, dx/dt)). */
function stepOf(
  row: number,
  along: Float64Array,
  scores: Float32Array,
  points: Float32Array,
  cells: Int32Array,
): readonly [number, number] {
  const width = along.length;
  const distances = Float32Array.from({ length: cells.length }, (_, other) => {
    let sum = 0;
    for (let k = 0; k < width; k++)
      sum += ((scores[other * width + k] as number) - (scores[row * width + k] as number)) ** 2;
    return sum;
  });
  const speed = Math.hypot(...along);
  if (speed === 0 || cells.length < 3) return [0, 0];
  const farthest = orderStatistic(distances.slice(), Math.min(NEIGHBOURS, cells.length - 1));
  const here = cells[row] as number;
  const neighbours: { readonly weight: number; readonly x: number; readonly y: number }[] = [];
  for (const [other, cell] of cells.entries()) {
    const distance = distances[other] as number;
    if (other === row || distance > farthest || distance === 0) continue;
    let product = 0;
    for (let k = 0; k < width; k++)
      product +=
        ((scores[other * width + k] as number) - (scores[row * width + k] as number)) * (along[k] as number);
    const x = (points[2 * cell] as number) - (points[2 * here] as number);
    const y = (points[2 * cell + 1] as number) - (points[2 * here + 1] as number);
    const length = Math.hypot(x, y) || 1;
    const cosine = product / (speed * Math.sqrt(distance));
    neighbours.push({ weight: Math.exp(SHARPNESS * cosine), x: x / length, y: y / length });
  }
  const total = neighbours.reduce((sum, { weight }) => sum + weight, 0);
  const towards = (axis: 'x' | 'y') =>
    neighbours.reduce((sum, one) => sum + (one.weight / total - 1 / neighbours.length) * one[axis], 0);
  return neighbours.length === 0 ? [0, 0] : [towards('x'), towards('y')];
}

function isPlaced(points: Float32Array, cell: number): boolean {
  return Number.isFinite(points[2 * cell]) && Number.isFinite(points[2 * cell + 1]);
}

function centreOf(
  points: Float32Array,
  cells: readonly number[],
): { readonly x: number; readonly y: number } {
  const mean = (axis: 0 | 1) =>
    cells.reduce((sum, cell) => sum + (points[2 * cell + axis] as number), 0) / cells.length;
  return { x: mean(0), y: mean(1) };
}

/** The cells of each square of a grid over the middle 99 % of the cells. */
function squaresOf(points: Float32Array): readonly (readonly number[])[] {
  const spans = ([0, 1] as const).map((axis) => {
    const sorted = points.filter((value, at) => (at & 1) === axis && Number.isFinite(value)).toSorted();
    return { low: quantileOfSorted(sorted, 0.005), high: quantileOfSorted(sorted, 0.995) };
  });
  const size = Math.max(...spans.map(({ low, high }) => high - low)) / SQUARES;
  if (!(size > 0)) return [];
  const squares = new Map<string, number[]>();
  for (let cell = 0; 2 * cell < points.length; cell++) {
    if (!isPlaced(points, cell)) continue;
    const key = spans
      .map(({ low }, axis) => Math.floor(((points[2 * cell + axis] as number) - low) / size))
      .join();
    const own = squares.get(key);
    if (own) own.push(cell);
    else squares.set(key, [cell]);
  }
  return [...squares.values()].filter(({ length }) => length >= LEAST);
}
