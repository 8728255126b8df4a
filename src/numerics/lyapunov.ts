/**
 * Inverses of dense matrices, and the Lyapunov equation B X + X Bᵀ = D by Smith's doubling (SIAM Journal on Applied Mathematics 1968): one
 * inverse, and some fifteen products for matrices near the identity.
 */
import { innerProducts, transposedProduct } from './dense/products';
import { becomesCholeskyFactor, subtract, transposed } from './linearAlgebra';

export interface Inverse {
  /** [n × n] */
  readonly inverse: Float64Array;
  /** log |det A|. */
  readonly logDeterminant: number;
}

/** Gauss and Jordan's elimination with partial pivoting; null for a singular matrix [n × n]. */
export function inverseOf(matrix: Float64Array, n: number): Inverse | null {
  const a = matrix.slice();
  const order = Int32Array.from({ length: n }, (_, i) => i);
  let logDeterminant = 0;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++)
      if (Math.abs(a[i * n + k] as number) > Math.abs(a[best * n + k] as number)) best = i;
    const pivot = a[best * n + k] as number;
    if (!(Math.abs(pivot) > 0) || !Number.isFinite(pivot)) return null;
    logDeterminant += Math.log(Math.abs(pivot));
    if (best !== k) {
      const row = a.slice(k * n, (k + 1) * n);
      a.copyWithin(k * n, best * n, (best + 1) * n);
      a.set(row, best * n);
      const place = order[k] as number;
      order[k] = order[best] as number;
      order[best] = place;
    }
    const own = k * n;
    a[own + k] = 1;
    for (let j = own; j < own + n; j++) a[j] = (a[j] as number) / pivot;
    for (let row = 0; row < n * n; row += n) {
      const factor = a[row + k] as number;
      if (row === own || factor === 0) continue;
      a[row + k] = 0;
      for (let j = 0; j < n; j++) a[row + j] = (a[row + j] as number) - factor * (a[own + j] as number);
    }
  }
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) inverse[i * n + (order[k] as number)] = a[i * n + k] as number;
  return { inverse, logDeterminant };
}

/** Rows from which blocks are faster. */
const BLOCKED = 24;

/**
 * Of a symmetric positive definite matrix [n × n], by halves: with X = A₁₁⁻¹, T = A₂₁ X and Y = (A₂₂ − T A₁₂)⁻¹ the inverse is
 * [X + Tᵀ Y T, −Tᵀ Y; −Y T, Y] (Banachiewicz 1937), so that nearly all of it is products. null where it is not positive definite.
 */
export function positiveInverse(matrix: Float64Array, n: number): Inverse | null {
  if (n < BLOCKED) return becomesCholeskyFactor(matrix.slice(), n) ? inverseOf(matrix, n) : null;
  const half = n >> 1;
  const rest = n - half;
  const places = Array.from({ length: n }, (_, i) => i);
  const [before, after] = [places.slice(0, half), places.slice(half)];
  const first = positiveInverse(block(matrix, n, before, before), half);
  if (first === null) return null;
  const across = block(matrix, n, after, before);
  const through = innerProducts(across, first.inverse, half);
  const second = positiveInverse(
    subtract(block(matrix, n, after, after), innerProducts(through, across, half)),
    rest,
  );
  if (second === null) return null;
  const below = transposedProduct(second.inverse, rest, through, half);
  const added = transposedProduct(through, half, below, half);
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < half; i++)
    for (let j = 0; j < half; j++)
      inverse[i * n + j] = (first.inverse[i * half + j] as number) + (added[i * half + j] as number);
  for (let i = 0; i < rest; i++) {
    const row = (half + i) * n;
    for (let j = 0; j < half; j++) {
      const value = -(below[i * half + j] as number);
      inverse[row + j] = value;
      inverse[j * n + half + i] = value;
    }
    inverse.set(second.inverse.subarray(i * rest, (i + 1) * rest), row + half);
  }
  return { inverse, logDeterminant: first.logDeterminant + second.logDeterminant };
}

export interface LyapunovSolver {
  /** X of B X + X Bᵀ = D for a symmetric D [n × n]. */
  solve(right: Float64Array): Float64Array;
  /** X of Bᵀ X + X B = D for a symmetric D [n × n]. */
  solveTransposed(right: Float64Array): Float64Array;
}

/** X of B = I. */
function halved(right: Float64Array): Float64Array {
  return right.map((value) => value / 2);
}

const MOST_STEPS = 60;
/** Largest entry of the last power: the error that is left is its square. */
const TOLERANCE = 1e-8;

/**
 * null unless every eigenvalue of B [n × n] has a positive real part. Time grows with the cube of the number of columns that are not those
 * of the identity: with these first, B = [S 0; K I], so that only the block of S is a Lyapunov equation, and the others follow by products.
 */
