/** Sentences about a prediction that was asked for: what was changed, and how far the answer can be trusted. */
import type { FittedModel } from '../../dynamics/fitted';
import { strengthOf } from '../../dynamics/sharedResponse';
import { littleTrust } from './diagnosis';
import { listOf } from './format';
import { level, percent } from './numbers';

/** 'GATA1 out and SPI1 × 2' */
export function changesText(
  genes: readonly string[],
  sliders: readonly { readonly gene: number; readonly value: number }[],
): string {
  const moved = sliders.filter(({ value }) => value !== 1);
  return listOf(
    moved.map(({ gene, value }) => `${genes[gene] ?? ''} ${value === 0 ? 'out' : level(value)}`),
    3,
  );
}

/** `genes`: names of those set outside the range that the cells cover. */
export function beyondDataText(genes: readonly string[]): string {
  return `No cell had ${listOf(genes)} that high: this is extrapolation.`;
}

/** Of a prediction for genes set to `values`, relative to control; null: there is nothing that has to be said beside each change. */
export function shrunkText(
  { kappa, shared }: Pick<FittedModel, 'kappa' | 'shared'>,
  values: readonly number[],
): string | null {
  const share = shared ? shared.weight * strengthOf(shared, values) : 0;
  const texts = [
    ...(kappa < littleTrust
      ? [
          `Shrunk to ${percent(kappa)} of what the model says: the network predicts perturbations left out badly.`,
        ]
      : []),
    ...(share > 0 ? [`It includes ${percent(share)} of what all perturbations share.`] : []),
  ];
  return texts.length > 0 ? texts.join(' ') : null;
}
