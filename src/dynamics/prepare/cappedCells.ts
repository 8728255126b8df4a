/**
 * Capped cells: large shared variation within conditions is damped before training (docs/method.md, "Capped cells";
 * spectral deconfounding, Ćevid, Bühlmann and Meinshausen 2020, applied within conditions and sparing directions that
 * perturbations also move). Means do not change.
 */
import { median } from '../../numerics/statistics';
import { fastSymmetricEigen } from '../../numerics/dense/eigen';
import { fastCrossProducts, innerProducts } from '../../numerics/dense/products';
import type { TrainingCells } from './trainingCells';

export interface Spread {
  /** [G] standard deviation along each direction, ascending. */
  readonly deviation: Float64Array;
  /** [G × G] row u is the unit direction u. */
  readonly directions: Float64Array;
  /** Degrees of freedom: cells less conditions. */
  readonly freedom: number;
}

/** Minimum number of degrees of freedom per gene. */
const SAMPLES_PER_GENE = 2;

/**
 * Maximum number of genes for a spectrum: the time grows with their cube, and at twice as many exceeds that of
 * training.
 */
export const MAX_SPECTRUM_GENES = 2000;

/** Deviation (z) of directions in which no gene varies: genes that no cell shows, or that were not measured. */
const FLAT = 1e-4;

/** Rows of cells or shifts per block. */
const ROWS = 512;

/** Whether there are enough cells to separate the directions: with fewer the covariance is rank-deficient. */
export function isResolved({ freedom, deviation }: Spread): boolean {
  return freedom >= SAMPLES_PER_GENE * deviation.length;
}

/**
 * Spectrum of the pooled covariance within conditions (divided by the cells); null with one cell per condition or
 * beyond 2,000 genes.
 */
export function withinConditionSpread(
  training: TrainingCells,
  genes: number,
  residualsOf = () => residuals(training, genes),
): Spread | null {
  const cells = training.conditionOfCell.length;
  const freedom = cells - training.conditions.length;
  if (freedom < 1 || genes > MAX_SPECTRUM_GENES) return null;
  const all = Int32Array.from({ length: genes }, (_, g) => g);
  const covariance = fastCrossProducts(
    { values: residualsOf(), columns: genes, weights: null },
    Int32Array.from({ length: cells }, (_, cell) => cell),
    all,
    all,
  ).map((sum) => sum / cells);
  const { values, vectors } = fastSymmetricEigen(covariance, genes);
  const deviation = values.map((value) => Math.sqrt(Math.max(value, 1e-9)));
  return { deviation, directions: vectors, freedom };
}

/** [cells × G] each cell minus its condition's mean. */
export function residuals(training: TrainingCells, genes: number): Float32Array {
  const { values, conditionOfCell, centres } = training;
  const rest = new Float32Array(values.length);
  for (let cell = 0; cell < conditionOfCell.length; cell++) {
    const centre = (conditionOfCell[cell] as number) * genes;
    for (let g = 0; g < genes; g++)
      rest[cell * genes + g] = (values[cell * genes + g] as number) - (centres[centre + g] as number);
  }
  return rest;
}

/** Median deviation of the directions in which genes vary. */
function typical(deviation: Float64Array): number {
  const varying = deviation.filter((s) => s > FLAT);
  return median(varying.length > 0 ? varying : deviation);
}

/** [G] f_u = min(1, 1.5 · med(s)/s_u): the same cap in all directions. */
export function plainCap({ deviation }: Spread): Float64Array {
  const middle = typical(deviation);
  return deviation.map((s) => Math.min(1, (1.5 * middle) / s));
}

/**
 * [G] f_u = min(1, max(1.5, .4 · b_u/med(b)) · med(s)/s_u), b_u the root mean square of the rows of `shifts` [rows × G]
 * (training D, targets' entries 0) along u.
 */
export function sparingCap({ deviation, directions }: Spread, shifts: Float64Array): Float64Array {
  const genes = deviation.length;
  const rows = shifts.length / genes;
  const squares = new Float64Array(genes);
  for (let first = 0; first < rows; first += ROWS) {
    const some = shifts.subarray(first * genes, (first + ROWS) * genes);
    innerProducts(some, directions, genes).forEach((along, p) => {
      squares[p % genes] = (squares[p % genes] as number) + along ** 2;
    });
  }
  const moved = squares.map((sum) => Math.sqrt(sum / rows));
  const middle = typical(deviation);
  const middleMoved = median(moved);
  return deviation.map((s, u) => {
    const spared = middleMoved > 0 ? (0.4 * (moved[u] as number)) / middleMoved : 0;
    return Math.min(1, (Math.max(1.5, spared) * middle) / s);
  });
}

/** [rows × G] r P with P = U diag(f) Uᵀ, in place; only directions with f < 1 are computed. */
export function capInPlace(rows: Float32Array, spread: Spread, factors: Float64Array): void {
  const genes = factors.length;
  const capped = Array.from(factors.keys()).filter((u) => (factors[u] as number) < 1);
  if (capped.length === 0) return;
  const directions = new Float64Array(capped.length * genes);
  const columns = new Float64Array(genes * capped.length);
  capped.forEach((u, at) => {
    for (let g = 0; g < genes; g++) {
      const entry = spread.directions[u * genes + g] as number;
      directions[at * genes + g] = entry;
      columns[g * capped.length + at] = entry;
    }
  });
  const excess = capped.map((u) => 1 - (factors[u] as number));
  for (let start = 0; start < rows.length; start += ROWS * genes) {
    const some = rows.subarray(start, start + ROWS * genes);
    const along = innerProducts(some, directions, genes).map(
      (value, p) => value * (excess[p % capped.length] as number),
    );
    const removed = innerProducts(along, columns, capped.length);
    for (let p = 0; p < some.length; p++) some[p] = (some[p] as number) - (removed[p] as number);
  }
}
