/** `modulode refine`: known edges against the responses of a run, and a base refined by them. */
import type { Command } from 'commander';
import { HOPS } from '../evaluation/knowledge/base';
import { refineDefaults } from '../evaluation/knowledge/refine';
import { refinedEdges, refinedSif, refinedTsv, revisionsTsv } from '../evaluation/knowledge/tables';
import { edgesAmong } from '../evaluation/networks/truthFile';
import { examineKnowledge, type KnowledgeReport } from '../inference/benchmark/knowledge';
import {
  confirmationText,
  consistencyHeader,
  consistencyRows,
  refinementText,
  revisionCounts,
} from '../present/text/knowledge';
import { badUsage } from './failure';
import { deliver, jsonText } from './files';
import type { Host } from './host';
import { table, wrapped } from './lines';
import { numberWithin, wholeNumber } from './numberOptions';
import { priorAt, priorFor } from './prior';
import { openRun, runArgument } from './runs';

interface RefineOptions {
  readonly knowledge: string;
  readonly hops: number;
  readonly cost: number;
  readonly out?: string;
  readonly json?: true;
}

export function addRefine(program: Command, host: Host): void {
  program
    .command('refine')
    .summary('revise known edges by measured responses')
    .description(
      'Lists the known edges that the measured responses of a run turn, remove, add or give a sign to, each with the perturbations it rests on: a tab-separated table (source, target, revision, before, after, support, perturbation, cells, change_sd, q). Changes are mean shifts in standard deviations of cells; support is the rise of the misfit, in nats, without the revision. --out writes the refined edges, which every command reads as known edges. Remarks go to standard error.',
    )
    .addArgument(runArgument())
    .requiredOption('--knowledge <file>', 'known edges, or trrust-human or trrust-mouse')
    .option(
      '--hops <n>',
      'number of edges along which a change is deduced',
      wholeNumber(1, HOPS.most),
      HOPS.default,
    )
    .option(
      '--cost <nats>',
      'cost of a change; more keeps more',
      numberWithin(0.01, 100),
      refineDefaults.cost,
    )
    .option('--out <file>', 'write the refined edges: .sif, else a table (source, target, sign, revision)')
    .option('--json', 'print one JSON document with every edge and score')
    .addHelpText('after', '\nExample:\n  $ modulode refine run1 --knowledge trrust-human --out refined.tsv')
    .action((path: string, options: RefineOptions) => refine(path, options, host));
}

async function refine(path: string, options: RefineOptions, host: Host): Promise<void> {
  const { knowledge, hops, cost, out, json } = options;
  const run = await openRun(path);
  const { genes } = run.dataset;
  const known = await priorAt(knowledge);
  const prior = await priorFor(known, { genes, candidates: run.result.network.regulators }, host.message);
  const report = examineKnowledge(run, prior, { hops, cost });
  if (!report)
    throw badUsage(
      'This run has no measured perturbations',
      'Known edges are revised by measured responses, which a run from a link does not have.',
      'Give a run folder, or a run file.',
    );
  const { revisions } = report.refinement;
  host.out(json ? jsonText(documentOf(report, knowledge)) : revisionsTsv(revisions, genes));
  if (out !== undefined) {
    const { edges } = await edgesAmong(known, genes);
    const refined = refinedEdges(edges, revisions, genes);
    await deliver(host, out.endsWith('.sif') ? refinedSif(refined) : refinedTsv(refined), out);
  }
  for (const line of remarks(report, host.columns)) host.message(line);
}

function remarks(report: KnowledgeReport, columns: number): string[] {
  return [
    ...wrapped(`Known edges: ${revisionCounts(report.refinement.revisions)}`, columns),
    ...wrapped(confirmationText(report.confirmation), columns),
    ...wrapped(refinementText(report), columns),
    ...table([consistencyHeader, ...consistencyRows(report)], 1),
  ];
}

/** What `--json` prints. */
export type RefineDocument = ReturnType<typeof documentOf>;

function documentOf(report: KnowledgeReport, knowledge: string) {
  const { base, judged, refinement, responses, ...scores } = report;
  const nameOf = (gene: number) => base.genes[gene] ?? '';
  const named = <Edge extends { readonly source: number; readonly target: number }>({
    source,
    target,
    ...more
  }: Edge) => ({
    source: nameOf(source),
    target: nameOf(target),
    ...more,
  });
  const { revisions, trust, ...about } = refinement;
  return {
    knowledge,
    perturbations: responses.perturbations.length,
    ...scores,
    ...about,
    trustedPredictions: trust && base.genes.filter((_, gene) => trust[gene] === 1),
    known: judged.map(named),
    revisions: revisions.map(named),
  };
}
