/**
 * Sums of Pearson residuals of counts, from the non-zero counts alone.
 *
 * The residual of cell i and gene j in batch b is r = (c − e) / √(e (1 + φ e)) with e = μ s, the mean μ and the dispersion φ of the gene in
 * that batch by moments, clipped at ± 10 (analytic Pearson residuals: Lause, Berens and Kobak 2021, eq. 4). A zero has the residual
 * −h(s), h(s) = √(μ s / (1 + φ μ s)), which depends on the cell by its size factor only: its sums over any set of cells follow from the
 * Chebyshev series of h in ln s and the sums of the Chebyshev polynomials over those cells, so that a pass costs the counts that are not zero.
 */

import type { CellSets } from '../dataset/annotation';
import { innerProducts } from '../numerics/dense/products';
import { dot } from '../numerics/linearAlgebra';

/** Non-zero counts of a portion of a matrix, each once, in any order. */
export interface Counts {
  readonly count: number;
  /** [at least count] */
  readonly rows: Int32Array;
  readonly genes: Int32Array;
  readonly values: ArrayLike<number>;
}

/** How the cells are arranged. */
export interface CellLayout {
  readonly genes: number;
  /** [cells] */
  readonly guideOfCell: Int32Array;
  readonly batchOfCell: Int32Array;
  readonly guides: number;
  readonly batches: number;
  /** [cells] > 0 */
  readonly sizeFactors: Float64Array;
  /** Where cells have several guides: those of each, in place of `guideOfCell`. */
  readonly guideSets?: CellSets;
}

/** Per batch and gene, and for all cells together in the last row: [(batches + 1) × genes]. */
export interface GeneMoments {
  /** Mean count at size factor 1. */
  readonly mean: Float64Array;
  /** Moment estimate of the dispersion of a negative binomial, ≥ 0. */
  readonly dispersion: Float64Array;
}

/** Collects the mean and the dispersion of each gene in each batch. */
export class MomentSums {
  readonly #cells: CellLayout;
  /** [batches × genes × 3] of counts y in cells of size s: Σ y, Σ y², Σ y s, side by side as they are read. */
  readonly #sums: Float64Array;

  constructor(cells: CellLayout) {
    this.#cells = cells;
    this.#sums = new Float64Array(3 * cells.batches * cells.genes);
  }

  add({ count, rows, genes, values }: Counts): void {
    const { batchOfCell, sizeFactors, genes: width } = this.#cells;
    const sums = this.#sums;
    let [cell, batch, size] = [-1, 0, 0];
    for (let i = 0; i < count; i++) {
      const [row, value] = [rows[i] as number, values[i] as number];
      if (row !== cell) {
        cell = row;
        batch = (batchOfCell[row] as number) * width;
        size = sizeFactors[row] as number;
      }
      const at = 3 * (batch + (genes[i] as number));
      (sums[at] as number) += value;
      (sums[at + 1] as number) += value * value;
      (sums[at + 2] as number) += value * size;
    }
  }