export function lyapunovSolver(b: Float64Array, n: number): LyapunovSolver | null {
  const isUnit = (column: number): boolean => {
    for (let i = 0; i < n; i++) if (b[i * n + column] !== Number(i === column)) return false;
    return true;
  };
  const columns = Array.from({ length: n }, (_, column) => column);
  const rest = columns.filter(isUnit);
  const acting = columns.filter((column) => !isUnit(column));
  const m = acting.length;
  if (m === 0) return { solve: halved, solveTransposed: halved };
  const beyond = inverseOf(
    block(b, n, acting, acting).map((value, p) => value + Number(p % (m + 1) === 0)),
    m,
  )?.inverse;
  const solver = beyond === undefined ? null : denseSolver(beyond, m);
  if (beyond === undefined || solver === null) return null;
  if (rest.length === 0) return solver;
  const [beyondTurned, below] = [transposed(beyond, m), block(b, n, rest, acting)];
  const assembled = (ofActing: Float64Array, between: Float64Array, ofRest: Float64Array): Float64Array => {
    const whole = new Float64Array(n * n);
    let [acted, crossed, rested] = [0, 0, 0];
    for (const row of acting)
      for (const column of acting) whole[row * n + column] = ofActing[acted++] as number;
    for (const row of rest) {
      for (const column of acting) {
        const value = between[crossed++] as number;
        whole[row * n + column] = value;
        whole[column * n + row] = value;
      }
      for (const column of rest) whole[row * n + column] = ofRest[rested++] as number;
    }
    return whole;
  };
  return {
    solve(right) {
      const ofActing = solver.solve(block(right, n, acting, acting));
      const through = innerProducts(below, ofActing, m);
      const between = innerProducts(
        block(right, n, rest, acting).map((value, p) => value - (through[p] as number)),
        beyond,
        m,
      );
      const reached = withTransposed(innerProducts(between, below, m), rest.length);
      const ofRest = block(right, n, rest, rest).map((value, p) => (value - (reached[p] as number)) / 2);
      return assembled(ofActing, between, ofRest);
    },
    solveTransposed(right) {
      const ofRest = halved(block(right, n, rest, rest));
      const through = transposedProduct(ofRest, rest.length, below, m);
      const between = innerProducts(
        block(right, n, rest, acting).map((value, p) => value - (through[p] as number)),
        beyondTurned,
        m,
      );
      const reached = withTransposed(transposedProduct(below, m, between, m), m);
      const ofActing = solver.solveTransposed(
        block(right, n, acting, acting).map((value, p) => value - (reached[p] as number)),
      );
      return assembled(ofActing, between, ofRest);
    },
  };
}

/** Rows and columns of a matrix [n × n]. */
export function block(
  matrix: Float64Array,
  n: number,
  rows: readonly number[],
  columns: readonly number[],
): Float64Array {
  const chosen = new Float64Array(rows.length * columns.length);
  let at = 0;
  for (const row of rows) for (const column of columns) chosen[at++] = matrix[row * n + column] as number;
  return chosen;
}

/** A + Aᵀ of A [n × n]. */
function withTransposed(matrix: Float64Array, n: number): Float64Array {
  const other = transposed(matrix, n);
  return matrix.map((value, p) => value + (other[p] as number));
}

/**
 * Of B [n × n] itself: with U = (B + I)⁻¹ and A = I − 2U, X = 2 Σ_k Aᵏ U D Uᵀ (Aᵏ)ᵀ, and every step doubles the number of terms. null where
 * powers of A do not vanish.
 */
function denseSolver(u: Float64Array, n: number): LyapunovSolver | null {
  const powers: Float64Array[] = [];
  let a: Float64Array = u.map((value, p) => Number(p % (n + 1) === 0) - 2 * value);
  const largest = (): number => a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let size = largest(); size > TOLERANCE; size = largest()) {
    if (powers.length === MOST_STEPS || !Number.isFinite(size)) return null;
    powers.push(a);
    a = innerProducts(a, transposed(a, n), n);
  }
  const between = (factor: Float64Array, middle: Float64Array): Float64Array =>
    innerProducts(innerProducts(factor, middle, n), factor, n);
  const summed = (
    right: Float64Array,
    start: Float64Array,
    factors: readonly Float64Array[],
  ): Float64Array => {
    const sum = between(start, right).map((value) => 2 * value);
    for (const factor of factors)
      between(factor, sum).forEach((value, p) => (sum[p] = (sum[p] as number) + value));
    return sum;
  };
  return {
    solve: (right) => summed(right, u, powers),
    solveTransposed: (right) =>
      summed(
        right,
        transposed(u, n),
        powers.map((power) => transposed(power, n)),
      ),
  };
}
