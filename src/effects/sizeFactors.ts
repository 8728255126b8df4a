/**
 * Size factors of cells from their totals without the genes that dominate: where a gene holds most of the counts of a panel, its own change
 * would move every other gene by composition. Samples, in which every gene has many counts, have the median of ratios.
 */
import { mean, median } from '../numerics/statistics';
import type { Design } from './fit';
import type { Depths } from './folds';
import type { CellLayout, Counts } from './residuals';

/** Genes below this share of all counts never dominate. */
const DOMINATING_SHARE = 0.05;

/** The largest gene is left out from this share on, whatever the others hold, where a few genes remain. */
const ALWAYS_SHARE = 0.2;
const FEWEST_GENES = 5;

/** The genes that are counted hold at least this share of all counts. */
const KEPT_SHARE = 0.5;

/** Smallest size factor of a cell without counts. */
const EMPTY = 1e-3;

/** Positions of the genes to leave out of the totals, the largest first. `totals` [genes]: counts over all cells; `all`: of every gene. */
export function dominatingGenes(
  totals: ArrayLike<number>,
  all = Array.from(totals).reduce((sum, total) => sum + total, 0),
): number[] {
  const shareOf = (gene: number) => (totals[gene] as number) / all;
  const order = Array.from({ length: totals.length }, (_, gene) => gene).toSorted(
    (a, b) => (totals[b] as number) - (totals[a] as number),
  );
  const left: number[] = [];
  let kept = 1;
  for (const gene of order) {
    const share = shareOf(gene);
    const always = left.length === 0 && share >= ALWAYS_SHARE && totals.length > FEWEST_GENES;
    if (share < DOMINATING_SHARE || !(kept - share >= KEPT_SHARE || always)) break;
    left.push(gene);
    kept -= share;
  }
  return left;
}

/** Takes the counts of some genes, as they are read, out of `totals` [cells]. */
export function takingOut(genes: readonly number[], totals: Float64Array): (counts: Counts) => void {
  const isLeftOut = new Set(genes);
  return ({ count, rows, genes: at, values }) => {
    for (let i = 0; i < count; i++)
      if (isLeftOut.has(at[i] as number)) (totals[rows[i] as number] as number) -= values[i] as number;
  };
}

/** Counts of a gene below this share of their cell are not looked at. */
const SEEN_SHARE = 0.01;
/** A perturbation that changes the share of one gene by so much changes that of every other gene, so that it is found in many. */
const MOVING_SHARE = 0.02;
/** In smaller panels the total is what the genes do, and any perturbation changes shares. */
export const FEWEST_TOTALLED = 1000;
/** In a file of fewer genes, as of proteins, what a perturbation changes moves the shares of all others. */
export const PANEL = 100;
/** Fewest cells of a perturbation whose shares are compared, and standard errors by which the change must exceed MOVING_SHARE. */
const FEWEST_CELLS = 5;
const SURELY = 3;

/** What size factors are of. */
export interface Totals {
  /** [cells] */
  readonly ofCell: Float64Array;
  /** Positions of the genes that are no part of them. */
  readonly without: ReadonlySet<number>;
  /** Whether they are of more genes than the file has. */
  readonly areOfAllGenes: boolean;
}

/** Finds genes that dominate after a perturbation only, such as a transgene: their share is small in all cells together. */
export class PerturbedShares {
  readonly #genes: number;
  /** [cells] */
  readonly #perturbationOfCell: Int32Array;
  readonly #totals: Totals;
  /** By perturbation and gene: sum and sum of squares of shares, of cells in which they are looked at. */
  readonly #sums = new Map<number, [sum: number, squares: number]>();

  constructor({ genes, guideOfCell }: CellLayout, perturbationOfGuide: Int32Array, totals: Totals) {
    this.#genes = genes;
    this.#perturbationOfCell = guideOfCell.map((guide) => perturbationOfGuide[guide] as number);
    this.#totals = totals;
  }

