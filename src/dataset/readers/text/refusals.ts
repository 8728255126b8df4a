/**
 * Refuses tables that hold no measurements of genes: results of tests, lists of one value per line, counts of guides, cycles of qPCR; and columns whose
 * names or numbers cannot be read with certainty. Numeric column names are refused unless the user confirms them, or they are of genes, because a row of
 * values could be taken for names.
 */
import { median } from '../../../numerics/statistics';
import { DatasetFailure } from '../../errors';
import { namesGuides } from '../../recognise/guides';
import {
  CELL_HEADER,
  type Described,
  GENE_HEADER,
  isNumbering,
  MIN_DISTINCT,
  MIN_NUMBERED,
  type NamedColumn,
} from './columnRoles';
import type { ParseNumber, TextRecord } from './records';

/** More columns of values are genes. */
const MAX_LONG = 3;
/** What is measured, in exports of qPCR and of reshape2. */
const MEASURED = /^(?:targets?|target[ _]?names?|assays?|detectors?|variables?|analytes?|features?)$/i;

/** Refuses long tables of one gene and cell per line (gene, cell, count; BD Rhapsody's Expression_Data.st). */
export function expectWide(
  file: string,
  header: TextRecord,
  values: readonly NamedColumn[],
  rows: readonly TextRecord[],
): void {
  const cell = header.cells.findIndex((name) => CELL_HEADER.test(name));
  const isLong = cell >= 0 && header.cells.some((name) => GENE_HEADER.test(name) || MEASURED.test(name));
  const isRepeated = new Set(rows.map(({ cells }) => cells[cell])).size < rows.length;
  if (!isLong || values.length > (isRepeated ? MAX_LONG : 1)) return;
  const detail =
    'It lists one value per line, by gene and cell. Make a table of cells by genes first, for example with pandas: ' +
    "long.pivot(index='cell', columns='gene', values='count').fillna(0).";
  throw badHeader(file, header, detail);
}

/** Fold changes and p values as DESeq2, edgeR, limma, Seurat, scanpy, Cuffdiff, MAGeCK and KnockTF call them. */
const FOLD_CHANGE = /^(?:(?:avg_?)?log(?:2|e)?[-_ .(]?(?:fc|fold[-_ .]?changes?)\)?|(?:(?:neg|pos)\|)?lfc)$/i;
const P_VALUE =
  /^(?:(?:neg|pos)\|)?(?:p|p[-_ .]?val(?:ue)?s?|p[-_ .]?vals?[-_ .]?adj|pvals?[-_ .]?adj|p[-_ .]?adj|padj|adj[-_ .]?p[-_ .]?val(?:ue)?|fdr|q[-_ .]?val(?:ue)?)$/i;
const PERTURBATIONS =
  /^(?:tfs?|perturbations?|target_?genes?|knock(?:out|down)s?|sgrnas?|guides?|conditions?|groups?|contrasts?|comparisons?)$/i;

/** Refuses one row per gene with a fold change and its p value. */
export function expectValues(file: string, header: TextRecord): void {
  const changes = header.cells.find((name) => FOLD_CHANGE.test(name));
  if (changes === undefined || !header.cells.some((name) => P_VALUE.test(name))) return;
  const columns = header.cells.filter((name) => name !== '');
  const genes = columns.find((name) => GENE_HEADER.test(name) || name === 'names') ?? header.cells[0] ?? '';
  const perturbations = columns.find((name) => PERTURBATIONS.test(name)) ?? null;
  throw new DatasetFailure({ tag: 'statistics-table', file, columns, genes, changes, perturbations });
}

/** Refuses what is measured of something else than genes. */
export function expectMeasurements(
  file: string,
  header: TextRecord,
  values: readonly Described[],
  rows: readonly TextRecord[],
): void {
  expectAmounts(file, header, values);
  expectExpression(file, header, values, rows);
}

const MOST_SAMPLES_OF_GUIDES = 200;
const MIN_GUIDES = 10;

/** Refuses counts of guides in samples, as MAGeCK reads them: a row for each guide beside its gene, and no such gene among the columns. */
function expectExpression(
  file: string,
  header: TextRecord,
  values: readonly NamedColumn[],
  rows: readonly TextRecord[],
): void {
  const guide = header.cells.findIndex(namesGuides);
  const gene = header.cells.findIndex((name, at) => at !== guide && GENE_HEADER.test(name));
  if (guide < 0 || gene < 0 || rows.length < MIN_GUIDES || values.length > MOST_SAMPLES_OF_GUIDES) return;
  const [guides, genes] = [guide, gene].map((at) => new Set(rows.map(({ cells }) => cells[at] ?? '')));
  const areOnce = (guides?.size ?? 0) >= MIN_DISTINCT * rows.length && (genes?.size ?? 0) > 1;
  if (!areOnce || values.some(({ name }) => genes?.has(name))) return;
  const detail =
    'It lists guides with their counts in samples, as of a screen of growth: which guide each row is, and no gene that is measured in cells with it.';
  throw badHeader(file, header, detail);
}

