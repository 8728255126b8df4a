/**
 * An HDF5 file, read-only. Filters are checked before values are read, status codes of the library are never ignored, and its
 * errors become a DatasetFailure that names the place. Knows nothing of AnnData.
 */
import { moduleBytes } from '../../../numerics/dense/webAssembly';
import { DatasetFailure } from '../../errors';
import {
  type Extent,
  Hierarchy,
  type RawNumbers,
  type StoredArray,
  type StoredMember,
  type StoredType,
  type StoredValues,
  fixedStrings,
  gathered,
  isNumeric,
  plainNumbers,
  rawNumbers,
} from '../hierarchy';
import { LZF_FILTER, type PluginFilter, filterName, filterWith, withRoom } from './filters';
import { type MountedFile, mountFile } from './module';
import type { Metadata } from 'h5wasm';

/** Thrown where a dataset needs a filter plugin: the caller loads it and starts again. */
export class PluginNeeded extends Error {
  readonly plugin: PluginFilter;
  constructor(plugin: PluginFilter) {
    super(plugin.name);
    this.plugin = plugin;
  }
}

/** Per read: four times a block of values. Damaged files can state any size. */
const MAX_BYTES_PER_READ = 1_000_000_000;

export class Hdf5File extends Hierarchy {
  readonly name: string;
  /** Paths of datasets compressed with LZF. */
  readonly lzf = new Set<string>();
  readonly #mounted: MountedFile;
  readonly #id: bigint;
  readonly #arrays = new Map<string, StoredArray>();
  readonly #installed = new Set<number>();

  private constructor(name: string, mounted: MountedFile, id: bigint) {
    super();
    this.name = name;
    this.#mounted = mounted;
    this.#id = id;
  }

  /** Throws `damaged-file` where the library cannot open it (cut off, superblock damaged). */
  static async open(file: Blob, name: string): Promise<Hdf5File> {
    const mounted = await mountFile(file);
    if (mounted.endless !== null) {
      const detail = 'An entry there has an impossible length.';
      throw DatasetFailure.damaged(name, `byte ${mounted.endless}`, detail);
    }
    let id = -1n;
    let detail = '';
    try {
      id = mounted.module.open(mounted.path, mounted.module.H5F_ACC_RDONLY, false, -1, -1);
    } catch (error) {
      detail = String(error);
    }
    if (id > 0n) return new Hdf5File(name, mounted, id);
    detail = rootCause(mounted.takeMessages()) ?? detail;
    throw DatasetFailure.damaged(name, 'the beginning of the file', detail);
  }

  kindOf(path: string): 'group' | 'dataset' | 'missing' {
    const { module } = this.#mounted;
    const type = this.#native(path, () => module.get_type(this.#id, path));
    if (type === module.H5G_GROUP) return 'group';
    return type === module.H5G_DATASET ? 'dataset' : 'missing';
  }

  names(path: string): readonly string[] {
    return this.#native(path, () => this.#mounted.module.get_names(this.#id, path, false));
  }

