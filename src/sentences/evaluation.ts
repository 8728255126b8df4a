/** How a run is judged, in words: errors on unseen perturbations, and the network against a reference. */
import type { TruthComparison } from '../evaluation/compare';
import type { PredictorTable } from '../inference/predictorTable';
import { decimal, orDash, percent } from './numbers';
import { listOf, plural } from './format';

export const evaluationText = {
  errors:
    'Errors are mean squared, as a share of guessing “no change”: 1 is no better than guessing, 0 is perfect.',
  unseen: 'Unseen perturbations',
  nothingUnseen:
    'No perturbation was kept from the model: too few to leave any out. Hold some out and train again.',
  direction: 'Direction: genes whose measured change is beyond two standard errors.',
  meanIsBetter: 'The mean of the other perturbations is the better guess here:',
  meanIsBetterWhy: 'what this model adds for a single perturbation is not borne out.',
  area: 'Area under precision and recall',
  signs: 'Signs right',
  noEdge: 'No edge of it can be compared',
  dataTell: 'What these data can tell',
} as const;

/** What is told of each predictor of unseen perturbations. */
export const predictorColumns = ['error', 'direction', 'correlation'] as const;

/** In the order of `predictorColumns`, as they are printed. */
export function predictorNumbers({
  error,
  direction,
  correlation,
}: PredictorTable['rows'][number]): readonly string[] {
  return [orDash(error, decimal), orDash(direction, percent), orDash(correlation, decimal)];
}

/** '0.81, 3.9 × random' */
export function areaText({ auprc, density }: TruthComparison): string {
  return `${auprc.toFixed(2)}, ${(auprc / density).toFixed(1)} × random`;
}

export function randomOrderText({ density }: TruthComparison): string {
  return `random order: ${density.toFixed(2)}`;
}

/** 'Of the 22 edges shown' */
export function shownText(edges: number): string {
  return `Of the ${plural(edges, 'edge')} shown`;
}

export function foundText({ found, wrong, missed }: TruthComparison): string {
  return `${found.length} true, ${wrong.length} not; ${missed.length} missed`;
}

export function signsText({ signAccuracy }: TruthComparison): string {
  return orDash(signAccuracy, percent);
}

/** '2 names in it no gene of this network: X and Y.' */
export function unmatchedText(names: readonly string[]): string {
  return `${plural(names.length, 'name')} in it no gene of this network: ${listOf(names)}.`;
}

/** `name`: of the reference. */
export function noEdgeText(name: string): string {
  return `${name} names no edge between the candidate regulators and genes of this network.`;
}
