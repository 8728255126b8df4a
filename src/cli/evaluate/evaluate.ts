/** `modulode evaluate`: errors on unseen perturbations, and the network compared with a reference. */
import { Option, type Command } from 'commander';
import type { Truth } from '../../evaluation/networks/truth';
import type { FullBenchmark } from '../../inference/benchmark/benchmark';
import type { FinishedRun } from '../../share/finishedRun';
import { effectsInText } from '../../share/link';
import { matchTruth } from '../../evaluation/networks/matchTruth';
import type { Universe } from '../../evaluation/networks/scoredPairs';
import { MAX_MINUTES } from '../../inference/benchmark/otherNetworks';
import { badUsage, type Failure } from '../failure';
import { deliver, jsonText, truthAt } from '../files';
import {
  benchmarkDocument,
  benchmarkLines,
  causalBenchLines,
  compareAsCausalBench,
  compareWithMethods,
} from './baselines';
import { networksInThreads } from './networkThreads';
import { evaluateOnScreen, type ScreenEvaluation } from '../../evaluation/referenceFree/onScreen';
import { asEffectsTell } from '../../present/text/advice';
import { againstTruth, evaluate, evaluationDocument } from './evaluation';
import { evaluationLines, universes } from './evaluationText';
import type { Host } from '../host';
import { wholeNumber } from '../numberOptions';
import { openRun, runArgument } from '../runs';
import { withoutEdge } from '../truth';
import { noEdgeText } from '../../present/text/evaluation';

interface EvaluateOptions {
  readonly truth?: string;
  readonly universe: Universe;
  readonly edges?: number;
  readonly screen?: true;
  readonly baselines?: true;
  readonly causalbench?: true;
  readonly out?: string;
  readonly json?: true;
}

/** What helps where the reference has edges of other regulators. */
const beyondCandidates = 'Score every pair of genes with --universe all, or give another reference.';

export function addEvaluate(program: Command, host: Host): void {
  program
    .command('evaluate')
    .summary('errors on unseen perturbations, and the network against a reference')
    .description(
      'Prints how well a run predicts unseen perturbations, and compares its network with a reference: a table of edges with source, target and optionally sign. Edges are ranked by size, signs are scored separately, self-edges are ignored, and every score comes with its value for a random order.',
    )
    .addArgument(runArgument())
    .option('--truth <file>', 'reference network (default: the one stored in the run, if any)')
    .addOption(
      new Option(
        '--universe <pairs>',
        `pairs to score: ${Object.entries(universes)
          .map(([name, text]) => `${name} (${text})`)
          .join(', ')}`,
      )
        .choices(Object.keys(universes))
        .default('candidates'),
    )
    .option(
      '--edges <n>',
      'number of strongest edges counted as predicted (default: the drawn edges)',
      wholeNumber(1),
    )
    .option(
      '--screen',
      'also evaluate against the cells of the screen: perturbed regulators, and whether targets of edges respond (15 seconds for 400 genes and 100 perturbations)',
    )
    .option(
      '--baselines',
      'also compare with all other methods on the same cells: predictions, networks, and reference (half a minute for 100 genes)',
    )
    .option(
      '--causalbench',
      'also compare all methods as CausalBench does: each learns again from 80 % of the cells, and its edges are tested on the others (one more training, on one core)',
    )
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--json', 'print one JSON document with unrounded numbers, edges and the curve')
    .addHelpText('after', '\nExample:\n  $ modulode evaluate run1 --truth known-edges.tsv')
    .action(async (path: string, options: EvaluateOptions, command: Command) => {
      const { truth, universe, edges, screen, baselines, causalbench, out, json } = options;
      const run = await openRun(path);
      const given = truth === undefined ? run.truth : await truthAt(truth);
      if (!given && !screen && !baselines && edges !== undefined) throw needsReference('--edges');
      const isUniverseTyped = command.getOptionValueSource('universe') === 'cli';
      if (!given && isUniverseTyped) throw needsReference('--universe');
      const reference = given && (await matchTruth(given, run.result.network.genes));
      const budget = edges ?? run.view.edgeBudget;
      const against = reference && againstTruth(run, reference, budget, universe);
      if (reference && !against && (truth !== undefined || isUniverseTyped))
        throw withoutEdge(reference, run.result.network.genes, universe, beyondCandidates);
      const judged = screen ? judgedOnScreen(run, budget) : null;
      const effects = await effectsInText(run.effects);
      const evaluation = evaluate(run, against, budget, judged, effects);
      const others = baselines ? await compared(run, { truth: reference, budget }, host) : null;
      const onHeldOut = causalbench ? await compareAsCausalBench(run, MAX_MINUTES, host) : undefined;
      const text = json
        ? jsonText({
            ...evaluationDocument(run, evaluation),
            ...(others && { baselines: benchmarkDocument(others) }),
            ...(onHeldOut !== undefined && { causalBench: onHeldOut }),
          } satisfies EvaluateDocument)
        : [
            ...evaluationLines(evaluation, run.result.network.genes, host.columns),
            ...(others ? ['', ...benchmarkLines(run, others, host.columns)] : []),
            ...(onHeldOut === undefined ? [] : ['', ...causalBenchLines(onHeldOut, host.columns)]),
          ]
            .map((line) => `${line}\n`)
            .join('');
      await deliver(host, text, out);
      if (reference && !against) host.message(noEdgeText(reference.name));
    });
}

/** What `--json` prints. */
export type EvaluateDocument = ReturnType<typeof evaluationDocument> & {
  /** With `--baselines`. */
  readonly baselines?: ReturnType<typeof benchmarkDocument>;
  /** With `--causalbench`; null where too few cells are held out. */
  readonly causalBench?: Awaited<ReturnType<typeof compareAsCausalBench>>;
};

/** An option that would have no effect. */
function needsReference(option: '--edges' | '--universe'): Failure {
  return badUsage(
    `${option} has no effect here`,
    'It concerns the comparison with a reference network; the run has none, and no --truth was given.',
    option === '--edges'
      ? 'Give a reference with --truth, evaluate the edges on the cells with --screen, or leave the option out.'
      : 'Give a reference with --truth, or leave the option out.',
  );
}

function judgedOnScreen(run: FinishedRun, budget: number): ScreenEvaluation {
  const judged = evaluateOnScreen(run.result.network, run.dataset, budget, run.settings.seed);
  return { ...judged, identifiability: asEffectsTell(judged.identifiability, run) };
}

/** With all other methods, on all cores. */
async function compared(
  run: FinishedRun,
  asked: { readonly truth: Truth | null; readonly budget: number },
  host: Host,
): Promise<FullBenchmark> {
  const others = networksInThreads({ dataset: run.dataset, seed: run.settings.seed }, MAX_MINUTES);
  const rest = { maxMinutes: MAX_MINUTES, others, threads: host.cores };
  return compareWithMethods(run, { ...asked, ...rest }, host, () => false);
}
