/** Sentences about a prediction that was asked for: what was changed, and how far the answer can be trusted. */
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

/** null: changes are not shrunk so far that it has to be said beside each of them. */
export function shrunkText(kappa: number): string | null {
  return kappa < littleTrust
    ? `Shrunk to ${percent(kappa)} of what the model says: it predicts perturbations left out badly.`
    : null;
}
