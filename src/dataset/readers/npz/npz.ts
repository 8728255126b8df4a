/**
 * The data sets of CausalBench (Chevalley et al. 2022), NumPy archives of three arrays: expression_matrix [cells × genes], var_names, and
 * interventions, the perturbed gene of each cell. Rows of the matrix are read on demand where they are not compressed.
 * Arrays of NumPy are files (.npy) and entries of archives. Format:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import type { DatasetNote } from '../../notes';
import { DatasetFailure } from '../../errors';
import type { ExpressionSource } from '../../source';
import { STORED, type ZipEntry, packedBytes, readDirectory, unpack } from '../archive/zip';
import { sourceOf } from '../assemble';
import { type OnBytes, partOf } from '../bytes';
import { categoryColumn, namedAxis } from '../columns';
import type { MatrixReader } from '../matrixReader';
import { type RawNumbers, float32Of } from '../hierarchy';

interface NpyArray {
  readonly name: string;
  /** 'f', 'i', 'u', 'b': numbers; 'U': UTF-32, 'S': bytes. */
  readonly kind: string;
  /** Bytes per element. */
  readonly size: number;
  readonly shape: readonly number[];
  /** The elements, row by row, little-endian. */
  readonly values: Blob;
}

const MAGIC = '\u0093NUMPY';
const MAX_HEADER_BYTES = 1_000_000;

/** What cannot be read: pickled objects, or another order of bytes or elements. */
type NpyLimit = 'objects' | 'big-endian' | 'fortran';

/** `file` and `name` for messages; `refuse` makes the exception for what cannot be read. Throws DatasetFailure `damaged-file`. */
export async function npyArray(
  content: Blob,
  file: string,
  name: string,
  refuse: (limit: NpyLimit) => Error,
): Promise<NpyArray> {
  const damaged = (detail: string) => DatasetFailure.damaged(file, `${name}.npy`, detail);
  const head = new DataView(await content.slice(0, 12).arrayBuffer());
  const magic = latin1(new Uint8Array(head.buffer, 0, Math.min(6, head.byteLength)));
  if (head.byteLength < 12 || magic !== MAGIC) throw damaged('It does not begin as a NumPy array.');
  const [start, length] =
    head.getUint8(6) === 1 ? [10, head.getUint16(8, true)] : [12, head.getUint32(8, true)];
  if (length > MAX_HEADER_BYTES) throw damaged('Its header is too long.');
  const header = latin1(new Uint8Array(await content.slice(start, start + length).arrayBuffer()));
  // One by one: a pattern for all three tries each beginning with each end.
  const [, described, descr] = /'descr':\s*('([^']*)'|\[)/.exec(header) ?? [];
  const [, fortran] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, sizes] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  if (described === undefined || fortran === undefined || sizes === undefined)
    throw damaged('Its header is not that of a NumPy array.');
  const {
    order,
    kind = '',
    digits,
  } = /^(?<order>[<>|=])(?<kind>[a-zA-Z])(?<digits>\d+)$/.exec(descr ?? '')?.groups ?? {};
  if (kind === '') throw refuse('objects');
  if (order === '>') throw refuse('big-endian');
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  if (fortran === 'True' && shape.length > 1) throw refuse('fortran');
  const size = Number(digits) * (kind === 'U' ? 4 : 1);
  if (size === 0) throw damaged('Its elements have no length.');
  const values = content.slice(start + length);
  const needed = size * shape.reduce((product, one) => product * one, 1);
  if (values.size < needed) throw damaged(`It has ${values.size} bytes of values instead of ${needed}.`);
  return { name, kind, size, shape, values };
}

/** How the bytes of an array are decoded; null where its elements are no numbers. */
export function npyNumbers({ kind, size }: NpyArray): Omit<RawNumbers, 'bytes'> | null {
  const isNumber =
    (kind === 'f' && [2, 4, 8].includes(size)) || ('iub'.includes(kind) && [1, 2, 4, 8].includes(size));
  return isNumber ? { kind: kind === 'f' ? 'float' : 'integer', size, signed: kind === 'i' } : null;
}

const latin1 = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);

const MATRIX = 'expression_matrix';
const GENES = 'var_names';
const LABELS = 'interventions';
/** The column of labels; 'excluded' is one of them in CausalBench: cells of genes that it does not study. */
const LABEL_COLUMN = 'intervention';

