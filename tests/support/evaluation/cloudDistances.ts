/** Distances between clouds of cells by their definitions, pair by pair: the reference for movedCloud and energyDistance. */
import type { Cloud } from '../../../src/evaluation/predictions/clouds';
import { squaredWasserstein2OfSorted } from '../../../src/numerics/significance';

/** 2 E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖ over all pairs of cells, self pairs included. */
export function energyDistance(x: Cloud, y: Cloud): number {
  return 2 * meanDistance(x, y) - meanDistance(x, x) - meanDistance(y, y);
}

/** The same without self pairs. */
export function unbiasedEnergyDistance(x: Cloud, y: Cloud): number {
  const within = (of: Cloud) => (meanDistance(of, of) * of.cells) / (of.cells - 1);
  return 2 * meanDistance(x, y) - within(x) - within(y);
}

/** [G] Wasserstein-2 distance per gene. */
export function wasserstein2PerGene(x: Cloud, y: Cloud): Float64Array {
  return Float64Array.from({ length: x.values.length / x.cells }, (_, gene) =>
    Math.sqrt(squaredWasserstein2OfSorted(sortedColumn(x, gene), sortedColumn(y, gene))),
  );
}

function sortedColumn({ values, cells }: Cloud, gene: number): Float64Array {
  const genes = values.length / cells;
  return Float64Array.from({ length: cells }, (_, cell) => values[cell * genes + gene] ?? NaN).toSorted();
}

function meanDistance(x: Cloud, y: Cloud): number {
  const genes = x.values.length / x.cells;
  let sum = 0;
  for (let i = 0; i < x.cells; i++)
    for (let j = 0; j < y.cells; j++) {
      let square = 0;
      for (let gene = 0; gene < genes; gene++)
        square += ((x.values[i * genes + gene] ?? NaN) - (y.values[j * genes + gene] ?? NaN)) ** 2;
      sum += Math.sqrt(square);
    }
  return sum / (x.cells * y.cells);
}
