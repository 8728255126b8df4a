/**
 * The report card in one plain sentence, and a quiet line of the numbers behind it: whether the model predicts what it has not seen
 * better than every simpler way, and whether its network is truer than chance and than those of other methods. Never more than is known.
 */
import { beatsNoChange } from '../../evaluation/predictors';
import type { Interval } from '../../evaluation/bootstrap';
import { fewestCells } from '../../evaluation/referenceFree/conditionEffects';
import { hasSignal } from '../../inference/diagnosisVerdict';
import type { Diagnosis, FitResult } from '../../inference/result';
import type { Standing } from '../../inference/standing';
import type {
  BesideOthers,
  JudgedNetwork,
  PredictionCard,
  ReportCard,
  TruthCard,
} from '../../inference/benchmark/benchmark';
import { bestRival, ownError, standingOf, tie } from '../../inference/benchmark/standing';
import type { FinishedRun } from '../../share/runFile';
import { findingTitle } from './diagnosis';
import { capital, plural, sentence, decimal, intervalText, percent, rangeText } from './format';
import { perturbationNoun, networkSourcesInText, predictorsInText } from './names';

export interface KnownOfRun {
  readonly result: Pick<FitResult, 'crossValidation' | 'heldOut'> & {
    readonly diagnosis: Pick<Diagnosis, 'signal'>;
  };
  /** What one perturbation is called (kinds.ts). */
  readonly noun: string;
  /** Every perturbation was measured on a single sample. */
  readonly oneSample: boolean;
  /** null where nothing is known yet, and of a run without cells. */
  readonly card: ReportCard | null;
  readonly truth: TruthCard | null;
  /** More is still to come. */
  readonly computing: boolean;
}

export interface Verdict {
  readonly title: string;
  readonly line: string;
}

/** Below so many judged perturbations nothing is sure. */
const fewPerturbations = 5;

/** Stands over the whole card where the page's own step does not say what it is. */
export const besideOthersTitle = 'Beside other methods, from the same cells';

/** Of a finished run and its finished card. */
export function verdictOf(
  { dataset, result }: Pick<FinishedRun, 'dataset' | 'result'>,
  { card, truthCard }: BesideOthers,
): Verdict {
  return reportCardVerdict({
    result,
    noun: perturbationNoun(dataset),
    oneSample: hasOneSampleEach(dataset),
    card,
    truth: truthCard,
    computing: false,
  });
}

/** Of every condition. */
export function hasOneSampleEach({ notes }: FinishedRun['dataset']): boolean {
  return notes.some(({ tag }) => tag === 'one-sample-per-condition');
}

export function reportCardVerdict(known: KnownOfRun): Verdict {
  const { card, truth, computing, oneSample } = known;
  const isOpen = oneSample && truth === null;
  const own = card?.networks.find(({ source }) => source === 'modulode');
  const lines = [
    card?.predictions ? errorLine(card.predictions, known) : null,
    truth ? areaLine(truth) : own && !oneSample ? answeringLine(own) : null,
    isOpen ? oneSampleLine : null,
    computing && (card?.networks.length ?? 0) < 2
      ? 'Other methods are still being computed from the same cells.'
      : null,
  ];
  return {
    title: sentence(
      [predictionClause(known), truth && networkClause(truth), isOpen && 'every edge rests on single samples']
        .filter(Boolean)
        .join('; '),
    ),
    line: lines.filter((line) => line !== null).join(' '),
  };
}

/** The title of the same run elsewhere on the page: once it was set beside simpler predictions, it says no more than the card. */
export function findingBeside(result: KnownOfRun['result'], predictions: PredictionCard | null): string {
  return findingStanding(result, predictions && standingOf(predictions));
}

/** The same where no more is known than what a link tells of how the predictions stand; null: nothing. */
export function findingStanding(result: KnownOfRun['result'], standing: Standing | null): string {
  const title = findingTitle(result);
  if (!standing || hasSignal(result.diagnosis) === false) return title;
  return `${title}${reservation(standing)}${aheadClause(standing)}`;
}

