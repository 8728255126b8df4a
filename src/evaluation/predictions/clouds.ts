/** Distances between predicted and measured clouds of cells, which see spread and shape where means do not. */
import { squaredWasserstein2OfSorted } from '../../numerics/significance';
import { innerProducts } from '../../numerics/dense/products';
import { mean } from '../../numerics/statistics';

/** At least one cell; clouds that are compared have the same genes. */
export interface Cloud {
  /** [cells × G] in any unit. */
  readonly values: ArrayLike<number>;
  readonly cells: number;
}

function genesOf({ values, cells }: Cloud): number {
  return values.length / cells;
}

/** [cells] values of one gene. */
function columnOf(cloud: Cloud, gene: number): Float64Array {
  const genes = genesOf(cloud);
  const column = new Float64Array(cloud.cells);
  for (let cell = 0; cell < cloud.cells; cell++) column[cell] = cloud.values[cell * genes + gene] as number;
  return column;
}

/** At most `max` of its cells. */
export function evenlySpaced(cloud: Cloud, max: number): Cloud & { readonly values: Float64Array } {
  const genes = genesOf(cloud);
  const cells = Math.min(cloud.cells, max);
  const values = Float64Array.from({ length: cells * genes }, (_, at) => {
    const row = Math.floor((Math.floor(at / genes) * cloud.cells) / cells);
    return cloud.values[row * genes + (at % genes)] as number;
  });
  return { values, cells };
}

/** Distances between a shifted cloud and another one, in the unit of the values. */
export interface CloudDistances {
  /**
   * 2 E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖ over all pairs of cells, self pairs included (Székely & Rizzo 2013): 0 only for equal
   * distributions. Euclidean, as in cell-eval; scPerturb (Peidli et al. 2024) uses squared distances of 50 principal components.
   */
  readonly energy: number;
  /** Mean over genes of the Wasserstein-2 distance of each gene alone. */
  readonly wasserstein2: number;
}

/**
 * Distances of x, with all cells shifted by the same `by` [G], from y: the prediction of a model of mean changes. Cell pairs are visited
 * once for any number of shifts, because ‖x + d − y‖² = ‖x − y‖² + 2 d·(x − y) + ‖d‖² and a shift keeps the order of a gene's values.
 */
export function movedCloud(x: Cloud, y: Cloud): (by: ArrayLike<number>) => CloudDistances {
  const energyOf = movedEnergy(x, y);
  const wasserstein2Of = movedWasserstein2(x, y);
  return (by) => ({ energy: energyOf(by), wasserstein2: wasserstein2Of(by) });
}

/** The energy distance without bias: self pairs left out. At least two cells each. */
export function energyDistance(x: Cloud, y: Cloud): number {
  const genes = genesOf(x);
  const [xs, ys] = [Float64Array.from(x.values), Float64Array.from(y.values)];
  const within = (of: Float64Array, { cells }: Cloud) =>
    (meanRoot(squaredDistances(of, of, genes)) * cells) / (cells - 1);
  return 2 * meanRoot(squaredDistances(xs, ys, genes)) - within(xs, x) - within(ys, y);
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
    let sum = 0;
    for (let i = 0, at = 0; i < x.cells; i++)
      for (let j = 0; j < y.cells; j++, at++) {
        const step = 2 * ((alongX[i] as number) - (alongY[j] as number));
        sum += Math.sqrt(Math.max(0, (between[at] as number) + step + square));
      }
    return (2 * sum) / between.length - within;
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
  const [ofA, ofB] = [squareLengths(a, genes), squareLengths(b, genes)];
  const distances = innerProducts(a, b, genes);
  for (let i = 0, at = 0; i < ofA.length; i++)
    for (let j = 0; j < ofB.length; j++, at++) {
      const product = distances[at] as number;
      // Exactly 0 from a cell to itself.
      distances[at] = a === b && i === j ? 0 : (ofA[i] as number) + (ofB[j] as number) - 2 * product;
    }
  return distances;
}

/** [cells] */
function squareLengths(values: Float64Array, genes: number): Float64Array {
  const squares = new Float64Array(values.length / genes);
  for (let cell = 0, at = 0; cell < squares.length; cell++)
    for (let gene = 0; gene < genes; gene++, at++)
      squares[cell] = (squares[cell] as number) + (values[at] as number) ** 2;
  return squares;
}

function meanRoot(squares: Float64Array): number {
  let sum = 0;
  for (const square of squares) sum += Math.sqrt(Math.max(0, square));
  return sum / squares.length;
}
