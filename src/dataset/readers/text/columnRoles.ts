/**
 * Infers from the first rows of a table whether its first line is a header, and the role of each column: row names, values or annotation;
 * with cells in rows, numeric columns that describe the cells are annotations (recognise/numericColumns.ts).
 */
import { DatasetFailure } from '../../errors';
import type { NumericColumn } from '../../annotation';
import { asChosen, type ChosenColumns, judgeColumns } from '../../recognise/numericColumns';
import type { ParseNumber, TextRecord } from './records';

export interface ColumnRoles {
  /** Fields per row. */
  readonly width: number;
  /** Index of the column with the row names; null where there is none. */
  readonly names: number | null;
  /** Header of that column, '' where it has none. */
  readonly namesHeader: string;
  readonly values: readonly NamedColumn[];
  readonly annotations: readonly NamedColumn[];
}

export interface NamedColumn {
  readonly index: number;
  readonly name: string;
  /** Most of the first rows hold a number. */
  readonly numeric: boolean;
}

/** Above the rows of a series matrix. */
export const SERIES = /^id_ref$/i;
const GENE_NAMED =
  /(?:p[rg][_.])?genes?|gen(?:[ _.-]?(?:symbole?|namen?|ids?))?|(?:p[rg][_.])?gene[ _.]?(?:ids?|(?:short[ _]?)?names?|symbols?)|(?:(?:hgnc|mgi)_?)?symbols?|external_gene_names?|ensembl\w*|id_ref|entrez(?:[ _.]?gene)?(?:[ _.]?ids?)?|ncbi[ _.]?(?:gene[ _.]?)?ids?|(?:tracking|target)_id|target[ _.]?names?|(?:feature|transcript|probe(?:set)?)[ _.]?(?:ids?|names?)/;
const CELL_NAMED =
  /cells?|cell[ _.]?(?:ids?|names?|barcodes?|index)|barcodes?|bc_wells|samples?|sample[ _.]?(?:ids?|names?)/;
/** DIA-NN says Genes, Spectronaut PG.Genes, MaxQuant Gene names, Cufflinks tracking_id, kallisto target_id. */
export const GENE_HEADER = new RegExp(`^(?:${GENE_NAMED.source})$`, 'i');
export const CELL_HEADER = new RegExp(`^(?:${CELL_NAMED.source})$`, 'i');
export const NAMES_HEADER = new RegExp(
  `^(?:|unnamed: ?0|index|row_?names?|ids?|names?|${CELL_NAMED.source}|${GENE_NAMED.source})$`,
  'i',
);
/** The classes of probes of nCounter (NanoString). */
const PROBE_CLASS = /^code[ _.]?class$/i;
/** Numbers that annotate genes, in tables with genes in rows: as BioMart (R writes points), RSEM, annotation packages of R and DESeq2 call them. */
const GENE_ANNOTATION = new RegExp(
  [
    String.raw`^(?:(?:(?:gene|transcript)[ _.]?)?(?:start|end)(?:[ _.]?position)?(?:[ _.]{1,2}\(?bp[).]?)?`,
    String.raw`(?:(?:effective|gene|transcript|median|merged|cds)[ _.]?)*length(?: ?\(.*\)|\.{2}.*)?|width|exons?`,
    String.raw`entrez\w*|ncbi[ _.].*[ _.]id|chr(?:om(?:osome)?)?(?:[ _.]?name|[/.]scaffold[ .]name)?|seqnames?|strand`,
    String.raw`(?:(?:gene|percentage)[ _.]{1,3}){0,2}(?:% )?gc(?:[ _.]?content)?|base[ _.]?mean)$`,
  ].join('|'),
  'i',
);

/** Roles before it is known whether rows are cells or genes. */
export interface UnsettledRoles extends ColumnRoles {
  readonly values: readonly Described[];
  readonly annotations: readonly Described[];
}

