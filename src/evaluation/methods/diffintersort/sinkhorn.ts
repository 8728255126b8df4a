/**
 * Entropic sorting: the doubly stochastic matrix Π [n × n] that maximises Σ Π ∘ K + t · entropy, K_ik = s_i (k + 1), by Sinkhorn's
 * normalisations in logarithms, and its derivative by s. As t falls it becomes the permutation that sorts s ascending.
 */
import { innerProducts } from '../../../numerics/dense/products';

/** Potentials of rows and columns [n] each; those of a similar problem are a good start. */
export interface Potentials {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

export interface Balance {
  readonly temperature: number;
  /** At most so many normalisations of rows and columns. */
  readonly rounds: number;
  /** Largest deviation of a row sum from 1. */
  readonly tolerance: number;
}

/** [n × n] Π, its columns normalised last; changes the potentials. */
export function sortedSoftly(
  s: Float64Array,
  { rows, columns }: Potentials,
  { temperature, rounds, tolerance }: Balance,
): Float64Array {
  const n = s.length;
  const logits = Float64Array.from(
    { length: n * n },
    (_, p) => ((s[Math.floor(p / n)] as number) * ((p % n) + 1)) / temperature,
  );
  const plan = new Float64Array(n * n);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < n; i++) rows[i] = -logSum(logits, i * n, 1, columns);
    for (let k = 0; k < n; k++) columns[k] = -logSum(logits, k, n, rows);
    let deviation = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let k = 0; k < n; k++) {
        const value = Math.exp((logits[i * n + k] as number) + (rows[i] as number) + (columns[k] as number));
        plan[i * n + k] = value;
        sum += value;
      }
      deviation = Math.max(deviation, Math.abs(sum - 1));
    }
    if (deviation < tolerance) break;
  }
  return plan;
}

/** log Σ_q exp(logits[start + q · step] + added[q]). */
function logSum(logits: Float64Array, start: number, step: number, added: Float64Array): number {
  let largest = -Infinity;
  for (let q = 0; q < added.length; q++)
    largest = Math.max(largest, (logits[start + q * step] as number) + (added[q] as number));
  let sum = 0;
  for (let q = 0; q < added.length; q++)
    sum += Math.exp((logits[start + q * step] as number) + (added[q] as number) - largest);
  return largest + Math.log(sum);
}

/**
 * [n] gradient by s, from `planBar`, that by Π, at a balanced Π: the potentials follow s such that row and column sums stay 1, which gives
 * a linear system of positive semidefinite matrix, solved by conjugate gradients.
 */
export function pulledBack(plan: Float64Array, planBar: Float64Array, temperature: number): Float64Array {
  const n = Math.sqrt(plan.length);
  const weighted = plan.map((value, p) => value * (planBar[p] as number));
  const sums = new Float64Array(2 * n);
  weighted.forEach((value, p) => {
    const [i, k] = [Math.floor(p / n), n + (p % n)];
    sums[i] = (sums[i] as number) + value;
    sums[k] = (sums[k] as number) + value;
  });
  const shifts = conjugateGradients((x) => balanceOf(plan, x), sums);
  return Float64Array.from({ length: n }, (_, i) => {
    let gradient = 0;
    for (let k = 0; k < n; k++) {
      const p = i * n + k;
      const own =
        (weighted[p] as number) - (plan[p] as number) * ((shifts[i] as number) + (shifts[n + k] as number));
      gradient += (own * (k + 1)) / temperature;
    }
    return gradient;
  });
}

/** [diag(row sums) Π; Πᵀ diag(column sums)] x for x [2n]. */
function balanceOf(plan: Float64Array, x: Float64Array): Float64Array {
  const n = x.length / 2;
  const product = new Float64Array(2 * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const weight = plan[i * n + k] as number;
      const both = weight * ((x[i] as number) + (x[n + k] as number));
      product[i] = (product[i] as number) + both;
      product[n + k] = (product[n + k] as number) + both;
    }
  return product;
}

/** Relative to the right-hand side. */
const RESIDUAL = 1e-10;

/** x with A x = b for a positive semidefinite A and b in its range (Hestenes and Stiefel 1952). */
function conjugateGradients(multiply: (x: Float64Array) => Float64Array, b: Float64Array): Float64Array {
  const x = new Float64Array(b.length);
  const residual = b.slice();
  let direction = b.slice();
  let square = dot(residual, residual);
  const enough = square * RESIDUAL ** 2;
  for (let step = 0; step < 2 * b.length && square > enough; step++) {
    const product = multiply(direction);
    const curvature = dot(direction, product);
    if (!(curvature > 0)) break;
    const length = square / curvature;
    for (let i = 0; i < x.length; i++) {
      x[i] = (x[i] as number) + length * (direction[i] as number);
      residual[i] = (residual[i] as number) - length * (product[i] as number);
    }
    const next = dot(residual, residual);
    const kept = next / square;
    direction = residual.map((value, i) => value + kept * (direction[i] as number));
    square = next;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  return innerProducts(a, b, a.length)[0] as number;
}
