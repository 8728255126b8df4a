/** `modulode predict`: what the sliders of a run answer, as a table. */
import type { Command } from 'commander';
import { deliver, jsonText } from '../deliver';
import type { Host } from '../host';
import { numberWithin } from '../numberOptions';
import { answerDocument, answerOf, answerRemarks, answerTsv } from '../predict/answer';
import { changesOf, perturbOption, type NamedLevel } from '../predict/levels';
import { timeAsked } from '../predict/timeAsked';
import { openRun, runArgument } from '../runs';

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
