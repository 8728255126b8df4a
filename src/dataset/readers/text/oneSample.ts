/**
 * Tables that count the genes of one sample, as htseq-count, featureCounts, STAR (ReadsPerGene.out.tab), RSEM (genes.results) and Salmon
 * (quant.genes.sf) write them: several are joined into one table with a column for each sample.
 */
import { DatasetFailure } from '../../errors';
import type { DatasetNote } from '../../notes';
import { uniqueNames } from '../../recognise/geneNames';
import type { ExpressionSource } from '../../source';
import { type OnBytes, partOf, peek } from '../bytes';
import { categoryColumn } from '../columns';
import type { TableReading } from './columnRoles';
import { type LabelsTable, maxShareKnown } from './labels';
import { numberParser, openRecords, type ParseNumber, type TextRecord } from './records';
import { openText } from './text';

/** Where the counts of a table lie. */
export interface OneSample {
  readonly file: File;
  readonly hasHeader: boolean;
  /** Column with the symbols of genes, beside their identifiers in the first; null where there is none. */
  readonly symbols: number | null;
  /** One column, or those of STAR: counts of reads whatever their strand, of the strand of the gene, and of the opposite one. */
  readonly columns: readonly number[];
  /** Only programs that count write such a table; else it may be any list of names and numbers. */
  readonly isOfProgram: boolean;
}

const COUNTS = /^(expected_counts?|numreads|est_counts)$/i;
const SYMBOLS = /^(gene_?(names?|symbols?)|symbols?|external_gene_name)$/i;
/** The first rows of STAR, the last ones of htseq-count. */
const NO_GENE_OF_STAR = /^N_(unmapped|multimapping|noFeature|ambiguous)$/;
const NO_GENE = /^__(no_feature|ambiguous|too_low_aQual|not_aligned|alignment_not_unique)$/;
const MIN_ROWS = 2;
/** Lists of other things, such as edges, name them more than once. */
const MIN_DISTINCT = 0.9;

/** null for all other files, told from the first 64 kB. */
export async function oneSampleOf(file: File): Promise<OneSample | null> {
  const head = await peek(file);
  const end = head.lastIndexOf(10);
  if (end < 0) return null;
  const records: TextRecord[] = [];
  try {
    const { portions, decimalComma } = await openRecords(
      new File([head.slice(0, end + 1)], file.name),
      () => undefined,
    );
    for await (const portion of portions) records.push(...portion);
    return layoutOf(file, records, numberParser(decimalComma));
  } catch (error) {
    if (error instanceof DatasetFailure) return null;
    throw error;
  }
}

function layoutOf(file: File, records: readonly TextRecord[], parse: ParseNumber): OneSample | null {
  const isNumber = (text: string | undefined) =>
    text !== undefined && text !== '' && parse(text) !== undefined;
  const [first = { cells: [] }] = records;
  const hasHeader = !isNumber(first.cells.at(-1));
  const rows = hasHeader ? records.slice(1) : records;
  const width = rows[0]?.cells.length ?? 0;
  const names = rows.map(({ cells }) => cells[0] ?? '');
  if (rows.length < MIN_ROWS || rows.some(({ cells }) => cells.length !== width)) return null;
  if (new Set(names).size < MIN_DISTINCT * names.length) return null;
  // R leaves out the title of the names of rows.
  const titles = hasHeader ? first.cells.slice(first.cells.length - width) : [];
  const found = columnsOf(titles, names, width);
  if (found === null) return null;
  const { columns, symbols, isOfProgram } = found;
  const areCounted = columns.every((column) => rows.every(({ cells }) => isNumber(cells[column])));
  const areNamed = isOfProgram || 2 * names.filter((name) => !isNumber(name)).length > names.length;
  const areSymbols = symbols === null || rows.some(({ cells }) => !isNumber(cells[symbols]));
  return areCounted && areNamed && areSymbols ? { file, hasHeader, ...found } : null;
}

