/**
 * Values that are no counts of cells: logarithms of normalised expression, ratios to control, intensities, and counts of samples. They are
 * compared as they are, as natural logarithms, in place of the residuals of counts.
 */
import type { ValueScale } from '../dataset/mapping';
import { eachGuide, type CellLayout, type Counts, type ResidualSums } from './residuals';

const LOGARITHM: Readonly<Partial<Record<ValueScale, number>>> = {
  'log-normalised': 1,
  'log2-normalised': Math.LN2,
  'log10-normalised': Math.LN10,
  'log-ratio': Math.LN2,
  'ln-ratio': 1,
};

/**
 * Values as natural logarithms: ln(1 + y) of expression y, so that a zero stays 0, or the ln of a ratio. Counts, of samples, become
 * ln(1 + 2 c / s) with the size factors s: up to a constant the logarithm of the normalised count with half a count added (Law et al. 2014).
 */
export function plainScale(
  values: ValueScale,
  sizeFactors: Float64Array,
): (value: number, cell: number) => number {
  if (values === 'counts') return (count, cell) => Math.log1p((2 * count) / (sizeFactors[cell] as number));
  const unit = LOGARITHM[values];
  return unit === undefined ? (value) => Math.log1p(Math.max(value, 0)) : (value) => unit * value;
}

/** Sums of logarithms that take the place of sums of residuals. `add` every value that is not 0 once, then `sums`. */
export class PlainSumming {
  readonly #cells: CellLayout;
  readonly #toLog: (value: number, cell: number) => number;
  readonly #byGuide: Float64Array;
  readonly #byBatch: Float64Array;
  readonly #second: Float64Array;
  readonly #third: Float64Array;

  constructor(cells: CellLayout, toLog: (value: number, cell: number) => number) {
    this.#cells = cells;
    this.#toLog = toLog;
    this.#byGuide = new Float64Array(cells.guides * cells.genes);
    this.#byBatch = new Float64Array(cells.batches * cells.genes);
    this.#second = new Float64Array(cells.genes);
    this.#third = new Float64Array(cells.genes);
  }

  add({ count, rows, genes, values }: Counts): void {
    const { guideOfCell, batchOfCell, guideSets, genes: width } = this.#cells;
    for (let i = 0; i < count; i++) {
      const [row, gene] = [rows[i] as number, genes[i] as number];
      const log = this.#toLog(values[i] as number, row);
      if (guideSets === undefined)
        (this.#byGuide[(guideOfCell[row] as number) * width + gene] as number) += log;
      else
        for (let of = guideSets.starts[row] as number; of < (guideSets.starts[row + 1] as number); of++)
          (this.#byGuide[(guideSets.members[of] as number) * width + gene] as number) += log;
      (this.#byBatch[(batchOfCell[row] as number) * width + gene] as number) += log;
      (this.#second[gene] as number) += log * log;
      (this.#third[gene] as number) += log * log * log;
    }
  }

  sums(): ResidualSums {
    const { genes, guides, batches, guideOfCell, batchOfCell, guideSets } = this.#cells;
    const cellsOfGuide = new Float64Array(guides);
    const cellsInBatch = new Float64Array(guides * batches);
    eachGuide(guideSets ?? guideOfCell, (guide, cell) => {
      (cellsOfGuide[guide] as number) += 1;
      (cellsInBatch[guide * batches + (batchOfCell[cell] as number)] as number) += 1;
    });
    const first = new Float64Array(genes);
    this.#byBatch.forEach((value, at) => {
      (first[at % genes] as number) += value;
    });
    return {
      cells: guideOfCell.length,
      guides,
      batches,
      genes,
      cellsOfGuide,
      cellsInBatch,
      byGuide: this.#byGuide,
      byBatch: this.#byBatch,
      first,
      second: this.#second,
      third: this.#third,
      slope: new Float64Array(genes).fill(1),
    };
  }
}
