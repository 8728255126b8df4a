/** What the tests need of the values of a file, in one or two passes: sums of residuals of counts, or of logarithms. */
import { isRatio, type ValueScale } from '../dataset/mapping';
import { mean } from '../numerics/statistics';
import { denseResiduals, geneCorrelation, type GeneCorrelation } from './correlation';
import type { Levels } from './folds';
import { plainScale, PlainSumming } from './plainValues';
import {
  MomentSums,
  residualOf,
  ResidualSumming,
  type CellLayout,
  type Counts,
  type ResidualSums,
} from './residuals';
import { manyGuides, type ManyGuides } from './manyGuides';
import { joinedSets, type CellPairs } from './manyPairs';
import { PerturbedShares, sizeFactors, takingOut, type Totals } from './sizeFactors';
import type { CellLevel } from './directions';

/** Genes and cells in which the correlation between genes is measured, evenly drawn. */
const CORRELATED_GENES = 400;
const CORRELATED_CELLS = 6000;

type Pass = (use: (counts: Counts) => void, number: number) => Promise<void>;

/** With the perturbation of each guide, and pairs of them to be measured in cells with several. */
interface SummedLayout extends CellLayout {
  readonly perturbationOfGuide: Int32Array;
  readonly pairs: CellPairs | null;
}

/** What the fit needs of the values of a file. */
interface Summed {
  readonly sums: ResidualSums;
  /** [genes] */
  readonly mean: Float64Array;
  readonly counting: Float64Array;
  readonly correlation: GeneCorrelation;
  readonly levels: Levels;
  readonly level: CellLevel;
  /** Guides that are not told, where cells have several. */
  readonly inseparable: ManyGuides['inseparable'];
  readonly ofPairs: ManyGuides['pairs'];
  /** [cells] of the layout, but without the genes that dominate after some perturbation; positions of these. */
  readonly sizeFactors: Float64Array;
  readonly dominating: readonly number[];
}

/** Counts of cells. @param ofParts the layout with parts of the controls in place of guides @param totals that the size factors are of */
export async function sumResiduals(
  given: CellLayout,
  ofParts: SummedLayout,
  totals: Totals,
  pass: Pass,
): Promise<Summed> {
  const shares = given.guideSets ? null : new PerturbedShares(given, ofParts.perturbationOfGuide, totals);
  let momentSums = new MomentSums(given);
  await pass((counts) => {
    momentSums.add(counts);
    shares?.add(counts);
  }, 1);
  const dominating = shares?.dominating() ?? [];
  let layout = given;
  if (dominating.length > 0) {
    const left = totals.ofCell.slice();
    await pass(takingOut(dominating, left), 1);
    layout = { ...given, sizeFactors: sizeFactors(left) };
    momentSums = new MomentSums(layout);
    await pass((counts) => {
      momentSums.add(counts);
    }, 1);
  }
  const moments = momentSums.moments();
  const residuals = new ResidualSumming(withPairs({ ...ofParts, sizeFactors: layout.sizeFactors }), moments);
  const sample = new DenseSample(layout);
  await pass((counts) => {
    residuals.add(counts);
    sample.add(counts);
  }, 2);
  const { sums, inseparable, pairs: ofPairs } = regressed(residuals.sums(), ofParts);
  const overall = (perBatch: Float64Array) => perBatch.subarray(layout.batches * layout.genes);
  const average = mean(layout.sizeFactors);
  return {
    sums,
    inseparable,
    ofPairs,
    mean: overall(moments.mean).map((count) => count * average),
    counting: overall(moments.mean).map(
      (count, gene) => 1 / (1 + count * (overall(moments.dispersion)[gene] as number)),
    ),
    correlation: sample.correlation(sums, (counts, picked) =>
      denseResiduals(counts, picked, {
        mean: sample.picked(moments.mean),
        dispersion: sample.picked(moments.dispersion),
      }),
    ),
    levels: 'residuals',
    level: residualOf(layout, moments),
    sizeFactors: layout.sizeFactors,
    dominating,
  };
}

/** Any other values, and counts of samples. @param ofParts as for counts of cells */
export async function sumPlain(
  values: ValueScale,
  layout: CellLayout,
  ofParts: SummedLayout,
  pass: Pass,
): Promise<Summed> {
  const toLog = plainScale(values, layout.sizeFactors);
  const summing = new PlainSumming(withPairs(ofParts), toLog);
  const sample = new DenseSample(layout);
  await pass((entries) => {
    summing.add(entries);
    sample.add(entries);
  }, 1);
  const {
    sums,
    inseparable,
    pairs: ofPairs,
  } = regressed({ ...summing.sums(), areOfCounts: values === 'counts' }, ofParts);
  const levels = isRatio(values) ? 'ratios' : 'logarithms';
  return {
    sums,
    inseparable,
    ofPairs,
    mean: sums.first.map((total) =>
      levels === 'ratios' ? total / sums.cells : Math.expm1(total / sums.cells),
    ),
    counting: new Float64Array(layout.genes),
    correlation: sample.correlation(
      sums,
      (dense, { genes }) =>
        Float64Array.from(dense, (value, at) => toLog(value, sample.cells[Math.floor(at / genes)] as number)),
      sums.cells - new Set(layout.guideOfCell).size,
    ),
    levels,
    level: toLog,
    sizeFactors: layout.sizeFactors,
    dominating: [],
  };
}

