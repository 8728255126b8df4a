/** log|det(I − U W)| of all perturbations from one inverse, and the rescaling of W to a spectral norm. */
import { inverseOf } from '../../../numerics/lyapunov';
import { amongCandidates } from '../notears/likelihood';
import type { Screen } from '../screen';

/** Cells in which the same candidates are set. */
export interface Regime {
  /** Places among the candidates. */
  readonly set: readonly number[];
  /** Share of all training cells. */
  readonly share: number;
}

export function regimesOf({ dataset, cells, targets }: Screen): readonly Regime[] {
  const regimes = new Map<string, { set: readonly number[]; cells: number }>();
  for (const condition of cells.conditionOf) {
    const set = (targets[condition] ?? [])
      .map((gene) => dataset.candidates.indexOf(gene))
      .filter((place) => place >= 0);
    const key = set.join();
    const own = regimes.get(key) ?? { set, cells: 0 };
    own.cells++;
    regimes.set(key, own);
  }
  return Array.from(regimes.values(), (own) => ({ set: own.set, share: own.cells / cells.count }));
}

/**
 * −Σ share · log|det(I − U W)|; adds its gradient to `gradient`. `weights` [G × R] by target. Replacing row g of a matrix A by that of the
 * identity multiplies its determinant by (A⁻¹)_gg and changes the inverse by rank one. Infinity where a determinant is 0.
 */
export function addLogDeterminants(
  regimes: readonly Regime[],
  candidates: Int32Array,
  weights: Float64Array,
  gradient: Float64Array,
): number {
  const n = candidates.length;
  const system = amongCandidates(candidates, weights).map((weight, p) => Number(p % (n + 1) === 0) - weight);
  const found = inverseOf(system, n);
  if (found === null) return Infinity;
  let total = 0;
  for (const { set, share } of regimes) {
    let { inverse, logDeterminant } = found;
    for (const g of set) {
      const own = inverse[g * (n + 1)] as number;
      logDeterminant += Math.log(Math.abs(own));
      const column = Float64Array.from({ length: n }, (_, i) => inverse[i * n + g] as number);
      const row = inverse.slice(g * n, (g + 1) * n);
      row[g] = (row[g] as number) - 1;
      inverse = inverse.map(
        (value, p) => value - ((column[Math.floor(p / n)] as number) * (row[p % n] as number)) / own,
      );
    }
    total -= share * logDeterminant;
    for (let q = 0; q < n; q++) {
      if (set.includes(q)) continue;
      const start = (candidates[q] as number) * n;
      for (let r = 0; r < n; r++)
        if (r !== q)
          gradient[start + r] = (gradient[start + r] as number) + share * (inverse[r * n + q] as number);
    }
  }
  return Number.isFinite(total) ? total : Infinity;
}

interface Rescaled {
  readonly weights: Float64Array;
  /** Writes the gradient with respect to what was rescaled. */
  pullBack(ofWeights: Float64Array, gradient: Float64Array): void;
}

const STEPS = 30;

/** W = V · min(1, norm/‖V‖₂), ‖·‖₂ the largest singular value among the candidates. `free` V [G × R] by target. */
export function rescaled(free: Float64Array, candidates: Int32Array, norm: number): Rescaled {
  const n = candidates.length;
  const square = amongCandidates(candidates, free);
  let v: Float64Array = new Float64Array(n).fill(1 / Math.sqrt(n));
  let u: Float64Array = v;
  let size = 0;
  for (let step = 0; step < STEPS; step++) {
    u = unit(products(square, v, false));
    const image = products(square, u, true);
    size = Math.sqrt(image.reduce((sum, value) => sum + value * value, 0));
    v = unit(image);
  }
  if (size <= norm) return { weights: free, pullBack: (ofWeights, gradient) => gradient.set(ofWeights) };
  const factor = norm / size;
  return {
    weights: free.map((value) => factor * value),
    pullBack(ofWeights, gradient) {
      const along = free.reduce((sum, value, p) => sum + value * (ofWeights[p] as number), 0);
      ofWeights.forEach((slope, p) => {
        gradient[p] = factor * slope;
      });
      for (let q = 0; q < n; q++) {
        const start = (candidates[q] as number) * n;
        for (let r = 0; r < n; r++) {
          if (r === q) continue;
          gradient[start + r] =
            (gradient[start + r] as number) - ((factor * along) / size) * (u[q] as number) * (v[r] as number);
        }
      }
    },
  };
}

/** M′x (`byColumn`) or M x for M [n × n]. */
function products(matrix: Float64Array, x: Float64Array, byColumn: boolean): Float64Array {
  const n = x.length;
  const image = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const value = matrix[i * n + j] as number;
      if (byColumn) image[j] = (image[j] as number) + value * (x[i] as number);
      else image[i] = (image[i] as number) + value * (x[j] as number);
    }
  return image;
}

function unit(x: Float64Array): Float64Array {
  const size = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
  return size > 0 ? x.map((value) => value / size) : x;
}
