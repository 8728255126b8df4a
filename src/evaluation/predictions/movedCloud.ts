/**
 * One cloud of cells moved as a whole, beside another: what is predicted of a perturbation whose model tells the change of the mean. The
 * distances of clouds.ts for any number of moves, with the pairs of cells gone through once: ‖x + d − y‖² = ‖x − y‖² + 2 d·(x − y) + ‖d‖², and
 * moving a gene keeps the order of its values.
 */
import { innerProducts } from '../../numerics/dense/products';
import { mean } from '../../numerics/statistics';
import { squaredWasserstein2OfSorted } from '../../numerics/wasserstein';
import { columnOf, genesOf, type Cloud } from './cloudCells';

/** How far a moved cloud is from the other one, in the values' unit. */
export interface CloudDistances {
  /** As energyDistance says. */
  readonly energy: number;
  /** Mean over genes of wasserstein2PerGene. */
  readonly wasserstein2: number;
}

/** How far the cells of x, each moved by the same `by` [G], are from those of y. */
export function movedCloud(x: Cloud, y: Cloud): (by: ArrayLike<number>) => CloudDistances {
  const energyOf = movedEnergy(x, y);
  const wasserstein2Of = movedWasserstein2(x, y);
  return (by) => ({ energy: energyOf(by), wasserstein2: wasserstein2Of(by) });
}

function movedEnergy(x: Cloud, y: Cloud): (by: ArrayLike<number>) => number {
  const genes = genesOf(x);
  const [xs, ys] = [Float64Array.from(x.values), Float64Array.from(y.values)];
  const between = squaredDistances(xs, ys, genes);
  const within = meanRoot(squaredDistances(xs, xs, genes)) + meanRoot(squaredDistances(ys, ys, genes));
  return (by) => {
    const move = Float64Array.from(by);
    const [alongX, alongY] = [innerProducts(xs, move, genes), innerProducts(ys, move, genes)];
    const square = move.reduce((sum, step) => sum + step ** 2, 0);
    const moved = between.map((distance, at) => {
      const [i, j] = [Math.floor(at / y.cells), at % y.cells];
      return distance + 2 * ((alongX[i] as number) - (alongY[j] as number)) + square;
    });
    return 2 * meanRoot(moved) - within;
  };
}

function movedWasserstein2(x: Cloud, y: Cloud): (by: ArrayLike<number>) => number {
  const genes = genesOf(x);
  const still = new Float64Array(genes);
  const ahead = new Float64Array(genes);
  for (let gene = 0; gene < genes; gene++) {
    const [a, b] = [columnOf(x, gene).toSorted(), columnOf(y, gene).toSorted()];
    still[gene] = squaredWasserstein2OfSorted(a, b);
    ahead[gene] = mean(a) - mean(b);
  }
  return (by) =>
    still.reduce((sum, square, gene) => {
      const step = by[gene] as number;
      return sum + Math.sqrt(Math.max(0, square + 2 * step * (ahead[gene] as number) + step ** 2)) / genes;
    }, 0);
}

/** [cells of a × cells of b] */
function squaredDistances(a: Float64Array, b: Float64Array, genes: number): Float64Array {
  const squareOf = (values: Float64Array) =>
    Float64Array.from({ length: values.length / genes }, (_, cell) =>
      values.subarray(cell * genes, (cell + 1) * genes).reduce((sum, value) => sum + value ** 2, 0),
    );
  const [ofA, ofB] = [squareOf(a), squareOf(b)];
  return innerProducts(a, b, genes).map((product, at) => {
    const [i, j] = [Math.floor(at / ofB.length), at % ofB.length];
    // A cell is at itself, to the last bit.
    return a === b && i === j ? 0 : (ofA[i] as number) + (ofB[j] as number) - 2 * product;
  });
}

function meanRoot(squares: Float64Array): number {
  return squares.reduce((sum, square) => sum + Math.sqrt(Math.max(0, square)), 0) / squares.length;
}
