/** The benchmark in one sentence and one line of numbers: held-out error and network accuracy, relative to other methods. */
import { beatsNoChange } from '../../evaluation/predictions/predictionError';
import type { Interval } from '../../evaluation/bootstrap';
import { MIN_TEST_CELLS } from '../../evaluation/referenceFree/conditionEffects';
import type { Level, RunVerdict } from '../../inference/verdict/statements';
import { hasSignal } from '../../inference/diagnosis/verdict';
import type { Diagnosis } from '../../inference/diagnosis/evidence';
import type { FitResult } from '../../inference/run/result';
import type {
  Standing,
  FullBenchmark,
  BenchmarkedNetwork,
  PredictionBenchmark,
  BenchmarkResult,
  TruthBenchmark,
} from '../../inference/benchmark/benchmark';
import {
  bestOtherPredictor,
  ENOUGH_PERTURBATIONS,
  ownError,
  rivalsOfSome,
  standingOf,
  TIE,
  type Rival,
} from '../../inference/benchmark/standing';
import type { FinishedRun } from '../../share/finishedRun';
import { findingAgainst, findingTitle } from './diagnosis';
import {
  capital,
  count,
  joined,
  plural,
  sentence,
  decimal,
  intervalText,
  percent,
  rangeText,
} from './format';
import { networkSourceNames, perturbationNoun, predictorNames, predictorsInText } from './names';
import { hasOneSampleEach } from '../../dataset/rows';
import type { NoiseLimit } from '../../inference/benchmark/noise';

export interface KnownOfRun {
  readonly result: Pick<FitResult, 'crossValidation' | 'heldOut'> & {
    readonly diagnosis: Pick<Diagnosis, 'signal' | 'effects'>;
  };
  /** 'knockout', 'perturbation' …: perturbationNoun of names.ts. */
  readonly noun: string;
  /** Every condition is a single sample. */
  readonly oneSample: boolean;
  /** null before the first part, and without cells. */
  readonly card: Pick<BenchmarkResult, 'predictions' | 'networks'> | null;
  readonly truth: TruthBenchmark | null;
}

export interface Verdict {
  readonly title: string;
  readonly line: string;
}

export const besideOthersTitle = 'Comparison with other methods on the same data';

export function verdictOf(
  { dataset, result }: Pick<FinishedRun, 'dataset' | 'result'>,
  { card, truthCard }: FullBenchmark,
): Verdict {
  return benchmarkVerdict({
    result,
    noun: perturbationNoun(dataset),
    oneSample: hasOneSampleEach(dataset),
    card,
    truth: truthCard,
  });
}

export function benchmarkVerdict(known: KnownOfRun): Verdict {
  const { card, truth } = known;
  const clauses = [
    predictionClause(known),
    truth && networkClause(truth),
    isOfSingleSamples(known) && 'every edge rests on single samples',
  ];
  return {
    title: sentence(clauses.filter(Boolean).join('; ')),
    line: joined(
      card?.predictions ? errorLine(card.predictions) : null,
      ...predictionFigures(known),
      card?.predictions?.noise ? noiseText(card.predictions.noise) : null,
      truth && areaLine(truth),
      ...networkFigures(known),
    ),
  };
}

/** The line without what figures and badges of the page say: errors, noise, and the AUPRC of the network. */
export function moreFigures(known: KnownOfRun): readonly string[] {
  const [best] = otherAreas(known.truth?.rows ?? []);
  return [
    ...predictionFigures(known),
    ...(best ? [`AUPRC of ${best.name}, the best other method: ${decimal(best.area.value)}.`] : []),
    ...networkFigures(known),
  ];
}

function isOfSingleSamples({ oneSample, truth }: KnownOfRun): boolean {
  return oneSample && truth === null;
}

/** The network without a reference. */
function networkFigures(known: KnownOfRun): readonly string[] {
  const own = known.card?.networks.find(({ source }) => source === 'modulode');
  if (isOfSingleSamples(known)) return [ONE_SAMPLE_LINE];
  return known.truth === null && own ? [responseLine(own) ?? []].flat() : [];
}

/** The title of the run elsewhere, with the caveats of the benchmark once it has run; before, with that of the run's own verdict, `level`. */
export function findingBeside(
  result: KnownOfRun['result'],
  predictions: PredictionBenchmark | null,
  level: Level | null,
): string {
  return findingStanding(result, predictions && standingOf(predictions), level);
}

/** The same from what a link carries; `standing` null: the benchmark is unknown, and the `level` of the run's own verdict stands for it. */
export function findingStanding(
  result: KnownOfRun['result'],
  standing: Standing | null,
  level: Level | null = null,
): string {
  const doubt = standing ? uncertainty(standing) : level === 'uncertain' ? ' (uncertain)' : '';
  const title = findingTitle(result, doubt === '' ? level : 'uncertain');
  if (hasSignal(result.diagnosis) === false) return title;
  return `${title}${doubt}${standing ? aheadClause(standing) : ''}`;
}