export function columnRoles(
  file: string,
  header: TextRecord,
  rows: readonly TextRecord[],
  parse: ParseNumber,
): UnsettledRoles {
  const { width, shifted } = widthOf(file, header, rows);
  const nameAt = (index: number) => header.cells[shifted ? index - 1 : index] ?? '';
  const all = Array.from({ length: width }, (_, index) => describe(index, nameAt(index), rows, parse));
  const trailing = all.at(-1);
  const columns =
    trailing !== undefined && !shifted && trailing.name === '' && trailing.empty ? all.slice(0, -1) : all;
  const first = columns[0];
  const names = first !== undefined && (shifted || isNames(first, rows)) ? 0 : null;
  const onlyNames = names === 0 && first !== undefined && (shifted || NAMES_HEADER.test(first.name));
  const rest = onlyNames ? columns.slice(1) : columns;
  const describesGenes = GENE_HEADER.test(first?.name ?? '');
  const hasCommas = 2 * rest.filter(({ misspelt }) => misspelt === 'comma').length > rest.length;
  const isNumber = ({ numeric, misspelt }: Described) =>
    numeric || misspelt === 'surely' || (hasCommas && misspelt === 'comma');
  const isValue = (column: Described) =>
    (isNumber(column) || (column.empty && column.name !== '')) &&
    !(describesGenes && GENE_ANNOTATION.test(column.name));
  const values = rest.filter(isValue);
  return {
    width,
    names,
    namesHeader: shifted ? '' : (first?.name ?? ''),
    values,
    annotations: rest.filter((column) => !isValue(column) && !column.empty),
  };
}

/** Figures of a protein over all samples, as MaxQuant, DIA-NN, Spectronaut, FragPipe and Proteome Discoverer call them. */
const PROTEIN_FIGURE = new RegExp(
  [
    String.raw`^(?:(?:#|n(?:umber|o|r)?[. ]|combined ).*|pg[._](?!.*quantity).*|id`,
    String.raw`.*(?:peptides?(?: counts?(?: \(.*\))?)?|q[-. ]?value|pep|score|coverage ?\[%\]|coverage|probability|length|weight ?\[kda\])`,
    String.raw`mw \[kda\]|calc\. pi|sequence lengths|ms\/ms count|(?:total )?intensity|ibaq|score .*)$`,
  ].join('|'),
  'i',
);
/** What is measured of proteins in each sample, the one to be taken first. */
const MEASURES: readonly RegExp[] = [
  /lfq[ _.]?intensity/i,
  /(?<![a-z])intensity/i,
  /ibaq/i,
  /abundance/i,
  /quantity/i,
];
const OF_PROTEINS = /protein|peptide|^pg\./i;

/** Columns with a measure of each sample, in a table of proteins: without figures of the proteins, and with one measure where there are several. */
function samplesOfProteins(
  values: readonly Described[],
  annotations: readonly Described[],
): readonly Described[] {
  if (![...values, ...annotations].some(({ name }) => OF_PROTEINS.test(name))) return values;
  const samples = values.filter(({ name }) => !PROTEIN_FIGURE.test(name.trim()));
  const measured = MEASURES.map((measure) => samples.filter(({ name }) => measure.test(name)));
  return measured.find(({ length }) => length > 1) ?? samples;
}

const UNIT = String.raw`(?:raw|norm(?:alized)?)?[-_. ]?(?:reads?[-_. ]?)?counts?|tpm|cpm|[fr]pkm`;
const UNIT_AROUND = [
  new RegExp(String.raw`^(?<sample>.+?)[-_. :|]+(?<unit>${UNIT})$`, 'i'),
  new RegExp(String.raw`^(?<unit>${UNIT})[-_. :|]+(?<sample>.+)$`, 'i'),
];
/** The one to be taken first; a name alone stands for counts beside other units. */
const UNITS: readonly RegExp[] = [
  /^raw/i,
  /^(?:reads?[-_. ]?)?counts?$/i,
  /^$/,
  /^norm/i,
  /^tpm/i,
  /^cpm/i,
  /pkm$/i,
];

/** One column for each sample, where all are listed in several units: 'WT_1_count' and 'WT_1_TPM'. */
function inOneUnit(values: readonly Described[]): readonly Described[] {
  const ofUnit = new Map<string, { readonly samples: string[]; readonly columns: Described[] }>();
  for (const column of values) {
    const found = UNIT_AROUND.map((around) => around.exec(column.name.trim())?.groups).find(Boolean);
    const unit = (found?.['unit'] ?? '').toLowerCase();
    const own = ofUnit.get(unit) ?? { samples: [], columns: [] };
    own.samples.push(found?.['sample'] ?? column.name.trim());
    own.columns.push(column);
    ofUnit.set(unit, own);
  }
  const lists = [...ofUnit.values()].map(({ samples }) => samples.toSorted().join('\n'));
  if (lists.length < 2 || new Set(lists).size > 1) return values;
  const unit = UNITS.flatMap((spelled) => [...ofUnit.keys()].filter((one) => spelled.test(one)))[0];
  return ofUnit.get(unit ?? '')?.columns ?? values;
}

