/** Which predictor answers for a perturbation that was not measured, and why, in one sentence. */
import type { Answering } from '../../inference/verdict/statements';
import { type Answer, sizesQuestion } from './diagnosis';
import { decimal, percent } from './format';
import { predictorsInText } from './names';

export const predictorQuestion = 'Which predictor answers?';

/** 'Predictions of what was not measured are those of the trained network × 0.8, the factor that fits perturbations left out best (error 0.62; the mean of the other perturbations 0.98; no change = 1).' */
export function predictorText({ kappa, shared, measured, error, mean }: Answering): string {
  const factor = Number(kappa.toFixed(2));
  const addition = `${percent(shared)} of the mean of the training perturbations`;
  const network = factor === 1 ? 'the trained network' : `the trained network × ${factor}`;
  const parts = shared > 0 ? `${network} plus ${addition}` : network;
  const what = factor > 0 ? `those of ${parts}` : shared > 0 ? addition : predictorsInText['no-change'];
  const why =
    factor > 0 && shared > 0 ? 'the weights that fit' : factor > 0 ? 'the factor that fits' : 'which fits';
  const beside = mean === null ? '' : `; ${predictorsInText['mean-of-training']} ${decimal(mean)}`;
  const alone =
    measured === null
      ? ''
      : ` For genes that were perturbed alone in training the factor is ${Number(measured.toFixed(2))}.`;
  return `Predictions of what was not measured are ${what}, ${why} perturbations left out best (error ${decimal(error)}${beside}; no change = 1).${alone}`;
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