/** The title where the level stands beside it: what speaks against the predictions, or how good they are. */
export function findingBesideLevel(
  result: KnownOfRun['result'],
  standing: Standing | null,
  verdict: Pick<RunVerdict, 'predicts'> | null,
): string {
  const against = verdict && findingAgainst(verdict);
  if (against !== null) return against;
  const title = findingTitle(result, verdict?.predicts.level ?? null);
  return standing && hasSignal(result.diagnosis) !== false ? `${title}${aheadClause(standing)}` : title;
}

/** The caveats of the finding in full, for readers of a link; null without any. */
export function standingText(
  { diagnosis }: Pick<KnownOfRun['result'], 'diagnosis'>,
  standing: Standing | null,
): string | null {
  if (!standing || hasSignal(diagnosis) === false) return null;
  const { judged, sure, ahead } = standing;
  const on = `Evaluated on ${judged < ENOUGH_PERTURBATIONS ? 'only ' : ''}${plural(judged, 'perturbation')}`;
  const alone =
    judged < ENOUGH_PERTURBATIONS
      ? `${on}: uncertain.`
      : `${on}; the 95\u00a0% interval of the error ${sure ? 'lies below' : 'includes'} “no change”.`;
  if (!ahead) return alone;
  return `${alone} ${capital(predictorsInText[ahead.rival])} needs no network: this error alone does not support the edges.`;
}

function predictionClause({ result, noun, card }: KnownOfRun): string {
  const predictions = card?.predictions ?? null;
  const error = predictions && ownError(predictions);
  if (hasSignal(result.diagnosis) === false) {
    const none = `These ${noun}s have no measurable effect`;
    return error && !beatsNoChange(error.value) ? `${none}, and the model does not beat “no change”` : none;
  }
  if (!predictions) return `No ${noun} was held out, so prediction was not tested`;
  return error
    ? comparison(predictions, error, noun)
    : `No measurable change to predict in ${judgedText(predictions, noun)}`;
}

/** '8 held-out knockouts', '8 left-out knockouts' */
function judgedText({ what, labels }: PredictionBenchmark, noun: string): string {
  return plural(labels.length, `${what === 'held out' ? 'held-out' : 'left-out'} ${noun}`);
}

function comparison(predictions: PredictionBenchmark, { value }: Interval, noun: string): string {
  const standing = standingOf(predictions);
  const over = judgedText(predictions, noun);
  if (!standing) return `Error over ${over} is no lower than for “no change”`;
  const doubt = uncertainty(standing);
  const below = `Error over ${over} is ${percent(1 - value)} below “no change”${doubt}`;
  if (standing.ahead) return `${below}${aheadClause(standing)}`;
  return doubt === '' ? `${below}, the lowest of ${judgedBeside(predictions, value)}` : below;
}

/** The table may have one with a lower error that predicts some of the perturbations only, as the sum of single effects. */
function judgedBeside(predictions: PredictionBenchmark, value: number): string {
  const isLower = rivalsOfSome(predictions).some(({ error }) => error.value < value);
  return isLower ? 'those that predict all' : 'all predictors';
}

/** 'Lowest error of all predictors for 6 of 8 perturbations.' */
function winsText({ labels, wins }: PredictionBenchmark): string {
  const all = plural(labels.length, 'perturbation');
  return `Lowest error of all predictors for ${wins === labels.length ? `all ${all}` : `${count(wins)} of ${all}`}.`;
}

/** Which baseline predicts better, or is not clearly worse; '' if none is, and where `uncertainty` says as much. */
function aheadClause({ ahead, sure, judged }: Standing): string {
  if (!ahead || (!ahead.better && (!sure || judged < ENOUGH_PERTURBATIONS))) return '';
  const rival = predictorsInText[ahead.rival];
  return ahead.better ? `, but ${rival} predicts better` : `, not clearly better than ${rival}`;
}

function uncertainty({ judged, sure }: Standing): string {
  if (judged < ENOUGH_PERTURBATIONS) return ` (uncertain: ${plural(judged, 'perturbation')})`;
  return sure ? '' : ' (uncertain)';
}

function networkClause({ rows, density, trained }: TruthBenchmark): string | null {
  const area = rows.find(({ source }) => source === 'modulode')?.auprc ?? null;
  if (area === null || density === 0) return null;
  const ratio = area.value / density;
  const times = `AUPRC ${ratio < 9.95 ? ratio.toFixed(1) : Math.round(ratio)} × chance`;
  const unsure = ratio < 1.05 ? ' (no better)' : area.low <= density ? ' (uncertain)' : '';
  const given = trained
    ? `, with ${percent(trained.given / trained.edges)} of these edges given in training`
    : '';
  return `${times}${unsure}${given}${higherText(rows, area)}`;
}

/** Other methods with a higher or the same AUPRC. */
function higherText(rows: TruthBenchmark['rows'], own: Interval): string {
  const others = otherAreas(rows);
  const [best, ...rest] = others.filter(({ area }) => area.value > own.value + TIE);
  if (best)
    return `, higher for ${best.name}${rest.length === 0 ? '' : ` and ${plural(rest.length, 'other method')}`}`;
  const [second] = others;
  return second && second.area.value >= own.value - TIE ? `, equal for ${second.name}` : '';
}

