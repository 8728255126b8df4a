/** The files that are broken on purpose, one list per format, with what a naive reader makes of them. For tests. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { unzipSync, zipSync } from 'fflate';
import type { ExpressionSource } from '../../src/dataset/source';
import { fixtureBytes } from '../fixtures/readers/fixture';
import { alone } from '../../src/dataset/readers/group';
import { openFile, type InputFiles } from '../../src/dataset/readers/open';
import { mutated } from './mutate';
import { plainHdf5, transposed, type Place } from './plainHdf5';
import { plainMatrixMarket, plainRows, standsIn } from './plainText';
import { matricesOf, openAlone, originals, same, silent, type Bytes, type Target } from './target';
import { zarr } from './zarrTarget';

const utf8 = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (text: string): Bytes => new TextEncoder().encode(text);

/** Whether the rows stand among the others in their order. */
function rowsStandIn(rows: readonly number[][], others: readonly number[][]): boolean {
  let next = 0;
  for (const other of others) if (same(other, rows[next])) next += 1;
  return next === rows.length;
}

/** `places`: where a naive reader finds the matrix of that name. */
function hdf5(
  format: string,
  names: readonly string[],
  places: (path: string, name: string) => Place,
): Target {
  const originalOf = originals();
  return {
    format,
    broken(random) {
      const name = names[random.integer(names.length)] ?? '';
      const bytes = mutated(fixtureBytes(name), random);
      return {
        open: () => openAlone(bytes, name),
        async fault(source) {
          const original = await originalOf(name);
          for (const [path, values] of Object.entries(await matricesOf(source))) {
            if (same(values, original[path])) continue;
            const plain = await plainHdf5(bytes, places(path, name)).catch(String);
            // Rows of 10x files that are not of genes are left out, in order.
            const fits =
              format === '10x h5' && typeof plain !== 'string'
                ? rowsStandIn(transposed(values), transposed(plain))
                : same(values, plain);
            if (!fits) return `${name}, ${path}: ${JSON.stringify({ values, plain })}`;
          }
          return null;
        },
      };
    },
  };
}

const GENES = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'FLI1', 'HLA-A'];
const CELLS = 14;
const valueAt = (cell: number, gene: number) => ((cell * 7 + gene * 5) % 11) * (cell % 3 === 0 ? 0 : 1);

function tableText(delimiter: string): string {
  const rows = Array.from({ length: CELLS }, (_, cell) => [
    `cell${cell}`,
    ...GENES.map((_gene, gene) => String(valueAt(cell, gene) / 4)),
    cell % 2 === 0 ? 'control' : (GENES[cell % GENES.length] ?? ''),
  ]);
  return [['cell', ...GENES, 'perturbation'], ...rows].map((row) => `${row.join(delimiter)}\n`).join('');
}

/** The text broken; or packed and then broken, or broken and then packed. */
function table(format: string, name: string, delimiter: string): Target {
  const original = bytesOf(tableText(delimiter));
  const packed = name.endsWith('.gz');
  return {
    format,
    broken(random) {
      const outside = packed && random.integer(2) === 0;
      const inner = outside ? original : mutated(original, random);
      const bytes = !packed
        ? inner
        : outside
          ? mutated(new Uint8Array(gzipSync(inner)), random)
          : new Uint8Array(gzipSync(inner));
      return {
        open: () => openAlone(bytes, name),
        async fault(source) {
          const text = utf8(packed ? gunzipSync(bytes) : bytes);
          const [grid = []] = Object.values(await matricesOf(source));
          const isTransposed = source.opened.notes.some(({ tag }) => tag === 'transposed');
          const rows = isTransposed ? transposed(grid) : grid;
          const delimiters = [',', '\t', ';', ' '];
          const fits = delimiters.some((one) => {
            const fields = plainRows(text, one).slice(1);
            return fields.length === rows.length && rows.every((row, at) => standsIn(row, fields[at] ?? []));
          });
          return fits ? null : `${JSON.stringify(text)} was read as ${JSON.stringify(rows)}`;
        },
      };
    },
  };
}

