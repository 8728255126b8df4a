/**
 * Values of Zarr arrays: rows assembled from chunks whose sizes are checked. zarrita reads metadata and decompresses; it gets paths
 * under aliases, because it parses paths as URLs.
 */
import type * as zarrita from 'zarrita';
import { DatasetFailure } from '../../errors';
import { type RawNumbers, type StoredArray, type StoredType, isNumeric, rawNumbers } from '../hierarchy';
import { useOwnCodecs } from './codecs';
import type { StoredFiles } from './store';

type ZarrArray = zarrita.Array<zarrita.DataType, zarrita.AsyncReadable>;

export interface OpenArray extends StoredArray {
  readonly chunks: readonly number[];
  readonly values: ZarrArray;
}

const MAX_CHUNK_BYTES = 2 ** 31;

export class ZarrArrays {
  readonly #file: string;
  readonly #library: typeof zarrita;
  readonly #store: AliasStore;

  private constructor(file: string, files: StoredFiles, library: typeof zarrita) {
    this.#file = file;
    this.#library = library;
    this.#store = new AliasStore(files);
  }

  static async of(file: string, files: StoredFiles): Promise<ZarrArrays> {
    const library = await import('zarrita');
    useOwnCodecs(library);
    return new ZarrArrays(file, files, library);
  }

  /** Errors are returned, to be thrown where the array is needed; kind 'other' where the type has no reader. */
  async open(path: string, version: 'v2' | 'v3'): Promise<OpenArray | { readonly problem: DatasetFailure }> {
    try {
      const location = new this.#library.Location(this.#store, this.#store.aliasOf(path));
      const { open } = this.#library;
      const values = await (version === 'v2'
        ? open.v2(location, { kind: 'array' })
        : open.v3(location, { kind: 'array' }));
      const { shape, chunks } = values;
      const sound =
        shape.every(isSize) &&
        chunks.every((extent) => isSize(extent) && extent > 0) &&
        shape.length === chunks.length;
      if (!sound) return { problem: this.#damaged(path, 'Invalid array shape.') };
      return { path, shape, chunks, type: typeOf(values.dtype), values };
    } catch (error) {
      return { problem: this.#failureOf(path, error) };
    }
  }

  /** Rows [first, first + count), other dimensions whole. @param complete a missing chunk is damage, not fill values */
  async numbers(array: OpenArray, first: number, count: number, complete: boolean): Promise<RawNumbers> {
    const { type, shape } = array;
    if (!isNumeric(type)) throw this.#refused(array.path, `${type.kind} values`);
    const columns = shape[1] ?? 1;
    const out = new Uint8Array(count * columns * type.size);
    const [rowsPerChunk = 1, columnsPerChunk = 1] = array.chunks;
    for (let row = first; row < first + count;) {
      const chunkRow = Math.floor(row / rowsPerChunk);
      const rows = Math.min(first + count, (chunkRow + 1) * rowsPerChunk) - row;
      for (let from = 0; from < columns; from += columnsPerChunk) {
        const coordinates = shape.length === 1 ? [chunkRow] : [chunkRow, from / columnsPerChunk];
        const { bytes, stride } = await this.#numberChunk(array, coordinates, type.size, complete);
        const width = Math.min(columnsPerChunk, columns - from);
        const [rowStride = 1, columnStride = 1] = stride;
        for (let i = 0; i < rows; i++) {
          const to = ((row - first + i) * columns + from) * type.size;
          const at = (row - chunkRow * rowsPerChunk + i) * rowStride;
          if (columnStride === 1 || width === 1) {
            out.set(bytes.subarray(at * type.size, (at + width) * type.size), to);
            continue;
          }
          for (let j = 0; j < width; j++) {
            const element = (at + j * columnStride) * type.size;
            out.set(bytes.subarray(element, element + type.size), to + j * type.size);
          }
        }
      }
      row += rows;
    }
    return rawNumbers(type, out.buffer);
  }

  /** A one-dimensional text array; unfilled elements are ''. */
  async texts(array: OpenArray, complete: boolean): Promise<readonly string[]> {
    const [length = 0] = array.shape;
    const [perChunk = 1] = array.chunks;
    const out: string[] = [];
    for (let chunk = 0; out.length < length; chunk++) {
      const { data } = await this.#chunk(array, [chunk], complete);
      for (let i = 0; i < perChunk && out.length < length; i++) {
        const value: unknown = 'get' in data ? data.get(i) : data[i];
        out.push(typeof value === 'string' ? value : '');
      }
    }
    return out;
  }

  async #numberChunk(
    array: OpenArray,
    coordinates: number[],
    size: number,
    complete: boolean,
  ): Promise<{ bytes: Uint8Array; stride: readonly number[] }> {
    const { data, stride } = await this.#chunk(array, coordinates, complete);
    if (!('buffer' in data)) throw this.#damaged(array.path, 'A chunk does not hold numbers.');
    // zarrita drops surplus bytes silently; their origin is unknown, so the chunk is refused.
    const held = data.buffer.byteLength - data.byteOffset;
    if (held !== data.length * size) {
      const detail = `Chunk ${coordinates.join('.')} holds ${held} of ${data.length * size} bytes.`;
      throw this.#damaged(array.path, detail);
    }
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length * size);
    return { bytes, stride };
  }

