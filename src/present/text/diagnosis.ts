/**
 * What a run can be trusted with, in sentences: the four questions of docs/method.md in their order, the shrinkage κ, and
 * the plain finding for the top of a page. `attention`: the network must not be read as biology without it.
 */
import { beatsNoChange } from '../../evaluation/predictors';
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
} from '../../inference/diagnosisVerdict';
import type { CrossValidation, Diagnosis, FitResult, LabelEvidence } from '../../inference/result';
import { percent, plural } from './format';

export interface Answer {
  readonly question: string;
  readonly sentence: string;
  readonly attention: boolean;
}

/** An error over no change from which on it is better by so little that it must not sound like a yes. */
const little = 0.9;

/** Of an error over no change. */
export function predictsMoreThanALittle(error: number): boolean {
  return error < little;
}

/** κ below which sizes say little. */
export const littleTrust = 0.4;

/** One answer for each question that could be asked, in order. */
export function describeDiagnosis({
  diagnosis,
  crossValidation,
  model,
}: Pick<FitResult, 'diagnosis' | 'crossValidation'> & {
  readonly model: Pick<FitResult['model'], 'settings' | 'genes' | 'shared' | 'lossesReplaced'>;
}): Answer[] {
  return [
    signalAnswer(diagnosis),
    labelsAnswer(diagnosis),
    factorAnswer(
      hasSharedFactor(diagnosis, model.genes.length),
      dampsSharedFactor(model.settings, model.genes.length),
    ),
    lossAnswer(model),
    predictionAnswer(crossValidation),
    crossValidation && trustAnswer(crossValidation.kappa, model.shared),
  ].filter((answer) => answer !== null);
}

function signalAnswer({ signal }: Pick<Diagnosis, 'signal'>): Answer | null {
  if (signal === null) return null;
  const attention = hasSignal({ signal }) === false;
  return {
    question: 'Is there a signal?',
    sentence: attention
      ? `These perturbations change nothing that can be measured here: genes move ${signal.toFixed(1)} times as much as with shuffled labels.`
      : `Yes: genes move ${signal.toFixed(1)} times as much as with shuffled labels.`,
    attention,
  };
}

function labelsAnswer(diagnosis: Pick<Diagnosis, 'agreement' | 'labels'>): Answer | null {
  const verdict = labelVerdict(diagnosis);
  if (verdict === null) return null;
  const { labels } = diagnosis;
  return {
    question: 'Do labels and targets fit?',
    sentence: labels === null ? agreementSentence(verdict, diagnosis.agreement) : evidenceSentence(labels),
    attention: verdict !== 'fit' || (labels !== null && defiesCovariation(labels)),
  };
}

function evidenceSentence(labels: LabelEvidence): string {
  const score = `z ${signed(labels.covariation, 1)}`;
  if (ownGenesMove(labels)) return `${ownGenesText(labels)} (${score})${ownGenesEnd(labels)}`;
  if (followsCovariation(labels))
    return `Yes: what the perturbations do follows how cells co-vary (${score}).`;
  if (mostAreContradicted(labels))
    return `For ${percent(labels.contradicted)} of the perturbations the gene that should change stays, or another’s is gone instead: labels, targets or kind may be wrong.`;
  if (defiesCovariation(labels))
    return `What the perturbations do and how cells co-vary tell different stories (${score}, where ${signed(labels.expected, 1)} would be expected): labels, targets or kind may be wrong, or the effects do not reach these genes.`;
  return `This cannot be told: the genes set do not show it, and too little is seen of whether what they do follows how cells co-vary (${score}).`;
}

function ownGenesText(labels: LabelEvidence): string {
  if (followsCovariation(labels))
    return 'Yes: the genes set change as they should, and what else changes follows how cells co-vary';
  if (defiesCovariation(labels))
    return 'The genes set change as they should, but what else changes does not follow how cells co-vary';
  return 'Yes: the genes set change as they should. Whether what else changes follows how cells co-vary cannot be seen';
}

function ownGenesEnd(labels: LabelEvidence): string {
  return defiesCovariation(labels) && !followsCovariation(labels)
    ? ': edges rest on two kinds of evidence that do not agree.'
    : '.';
}