/** 'Relative error: Modulode 0.64 (0.40–0.90), linear model 1.03, no change 1.' */
function errorLine(predictions: PredictionBenchmark): string | null {
  const error = ownError(predictions);
  if (!error) return null;
  const best = bestOtherPredictor(predictions);
  const rows = [
    `Modulode ${decimal(error.value)}${intervalText(error)}`,
    ...(best
      ? [`${lowerFirst(predictorNames[best.rival])} ${decimal(best.error.value)}${intervalText(best.error)}`]
      : []),
    'no change 1',
  ];
  return `Relative error: ${rows.join(', ')}.`;
}

/** Beside the errors: wins, and what concerns some perturbations. */
function predictionFigures({ result, card }: KnownOfRun): readonly string[] {
  const predictions = card?.predictions ?? null;
  const error = predictions && ownError(predictions);
  if (!error) return [];
  const best = bestOtherPredictor(predictions);
  const claims = hasSignal(result.diagnosis) !== false && beatsNoChange(error.value);
  const isChance =
    hasSignal(result.diagnosis) === false &&
    [error, ...(best ? [best.error] : [])].some(({ value }) => beatsNoChange(value));
  return [
    ...(claims && predictions.labels.length > 1 ? [winsText(predictions)] : []),
    ...rivalsOfSome(predictions).map((one) => partText(one, predictions)),
    ...(isChance ? ['Errors below 1 arise by chance here.'] : []),
  ];
}

/** 'On 4 of 31 perturbations: Modulode 0.05, sum of single effects 0.12.' */
function partText({ rival, error, paired }: Rival, { labels }: PredictionBenchmark): string {
  const { perturbations, model, difference } = paired;
  const isOpen = difference.low <= 0 && difference.high >= 0;
  const name = lowerFirst(predictorNames[rival]);
  return `On ${count(perturbations)} of ${plural(labels.length, 'perturbation')}: Modulode ${decimal(model.value)}, ${name} ${decimal(error.value)}${isOpen || perturbations < ENOUGH_PERTURBATIONS ? ' (uncertain)' : ''}.`;
}

function areaLine({ rows, density }: TruthBenchmark): string | null {
  const area = rows.find(({ source }) => source === 'modulode')?.auprc ?? null;
  if (area === null) return null;
  const [best] = otherAreas(rows);
  const own = `AUPRC ${decimal(area.value)}${intervalText(area)}, chance ${decimal(density)}`;
  return best ? `${own}, ${best.name} ${decimal(best.area.value)}.` : `${own}.`;
}

/** Measured: docs/accuracy.md, yeast deletions. */
const ONE_SAMPLE_LINE =
  'With one sample per condition, responses of targets cannot be tested. The KO z-score may rank edges better than the model, as it does on yeast deletions.';

function responseLine({ withoutTruth: { screen, shuffled } }: BenchmarkedNetwork): string | null {
  const share = screen.answeringCorrected;
  const chance = shuffled.flatMap(({ answeringCorrected }) => answeringCorrected ?? []);
  if (share === null)
    return screen.edges === 0
      ? 'No edge could be tested: no regulator was perturbed alone.'
      : `No edge could be tested: no perturbation of its regulators has ${MIN_TEST_CELLS} cells or samples.`;
  const targets = `In ${percent(share)} of ${plural(screen.edges, 'edge')} the target responds to perturbation of the regulator`;
  if (chance.length === 0) return `${targets}.`;
  const range = rangeText(Math.min(...chance), Math.max(...chance), percent);
  return share > Math.max(...chance)
    ? `${targets} (shuffled labels: ${range}).`
    : `${targets}, no more than with shuffled labels (${range}).`;
}

/** The other methods with their AUPRC and curve, best first, without the random order. */
export function otherAreas(rows: TruthBenchmark['rows']) {
  return rows
    .filter(({ source }) => source !== 'modulode' && source !== 'density')
    .flatMap(({ source, auprc, curve }) =>
      auprc ? [{ source, name: networkSourceNames[source], area: auprc, curve }] : [],
    )
    .toSorted((a, b) => b.area.value - a.area.value);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** What a perfect prediction would still err. */
export function noiseText({ perfect, replicate }: NoiseLimit): string {
  if (replicate < 0.005) return 'Measurement noise adds less than 0.01 to the error.';
  return `Measurement noise alone gives a perfect prediction an error of ${noiseError(perfect)}, and a repeated measurement ${noiseError(replicate)}.`;
}

/** '0.11', 'less than 0.01' */
export function noiseError(error: number): string {
  return error < 0.005 ? 'less than 0.01' : decimal(error);
}

const references = {
  'split-controls': 'Predictions use one half of the controls, measured effects the other half.',
  'shared-controls':
    'This run of an earlier version uses the same controls for predictions and measurements: its errors are too low.',
  'control-level': 'The values are log ratios: measured effects are relative to 0, the control level.',
  others: 'Without controls, perturbations are compared with each other.',
} as const;

/** What unseen perturbations were measured against. */
export function referenceText(noise: NoiseLimit): string {
  return references[noise.reference];
}
