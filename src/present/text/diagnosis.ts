/** Diagnosis of a run in sentences: the questions of docs/method.md, the held-out error under its one name, and the finding. */
import { beatsNoChange } from '../../evaluation/predictions/predictionError';
import { dampsSharedFactor } from '../../dynamics/settings';
import {
  defiesCovariation,
  followsCovariation,
  hasSharedFactor,
  hasSignal,
  labelVerdict,
  mostAreContradicted,
  ownGenesMove,
  type LabelVerdict,
} from '../../inference/diagnosis/verdict';
import type { Diagnosis, LabelEvidence, MeasurableEffects } from '../../inference/diagnosis/evidence';
import type { CrossValidation, FitResult } from '../../inference/run/result';
import type { Directions } from '../../inference/run/comparisons';
import { strongestDoubt, type Doubt, type Level, type RunVerdict } from '../../inference/verdict/statements';
import type { SuspectLabel } from '../../dataset/quality/suspectLabels';
import { capital, count, decimal, joined, listOf, percent, plural } from './format';
import { predictorsInText } from './names';

export interface Answer {
  readonly question: string;
  readonly sentence: string;
  /** Without this caveat the network must not be interpreted biologically. */
  readonly attention: boolean;
}

/** Errors relative to no change above this are hardly better than no change. */
const HARDLY_BETTER = 0.9;

export function predictsMoreThanALittle(error: number): boolean {
  return error < HARDLY_BETTER;
}

/** κ below which predicted sizes are unreliable. */
export const littleTrust = 0.4;

const crossValidatedName = 'Cross-validated error';
export const heldOutName = 'Held-out error';
/** The unit of both errors. */
export const errorScale = 'no change = 1';

/** The one error that every surface states, after κ: on held-out perturbations, otherwise cross-validated; null without either. */
export function unseenError({
  heldOut,
  crossValidation,
}: Readonly<Record<'heldOut' | 'crossValidation', { readonly shrunkError: number } | null>>): {
  readonly name: string;
  readonly value: number;
} | null {
  if (heldOut) return { name: heldOutName, value: heldOut.shrunkError };
  return crossValidation && { name: crossValidatedName, value: crossValidation.shrunkError };
}

/** 'Cross-validated error 0.64 (no change = 1)' */
export function errorText(error: number, name = crossValidatedName): string {
  return `${name} ${error.toFixed(2)} (${errorScale})`;
}

const predictionQuestion = 'Does it predict?';
export const sizesQuestion = 'Are effect sizes reliable?';

/** One answer for each question that the data allow, in order. */
export function describeDiagnosis({
  diagnosis,
  crossValidation,
  model,
}: Pick<FitResult, 'diagnosis' | 'crossValidation'> & {
  readonly model: Pick<FitResult['model'], 'settings' | 'genes' | 'shared' | 'measured' | 'lossesReplaced'>;
}): Answer[] {
  return [
    signalAnswer(diagnosis),
    labelsAnswer(diagnosis),
    factorAnswer(
      hasSharedFactor(diagnosis, model.genes.length),
      dampsSharedFactor(model.settings, model.genes.length),
    ),
    dropoutAnswer(model),
    predictionAnswer(crossValidation),
    crossValidation && sizesAnswer(crossValidation.kappa, model),
  ].filter((answer) => answer !== null);
}

function signalAnswer({ signal, effects }: Pick<Diagnosis, 'signal' | 'effects'>): Answer | null {
  if (signal === null) return null;
  const isOnlyShared = effects?.sharedBy !== undefined && effects.measurable === 0;
  const attention = hasSignal({ signal, effects }) === false || isOnlyShared;
  const changes = `genes change ${timesText(signal)} times as much as expected by chance`;
  return {
    question: 'Is there a signal?',
    sentence:
      effects === null
        ? `${attention ? 'No measurable effect' : 'Yes'}: ${changes}.`
        : joined(
            isOnlyShared
              ? `Only a response shared by the perturbations (${changes}).`
              : attention
                ? `No measurable effect: ${changes}.`
                : `Yes: ${effectsText(effects)} (${changes}).`,
            unitSentence(effects),
          ),
    attention,
  };
}

/** '2.4', '1,279' */
export function timesText(ratio: number): string {
  return ratio < 99.95 ? decimal(ratio, 1) : count(Math.round(ratio));
}