/** Of runs that hold no more than this. */
function agreementSentence(verdict: LabelVerdict, agreement: number | null): string {
  const measured = `agreement ${signed(agreement ?? 0, 2)}`;
  return verdict === 'fit'
    ? `Yes: what the perturbations do and how cells co-vary tell the same story (${measured}).`
    : `What the perturbations do and how cells co-vary agree little (${measured}): labels, targets or kind may be wrong, the effects may not reach these genes, or noise hides it.`;
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(digits)}`;
}

function factorAnswer(strong: boolean | null, damped: boolean): Answer | null {
  if (strong === null) return null;
  return {
    question: 'Is there a strong shared factor between cells?',
    sentence: strong
      ? `Cells differ by a strong shared factor (state, cycle, batch or trajectory); ${damped ? 'it was damped' : 'it was left as it is, so edges may follow it'}.`
      : 'No: no factor moves most genes of a cell together.',
    attention: false,
  };
}

/** Where nothing was replaced nothing is said. */
function lossAnswer({ lossesReplaced }: Pick<FitResult['model'], 'lossesReplaced'>): Answer | null {
  if (!lossesReplaced) return null;
  return {
    question: 'Were values lost?',
    sentence:
      'Yes: counting does not explain most of the zeros. What was lost was replaced by what the other cells of the condition hold before the network was learned; errors are of the values as measured.',
    attention: false,
  };
}

function predictionAnswer(crossValidation: CrossValidation | null): Answer {
  const question = 'Does it predict?';
  if (!crossValidation) {
    return {
      question,
      sentence: 'This could not be tested: with fewer than three perturbations none can be left out.',
      attention: true,
    };
  }
  const { error, shrunkError, folds } = crossValidation;
  const attention = !beatsNoChange(shrunkError);
  const raw = `before shrinkage ${error.toFixed(2)}`;
  return {
    question,
    sentence: attention
      ? `No: for perturbations left out (${plural(folds, 'round')}), its error is ${shrunkError.toFixed(2)} of guessing “no change” (${raw}).`
      : `${predictsMoreThanALittle(shrunkError) ? 'Yes' : 'A little'}: for perturbations left out (${plural(folds, 'round')}), its error is ${shrunkError.toFixed(2)} of guessing “no change” (${raw}).`,
    attention,
  };
}

/** κ: what predictions are multiplied by, so that they are not larger than what the model gets right; and μ, what is added to them. */
function trustAnswer(kappa: number, shared: FitResult['model']['shared']): Answer {
  const attention = kappa < littleTrust;
  const sizes = attention
    ? `Little: predicted changes are shrunk to ${percent(kappa)} of what the model says; the data are noisy or cells differ for other reasons.`
    : `Predicted changes are ${kappa > 1 ? 'stretched' : 'shrunk'} to ${percent(kappa)} of what the model says, as perturbations left out suggest.`;
  return {
    question: 'How far can sizes be trusted?',
    sentence: shared ? `${sizes} ${sharedText(shared)}` : sizes,
    attention,
  };
}

/** Of predictions that include what all perturbations have in common. */
export function sharedText({ weight }: NonNullable<FitResult['model']['shared']>): string {
  return `Added is ${percent(weight)} of the mean change of all perturbations trained on, because perturbations left out are predicted better so: that part does not come from the network.`;
}

export const untested = 'How well it predicts could not be tested';

/** The finding as a title: how well unseen perturbations are predicted. */
export function findingTitle({
  diagnosis,
  crossValidation,
  heldOut,
}: Pick<FitResult, 'crossValidation' | 'heldOut'> & {
  readonly diagnosis: Pick<Diagnosis, 'signal'>;
}): string {
  const error = heldOut?.shrunkError ?? crossValidation?.shrunkError;
  if (error === undefined) return untested;
  if (!beatsNoChange(error)) return 'The model does not beat “no change”';
  // To predict well what does not change says nothing.
  if (hasSignal(diagnosis) === false) return 'These perturbations change nothing that can be measured';
  if (heldOut && crossValidation && !beatsNoChange(crossValidation.shrunkError))
    return 'It beats “no change” on the perturbations held out, but not on those left out in turn';
  const which = heldOut ? 'the perturbations held out' : 'unseen perturbations';
  return `It predicts ${which} ${percent(1 - error)} better than “no change”`;
}

/** Of one perturbation's error over no change: '86 % better', '8 % worse', 'no better'. */
export function comparedWithNothing(error: number): string {
  const share = percent(Math.abs(1 - error));
  if (share === percent(0)) return 'no better';
  return error < 1 ? `${share} better` : `${share} worse`;
}

/** While training: said as soon as an error was measured and as long as it is not below that of no change. */
export function notBetterYet(
  heldOutError: number | null,
  step: number,
): { title: string; text: string } | null {
  if (heldOutError === null || beatsNoChange(heldOutError)) return null;
  return {
    title: 'The model does not beat “no change” yet',
    text: `After ${plural(step, 'step')} its error on perturbations left out is ${heldOutError.toFixed(2)} times that of guessing that nothing changes. Do not read the network as biology.`,
  };
}

/** Why the picture of a finished run must not be read as a result, in a few words. */

/** null: it may be read as one. */
export function doubtAbout(result: FitResult): string | null {
  const error = result.heldOut?.shrunkError ?? result.crossValidation?.shrunkError ?? null;
  if (hasSignal(result.diagnosis) === false) return 'Nothing measurable changes: do not read this as biology';
  return error !== null && !beatsNoChange(error)
    ? 'Not better than “no change”: do not read this as biology'
    : null;
}
