/** Writes a screen as text: a table with a line per cell, or the archive of matrix.mtx and names of 10x Genomics. */
import { strToU8, zipSync } from 'fflate';
import { formatFloat32 } from '../../numerics/format';

export interface ScreenTable {
  /** [cells × genes] row-major. */
  readonly values: Float32Array;
  readonly cellNames: readonly string[];
  readonly geneNames: readonly string[];
  /** [cells] each; NaN means missing. */
  readonly obs: Readonly<Record<string, readonly string[] | Float64Array>>;
}

function tableLine(cells: readonly string[], separator: string): string {
  return `${cells.map((cell) => quoted(cell, separator)).join(separator)}\n`;
}

/** Adds quotation marks where the text needs them. */
function quoted(text: string, separator: string): string {
  const plain = !text.includes(separator) && !/["\r\n]|^\s|\s$|^#/u.test(text);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}

/** The annotations of one cell, in the order of `obs`. */
function annotationsOf({ obs }: ScreenTable, cell: number): string[] {
  return Object.values(obs).map((column) => {
    const value = column[cell] ?? '';
    return typeof value === 'string' ? value : Number.isNaN(value) ? '' : String(value);
  });
}

/** Lines with a cell's name, annotations and values, in the fewest digits that give the same 32-bit number. */
export function* tableLines(screen: ScreenTable, separator: ',' | '\t'): Generator<string> {
  const { values, cellNames, geneNames, obs } = screen;
  yield tableLine(['cell', ...Object.keys(obs), ...geneNames], separator);
  const genes = geneNames.length;
  for (const [cell, name] of cellNames.entries()) {
    const row = values.subarray(cell * genes, (cell + 1) * genes);
    yield tableLine([name, ...annotationsOf(screen, cell), ...Array.from(row, formatFloat32)], separator);
  }
}

/** A fixed time of the files in an archive, the earliest possible, so that the same screen gives the same bytes. */
const FILE_TIME = new Date(1980, 0, 1);

/**
 * A ZIP archive as of 10x Genomics: matrix.mtx (genes × cells), features.tsv, barcodes.tsv, and cell_identities.csv with annotations. Throws where
 * a name contains a tab or line end, because these files have no quotation marks.
 */
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
  return zipSync(Object.fromEntries(files), { mtime: FILE_TIME });
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
