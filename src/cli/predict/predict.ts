/** `modulode predict`: what the sliders of a run answer, as a table. */
import type { Command } from 'commander';
import { deliver, jsonText } from '../files';
import type { Host } from '../host';
import { numberWithin } from '../numberOptions';
import { changesOf, perturbOption, type NamedLevel, timeAsked } from './perturbOptions';
import { openRun, runArgument } from '../runs';
import { predictChange, predictedLevels, type Change, type PredictedChange } from '../../dynamics/predict';
import { safeName } from '../../network/formats/edgeLists';
import { formatFloat32 } from '../../numerics/format';
import { doubtAbout } from '../../present/text/diagnosis';
import { listOf, timePoint } from '../../present/text/format';
import { beyondDataText, shrunkText, perturbSentence } from '../../present/text/perturb';
import type { FinishedRun } from '../../share/finishedRun';

interface PredictOptions {
  readonly perturb: readonly NamedLevel[];
  readonly time?: number;
  readonly out?: string;
  readonly json?: true;
}

export function addPredict(program: Command, host: Host): void {
  program
    .command('predict')
    .summary('what happens when genes are set, as the sliders answer')
    .description(
      'Predicts the mean expression of every gene after some were knocked out, lowered or raised, as the sliders of the page do. Prints a table (tab-separated: gene, control, predicted, delta, low, high) in log expression, ln(1 + normalised count); low and high are the range of predicted over the fits that each left perturbations out. What to think of it goes to standard error.',
    )
    .addArgument(runArgument())
    .addOption(perturbOption().makeOptionMandatory())
    .option(
      '--time <time>',
      'when, in the unit of the data; without it at the last time point',
      numberWithin(-1e9, 1e9),
    )
    .option('--out <file>', 'write it there instead of to standard output')
    .option('--json', 'one JSON document, with fold changes and warnings')
    .addHelpText(
      'after',
      '\nExample:\n  $ modulode predict run1 --perturb "GATA1=0,SPI1=2" --out without-gata1.tsv',
    )
    .action(async (path: string, options: PredictOptions) => {
      const run = await openRun(path);
      const changes = changesOf(options.perturb, run.dataset.genes);
      const { time, remark } = timeAsked(run.dataset, options.time);
      const answer = answerOf(run, changes, time);
      const remarks = [...(remark === null ? [] : [remark]), ...answerRemarks(run, answer)];
      const text = options.json
        ? jsonText({ ...answerDocument(run, answer), remarks })
        : answerTsv(run, answer);
      await deliver(host, text, options.out);
      for (const line of remarks) host.tell(line);
    });
}

/** A prediction as it is printed: a table for people and programs, a document for programs, and what has to be said with it. */

interface Answer {
  readonly changes: readonly Change[];
  /** As predictChange takes it. */
  readonly time: number | null;
  readonly prediction: PredictedChange;
}

const header = 'gene\tcontrol\tpredicted\tdelta\tlow\thigh';

/** As the page's sliders answer. */
function answerOf({ result }: FinishedRun, changes: readonly Change[], time: number | null): Answer {
  return { changes, time, prediction: predictChange(result.model, changes, time) };
}

/**
 * A line per gene, in the order of the data, in log1p expression: the mean of the control cells, the predicted mean, their difference,
 * and the range of the predicted mean over the leave-out fits. In the fewest digits that give the same 32-bit number back.
 */
function answerTsv(run: FinishedRun, { prediction }: Answer): string {
  const lines = predictedLevels(run.result.model, prediction).map(
    ({ gene, control, predicted, delta, low, high }) =>
      [safeName(gene), ...[control, predicted, delta, low, high].map(formatFloat32)].join('\t'),
  );
  return `${[header, ...lines].join('\n')}\n`;
}

/** The same as data, with fold changes and what the table has no place for. */
function answerDocument(run: FinishedRun, answer: Answer) {
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
function answerRemarks({ result, dataset }: FinishedRun, { prediction, changes, time }: Answer): string[] {
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