const MATRIX = (() => {
  const entries = Array.from({ length: CELLS }, (_, cell) =>
    GENES.map((_gene, gene) => [gene + 1, cell + 1, valueAt(cell, gene)] as const).filter(
      ([, , value]) => value > 0,
    ),
  ).flat();
  const lines = entries.map((entry) => entry.join(' '));
  return `%%MatrixMarket matrix coordinate integer general\n% made up\n${GENES.length} ${CELLS} ${lines.length}\n${lines.join('\n')}\n`;
})();

const TRIPLET: Readonly<Record<string, Bytes>> = {
  'matrix.mtx': bytesOf(MATRIX),
  'features.tsv': bytesOf(GENES.map((gene, at) => `ENSG${at}\t${gene}\tGene Expression\n`).join('')),
  'barcodes.tsv': bytesOf(Array.from({ length: CELLS }, (_, cell) => `AAAC${cell}-1\n`).join('')),
};

async function tripletFault(source: ExpressionSource, matrix: Uint8Array): Promise<string | null> {
  const [grid = []] = Object.values(await matricesOf(source));
  const plain = plainMatrixMarket(utf8(matrix));
  const genes = transposed(grid);
  const fits = (rows: number[][]) => rowsStandIn(genes, rows);
  return fits(plain) || fits(transposed(plain))
    ? null
    : `${utf8(matrix)} was read as ${JSON.stringify(grid)}`;
}

const triplet: Target = {
  format: 'mtx',
  broken(random) {
    const names = Object.keys(TRIPLET);
    const chosen = random.integer(2) === 0 ? 'matrix.mtx' : (names[random.integer(names.length)] ?? '');
    const packed = random.integer(2) === 0;
    const files = Object.entries(TRIPLET).map(([name, bytes]) => {
      const broken = name === chosen ? mutated(bytes, random) : bytes;
      return packed ? new File([new Uint8Array(gzipSync(broken))], `${name}.gz`) : new File([broken], name);
    });
    const [main, features = null, barcodes = null] = files;
    if (main === undefined) throw new Error('There is a matrix.');
    const input: InputFiles = { ...alone(main), features, barcodes };
    return {
      open: () => openFile(input, silent),
      async fault(source) {
        const matrix = new Uint8Array(await main.arrayBuffer());
        return tripletFault(source, packed ? gunzipSync(matrix) : matrix);
      },
    };
  },
};

const zip: Target = {
  format: 'zip of mtx',
  broken(random) {
    const outside = random.integer(3) > 0;
    const inner = outside ? TRIPLET : { ...TRIPLET, 'matrix.mtx': mutated(bytesOf(MATRIX), random) };
    const whole = new Uint8Array(zipSync(inner));
    const bytes = outside ? mutated(whole, random) : whole;
    return {
      open: () => openAlone(bytes, 'run.zip'),
      fault: (source) =>
        tripletFault(source, outside ? bytesOf(MATRIX) : (unzipSync(bytes)['matrix.mtx'] ?? bytesOf(''))),
    };
  },
};

export const targets: readonly Target[] = [
  hdf5(
    'h5ad',
    ['csr.h5ad', 'csc-gzip.h5ad', 'dense.h5ad', 'v0.7.h5ad', 'v0.6.h5ad', 'raw-layers.h5ad', 'nullable.h5ad'],
    (path, name) => ({
      path: name.startsWith('v0.6') ? path.replace('raw/', 'raw.') : path,
      cellsInRows: true,
    }),
  ),
  hdf5('10x h5', ['tenx-v2.h5', 'tenx-v3.h5'], (path) => ({ path, cellsInRows: false })),
  hdf5('loom', ['small.loom', 'old.loom'], (path) => ({ path, cellsInRows: false })),
  // A sparse matrix is stored as R has it, genes in rows; the one dense matrix of these files lies the other way round.
  hdf5('h5Seurat', ['small.h5seurat', 'records.h5seurat'], (path) => ({
    path: `assays/${path}`,
    cellsInRows: path === 'ADT/data',
  })),
  zarr,
  triplet,
  zip,
  table('csv', 'table.csv', ','),
  table('tsv.gz', 'table.tsv.gz', '\t'),
];
