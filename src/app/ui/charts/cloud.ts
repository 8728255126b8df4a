/** The cloud of cells and the predicted shift of its mean, for the figure and the chart beside the network. Pure. */
import { projectChange, type Embedding } from '../../../dataset/embedding';

export type Point = readonly [number, number];

/** The part that does not change with a slider. */
export interface Cells {
  /** Cells from which predictions start. */
  readonly origin: readonly Point[];
  readonly centre: Point;
  /** Cells of the measured perturbation, or a sample of these; may be empty. */
  readonly measured: readonly Point[];
  readonly measuredCentre: Point | null;
  /** Distance between the centres, in standard deviations of the origin along it; null if unknown. */
  readonly measuredMoved: number | null;
}

export interface Cloud extends Cells {
  /** The predicted change of the mean; null without a perturbation or without a prediction of the mean. */
  readonly shift: Point | null;
  /** Its length, in standard deviations of the cells along it. */
  readonly moved: number | null;
}

/** `conditions`: those that measured the same perturbation. */
export function cellsOf(embedding: Embedding, conditions: readonly number[]): Cells {
  const pick = (wanted: (condition: number, point: number) => boolean) =>
    Array.from(embedding.conditionOfPoint).flatMap((condition, i) =>
      wanted(condition, i) ? [pointAt(embedding, i)] : [],
    );
  const origin = pick((_, i) => embedding.isOrigin[i] === 1);
  const measured = pick((condition) => conditions.includes(condition));
  const centre = centreOf(origin) ?? [0, 0];
  const measuredCentre = centreOf(measured);
  return {
    origin,
    centre,
    measured,
    measuredCentre,
    measuredMoved:
      measuredCentre &&
      inSpreads([measuredCentre[0] - centre[0], measuredCentre[1] - centre[1]], origin, centre),
  };
}

/** `delta`: [G] predicted change of mean log1p expression. */
export function cloudOf(axes: Pick<Embedding, 'axes'>, cells: Cells, delta: Float32Array | null): Cloud {
  const shift = delta && delta.length > 0 ? projectChange(axes, delta) : null;
  return { ...cells, shift, moved: shift && inSpreads(shift, cells.origin, cells.centre) };
}

function pointAt({ points }: Embedding, i: number): Point {
  return [points[2 * i] ?? 0, points[2 * i + 1] ?? 0];
}

function centreOf(points: readonly Point[]): Point | null {
  if (points.length === 0) return null;
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  return [mean(0), mean(1)];
}

function inSpreads(step: Point, points: readonly Point[], centre: Point): number | null {
  const length = Math.hypot(...step);
  if (length === 0) return 0;
  const along = points.map(([x, y]) => ((x - centre[0]) * step[0] + (y - centre[1]) * step[1]) / length);
  const spread = Math.sqrt(along.reduce((sum, value) => sum + value * value, 0) / Math.max(1, along.length));
  return spread > 0 ? length / spread : null;
}