/** Sums of a screen with one guide per cell, which others are put as. */
function regressed(sums: ResidualSums, layout: SummedLayout): ManyGuides {
  const { guideSets, perturbationOfGuide, pairs } = layout;
  if (guideSets === undefined) return { sums, inseparable: [], pairs: null };
  return manyGuides(sums, { ...layout, guideSets }, perturbationOfGuide, pairs);
}

/** With the pairs of cells after their guides. */
function withPairs({ pairs, ...layout }: SummedLayout): CellLayout {
  const { guides, guideSets } = layout;
  if (guideSets === undefined || pairs === null) return layout;
  return {
    ...layout,
    guides: guides + pairs.pairs.length,
    guideSets: joinedSets(guideSets, pairs.sets, guides),
  };
}

/** `most` of `all` places, evenly. */
function evenly(all: number, most: number): readonly number[] {
  const step = Math.max(1, all / most);
  return Array.from({ length: Math.min(all, most) }, (_, at) => Math.floor(at * step));
}

/** Values of evenly drawn genes and cells. */
class DenseSample {
  readonly #layout: CellLayout;
  readonly #genes: readonly number[];
  readonly cells: readonly number[];
  readonly #columnOf: Int32Array;
  readonly #rowOf: Int32Array;
  readonly #values: Float32Array;

  constructor(layout: CellLayout) {
    this.#layout = layout;
    this.#genes = evenly(layout.genes, CORRELATED_GENES);
    this.cells = evenly(layout.guideOfCell.length, CORRELATED_CELLS);
    this.#columnOf = new Int32Array(layout.genes).fill(-1);
    this.#rowOf = new Int32Array(layout.guideOfCell.length).fill(-1);
    this.#genes.forEach((gene, at) => {
      this.#columnOf[gene] = at;
    });
    this.cells.forEach((cell, at) => {
      this.#rowOf[cell] = at;
    });
    this.#values = new Float32Array(this.#genes.length * this.cells.length);
  }

  add({ count, rows, genes, values }: Counts): void {
    let [cell, row] = [-1, -1];
    for (let i = 0; i < count; i++) {
      if (rows[i] !== cell) {
        cell = rows[i] as number;
        row = this.#rowOf[cell] as number;
      }
      if (row < 0) continue;
      const column = this.#columnOf[genes[i] as number] as number;
      if (column >= 0) this.#values[row * this.#genes.length + column] = values[i] as number;
    }
  }

  /** [… × drawn genes] of [… × genes]. */
  picked(values: Float64Array): Float64Array {
    const { genes: width } = this.#layout;
    const drawn = this.#genes.length;
    return Float64Array.from(
      { length: (values.length / width) * drawn },
      (_, at) => values[Math.floor(at / drawn) * width + (this.#genes[at % drawn] as number)] as number,
    );
  }

  /** @param sums levels of guides, which are taken out where a cell has several */
  correlation(
    { byGuide, cellsOfGuide, first, cells, genes: width }: ResidualSums,
    residuals: (values: Float32Array, layout: CellLayout) => Float64Array,
    freedom?: number,
  ): GeneCorrelation {
    const of = (values: ArrayLike<number>) => this.cells.map((cell) => values[cell] as number);
    const { guideSets } = this.#layout;
    const guides = Int32Array.from(of(this.#layout.guideOfCell));
    const layout: CellLayout = {
      ...this.#layout,
      genes: this.#genes.length,
      guideOfCell: guideSets === undefined ? guides : guides.fill(0),
      batchOfCell: Int32Array.from(of(this.#layout.batchOfCell)),
      sizeFactors: Float64Array.from(of(this.#layout.sizeFactors)),
    };
    const values = residuals(this.#values, layout);
    if (guideSets !== undefined)
      this.cells.forEach((cell, row) => {
        for (let at = guideSets.starts[cell] as number; at < (guideSets.starts[cell + 1] as number); at++) {
          const guide = guideSets.members[at] as number;
          const n = cellsOfGuide[guide] as number;
          if (n === 0) continue;
          this.#genes.forEach((gene, column) => {
            (values[row * this.#genes.length + column] as number) -=
              (byGuide[guide * width + gene] as number) / n - (first[gene] as number) / cells;
          });
        }
      });
    return geneCorrelation(values, layout, freedom);
  }
}
