/**
 * What a perturbation does to the counts of all genes by moving a part of them: a cell that makes much of some genes has fewer counts of every
 * other, at the same depth. The typical gene is taken to be unchanged, as in bulk samples (Robinson and Oshlack 2010; Anders and Huber 2010).
 */
import { median, NORMAL_MAD } from '../numerics/statistics';
import { cellVariance, fitLevels, type Design } from './fit';
import { slopeAtDepth, type Depths } from './folds';
import type { CellLayout, ResidualSums } from './residuals';
import { depthsOf, FEWEST_TOTALLED } from './sizeFactors';

/** Standard error of a fold change up to which a gene tells the typical one; the fewest such genes, and of how many they are drawn, evenly. */
const LARGEST_ERROR = 0.1;
const FEWEST_GENES = 200;
const MOST_GENES = 4000;
/**
 * In a file of fewer than 1,000 genes, as of a panel, fewer have to tell it, but alike: half of them by the same factor, to a tenth. Where a
 * perturbation really changes most genes of a panel, it does not change them all alike.
 */
const FEWEST_GENES_ALIKE = 15;
const ALIKE = 0.15;
/** Smaller shifts are left. */
const LEAST_SHIFT = 0.01;

/** Sums whose guides may be parts of guides. */
interface Shifted extends Design {
  readonly layout: CellLayout;
  /** [genes] share of the variance between cells that is counting noise. */
  readonly counting: Float64Array;
}

/** The sums that cells would have, were the counts of each divided by the shift of its perturbation. `byGuide` is overwritten. */
export function withoutComposition(
  sums: ResidualSums,
  { layout, counting, ...design }: Shifted,
): ResidualSums {
  const depths = depthsOf(layout, design, counting);
  const { variance } = cellVariance(sums);
  return withoutShifts(sums, design, {
    ...depths,
    variance,
    shifts: shiftsOf(sums, design, depths, variance),
  });
}

/** [perturbations] by which the typical gene of each lies above that of all cells; 1 where it hardly does, or too few genes tell it. */
function shiftsOf(
  sums: ResidualSums,
  design: Design,
  { counting, ofPerturbations }: Depths,
  variance: Float64Array,
): Float64Array {
  const { genes, slope, cellsOfGuide } = sums;
  const { level } = fitLevels(sums, design, 0);
  const step = Math.max(1, genes / MOST_GENES);
  const n = new Float64Array(design.perturbations);
  design.perturbationOfGuide.forEach((k, guide) => {
    (n[k] as number) += cellsOfGuide[guide] as number;
  });
  return n.map((count, k) => {
    const ratios: number[] = [];
    for (let from = 0; from < genes; from += step) {
      const gene = Math.floor(from);
      const h = slopeAtDepth(slope[gene] as number, counting[gene] as number, ofPerturbations[k] as number);
      if (!(count * (LARGEST_ERROR * h) ** 2 > (variance[gene] as number))) continue;
      ratios.push(1 + (level[k * genes + gene] as number) / h);
    }
    const shift = typicalShift(ratios, genes < FEWEST_TOTALLED);
    return shift > 0 && Math.abs(Math.log(shift)) > LEAST_SHIFT ? shift : 1;
  });
}

/** The factor by which the typical gene changed; 1: too few tell it, or those of a file of few genes did not change alike. */
function typicalShift(ratios: readonly number[], hasFew: boolean): number {
  if (ratios.length < (hasFew ? FEWEST_GENES_ALIKE : FEWEST_GENES)) return 1;
  const shift = median(ratios);
  if (!hasFew) return shift;
  const spread = NORMAL_MAD * median(ratios.map((ratio) => Math.abs(ratio - shift)));
  return spread < ALIKE * shift ? shift : 1;
}

function withoutShifts(
  sums: ResidualSums,
  { perturbationOfGuide }: Design,
  {
    counting,
    ofGuides,
    variance,
    shifts,
  }: Depths & { readonly variance: Float64Array; readonly shifts: Float64Array },
): ResidualSums {
  const { genes, batches, slope, cellsOfGuide, cellsInBatch } = sums;
  const [byGuide, byBatch, first] = [sums.byGuide, sums.byBatch.slice(), sums.first.slice()];
  const [second, third] = [sums.second.slice(), sums.third.slice()];
  const more = new Float64Array(genes);
  perturbationOfGuide.forEach((k, guide) => {
    const n = cellsOfGuide[guide] as number;
    const times = 1 / (shifts[k] as number) - 1;
    if (n === 0 || times === 0) return;
    for (let gene = 0; gene < genes; gene++) {
      const at = guide * genes + gene;
      const h = slopeAtDepth(slope[gene] as number, counting[gene] as number, ofGuides[guide] as number);
      const before = byGuide[at] as number;
      const added = times * (before + n * h);
      const after = before + added;
      more[gene] = added;
      byGuide[at] = after;
      (first[gene] as number) += added;
      // Within the guide cells vary as they did.
      (second[gene] as number) += (after * after - before * before) / n;
      (third[gene] as number) +=
        (after ** 3 - before ** 3) / (n * n) + 3 * added * (variance[gene] as number);
    }
    for (let batch = 0; batch < batches; batch++) {
      const share = (cellsInBatch[guide * batches + batch] as number) / n;
      if (share === 0) continue;
      for (let gene = 0; gene < genes; gene++)
        (byBatch[batch * genes + gene] as number) += share * (more[gene] as number);
    }
  });
  return { ...sums, byGuide, byBatch, first, second, third };
}