/** What the finding's reservations mean, for who has no card to look at; null where it has none and no praise. */
export function standingText(
  { diagnosis }: Pick<KnownOfRun['result'], 'diagnosis'>,
  standing: Standing | null,
): string | null {
  if (!standing || hasSignal(diagnosis) === false) return null;
  const { judged, sure, ahead } = standing;
  const few = judged < fewPerturbations;
  const on = `It was judged on ${few ? 'only ' : ''}${plural(judged, 'perturbation')}`;
  const reach = sure
    ? 'its 95\u00a0% interval stays better than “no change”'
    : 'had others been measured, it might predict no better than “no change” (its 95\u00a0% interval reaches that)';
  const alone = few ? `${on}: by chance it can look better than it is.` : `${on}; ${reach}.`;
  if (!ahead) return alone;
  const rival = capital(predictorsInText[ahead.rival]);
  return `${alone} ${rival} knows no network, so how well the model predicts says little for its edges.`;
}

function predictionClause({ result, noun, card }: KnownOfRun): string {
  const none = hasSignal(result.diagnosis) === false;
  const predictions = card?.predictions ?? null;
  if (!predictions) {
    if (none) return `These ${noun}s change nothing that can be measured`;
    return card ? `No ${noun} was unseen, so predictions could not be tested` : findingTitle(result);
  }
  const error = ownError(predictions);
  if (none) {
    const nothing = `These ${noun}s change nothing that can be measured`;
    return error && !beatsNoChange(error.value)
      ? `${nothing}, and the model predicts no better than “no change”`
      : nothing;
  }
  return error
    ? `${onThose(predictions, noun)} ${comparison(predictions, error)}`
    : `${onThose(predictions, noun)} nothing changed that could be predicted`;
}

/** 'On 8 held-out knockouts', 'On 8 knockouts, each left out in turn,' */
function onThose({ what, labels }: PredictionCard, noun: string): string {
  switch (what) {
    case 'held out':
      return `On ${plural(labels.length, `held-out ${noun}`)}`;
    case 'left out in turn':
      return `On ${plural(labels.length, noun)}, each left out in turn,`;
    default:
      return what satisfies never;
  }
}

function comparison(predictions: PredictionCard, { value }: Interval): string {
  const standing = standingOf(predictions);
  if (!standing) return 'the model predicts no better than “no change”';
  const { labels, wins } = predictions;
  const better = `the model predicts ${percent(1 - value)} better than “no change”`;
  const unsure = reservation(standing);
  if (standing.ahead) return `${better}${unsure}${aheadClause(standing)}`;
  const every = 'better than every baseline';
  if (labels.length === 1) return `the model predicts ${every}${unsure}`;
  if (wins === labels.length) return `the model predicts ${every} in all ${wins}${unsure}`;
  if (2 * wins >= labels.length) return `the model predicts ${every} in ${wins}${unsure}`;
  return `the model predicts best taken together${unsure}, ${unsure === '' ? 'but' : 'and'} in only ${wins} ${every}`;
}

/** Which baseline predicts better, or as well; empty where none does. */
function aheadClause({ ahead }: Standing): string {
  if (!ahead) return '';
  const name = predictorsInText[ahead.rival];
  return ahead.better ? `, but ${name} predicts better still` : `, no better than ${name}`;
}

function reservation({ judged, sure }: Standing): string {
  if (judged < fewPerturbations)
    return `, though ${judged === 1 ? 'one is' : `${judged} are`} too few to be sure`;
  return sure ? '' : ', though not surely';
}

