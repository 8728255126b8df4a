/**
 * The debiased Sinkhorn divergence of two clouds of equally many points (Feydy et al., AISTATS 2019, arXiv 1810.08278),
 * in Float64 and log domain:
 *   C_ij = Σ_g m_g (x_ig − y_jg)² / (2G),  T(v, C)_i = −ε log( (1/n) Σ_j exp((v_j − C_ij)/ε) ),
 *   cross potentials from 0: f ← T(g, Cxy), g ← T(f, Cxyᵀ);  self potentials: p ← ½(p + T(p, Cxx)), q with Cyy,
 *   S = mean f + mean g − mean p − mean q,
 *   ∂S/∂x_i = (m/G) ⊙ [Σ_j π_ij (x_i − y_j) − Σ_j πxx_ij (x_i − x_j)],  π_ij = exp((f_i + g_j − C_ij)/ε)/n².
 * The gradient holds the potentials (envelope theorem) and ε: it is that of S where the loops have converged.
 * Alternating updates need several times fewer iterations than averaged ones; self terms are symmetric and cannot
 * alternate.
 */

export interface SinkhornLimits {
  /** Maximum number of iterations of each of the three loops. */
  readonly iterations: number;
  /** A loop stops after the iteration in which no potential moved by more than this, in units of ε; 0: never early. */
  readonly tolerance: number;
}

export interface SinkhornDivergence {
  readonly value: number;
  /** [n × G] ∂S/∂x. */
  readonly gradient: Float64Array;
  /** Iterations of the cross loop and of the self loops of x and y. */
  readonly iterations: { readonly cross: number; readonly x: number; readonly y: number };
}

/** Lower bound of ε: two clouds at the same point have no cost. */
const MIN_EPSILON = 1e-12;

interface Cost {
  /** [n × n] */
  readonly values: Float64Array;
  readonly n: number;
}

/** ε = blur · mean of the cross cost, at least 1e-12. x, y [n × G]; mask [G] is 0 at ignored coordinates. */
export function entropy(x: Float64Array, y: Float64Array, mask: ArrayLike<number>, blur: number): number {
  const { values } = costs(x, y, mask);
  return Math.max(MIN_EPSILON, (blur * sumOf(values)) / values.length);
}

/** S and its gradient at a given ε. x, y [n × G]; mask [G]. */
export function sinkhornDivergence(
  x: Float64Array,
  y: Float64Array,
  mask: ArrayLike<number>,
  epsilon: number,
  limits: SinkhornLimits,
): SinkhornDivergence {
  const xy = costs(x, y, mask);
  const xx = costs(x, x, mask);
  const cross = crossPotentials(xy, epsilon, limits);
  const p = selfPotential(xx, epsilon, limits);
  const q = selfPotential(costs(y, y, mask), epsilon, limits);
  const gradient = new Float64Array(x.length);
  addPull(gradient, 1, { from: x, to: y, mask }, plan(cross.f, cross.g, xy, epsilon));
  addPull(gradient, -1, { from: x, to: x, mask }, plan(p.values, p.values, xx, epsilon));
  return {
    value: (sumOf(cross.f) + sumOf(cross.g) - sumOf(p.values) - sumOf(q.values)) / xy.n,
    gradient,
    iterations: { cross: cross.iterations, x: p.iterations, y: q.iterations },
  };
}

function costs(x: Float64Array, y: Float64Array, mask: ArrayLike<number>): Cost {
  const genes = mask.length;
  const n = x.length / genes;
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let g = 0; g < genes; g++)
        sum += (mask[g] as number) * ((x[i * genes + g] as number) - (y[j * genes + g] as number)) ** 2;
      values[i * n + j] = sum / (2 * genes);
    }
  return { values, n };
}

function transposed({ values, n }: Cost): Cost {
  return { values: values.map((_, p) => values[(p % n) * n + Math.floor(p / n)] as number), n };
}

/** T(v, C), with the largest exponent factored out. */
function softMinimum(v: Float64Array, { values, n }: Cost, epsilon: number): Float64Array {
  return v.map((_, i) => {
    let largest = -Infinity;
    for (let j = 0; j < n; j++) largest = Math.max(largest, (v[j] as number) - (values[i * n + j] as number));
    let sum = 0;
    for (let j = 0; j < n; j++)
      sum += Math.exp(((v[j] as number) - (values[i * n + j] as number) - largest) / epsilon);
    return -largest - epsilon * Math.log(sum / n);
  });
}

/** Repeats `update`, which returns how far a potential moved, in units of ε, within the limits. @returns the iterations made */
function iterate({ iterations, tolerance }: SinkhornLimits, update: () => number): number {
  let made = 0;
  for (let moved = Infinity; made < iterations && !(moved < tolerance); made++) moved = update();
  return made;
}

function crossPotentials(cost: Cost, epsilon: number, limits: SinkhornLimits) {
  const back = transposed(cost);
  let f: Float64Array = new Float64Array(cost.n);
  let g: Float64Array = new Float64Array(cost.n);
  const iterations = iterate(limits, () => {
    const before = f;
    f = softMinimum(g, cost, epsilon);
    g = softMinimum(f, back, epsilon);
    return largestDifference(f, before) / epsilon;
  });
  return { f, g, iterations };
}

function selfPotential(cost: Cost, epsilon: number, limits: SinkhornLimits) {
  let p: Float64Array = new Float64Array(cost.n);
  const iterations = iterate(limits, () => {
    const before = p;
    const updated = softMinimum(p, cost, epsilon);
    p = before.map((value, i) => 0.5 * (value + (updated[i] as number)));
    // A half step covers half of the remaining distance.
    return (2 * largestDifference(p, before)) / epsilon;
  });
  return { values: p, iterations };
}

/** [n × n] π_ij = exp((f_i + g_j − C_ij)/ε)/n². */
function plan(f: Float64Array, g: Float64Array, { values, n }: Cost, epsilon: number): Float64Array {
  return values.map(
    (cost, p) =>
      Math.exp(((f[Math.floor(p / n)] as number) + (g[p % n] as number) - cost) / epsilon) / n ** 2,
  );
}

/** Adds sign · (m/G) ⊙ Σ_j π_ij (from_i − to_j) to row i of the gradient. */
function addPull(
  gradient: Float64Array,
  sign: number,
  { from, to, mask }: { from: Float64Array; to: Float64Array; mask: ArrayLike<number> },
  weights: Float64Array,
): void {
  const genes = mask.length;
  const n = from.length / genes;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const weight = (sign * (weights[i * n + j] as number)) / genes;
      for (let g = 0; g < genes; g++)
        gradient[i * genes + g] =
          (gradient[i * genes + g] as number) +
          weight * (mask[g] as number) * ((from[i * genes + g] as number) - (to[j * genes + g] as number));
    }
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] as number))), 0);
}
