/** Time courses of means at equal steps: what TSNI is fitted to. */
import { isControl } from '../../../dataset/dataset';
import { actingLevels } from '../lyapunov/contexts';
import type { Screen } from '../screen';

export interface Course {
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
export function coursesOf(screen: Screen, times: readonly number[], steps: number): readonly Course[] {
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
