/** Options that define the meaning of a file's columns and filter its cells and genes: the fields of the page's Check. */
import { Option, type Command } from 'commander';
import { axisOf, type OpenedFile } from '../dataset/annotation';
import { distinctPerturbations } from '../dataset/quality/perturbations';
import { candidateChoices } from '../dataset/factors/candidates';
import {
  perturbationKinds,
  valueScales,
  type ControlMode,
  type Mapping,
  type PerturbationKind,
  type ValueScale,
} from '../dataset/mapping';
import type { Recognition } from '../dataset/recognition';
import type { TableReading } from '../dataset/readers/text/columnRoles';
import { labelColumn } from '../dataset/recognise/labelColumn';
import { distinctValues } from '../dataset/recognise/columns';
import { statedKinds } from '../dataset/recognise/kind';
import { readTimes } from '../dataset/recognise/timeAndBatch';
import { columnOfSets, nameOfSets } from '../dataset/recognise/guideSets';
import { matrixGenes, perturbationNames, readNames } from '../dataset/recognise/nameList';
import { listOf } from '../present/text/format';
import { badUsage } from './failure';
import { textAt } from './files';
import { shareOf, wholeNumber } from './numberOptions';

export interface MappingOptions {
  readonly matrix?: string;
  readonly values?: ValueScale;
  /** What the rows and the first line of a table are. */
  readonly rows?: 'cells' | 'genes';
  readonly firstLine?: 'names' | 'values';
  /** Names of numeric columns of a table as typed, once per use of the option. */
  readonly notGenes?: readonly string[];
  readonly asGenes?: readonly string[];
  readonly geneColumn?: string;
  readonly perturbationColumn?: string;
  /** Labels as typed, one or several separated by commas, once per use of the option. */
  readonly control?: readonly string[];
  readonly reference?: string;
  readonly compareWithOthers?: true;
  readonly controlsFile?: string;
  /** Path of a table of labels and their targets. */
  readonly targets?: string;
  readonly kind?: PerturbationKind;
  readonly kindColumn?: string;
  readonly timeColumn?: string;
  readonly batchColumn?: string;
  readonly guideColumn?: string;
  readonly multiplicity?: 'auto' | 'one' | 'many';
  readonly doseColumn?: string;
  readonly contextColumn?: string;
  readonly context?: string;
  readonly nGenes?: number;
  /** Path of a list of names. */
  readonly genes?: string;
  /** A choice, or the path of a list of names. */
  readonly regulators?: string;
  readonly holdout?: readonly string[];
  readonly minCounts?: number;
  readonly minGenes?: number;
  readonly maxMito?: number;
  readonly minCellsPerGene?: number;
  readonly minCells?: number;
  readonly maxGuides?: number;
  /** Of infer and prepare. */
  readonly cells?: 'all' | 'responding';
}

/** Value for “no such column”. */
const NO_COLUMN = 'none';
/** Value for the index of var instead of a column. */
const INDEX = 'index';
const SHOWN_NAMES = 12;
/** Upper bound for counts of cells, genes and molecules. */
const MAX_COUNT = 1e9;