  add({ count, rows, genes, values }: Counts): void {
    if (this.#genes < FEWEST_TOTALLED && !this.#totals.areOfAllGenes) return;
    for (let i = 0; i < count; i++) {
      const [row, value] = [rows[i] as number, values[i] as number];
      const total = this.#totals.ofCell[row] as number;
      if (value < SEEN_SHARE * total || total === 0) continue;
      const at = (this.#perturbationOfCell[row] as number) * this.#genes + (genes[i] as number);
      const sums = this.#sums.get(at) ?? [0, 0];
      this.#sums.set(at, sums);
      const share = value / total;
      sums[0] += share;
      sums[1] += share * share;
    }
  }

  /** Positions of the genes to leave out of the totals besides. */
  dominating(): number[] {
    const [perturbationOfCell, genes] = [this.#perturbationOfCell, this.#genes];
    const cells = new Map<number, number>();
    for (const k of perturbationOfCell) cells.set(k, (cells.get(k) ?? 0) + 1);
    const all = perturbationOfCell.length;
    const sumOfGene = new Map<number, number>();
    for (const [at, [sum]] of this.#sums) {
      const gene = at % genes;
      if (!this.#totals.without.has(gene)) sumOfGene.set(gene, (sumOfGene.get(gene) ?? 0) + sum);
    }
    const largest = new Map<number, number>();
    for (const [k, own] of cells) {
      if (own < FEWEST_CELLS || own === all) continue;
      for (const [gene, sumOfAll] of sumOfGene) {
        const [sum, squares] = this.#sums.get(k * genes + gene) ?? [0, 0];
        const share = sum / own;
        const difference = Math.abs(share - (sumOfAll - sum) / (all - own));
        const error = Math.sqrt(Math.max(0, squares / own - share * share) / own);
        if (difference - SURELY * error >= MOVING_SHARE)
          largest.set(gene, Math.max(difference, largest.get(gene) ?? 0));
      }
    }
    let kept = 1;
    return [...largest.keys()]
      .toSorted((a, b) => (largest.get(b) as number) - (largest.get(a) as number))
      .filter((gene) => {
        const share = (sumOfGene.get(gene) as number) / all;
        if (kept - share < KEPT_SHARE) return false;
        kept -= share;
        return true;
      });
  }
}

/** [cells] total over the mean total; cells without counts get the smallest factor that is used. */
export function sizeFactors(totals: Float64Array): Float64Array {
  const average = mean(totals);
  const factors = totals.map((total) => total / average);
  const least = factors.reduce((a, b) => Math.min(a, b), Infinity);
  return least > 0 ? factors : factors.map((factor) => Math.max(factor, EMPTY));
}

/** Genes by which samples are compared, those with the most counts; with fewer that every sample has, totals are. */
export const MOST_COMPARED = 1000;
const FEWEST_COMPARED = 20;

/**
 * [samples] median over genes of the ratio to their geometric mean (Anders and Huber 2010, eq. 5), over the mean of all; null with too few
 * genes that every sample has.
 * @param counts [samples × genes]
 */
export function medianRatios(counts: Float64Array, genes: number): Float64Array | null {
  const samples = counts.length / genes;
  const logs = counts.map((count) => Math.log(count));
  const means = Float64Array.from({ length: genes }, (_, gene) => {
    let sum = 0;
    for (let sample = 0; sample < samples; sample++) sum += logs[sample * genes + gene] as number;
    return sum / samples;
  });
  const usable = Array.from(means.keys()).filter((gene) => Number.isFinite(means[gene]));
  if (usable.length < FEWEST_COMPARED) return null;
  const ratios = Float64Array.from({ length: samples }, (_, sample) =>
    Math.exp(median(usable.map((gene) => (logs[sample * genes + gene] as number) - (means[gene] as number)))),
  );
  const average = mean(ratios);
  return ratios.map((ratio) => ratio / average);
}

/** Depths of the cells of guides and perturbations; those without cells have the average. */
export function depthsOf(
  { guideOfCell, sizeFactors: factors, guides }: CellLayout,
  { perturbations, perturbationOfGuide }: Design,
  counting: Float64Array,
): Depths {
  const average = mean(factors.map((factor) => Math.sqrt(factor)));
  const depthsBy = (groups: number, groupOf: (guide: number) => number) => {
    const [sums, cells] = [new Float64Array(groups), new Float64Array(groups)];
    guideOfCell.forEach((guide, cell) => {
      (sums[groupOf(guide)] as number) += Math.sqrt(factors[cell] as number);
      (cells[groupOf(guide)] as number) += 1;
    });
    return sums.map((sum, of) =>
      (cells[of] as number) > 0 ? (sum / (cells[of] as number) / average) ** 2 : 1,
    );
  };
  return {
    counting,
    ofGuides: depthsBy(guides, (guide) => guide),
    ofPerturbations: depthsBy(perturbations, (guide) => perturbationOfGuide[guide] as number),
  };
}
