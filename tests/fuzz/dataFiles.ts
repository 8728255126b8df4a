/** Data files to be damaged at random, by format; what is read is compared with a naive reader, or imported as far as a data set. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { unzipSync, zipSync } from 'fflate';
import { createImport } from '../../src/dataset/import';
import { datasetSchema } from '../../src/share/datasetSchema';
import { holdsTogether } from '../../src/share/sizes';
import { alienPrototype, type FuzzCase, type FuzzFormat, type Reading } from './case';
import { encoded as bytesOf, mutatedJson, mutatedText, pick } from './mutateText';
import type { DatasetError } from '../../src/dataset/errors';
import type { ExpressionSource } from '../../src/dataset/source';
import { fixtureBytes, denseOf } from '../fixtures/readers/fixture';
import { alone } from '../../src/dataset/readers/fileGroup';
import { openFile, type InputFiles } from '../../src/dataset/readers/open';
import { flipped, mutated } from './mutate';
import { plainHdf5, transposed, type Place, plainMatrixMarket, plainRows, isSubsequence } from './plainFiles';
import type { Random } from '../../src/numerics/random';
import { bundled } from '../../src/dataset/readers/zarr/store';
import { plainZarr, type Files } from './plainZarr';

type Bytes = Uint8Array<ArrayBuffer>;

interface Target {
  readonly format: string;
  /** A damaged file. */
  readonly broken: (random: Random) => Broken;
}

interface Broken {
  readonly files: InputFiles;
  /** The error in the values read; null if they are the original ones or those of a naive reader of the damaged file. */
  readonly fault: (source: ExpressionSource) => Promise<string | null>;
}

type Matrices = Readonly<Record<string, number[][]>>;

const silent = () => undefined;

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

async function matricesOf(source: ExpressionSource): Promise<Matrices> {
  const found: Record<string, number[][]> = {};
  for (const { path } of source.opened.matrices) found[path] = await denseOf(source, path);
  return found;
}

function fileAlone(bytes: Bytes, name: string): InputFiles {
  return alone(new File([bytes], name));
}

/** Matrices of undamaged fixtures, each read once. */
function originals(): (name: string) => Promise<Matrices> {
  const known = new Map<string, Promise<Matrices>>();
  return (name) => {
    const found = known.get(name) ?? openFile(fileAlone(fixtureBytes(name), name), silent).then(matricesOf);
    known.set(name, found);
    return found;
  };
}

const utf8 = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** True if the rows are a subsequence of the others. */
function isRowSubsequence(rows: readonly number[][], others: readonly number[][]): boolean {
  let next = 0;
  for (const other of others) if (same(other, rows[next])) next += 1;
  return next === rows.length;
}

