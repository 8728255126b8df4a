/**
 * Cross-validation over perturbations: three folds from six training perturbations, leave-one-out for three to five, none
 * below (docs/method.md, "Does it predict?"). A fold is the set of labels left out.
 */
import { dealtOut } from '../evaluation/splits/folds';

export function foldsOf(labels: readonly string[], seed: number): readonly (readonly string[])[] {
  if (labels.length < 3) return [];
  return dealtOut(labels, labels.length >= 6 ? 3 : labels.length, seed);
}
