import { formatFloat32 } from '../../numerics/format';
import { strToU8, zipSync } from 'fflate';

/** Cells × genes with what is known of each cell, as writers of plain formats take it. */
export interface ScreenTable {
  /** [cells × genes] row-major. */
  readonly values: Float32Array;
  readonly cellNames: readonly string[];
  readonly geneNames: readonly string[];
  /** [cells] each; not a number: not known. */
  readonly obs: Readonly<Record<string, readonly string[] | Float64Array>>;
}

function tableLine(cells: readonly string[], separator: string): string {
  return `${cells.map((cell) => quoted(cell, separator)).join(separator)}\n`;
}

/** In quotes where it would not be read back otherwise. */
function quoted(text: string, separator: string): string {
  const plain = !text.includes(separator) && !/["\r\n]|^\s|\s$|^#/u.test(text);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}

/** The annotations of one cell, in the order of `obs`. */
function annotationsOf({ obs }: ScreenTable, cell: number): string[] {
  return Object.values(obs).map((column) => {
    const value = column[cell] ?? '';
    return typeof value === 'number' ? numberText(value) : value;
  });
}

function numberText(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}

/** A screen as a table: one line per cell with its name, what is known of it and its value of every gene. */

/** Values in the fewest digits that give the same 32-bit number back. Line by line, as the whole may be long. */
export function* tableLines(screen: ScreenTable, separator: ',' | '\t'): Generator<string> {
  const { values, cellNames, geneNames, obs } = screen;
  yield tableLine(['cell', ...Object.keys(obs), ...geneNames], separator);
  const genes = geneNames.length;
  for (const [cell, name] of cellNames.entries()) {
    const row = values.subarray(cell * genes, (cell + 1) * genes);
    yield tableLine([name, ...annotationsOf(screen, cell), ...Array.from(row, formatFloat32)], separator);
  }
}

/**
 * A screen as 10x Genomics writes it: matrix.mtx (genes × cells, counted from 1, zeros left out), features.tsv and barcodes.tsv,
 * with cell_identities.csv for what is known of each cell, in one archive.
 */

/** What archives say of when their files were made: the earliest day they can, so that the same screen gives the same bytes. */
const MADE = new Date(1980, 0, 1);

/** Names may not hold tabs or line ends: they stand in tables without quotes. Throws where they do. */
export function tripletZip(screen: ScreenTable): Uint8Array<ArrayBuffer> {
  const { cellNames, geneNames } = screen;
  for (const name of [...cellNames, ...geneNames])
    if (/[\t\r\n]/u.test(name)) throw new Error(`${name} cannot be written into a table of names`);
  const texts = {
    'matrix.mtx': matrixText(screen),
    'features.tsv': geneNames.map((name) => `${name}\t${name}\tGene Expression\n`).join(''),
    'barcodes.tsv': cellNames.map((name) => `${name}\n`).join(''),
    'cell_identities.csv': identitiesText(screen),
  };
  const files = Object.entries(texts).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync(Object.fromEntries(files), { mtime: MADE });
}

function matrixText({ values, cellNames, geneNames }: ScreenTable): string {
  const genes = geneNames.length;
  const lines: string[] = [];
  for (const cell of cellNames.keys())
    for (let gene = 0; gene < genes; gene++) {
      const value = values[cell * genes + gene] ?? 0;
      if (value !== 0) lines.push(`${gene + 1} ${cell + 1} ${formatFloat32(value)}\n`);
    }
  const field = values.every(Number.isInteger) ? 'integer' : 'real';
  const head = `%%MatrixMarket matrix coordinate ${field} general\n${genes} ${cellNames.length} ${lines.length}\n`;
  return head + lines.join('');
}

function identitiesText(screen: ScreenTable): string {
  const rows = screen.cellNames.map((name, cell) => [name, ...annotationsOf(screen, cell)]);
  return [['cell_barcode', ...Object.keys(screen.obs)], ...rows]
    .map((cells) => tableLine(cells, ','))
    .join('');
}
