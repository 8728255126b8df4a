/** How far genes vary together between cells of one guide: the sum of squares of their tests then varies more than a χ². */
import { transposedProduct } from '../numerics/dense/products';
import { clipped, precision, type CellLayout, type GeneMoments } from './residuals';

/** [cells × genes] residuals of dense counts. */
export function denseResiduals(
  counts: Float32Array,
  { genes, batchOfCell, sizeFactors }: CellLayout,
  { mean, dispersion }: Pick<GeneMoments, 'mean' | 'dispersion'>,
): Float64Array {
  const residuals = new Float64Array(counts.length);
  sizeFactors.forEach((size, cell) => {
    const first = (batchOfCell[cell] as number) * genes;
    for (let gene = 0; gene < genes; gene++) {
      const expected = (mean[first + gene] as number) * size;
      const place = cell * genes + gene;
      const beyond = (counts[place] as number) - expected;
      residuals[place] = clipped(beyond * precision(expected, dispersion[first + gene] as number));
    }
  });
  return residuals;
}

/**
 * Mean squared correlation of the residuals of two genes within guides, its bias of 1/freedom taken out, ≥ 0.
 * @param residuals [cells × genes] of these cells: a sample where there are many; overwritten
 */
export function meanSquaredCorrelation(
  residuals: Float64Array,
  { genes, guideOfCell, guides }: Pick<CellLayout, 'genes' | 'guideOfCell' | 'guides'>,
  freedom = guideOfCell.length,
): number {
  const n = guideOfCell.length;
  const [sums, sizes] = [new Float64Array(guides * genes), new Float64Array(guides)];
  for (let cell = 0; cell < n; cell++) {
    const guide = guideOfCell[cell] as number;
    (sizes[guide] as number) += 1;
    for (let gene = 0; gene < genes; gene++)
      (sums[guide * genes + gene] as number) += residuals[cell * genes + gene] as number;
  }
  const squares = new Float64Array(genes);
  for (let cell = 0; cell < n; cell++) {
    const guide = guideOfCell[cell] as number;
    for (let gene = 0; gene < genes; gene++) {
      const at = cell * genes + gene;
      (residuals[at] as number) -= (sums[guide * genes + gene] as number) / (sizes[guide] as number);
      (squares[gene] as number) += (residuals[at] as number) ** 2;
    }
  }
  const scale = squares.map((sum) => 1 / Math.max(Math.sqrt(sum), 1e-9 * Math.sqrt(n)));
  const products = transposedProduct(residuals, genes, residuals, genes);
  let total = 0;
  for (let a = 0; a < genes; a++)
    for (let b = 0; b < a; b++)
      total += 2 * ((products[a * genes + b] as number) * (scale[a] as number) * (scale[b] as number)) ** 2;
  const pairs = genes * (genes - 1);
  return pairs === 0 || freedom <= 0 ? 0 : Math.max(0, total / pairs - 1 / freedom);
}
