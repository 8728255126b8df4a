/**
 * Scores of predictions and networks: names, explanations and printed values, for page, terminal and report. Limits of a screen in
 * sentences: unperturbed regulators, missing controls, effects that cannot be tested or separated.
 */
import type { TruthComparison } from '../../evaluation/networks/truthComparison';
import type { PredictionScores } from '../../evaluation/predictions/predictionScores';
import type { PredictorTable } from '../../inference/benchmark/predictorTable';
import { capital, decimal, listOf, orDash, percent, plural, rangeText } from './format';
import type { ReferenceFreeScores, ScoresWithShuffled } from '../../evaluation/referenceFree/causalBench';
import type { Calibration, TruthRow } from '../../inference/benchmark/benchmark';
import { type Dataset, isComparedWithZero, perturbedGenes, perturbedInTraining } from '../../dataset/dataset';
import type { FitResult } from '../../inference/run/result';
import { rankEdges } from '../../network/ranking';
import { isStable } from '../../network/stability';
import { unstableEdgesText } from './confidence';
import type { Identifiability } from '../../evaluation/referenceFree/identifiability';
import { MIN_TEST_CELLS } from '../../evaluation/referenceFree/conditionEffects';

export const evaluationText = {
  errors:
    'Relative error: mean squared error divided by that of assuming no change. 1 = no better than assuming no change; 0 = perfect.',
  unseen: 'Unseen perturbations',
  intervals:
    '95 % bootstrap intervals over perturbations (1,000 resamples), since genes and cells of one perturbation are not independent.',
  nothingUnseen:
    'No perturbation was held out or cross-validated: there are too few. Hold some out and train again.',
  direction: 'Direction: genes whose measured change exceeds two standard errors.',
  meanIsBetter: 'The mean of the other perturbations predicts better:',
  meanIsBetterWhy: 'whether the model helps is uncertain.',
  area: 'AUPRC',
  signs: 'Correct signs',
  noEdge: 'No comparable edge',
  dataTell: 'Checks of the data and the fit',
} as const;

/** What a score or column is called, and what it says. */
interface Named {
  readonly name: string;
  readonly why: string;
}

/** Further scores of predictions. */
export const scoreTexts: Readonly<
  Record<keyof PredictionScores, Named & { readonly print: (value: number) => string }>
> = {
  direction: {
    name: 'direction',
    print: percent,
    why: 'share of significantly changed genes (beyond two standard errors) predicted in the right direction.',
  },
  correlation: {
    name: 'correlation',
    print: decimal,
    why: 'Pearson’s r of predicted and measured change across genes, mean over perturbations.',
  },
  correlationBeyondMean: {
    name: 'beyond mean',
    print: decimal,
    why: 'the same correlation after subtracting the mean effect of the other perturbations.',
  },
  topGenesError: {
    name: 'top 20',
    print: decimal,
    why: 'relative error on the 20 most changed genes.',
  },
  discrimination: {
    name: 'specificity',
    print: decimal,
    why: 'Specificity: is the prediction closest to its own perturbation? (1 = always; the row “no change” shows what one guess for all perturbations scores.)',
  },
};

/** Columns of the table of predictors. */
export const predictorColumns = ['error', 'direction', 'correlation'] as const;

/** Printed values in the order of `predictorColumns`. */
export function predictorNumbers(row: PredictorTable['rows'][number]): readonly string[] {
  return [orDash(row.error, decimal), orDash(row.direction, percent), orDash(row.correlation, decimal)];
}

/** '0.81, 3.9 × chance' */
export function areaText({ auprc, density }: TruthComparison): string {
  return `${auprc.toFixed(2)}, ${(auprc / density).toFixed(1)} × chance`;
}

export function randomOrderText({ density }: TruthComparison): string {
  return `chance: ${density.toFixed(2)}`;
}

/** '22 edges shown' */
export function shownText(edges: number): string {
  return `${plural(edges, 'edge')} shown`;
}

export function foundText({ found, wrong, missed }: TruthComparison): string {
  return `${found.length} true, ${wrong.length} false; ${missed.length} missed`;
}

export function signsText({ signAccuracy }: TruthComparison): string {
  return orDash(signAccuracy, percent);
}

/** '2 names without a gene in this network: X and Y.' */
export function unmatchedText(names: readonly string[]): string {
  return `${plural(names.length, 'name')} without a gene in this network: ${listOf(names)}.`;
}

/** '2 names matched by another name of their gene: OCT4 (POU5F1) and PU.1 (SPI1).' */
export function renamedText(renamed: TruthComparison['renamed']): string {
  const names = renamed.map(({ written, gene }) => `${written} (${gene})`);
  return `${plural(renamed.length, 'name')} matched by another name of ${renamed.length === 1 ? 'its' : 'their'} gene: ${listOf(names)}.`;
}

