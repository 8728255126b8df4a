/** The made-up screen as text packed with gzip: a Matrix Market file with its names and labels, and one table. */
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { cellNames, countOf, geneNames, labels, memberOf, type MadeScreen } from './screen';

/** Four files, the matrix first: as Cell Ranger writes them, with labels beside. */
export async function writeTriplet(folder: string, screen: MadeScreen): Promise<readonly string[]> {
  const matrix = join(folder, 'matrix.mtx.gz');
  await packed(matrix, matrixLines(screen));
  const names = labels(screen);
  const table = cellNames(screen).map((cell, at) => `${cell},${names[at]}`);
  return [
    matrix,
    packedAtOnce(
      join(folder, 'features.tsv.gz'),
      geneNames(screen).map((gene, at) => `ENSG${at}\t${gene}\tGene Expression`),
    ),
    packedAtOnce(join(folder, 'barcodes.tsv.gz'), cellNames(screen)),
    packedAtOnce(join(folder, 'cell_identities.csv.gz'), ['cell_barcode,perturbation', ...table]),
  ];
}

/** Cells in rows, logarithms with six digits. */
export async function writeTable(path: string, screen: MadeScreen): Promise<void> {
  await packed(path, tableLines(screen));
}

function* matrixLines(screen: MadeScreen): Generator<string> {
  const { cells, genes, group } = screen;
  yield `%%MatrixMarket matrix coordinate integer general\n${genes} ${cells} ${(cells * genes) / group}\n`;
  for (let cell = 0; cell < cells; cell++) {
    const lines = Array.from({ length: genes / group }, (_, at) => {
      const gene = at * group + memberOf(screen, cell, at);
      return `${gene + 1} ${cell + 1} ${countOf(screen, cell, gene)}\n`;
    });
    yield lines.join('');
  }
}

function* tableLines(screen: MadeScreen): Generator<string> {
  const { cells, genes, group } = screen;
  const names = cellNames(screen);
  const given = labels(screen);
  yield `cell,${geneNames(screen).join(',')},perturbation\n`;
  for (let cell = 0; cell < cells; cell++) {
    const row = Array.from({ length: genes }, () => '0');
    for (let at = 0; at * group < genes; at++) {
      const gene = at * group + memberOf(screen, cell, at);
      row[gene] = Math.log1p(countOf(screen, cell, gene)).toFixed(6);
    }
    yield `${names[cell]},${row.join(',')},${given[cell]}\n`;
  }
}

async function packed(path: string, text: Generator<string>): Promise<void> {
  await pipeline(Readable.from(text), createGzip(), createWriteStream(path));
}

function packedAtOnce(path: string, lines: readonly string[]): string {
  writeFileSync(path, gzipSync(`${lines.join('\n')}\n`));
  return path;
}