/** Roles in a table with genes in rows: every numeric column is a cell, but for annotations of genes, figures of proteins and further units. */
export function rolesAmongGenes(roles: UnsettledRoles): ColumnRoles {
  const filled = roles.values.filter(({ empty }) => !empty);
  const ofSamples = filled.filter(({ name }) => !GENE_ANNOTATION.test(name));
  const values = inOneUnit(samplesOfProteins(ofSamples, roles.annotations));
  const figures = filled.filter((column) => !values.includes(column));
  return {
    ...roles,
    values,
    annotations: [...roles.annotations, ...figures].toSorted((a, b) => a.index - b.index),
  };
}

/** Roles in a table with cells in rows: numeric columns that do not measure a gene annotate the cells. */
export function rolesAmongCells(
  roles: UnsettledRoles,
  rows: readonly TextRecord[],
  chosen: ChosenColumns,
): { readonly roles: ColumnRoles; readonly judged: readonly NumericColumn[] } {
  const { values } = roles;
  const found = judgeColumns(values, wordsIn(roles.annotations, rows));
  const verdicts = values.map(({ name }, at) => asChosen(name, found[at] ?? null, chosen));
  const isLeftOut = (_: NamedColumn, at: number) => verdicts[at]?.isGene === false;
  const leftOut = values.filter(
    (column, at) => isLeftOut(column, at) && verdicts[at]?.reason.tag !== 'empty',
  );
  return {
    roles: {
      ...roles,
      values: values.filter((column, at) => !isLeftOut(column, at)),
      annotations: [...roles.annotations, ...leftOut].toSorted((a, b) => a.index - b.index),
    },
    judged: verdicts.filter((verdict) => verdict !== null),
  };
}

/** Words in columns of text, and their parts: names of perturbed genes. */
function wordsIn(columns: readonly NamedColumn[], rows: readonly TextRecord[]): ReadonlySet<string> {
  const texts = columns.flatMap(({ index }) => rows.map(({ cells }) => cells[index] ?? ''));
  return new Set([...new Set(texts)].flatMap((text) => [text, ...text.split(/[+|,;_\s]+/)]));
}

/** Whether a column, though not the first, names what is measured in each row. */
export function namesGenes({ name, numeric, distinct }: Described): boolean {
  return !numeric && ((distinct && GENE_HEADER.test(name)) || PROBE_CLASS.test(name));
}

export interface Described extends NamedColumn {
  /** Hardly any of the first rows hold the same. */
  readonly distinct: boolean;
  readonly empty: boolean;
  /** Every word in it is a number spelt in another way; `comma`: with one comma, which labels may have too. */
  readonly misspelt: 'surely' | 'comma' | null;
  /** [rows] NaN where there is no number. */
  readonly values: Float64Array;
}

