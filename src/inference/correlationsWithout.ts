/** Correlations of many rows with many others, each pair without the two genes that are their own: by sums over all genes less two terms. */
import { innerProducts } from '../numerics/dense/products';

export interface OwnedRow {
  readonly gene: number;
  /** [G] */
  readonly values: Float64Array;
}

/** Share of the sum of squares below which what is left of it is rounding: the row does not vary. */
const ROUNDING = 1e-12;

/** [a × b] Pearson's correlation over the genes but both rows' own; 0 where one of them does not vary. */
export function correlationsWithout(a: readonly OwnedRow[], b: readonly OwnedRow[]): Float64Array {
  const genes = a[0]?.values.length ?? 0;
  const products =
    genes === 0 ? new Float64Array(0) : innerProducts(stacked(a, genes), stacked(b, genes), genes);
  const [sumsOfA, sumsOfB] = [a.map(sumsOf), b.map(sumsOf)];
  return products.map((product, p) => {
    const [i, j] = [Math.floor(p / b.length), p % b.length];
    const [x, y] = [a[i] as OwnedRow, b[j] as OwnedRow];
    const left = x.gene === y.gene ? [x.gene] : [x.gene, y.gene];
    const n = genes - left.length;
    const [sumX, squaresX] = without(sumsOfA[i] as Sums, x.values, left);
    const [sumY, squaresY] = without(sumsOfB[j] as Sums, y.values, left);
    const together = left.reduce(
      (sum, gene) => sum - (x.values[gene] as number) * (y.values[gene] as number),
      product,
    );
    const varianceX = squaresX - sumX ** 2 / n;
    const varianceY = squaresY - sumY ** 2 / n;
    if (!(varianceX > ROUNDING * squaresX && varianceY > ROUNDING * squaresY)) return 0;
    return (together - (sumX * sumY) / n) / Math.sqrt(varianceX * varianceY);
  });
}

function stacked(rows: readonly OwnedRow[], genes: number): Float64Array {
  const all = new Float64Array(rows.length * genes);
  rows.forEach(({ values }, row) => all.set(values, row * genes));
  return all;
}

/** Of a row, and of its squares. */
type Sums = readonly [sum: number, squares: number];

function sumsOf({ values }: OwnedRow): Sums {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return [sum, squares];
}

function without([sum, squares]: Sums, values: Float64Array, left: readonly number[]): Sums {
  return left.reduce<Sums>(
    ([rest, restOfSquares], gene) => {
      const value = values[gene] as number;
      return [rest - value, restOfSquares - value * value];
    },
    [sum, squares],
  );
}
