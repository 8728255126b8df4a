/**
 * TSNI (Bansal, Della Gatta & di Bernardo, Bioinformatics 2006): ẋ = A x + B u on the means of every time point. Courses are interpolated to
 * equal steps, the discrete system x(k + 1) = A_d x(k) + B_d u is solved on the main components of [x; u], and A follows by Tustin's
 * transform. A gene's own equation leaves out the perturbations that set it (docs/methods/tsni.md).
 */
import { type Intervention, isControl } from '../../../dataset/dataset';
import {
  choleskyInPlace,
  choleskySolveInPlace,
  crossProducts,
  timesVector,
  transposed,
} from '../../../numerics/linearAlgebra';
import { fastSymmetricEigen } from '../../../numerics/dense/eigen';
import { innerProducts } from '../../../numerics/dense/products';
import { inverseOf } from '../../../numerics/lyapunov';
import { actingLevels } from '../lyapunov/contexts';
import type { Algorithm } from '../method';
import type { Screen } from '../screen';
import { setLevels } from '../setLevels';

/** Relative to the mean square of the components. */
const RIDGE = 1e-6;

export const tsni: Algorithm = function* ({ screen, settings }) {
  const { genes, candidates, conditions } = screen.dataset;
  const times = [
    ...new Set(conditions.flatMap(({ time, cells }) => (time === null || cells === 0 ? [] : [time]))),
  ].toSorted((a, b) => a - b);
  const n = genes.length;
  const start = Math.min(0, times[0] ?? 0);
  const steps = (settings['points'] ?? 1) * (times.filter((time) => time > start).length || 1);
  const courses = coursesOf(screen, times, steps);
  yield 0.2;
  const discrete = discreteSystem(courses, n, candidates, settings['variance'] ?? 1);
  yield 0.8;
  // In units of the whole course.
  const rates = continuousSystem(discrete, n, 1 / steps);
  const scores = new Float32Array(candidates.length * n);
  candidates.forEach((source, r) => {
    for (let g = 0; g < n; g++) if (g !== source) scores[r * n + g] = rates[g * n + source] as number;
  });
  return { scores, predict: prediction(screen, discrete, steps) };
};

/**
 * [G × G] A_d by target: regression on the components of the candidates' states and of the input that explain this share of their squares,
 * and on the gene's own state. Columns of other genes are 0 off the diagonal.
 */
export function discreteSystem(
  courses: readonly Course[],
  genes: number,
  candidates: Int32Array,
  variance: number,
): Float64Array {
  const regulators = candidates.length;
  const width = regulators + 1;
  const moves = courses.flatMap(({ points, set, driven }) =>
    points.slice(1).map((after, k) => ({ before: points[k] as Float64Array, after, set, driven })),
  );
  const states = new Float64Array(moves.length * width);
  moves.forEach(({ before, driven }, row) => {
    candidates.forEach((gene, r) => {
      states[row * width + r] = before[gene] as number;
    });
    states[row * width + regulators] = Number(driven);
  });
  const { axes, kept, squares } = mainAxes(states, width, variance);
  const system = new Float64Array(genes * genes);
  const size = kept + 1;
  const ridge = (RIDGE * squares) / size || RIDGE;
  const scores = innerProducts(states, axes, width);
  for (let g = 0; g < genes; g++) {
    const isCandidate = candidates.includes(g);
    const matrix = new Float64Array(size * size);
    const right = new Float64Array(size);
    const row = new Float64Array(size);
    moves.forEach(({ before, after, set }, move) => {
      if (set.includes(g)) return;
      row.set(scores.subarray(move * kept, (move + 1) * kept));
      // A candidate's own state is among the components.
      row[kept] = isCandidate ? 0 : (before[g] as number);
      for (let a = 0; a < size; a++) {
        right[a] = (right[a] as number) + (row[a] as number) * (after[g] as number);
        for (let b = 0; b <= a; b++)
          matrix[a * size + b] = (matrix[a * size + b] as number) + (row[a] as number) * (row[b] as number);
      }
    });
    for (let a = 0; a < size; a++) matrix[a * (size + 1)] = (matrix[a * (size + 1)] as number) + ridge;
    choleskyInPlace(matrix, size);
    choleskySolveInPlace(matrix, size, right);
    system[g * (genes + 1)] = right[kept] as number;
    candidates.forEach((source, r) => {
      let sum = 0;
      for (let a = 0; a < kept; a++) sum += (right[a] as number) * (axes[a * width + r] as number);
      system[g * genes + source] = (system[g * genes + source] as number) + sum;
    });
  }
  return system;
}