/** `name`: of the reference. */
export function noEdgeText(name: string): string {
  return `${name} has no edge between the candidate regulators and genes of this network.`;
}

interface TruthColumn extends Named {
  /** `density`: of true edges among all pairs. */
  readonly text: (row: TruthRow, density: number) => string | null;
}

/** Columns after the AUPRC; null where undefined for a row. */
export const truthColumns: readonly TruthColumn[] = [
  {
    name: '× chance',
    why: 'AUPRC divided by the density of true edges, the AUPRC of a random order.',
    text: ({ auprc }, density) => (auprc && density > 0 ? ratio(auprc.value / density) : null),
  },
  {
    name: 'early',
    why: 'precision among the k strongest edges, k = number of true edges, divided by density.',
    text: ({ scores }) => printed(scores.earlyPrecisionRatio, ratio),
  },
  {
    name: 'signs',
    why: 'share of correct signs among the true edges found in the k strongest; – for methods without signs.',
    text: ({ signAccuracy }) => printed(signAccuracy, percent),
  },
  {
    name: 'distance',
    why: 'structural Hamming distance of the k strongest edges: additions, deletions and reversals; lower is better.',
    text: ({ scores }) => String(scores.hamming.distance),
  },
  {
    name: 'perturbed',
    why: 'AUPRC over edges of perturbed regulators.',
    text: ({ scores }) => printed(scores.regulators.perturbed.auprc, decimal),
  },
  {
    name: 'unperturbed',
    why: 'AUPRC over edges of regulators that were never perturbed.',
    text: ({ scores }) => printed(scores.regulators.neverPerturbed.auprc, decimal),
  },
];

function printed(value: number | null, print: (value: number) => string): string | null {
  return value === null ? null : print(value);
}

interface CellColumn extends Named {
  readonly of: (judged: ReferenceFreeScores) => number | null;
  readonly print: (value: number) => string;
}

/** Reference-free scores, from the cells. */
export const cellColumns: readonly CellColumn[] = [
  {
    name: 'responding targets',
    why: 'share of edges whose target changes when the regulator is perturbed (Mann–Whitney, q ≤ .05 after Benjamini and Hochberg).',
    of: ({ answeringCorrected }) => answeringCorrected,
    print: percent,
  },
  {
    name: 'mean Wasserstein',
    why: 'shift of the target’s expression when the regulator is perturbed, mean over edges, log1p; higher is better.',
    of: ({ meanWasserstein }) => meanWasserstein,
    print: decimal,
  },
  {
    name: 'false omission',
    why: 'share of responding pairs (p < .05) among pairs without a path in the network; lower is better, 5 % is chance.',
    of: ({ omissionRate }) => omissionRate,
    print: percent,
  },
];

