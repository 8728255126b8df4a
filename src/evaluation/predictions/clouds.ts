/** Predicted cells beside measured ones: distances between two clouds, which see spread and shape where means do not. */
import { entropy, sinkhornDivergence } from '../../dynamics/loss/sinkhorn';
import { squaredWasserstein2OfSorted } from '../../numerics/wasserstein';
import { columnOf, evenlySpaced, genesOf, type Cloud } from './cloudCells';

/** Cells of each cloud that the Sinkhorn divergence looks at: its cost grows with their square. */
const MOST_CELLS = 256;
const LIMITS = { iterations: 1000, tolerance: 1e-4 };
const BLUR = 0.05;

/**
 * 2 E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖ over all pairs of cells, a cell with itself included (Székely & Rizzo 2013): 0 only for the same
 * distribution. Euclidean, as in cell-eval; scPerturb (Peidli et al. 2024) takes squared distances of 50 principal components.
 */
export function energyDistance(x: Cloud, y: Cloud): number {
  return 2 * meanDistance(x, y) - meanDistance(x, x) - meanDistance(y, y);
}

/** [G] the Wasserstein-2 distance of each gene's values alone. */
export function wasserstein2PerGene(x: Cloud, y: Cloud): Float64Array {
  const genes = genesOf(x);
  return Float64Array.from({ length: genes }, (_, gene) =>
    Math.sqrt(squaredWasserstein2OfSorted(columnOf(x, gene).toSorted(), columnOf(y, gene).toSorted())),
  );
}

/**
 * An entropic Wasserstein-2 distance of all genes together: √(2G S) with S the debiased Sinkhorn divergence of docs/method.md, "Clouds of
 * cells", at ε = .05 × the mean cost. In the values' unit; a pure shift comes out as its length. Both clouds are cut to equally many
 * evenly spaced cells, at most 256.
 */
export function sinkhornDistance(x: Cloud, y: Cloud): number {
  const genes = genesOf(x);
  const cells = Math.min(x.cells, y.cells, MOST_CELLS);
  const [from, to] = [evenlySpaced(x, cells).values, evenlySpaced(y, cells).values];
  const mask = new Float64Array(genes).fill(1);
  const { value } = sinkhornDivergence(from, to, mask, entropy(from, to, mask, BLUR), LIMITS);
  return Math.sqrt(Math.max(0, 2 * genes * value));
}

function meanDistance(x: Cloud, y: Cloud): number {
  const genes = genesOf(x);
  let sum = 0;
  for (let i = 0; i < x.cells; i++)
    for (let j = 0; j < y.cells; j++) {
      let square = 0;
      for (let gene = 0; gene < genes; gene++)
        square += ((x.values[i * genes + gene] as number) - (y.values[j * genes + gene] as number)) ** 2;
      sum += Math.sqrt(square);
    }
  return sum / (x.cells * y.cells);
}
