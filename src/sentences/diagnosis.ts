/**
 * What a run can be trusted with, in sentences: the four questions of docs/method.md in their order, the shrinkage κ, and
 * the plain finding for the top of a page. `attention`: the network must not be read as biology without it.
 */
import { beatsNoChange } from '../evaluation/predictors';
import { dampsSharedFactor } from '../dynamics/settings';
import type { CrossValidation, Diagnosis, FitResult } from '../inference/result';
import { percent } from './numbers';
import { plural } from './format';

export interface Answer {
  readonly question: string;
  readonly sentence: string;
  readonly attention: boolean;
}

/** Thresholds of docs/method.md, "Four questions". */
export const leastSignal = 1.5;
const leastAgreement = 0.2;
const scrambledRank = 2.6;
const strongFactor = 3;
export const littleTrust = 0.4;

/** One answer for each question that could be asked, in order. */
export function describeDiagnosis({
  diagnosis,
  crossValidation,
  model,
}: Pick<FitResult, 'diagnosis' | 'crossValidation'> & {
  readonly model: Pick<FitResult['model'], 'settings' | 'genes'>;
}): Answer[] {
  return [
    signalAnswer(diagnosis.signal),
    labelsAnswer(diagnosis),
    factorAnswer(diagnosis.sharedFactor, dampsSharedFactor(model.settings, model.genes.length)),
    predictionAnswer(crossValidation),
    crossValidation && trustAnswer(crossValidation.kappa),
  ].filter((answer) => answer !== null);
}

function signalAnswer(signal: number | null): Answer | null {
  if (signal === null) return null;
  const attention = signal < leastSignal;
  return {
    question: 'Is there a signal?',
    sentence: attention
      ? `These perturbations change nothing that can be measured here: genes move ${signal.toFixed(1)} times as much as with shuffled labels.`
      : `Yes: genes move ${signal.toFixed(1)} times as much as with shuffled labels.`,
    attention,
  };
}

function labelsAnswer({ agreement, labelRank }: Diagnosis): Answer | null {
  if (agreement === null) return null;
  const confirmed = labelRank !== null && labelRank > scrambledRank;
  const attention = agreement < leastAgreement && !confirmed;
  const measured = `agreement ${agreement < 0 ? '−' : ''}${Math.abs(agreement).toFixed(2)}`;
  return {
    question: 'Do labels and targets fit?',
    sentence: attention
      ? `What the perturbations do and how cells co-vary tell different stories (${measured}): labels, targets or kind may be wrong, or the effects do not reach these genes.`
      : agreement < leastAgreement
        ? `What the perturbations do and how cells co-vary agree little (${measured}), but the effects do belong to their labels.`
        : `Yes: what the perturbations do and how cells co-vary tell the same story (${measured}).`,
    attention,
  };
}

function factorAnswer(sharedFactor: number | null, damped: boolean): Answer | null {
  if (sharedFactor === null) return null;
  const strong = sharedFactor > strongFactor;
  return {
    question: 'Is there a strong shared factor between cells?',
    sentence: strong
      ? `Cells differ by a strong shared factor (state, cycle, batch or trajectory); ${damped ? 'it was damped' : 'it was left as it is, so edges may follow it'}.`
      : 'No: no single factor dominates how cells differ.',
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
      : `Yes: for perturbations left out (${plural(folds, 'round')}), its error is ${shrunkError.toFixed(2)} of guessing “no change” (${raw}).`,
    attention,
  };
}

/** κ: what predictions are multiplied by, so that they are not larger than what the model gets right. */
function trustAnswer(kappa: number): Answer {
  const attention = kappa < littleTrust;
  return {
    question: 'How far can sizes be trusted?',
    sentence: attention
      ? `Little: predicted changes are shrunk to ${percent(kappa)} of what the model says; the data are noisy or cells differ for other reasons.`
      : `Predicted changes are shrunk to ${percent(kappa)} of what the model says, as perturbations left out suggest.`,
    attention,
  };
}

export const untested = 'How well it predicts could not be tested';

/** The finding as a title: how well unseen perturbations are predicted. */
export function findingTitle({
  diagnosis: { signal },
  crossValidation,
  heldOut,
}: Pick<FitResult, 'crossValidation' | 'heldOut'> & {
  readonly diagnosis: Pick<Diagnosis, 'signal'>;
}): string {
  const error = heldOut?.shrunkError ?? crossValidation?.shrunkError;
  if (error === undefined) return untested;
  if (!beatsNoChange(error)) return 'The model does not beat “no change”';
  // To predict well what does not change says nothing.
  if (signal !== null && signal < leastSignal)
    return 'These perturbations change nothing that can be measured';
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
