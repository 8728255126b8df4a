/** `modulode explain`: which paths of the model carry a predicted change. */
import type { Command } from 'commander';
import { explainChange, type Explanation } from '../dynamics/explain';
import { safeName } from '../network/formats/edgeLists';
import { explanationText, kindOfPath, pathText } from '../present/text/scenarios';
import { geneAt, timeAsked, changesOf, perturbOption, type NamedLevel } from './predict/perturbOptions';
import { badUsage } from './failure';
import { deliver, jsonText } from './files';
import type { Host } from './host';
import { timeOf, wholeNumber } from './numberOptions';
import { openRun, runArgument } from './runs';

interface ExplainOptions {
  readonly perturb: readonly NamedLevel[];
  readonly target: string;
  readonly time?: number;
  readonly paths: number;
  readonly out?: string;
  readonly json?: true;
}

export function addExplain(program: Command, host: Host): void {
  program
    .command('explain')
    .summary('show which paths of the model carry a predicted change')
    .description(
      'Prints the signed paths of the model from the perturbed genes to one gene as a tab-separated table (path, contribution, sign, kind), largest first, in log expression. Contributions add up to the predicted change: besides direct and downstream paths there are lines for the response shared by all perturbations and for everything else (other paths, loops, correction of composition). Remarks go to standard error.',
    )
    .addArgument(runArgument())
    .addOption(perturbOption().makeOptionMandatory())
    .requiredOption('--target <gene>', 'the gene whose predicted change is explained')
    .option('--time <time>', 'time in the unit of the data (default: the last time point)', timeOf)
    .option('--paths <n>', 'number of paths', wholeNumber(1, 100), 12)
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--json', 'print one JSON document, with the change that remains when each edge is cut')
    .addHelpText('after', '\nExample:\n  $ modulode explain run1 --perturb "GATA1=0" --target KLF1')
    .action((path: string, options: ExplainOptions) => explain(path, options, host));
}

async function explain(path: string, options: ExplainOptions, host: Host): Promise<void> {
  const run = await openRun(path);
  const { genes } = run.dataset;
  const changes = await changesOf(options.perturb, run);
  const target = await geneAt(options.target, run);
  const name = genes[target] ?? '';
  if (changes.some(({ gene, value }) => gene === target && value !== 1))
    throw badUsage(
      `${name} is perturbed itself`,
      'Its level is set and not predicted.',
      'Choose a gene that is not in --perturb.',
    );
  const { time, remark } = timeAsked(run.dataset, options.time);
  const found = explainChange(run.result.model, changes, target, time, options.paths);
  const text = options.json ? jsonText(asDocument(found, genes, name)) : table(found, genes);
  await deliver(host, text, options.out);
  for (const line of [...(remark === null ? [] : [remark]), ...explanationText(found, name, genes)])
    host.message(line);
}

function rowOf(path: string, contribution: number, kind: string): string {
  return [path, contribution.toPrecision(4), contribution < 0 ? '-' : '+', kind].join('\t');
}

/** Four significant digits; the sum of the lines is the predicted change. */
function table({ paths, shared, other }: Explanation, genes: readonly string[]): string {
  const lines = [
    ...paths.map((path) => rowOf(safeName(pathText(path, genes)), path.contribution, kindOfPath(path))),
    ...(shared === 0 ? [] : [rowOf('(shared response)', shared, 'shared')]),
    rowOf('(everything else)', other, 'other'),
  ];
  return `${['path\tcontribution\tsign\tkind', ...lines].join('\n')}\n`;
}

/** What `--json` prints. */
export type ExplainDocument = ReturnType<typeof asDocument>;

function asDocument(
  { delta, paths, shared, other, edges }: Explanation,
  genes: readonly string[],
  target: string,
) {
  const nameOf = (gene: number) => genes[gene] ?? '';
  return {
    target,
    delta,
    units: 'log1p expression',
    paths: paths.map((path) => ({
      genes: path.genes.map(nameOf),
      signs: path.signs,
      contribution: path.contribution,
      kind: kindOfPath(path),
    })),
    shared,
    other,
    edges: edges.map(({ source, target: to, contribution }) => ({
      source: nameOf(source),
      target: nameOf(to),
      contribution,
      withoutEdge: delta - contribution,
    })),
  };
}
