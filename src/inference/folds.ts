/**
 * Cross-validation over perturbations: three folds from six training perturbations, leave-one-out for three to five, none
 * below (docs/method.md, "Does it predict?"). A fold is the set of labels left out.
 */
import { dealtOut } from '../evaluation/splits/folds';

export function foldsOf(labels: readonly string[], seed: number): readonly (readonly string[])[] {
  const folds = foldCount(labels.length);
  return folds === 0 ? [] : dealtOut(labels, folds, seed);
}

/** Of so many training perturbations. */
export function foldCount(perturbations: number): number {
  if (perturbations < 3) return 0;
  return perturbations >= 6 ? 3 : perturbations;
}