/** What was compared, where the file tells guides; null where it does not. */
export function unitSentence({ unit, guidesUnused }: MeasurableEffects): string | null {
  if (unit === 'guides')
    return 'Tested across guides: an effect counts if the guides of one target agree on it and other guides do not show it.';
  switch (guidesUnused) {
    case undefined:
      return null;
    case 'single-guides':
      return 'Tested across cells, because many targets have only one working guide; off-target effects are counted too.';
    case 'few-guides':
      return 'Tested across cells, because there are too few guides; effects of a single guide are counted too.';
    default:
      return guidesUnused satisfies never;
  }
}

/** '3 of 20 perturbations change other genes', as on Effects */
export function effectsText({ measurable, of, sharedBy }: MeasurableEffects): string {
  const beyond = sharedBy === undefined ? '' : ' beyond a shared response';
  return `${count(measurable)} of ${plural(of, 'perturbation')} ${measurable === 1 ? 'changes' : 'change'} other genes${beyond}`;
}

function labelsAnswer(diagnosis: Pick<Diagnosis, 'agreement' | 'labels' | 'suspectLabels'>): Answer | null {
  const verdict = labelVerdict(diagnosis);
  const { labels, suspectLabels } = diagnosis;
  const suspects = suspectSentences(suspectLabels);
  if (verdict === null && suspects.length === 0) return null;
  const general = verdict === null ? '' : generalSentence(verdict, diagnosis);
  return {
    question: 'Do labels and targets fit?',
    sentence:
      suspects.length === 0
        ? general
        : joined('Not all.', ...suspects, general !== '' && capital(general.replace('Yes: ', ''))),
    attention: suspects.length > 0 || verdict !== 'fit' || (labels !== null && defiesCovariation(labels)),
  };
}

/** 'Labels A and B look exchanged: …', one sentence per reason; empty where no label is suspect. */
export function suspectSentences(suspects: readonly SuspectLabel[]): readonly string[] {
  const pairs = suspects.flatMap(({ label, swappedWith }) =>
    swappedWith !== null && label < swappedWith ? `${label} and ${swappedWith}` : [],
  );
  const named = (why: SuspectLabel['reason']) =>
    suspects.filter((one) => one.reason === why).map(({ label }) => label);
  const [inert, other] = [named('inert'), named('other')];
  return [
    ...(pairs.length > 0
      ? [
          `Labels look swapped: the cells of each show the change expected of the other (${listOf(pairs.toSorted())}).`,
        ]
      : []),
    ...(inert.length > 0
      ? [
          `${plural(inert.length, 'perturbation looks', 'perturbations look')} inert: the target does not change as intended (${listOf(inert)}).`,
        ]
      : []),
    ...(other.length > 0
      ? [
          `${plural(other.length, 'label does', 'labels do')} not fit: other genes change, but not the target (${listOf(other)}).`,
        ]
      : []),
  ];
}

function generalSentence(
  verdict: LabelVerdict,
  { agreement, labels }: Pick<Diagnosis, 'agreement' | 'labels'>,
): string {
  return labels === null ? agreementSentence(verdict, agreement) : evidenceSentence(labels);
}

const disagreement = 'Perturbation effects and cell-to-cell covariation disagree';
const checkLabels = 'check labels, targets and kind';

function evidenceSentence(labels: LabelEvidence): string {
  const score = `z-score ${decimal(labels.covariation, 1)}`;
  if (ownGenesMove(labels)) return targetsSentence(labels, score);
  if (followsCovariation(labels))
    return `Yes: perturbation effects match cell-to-cell covariation (${score}).`;
  if (mostAreContradicted(labels))
    return `${percent(labels.contradicted)} of the perturbations that should change their target do not, or another target is lost instead: ${checkLabels}.`;
  if (defiesCovariation(labels))
    return `${disagreement} (${score}, expected ${decimal(labels.expected, 1)}): ${checkLabels}; or the effects do not reach these genes.`;
  return `Undetermined: the targets show no clear change, and effects cannot be compared with cell-to-cell covariation (${score}).`;
}

