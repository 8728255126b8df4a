/** How a run is judged, in words: errors on unseen perturbations, and the network against a reference. */
import type { TruthComparison } from '../../evaluation/compare';
import type { PredictionScores } from '../../evaluation/predictions/predictionScores';
import type { PredictorTable } from '../../inference/predictorTable';
import { decimal, orDash, percent, listOf, plural, rangeText } from './format';
import type { WithoutTruth } from '../../evaluation/referenceFree/causalBench';
import type { BesideShuffled } from '../../evaluation/referenceFree/besideShuffled';
import type { TruthRow, Calibration } from '../../inference/benchmark/benchmark';

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

/** What is told of every network beside a truth and beside the cells, how it is printed, and what it means. */

interface Column {
  readonly name: string;
  readonly why: string;
}

interface TruthColumn extends Column {
  /** `density`: of true edges among all pairs. */
  readonly text: (row: TruthRow, density: number) => string | null;
}

/** Beside a truth, after the area itself; each null where it cannot be said of a row. */
export const truthColumns: readonly TruthColumn[] = [
  {
    name: '× random',
    why: 'area under precision and recall over the density of true edges, which is what a random order gets.',
    text: ({ auprc }, density) => (auprc && density > 0 ? ratio(auprc.value / density) : null),
  },
  {
    name: 'early',
    why: 'precision among as many of the strongest edges as are true, over density.',
    text: ({ scores }) => printed(scores.earlyPrecisionRatio, ratio),
  },
  {
    name: 'signs',
    why: 'share with the right sign of the true edges found among as many as are true; – for methods that give no signs.',
    text: ({ signAccuracy }) => printed(signAccuracy, percent),
  },
  {
    name: 'distance',
    why: 'structural Hamming distance at as many edges as are true: edges to add, take away or turn round; less is better.',
    text: ({ scores }) => String(scores.hamming.distance),
  },
  {
    name: 'perturbed',
    why: 'area over edges of regulators that were perturbed.',
    text: ({ scores }) => printed(scores.regulators.perturbed.auprc, decimal),
  },
  {
    name: 'never',
    why: 'area over edges of regulators that were never perturbed: what a network adds to the screen.',
    text: ({ scores }) => printed(scores.regulators.neverPerturbed.auprc, decimal),
  },
];

function printed(value: number | null, print: (value: number) => string): string | null {
  return value === null ? null : print(value);
}

interface CellColumn extends Column {
  readonly of: (judged: WithoutTruth) => number | null;
  readonly print: (value: number) => string;
}

/** Beside the cells, without a truth. */
export const cellColumns: readonly CellColumn[] = [
  {
    name: 'targets that answer',
    why: 'share of its edges whose target changes when the regulator is perturbed (Mann–Whitney, q ≤ .05 after Benjamini and Hochberg).',
    of: ({ answeringCorrected }) => answeringCorrected,
    print: percent,
  },
  {
    name: 'mean Wasserstein',
    why: 'how far the target’s values move when the regulator is perturbed, mean over its edges, log1p; more is better.',
    of: ({ meanWasserstein }) => meanWasserstein,
    print: decimal,
  },
  {
    name: 'false omission',
    why: 'share of pairs that no path of its edges connects and that answer all the same (p < .05); less is better, and 5 % is chance.',
    of: ({ omissionRate }) => omissionRate,
    print: percent,
  },
];

/** The number, and its range over shuffled labels; null where no shuffle has one. */
export function besideShuffledText(
  { screen, shuffled }: BesideShuffled,
  { of, print }: CellColumn,
): { readonly own: string; readonly chance: string | null } {
  const chance = shuffled.flatMap((one) => of(one) ?? []);
  return {
    own: orDash(of(screen), print),
    chance: chance.length === 0 ? null : rangeText(Math.min(...chance), Math.max(...chance), print),
  };
}

function ratio(value: number): string {
  return value < 9.95 ? value.toFixed(1) : String(Math.round(value));
}

/** Whether predicted sizes and their intervals hold what they promise, in words. */

/** Slopes this near to 1 are right. */
const nearOne = 0.1;

/** null where nothing that was predicted varies. */
export function slopeText({ slope }: Calibration): string | null {
  if (slope === null) return null;
  const told = `Slope ${decimal(slope)}:`;
  if (slope <= 0) return `${told} larger predictions do not mean larger changes.`;
  if (Math.abs(slope - 1) <= nearOne) return `${told} predicted sizes are about right.`;
  return slope < 1
    ? `${told} predicted changes are too large; measured ones are ${percent(slope)} of them.`
    : `${told} predicted changes are too small; measured ones are ${decimal(slope, 1)} times as large.`;
}

/** 'Intervals that promise 90 and 50 % hold 84 and 47 %.'; null where none could be made. */
export function coverageText({ coverage }: Calibration): string | null {
  if (coverage.length === 0) return null;
  const widest = coverage.toSorted((a, b) => b.promised - a.promised);
  return `Intervals that promise ${shares(widest.map(({ promised }) => promised))} hold ${shares(widest.map(({ held }) => held))}.`;
}

/** '90 and 50 %' */
function shares(values: readonly number[]): string {
  return `${listOf(values.map((value) => String(Math.round(100 * value))))}\u00a0%`;
}