  attribute(path: string, name: string): readonly string[] | readonly number[] | null {
    const { module } = this.#mounted;
    const names = this.#native(path, () => module.get_attribute_names(this.#id, path));
    if (!names.includes(name)) return null;
    const metadata = this.#native(path, () => module.get_attribute_metadata(this.#id, path, name));
    if (metadata.shape === null) return [];
    const type = storedType(metadata);
    const length = metadata.total_size;
    const read = (pointer: bigint) => module.get_attribute_data(this.#id, path, name, pointer);
    const reclaim = (pointer: bigint) => module.reclaim_vlen_memory(this.#id, path, name, pointer);
    const where = `${path}, attribute ${name}`;
    return this.#withBytes(
      where,
      length * type.size,
      read,
      type.kind === 'string' ? reclaim : null,
      (bytes) => {
        if (type.kind === 'string')
          return this.#strings(type, bytes, { count: length, stride: type.size, offset: 0 });
        return isNumeric(type) ? [...plainNumbers(rawNumbers(type, copyOf(bytes)))] : null;
      },
    );
  }

  async install({ id, file, load }: PluginFilter): Promise<void> {
    const { default: packed } = await load();
    const bytes = new Blob([moduleBytes(packed)]).stream().pipeThrough(new DecompressionStream('deflate'));
    const published = new Uint8Array(await new Response(bytes).arrayBuffer());
    this.#mounted.install(file, id === LZF_FILTER ? withRoom(published) : published);
    this.#installed.add(id);
  }

  /** Throws `unsupported-filter`, PluginNeeded. */
  array(path: string): StoredArray {
    const known = this.#arrays.get(path);
    if (known !== undefined) return known;
    const { module } = this.#mounted;
    for (const filter of this.#native(path, () => module.get_dataset_filters(this.#id, path))) {
      if (filter.id === LZF_FILTER) this.lzf.add(path);
      const plugin = filterWith(filter.id);
      if (plugin === 'built-in' || this.#installed.has(filter.id)) continue;
      if (plugin !== null) throw new PluginNeeded(plugin);
      const { id } = filter;
      const name = filterName(id, filter.name);
      throw new DatasetFailure({ tag: 'unsupported-filter', file: this.name, where: path, filter: name, id });
    }
    const metadata = this.#native(path, () => module.get_dataset_metadata(this.#id, path));
    if (metadata.virtual_sources !== undefined)
      this.refuse(path, 'virtual dataset (values lie in other files)');
    const array = { path, shape: metadata.shape ?? [0], chunks: metadata.chunks, type: storedType(metadata) };
    this.#arrays.set(path, array);
    return array;
  }

  numbers(array: StoredArray, first: number, count: number): RawNumbers {
    const { type } = array;
    if (!isNumeric(type)) return this.refuse(array.path, type.kind);
    return this.#rows(array, first, count, (bytes) => rawNumbers(type, copyOf(bytes)));
  }

  slice(array: StoredArray, first: number, count: number): RawNumbers {
    return this.numbers(array, first, count);
  }

  strings(array: StoredArray, first: number, count: number): readonly string[] {
    const { type } = array;
    if (type.kind !== 'string') return this.refuse(array.path, type.kind);
    return this.#rows(array, first, count, (bytes) =>
      this.#strings(type, bytes, { count, stride: type.size, offset: 0 }),
    );
  }

  member(array: StoredArray, member: StoredMember): StoredValues | null {
    const count = array.shape[0] ?? 0;
    const { type, offset } = member;
    const stride = array.type.size;
    return this.#rows(array, 0, count, (bytes) => {
      if (type.kind === 'string') return this.#strings(type, bytes, { count, stride, offset });
      if (!isNumeric(type)) return null;
      return rawNumbers(type, gathered(bytes, { count, stride, offset }, type.size).buffer);
    });
  }

  close(): void {
    try {
      this.#mounted.module.close_file(this.#id);
    } catch {
      // An aborted instance cannot close files; it is dropped with this object.
    }
  }

  #rows<T>(array: StoredArray, first: number, count: number, decode: (bytes: Uint8Array) => T): T {
    const { module } = this.#mounted;
    const { path, shape, type } = array;
    const counts = shape.map((extent, axis) => BigInt(axis === 0 ? count : extent));
    const offsets = shape.map((_, axis) => BigInt(axis === 0 ? first : 0));
    const strides = shape.map(() => 1n);
    const elements = shape.reduce((product, extent, axis) => product * (axis === 0 ? count : extent), 1);
    // HDF5 has no empty selections, and none of scalars.
    if (elements === 0) return decode(new Uint8Array(0));
    const scalar = shape.length === 0;
    const read = (pointer: bigint) =>
      scalar
        ? module.get_dataset_data(this.#id, path, null, null, null, pointer)
        : module.get_dataset_data(this.#id, path, counts, offsets, strides, pointer);
    const reclaim = (pointer: bigint) =>
      scalar
        ? module.reclaim_vlen_memory(this.#id, path, '', pointer)
        : module.reclaim_vlen_memory_count(this.#id, path, '', pointer, counts);
    return this.#withBytes(path, elements * type.size, read, holdsPointers(type) ? reclaim : null, decode);
  }

  /** Reads into memory of the library, decodes and frees it. Memory for pointers is zeroed, so that a failed read leaves none dangling. */
  #withBytes<T>(
    where: string,
    length: number,
    read: (pointer: bigint) => number,
    reclaim: ((pointer: bigint) => number) | null,
    decode: (bytes: Uint8Array) => T,
  ): T {
    const { module } = this.#mounted;
    const address = length < MAX_BYTES_PER_READ ? this.#native(where, () => module['_malloc'](length)) : 0;
    if (address === 0) throw DatasetFailure.outOfMemory(this.name, length);
    const pointer = BigInt(address);
    if (reclaim !== null) module.HEAPU8.fill(0, address, address + length);
    const status = this.#native(where, () => read(pointer));
    if (status < 0)
      this.damaged(where, rootCause(this.#mounted.takeMessages()) ?? 'The values cannot be read.');
    const decoded = this.#native(where, () => decode(module.HEAPU8.subarray(address, address + length)));
    this.#native(where, () => {
      reclaim?.(pointer);
      module['_free'](address);
    });
    return decoded;
  }

  /** Text of variable length is stored as pointers to its characters. */
  #strings(type: StoredType & { kind: 'string' }, bytes: Uint8Array, extent: Extent): readonly string[] {
    if (!type.variable) return fixedStrings(bytes, extent, type.size);
    const { count, stride, offset } = extent;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const textAt = (i: number) =>
      this.#mounted.module.UTF8ToString(view.getUint32(i * stride + offset, true));
    return Array.from({ length: count }, (_, i) => textAt(i));
  }

  /** Calls the library; its exceptions become `damaged-file`. */
  #native<T>(where: string, call: () => T): T {
    this.#mounted.takeMessages();
    try {
      return call();
    } catch (error) {
      if (error instanceof DatasetFailure || error instanceof PluginNeeded) throw error;
      return this.damaged(
        where,
        rootCause(this.#mounted.takeMessages()) ?? `HDF5 gave up (${String(error)}).`,
      );
    }
  }
}