/** ΔCt and ΔΔCt; DCT is a gene. */
const RELATIVE_CYCLES = /(?<![A-Za-z])(?:[Δ∆d]{1,2}|(?:[Dd]elta[-_ ]?){1,2})C[tTqQ](?![A-Za-z])/;
const CYCLES = /(?<![A-Za-z])[Cc][tq](?![A-Za-z])|^CT$|q-?PCR|qpcr/;
/** Plates for qPCR have 384 wells. */
const MOST_ASSAYS = 384;
/** Half of the thresholds of detected genes lie between these. */
const FEWEST_CYCLES = 15;
const MOST_CYCLES = 40;

/** Refuses cycles of qPCR, told by the name of the file or a column and by the values. */
function expectAmounts(file: string, header: TextRecord, values: readonly Described[]): void {
  if (values.length > MOST_ASSAYS) return;
  const names = [file, ...header.cells];
  const relative = names.find((name) => RELATIVE_CYCLES.test(name));
  const name = relative ?? names.find((one) => CYCLES.test(one));
  if (name !== undefined && (name === relative || areCycles(values)))
    throw new DatasetFailure({ tag: 'cycle-thresholds', file, name });
}

function areCycles(columns: readonly Described[]): boolean {
  const named = columns.filter(({ name }) => CYCLES.test(name));
  const numbers = (named.length > 0 ? named : columns).flatMap(({ values }) =>
    [...values].filter((value) => !Number.isNaN(value)),
  );
  const middle = numbers.length === 0 ? 0 : median(numbers);
  return middle >= FEWEST_CYCLES && middle <= MOST_CYCLES && !numbers.every(Number.isInteger);
}

function badHeader(file: string, { line }: TextRecord, detail: string): DatasetFailure {
  return new DatasetFailure({ tag: 'bad-header', file, where: `line ${line}`, detail });
}

/** A date in a spreadsheet, as the number of days since 1900: 43891 is 1 March 2020. */
const DATE_NUMBER = /^[34]\d{4}$/;

const ENTREZ = /^[1-9]\d{0,8}$/;
/** Of genes at random, per gene; what is numbered in turn, or in equal steps, is something else. */
const MIN_RANGE_OF_ENTREZ = 5;

/** Whether most names are numbers as Entrez gives them to genes. */
function areEntrez(names: readonly string[]): boolean {
  const numbers = names
    .filter((name) => ENTREZ.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
  const [first = 0] = numbers;
  const range = (numbers.at(-1) ?? 0) - first;
  const steps = new Set(numbers.map((number, at) => number - (numbers[at - 1] ?? first)).slice(1));
  return (
    names.length >= MIN_NUMBERED &&
    2 * numbers.length > names.length &&
    new Set(names).size === names.length &&
    range > MIN_RANGE_OF_ENTREZ * numbers.length &&
    steps.size > 2
  );
}

/** Refuses values without a name, or with a number for a name that is none of a gene. */
export function expectNames(
  file: string,
  header: TextRecord,
  values: readonly NamedColumn[],
  { rows, are }: { readonly rows: readonly TextRecord[]; readonly are: 'cells' | 'genes' },
  parse: ParseNumber,
): void {
  const unnamed = values.find(({ name }) => name === '');
  if (unnamed !== undefined)
    throw badHeader(file, header, `Column ${unnamed.index + 1} has values and no name.`);
  const numbered = values.filter(({ name }) => parse(name) !== undefined);
  const names = values.map(({ name }) => name);
  if (numbered.length === 0 || isNumbering(names)) return;
  const isBelowZero = ({ cells }: TextRecord) =>
    values.some(({ index }) => (parse(cells[index] ?? '') ?? 0) < 0);
  if (are === 'cells' && areEntrez(names) && !rows.some(isBelowZero)) return;
  const shown = numbered.slice(0, 3).map(({ name }) => name);
  const areDates =
    numbered.length * 2 < values.length && numbered.every(({ name }) => DATE_NUMBER.test(name));
  const detail = areDates
    ? `Most columns have names, and ${numbered.length === 1 ? 'one a number' : 'some a number'} (${shown.join(', ')}), which is what a spreadsheet makes of a date and, before that, of genes such as MARCH1 and SEPT7: write their names.`
    : `It should name the columns, and holds numbers (${shown.join(', ')}): the names are missing.`;
  throw badHeader(file, header, detail);
}

/** '12.000' of 12,000 in files of German, Spanish and other settings. */
const GROUPED = /^[+-]?[1-9]\d{0,2}(?:\.\d{3})+$/;
const MIN_GROUPED = 20;

/**
 * Refuses points that separate thousands: every number with a point has three digits behind it and is at least one, and smaller ones have no point, as
 * in no fractions that are rounded to three decimals.
 */
export function expectUngrouped(
  file: string,
  values: readonly NamedColumn[],
  rows: readonly TextRecord[],
): void {
  let grouped = 0;
  let first: Omit<Extract<DatasetFailure['problem'], { tag: 'not-a-number' }>, 'tag' | 'file'> | null = null;
  let hasSmall = false;
  for (const { line, cells } of rows)
    for (const { index, name } of values) {
      const value = cells[index] ?? '';
      if (/^[1-9]\d{0,2}$/.test(value)) hasSmall = true;
      if (!value.includes('.')) continue;
      if (!GROUPED.test(value)) return;
      grouped += 1;
      first ??= { line, column: name, value };
    }
  if (first === null || grouped < MIN_GROUPED || !hasSmall) return;
  throw new DatasetFailure({ tag: 'not-a-number', file, ...first });
}
