/**
 * Writes AnnData files (encoding of anndata 0.8 and later); equal input gives equal bytes, so that generated files can be compared with committed
 * ones. Labels are string columns: h5wasm cannot write the boolean that the categorical encoding requires.
 */
import type { Group } from 'h5wasm';

type NumberArray = Float64Array | Float32Array | Int32Array;
/** Text or numbers, one per row. */
type Column = readonly string[] | NumberArray;

export type Unstructured = string | number | Column | { readonly [name: string]: Unstructured };

export interface AnnDataContents {
  /** [cells × genes] row-major. */
  readonly values: Float32Array;
  /** 'csr' omits zeros. */
  readonly encoding: 'dense' | 'csr';
  readonly cellNames: readonly string[];
  readonly geneNames: readonly string[];
  /** [cells] each. */
  readonly obs: Readonly<Record<string, Column>>;
  /** [genes] each. */
  readonly var?: Readonly<Record<string, Column>>;
  /** [cells × genes] row-major each, dense. */
  readonly layers?: Readonly<Record<string, Float32Array>>;
  /** [genes × columns] row-major each. */
  readonly varm?: Readonly<Record<string, Float32Array>>;
  /** Text, numbers, columns and dictionaries of them. */
  readonly uns: Readonly<Record<string, Unstructured>>;
}

/** The bytes of the file. Throws where lengths disagree, which is a bug of the caller. */
export async function writeH5ad(contents: AnnDataContents): Promise<Uint8Array<ArrayBuffer>> {
  const { cellNames, geneNames, obs } = contents;
  checkLengths(contents);
  const { default: library } = await import('h5wasm');
  const { FS } = await library.ready;
  const path = '/written.h5ad';
  // The earliest file version, as anndata writes it: its object headers have no checksum that covers the time.
  const file = new library.File(path, 'w', { libver: ['earliest', 'v110'] });
  encode(file, 'anndata', '0.1.0');
  writeMatrix(file, contents);
  writeFrame(file, 'obs', cellNames, obs);
  writeFrame(file, 'var', geneNames, contents.var ?? {});
  if (contents.layers) writeArrays(file, 'layers', contents.layers, cellNames.length);
  if (contents.varm) writeArrays(file, 'varm', contents.varm, geneNames.length);
  writeUnstructured(file, 'uns', contents.uns);
  const datasets = file.paths().filter((at) => file.get(at) instanceof library.Dataset).length;
  file.close();
  const bytes = Uint8Array.from(FS.readFile(path));
  FS.unlink(path);
  zeroTimes(bytes, datasets);
  return bytes;
}

/** Checked before writing, because a partly written file would stay open. */
function checkLengths({ values, cellNames, geneNames, ...rest }: AnnDataContents): void {
  for (const matrix of [values, ...Object.values(rest.layers ?? {})])
    if (matrix.length !== cellNames.length * geneNames.length)
      throw new Error('values are not cells × genes');
  for (const array of Object.values(rest.varm ?? {}))
    if (array.length % Math.max(1, geneNames.length) !== 0)
      throw new Error('an array is not genes × columns');
  for (const [rows, columns] of [
    [cellNames, rest.obs],
    [geneNames, rest.var ?? {}],
  ] as const)
    for (const [name, column] of Object.entries(columns))
      if (column.length !== rows.length) throw new Error(`${name} has not one value per row`);
}

function writeMatrix(file: Group, { values, encoding, cellNames, geneNames }: AnnDataContents): void {
  const shape = [cellNames.length, geneNames.length];
  if (encoding === 'dense') {
    writeDense(file, 'X', values, shape);
    return;
  }
  const group = file.create_group('X');
  encode(group, 'csr_matrix', '0.1.0');
  group.create_attribute('shape', Int32Array.from(shape));
  const kept = Int32Array.from(values.keys()).filter((at) => values[at] !== 0);
  const data = Float32Array.from(kept, (at) => values[at] ?? 0);
  const indices = kept.map((at) => at % geneNames.length);
  writeDense(group, 'data', data);
  writeDense(group, 'indices', indices);
  /** [cells + 1] number of entries before each row. */
  const starts = new Int32Array(cellNames.length + 1);
  for (const at of kept) {
    const next = Math.floor(at / geneNames.length) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let row = 1; row < starts.length; row++) starts[row] = (starts[row] ?? 0) + (starts[row - 1] ?? 0);
  writeDense(group, 'indptr', starts);
}

