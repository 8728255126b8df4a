/** The Hill equation of slope 1 through effects at several doses (Hill 1910), and what such effects have in common. */
import { nearStudentQuantile } from './distributions';
import { boundary, minimum } from './search';

/** y = maximum · d / (d + half), with the 95 % interval of `half`: 0 and Infinity where it is open. */
export interface HillFit {
  readonly maximum: number;
  readonly half: number;
  readonly low: number;
  readonly high: number;
  /** 'no effect': a flat line fits as well; 'not monotone': a higher dose surely does less; 'open': the interval leaves the doses by more than tenfold. */
  readonly verdict: 'told' | 'no effect' | 'not monotone' | 'open';
}

/** Effects at ascending doses, with the variance of each alone, and that of the reference, which all share. */
export interface DosePoints {
  readonly doses: Float64Array;
  readonly effects: Float64Array;
  readonly variances: Float64Array;
  readonly shared: number;
  /** Degrees of freedom of the variances. */
  readonly freedom: number;
}

/** Decades beyond the doses in which the half-maximal dose is sought, and steps in each. */
const [DECADES, STEPS] = [1, 40];
/** Decades within which the ends of an interval are found. */
const NEAR = 1e-9;
/** Error rate of intervals and of steps down. */
const RATE = 0.05;

/**
 * The Hill equation through points: for each half-maximal dose the maximum by least squares, and the interval by the profile of their χ² (times its
 * mean per degree of freedom, where points scatter more than their errors say).
 */
export function fitHill(points: DosePoints): HillFit {
  const { doses, effects } = points;
  const product = products(points);
  const [least, most] = [Math.log10(doses[0] ?? 1) - DECADES, Math.log10(doses.at(-1) ?? 1) + DECADES];
  const total = product(effects, effects);
  const at = (position: number) => {
    const shape = doses.map((dose) => dose / (dose + 10 ** position));
    const [along, square] = [product(shape, effects), product(shape, shape)];
    return { square: total - along ** 2 / square, maximum: along / square };
  };
  const steps = Math.ceil((most - least) * STEPS);
  const grid = Float64Array.from({ length: steps + 1 }, (_, step) => least + ((most - least) * step) / steps);
  const squares = grid.map((position) => at(position).square);
  const lowest = squares.indexOf(Math.min(...squares));
  const best = minimum(
    (position) => at(position).square,
    [grid[lowest - 1] ?? least, grid[lowest + 1] ?? most],
  );
  const { square, maximum } = at(best);
  const spread = Math.max(1, square / (doses.length - 2));
  const limit = spread * nearStudentQuantile(RATE / 2, points.freedom) ** 2;
  const isWithin = (position: number) => at(position).square - square <= limit;
  const positions = Float64Array.of(...grid, best).toSorted();
  const within = Array.from(positions, isWithin);
  const [first, last] = [within.indexOf(true), within.lastIndexOf(true)];
  const end = (inside: number, outside: number) =>
    outside in positions
      ? boundary(isWithin, positions[inside] as number, positions[outside] as number, NEAR)
      : null;
  const [low, high] = [end(first, first - 1), end(last, last + 1)];
  return {
    maximum,
    half: 10 ** best,
    low: low === null ? 0 : 10 ** low,
    high: high === null ? Infinity : 10 ** high,
    verdict: fallsBack(points, Math.sign(maximum))
      ? 'not monotone'
      : total - square <= limit
        ? 'no effect'
        : low === null || high === null
          ? 'open'
          : 'told',
  };
}

/** Inner products by the inverse of the errors' covariance: variances on the diagonal, the shared one everywhere (Sherman and Morrison 1950). */
function products({ variances, shared }: DosePoints) {
  const precision = variances.map((value) => 1 / value);
  const all = precision.reduce((sum, value) => sum + value, 0);
  const common = shared / (1 + shared * all);
  return (a: Float64Array, b: Float64Array): number => {
    let [both, ofA, ofB] = [0, 0, 0];
    precision.forEach((value, at) => {
      both += value * (a[at] as number) * (b[at] as number);
      ofA += value * (a[at] as number);
      ofB += value * (b[at] as number);
    });
    return both - common * ofA * ofB;
  };
}

/** Whether an effect is surely smaller, or on the other side, than at a lower dose (Bonferroni over all pairs). */
function fallsBack({ effects, variances, freedom }: DosePoints, direction: number): boolean {
  const pairs = (effects.length * (effects.length - 1)) / 2;
  const limit = nearStudentQuantile(RATE / pairs, freedom);
  return effects.some((low, at) =>
    effects.some((high, above) => {
      const error = Math.sqrt((variances[at] as number) + (variances[above] as number));
      return above > at && direction * (low - high) > limit * error;
    }),
  );
}

const ROUNDS = 200;

/** s of the part s sᵀ of a symmetric matrix with its largest eigenvalue, most of it positive; 0 where that is not positive. */
export function commonStrength(matrix: readonly (readonly number[])[]): Float64Array {
  const shift = Math.max(...matrix.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
  const times = (vector: Float64Array) =>
    Float64Array.from(matrix, (row) =>
      row.reduce((sum, value, at) => sum + value * (vector[at] as number), 0),
    );
  let vector = Float64Array.from(matrix, (_, at) => at + 1);
  for (let round = 0; round < ROUNDS; round++) {
    // Shifted, so that the largest eigenvalue is also the largest in size.
    const next = times(vector).map((value, at) => value + shift * (vector[at] as number));
    const size = Math.hypot(...next);
    vector = next.map((value) => value / size);
  }
  const eigenvalue = times(vector).reduce((sum, value, at) => sum + value * (vector[at] as number), 0);
  const sign = vector.reduce((sum, value) => sum + value, 0) < 0 ? -1 : 1;
  return vector.map((value) => (eigenvalue > 0 ? sign * Math.sqrt(eigenvalue) * value : 0));
}
