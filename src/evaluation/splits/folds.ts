/** Labels dealt out into folds. */
import { Random } from '../../numerics/random';

/**
 * `count` lists whose lengths differ by one at most, each label in one of them; at random, the same for the same labels in the same
 * order. Fewer lists where there are fewer labels.
 */
export function dealtOut(
  labels: readonly string[],
  count: number,
  seed: number,
): readonly (readonly string[])[] {
  const folds: string[][] = Array.from({ length: Math.min(count, labels.length) }, () => []);
  new Random(seed).permutation(labels.length).forEach((index, place) => {
    const label = labels[index];
    if (label !== undefined) folds[place % folds.length]?.push(label);
  });
  return folds;
}
