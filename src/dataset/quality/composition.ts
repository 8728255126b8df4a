/**
 * The compositional shift of one condition (docs/method.md, "Composition"). Values normalised to a total
 * share that total: where strongly expressed genes rise, all others seem to fall by the same factor. The shift c_k is
 * that factor's logarithm, taken as the weighted median of the genes' log changes. Removing it is prepare/'s business.
 */
import { weightedMedian } from '../../numerics/statistics';

/** Error floor of a gene's log change, so that no few precise genes decide alone. */
const LOG_CHANGE_FLOOR = 0.05;

/**
 * c_k (natural logarithm) of one condition against control, from means and variances [measured genes] of y = expm1(x),
 * the normalised expression before the logarithm. Genes in `excludedGenes` (the targets) and genes without expression
 * in either group are left out; 0 where none remains.
 */
export function compositionShift(
  conditionMean: Float64Array,
  controlMean: Float64Array,
  conditionVar: Float64Array,
  controlVar: Float64Array,
  nCond: number,
  nCtrl: number,
  excludedGenes: ReadonlySet<number>,
): number {
  const changes: number[] = [];
  const weights: number[] = [];
  for (let g = 0; g < conditionMean.length; g++) {
    const mean = conditionMean[g] as number;
    const control = controlMean[g] as number;
    if (excludedGenes.has(g) || mean <= 0 || control <= 0) continue;
    const variance =
      (conditionVar[g] as number) / (nCond * mean ** 2) + (controlVar[g] as number) / (nCtrl * control ** 2);
    changes.push(Math.log(mean / control));
    weights.push(1 / (variance + LOG_CHANGE_FLOOR ** 2));
  }
  return changes.length === 0 ? 0 : weightedMedian(changes, weights);
}