function networkClause({ rows, density }: TruthCard): string | null {
  const area = rows.find(({ source }) => source === 'modulode')?.auprc ?? null;
  if (area === null || density === 0) return null;
  const ratio = area.value / density;
  if (ratio < 1.05) return `the network is no denser in true edges than chance${aheadText(rows, area)}`;
  const times = `the network is ${ratio < 9.95 ? ratio.toFixed(1) : Math.round(ratio)} times denser in true edges than chance`;
  return `${times}${area.low <= density ? ', though that may be luck' : ''}${aheadText(rows, area)}`;
}

/** Which method ranks edges better, or as well: losses are told as wins are. */
function aheadText(rows: TruthCard['rows'], own: Interval): string {
  const others = otherAreas(rows);
  const ahead = others.filter(({ area }) => area.value > own.value + tie);
  const [best, ...rest] = ahead;
  if (best)
    return rest.length === 0
      ? `, but that of ${best.name} is denser`
      : `, but those of ${best.name} and ${plural(rest.length, 'other method')} are denser`;
  const [second] = others;
  return second && second.area.value >= own.value - tie ? `, no denser than that of ${second.name}` : '';
}

function errorLine(predictions: PredictionCard, { result }: KnownOfRun): string | null {
  const error = ownError(predictions);
  if (!error) return null;
  const best = bestRival(predictions);
  const own = `Error ${decimal(error.value)}${intervalText(error)} of “no change”`;
  const beside = best
    ? `; of ${predictorsInText[best.rival]} ${decimal(best.error.value)}${intervalText(best.error)}`
    : '';
  const unsure = beatsNoChange(error.value) && !beatsNoChange(error.high);
  const none = hasSignal(result.diagnosis) === false;
  const lessIsNothing =
    none && [error, ...(best ? [best.error] : [])].some(({ value }) => beatsNoChange(value));
  const remarks = [
    unsure ? ' The 95\u00a0% interval reaches “no change”.' : '',
    lessIsNothing ? ' Below 1 there is only chance, which all comparisons share.' : '',
  ];
  return `${own}${beside}.${remarks.join('')}`;
}

function areaLine({ rows, density }: TruthCard): string | null {
  const area = rows.find(({ source }) => source === 'modulode')?.auprc ?? null;
  if (area === null) return null;
  const [best] = otherAreas(rows);
  const own = `Area under precision and recall ${decimal(area.value)}${intervalText(area)}, random ${decimal(density)}`;
  return best ? `${own}, ${best.name} ${decimal(best.area.value)}.` : `${own}.`;
}

/** Measured: docs/accuracy.md, DREAM4. */
const oneSampleLine =
  'With one sample of each whether targets answer cannot be tested, and comparing it with the others (KO z-score) may rank edges better than the model: so it did on 100 genes whose network is known (DREAM4).';

function answeringLine({ withoutTruth: { screen, shuffled } }: JudgedNetwork): string | null {
  const share = screen.answeringCorrected;
  const chance = shuffled.flatMap(({ answeringCorrected }) => answeringCorrected ?? []);
  if (share === null)
    return screen.edges === 0
      ? 'None of its edges could be tested: no regulator was perturbed by itself.'
      : `None of its edges could be tested: no perturbation of its regulators has ${fewestCells} cells.`;
  const targets = `of ${plural(screen.edges, 'edge')} ${percent(share)} have a target that answers when the regulator is perturbed`;
  if (chance.length === 0) return `Without a known network: ${targets}.`;
  const range = rangeText(Math.min(...chance), Math.max(...chance), percent);
  return share > Math.max(...chance)
    ? `Without a known network: ${targets}; with shuffled labels ${range}.`
    : `Without a known network: ${targets}, no more than with shuffled labels (${range}).`;
}

/** The best first, the random line left out. */
function otherAreas(rows: TruthCard['rows']): readonly { readonly name: string; readonly area: Interval }[] {
  return rows
    .filter(({ source }) => source !== 'modulode' && source !== 'density')
    .flatMap(({ source, auprc }) => (auprc ? [{ name: networkSourcesInText[source], area: auprc }] : []))
    .toSorted((a, b) => b.area.value - a.area.value);
}
