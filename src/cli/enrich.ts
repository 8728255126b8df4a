/** `modulode enrich`: known gene sets in the modules, targets or responders of a run. */
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { type GeneSet, parseGeneSets } from '../network/formats/geneSets';
import { count, listOf } from '../present/text/format';
import { type EnrichedPart, enrichedParts, enrichmentOf, enrichmentTable } from '../share/exports/enrichment';
import { badUsage } from './failure';
import { deliver, jsonText, unpackedTextAt } from './files';
import type { Host } from './host';
import { wholeNumber } from './numberOptions';
import { openRun, runArgument } from './runs';

interface EnrichOptions {
  readonly sets: string;
  readonly of: EnrichedPart;
  readonly top?: number;
  readonly out?: string;
  readonly json?: true;
}

/** Rows whose q is below it are counted in the remark. */
const SIGNIFICANT = 0.05;

export function addEnrich(program: Command, host: Host): void {
  program
    .command('enrich')
    .summary('find known gene sets in modules, targets or responders')
    .description(
      'Tests which gene sets occur in the modules of a run, among the targets of each regulator, or respond to each perturbation. Prints a tab-separated table (group, set, overlap, size, universe, p, q): members of the set in the group, in the modelled genes, and modelled genes. p is that of the hypergeometric test; for responders that of a rank test of the predicted changes. q is the false discovery rate over the sets of a group (Benjamini–Hochberg).',
    )
    .addArgument(runArgument())
    .requiredOption('--sets <file>', 'gene sets: .gmt or .gmt.gz')
    .addOption(
      new Option('--of <part>', 'what is tested')
        .choices(enrichedParts)
        .default('modules' satisfies EnrichedPart),
    )
    .option(
      '--top <edges>',
      'number of strongest edges that give the targets (default: those drawn)',
      wholeNumber(1, 1e9),
    )
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nSets with no modelled gene are not tested; sets without a member in the group are not printed.\n\nExample:\n  $ modulode enrich run1 --sets hallmark.gmt --of targets',
    )
    .action((path: string, options: EnrichOptions) => enrich(path, options, host));
}

async function enrich(
  path: string,
  { sets: file, of: part, top, out, json }: EnrichOptions,
  host: Host,
): Promise<void> {
  const run = await openRun(path);
  const sets = await setsAt(file);
  const { genes } = run.dataset;
  const known = new Set(genes.map((name) => name.toLowerCase()));
  if (!sets.some(({ members }) => members.some((member) => known.has(member.toLowerCase()))))
    throw badUsage(
      `${basename(file)} has none of the modelled genes`,
      `Its names look like ${listOf(sets[0]?.members ?? [], 3)}; the run models ${listOf(genes, 3)}.`,
      'Give gene sets of the same species and the same kind of names.',
    );
  const rows = enrichmentOf(run, sets, part, top ?? null);
  await deliver(
    host,
    json ? jsonText({ of: part, sets: sets.length, results: rows }) : enrichmentTable(rows),
    out,
  );
  const found = rows.filter(({ q }) => q < SIGNIFICANT);
  const groups = new Set(found.map(({ group }) => group));
  host.message(
    found.length === 0
      ? `No set has a false discovery rate below ${SIGNIFICANT} among the ${part}.`
      : `Sets with a false discovery rate below ${SIGNIFICANT}: ${count(found.length)}, in ${listOf([...groups], 5)}.`,
  );
}

async function setsAt(file: string): Promise<readonly GeneSet[]> {
  const read = parseGeneSets(await unpackedTextAt(file));
  if (read.ok) return read.sets;
  const why =
    read.line === null
      ? 'It has no set with a member.'
      : `Line ${read.line} has no name, description and genes separated by tabs.`;
  throw badUsage(
    `${basename(file)} is no file of gene sets`,
    why,
    'Give a GMT file: name, description and genes of a set per line.',
  );
}
