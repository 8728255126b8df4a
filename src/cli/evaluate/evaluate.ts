/** `modulode evaluate`: how well a run predicts what it has not seen, and its network against a reference. */
import { Option, type Command } from 'commander';
import type { Universe } from '../../evaluation/networks/scoredPairs';
import { MOST_MINUTES } from '../../inference/benchmark/runBenchmark';
import { deliver, jsonText, truthAt } from '../files';
import { besideOthers, besideOthersDocument, besideOthersLines } from './baselines';
import { evaluate, evaluationDocument, judgeByScreen } from './evaluation';
import { evaluationLines, universes } from './evaluationText';
import type { Host } from '../host';
import { wholeNumber } from '../numberOptions';
import { openRun, runArgument } from '../runs';

interface EvaluateOptions {
  readonly truth?: string;
  readonly universe: Universe;
  readonly edges?: number;
  readonly screen?: true;
  readonly baselines?: true;
  readonly out?: string;
  readonly json?: true;
}

export function addEvaluate(program: Command, host: Host): void {
  program
    .command('evaluate')
    .summary('errors on unseen perturbations, and the network against a reference')
    .description(
      'Tells how well a run predicts perturbations it has not seen, and compares its network with a reference: a table of edges with source, target and, where known, sign, in any of the usual dialects. Sizes rank, signs are told apart, a gene with itself is never scored; beside each area stands what a random order gives.',
    )
    .addArgument(runArgument())
    .option('--truth <file>', 'the reference; without it the one the run holds, if any')
    .addOption(
      new Option(
        '--universe <pairs>',
        `which pairs are scored: ${Object.entries(universes)
          .map(([name, text]) => `${name} (${text})`)
          .join(', ')}`,
      )
        .choices(Object.keys(universes))
        .default('candidates'),
    )
    .option(
      '--edges <n>',
      'strongest edges taken for found, missed and wrong (default: those the run shows)',
      wholeNumber(1, 1e9),
    )
    .option(
      '--screen',
      'also judge it by its own cells: which regulators were perturbed, and whether the targets of edges answer (400 genes, 100 perturbations: 15 seconds)',
    )
    .option(
      '--baselines',
      'also set it beside every other method on the same cells: predictions, networks, and both against the reference (seconds; 100 genes: half a minute)',
    )
    .option('--out <file>', 'write it there instead of to standard output')
    .option('--json', 'one JSON document: all numbers unrounded, the edges and the curve')
    .addHelpText('after', '\nExample:\n  $ modulode evaluate run1 --truth known-edges.tsv')
    .action(async (path: string, options: EvaluateOptions) => {
      const { truth, universe, edges, screen, baselines, out, json } = options;
      const run = await openRun(path);
      const reference = truth === undefined ? run.truth : await truthAt(truth);
      const budget = edges ?? run.view.edgeBudget;
      const judged = screen ? judgeByScreen(run, budget) : null;
      const evaluation = evaluate(run, reference, budget, universe, judged);
      const asked = { truth: reference, budget, mostMinutes: MOST_MINUTES };
      const others = baselines ? await besideOthers(run, asked, host, () => false) : null;
      const text = json
        ? jsonText({
            ...evaluationDocument(run, evaluation),
            ...(others && { baselines: besideOthersDocument(others) }),
          })
        : [
            ...evaluationLines(evaluation, run.result.network.genes, host.columns),
            ...(others ? ['', ...besideOthersLines(run, others, host.columns)] : []),
          ]
            .map((line) => `${line}\n`)
            .join('');
      await deliver(host, text, out);
    });
}