/** @param titles empty without a header */
function columnsOf(
  titles: readonly string[],
  names: readonly string[],
  width: number,
): Pick<OneSample, 'columns' | 'symbols' | 'isOfProgram'> | null {
  const symbolAt = titles.findIndex((title, column) => column > 0 && SYMBOLS.test(title));
  const symbols = symbolAt < 0 ? null : symbolAt;
  const counts = titles.findIndex((title) => COUNTS.test(title));
  if (counts > 0) return { columns: [counts], symbols, isOfProgram: true };
  // featureCounts: Geneid, Chr, Start, End, Strand, Length, further attributes, and a column for each file of reads.
  const length = titles.indexOf('Length');
  if (titles[0] === 'Geneid' && length > 0) {
    const rest = [...titles.keys()].slice(length + 1).filter((column) => column !== symbols);
    return rest.length === 1 ? { columns: rest, symbols, isOfProgram: true } : null;
  }
  if (width === 4 && titles.length === 0 && names.some((name) => NO_GENE_OF_STAR.test(name)))
    return { columns: [1, 2, 3], symbols: null, isOfProgram: true };
  const isOfProgram = names.some((name) => NO_GENE.test(name));
  if (width === 2) return { columns: [1], symbols: null, isOfProgram };
  return width === 3 ? { columns: [2], symbols: 1, isOfProgram } : null;
}

/** Names of strands in the note, in the order of STAR's columns. */
const strands = ['unstranded', 'forward', 'reverse'] as const;
/** Reads of a library with strands are this many times as many on one of them. */
const MIN_RATIO_OF_STRANDS = 4;
const SHOWN_SAMPLES = 3;
const EXAMPLES = 5;

/**
 * One table of all samples, with their names as the column `sample`; symbols of genes beside their identifiers stay a column of genes. Throws
 * `samples-list-other-genes`, `ragged-row` and `not-a-number`. @param names [samples][spellings] of which a table of labels decides
 */
export async function joinOneSampleTables(
  samples: readonly OneSample[],
  names: readonly (readonly string[])[],
  labels: LabelsTable | null,
  reading: TableReading,
  onBytes: OnBytes,
): Promise<ExpressionSource> {
  const total = samples.reduce((sum, { file }) => sum + file.size, 0);
  const tables: Counted[] = [];
  let before = 0;
  for (const sample of samples) {
    tables.push(await readSample(sample, partOf(before, sample.file.size, total, onBytes)));
    before += sample.file.size;
  }
  const [first] = tables;
  if (first === undefined) throw new Error('joinOneSampleTables needs at least one table');
  const rows = tables.map((table) => rowsAsIn(first, table));
  const strand = strandOf(tables);
  const spelled = spellingKnown(names, labels);
  const { names: columns } = uniqueNames(spelled);
  const header = ['gene_id', ...(first.symbols === null ? [] : ['gene_name']), ...columns];
  const lines = first.genes.map((gene, row) =>
    [
      gene,
      ...(first.symbols === null ? [] : [first.symbols[row]]),
      ...tables.map(({ counts }, sample) => counts[strand]?.[rows[sample]?.[row] ?? -1]),
    ].join('\t'),
  );
  const more = columns.length - SHOWN_SAMPLES;
  const name = `${columns.slice(0, SHOWN_SAMPLES).join(', ')}${more > 0 ? ` + ${more}` : ''}`;
  const table = new File([[header.join('\t'), ...lines].join('\n')], name);
  const source = await openText(
    table,
    null,
    { ...reading, firstLine: 'names', rows: 'genes' },
    () => undefined,
  );
  const note: DatasetNote = {
    tag: 'one-sample-tables',
    samples: columns,
    strand: first.counts.length > 1 ? (strands[strand] ?? null) : null,
  };
  const { table: _, ...opened } = source.opened;
  return {
    ...source,
    opened: {
      ...opened,
      bytes: total,
      obs: [categoryColumn('sample', columns)],
      notes: [note, ...opened.notes.filter(({ tag }) => tag !== 'transposed')],
    },
  };
}