function targetsSentence(labels: LabelEvidence, score: string): string {
  if (followsCovariation(labels))
    return `Yes: targets change as expected, and other effects match cell-to-cell covariation (${score}).`;
  if (defiesCovariation(labels))
    return `Targets change as expected, but other effects do not match cell-to-cell covariation (${score}), so the two kinds of evidence for edges disagree.`;
  return `Yes: targets change as expected. Whether other effects match cell-to-cell covariation is undetermined (${score}).`;
}

/** Runs of older versions hold only the agreement. */
function agreementSentence(verdict: LabelVerdict, agreement: number | null): string {
  const measured = `agreement ${decimal(agreement ?? 0)}`;
  return verdict === 'fit'
    ? `Yes: perturbation effects match cell-to-cell covariation (${measured}).`
    : `${disagreement} (${measured}): ${checkLabels}; or the effects do not reach these genes, or noise hides them.`;
}

function factorAnswer(strong: boolean | null, damped: boolean): Answer | null {
  if (strong === null) return null;
  return {
    question: 'Is there a strong shared factor between cells?',
    sentence: strong
      ? `Yes, such as cell cycle, cell state or batch. ${damped ? 'Its influence was reduced' : 'Its influence was not reduced, so edges may reflect it'}.`
      : 'No: no factor changes most genes of a cell together.',
    attention: false,
  };
}

/** null without imputed dropouts. */
function dropoutAnswer({ lossesReplaced }: Pick<FitResult['model'], 'lossesReplaced'>): Answer | null {
  if (!lossesReplaced) return null;
  return {
    question: 'Is there dropout?',
    sentence:
      'Yes: counting noise does not explain most of the zeros. Dropouts were imputed from the other cells of the condition before training; errors refer to the measured values.',
    attention: false,
  };
}

function predictionAnswer(crossValidation: CrossValidation | null): Answer {
  if (!crossValidation)
    return predictionIs('Not tested: cross-validation needs at least three perturbations.', true);
  const { shrunkError } = crossValidation;
  const error = errorText(shrunkError);
  if (!beatsNoChange(shrunkError)) return predictionIs(`${error}: no better than no change.`, true);
  const hardly = predictsMoreThanALittle(shrunkError) ? '' : ': hardly better than no change';
  return predictionIs(`${error}${hardly}.`, false);
}

function predictionIs(sentence: string, attention: boolean): Answer {
  return { question: predictionQuestion, sentence, attention };
}

/** The answers that stand below a verdict, which states the cross-validated error unless perturbations were held out. */
export function answersBelowVerdict(
  result: Parameters<typeof describeDiagnosis>[0] & Pick<FitResult, 'heldOut'>,
): Answer[] {
  const answers = describeDiagnosis(result);
  return result.heldOut ? answers : answers.filter(({ question }) => question !== predictionQuestion);
}

/**
 * κ scales predictions of perturbations that were not measured to the size that cross-validation supports, κ_m those of measured ones; a
 * shared response may be added to the former. Older models have κ for all.
 */
function sizesAnswer(
  kappa: number,
  { shared, measured }: Pick<FitResult['model'], 'shared' | 'measured'>,
): Answer {
  const attention = kappa < littleTrust;
  const effects = `${attention ? 'Low confidence: e' : 'E'}ffects${measured ? ` of ${unmeasured}` : ''}`;
  const scaled = `${effects} are scaled to ${percent(kappa)} of the model’s output, as cross-validation suggests.`;
  const sentence = `${scaled}${measured ? ` Effects of genes perturbed alone in training are scaled to ${percent(measured.kappa)}.` : ''}`;
  return {
    question: sizesQuestion,
    sentence: shared
      ? `${sentence} ${sharedText(shared, measured ? `Predictions of ${unmeasured}` : 'Predictions')}`
      : sentence,
    attention,
  };
}

const unmeasured = 'perturbations that were not measured';

export function sharedText(
  { weight }: NonNullable<FitResult['model']['shared']>,
  predictions = 'Predictions',
): string {
  return `${predictions} include ${percent(weight)} of the mean effect of all training perturbations: this shared response lowers the cross-validated error and is not from the network.`;
}

export const untested = 'Prediction was not tested';
const noEffect = 'These perturbations have no measurable effect';

