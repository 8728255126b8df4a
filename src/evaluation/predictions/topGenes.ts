/** The error on the genes that changed most: most genes do not change, and predicting that is easy. */
import type { PredictedShift } from '../predictors';

/**
 * Mean squared error on the `count` genes not set whose measured change is largest (after the top-20 error of GEARS; Roohani,
 * Huang & Leskovec 2024, who take the most significant), all ties with the last kept. null where every gene was set.
 */
export function topGenesError(
  { predicted, measured, targets }: PredictedShift,
  count: number,
): number | null {
  const free = Array.from({ length: measured.length }, (_, gene) => gene).filter(
    (gene) => !targets.includes(gene),
  );
  const sizes = free.map((gene) => Math.abs(measured[gene] as number)).toSorted((a, b) => b - a);
  const smallest = sizes[Math.min(count, sizes.length) - 1];
  if (smallest === undefined) return null;
  const top = free.filter((gene) => Math.abs(measured[gene] as number) >= smallest);
  return (
    top.reduce((sum, gene) => sum + ((predicted[gene] as number) - (measured[gene] as number)) ** 2, 0) /
    top.length
  );
}
