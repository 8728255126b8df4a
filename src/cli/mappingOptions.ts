/** The options by which a person says what the columns of a file mean: the fields of the page's Check step, by the same names. */
import { Option, type Command } from 'commander';
import type { OpenedFile } from '../dataset/annotation';
import {
  perturbationKinds,
  valueScales,
  type ControlMode,
  type FilterRules,
  type Mapping,
  type PerturbationKind,
  type ValueScale,
} from '../dataset/mapping';
import type { Recognition } from '../dataset/recognition';
import { matrixGenes } from '../dataset/recognise/matrixGenes';
import { readNames } from '../dataset/recognise/nameList';
import { listOf } from '../present/text/format';
import { badUsage } from './failure';
import { textAt } from './files';
import { shareOf, wholeNumber } from './numberOptions';

export interface MappingOptions extends FilterRules {
  readonly matrix?: string;
  readonly values?: ValueScale;
  /** Of a table. */
  readonly rows?: 'cells' | 'genes';
  readonly firstLine?: 'names' | 'values';
  readonly geneColumn?: string;
  readonly perturbationColumn?: string;
  /** Labels, as typed: one, or several parted by commas; each time the option is given. */
  readonly control?: readonly string[];
  readonly reference?: string;
  readonly compareWithOthers?: true;
  readonly controlsFile?: string;
  readonly kind?: PerturbationKind;
  readonly kindColumn?: string;
  readonly timeColumn?: string;
  readonly batchColumn?: string;
  readonly genesInAll?: number;
  /** Paths of lists of names. */
  readonly genes?: string;
  readonly regulators?: string;
  readonly holdout?: readonly string[];
}

/** In place of a column: there is none. */
const noColumn = 'none';
/** In place of a column of gene names: the names of the rows of var. */
const theIndex = 'index';
const shownNames = 12;
/** Nobody has more cells, genes or counts of a cell. */
const MOST = 1e9;

/** Of an option that can be given again: every value. */
export const again = (value: string, before: readonly string[] = []) => [...before, value];

/** Adds the options to a command that reads a data file. */
export function addMappingOptions(command: Command): Command {
  return command
    .option('--perturbation-column <name>', 'column that says which gene was perturbed in each cell')
    .option('--control <labels>', 'label of the control cells; several parted by commas', again)
    .addOption(
      new Option(
        '--reference <label>',
        'one perturbation that stands in for a control: its own effect is lost',
      ).conflicts(['control', 'compareWithOthers', 'controlsFile']),
    )
    .addOption(
      new Option(
        '--compare-with-others',
        'compare each perturbation with the mean of the others: an effect that all share cannot be seen',
      ).conflicts(['control', 'controlsFile']),
    )
    .option('--controls-file <file>', 'control cells in a file of their own')
    .addOption(new Option('--kind <kind>', 'what was done to the target genes').choices(perturbationKinds))
    .option('--kind-column <name>', `column that states the kind cell by cell, or ${noColumn}`)
    .option('--time-column <name>', `column of time points, or ${noColumn}`)
    .option('--batch-column <name>', `column of batches, or ${noColumn}`)
    .option('--gene-column <name>', `column of var with the gene names, or ${theIndex}`)
    .addOption(new Option('--values <scale>', 'what the values are').choices(valueScales))
    .addOption(new Option('--rows <what>', 'what the rows of a table are').choices(['cells', 'genes']))
    .addOption(
      new Option('--first-line <what>', 'what the first line of a table is').choices(['names', 'values']),
    )
    .option('--matrix <path>', 'matrix of the file: X, raw/X, layers/…')
    .option('--genes-in-all <n>', 'genes in the model (default: 200)', wholeNumber(2, 2000))
    .option('--genes <file>', 'list of genes that are wanted in the model, whatever their variance')
    .option('--regulators <file>', 'list of the genes that may regulate others')
    .option('--holdout <labels>', 'perturbations never shown to the model; parted by commas', again)
    .option('--least-counts <n>', 'leave out cells with fewer counts', wholeNumber(1, MOST))
    .option('--least-genes <n>', 'leave out cells in which fewer genes are detected', wholeNumber(1, MOST))
    .option(
      '--most-mitochondrial <share>',
      'leave out cells with a larger share of mitochondrial counts, such as 0.2 or 20%',
      shareOf,
    )
    .option(
      '--least-cells-of-gene <n>',
      'choose no gene for the model that is detected in fewer training cells; perturbed ones stay',
      wholeNumber(1, MOST),
    )
    .option('--fewest-cells <n>', 'learn from no perturbation with fewer cells', wholeNumber(1, MOST))
    .option(
      '--most-guides <n>',
      'leave out cells with more guides; without it several guides are a combination',
      wholeNumber(1, MOST),
    );
}

/**
 * The first of two steps, since the labels of a file depend on its perturbation column: matrix, columns, kind, genes.
 * Names in the lists that the file does not have are kept: loading tells them. Throws Failure on what the file does not have.
 */
