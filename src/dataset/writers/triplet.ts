/**
 * A screen as 10x Genomics writes it: matrix.mtx (genes × cells, counted from 1, zeros left out), features.tsv and barcodes.tsv,
 * with cell_identities.csv for what is known of each cell, in one archive.
 */
import { strToU8, zipSync } from 'fflate';
import { shortest } from '../../numerics/shortest';
import { annotationsOf, tableLine, type ScreenTable } from './screenTable';

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
      if (value !== 0) lines.push(`${gene + 1} ${cell + 1} ${shortest(value)}\n`);
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
