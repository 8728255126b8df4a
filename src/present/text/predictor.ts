/** Which predictor answers for a perturbation that was not measured, and why, in one sentence. */
import type { Answering } from '../../inference/verdict/statements';
import { type Answer, sizesQuestion } from './diagnosis';
import { decimal, percent } from './format';
import { predictorsInText } from './names';

export const predictorQuestion = 'How are predictions made?';

/** 'Unmeasured perturbations are predicted by the trained network × 0.8. This factor predicts unseen perturbations best (error 0.62; the mean of the other perturbations 0.98; no change = 1).' */
export function predictorText({ kappa, shared, measured, error, mean }: Answering): string {
  const factor = Number(kappa.toFixed(2));
  const addition = `${percent(shared)} of the mean of the training perturbations`;
  const network = factor === 1 ? 'the trained network' : `the trained network × ${factor}`;
  const parts = shared > 0 ? `${network} plus ${addition}` : network;
  const what = factor > 0 ? parts : shared > 0 ? addition : predictorsInText['no-change'];
  const why =
    factor === 0 || (factor === 1 && shared === 0)
      ? 'This predicts'
      : shared > 0
        ? 'These weights predict'
        : 'This factor predicts';
  const beside = mean === null ? '' : `; ${predictorsInText['mean-of-training']} ${decimal(mean)}`;
  const alone =
    measured === null
      ? ''
      : ` For genes perturbed alone in training the factor is ${Number(measured.toFixed(2))}.`;
  return `Unmeasured perturbations are predicted by ${what}. ${why} unseen perturbations best (error ${decimal(error)}${beside}; no change = 1).${alone}`;
}

/** With what answers in the place of its scale, where it is known. */
export function withPredictor(
  answers: readonly Answer[],
  answering: Answering | null | undefined,
): readonly Answer[] {
  if (!answering) return answers;
  return answers.map((answer) =>
    answer.question === sizesQuestion
      ? { ...answer, question: predictorQuestion, sentence: predictorText(answering) }
      : answer,
  );
}
