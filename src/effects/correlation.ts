/** How far genes vary together between cells of one guide: the sum of squares of their tests then varies more than a χ². */
import { innerProducts, transposedProduct } from '../numerics/dense/products';
import { residualOf, type CellLayout, type GeneMoments } from './residuals';

/** [cells × genes] residuals of dense counts. */
export function denseResiduals(
  counts: Float32Array,
  layout: CellLayout,
  moments: Pick<GeneMoments, 'mean' | 'dispersion'>,
): Float64Array {
  const residual = residualOf(layout, moments);
  return Float64Array.from(counts, (count, at) =>
    residual(count, Math.floor(at / layout.genes), at % layout.genes),
  );
}

/** How genes vary together: mean of r_ij² over pairs of genes, and of r_ij r_jk r_ki over triples. */
export interface GeneCorrelation {
  readonly squared: number;
  readonly triple: number;
}

export const uncorrelated: GeneCorrelation = { squared: 0, triple: 0 };

/**
 * Of the residuals of genes within guides, each mean without its bias by so many degrees of freedom, and ≥ 0.
 * @param residuals [cells × genes] of these cells: a sample where there are many; overwritten
 */
export function geneCorrelation(
  residuals: Float64Array,
  { genes, guideOfCell, guides }: Pick<CellLayout, 'genes' | 'guideOfCell' | 'guides'>,
  freedom = guideOfCell.length,
): GeneCorrelation {
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
  const pairs = products.map((product, at) => {
    const [a, b] = [Math.floor(at / genes), at % genes];
    return a === b ? 0 : product * (scale[a] as number) * (scale[b] as number);
  });
  const throughThird = innerProducts(pairs, pairs, genes);
  let [second, third] = [0, 0];
  pairs.forEach((r, at) => {
    second += r * r;
    third += r * (throughThird[at] as number);
  });
  if (genes < 3 || freedom <= 0) return uncorrelated;
  const [ofPairs, ofTriples] = [genes * (genes - 1), genes * (genes - 1) * (genes - 2)];
  const squared = Math.max(0, second / ofPairs - 1 / freedom);
  return { squared, triple: Math.max(0, third / ofTriples - 3 * (squared / freedom) - 1 / freedom ** 2) };
}