/** Throws `unsupported-format` for pickled objects and missing arrays, `damaged-file` and `shape-mismatch`. */
export async function openNpz(main: File, onBytes: OnBytes): Promise<ExpressionSource> {
  const entries = await readDirectory(main);
  const opened = async (name: string, from: number) => {
    const entry = entries.find((one) => one.name === `${name}.npy`);
    if (entry === undefined) throw unsupported(main.name, `a NumPy archive without ${name}`, ASSEMBLE);
    return arrayIn(main, entry, name, partOf((from * main.size) / 4, main.size / 4, main.size, onBytes));
  };
  const matrix = await opened(MATRIX, 0);
  const geneNames = await textsOf(await opened(GENES, 1), main.name);
  const labels = await textsOf(await opened(LABELS, 2), main.name);
  const [cells = 0, genes = 0] = matrix.shape;
  const mismatch = (where: string, expected: string, found: string) =>
    new DatasetFailure({ tag: 'shape-mismatch', file: main.name, where, expected, found });
  if (matrix.shape.length !== 2) throw mismatch(MATRIX, '2 dimensions', `${matrix.shape.length}`);
  if (geneNames.length !== genes) throw mismatch(GENES, `${genes} names`, `${geneNames.length} names`);
  if (labels.length !== cells) throw mismatch(LABELS, `${cells} labels`, `${labels.length} labels`);
  const notes: DatasetNote[] = [];
  const content = {
    format: 'npz' as const,
    cellNames: Array.from({ length: cells }, (_, cell) => String(cell)),
    obs: [categoryColumn(LABEL_COLUMN, labels)],
    matrices: [
      {
        path: MATRIX,
        axis: namedAxis({ index: geneNames, columns: [] }, notes),
        reader: rowsOf(matrix, main.name),
      },
    ],
    notes,
  };
  return sourceOf(
    main,
    content,
    partOf((3 * main.size) / 4, main.size / 4, main.size, onBytes),
    () => undefined,
  );
}

async function arrayIn(file: File, entry: ZipEntry, name: string, onBytes: OnBytes): Promise<NpyArray> {
  const content =
    entry.method === STORED && !entry.encrypted
      ? await packedBytes(file, entry)
      : await unpack(file, entry, onBytes);
  return npyArray(content, file.name, name, (limit) => {
    const { what, convert } = limits[limit];
    return unsupported(file.name, `a NumPy archive with ${name} ${what}`, convert);
  });
}

/** Text of fixed length, padded with zeros. */
async function textsOf({ name, kind, size, shape, values }: NpyArray, file: string): Promise<string[]> {
  const [length = 0] = shape;
  if ((kind !== 'U' && kind !== 'S') || shape.length !== 1)
    throw unsupported(file, `a NumPy archive with ${name} that is no list of text`, ASSEMBLE);
  const bytes = await values.slice(0, length * size).arrayBuffer();
  return Array.from({ length }, (_, at) => {
    if (kind === 'S') return withoutPadding(new TextDecoder().decode(new Uint8Array(bytes, at * size, size)));
    const points = new Uint32Array(bytes.slice(at * size, (at + 1) * size));
    if (points.some((point) => point > MAX_CODE_POINT))
      throw DatasetFailure.damaged(file, `${name}.npy`, `Element ${at} is no text.`);
    return withoutPadding(String.fromCodePoint(...points));
  });
}

const MAX_CODE_POINT = 0x10ffff;

function withoutPadding(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function rowsOf(array: NpyArray, file: string): MatrixReader {
  const { name, size, shape, values } = array;
  const [cells = 0, genes = 0] = shape;
  const numbers = npyNumbers(array);
  if (numbers === null) throw unsupported(file, `a NumPy archive with ${name} that is not numeric`, NATIVE);
  return {
    encoding: 'dense',
    cells,
    genes,
    bytesPerEntry: size,
    band: 1,
    entriesBefore: (line) => line * genes,
    read: async (first, count) => {
      const from = first * genes * size;
      const bytes = await values.slice(from, from + count * genes * size).arrayBuffer();
      return { layout: 'dense', first, count, values: float32Of({ ...numbers, bytes }) };
    },
  };
}

const LOAD = "arrays = dict(numpy.load('data.npz', allow_pickle=True))";
const SAVE = "numpy.savez('plain.npz', **arrays)";
const UNPICKLE = `${LOAD}\narrays.update({name: arrays[name].astype(str) for name in ('${GENES}', '${LABELS}')})\n${SAVE}`;
const NATIVE = `${LOAD}\narrays['${MATRIX}'] = numpy.ascontiguousarray(arrays['${MATRIX}'], dtype='float32')\n${SAVE}`;
const limits: Readonly<Record<NpyLimit, { readonly what: string; readonly convert: string }>> = {
  objects: { what: 'as pickled objects', convert: UNPICKLE },
  'big-endian': { what: 'in big-endian order', convert: NATIVE },
  fortran: { what: 'in Fortran order', convert: NATIVE },
};
const ASSEMBLE = `# values: cells × genes\nnumpy.savez('plain.npz', ${MATRIX}=values, ${GENES}=genes, ${LABELS}=labels)`;

function unsupported(file: string, format: string, convert: string): DatasetFailure {
  return new DatasetFailure({ tag: 'unsupported-format', file, format, convert });
}
