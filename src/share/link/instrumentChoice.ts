/**
 * How much of a model a link has to carry so that its sliders print what the sender's print: measured by asking both every
 * single change a reader is most likely to try, each candidate regulator knocked out and doubled.
 */
import type { FittedModel } from '../../dynamics/fitted';
import { predictChange } from '../../dynamics/predict';
import { foldDigits } from '../../numerics/printedFold';

/** [R × G] log2 fold change with each regulator knocked out, and doubled. */
export interface SingleAnswers {
  readonly out: Float32Array;
  readonly doubled: Float32Array;
}

export function singleAnswers(model: FittedModel): SingleAnswers {
  const genes = model.genes.length;
  const answersAt = (value: number) => {
    const answers = new Float32Array(model.regulators.length * genes);
    for (const [r, gene] of model.regulators.entries())
      answers.set(predictChange(model, [{ gene, value }], null).log2FoldChange, r * genes);
    return answers;
  };
  return { out: answersAt(0), doubled: answersAt(2) };
}

export interface PrintedDifference {
  /** How many of all answers print differently. */
  readonly answers: number;
  /** The largest difference between printed factors, ÷ 1.2 and × 1.2 being 0.4 apart. */
  readonly largest: number;
}

export function printedDifference(sent: SingleAnswers, read: SingleAnswers): PrintedDifference {
  let answers = 0;
  let largest = 0;
  for (const side of ['out', 'doubled'] as const)
    for (const [i, before] of sent[side].entries()) {
      const after = read[side][i] ?? 0;
      const digits = foldDigits(before);
      if (digits === foldDigits(after) && (digits === null || before < 0 === after < 0)) continue;
      answers++;
      largest = Math.max(largest, Math.abs(printedChange(before) - printedChange(after)));
    }
  return { answers, largest };
}

/** 0.2 for × 1.2, −0.2 for ÷ 1.2, 0 for 'same'. */
function printedChange(log2: number): number {
  const digits = foldDigits(log2);
  return digits === null ? 0 : Math.sign(log2) * (Number(digits) - 1);
}
