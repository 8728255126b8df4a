/** `modulode compare`: two runs beside each other. */
import type { Command } from 'commander';
import { comparisonOf } from '../compare/comparison';
import { comparisonLines } from '../compare/comparisonText';
import { deliver, jsonText } from '../deliver';
import type { Host } from '../host';
import { wholeNumber } from '../numberOptions';
import { openRun, runArgument } from '../runs';

interface CompareOptions {
  readonly edges?: number;
  readonly out?: string;
  readonly json?: true;
}

export function addCompare(program: Command, host: Host): void {
  program
    .command('compare')
    .summary('two runs beside each other: edges kept, gained, lost, turned round; modules; settings')
    .description(
      'Compares the networks of two runs on the genes that both have: which of the strongest edges were kept, gained, lost, turned round (A → B became B → A) or changed their sign, how alike all pairs rank, which modules match, which settings differ, and how well each predicts what it has not seen. Neither run is taken for the truth.',
    )
    .addArgument(runArgument('first'))
    .addArgument(runArgument('second'))
    .option(
      '--edges <n>',
      'strongest edges of each (default: as many as the run shows that shows fewer)',
      wholeNumber(1, 1e9),
    )
    .option('--out <file>', 'write it there instead of to standard output')
    .option('--json', 'one JSON document: all numbers unrounded, every edge')
    .addHelpText('after', '\nExample:\n  $ modulode compare run1 run2 --edges 50')
    .action(async (first: string, second: string, { edges, out, json }: CompareOptions) => {
      const comparison = comparisonOf(
        { path: first, run: await openRun(first) },
        { path: second, run: await openRun(second) },
        edges ?? null,
      );
      const text = json ? jsonText(comparison) : `${comparisonLines(comparison, host.columns).join('\n')}\n`;
      await deliver(host, text, out);
    });
}