export function columnChanges(
  options: MappingOptions,
  opened: OpenedFile,
  { perturbationColumns }: Recognition,
): Partial<Mapping> {
  const columns = opened.obs.map(({ name }) => name);
  const column = (flag: string, typed: string) => oneOf(flag, typed, columns, opened.name, 'column');
  const orNone = (flag: string, typed: string) =>
    typed === noColumn && !columns.includes(noColumn) ? null : column(flag, typed);
  const { perturbationColumn, kindColumn, timeColumn, batchColumn, matrix, values, kind } = options;
  return {
    ...(matrix === undefined
      ? {}
      : {
          matrix: oneOf(
            '--matrix',
            matrix,
            opened.matrices.map(({ path }) => path),
            opened.name,
            'matrix',
          ),
        }),
    ...(values === undefined ? {} : { values }),
    ...(perturbationColumn === undefined
      ? {}
      : {
          perturbationColumn: oneOf(
            '--perturbation-column',
            perturbationColumn,
            [...new Set([...columns, ...perturbationColumns])],
            opened.name,
            'column',
          ),
        }),
    ...(kind === undefined ? {} : { kind }),
    ...(kindColumn === undefined ? {} : { kindColumn: orNone('--kind-column', kindColumn) }),
    ...(timeColumn === undefined ? {} : { timeColumn: orNone('--time-column', timeColumn) }),
    ...(batchColumn === undefined ? {} : { batchColumn: orNone('--batch-column', batchColumn) }),
  };
}

/** The second step, on what the file means after the first: gene names, labels and lists of genes. Throws Failure likewise. */
export async function nameChanges(
  options: MappingOptions,
  opened: OpenedFile,
  { mapping, labels }: Recognition,
): Promise<Partial<Mapping>> {
  const columns = (opened.genes[mapping.matrix]?.columns ?? []).map(({ name }) => name);
  const { geneColumn } = options;
  const named =
    geneColumn === undefined
      ? mapping.geneColumn
      : geneColumn === theIndex && !columns.includes(theIndex)
        ? null
        : oneOf('--gene-column', geneColumn, columns, opened.name, 'column of var');
  const known = matrixGenes(opened, { matrix: mapping.matrix, geneColumn: named });
  const control = controlChoice(
    options,
    mapping,
    labels.map(({ label }) => label),
  );
  const perturbed = labels.filter(({ role }) => role === 'perturbation').map(({ label }) => label);
  const { total, pasted } = mapping.genes;
  return {
    ...(geneColumn === undefined ? {} : { geneColumn: named }),
    ...(control === null ? {} : { control }),
    ...(options.holdout === undefined
      ? {}
      : { heldOut: labelsAmong('--holdout', options.holdout, perturbed, mapping.perturbationColumn) }),
    ...(options.genes === undefined && options.genesInAll === undefined
      ? {}
      : {
          genes: {
            total: options.genesInAll ?? total,
            pasted: options.genes === undefined ? pasted : await listAt(options.genes, known),
          },
        }),
    ...(options.regulators === undefined ? {} : { regulators: await listAt(options.regulators, known) }),
    ...filterChange(options, mapping),
  };
}

/** Rules that are typed go beside those that a configuration has. */
function filterChange(options: MappingOptions, { filter }: Mapping): Pick<Mapping, 'filter'> {
  const { leastCounts, leastGenes, mostMitochondrial, leastCellsOfGene, fewestCells, mostGuides } = options;
  const typed = {
    ...(leastCounts === undefined ? {} : { leastCounts }),
    ...(leastGenes === undefined ? {} : { leastGenes }),
    ...(mostMitochondrial === undefined ? {} : { mostMitochondrial }),
    ...(leastCellsOfGene === undefined ? {} : { leastCellsOfGene }),
    ...(fewestCells === undefined ? {} : { fewestCells }),
    ...(mostGuides === undefined ? {} : { mostGuides }),
  };
  return Object.keys(typed).length === 0 ? {} : { filter: { ...filter, ...typed } };
}

function controlChoice(
  { control, reference, compareWithOthers }: MappingOptions,
  { perturbationColumn }: Mapping,
  labels: readonly string[],
): ControlMode | null {
  if (compareWithOthers) return { mode: 'others' };
  if (reference !== undefined) {
    const [label = reference] = labelsAmong('--reference', [reference], labels, perturbationColumn);
    return { mode: 'reference', label };
  }
  if (control === undefined) return null;
  return { mode: 'cells', labels: labelsAmong('--control', control, labels, perturbationColumn) };
}

/** A value that is a label as it stands is one, whatever commas are in it. */
function labelsAmong(
  flag: string,
  typed: readonly string[],
  known: readonly string[],
  column: string,
): readonly string[] {
  const lists = typed.map((value) =>
    known.includes(value) ? { found: [value], missing: [] } : readNames(value, known),
  );
  const missing = lists.flatMap((list) => list.missing);
  if (missing.length > 0)
    throw badUsage(
      `${flag}: there is no ${listOf(missing)}`,
      `Column ${column} has ${listOf(known, shownNames)}.`,
      `Give ${flag} labels that are there.`,
    );
  return [...new Set(lists.flatMap(({ found }) => found))];
}

async function listAt(path: string, known: readonly string[]): Promise<readonly string[]> {
  const { found, missing } = readNames(await textAt(path), known);
  if (found.length + missing.length === 0)
    throw badUsage(`${path} names no gene`, 'There is nothing in it.', 'Write one name on each line.');
  return [...found, ...missing];
}

function oneOf(flag: string, typed: string, known: readonly string[], file: string, noun: string): string {
  if (known.includes(typed)) return typed;
  throw badUsage(
    `${flag}: ${file} has no ${noun} “${typed}”`,
    known.length === 0 ? `It has no ${noun} at all.` : `It has ${listOf(known, shownNames)}.`,
    `Give ${flag} one that is there.`,
  );
}