  moments(): GeneMoments {
    const { genes, batches, batchOfCell, sizeFactors } = this.#cells;
    const [sizes, sizeSquares] = [new Float64Array(batches + 1), new Float64Array(batches + 1)];
    sizeFactors.forEach((size, cell) => {
      for (const batch of [batchOfCell[cell] as number, batches]) {
        (sizes[batch] as number) += size;
        (sizeSquares[batch] as number) += size * size;
      }
    });
    const mean = new Float64Array((batches + 1) * genes);
    const dispersion = new Float64Array((batches + 1) * genes);
    for (let gene = 0; gene < genes; gene++) {
      let [allSum, allSquare, allProduct] = [0, 0, 0];
      for (let batch = 0; batch <= batches; batch++) {
        const at = batch * genes + gene;
        const last = batch === batches;
        const sum = last ? allSum : (this.#sums[3 * at] as number);
        const square = last ? allSquare : (this.#sums[3 * at + 1] as number);
        const product = last ? allProduct : (this.#sums[3 * at + 2] as number);
        allSum += sum;
        allSquare += square;
        allProduct += product;
        const [size, sizeSquare] = [sizes[batch] as number, sizeSquares[batch] as number];
        const mu = size > 0 ? sum / size : 0;
        const deviation = square - 2 * mu * product + mu * mu * sizeSquare;
        mean[at] = mu;
        dispersion[at] = Math.max(0, (deviation - sum) / Math.max(mu * mu * sizeSquare, 1e-12));
      }
    }
    return { mean, dispersion };
  }
}

/** How far cells, or samples, of one guide and batch vary. */
export interface CellNoise {
  /** [genes] variance. */
  readonly cells: Float64Array;
  /** Its degrees of freedom: Infinity where they are many; 0 where no guide has two samples, so that nothing can be tested. */
  readonly cellFreedom: number;
  /** [genes] third central moments; 0 where the samples are too few to tell them. */
  readonly third: Float64Array;
}

/** Sums of residuals that the fit needs. Where cells have several guides, a cell counts in the sums of each. */
export interface ResidualSums {
  readonly cells: number;
  readonly guides: number;
  readonly batches: number;
  readonly genes: number;
  /** [guides] cells. */
  readonly cellsOfGuide: Float64Array;
  /** [guides × batches] cells. */
  readonly cellsInBatch: Float64Array;
  /** [guides × genes] Σ r. */
  readonly byGuide: Float64Array;
  /** [batches × genes] Σ r. */
  readonly byBatch: Float64Array;
  /** [genes] Σ r, Σ r², Σ r³. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly third: Float64Array;
  /** [genes] mean over all cells of h(s) with the moments of their batch: a fold change F moves the mean residual by (F − 1) h. */
  readonly slope: Float64Array;
  /** Whether levels are ln(1 + 2 c) of normalised counts c, of samples. */
  readonly areOfCounts?: boolean;
  /** Where cells have several guides (manyGuides.ts): the noise of cells, and [guides] the share of the cells with each. */
  readonly noise?: CellNoise;
  readonly presence?: Float64Array;
}

/** Guides of a batch whose zeros are added together. */
const TOGETHER = 64;

/** Residuals are clipped here: one cell with a hundred counts of a silent gene is no response. */
export const CLIP = 10;

function clipped(residual: number): number {
  return residual > CLIP ? CLIP : residual < -CLIP ? -CLIP : residual;
}

/** 1 over the standard deviation of a count with this mean. */
function precision(expected: number, dispersion: number): number {
  return 1 / Math.sqrt(Math.max(expected * (1 + dispersion * expected), 1e-12));
}

/** The residual of a count of a cell. */
export function residualOf(
  { batchOfCell, sizeFactors, genes }: CellLayout,
  { mean, dispersion }: GeneMoments,
): (count: number, cell: number, gene: number) => number {
  return (count, cell, gene) => {
    const at = (batchOfCell[cell] as number) * genes + gene;
    const expected = (mean[at] as number) * (sizeFactors[cell] as number);
    return clipped((count - expected) * precision(expected, dispersion[at] as number));
  };
}

/** Collects residuals; `add` every non-zero count once, then `sums`. */
export class ResidualSumming {
  readonly #cells: CellLayout;
  readonly #moments: GeneMoments;
  readonly #byGuide: Float64Array;
  /** [batches × genes × 2] mean and dispersion, side by side as they are read. */
  readonly #expected: Float64Array;
  /** [batches × genes × 3] Σ r, Σ r², Σ r³. */
  readonly #powers: Float64Array;

  constructor(cells: CellLayout, moments: GeneMoments) {
    this.#cells = cells;
    this.#moments = moments;
    const size = cells.batches * cells.genes;
    this.#byGuide = new Float64Array(cells.guides * cells.genes);
    this.#expected = Float64Array.from({ length: 2 * size }, (_, at) => {
      const of = at % 2 === 0 ? moments.mean : moments.dispersion;
      return of[at >> 1] as number;
    });
    this.#powers = new Float64Array(3 * size);
  }

  /** Adds what a count's residual differs from that of a zero. */
  add({ count, rows, genes, values }: Counts): void {
    const { guideOfCell, batchOfCell, sizeFactors, guideSets, genes: width } = this.#cells;
    const [expectedOf, byGuide, powers] = [this.#expected, this.#byGuide, this.#powers];
    let [cell, guide, batch, size] = [-1, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const [row, gene] = [rows[i] as number, genes[i] as number];
      if (row !== cell) {
        cell = row;
        guide = (guideOfCell[row] as number) * width;
        batch = (batchOfCell[row] as number) * width;
        size = sizeFactors[row] as number;
      }
      const at = batch + gene;
      const expected = (expectedOf[2 * at] as number) * size;
      const scale = precision(expected, expectedOf[2 * at + 1] as number);
      const zero = clipped(-expected * scale);
      const residual = clipped(((values[i] as number) - expected) * scale);
      const more = residual - zero;
      if (guideSets === undefined) (byGuide[guide + gene] as number) += more;
      else
        for (let of = guideSets.starts[row] as number; of < (guideSets.starts[row + 1] as number); of++)
          (byGuide[(guideSets.members[of] as number) * width + gene] as number) += more;
      (powers[3 * at] as number) += more;
      (powers[3 * at + 1] as number) += residual * residual - zero * zero;
      (powers[3 * at + 2] as number) += residual * residual * residual - zero * zero * zero;
    }
  }

  /** The sums, zeros included. Call once. */
  sums(): ResidualSums {
    const { genes, guides, batches, guideOfCell, batchOfCell, sizeFactors, guideSets } = this.#cells;
    const zeros = new SeriesOfZeros(sizeFactors);
    const summed = (group: CellGroup): SummedGroup => ({
      ...group,
      polynomials: zeros.polynomials(group.cells),
    });
    const groups = groupsOf(guideSets ?? guideOfCell, batchOfCell, batches).map(summed);
    /** Each cell once. */
    const parts =
      guideSets === undefined
        ? groups
        : groupsOf(
            guideOfCell.map(() => 0),
            batchOfCell,
            batches,
          ).map(summed);
    const ofBatch = Array.from({ length: batches }, () => new Float64Array(zeros.terms));
    for (const { batch, polynomials } of parts)
      polynomials.forEach((value, term) => {
        ((ofBatch[batch] as Float64Array)[term] as number) += value;
      });
    const slope = new Float64Array(genes);
    const { mean, dispersion } = this.#moments;
    const series = new Float64Array(zeros.terms);
    for (let batch = 0; batch < batches; batch++) {
      const inBatch = (all: readonly SummedGroup[]) => all.filter((group) => group.batch === batch);
      this.#addZeros(zeros, batch, inBatch(groups), inBatch(parts), ofBatch[batch] as Float64Array);
    }
    // Moments of all cells would count differences between batches as spread of cells.
    for (let at = 0; at < batches * genes; at++) {
      zeros.expand(mean[at] as number, dispersion[at] as number, 1, series);
      (slope[at % genes] as number) +=
        dot(series, ofBatch[Math.floor(at / genes)] as Float64Array) / sizeFactors.length;
    }
    const cellsOfGuide = new Float64Array(guides);
    const cellsInBatch = new Float64Array(guides * batches);
    for (const { guide, batch, cells } of groups) {
      (cellsOfGuide[guide] as number) += cells.length;
      (cellsInBatch[guide * batches + batch] as number) += cells.length;
    }
    const [first, second, third] = [
      new Float64Array(genes),
      new Float64Array(genes),
      new Float64Array(genes),
    ];
    const byBatch = new Float64Array(batches * genes);
    const powers = this.#powers;
    for (let at = 0; at < batches * genes; at++) {
      const gene = at % genes;
      byBatch[at] = powers[3 * at] as number;
      (first[gene] as number) += powers[3 * at] as number;
      (second[gene] as number) += powers[3 * at + 1] as number;
      (third[gene] as number) += powers[3 * at + 2] as number;
    }
    return {
      cells: sizeFactors.length,
      guides,
      batches,
      genes,
      cellsOfGuide,
      cellsInBatch,
      byGuide: this.#byGuide,
      byBatch,
      first,
      second,
      third,
      slope,
    };
  }

  /** Adds the residual of a zero in every cell of a batch. @param parts of its cells, each once @param sumsOfBatch [terms] of its polynomials */
  #addZeros(
    zeros: SeriesOfZeros,
    batch: number,
    groups: readonly SummedGroup[],
    parts: readonly CellGroup[],
    sumsOfBatch: Float64Array,
  ): void {
    const { genes, sizeFactors } = this.#cells;
    const { mean, dispersion } = this.#moments;
    const [byGuide, powers] = [this.#byGuide, this.#powers];
    const { terms } = zeros;
    const series = new Float64Array(terms);
    /** [genes × terms] coefficients of h; 0 where there is nothing to add. */
    const ofGenes = new Float64Array(genes * terms);
    for (let gene = 0; gene < genes; gene++) {
      const at = batch * genes + gene;
      const [mu, phi] = [mean[at] as number, dispersion[at] as number];
      if (mu === 0) continue;
      // Where a zero can be clipped, h has a corner, and its sums are taken cell by cell.
      if (zeros.largest(mu, phi) > CLIP) {
        const zeroOf = (cell: number) => clipped(-zeroResidual(mu, phi, sizeFactors[cell] as number));
        for (const { guide, cells } of groups)
          for (const cell of cells) (byGuide[guide * genes + gene] as number) += zeroOf(cell);
        for (const { cells } of parts)
          for (const cell of cells) {
            const zero = zeroOf(cell);
            (powers[3 * at] as number) += zero;
            (powers[3 * at + 1] as number) += zero * zero;
            (powers[3 * at + 2] as number) += zero * zero * zero;
          }
        continue;
      }
      zeros.expand(mu, phi, 1, series);
      ofGenes.set(series, gene * terms);
      (powers[3 * at] as number) -= dot(series, sumsOfBatch);
      zeros.expand(mu, phi, 2, series);
      (powers[3 * at + 1] as number) += dot(series, sumsOfBatch);
      zeros.expand(mu, phi, 3, series);
      (powers[3 * at + 2] as number) -= dot(series, sumsOfBatch);
    }
    for (let from = 0; from < groups.length; from += TOGETHER) {
      const some = groups.slice(from, from + TOGETHER);
      const polynomials = new Float64Array(some.length * terms);
      some.forEach((group, at) => {
        polynomials.set(group.polynomials, at * terms);
      });
      const sums = innerProducts(polynomials, ofGenes, terms);
      some.forEach(({ guide }, at) => {
        for (let gene = 0; gene < genes; gene++)
          (byGuide[guide * genes + gene] as number) -= sums[at * genes + gene] as number;
      });
    }
  }
}

/** h(s): minus the residual of a zero before clipping. */
function zeroResidual(mean: number, dispersion: number, size: number): number {
  const expected = mean * size;
  return Math.sqrt(expected / (1 + dispersion * expected));
}

/** Cells of one guide in one batch. */
interface CellGroup {
  readonly guide: number;
  readonly batch: number;
  readonly cells: Int32Array;
}

interface SummedGroup extends CellGroup {
  /** [terms] */
  readonly polynomials: Float64Array;
}

/** @param guides [cells] the guide of each, or the guides */
function groupsOf(guides: Int32Array | CellSets, batchOfCell: Int32Array, batches: number): CellGroup[] {
  const cells = new Map<number, number[]>();
  eachGuide(guides, (guide, cell) => {
    const key = guide * batches + (batchOfCell[cell] as number);
    const group = cells.get(key);
    if (group) group.push(cell);
    else cells.set(key, [cell]);
  });
  return Array.from(cells, ([key, of]) => ({
    guide: Math.floor(key / batches),
    batch: key % batches,
    cells: Int32Array.from(of),
  }));
}

/** Calls back for each guide of each cell. */
export function eachGuide(guides: Int32Array | CellSets, use: (guide: number, cell: number) => void): void {
  if (guides instanceof Int32Array) {
    guides.forEach(use);
    return;
  }
  const { starts, members } = guides;
  for (let cell = 0; cell + 1 < starts.length; cell++)
    for (let at = starts[cell] as number; at < (starts[cell + 1] as number); at++)
      use(members[at] as number, cell);
}

/** Relative error of the series. */
const PRECISION = 1e-11;
const MOST_TERMS = 64;

/** Chebyshev series of powers of h(s) in ln s over the range of the size factors. */
class SeriesOfZeros {
  readonly terms: number;
  readonly #middle: number;
  readonly #half: number;
  readonly #largestSize: number;
  /** [cells] ln s, scaled to −1 … 1. */
  readonly #places: Float64Array;
  /** [terms] size factors at the nodes. */
  readonly #nodes: Float64Array;
  /** [terms × terms] from values at the nodes to coefficients. */
  readonly #transform: Float64Array;

  constructor(sizes: Float64Array) {
    const logs = sizes.map((size) => Math.log(size));
    const [low, high] = logs.reduce(
      ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
      [Infinity, -Infinity],
    );
    this.#middle = (low + high) / 2;
    this.#half = Math.max((high - low) / 2, 1e-9);
    this.#largestSize = Math.exp(high);
    this.#places = logs.map((value) => (value - this.#middle) / this.#half);
    // h is analytic within π of the real axis, which bounds the error by ρ^-terms (Trefethen 2013, theorem 8.2).
    const slope = Math.PI / this.#half;
    const rho = slope + Math.hypot(1, slope);
    this.terms = Math.min(MOST_TERMS, Math.max(2, Math.ceil(-Math.log(PRECISION) / Math.log(rho)) + 2));
    const angle = (node: number) => ((node + 0.5) * Math.PI) / this.terms;
    this.#nodes = Float64Array.from({ length: this.terms }, (_, node) =>
      Math.exp(this.#middle + this.#half * Math.cos(angle(node))),
    );
    this.#transform = Float64Array.from({ length: this.terms ** 2 }, (_, at) => {
      const [term, node] = [Math.floor(at / this.terms), at % this.terms];
      return ((term === 0 ? 1 : 2) / this.terms) * Math.cos(term * angle(node));
    });
  }

  /** h at the largest size factor, where it is largest. */
  largest(mean: number, dispersion: number): number {
    return zeroResidual(mean, dispersion, this.#largestSize);
  }

  /** [terms] sums of the polynomials over these cells. */
  polynomials(cells: Int32Array): Float64Array {
    const sums = new Float64Array(this.terms);
    for (const cell of cells) {
      const x = this.#places[cell] as number;
      let [before, value] = [x, 1];
      for (let term = 0; term < this.terms; term++) {
        (sums[term] as number) += value;
        [before, value] = [value, 2 * x * value - before];
      }
    }
    return sums;
  }

  /** Coefficients of h(s)^power into `series` [terms]. */
  expand(mean: number, dispersion: number, power: 1 | 2 | 3, series: Float64Array): void {
    const { terms } = this;
    series.fill(0);
    for (let node = 0; node < terms; node++) {
      const value = zeroResidual(mean, dispersion, this.#nodes[node] as number) ** power;
      for (let term = 0; term < terms; term++)
        (series[term] as number) += (this.#transform[term * terms + node] as number) * value;
    }
  }
}