/** @param places path and orientation of a matrix for the naive reader */
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
        files: fileAlone(bytes, name),
        async fault(source) {
          const original = await originalOf(name);
          for (const [path, values] of Object.entries(await matricesOf(source))) {
            if (same(values, original[path])) continue;
            const plain = await plainHdf5(bytes, places(path, name)).catch(String);
            // The reader drops features of 10x files that are not genes.
            const fits =
              format === '10x h5' && typeof plain !== 'string'
                ? isRowSubsequence(transposed(values), transposed(plain))
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

/** A damaged table; with gzip, damaged before or after compression. */
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
        files: fileAlone(bytes, name),
        async fault(source) {
          const text = utf8(packed ? gunzipSync(bytes) : bytes);
          const [grid = []] = Object.values(await matricesOf(source));
          const isTransposed = source.opened.notes.some(({ tag }) => tag === 'transposed');
          const rows = isTransposed ? transposed(grid) : grid;
          const delimiters = [',', '\t', ';', ' '];
          const fits = delimiters.some((one) => {
            const fields = plainRows(text, one).slice(1);
            return (
              fields.length === rows.length && rows.every((row, at) => isSubsequence(row, fields[at] ?? []))
            );
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
  const fits = (rows: number[][]) => isRowSubsequence(genes, rows);
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
    if (main === undefined) throw new Error('The triplet has no matrix.');
    const input: InputFiles = { ...alone(main), features, barcodes };
    return {
      files: input,
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
      files: fileAlone(bytes, 'run.zip'),
      fault: (source) =>
        tripletFault(source, outside ? bytesOf(MATRIX) : (unzipSync(bytes)['matrix.mtx'] ?? bytesOf(''))),
    };
  },
};

const ZARR_FIXTURES = [
  'csr-plain.zarr.zip',
  'csr-blosc.zarr.zip',
  'csc-gzip.zarr.zip',
  'dense-zstd.zarr.zip',
  'dense-f-order.zarr.zip',
  'v3-csr.zarr.zip',
  'v3-dense.zarr.zip',
  'v3-sharded.zarr.zip',
];

/** Files of matrices; the others annotate cells and genes. */
const OF_MATRIX = /^(X|raw\/X|layers)\//;

const originalZarr = originals();

const zarr: Target = {
  format: 'zarr',
  broken(random) {
    const name = ZARR_FIXTURES[random.integer(ZARR_FIXTURES.length)] ?? '';
    const whole = fixtureBytes(name);
    if (random.integer(4) === 0) return brokenStore(name, mutated(whole, random));
    const files = brokenFiles(unzipSync(whole), random);
    return random.integer(2) === 0
      ? brokenStore(name, new Uint8Array(zipSync(files)), files)
      : brokenStore(name, null, files);
  },
};

/** Damages or removes one or two files of the store. */
function brokenFiles(files: Files, random: Random): Files {
  const out = { ...files };
  const names = Object.keys(files);
  const ofMatrix = names.filter((name) => OF_MATRIX.test(name));
  for (let times = 1 + random.integer(2); times > 0; times--) {
    const among = random.integer(4) > 0 ? ofMatrix : names;
    const chosen = among[random.integer(among.length)] ?? '';
    if (random.integer(8) === 0) delete out[chosen];
    else out[chosen] = damagedPart(chosen, new Uint8Array(out[chosen] ?? []), random);
  }
  return out;
}

/** Descriptions are damaged as JSON too: shapes, chunks and types that the arrays do not have. */
function damagedPart(path: string, bytes: Bytes, random: Random): Bytes {
  const isDescription = /(?:\.z(?:array|attrs|group|metadata)|zarr\.json)$/u.test(path);
  return isDescription && random.integer(2) === 0
    ? bytesOf(mutatedJson(utf8(bytes), random))
    : mutated(bytes, random);
}

/** @param archive null for a folder @param files null if the archive was damaged around intact files */
function brokenStore(
  name: string,
  archive: Uint8Array<ArrayBuffer> | null,
  files: Files | null = null,
): ReturnType<Target['broken']> {
  const folder = () =>
    bundled(
      'store.zarr',
      Object.entries(files ?? {}).map(([path, bytes]) => ({
        path,
        file: new Blob([new Uint8Array(bytes)]),
      })),
    );
  return {
    files: archive === null ? alone(folder()) : fileAlone(archive, name),
    async fault(source) {
      const original = await originalZarr(name);
      for (const [path, values] of Object.entries(await matricesOf(source))) {
        if (same(values, original[path])) continue;
        // A damaged directory may name a chunk otherwise, which is then missing: zeros.
        const plain = attempted(() => plainZarr(files ?? unzipSync(archive ?? new Uint8Array()), path));
        if (!same(values, plain)) return `${name}, ${path}: ${JSON.stringify({ values, plain })}`;
      }
      return null;
    },
  };
}

function attempted<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}

/** Files without a naive reader: what is accepted has a number for each cell and gene. */
function withoutReference(format: string, names: readonly string[]): Target {
  return {
    format,
    broken(random) {
      const name = pick(random, names, '');
      const bytes = fixtureBytes(name);
      // Most places of an HDF5 file describe it; a few bits leave the description whole where they lie in packed values.
      const damaged = random.integer(2) === 0 ? mutated(bytes, random) : flipped(bytes, random);
      return { files: fileAlone(damaged, name), fault: gridFault };
    },
  };
}

async function gridFault(source: ExpressionSource): Promise<string | null> {
  for (const { path, genes } of source.opened.matrices) {
    const rows = await denseOf(source, path);
    if (!rows.every((row) => row.length === genes && row.every(Number.isFinite)))
      return `${path} has a value beyond its ${genes} genes, or one that is no number.`;
  }
  return null;
}

const targets: readonly Target[] = [
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
  // Sparse matrices of R have genes in rows; the one dense matrix of these files has cells in rows.
  hdf5('h5Seurat', ['small.h5seurat', 'records.h5seurat'], (path) => ({
    path: `assays/${path}`,
    cellsInRows: path === 'ADT/data',
  })),
  zarr,
  triplet,
  zip,
  table('csv', 'table.csv', ','),
  table('tsv.gz', 'table.tsv.gz', '\t'),
  withoutReference('packed h5ad', [
    'blosc-lz4.h5ad',
    'blosc-zstd.h5ad',
    'blosc2-dense.h5ad',
    'bitshuffle.h5ad',
    'bzip2.h5ad',
    'csr-lzf.h5ad',
    'lz4.h5ad',
    'zstd.h5ad',
  ]),
  withoutReference('old zarr', ['v0.6-csr.zarr.zip', 'v0.6-dense.zarr.zip', 'places.zarr.zip', 'zip64.zip']),
];

const LABELS = `cell_barcode,gene,guide\n${Array.from({ length: CELLS }, (_, cell) => `AAAC${cell}-1,${cell % 2 === 0 ? 'control' : GENES[cell % 6]},g${cell % 3}\n`).join('')}`;

/** A table of cells beside one of labels, both damaged as text: hostile names, impossible numbers, lines moved. */
const labelled: Target = {
  format: 'tables and labels',
  broken(random) {
    const cells = tableText(',').replaceAll(/^cell(\d+)/gmu, 'AAAC$1-1');
    const main = new File([mutatedText(cells, random)], 'table.csv');
    const labels = new File(
      [random.integer(2) === 0 ? mutatedText(LABELS, random) : LABELS],
      'cell_identities.csv',
    );
    return {
      files: random.integer(3) === 0 ? alone(main) : { ...alone(main), labels },
      fault: () => Promise.resolve(null),
    };
  },
};

/** Always imported, since they are large enough for a data set. */
const imported: readonly Target[] = [
  withoutReference('npz', ['causalbench.npz', 'causalbench-packed.npz']),
  withoutReference('tar', ['samples.tar', 'samples-gnu.tar', 'samples-pax.tar.gz']),
  labelled,
];

/** Opened, and compared or imported; an import of every third, of the latter each. */
function caseOf({ files, fault }: Broken, imports: boolean): FuzzCase {
  return {
    content: null,
    async read() {
      const source = await openFile(files, silent);
      const found = await fault(source);
      source.close();
      if (found !== null || !imports) return { end: 'read', fault: found };
      return importedEnd(files);
    },
  };
}

/** The data set with all guesses accepted. */
async function importedEnd(files: InputFiles): Promise<Reading> {
  const own = createImport();
  try {
    const opened = await own.open(files, silent);
    if (!opened.ok) return ended(opened.error);
    const { blocked, mapping } = opened.value.recognition;
    if (blocked !== null) return { end: 'not recognised', fault: null };
    const loaded = await own.load(mapping, silent);
    if (!loaded.ok) return ended(loaded.error);
    const alien = alienPrototype(loaded.value);
    if (alien !== null) return { end: 'data set', fault: `${alien} has another prototype.` };
    const checked = datasetSchema.safeParse(loaded.value);
    const isWhole = checked.success && holdsTogether(checked.data, null);
    return { end: 'data set', fault: isWhole ? null : `No data set: ${String(checked.error)}` };
  } finally {
    own.close();
  }
}

/** Exceptions that no reader declares end as damage at no place. */
function ended(error: DatasetError): Reading {
  const isDeclared = error.tag !== 'damaged-file' || error.where !== 'somewhere we did not expect';
  return { end: error.tag, fault: isDeclared ? null : error.detail };
}

export const dataFormats: readonly FuzzFormat[] = [...targets, ...imported].map((target) => ({
  name: target.format,
  draw(random) {
    const broken = target.broken(random);
    return caseOf(broken, imported.includes(target) || random.integer(3) === 0);
  },
}));