/** The value, and its range with shuffled labels; null where no shuffle has one. */
export function besideShuffledText(
  { screen, shuffled }: ScoresWithShuffled,
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

/** Slopes within this distance of 1 are calibrated. */
const CALIBRATED_WITHIN = 0.1;
/** Beyond it the digits of a slope say nothing. */
const STEEP = 10;

/** null where predictions do not vary. */
export function slopeText({ slope }: Calibration): string | null {
  if (slope === null) return null;
  // Of predictions that hardly vary.
  const measured = slope < -STEEP ? `Slope below −${STEEP}:` : `Slope ${decimal(slope)}:`;
  if (slope <= 0) return `${measured} larger predictions do not mean larger changes.`;
  if (Math.abs(slope - 1) <= CALIBRATED_WITHIN) return `${measured} predicted sizes are calibrated.`;
  return slope < 1
    ? `${measured} predicted changes are too large; measured changes are ${percent(slope)} of them.`
    : `${measured} predicted changes are too small; measured changes are ${decimal(slope, 1)} times as large.`;
}

/** 'Intervals of 90 and 50 % contain 84 and 47 % of the measured values.'; null without intervals. */
export function coverageText({ coverage }: Calibration): string | null {
  if (coverage.length === 0) return null;
  const widest = coverage.toSorted((a, b) => b.promised - a.promised);
  return `Intervals of ${shares(widest.map(({ promised }) => promised))} contain ${shares(widest.map(({ held }) => held))} of the measured values.`;
}

/** '90 and 50 %' */
function shares(values: readonly number[]): string {
  return `${listOf(values.map((value) => String(Math.round(100 * value))))}\u00a0%`;
}

interface BlindSpot {
  readonly title: string;
  readonly text: string;
}

export function blindSpots(
  dataset: Pick<Dataset, 'conditions' | 'heldOut' | 'candidates' | 'genes' | 'control'>,
  result: Pick<FitResult, 'network' | 'members' | 'confidence'>,
): readonly BlindSpot[] {
  const perturbed = new Set(perturbedGenes(dataset));
  const trained = perturbedInTraining(dataset);
  const untrained = [...dataset.candidates].filter((gene) => !trained.has(gene));
  const named = (genes: readonly number[]) => genes.map((gene) => dataset.genes[gene] ?? '');
  const strongest = rankEdges(result.network, 2 * dataset.genes.length);
  const unstable = strongest.filter(({ stability }) => !isStable(stability)).length;
  return [
    observedOnly('Never perturbed here', named(untrained.filter((gene) => !perturbed.has(gene)))),
    observedOnly('Perturbed only in held-out data', named(untrained.filter((gene) => perturbed.has(gene)))),
    dataset.control.mode === 'others' &&
      !isComparedWithZero(dataset) && {
        title: 'Effects shared by all perturbations.',
        text: 'There were no control cells: each perturbation was compared with the others.',
      },
    unstable > 0 && {
      title: `${plural(unstable, 'unstable edge')} among the ${strongest.length} strongest.`,
      text: unstableEdgesText(result),
    },
    {
      title: 'Genes that were not modelled.',
      text: 'A regulator outside this gene set can appear as an edge between its targets.',
    },
  ].filter((spot) => spot !== false);
}

/** Genes without interventional data. */
function observedOnly(why: string, genes: readonly string[]): BlindSpot | false {
  return (
    genes.length > 0 && {
      title: `${listOf(genes, 4)}.`,
      text: `${why}: the direction of ${genes.length === 1 ? 'its' : 'their'} edges rests on correlation, not on a perturbation.`,
    }
  );
}

/** `genes`: names; `noun`: perturbationNoun of names.ts; `row`: rowNoun of rows.ts. */
export function identifiabilityInWords(
  screen: Identifiability,
  genes: readonly string[],
  noun: string,
  row: string,
): readonly BlindSpot[] {
  const { withoutEffect, tooFewCells } = screen;
  return [
    perturbedShare(screen),
    withoutEffect.length > 0 && {
      title: `${capital(plural(withoutEffect.length, noun))} to which no gene responds: ${listOf(withoutEffect)}.`,
      text: `No other gene changes significantly (q ≤ .05): no information about ${withoutEffect.length === 1 ? 'its' : 'their'} targets.`,
    },
    tooFewCells.length > 0 && {
      title: `${capital(plural(tooFewCells.length, noun))} of fewer than ${MIN_TEST_CELLS} ${row}s: ${listOf(tooFewCells)}.`,
      text: 'Too few to test the response of other genes.',
    },
    movingTogether(screen, genes),
    distinctEffects(screen, noun),
  ].filter((spot) => spot !== false);
}

function perturbedShare({ alone, onlyTogether, neverPerturbed }: Identifiability): BlindSpot {
  const regulators = alone.length + onlyTogether.length + neverPerturbed.length;
  const rest = [
    ...(onlyTogether.length > 0 ? [`${onlyTogether.length} only together with others`] : []),
    ...(neverPerturbed.length > 0 ? [`${neverPerturbed.length} never`] : []),
  ];
  return {
    title: `${alone.length} of ${plural(regulators, 'regulator')} perturbed alone (${percent(alone.length / Math.max(1, regulators))}).`,
    text:
      rest.length === 0
        ? 'Every candidate regulator was perturbed alone in training.'
        : `${capital(listOf(rest))}: their effects are less certain or unknown.`,
  };
}

function movingTogether(
  { movingTogether: groups }: Identifiability,
  genes: readonly string[],
): BlindSpot | false {
  if (groups.length === 0) return false;
  const names = groups.map((group) => group.map((gene) => genes[gene] ?? ''));
  const named = names.slice(0, 3).map((group) => listOf(group, 4));
  const more = groups.length > 3 ? `; and ${plural(groups.length - 3, 'more group')}` : '';
  return {
    title: `Co-regulated genes: ${named.join('; ')}${more}.`,
    text: 'They respond alike to every perturbation (|r| ≥ .95): which of them regulates the others is not identifiable here.',
  };
}

function distinctEffects(
  { effectiveRank, perturbations, labels }: Identifiability,
  noun: string,
): BlindSpot | false {
  if (perturbations < 2 || effectiveRank === 0) return false;
  const each = labels === perturbations ? '' : `, ${perturbations} with time points`;
  return {
    title: `About ${plural(Math.round(effectiveRank), 'distinct effect')} among ${plural(labels, noun)}${each} (upper bound).`,
    text: 'Effective rank of the mean changes; noise increases it.',
  };
}