  async #chunk(
    array: OpenArray,
    coordinates: number[],
    complete: boolean,
  ): Promise<zarrita.Chunk<zarrita.DataType>> {
    const elements = array.chunks.reduce((product, extent) => product * extent, 1);
    if (elements * array.type.size > MAX_CHUNK_BYTES)
      throw DatasetFailure.outOfMemory(this.#file, elements * array.type.size);
    let chunk: zarrita.Chunk<zarrita.DataType>;
    this.#store.takeMissed();
    try {
      chunk = await array.values.getChunk(coordinates);
    } catch (error) {
      throw this.#failureOf(array.path, error);
    }
    const missed = this.#store.takeMissed();
    if (complete && missed !== null) throw this.#damaged(array.path, `The file ${missed} is missing.`);
    if (chunk.data.length !== elements) {
      const detail = `Chunk ${coordinates.join('.')} holds ${chunk.data.length} of ${elements} values.`;
      throw this.#damaged(array.path, detail);
    }
    return chunk;
  }

  #damaged(where: string, detail: string): DatasetFailure {
    return DatasetFailure.damaged(this.#file, where, detail);
  }

  #refused(where: string, encoding: string): DatasetFailure {
    return new DatasetFailure({ tag: 'unsupported-encoding', file: this.#file, where, encoding });
  }

  #failureOf(where: string, error: unknown): DatasetFailure {
    if (error instanceof DatasetFailure) return error;
    const { isZarritaError } = this.#library;
    if (isZarritaError(error, 'UnknownCodecError')) {
      // As the file has it: a number or nothing is possible.
      const codec: unknown = error.codec;
      return this.#refused(where, `packed with ${String(codec).replace(/^numcodecs\./, '')}`);
    }
    if (isZarritaError(error, 'CodecPipelineError')) {
      const { cause } = error;
      if (isZarritaError(cause)) return this.#failureOf(where, cause);
      return this.#damaged(where, `The compressed data cannot be unpacked (${String(cause)}).`);
    }
    if (isZarritaError(error, 'InvalidMetadataError', 'UnsupportedError'))
      return this.#refused(where, error.message);
    return this.#damaged(where, error instanceof Error ? error.message : String(error));
  }
}

/** Descriptions, and chunks with either separator: by another one no chunk would be found, and missing chunks are zeros. */
const FILE_OF_ARRAY = /^(?:zarr\.json|\.z\w+|c|(?:c[/.])?\d+(?:[/.]\d+)*)$/;

/** The store that zarrita reads: arrays are numbered, so that special characters of paths have no effect. */
class AliasStore {
  #missed: string | null = null;
  readonly #files: StoredFiles;
  readonly #paths: string[] = [];

  constructor(files: StoredFiles) {
    this.#files = files;
  }

  aliasOf(path: string): zarrita.AbsolutePath {
    return `/${this.#paths.push(path) - 1}`;
  }

  /** The missing file that was requested since the last call. */
  takeMissed(): string | null {
    const missed = this.#missed;
    this.#missed = null;
    return missed;
  }

  async get(key: zarrita.AbsolutePath): Promise<Uint8Array | undefined> {
    const blob = await this.#open(key);
    return blob && new Uint8Array(await blob.arrayBuffer());
  }

  async getRange(key: zarrita.AbsolutePath, range: zarrita.RangeQuery): Promise<Uint8Array | undefined> {
    const blob = await this.#open(key);
    if (blob === undefined) return undefined;
    const [first, end] =
      'suffixLength' in range
        ? [Math.max(0, blob.size - range.suffixLength), blob.size]
        : [range.offset, range.offset + range.length];
    // A damaged index can state any range; Blob.slice of Node aborts at numbers beyond 32 bits.
    if (!(first >= 0 && first <= end && end <= blob.size))
      throw new Error(`Bytes ${first} to ${end} of ${blob.size} are requested.`);
    return new Uint8Array(await blob.slice(first, end).arrayBuffer());
  }

  async #open(key: zarrita.AbsolutePath): Promise<Blob | undefined> {
    const [, alias = '', ...rest] = key.split('/');
    if (!FILE_OF_ARRAY.test(rest.join('/'))) throw new Error(`No array has a file called ${rest.join('/')}.`);
    const name = [this.#paths[Number(alias)] ?? '', ...rest].filter((part) => part !== '').join('/');
    const blob = await this.#files.open(name);
    if (blob === null) this.#missed = name;
    return blob ?? undefined;
  }
}

function isSize(extent: number): boolean {
  return Number.isSafeInteger(extent) && extent >= 0;
}

function typeOf(dtype: string): StoredType {
  const [, sign = '', name = '', bits = ''] = /^(u?)(int|float)(\d+)$/.exec(dtype) ?? [];
  if (name !== '') {
    const kind = name === 'int' ? 'integer' : 'float';
    return { kind, size: Number(bits) / 8, signed: sign === '' };
  }
  if (dtype === 'bool') return { kind: 'boolean', size: 1, signed: false };
  if (dtype === 'string' || dtype === 'v2:object' || /^v2:[US]\d+$/.test(dtype))
    return { kind: 'string', size: 8, variable: true };
  return { kind: 'other', size: 1 };
}