/** The first axes [kept × width] that explain this share of the sum of squares of the rows. */
function mainAxes(
  rows: Float64Array,
  width: number,
  variance: number,
): { readonly axes: Float64Array; readonly kept: number; readonly squares: number } {
  const count = rows.length / width;
  const everyColumn = Int32Array.from({ length: width }, (_, c) => c);
  const gram = crossProducts(
    { values: rows, columns: width, weights: null },
    Int32Array.from({ length: count }, (_, row) => row),
    everyColumn,
    everyColumn,
  );
  const { values, vectors } = fastSymmetricEigen(gram, width);
  const squares = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  let kept = 1;
  for (
    let explained = values[width - 1] as number;
    kept < Math.min(width, count) && explained < variance * squares;
    kept++
  )
    explained += values[width - 1 - kept] as number;
  return { axes: vectors.slice((width - kept) * width), kept, squares };
}

/** [G × G] A = (2/Δt)(A_d − I)(A_d + I)⁻¹ (Tustin); (A_d − I)/Δt where the inverse does not exist. */
export function continuousSystem(discrete: Float64Array, n: number, step: number): Float64Array {
  const withIdentity = (sign: number) => discrete.map((value, p) => value + (p % (n + 1) === 0 ? sign : 0));
  const inverse = inverseOf(withIdentity(1), n)?.inverse;
  const difference = withIdentity(-1);
  if (inverse === undefined) return difference.map((value) => value / step);
  // Both are functions of A_d, and so the factors can change places: (A_d + I)⁻¹ (A_d − I).
  return innerProducts(inverse, transposed(difference, n), n).map((value) => (2 * value) / step);
}

/** The discrete system from rest, with the perturbed genes held. */
function prediction(
  screen: Screen,
  discrete: Float64Array,
  steps: number,
): (interventions: readonly Intervention[]) => Float64Array {
  const n = screen.dataset.genes.length;
  const [acting, held] = [actingLevels(screen), setLevels(screen)];
  return (interventions) => {
    let state: Float64Array = new Float64Array(n);
    const hold = (row: Float64Array) => {
      for (const one of interventions) row[one.gene] = acting(one);
    };
    hold(state);
    for (let step = 0; step < steps; step++) {
      state = timesVector(discrete, state);
      hold(state);
    }
    for (const one of interventions) state[one.gene] = held(one);
    return state;
  };
}

interface Course {
  readonly set: readonly number[];
  /** Whether time itself changes the cells: controls, which have a constant input. */
  readonly driven: boolean;
  /** [points] [G] at equal steps from time 0 to the last. */
  readonly points: readonly Float64Array[];
}

/** A course as measured. */
interface Measured {
  readonly times: readonly number[];
  /** [times] [G] */
  readonly levels: readonly Float64Array[];
}

/**
 * Mean shifts of every training perturbation, from 0 at the start, with the perturbed genes at the level at which they act; and the mean of
 * the controls, relative to their first time. `steps`: number of equal steps from the start to the last time.
 */
