/** A prediction as it is printed: a table for people and programs, a document for programs, and what has to be said with it. */
import { predictChange, predictedLevels, type Change, type PredictedChange } from '../../dynamics/predict';
import { safeName } from '../../network/formats/tsv';
import { shortest } from '../../numerics/shortest';
import { doubtAbout } from '../../present/text/doubt';
import { listOf } from '../../present/text/format';
import { timePoint } from '../../present/text/numbers';
import { beyondDataText, shrunkText } from '../../present/text/perturb';
import { perturbSentence } from '../../present/text/perturbSentence';
import type { FinishedRun } from '../../share/runFile';

export interface Answer {
  readonly changes: readonly Change[];
  /** As predictChange takes it. */
  readonly time: number | null;
  readonly prediction: PredictedChange;
}

const header = 'gene\tcontrol\tpredicted\tdelta\tlow\thigh';

/** As the page's sliders answer. */
export function answerOf({ result }: FinishedRun, changes: readonly Change[], time: number | null): Answer {
  return { changes, time, prediction: predictChange(result.model, changes, time) };
}

/**
 * A line per gene, in the order of the data, in log1p expression: the mean of the control cells, the predicted mean, their difference,
 * and the range of the predicted mean over the leave-out fits. In the fewest digits that give the same 32-bit number back.
 */
export function answerTsv(run: FinishedRun, { prediction }: Answer): string {
  const lines = predictedLevels(run.result.model, prediction).map(
    ({ gene, control, predicted, delta, low, high }) =>
      [safeName(gene), ...[control, predicted, delta, low, high].map(shortest)].join('\t'),
  );
  return `${[header, ...lines].join('\n')}\n`;
}

/** The same as data, with fold changes and what the table has no place for. */
export function answerDocument(run: FinishedRun, answer: Answer) {
  const { result, dataset } = run;
  const { prediction, changes, time } = answer;
  return {
    perturbation: changes.map(({ gene, value }) => ({ gene: dataset.genes[gene] ?? '', value })),
    time: time ?? result.model.latestTime,
    timeUnit: dataset.timeUnit,
    kappa: result.model.kappa,
    doubt: doubtAbout(result),
    beyondData: prediction.beyondData.map((gene) => dataset.genes[gene] ?? ''),
    leaveOutFits: result.model.leaveOut.length,
    genes: predictedLevels(run.result.model, prediction).map((row, gene) => ({
      ...row,
      log2FoldChange: prediction.log2FoldChange[gene] ?? 0,
      lowLog2FoldChange: prediction.low[gene] ?? 0,
      highLog2FoldChange: prediction.high[gene] ?? 0,
    })),
  };
}

/** What the page shows above and beside the answer, a line each; the finding first. */
export function answerRemarks(
  { result, dataset }: FinishedRun,
  { prediction, changes, time }: Answer,
): string[] {
  const nameOf = (gene: number) => dataset.genes[gene] ?? '';
  const { title, line } = perturbSentence(
    dataset.genes,
    changes,
    prediction.log2FoldChange,
    time === null ? null : timePoint(time, dataset.timeUnit),
  );
  const silent = changes.filter(({ gene, value }) => value !== 1 && !result.model.regulators.includes(gene));
  const doubt = doubtAbout(result);
  return [
    ...(doubt === null ? [] : [`${doubt}.`]),
    ...(changes.every(({ value }) => value === 1)
      ? ['Every gene is left unchanged: nothing changes.']
      : [`${title}.`, line]),
    shrunkText(
      result.model,
      changes.map(({ value }) => value),
    ),
    prediction.beyondData.length > 0 ? beyondDataText(prediction.beyondData.map(nameOf)) : null,
    silent.length > 0
      ? `Not among the candidate regulators: ${listOf(silent.map(({ gene }) => nameOf(gene)))}. The network has no answer to that.`
      : null,
    result.model.leaveOut.length === 0
      ? 'No fit left perturbations out: low and high are the prediction itself.'
      : null,
  ].filter((remark) => remark !== null);
}
