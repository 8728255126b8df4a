/** `modulode enrich`: known gene sets in the modules, targets or responders of a run. */
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Option, type Command } from 'commander';
import { tableOf } from '../dataset/names/otherNames';
import { count, listOf } from '../present/text/format';
import { collectionNames, collections, describeSetError } from '../present/text/geneSets';
import type { KnownSet } from '../network/enrichment';
import {
  type EnrichedPart,
  enrichedParts,
  enrichmentOf,
  enrichmentTable,
  MIN_SET_SIZE,
  type Perturbation,
  predictedPerturbation,
  testedGenes,
} from '../share/exports/enrichment';
import { geneSetsOf } from '../share/exports/geneSetFile';
import type { FinishedRun } from '../share/finishedRun';
import { badUsage } from './failure';
import { deliver, fileAt, isFolder, jsonText } from './files';
import type { Host } from './host';
import { wholeNumber } from './numberOptions';
import { changesOf, type NamedLevel, perturbOption } from './predict/perturbOptions';
import { openRun, runArgument } from './runs';

interface EnrichOptions {
  readonly sets: string;
  readonly of: EnrichedPart;
  readonly top?: number;
  readonly minSize: number;
  readonly orthologs?: string;
  readonly perturb?: readonly NamedLevel[];
  readonly out?: string;
  readonly json?: true;
}

/** Of the gene sets that come with the program, whose genes are human (public/sets). */
const MOUSE_ORTHOLOGS = 'mouse-orthologs.tsv.gz';

/** Rows whose q is below it are counted in the remark. */
const SIGNIFICANT = 0.05;

export function addEnrich(program: Command, host: Host): void {
  program
    .command('enrich')
    .summary('find known gene sets in modules, targets or responders')
    .description(
      'Tests which gene sets occur in the modules of a run, among the targets of each regulator, or respond to each perturbation. Prints a tab-separated table (group, set, overlap, size, universe, p, q): members of the set in the group, in the tested genes, and tested genes. These are the genes of the network; for responders also those outside it that modules predict. p is that of the hypergeometric test; for responders that of a rank-sum test of the predicted changes. q is the false discovery rate over the sets of a group (Benjamini–Hochberg).',
    )
    .addArgument(runArgument())
    .requiredOption(
      '--sets <file>',
      `gene sets: .gmt or .gmt.gz, or the name of one that comes with the program: ${listOf(collectionNames)}`,
    )
    .addOption(
      new Option('--of <part>', 'what is tested')
        .choices(enrichedParts)
        .default('modules' satisfies EnrichedPart),
    )
    .option(
      '--top <edges>',
      'number of strongest edges that give the targets (default: those drawn)',
      wholeNumber(1),
    )
    .option('--min-size <genes>', 'smallest number of tested genes of a set', wholeNumber(1), MIN_SET_SIZE)
    .option(
      '--orthologs <file>',
      `table from the genes of the sets to those of the run (default for mouse: ${MOUSE_ORTHOLOGS} beside the sets, where it is)`,
    )
    .addOption(perturbOption().default(undefined, 'every gene that was perturbed alone'))
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nGenes of sets are found by any of their names. Sets with no tested gene are left\nout; sets without a member in the group are not printed.\n\nExample:\n  $ modulode enrich run1 --sets hallmark --of targets',
    )
    .action((path: string, options: EnrichOptions) => enrich(path, options, host));
}

async function enrich(path: string, options: EnrichOptions, host: Host): Promise<void> {
  const { of: part, top, minSize, out, json } = options;
  if (options.perturb && part !== 'responders')
    throw badUsage(
      '--perturb was given without --of responders',
      `The ${part} of a run do not depend on a perturbation.`,
      'Add --of responders, or leave --perturb out.',
    );
  const run = await openRun(path);
  const { genes } = run.dataset;
  const named = collectionNames.find((name) => name === options.sets);
  const file = named ? join(host.geneSets, collections[named].file) : options.sets;
  const orthologs = options.orthologs ?? (await mouseOrthologs(file, genes));
  const read = await geneSetsOf(
    await fileAt(file),
    orthologs === null ? null : await fileAt(orthologs),
    testedGenes(run),
  );
  if (!read.ok) {
    const { title, why, next } = describeSetError(read.error, genes);
    throw badUsage(title, why, next);
  }
  const { sets, given } = read.value;
  const perturbation = options.perturb ? await perturbationOf(run, options.perturb) : null;
  const rows = enrichmentOf(run, sets, { of: part, top: top ?? null, minSize, perturbation });
  await deliver(host, json ? jsonText(documentOf(part, given, rows, run)) : enrichmentTable(rows), out);
  if (orthologs !== null) host.message(`Genes of the sets are replaced by their orthologs (${orthologs}).`);
  const untested = rows.length === 0 ? untestedText(run, sets, part, minSize) : null;
  if (untested !== null) return host.message(untested);
  const found = rows.filter(({ q }) => q < SIGNIFICANT);
  const groups = new Set(found.map(({ group }) => group));
  host.message(
    found.length === 0
      ? `No set has a false discovery rate below ${SIGNIFICANT} among the ${part}.`
      : `Sets with a false discovery rate below ${SIGNIFICANT}: ${count(found.length)}, in ${listOf([...groups], 5)}.`,
  );
}

/** Why no set was tested: all are too small, or there is no group; null where some were. */
function untestedText(
  run: FinishedRun,
  sets: readonly KnownSet[],
  part: EnrichedPart,
  minSize: number,
): string | null {
  const genes = part === 'responders' ? testedGenes(run) : run.dataset.genes;
  const sizes = sets.map(({ members }) => members.filter((gene) => gene < genes.length).length);
  const largest = Math.max(0, ...sizes);
  if (largest < minSize)
    return `Nothing could be tested: no set has ${count(minSize)} of the tested genes or more (--min-size); the largest has ${count(largest)}.`;
  return part === 'modules' && run.result.modules.length === 0
    ? 'Nothing could be tested: this run has no modules.'
    : null;
}

/** The table beside the sets, for a run of mouse genes; null where there is none. */
async function mouseOrthologs(sets: string, genes: readonly string[]): Promise<string | null> {
  const folder = dirname(sets);
  if (!(await isFolder(folder)) || !(await readdir(folder)).includes(MOUSE_ORTHOLOGS)) return null;
  return (await tableOf(genes))?.species === 'mouse' ? join(folder, MOUSE_ORTHOLOGS) : null;
}

async function perturbationOf(run: FinishedRun, levels: readonly NamedLevel[]): Promise<Perturbation> {
  const changes = await changesOf(levels, run);
  return predictedPerturbation(
    run.result,
    changes.filter(({ value }) => value !== 1),
  );
}

/** What `--json` prints. */
export type EnrichDocument = ReturnType<typeof documentOf>;

/** With the names of the genes that group and set share, and which of them are not in the network. */
function documentOf(
  part: EnrichedPart,
  given: number,
  rows: ReturnType<typeof enrichmentOf>,
  run: FinishedRun,
) {
  const genes = testedGenes(run);
  const inNetwork = run.dataset.genes.length;
  const results = rows.map(({ group, set, overlap, size, universe, p, q, higher, shared }) => ({
    group,
    set,
    overlap,
    size,
    universe,
    p,
    q,
    ...(higher === null ? {} : { higher }),
    genes: shared.map((gene) => genes[gene] ?? ''),
    ...(shared.some((gene) => gene >= inNetwork) && {
      outsideNetwork: shared.filter((gene) => gene >= inNetwork).map((gene) => genes[gene] ?? ''),
    }),
  }));
  return { of: part, sets: given, results };
}