/** '12,000', '1 234 567', "12'000.5", '12 %', '<1'. */
const MISSPELT =
  /^[+-]?(?:[<>≤≥~]\s?\d+(?:[.,]\d+)?|\d+(?:[.,]\d+)?\s?%|\d{1,3}(?:([,'’ \u00A0\u202F])\d{3})(?:\1\d{3})*(?:\.\d+)?)$/;
const WITH_COMMA = /^[+-]?\d+,\d+$/;

/** Several groups of proteins may belong to one gene. */
export const MIN_DISTINCT = 0.9;

function describe(index: number, name: string, rows: readonly TextRecord[], parse: ParseNumber): Described {
  let [numbers, words, misspelt, withComma] = [0, 0, 0, 0];
  const values = Float64Array.from(rows, ({ cells }) => {
    const text = cells[index] ?? '';
    const value = parse(text);
    if (value !== undefined) {
      if (!Number.isNaN(value)) numbers += 1;
      return value;
    }
    words += 1;
    const isMisspelt = MISSPELT.test(text);
    const isWithComma = WITH_COMMA.test(text);
    if (isMisspelt) misspelt += 1;
    if (isMisspelt || isWithComma) withComma += 1;
    // Nearly its value, by which columns are judged.
    return isMisspelt || isWithComma ? Number(text.replaceAll(/[^\d.]/g, '')) : NaN;
  });
  const all = (count: number) => words > 0 && count === words;
  const texts = rows.map(({ cells }) => cells[index] ?? '').filter((text) => text !== '');
  return {
    index,
    name,
    numeric: numbers > words,
    distinct: new Set(texts).size >= MIN_DISTINCT * texts.length,
    empty: numbers + words === 0,
    misspelt: all(misspelt) ? 'surely' : all(withComma) ? 'comma' : null,
    values,
  };
}

function isNames(column: Described, rows: readonly TextRecord[]): boolean {
  if (NAMES_HEADER.test(column.name)) return true;
  const seen = new Set(rows.map(({ cells }) => cells[column.index]));
  return !column.numeric && seen.size === rows.length;
}

/** Width of the rows; `shifted` where the header lacks the row names, as R writes it. */
function widthOf(
  file: string,
  header: TextRecord,
  rows: readonly TextRecord[],
): { width: number; shifted: boolean } {
  const expected = header.cells.length;
  const shifted = rows.length > 0 && rows.every(({ cells }) => cells.length === expected + 1);
  const trailing = shifted && rows.every(({ cells }) => cells.at(-1) === '');
  const width = shifted ? expected + 1 : expected;
  const ragged = rows.find(({ cells }) => cells.length !== width);
  if (ragged === undefined) return { width, shifted: shifted && !trailing };
  const { line, cells } = ragged;
  throw new DatasetFailure({ tag: 'ragged-row', file, line, expected: width, found: cells.length });
}

/** Shorter sequences may be values: an edge list of gene numbers can start with 1, 2. */
export const MIN_NUMBERED = 5;

/** 0, 1, 2 … or 1, 2, 3 …, as data frames number unnamed rows and columns. */
export function isNumbering(names: readonly string[]): boolean {
  const start = Number(names[0]);
  return (
    names.length >= MIN_NUMBERED &&
    (start === 0 || start === 1) &&
    names.every((name, i) => name === String(start + i))
  );
}

/** Answers of the user about an ambiguous table. */
export interface TableReading extends ChosenColumns {
  readonly firstLine?: 'names' | 'values';
  readonly rows?: 'cells' | 'genes';
}

/** Fewer numeric columns without names are more likely a list of edges. */
const MIN_VALUE_COLUMNS = 3;
/** Among so many counts, some would be equal. */
const MIN_DISTINCT_COUNTS = 15;

/**
 * Numbers in numeric columns are values, unless they number the columns. Distinct whole numbers larger than the values below may be gene
 * identifiers: 'unclear'.
 */
export function firstLineOf(
  first: TextRecord,
  rows: readonly TextRecord[],
  parse: ParseNumber,
): 'names' | 'values' | 'unclear' {
  const width = first.cells.length;
  if (rows.length === 0 || rows.some(({ cells }) => cells.length !== width)) return 'names';
  const numeric = numericColumns(rows, width, parse);
  const [head = ''] = first.cells;
  const headsNames = !numeric.includes(0) && NAMES_HEADER.test(head);
  const written = numeric.map((column) => first.cells[column] ?? '');
  const numbers = written.map((text) => parse(text) ?? Number.NaN);
  if (headsNames || numbers.length < MIN_VALUE_COLUMNS || numbers.some(Number.isNaN)) return 'names';
  if (isNumbering(written)) return 'names';
  const canBeNames = numbers.every(Number.isInteger) && new Set(numbers).size === numbers.length;
  if (!canBeNames) return 'values';
  const below = rows.flatMap(({ cells }) => numeric.map((column) => parse(cells[column] ?? '') ?? 0));
  const largest = below.reduce((max, value) => Math.max(max, value), -Infinity);
  const larger = numbers.filter((number) => number > largest).length;
  return 2 * larger > numbers.length || numbers.length >= MIN_DISTINCT_COUNTS ? 'unclear' : 'values';
}

/** A header for a table without one: genes are numbered, a column of row names is recognised. */
export function generatedHeader(rows: readonly TextRecord[], parse: ParseNumber): TextRecord {
  const width = rows[0]?.cells.length ?? 0;
  const numeric = new Set(numericColumns(rows, width, parse));
  const first = rows.map(({ cells }) => cells[0] ?? '');
  const areNames = new Set(first).size === first.length && (!numeric.has(0) || isNumbering(first));
  let genes = 0;
  const cells = Array.from({ length: width }, (_, column) => {
    if (column === 0 && areNames) return '';
    if (!numeric.has(column)) return `column ${column + 1}`;
    genes += 1;
    return `gene_${genes}`;
  });
  return { line: 1, cells };
}

/** Columns with numbers, or nothing, in most rows. */
export function numericColumns(
  rows: readonly TextRecord[],
  width: number,
  parse: ParseNumber,
): readonly number[] {
  return Array.from({ length: width }, (_, column) => column).filter((column) => {
    const numbers = rows.filter(({ cells }) => parse(cells[column] ?? '') !== undefined).length;
    return 2 * numbers > rows.length;
  });
}
