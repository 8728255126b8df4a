/** How a run is judged, in words: errors on unseen perturbations, and the network against a reference. */
import type { TruthComparison } from '../../evaluation/compare';
import type { PredictionScores } from '../../evaluation/predictions/predictionScores';
import type { PredictorTable } from '../../inference/predictorTable';
import { decimal, orDash, percent } from './numbers';
import { listOf, plural } from './format';

export const evaluationText = {
  errors:
    'Errors are mean squared, as a share of guessing “no change”: 1 is no better than guessing, 0 is perfect.',
  unseen: 'Unseen perturbations',
  intervals:
    'hold 95 % of 1,000 draws of the perturbations with replacement; genes and cells of one perturbation are not independent.',
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

/** What else is told of a prediction, how it is printed, and what it means. */
export const scoreTexts: Readonly<
  Record<
    keyof PredictionScores,
    { readonly name: string; readonly print: (value: number) => string; readonly why: string }
  >
> = {
  direction: {
    name: 'direction',
    print: percent,
    why: 'share of clearly changed genes (beyond two standard errors) predicted in the right direction.',
  },
  correlation: {
    name: 'correlation',
    print: decimal,
    why: 'Pearson’s r of predicted and measured change over genes, mean over perturbations.',
  },
  correlationBeyondMean: {
    name: 'beyond mean',
    print: decimal,
    why: 'the same correlation after what the other perturbations share was taken away: what is right of this one alone.',
  },
  topGenesError: {
    name: 'top 20',
    print: decimal,
    why: 'error on the 20 genes that changed most, as a share of “no change”.',
  },
  discrimination: {
    name: 'told apart',
    print: decimal,
    why: 'how near a prediction is to its own perturbation rather than to others: 1 is always the nearest; what one guess for all reaches stands beside no change.',
  },
};

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
