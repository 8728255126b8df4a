/**
 * Cross-validation over perturbations: three folds from six training perturbations, leave-one-out for three to five, none
 * below (docs/method.md, "Does it predict?"). A fold is the set of labels left out.
 */
import { Random } from '../numerics/random';

export function foldsOf(labels: readonly string[], seed: number): readonly (readonly string[])[] {
  if (labels.length < 3) return [];
  const count = labels.length >= 6 ? 3 : labels.length;
  const folds: string[][] = Array.from({ length: count }, () => []);
  new Random(seed).permutation(labels.length).forEach((index, place) => {
    const label = labels[index];
    if (label !== undefined) folds[place % count]?.push(label);
  });
  return folds;
}
