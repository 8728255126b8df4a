/**
 * What limits the error on unseen perturbations, whatever predicts them: the sampling error of their own measurements, in the unit of all
 * errors (no change = 1).
 */
import { controlCellCount, isComparedWithZero } from '../../dataset/dataset';
import { comparedWithOf } from '../../dynamics/prepare/strata';
import { unseenShifts, type EvaluatedRun } from './unseen';

/**
 * 'split-controls': one half for predictions, the other for measurements; 'shared-controls': all for both (runs of earlier versions);
 * 'control-level': log ratios, whose control is 0. Links store places in this list.
 */
export const noiseReferences = ['split-controls', 'shared-controls', 'others', 'control-level'] as const;
type NoiseReference = (typeof noiseReferences)[number];

export interface NoiseLimit {
  /** What perturbed cells are compared with. */
  readonly reference: NoiseReference;
  /** Expected error of a perfect prediction: Σ se² over Σ D², targets left out. */
  readonly perfect: number;
  /**
   * Expected error of one replicate as a prediction of another that was measured as often: their difference has twice the variance, and the
   * change of the other contains its own noise.
   */
  readonly replicate: number;
}

/** null where no perturbation was unseen, nothing changed, or each was measured once: that tells no noise. */
export function noiseLimit(
  result: EvaluatedRun,
  dataset: Parameters<typeof isComparedWithZero>[0],
): NoiseLimit | null {
  let noise = 0;
  let change = 0;
  const { judged, comparedWith } = unseenShifts(result);
  if (judged.every(({ cells }) => cells === 1)) return null;
  for (const { measured, standardError, targets } of judged) {
    const set = new Set(targets);
    const free = measured.length - set.size;
    measured.forEach((value, gene) => {
      if (set.has(gene)) return;
      noise += (standardError[gene] as number) ** 2 / free;
      change += value ** 2 / free;
    });
  }
  if (!(change > 0)) return null;
  const perfect = Math.min(1, noise / change);
  return { reference: referenceOf(), perfect, replicate: 2 * perfect };

  function referenceOf(): NoiseReference {
    if (isComparedWithZero(dataset)) return 'control-level';
    // With few controls the others are the reference, although controls have a shift of their own.
    if (comparedWith === 'others' || comparedWithOf(dataset, controlCellCount(dataset)) === 'others')
      return 'others';
    return result.controlSplit ? 'split-controls' : 'shared-controls';
  }
}
