/**
 * Inverses of dense matrices, and the Lyapunov equation B X + X Bᵀ = D by the matrix sign function (Roberts, International Journal of
 * Control 1980): products and inverses alone, six to ten of each for matrices near the identity.
 */
import { innerProducts, transposedProduct } from './dense/products';
import { transposed } from './linearAlgebra';

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
    const own = a.subarray(k * n, (k + 1) * n);
    own[k] = 1;
    for (let j = 0; j < n; j++) own[j] = (own[j] as number) / pivot;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const row = a.subarray(i * n, (i + 1) * n);
      const factor = row[k] as number;
      if (factor === 0) continue;
      row[k] = 0;
      for (let j = 0; j < n; j++) row[j] = (row[j] as number) - factor * (own[j] as number);
    }
  }
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) inverse[i * n + (order[k] as number)] = a[i * n + k] as number;
  return { inverse, logDeterminant };
}

export interface LyapunovSolver {
  /** X of B X + X Bᵀ = D for a symmetric D [n × n]. */
  solve(right: Float64Array): Float64Array;
  /** X of Bᵀ X + X B = D for a symmetric D [n × n]. */
  solveTransposed(right: Float64Array): Float64Array;
}

const MOST_STEPS = 40;
/** Largest entry of A − I at the end: the error that is left is its square. */
const TOLERANCE = 1e-7;

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
  if (rest.length === 0 || rest.length === n) return denseSolver(b, n);
  const acting = columns.filter((column) => !isUnit(column));
  const m = acting.length;
  const square = block(b, n, acting, acting);
  const solver = denseSolver(square, m);
  const beyond = inverseOf(
    square.map((value, p) => value + Number(p % (m + 1) === 0)),
    m,
  )?.inverse;
  if (solver === null || beyond === undefined) return null;
  const [beyondTurned, below] = [transposed(beyond, m), block(b, n, rest, acting)];
  const assembled = (ofActing: Float64Array, between: Float64Array, ofRest: Float64Array): Float64Array => {
    const whole = new Float64Array(n * n);
    acting.forEach((row, i) =>
      acting.forEach((column, j) => (whole[row * n + column] = ofActing[i * m + j] as number)),
    );
    rest.forEach((row, i) => {
      acting.forEach((column, j) => {
        const value = between[i * m + j] as number;
        whole[row * n + column] = value;
        whole[column * n + row] = value;
      });
      rest.forEach((column, j) => (whole[row * n + column] = ofRest[i * rest.length + j] as number));
    });
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
      const ofRest = block(right, n, rest, rest).map((value) => value / 2);
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

function block(
  matrix: Float64Array,
  n: number,
  rows: readonly number[],
  columns: readonly number[],
): Float64Array {
  const part = new Float64Array(rows.length * columns.length);
  rows.forEach((row, i) =>
    columns.forEach((column, j) => (part[i * columns.length + j] = matrix[row * n + column] as number)),
  );
  return part;
}

/** A + Aᵀ of A [n × n]. */
function withTransposed(matrix: Float64Array, n: number): Float64Array {
  return matrix.map((value, p) => value + (matrix[(p % n) * n + Math.floor(p / n)] as number));
}

function denseSolver(b: Float64Array, n: number): LyapunovSolver | null {
  const inverses: Float64Array[] = [];
  let a = b;
  for (let step = 0; ; step++) {
    const left = a.reduce((most, value, p) => Math.max(most, Math.abs(value - Number(p % (n + 1) === 0))), 0);
    if (left < TOLERANCE) break;
    const inverse = step < MOST_STEPS ? inverseOf(a, n)?.inverse : undefined;
    if (inverse === undefined) return null;
    inverses.push(inverse);
    a = a.map((value, p) => (value + (inverse[p] as number)) / 2);
  }
  // Q ← (Q + A⁻¹ Q A⁻ᵀ)/2 ends at 2 X.
  const solved = (right: Float64Array, factors: readonly Float64Array[]): Float64Array => {
    let q = right;
    for (const factor of factors) {
      const turned = innerProducts(innerProducts(factor, q, n), factor, n);
      q = q.map((value, p) => (value + (turned[p] as number)) / 2);
    }
    return q.map((value) => value / 2);
  };
  return {
    solve: (right) => solved(right, inverses),
    solveTransposed: (right) =>
      solved(
        right,
        inverses.map((inverse) => transposed(inverse, n)),
      ),
  };
}