/** The group of a table with the index `_index`; the caller writes its columns. */
export function frameGroup(file: Group, name: string, order: string[]): Group {
  const frame = file.create_group(name);
  encode(frame, 'dataframe', '0.2.0');
  frame.create_attribute('_index', '_index');
  if (order.length > 0) frame.create_attribute('column-order', order);
  else frame.create_attribute('column-order', new Float64Array(0), [0]);
  return frame;
}

function writeFrame(
  file: Group,
  name: string,
  index: readonly string[],
  columns: Readonly<Record<string, Column>>,
): void {
  const frame = frameGroup(file, name, Object.keys(columns));
  writeStrings(frame, '_index', index);
  for (const [column, values] of Object.entries(columns)) {
    writeColumn(frame, column, values);
  }
}

/** [rows × columns] arrays beside the table. */
function writeArrays(
  file: Group,
  name: string,
  arrays: Readonly<Record<string, Float32Array>>,
  rows: number,
): void {
  const group = file.create_group(name);
  encode(group, 'dict', '0.1.0');
  for (const [array, data] of Object.entries(arrays)) {
    writeDense(group, array, data, [rows, rows === 0 ? 0 : data.length / rows]);
  }
}

function writeUnstructured(parent: Group, name: string, value: Unstructured): void {
  if (typeof value === 'string')
    encode(parent.create_dataset({ name, data: value, shape: [] }), 'string', '0.2.0');
  else if (typeof value === 'number')
    encode(parent.create_dataset({ name, data: value, shape: [] }), 'numeric-scalar', '0.2.0');
  else if (isColumn(value)) writeColumn(parent, name, value);
  else {
    const group = parent.create_group(name);
    encode(group, 'dict', '0.1.0');
    for (const [entry, inner] of Object.entries(value)) writeUnstructured(group, entry, inner);
  }
}

function isColumn(value: Column | { readonly [name: string]: Unstructured }): value is Column {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function writeColumn(group: Group, name: string, values: Column): void {
  if (ArrayBuffer.isView(values)) writeDense(group, name, values);
  else writeStrings(group, name, values);
}

/** @param shape one-dimensional by default */
function writeDense(group: Group, name: string, data: NumberArray, shape = [data.length]): void {
  encode(group.create_dataset({ name, data, shape, ...deflated(shape) }), 'array', '0.2.0');
}

/** ASCII text is stored with a fixed length and compressed, other text with variable length. */
function writeStrings(group: Group, name: string, cells: readonly string[]): void {
  const shape = [cells.length];
  const length = cells.reduce((longest, cell) => Math.max(longest, cell.length), 1);
  const isPlain = cells.every((cell) => /^[\u{20}-\u{7e}]*$/u.test(cell));
  const stored = isPlain ? { dtype: `S${length}`, ...deflated(shape) } : {};
  encode(group.create_dataset({ name, data: [...cells], shape, ...stored }), 'string-array', '0.2.0');
}

/** Values of a dataset above which it has several chunks, which other programs read in part, and is compressed in a third of the time. */
const FEW = 2 ** 20;

/** Empty datasets are not compressed. */
function deflated(shape: readonly number[]): {
  chunks?: number[];
  compression?: 'gzip';
  compression_opts?: number;
} {
  if (shape.includes(0)) return {};
  const [rows = 1, ...rest] = shape;
  const width = rest.reduce((product, size) => product * size, 1);
  if (rows * width <= FEW) return { chunks: [...shape], compression: 'gzip', compression_opts: 9 };
  const inChunk = Math.min(rows, Math.max(1, Math.floor(FEW / width)));
  return { chunks: [inChunk, ...rest], compression: 'gzip', compression_opts: 1 };
}

export function encode(entity: Pick<Group, 'create_attribute'>, type: string, version: string): void {
  entity.create_attribute('encoding-type', type);
  entity.create_attribute('encoding-version', version);
}

/**
 * Zeroes the modification time of each dataset (HDF5 file format 3.0, IV.A.2.s: message 0x12 of 8 bytes, version 1, then seconds), which is the
 * only part of the file beyond the input. Throws unless it finds one per dataset.
 */
function zeroTimes(bytes: Uint8Array, datasets: number): void {
  const message = [0x12, 0, 8, 0, 0, 0, 0, 0, 1, 0, 0, 0];
  let found = 0;
  for (let at = bytes.indexOf(0x12); at >= 0; at = bytes.indexOf(0x12, at + 1)) {
    if (at + message.length + 4 > bytes.length) break;
    if (!message.every((byte, i) => bytes[at + i] === byte)) continue;
    bytes.fill(0, at + message.length, at + message.length + 4);
    found++;
  }
  if (found !== datasets) throw new Error(`found ${found} modification times of ${datasets}`);
}