/** The fields that are not undefined. */
export function definedIn<Fields extends object>(
  fields: Fields,
): { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
export function definedIn(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Collects the values of an option that can be repeated. */
export const repeatable = (value: string, before: readonly string[] = []) => [...before, value];

export function addMappingOptions(command: Command): Command {
  return command
    .option('--perturbation-column <name>', 'column with the perturbed gene of each cell')
    .option('--control <labels>', 'label of the control cells; several separated by commas', repeatable)
    .addOption(
      new Option('--reference <label>', 'use one perturbation as control: its own effect is lost').conflicts([
        'control',
        'compareWithOthers',
        'controlsFile',
      ]),
    )
    .addOption(
      new Option(
        '--compare-with-others',
        'compare each perturbation with the mean of the others: an effect shared by all cannot be seen',
      ).conflicts(['control', 'controlsFile']),
    )
    .option('--controls-file <file>', 'separate file of control cells')
    .option('--targets <file>', 'table of labels and what they name: label, target, class, dose, unit')
    .addOption(new Option('--kind <kind>', 'kind of perturbation').choices(perturbationKinds))
    .option('--kind-column <name>', `column with the kind of perturbation of each cell, or ${NO_COLUMN}`)
    .option('--time-column <name>', `column of time points, or ${NO_COLUMN}`)
    .option('--batch-column <name>', `column of batches, or ${NO_COLUMN}`)
    .option('--guide-column <name>', `column with the guide of each cell, or ${NO_COLUMN}`)
    .addOption(
      new Option(
        '--multiplicity <which>',
        'one: each combination of guides in a label is a perturbation; many: effects of single targets by regression on all guides of a cell; auto (default): many where hardly a combination occurs twice',
      ).choices(['auto', 'one', 'many']),
    )
    .option(
      '--dose-column <name>',
      `column with the dose of each cell, by which effects are measured separately, or ${NO_COLUMN}`,
    )
    .option(
      '--context-column <name>',
      `column of contexts (cell type, stimulation), by which effects are measured separately, or ${NO_COLUMN}`,
    )
    .option('--context <value>', 'use only cells with this value of the column of contexts')
    .option('--gene-column <name>', `column of var with gene names, or ${INDEX}`)
    .addOption(new Option('--values <scale>', 'scale of the values').choices(valueScales))
    .addOption(new Option('--rows <what>', 'meaning of the rows of a table').choices(['cells', 'genes']))
    .addOption(
      new Option('--first-line <what>', 'meaning of the first line of a table').choices(['names', 'values']),
    )
    .option(
      '--not-genes <columns>',
      'columns of a table, or names in var, that are not genes, separated by commas',
      repeatable,
    )
    .option(
      '--as-genes <columns>',
      'columns of a table, or names in var, that are genes, whatever they are called',
      repeatable,
    )
    .option('--matrix <path>', 'matrix in the file: X, raw/X, layers/…')
    .option(
      '--n-genes <n>',
      'number of genes in the model, at most 5,000 (default: 200)',
      wholeNumber(3, 5000),
    )
    .option(
      '--genes <file>',
      'list of genes to include in the model, whatever their variance: one per line, or separated by commas, semicolons, tabs or blanks',
    )
    .option(
      '--regulators <which>',
      `candidate regulators: ${candidateChoices.join(', ')} or a file of names (default: factors, published transcription factors and perturbed genes)`,
    )
    .option('--holdout <labels>', 'held-out perturbations, separated by commas', repeatable)
    .option('--min-counts <n>', 'minimum counts per cell', wholeNumber(1, MAX_COUNT))
    .option('--min-genes <n>', 'minimum genes detected per cell', wholeNumber(1, MAX_COUNT))
    .option(
      '--max-mito <share>',
      'maximum share of mitochondrial counts per cell, such as 0.2 or 20%',
      shareOf,
    )
    .option(
      '--min-cells-per-gene <n>',
      'minimum training cells in which a gene is detected; perturbed genes are kept',
      wholeNumber(1, MAX_COUNT),
    )
    .option('--min-cells <n>', 'minimum cells per perturbation', wholeNumber(1, MAX_COUNT))
    .option(
      '--max-guides <n>',
      'maximum guides per cell; by default several guides are a combination',
      wholeNumber(1, MAX_COUNT),
    );
}

/** Of commands that read data for a model. */
export const cellsOption = () =>
  new Option(
    '--cells <which>',
    'cells that the model learns from: all (default), or responding, without those that carry a guide and probably do not respond',
  ).choices(['all', 'responding']);

/** How a table is read, from the options; the others are those of `given` (a configuration). */
export function tableReading(
  { rows, firstLine, notGenes, asGenes }: MappingOptions,
  given: TableReading = {},
): TableReading {
  const chosen = definedIn({ rows, firstLine, notGenes: typedNames(notGenes), asGenes: typedNames(asGenes) });
  return { ...given, ...chosen };
}

/** Each text is a name, or several separated by commas: which of them is known when the table is read. */
function typedNames(typed: readonly string[] | undefined): readonly string[] | undefined {
  return typed?.flatMap((text) => [...new Set([text.trim(), ...namesAmong(text)])]);
}

const namesAmong = (text: string) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** Throws Failure where an option names a column that the table does not have, or says how to read what is no table. */
export function expectColumns(options: MappingOptions, opened: OpenedFile): void {
  const { rows, firstLine } = options;
  if (opened.format !== 'text' && (rows !== undefined || firstLine !== undefined))
    throw badUsage(
      `${rows === undefined ? '--first-line' : '--rows'}: ${opened.name} is not a table`,
      'Its format says what rows and columns are.',
      'Leave the option out.',
    );
  for (const [flag, typed] of [
    ['--not-genes', options.notGenes],
    ['--as-genes', options.asGenes],
  ] as const) {
    if (typed === undefined) continue;
    const numeric = opened.obs.filter(({ kind }) => kind === 'number').map(({ name }) => name);
    const judged = (opened.numericColumns ?? []).map(({ name }) => name);
    const genes = Object.values(opened.genes).flatMap(({ index }) => index);
    const isTable = opened.format === 'text';
    const known = [...new Set([...judged, ...(isTable ? numeric : []), ...genes])];
    const unknown = typed.flatMap((text) =>
      known.includes(text.trim()) ? [] : namesAmong(text).filter((name) => !known.includes(name)),
    );
    if (opened.table?.rows !== 'cells' && !['h5ad', 'zarr'].includes(opened.format))
      throw badUsage(
        `${flag}: ${opened.name} is not a table with cells in rows, nor AnnData`,
        'Columns can be read as genes or left out in such files only.',
        `Leave ${flag} out.`,
      );
    if (unknown.length > 0)
      throw badUsage(
        `${flag}: ${opened.name} has no numeric column ${listOf(unknown)}`,
        `It has ${listOf(known, SHOWN_NAMES)}.`,
        `Give ${flag} ${isTable ? 'numeric columns of the table' : 'names in var'}.`,
      );
  }
}

/** First step: matrix, columns, values and kind. Labels depend on the perturbation column. Throws Failure for names the file does not have. */
export function columnChanges(
  options: MappingOptions,
  opened: OpenedFile,
  { perturbationColumns, mapping }: Recognition,
): Partial<Mapping> {
  const columns = opened.obs.map(({ name }) => name);
  const matrices = opened.matrices.map(({ path }) => path);
  const labelColumns = [...new Set([...columns, ...perturbationColumns])];
  const column = (flag: string, typed: string | undefined, known: readonly string[]) =>
    oneOf(flag, typed, known, opened.name, 'column');
  const orNone = (flag: string, typed: string | undefined) =>
    typed === NO_COLUMN && !columns.includes(NO_COLUMN) ? null : column(flag, typed, columns);
  const { values, kind, cells } = options;
  const contextColumn = orNone('--context-column', options.contextColumn);
  return definedIn({
    cells,
    matrix: oneOf('--matrix', options.matrix, matrices, opened.name, 'matrix'),
    values,
    perturbationColumn: columnOfLabels(
      column('--perturbation-column', options.perturbationColumn, labelColumns),
      options,
      opened,
      { perturbationColumns, mapping },
    ),
    kind,
    kindColumn: ofKinds(orNone('--kind-column', options.kindColumn), opened),
    timeColumn: ofTimes(orNone('--time-column', options.timeColumn), opened),
    batchColumn: orNone('--batch-column', options.batchColumn),
    guideColumn: orNone('--guide-column', options.guideColumn),
    doseColumn: orNone('--dose-column', options.doseColumn),
    contextColumn,
    ...contextChoice(options, opened, contextColumn === undefined ? mapping.contextColumn : contextColumn),
  });
}

/** Throws Failure for a column without any time, such as one of labels: no cell would be left. */
function ofTimes(chosen: string | null | undefined, { obs }: OpenedFile): string | null | undefined {
  const column = obs.find(({ name }) => name === chosen);
  if (column !== undefined && readTimes(column).values.every(Number.isNaN))
    throw badUsage(
      `--time-column: ${column.name} has no times`,
      `Its values are ${listOf(distinctValues(column).labels, SHOWN_NAMES)}.`,
      'Give a column of numbers, or of times such as 24h or day 3, or none.',
    );
  return chosen;
}

/** Throws Failure for a column that states no kind: all would be one kind, and two of one gene would be mixed. */
function ofKinds(chosen: string | null | undefined, { obs }: OpenedFile): string | null | undefined {
  const column = obs.find(({ name }) => name === chosen);
  if (column !== undefined && statedKinds(column).size === 0)
    throw badUsage(
      `--kind-column: ${column.name} states no kind of perturbation`,
      `Its values are ${listOf(distinctValues(column).labels, SHOWN_NAMES)}.`,
      'Give a column of words such as knockout or CRISPRi, or none with --kind.',
    );
  return chosen;
}

/** @param column of contexts, recognised or chosen; throws Failure where it does not have the value */
function contextChoice(
  { context, contextColumn }: MappingOptions,
  { obs, name: file }: OpenedFile,
  column: string | null | undefined,
): Pick<Partial<Mapping>, 'contextColumn' | 'context'> {
  if (context === undefined) return contextColumn === undefined ? {} : { context: null };
  const values = obs.find(({ name }) => name === column);
  if (values === undefined)
    throw badUsage(
      `--context ${context}: no column of contexts`,
      `No column of ${file} looks like cell types or conditions.`,
      'Name the column with --context-column.',
    );
  const known = distinctValues(values).labels;
  return definedIn({
    contextColumn: values.name,
    context: oneOf('--context', context, known, file, `value of ${values.name}`),
  });
}

/** The column of labels as multiplicity has it: itself, or the guides that it lists. @param typed by its name */
function columnOfLabels(
  typed: string | undefined,
  { multiplicity = 'auto' }: MappingOptions,
  opened: OpenedFile,
  { perturbationColumns, mapping }: Pick<Recognition, 'perturbationColumns' | 'mapping'>,
): string | undefined {
  const name = typed ?? mapping.perturbationColumn;
  const plain = columnOfSets(name) ?? name;
  const listing = nameOfSets(plain);
  if (multiplicity === 'one') return plain === name ? typed : plain;
  if (multiplicity === 'auto') return perturbationColumns.includes(listing) ? listing : typed;
  if (labelColumn(opened, listing) === null)
    throw badUsage(
      `--multiplicity many: column ${plain} lists no guides`,
      'Most of its labels name one thing each.',
      'Name the column that lists the guides of each cell with --perturbation-column.',
    );
  return listing;
}

/** Second step: gene names, labels, lists of genes and filters. Unknown names in lists are kept for a note. Throws Failure for unknown labels. */
export async function nameChanges(
  options: MappingOptions,
  opened: OpenedFile,
  { mapping, labels }: Recognition,
): Promise<Partial<Mapping>> {
  const columns = axisOf(opened, mapping.matrix).columns.map(({ name }) => name);
  const { genes, nGenes, regulators, holdout } = options;
  const geneColumn =
    options.geneColumn === INDEX && !columns.includes(INDEX)
      ? null
      : oneOf('--gene-column', options.geneColumn, columns, opened.name, 'column of var');
  const { matrix, perturbationColumn } = mapping;
  const known = matrixGenes(opened, {
    matrix,
    geneColumn: geneColumn === undefined ? mapping.geneColumn : geneColumn,
  });
  // Typed rules override those of a configuration; the others stay.
  const rules = definedIn({
    leastCounts: options.minCounts,
    leastGenes: options.minGenes,
    mostMitochondrial: options.maxMito,
    leastCellsOfGene: options.minCellsPerGene,
    fewestCells: options.minCells,
    mostGuides: options.maxGuides,
  });
  return definedIn({
    geneColumn,
    control: controlChoice(
      options,
      perturbationColumn,
      labels.map(({ label }) => label),
    ),
    heldOut:
      holdout &&
      labelsAmong('--holdout', holdout, namesToHoldOut(opened, { mapping, labels }), perturbationColumn),
    genes:
      genes === undefined && nGenes === undefined
        ? undefined
        : {
            total: nGenes ?? mapping.genes.total,
            pasted: genes === undefined ? mapping.genes.pasted : await listAt(genes, known),
          },
    ...(regulators === undefined ? {} : await candidatesNamed(regulators, known)),
    filter: Object.keys(rules).length === 0 ? undefined : { ...mapping.filter, ...rules },
  });
}

/** Labels of the column, their targets where several have the same, and labels as results write them: 'GATA1 knockout' beside another kind. */
export function namesToHoldOut(
  opened: OpenedFile,
  { mapping, labels }: Pick<Recognition, 'mapping' | 'labels'>,
): readonly string[] {
  const perturbed = labels.filter(({ role }) => role === 'perturbation').map(({ label }) => label);
  const inResults = distinctPerturbations(opened, labels, mapping).list.flatMap(({ label, targets }) =>
    targets.length > 0 ? [label] : [],
  );
  return [...new Set([...perturbed, ...perturbationNames(labels), ...inResults])];
}

function controlChoice(
  { control, reference, compareWithOthers }: MappingOptions,
  perturbationColumn: string,
  labels: readonly string[],
): ControlMode | undefined {
  if (compareWithOthers) return { mode: 'others' };
  if (reference !== undefined) {
    const [label = reference] = labelsAmong('--reference', [reference], labels, perturbationColumn);
    return { mode: 'reference', label };
  }
  return control && { mode: 'cells', labels: labelsAmong('--control', control, labels, perturbationColumn) };
}

/** A value that equals a label is that label, even if it contains commas. */
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
      `${flag}: unknown ${listOf(missing)}`,
      `Column ${column} has ${listOf(known, SHOWN_NAMES)}.`,
      `Give ${flag} labels of that column.`,
    );
  return [...new Set(lists.flatMap(({ found }) => found))];
}

async function candidatesNamed(
  which: string,
  known: readonly string[],
): Promise<Pick<Mapping, 'regulators' | 'candidates'>> {
  const choice = candidateChoices.find((name) => name === which);
  return choice === undefined
    ? { regulators: await listAt(which, known) }
    : { regulators: null, candidates: choice };
}

async function listAt(path: string, known: readonly string[]): Promise<readonly string[]> {
  const { found, missing } = readNames(await textAt(path), known);
  if (found.length + missing.length === 0)
    throw badUsage(`${path} names no gene`, 'The file is empty.', 'Write one name per line.');
  return [...found, ...missing];
}

/** `typed`: undefined if the option is not given. */
function oneOf(
  flag: string,
  typed: string | undefined,
  known: readonly string[],
  file: string,
  noun: string,
): string | undefined {
  if (typed === undefined || known.includes(typed)) return typed;
  throw badUsage(
    `${flag}: ${file} has no ${noun} “${typed}”`,
    known.length === 0 ? `It has no ${noun}.` : `It has ${listOf(known, SHOWN_NAMES)}.`,
    `Give ${flag} one of them.`,
  );
}
