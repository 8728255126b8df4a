/** How far genes vary together between cells of one guide: the sum of squares of their tests then varies more than a χ². */
import { clipped, precision, type CellLayout, type GeneMoments } from './residuals';

/**
 * Mean squared correlation of the residuals of two genes within guides, its bias of 1/cells taken out, ≥ 0.
 * @param counts [cells × genes] of these cells, dense: a sample where there are many
 */
export function meanSquaredCorrelation(
  counts: Float32Array,
  cells: CellLayout,
  moments: Pick<GeneMoments, 'mean' | 'dispersion'>,
): number {
  const { genes, guideOfCell, batchOfCell, sizeFactors, guides } = cells;
  const n = guideOfCell.length;
  const residuals = new Float64Array(n * genes);
  const [sums, sizes] = [new Float64Array(guides * genes), new Float64Array(guides)];
  for (let cell = 0; cell < n; cell++) {
    const guide = guideOfCell[cell] as number;
    (sizes[guide] as number) += 1;
    for (let gene = 0; gene < genes; gene++) {
      const at = (batchOfCell[cell] as number) * genes + gene;
      const expected = (moments.mean[at] as number) * (sizeFactors[cell] as number);
      const scale = precision(expected, moments.dispersion[at] as number);
      const bounded = clipped(((counts[cell * genes + gene] as number) - expected) * scale);
      residuals[cell * genes + gene] = bounded;
      (sums[guide * genes + gene] as number) += bounded;
    }
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
  let total = 0;
  const row = new Float64Array(genes);
  for (let a = 0; a < genes; a++) {
    row.fill(0);
    for (let cell = 0; cell < n; cell++) {
      const value = residuals[cell * genes + a] as number;
      if (value !== 0)
        for (let b = 0; b < a; b++) (row[b] as number) += value * (residuals[cell * genes + b] as number);
    }
    for (let b = 0; b < a; b++)
      total += 2 * ((row[b] as number) * (scale[a] as number) * (scale[b] as number)) ** 2;
  }
  const pairs = genes * (genes - 1);
  return pairs === 0 ? 0 : Math.max(0, total / pairs - 1 / n);
}
