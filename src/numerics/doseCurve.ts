/** A rising curve through effects at several doses, by the Hill equation (Hill 1910) or a power of a share, and what such effects have in common. */
import { nearStudentQuantile } from './distributions';
import { boundary, minimum } from './search';

/** y = maximum · shape(d), with the 95 % interval of `half`: 0 and Infinity where it is open. */
export interface CurveFit {
  readonly maximum: number;
  readonly half: number;
  /** That of the family which fits best. */
  readonly slope: number;
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
  /** Standard errors of doses that are measured. */
  readonly doseErrors?: Float64Array;
}

/** Curves by the dose of half their effect, which is sought at positions between two ends, and by their slope. */
export interface CurveFamily {
  readonly ends: (doses: Float64Array) => readonly [number, number];
  readonly halfAt: (position: number) => number;
  /** Largest ln slope, and the smallest but for its sign; 0: the slope is 1. */
  readonly reach: number;
  readonly shape: (dose: number, half: number, slope: number) => number;
}

/** Decades beyond the doses in which the half-maximal dose is sought, and logits of a share of ½ on either side. */
const [DECADES, LOGITS] = [1, 4];

/** 1 / (1 + (half / d)^slope): half of what no dose exceeds. */
export const hill: CurveFamily = {
  ends: (doses) => [Math.log10(doses[0] ?? 1) - DECADES, Math.log10(doses.at(-1) ?? 1) + DECADES],
  halfAt: (position) => 10 ** position,
  reach: Math.log(4),
  shape: (dose, half, slope) => 1 / (1 + (half / dose) ** slope),
};

/** d / (d + half) */
export const hillOfSlopeOne: CurveFamily = { ...hill, reach: 0 };

/**
 * (d / 100)^p of a part d in %: half of the effect of the whole at half = 100 · ½^(1/p). At 50 it is a straight line, below a saturation, above a
 * threshold.
 */
export const powerOfPart: CurveFamily = {
  ends: () => [-LOGITS, LOGITS],
  halfAt: (position) => 100 / (1 + Math.exp(-position)),
  reach: 0,
  shape: (part, half) => (part / 100) ** (-Math.LN2 / Math.log(half / 100)),
};

/** Steps of the search in each unit of positions, and of ln slopes, and the distance within which the ends of an interval are found. */
const [STEPS, STEPS_OF_SLOPES, NEAR] = [40, 12, 1e-9];
/** Standard deviation of ln slopes, which are not known before: 95 % of slopes lie between 0.4 and 2.7. */
const SPREAD_OF_SLOPES = 0.5;
/** Error rate of intervals and of steps down. */
const RATE = 0.05;

/** The best curve of a family through points. Errors of doses count as what the curve without them changes within them, added to the variances. */
export function fitCurve(points: DosePoints, family: CurveFamily): CurveFit {
  const { doses, doseErrors, variances } = points;
  const first = bestCurve(points, family);
  if (!doseErrors) return first;
  const by = doses.map((dose, at) => {
    const error = doseErrors[at] as number;
    const [less, more] = [Math.max(0, dose - error), dose + error];
    const shape = (one: number) => family.shape(one, first.half, first.slope);
    return (first.maximum * (shape(more) - shape(less))) / 2;
  });
  const wider = variances.map((variance, at) => variance + (by[at] as number) ** 2);
  return bestCurve({ ...points, variances: wider }, family);
}

/**
 * For each dose of half the effect the maximum by least squares and the likeliest slope, and the interval by the profile of
 * their χ² (times its mean per degree of freedom, where points scatter more than their errors say), in which ln slope counts as one more observation.
 */
function bestCurve(points: DosePoints, family: CurveFamily): CurveFit {
  const { doses, effects } = points;
  const product = products(points);
  const [least, most] = family.ends(doses);
  const total = product(effects, effects);
  const at = (position: number) => {
    const half = family.halfAt(position);
    return likeliestSlope(family.reach, (ofSlope) => {
      const slope = Math.exp(ofSlope);
      const shape = doses.map((dose) => family.shape(dose, half, slope));
      const [along, square] = [product(shape, effects), product(shape, shape)];
      const unlikely = (ofSlope / SPREAD_OF_SLOPES) ** 2;
      return { square: total - along ** 2 / square + unlikely, maximum: along / square, slope };
    });
  };
  const steps = Math.ceil((most - least) * STEPS);
  const grid = Float64Array.from({ length: steps + 1 }, (_, step) => least + ((most - least) * step) / steps);
  const squares = grid.map((position) => at(position).square);
  const lowest = squares.indexOf(Math.min(...squares));
  const best = minimum(
    (position) => at(position).square,
    [grid[lowest - 1] ?? least, grid[lowest + 1] ?? most],
  );
  const { square, maximum, slope } = at(best);
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
    half: family.halfAt(best),
    slope,
    low: low === null ? 0 : family.halfAt(low),
    high: high === null ? Infinity : family.halfAt(high),
    verdict: fallsBack(points, Math.sign(maximum))
      ? 'not monotone'
      : total - square <= limit
        ? 'no effect'
        : low === null || high === null
          ? 'open'
          : 'told',
  };
}

/** The least of squares over ln slopes in steps from −reach to reach, and at the vertex of the parabola through the least and its neighbours. */
function likeliestSlope<T extends { readonly square: number }>(reach: number, of: (ofSlope: number) => T): T {
  if (reach === 0) return of(0);
  const step = (2 * reach) / STEPS_OF_SLOPES;
  const tried = Array.from({ length: STEPS_OF_SLOPES + 1 }, (_, at) => of(at * step - reach));
  const lowest = tried.reduce((best, { square }, at) => (square < (tried[best] as T).square ? at : best), 0);
  const [before, found, after] = [tried[lowest - 1], tried[lowest] as T, tried[lowest + 1]];
  if (!before || !after) return found;
  const bend = before.square - 2 * found.square + after.square;
  const vertex = of((lowest + (before.square - after.square) / (2 * bend)) * step - reach);
  return vertex.square < found.square ? vertex : found;
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