function coursesOf(screen: Screen, times: readonly number[], steps: number): readonly Course[] {
  const genes = screen.dataset.genes.length;
  const levelOf = actingLevels(screen);
  const start = Math.min(0, times[0] ?? 0);
  const end = times.at(-1) ?? 0;
  const inSteps = (measured: Measured): readonly Float64Array[] =>
    Array.from({ length: steps + 1 }, (_, step) =>
      levelsAt(measured, start + ((end - start) * step) / steps),
    );
  const courses = screen.perturbations
    .filter(({ training }) => training)
    .map(({ interventions, endpoints }): Course => {
      const points = endpoints.filter(({ time }) => time !== null && time > start);
      const atStart = new Float64Array(genes);
      const levels = [atStart, ...points.map(({ shift }) => shift.slice())];
      for (const one of interventions) for (const row of levels) row[one.gene] = levelOf(one);
      return {
        set: interventions.map(({ gene }) => gene),
        driven: false,
        points: inSteps({ times: [start, ...points.map(({ time }) => time ?? 0)], levels }),
      };
    });
  const controls = controlCourse(screen, times);
  return controls === null ? courses : [...courses, { set: [], driven: true, points: inSteps(controls) }];
}

/** In control standard deviations; null with fewer than two times. */
function controlCourse({ dataset, scale, mean }: Screen, times: readonly number[]): Measured | null {
  const genes = dataset.genes.length;
  const sums = times.map(() => new Float64Array(genes));
  const cells = times.map(() => 0);
  dataset.conditionOfCell.forEach((index, cell) => {
    const condition = dataset.conditions[index];
    if (condition === undefined || !isControl(condition)) return;
    const at = times.indexOf(condition.time ?? NaN);
    const sum = sums[at];
    if (sum === undefined) return;
    cells[at] = (cells[at] ?? 0) + 1;
    for (let g = 0; g < genes; g++)
      sum[g] = (sum[g] as number) + (dataset.values[cell * genes + g] as number);
  });
  const known = times.flatMap((time, at) => ((cells[at] ?? 0) > 0 ? [{ time, at }] : []));
  if (known.length < 2) return null;
  const levels = known.map(({ at }) =>
    mean.map((mu, g) => ((sums[at]?.[g] ?? 0) / (cells[at] ?? 1) - mu) / (scale[g] as number)),
  );
  const first = levels[0] as Float64Array;
  return {
    times: known.map(({ time }) => time),
    levels: levels.map((row) => row.map((value, g) => value - (first[g] as number))),
  };
}

/** [G] the natural cubic spline through the measured levels; constant outside of their times. */
function levelsAt({ times, levels }: Measured, time: number): Float64Array {
  const [first, last] = [levels[0] as Float64Array, levels.at(-1) as Float64Array];
  const upper = times.findIndex((known) => known >= time);
  if (upper === 0) return first;
  if (upper < 0) return last;
  const width = (times[upper] as number) - (times[upper - 1] as number);
  const b = (time - (times[upper - 1] as number)) / width;
  const a = 1 - b;
  return first.map((_, g) => {
    const values = levels.map((level) => level[g] as number);
    const second = naturalCurvatures(times, values);
    return (
      a * (values[upper - 1] as number) +
      b * (values[upper] as number) +
      ((a ** 3 - a) * (second[upper - 1] as number) + (b ** 3 - b) * (second[upper] as number)) *
        (width ** 2 / 6)
    );
  });
}

/** Second derivatives of the natural cubic spline at its knots (tridiagonal system, Thomas's algorithm). */
function naturalCurvatures(times: readonly number[], values: readonly number[]): Float64Array {
  const n = times.length;
  const width = (i: number) => (times[i + 1] as number) - (times[i] as number);
  const slope = (i: number) => ((values[i + 1] as number) - (values[i] as number)) / width(i);
  const [diagonal, right, second] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 1; i < n - 1; i++) {
    const factor = i === 1 ? 0 : width(i - 1) / (diagonal[i - 1] as number);
    diagonal[i] = 2 * (width(i - 1) + width(i)) - factor * width(i - 1);
    right[i] = 6 * (slope(i) - slope(i - 1)) - factor * (right[i - 1] as number);
  }
  for (let i = n - 2; i > 0; i--)
    second[i] = ((right[i] as number) - width(i) * (second[i + 1] as number)) / (diagonal[i] as number);
  return second;
}