/** The finding as a title, from the one error of `unseenError`. `level`: of the predictions; null: not judged. */
export function findingTitle(
  {
    diagnosis,
    crossValidation,
    heldOut,
  }: Pick<FitResult, 'crossValidation' | 'heldOut'> & {
    readonly diagnosis: Pick<Diagnosis, 'signal' | 'effects'>;
  },
  level: Level | null,
): string {
  const error = unseenError({ crossValidation, heldOut });
  if (error === null) return untested;
  if (!beatsNoChange(error.value)) return 'The model does not beat “no change”';
  // Good prediction of perturbations without an effect is no evidence.
  if (hasSignal(diagnosis) === false) return noEffect;
  if (heldOut && crossValidation && !beatsNoChange(crossValidation.shrunkError))
    return 'The model beats “no change” on held-out perturbations, but not in cross-validation';
  const less = `${percent(1 - error.value)} less error than “no change”`;
  const unseen = heldOut ? 'held-out perturbations' : 'perturbations it has not seen';
  return level === 'supported' ? `Predicts ${unseen}: ${less}` : `${less} on ${unseen}`;
}

/** What raises a doubt about the predictions, as a title; null: nothing does. */
export function findingAgainst({ predicts }: Pick<RunVerdict, 'predicts'>): string | null {
  const doubt = strongestDoubt({ predicts });
  return doubt && doubtParts(doubt)[0];
}

/** How often predictions have the measured direction; a prediction of no change has none, right or wrong. */
export function directionsText({ compared, direction, predicted }: Directions): string {
  if (compared === 0) return 'no significant change';
  if (predicted === 0) return `no change predicted; ${plural(compared, 'gene')} changed significantly`;
  return `correct direction for ${direction} of ${plural(compared, 'changed gene')}`;
}

/** Error of one perturbation relative to no change: '86 % better', '8 % worse', 'no better', from twice that error '2.4 × no change'. */
export function comparedWithNothing(error: number): string {
  if (error >= 2) return `${decimal(error, error < 9.95 ? 1 : 0)}\u00a0× no change`;
  const share = percent(Math.abs(1 - error));
  if (share === percent(0)) return 'no better';
  return error < 1 ? `${share} better` : `${share} worse`;
}

/** During training; null before the first error and once it is below that of no change. */
export function notBetterYet(
  heldOutError: number | null,
  step: number,
): { title: string; text: string } | null {
  if (heldOutError === null || beatsNoChange(heldOutError)) return null;
  return {
    title: 'The model does not beat “no change” yet',
    text: `${errorText(heldOutError)} after ${plural(step, 'step')}. Do not interpret the network yet.`,
  };
}

/** Why the figure of a finished run must not be interpreted as a result; null: it may. */
export function doubtAbout(verdict: RunVerdict): string | null {
  const doubt = strongestDoubt(verdict);
  return doubt && doubtParts(doubt).join(': ');
}

/** What was found, and what follows from it. */
function doubtParts(doubt: Doubt): readonly [string, string] {
  switch (doubt.tag) {
    case 'mean-predicts-as-well':
      return [
        `${capital(predictorsInText[doubt.rival])} predicts ${doubt.better ? 'better than' : 'as well as'} the model`,
        'whether the network helps is uncertain',
      ];
    case 'includes-no-change':
      return ['Not clearly better than “no change”', leaveIt];
    case 'no-measurable-effect':
      return ['No measurable effect', leaveIt];
    case 'shared-response':
      return ['Perturbations show only a shared response', leaveIt];
    case 'not-below-no-change':
      return ['Predictions are no better than “no change”', leaveIt];
    case 'labels-contradicted':
      return [
        'The data contradict the labels',
        'check labels, targets and kind before interpreting this network',
      ];
    case 'shuffled-labels-predict':
      return ['Training with shuffled labels predicts nearly as well', leaveIt];
    case 'covariation-disagrees':
      return [disagreement, 'check labels before interpreting this network'];
    case 'batch-without-controls':
      return [
        `${plural(doubt.perturbations, 'perturbation')} ${doubt.perturbations === 1 ? 'lies' : 'lie'} in a batch without controls`,
        'effects of perturbation and batch cannot be separated',
      ];
    case 'undetected-in-controls':
      return [
        `${count(doubt.edges)} of the ${plural(doubt.of, 'strongest edge')} involve a gene never detected in controls`,
        'do not interpret them',
      ];
    default:
      return doubt satisfies never;
  }
}

const leaveIt = 'do not interpret this network';
