/** How far genes vary together between cells of one guide: the sum of squares of their tests then varies more than a χ². */
import { clipped, precision, type CellLayout, type GeneMoments } from './residuals';

/** [cells × genes] residuals of dense counts. */
export function denseResiduals(
  counts: Float32Array,
  { genes, batchOfCell, sizeFactors }: CellLayout,
  { mean, dispersion }: Pick<GeneMoments, 'mean' | 'dispersion'>,
): Float64Array {
  return Float64Array.from(counts, (count, place) => {
    const cell = Math.floor(place / genes);
    const at = (batchOfCell[cell] as number) * genes + (place % genes);
    const expected = (mean[at] as number) * (sizeFactors[cell] as number);
    return clipped((count - expected) * precision(expected, dispersion[at] as number));
  });
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
  return pairs === 0 || freedom <= 0 ? 0 : Math.max(0, total / pairs - 1 / freedom);
}