interface Counted {
  readonly file: string;
  /** Unique. */
  readonly genes: readonly string[];
  readonly symbols: readonly string[] | null;
  /** [columns][genes] */
  readonly counts: readonly (readonly number[])[];
}

async function readSample(
  { file, hasHeader, columns, symbols: symbolsAt }: OneSample,
  onBytes: OnBytes,
): Promise<Counted> {
  const { decimalComma, portions } = await openRecords(file, onBytes);
  const parse = numberParser(decimalComma);
  const genes: string[] = [];
  const symbols: string[] = [];
  const counts = columns.map((): number[] => []);
  let width: number | null = null;
  let isHeader = hasHeader;
  for await (const portion of portions) {
    for (const { line, cells } of portion) {
      if (isHeader) {
        isHeader = false;
        continue;
      }
      width ??= cells.length;
      if (cells.length !== width)
        throw new DatasetFailure({
          tag: 'ragged-row',
          file: file.name,
          line,
          expected: width,
          found: cells.length,
        });
      genes.push(cells[0] ?? '');
      if (symbolsAt !== null) symbols.push(cells[symbolsAt] ?? '');
      columns.forEach((column, at) => {
        const value = cells[column] ?? '';
        const number = parse(value);
        if (number === undefined)
          throw new DatasetFailure({
            tag: 'not-a-number',
            file: file.name,
            line,
            column: String(column + 1),
            value,
          });
        counts[at]?.push(number);
      });
    }
  }
  return {
    file: file.name,
    genes: uniqueNames(genes).names,
    symbols: symbolsAt === null ? null : symbols,
    counts,
  };
}

/** [genes of the first] row of each in the other table. Throws `samples-list-other-genes` where one has genes that the other lacks. */
function rowsAsIn(first: Counted, other: Counted): readonly number[] {
  const rowOf = new Map(other.genes.map((gene, row) => [gene, row]));
  const known = new Set(first.genes);
  const lacking = first.genes.filter((gene) => !rowOf.has(gene));
  const extra = other.genes.filter((gene) => !known.has(gene));
  if (lacking.length + extra.length > 0)
    throw new DatasetFailure({
      tag: 'samples-list-other-genes',
      file: other.file,
      other: first.file,
      genes: [other.genes.length, first.genes.length],
      extra: { count: extra.length, names: extra.slice(0, EXAMPLES) },
      lacking: { count: lacking.length, names: lacking.slice(0, EXAMPLES) },
    });
  return first.genes.map((gene) => rowOf.get(gene) ?? -1);
}

/** The column of STAR: of the strand with most reads in genes, where that is so in all samples, else the first. */
function strandOf(tables: readonly Counted[]): number {
  const isMostly = (column: number, other: number) =>
    tables.every((table) => inGenes(table, column) > MIN_RATIO_OF_STRANDS * inGenes(table, other));
  if (isMostly(1, 2)) return 1;
  return isMostly(2, 1) ? 2 : 0;
}

function inGenes({ genes, counts }: Counted, column: number): number {
  const own = counts[column] ?? [];
  return own.reduce((sum, count, row) => (NO_GENE_OF_STAR.test(genes[row] ?? '') ? sum : sum + count), 0);
}

/** The spelling of all names that a table of labels knows best, else the first. */
function spellingKnown(names: readonly (readonly string[])[], labels: LabelsTable | null): readonly string[] {
  const spellings = (names[0] ?? []).map((_, at) => names.map((own) => own[at] ?? ''));
  const [first = []] = spellings;
  if (labels === null) return first;
  const shares = spellings.map((spelling) => maxShareKnown(labels, spelling));
  return spellings[shares.indexOf(Math.max(...shares))] ?? first;
}