/** Bytes lie in memory that the library reuses. */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** The innermost line of the HDF5 error stack, without its source position. */
function rootCause(messages: readonly string[]): string | null {
  const last = messages.findLast((line) => /^\s*#\d+:/.test(line));
  return last?.replace(/^.*\(\):\s*/, '') ?? null;
}

/** Type classes of HDF5 (H5T_class_t). */
const CLASS = { integer: 0, float: 1, string: 3, compound: 6, enumeration: 8 } as const;

function holdsPointers(type: StoredType): boolean {
  if (type.kind === 'compound') return type.members.some((member) => holdsPointers(member.type));
  return type.kind === 'string' && type.variable;
}

function storedType(metadata: Metadata): StoredType {
  const { size, signed, type } = metadata;
  if (type === CLASS.integer) return { kind: 'integer', size, signed };
  if (type === CLASS.float) return { kind: 'float', size, signed: true };
  if (type === CLASS.string) return { kind: 'string', size, variable: metadata.vlen };
  if (type === CLASS.enumeration) {
    const members = Object.keys(metadata.enum_type?.members ?? {});
    const boolean = members.length === 2 && members.includes('FALSE') && members.includes('TRUE');
    return boolean ? { kind: 'boolean', size, signed } : { kind: 'other', size };
  }
  if (type === CLASS.compound) {
    const members = metadata.compound_type?.members ?? [];
    const stored = members.map((member) => ({
      name: member.name,
      offset: member.offset,
      type: storedType(member),
    }));
    return { kind: 'compound', size, members: stored };
  }
  return { kind: 'other', size };
}
