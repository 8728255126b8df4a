/**
 * One instance of the HDF5 library per opened file, with the file mounted: small files as bytes, large ones without a copy. Messages of the
 * library on stderr are kept for error messages.
 */
import type { ready } from 'h5wasm';

type Hdf5Module = Awaited<typeof ready>;

export interface MountedFile {
  readonly module: Hdf5Module;
  readonly path: string;
  /** Position of a heap entry at which the library would loop for ever; null where there is none, or the file is large. */
  readonly endless: number | null;
  /** Lines that the library printed since the last call. */
  readonly takeMessages: () => readonly string[];
  /** Puts a plugin where the library looks for it. */
  readonly install: (name: string, plugin: Uint8Array) => void;
}

const PLUGIN_FOLDER = '/usr/local/hdf5/lib/plugin';
const MOUNT_FOLDER = '/input';
const MOUNT_NAME = 'file.h5';
/** In a damaged file the library may loop for days and print a message each time: this ends the loop, and the instance with it. */
const MAX_MESSAGES = 5_000;
/** Files up to this size are held in memory. */
const MAX_BYTES_IN_MEMORY = 32_000_000;

export async function mountFile(file: Blob): Promise<MountedFile> {
  const { default: factory } = await import('h5wasm/factory');
  let messages: string[] = [];
  let endless: number | null = null;
  const module = await factory({
    noInitialRun: true,
    print: () => undefined,
    printErr: (line: string) => {
      messages.push(line);
      if (messages.length > MAX_MESSAGES) throw new Error('it goes on without end');
    },
  });
  module.FS.mkdirTree(MOUNT_FOLDER);
  const path = `${MOUNT_FOLDER}/${MOUNT_NAME}`;
  const read = file.size > MAX_BYTES_IN_MEMORY ? readerOf(file) : null;
  if (read === null) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    endless = endlessHeap(bytes);
    module.FS.writeFile(path, bytes);
  } else {
    const pages = new Pages(file.size, read);
    module.FS.writeFile(path, '');
    const node: object & { readonly stream_ops?: object } = module.FS.lookupPath(path, {}).node;
    Object.assign(node, {
      usedBytes: file.size,
      stream_ops: {
        ...node.stream_ops,
        read: (_: unknown, target: Int8Array, offset: number, length: number, position: number) =>
          pages.copy(target, offset, length, position),
      },
    });
  }
  module.FS.mkdirTree(PLUGIN_FOLDER);
  return {
    module,
    path,
    endless,
    takeMessages: () => {
      const taken = messages;
      messages = [];
      return taken;
    },
    install: (name, plugin) => module.FS.writeFile(`${PLUGIN_FOLDER}/${name}`, plugin),
  };
}

/** A file whose bytes [start, end) can be had at once outside of a browser. */
export interface ReadAtOnce {
  readonly bytesAt: (start: number, end: number) => Uint8Array;
}

/** null: the bytes can only be waited for. */
function readerOf(file: Blob & Partial<ReadAtOnce>): ((start: number, end: number) => Uint8Array) | null {
  const read = file.bytesAt ?? browsersReader(file);
  if (read === null) return null;
  return (start, end) => {
    const bytes = read(start, end);
    const endless = endlessHeap(bytes);
    if (endless !== null) throw new Error(`an entry of length 0 at byte ${start + endless}`);
    return bytes;
  };
}

function browsersReader(file: Blob): ReadAtOnce['bytesAt'] | null {
  if (typeof WorkerGlobalScope === 'undefined') return null;
  const reader = new FileReaderSync();
  return (start, end) => new Uint8Array(reader.readAsArrayBuffer(file.slice(start, end)));
}

/** Signature of a global heap, which holds text of variable length (HDF5 file format specification 3.0, III.E). */
const SIGNATURE = [0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0];
const HEADER = 16;
const ENTRY_HEADER = 16;

/**
 * Position of a heap entry with an impossible length (0, or beyond the heap), null where there is none: HDF5 2.0 would loop over it for
 * ever, in a call that only the end of the worker stops. A heap may be cut off by the end of the bytes.
 */
export function endlessHeap(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = SIGNATURE[0] ?? 0;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (!SIGNATURE.every((byte, i) => bytes[at + i] === byte) || at + HEADER > bytes.length) continue;
    const found = endlessEntry(view, at + HEADER, at + Number(view.getBigUint64(at + 8, true)));
    if (found !== null) return found;
  }
  return null;
}

/** Index 0 marks free space, whose length includes its header; that of other entries does not. */
function endlessEntry(view: DataView, first: number, end: number): number | null {
  for (let at = first; at + ENTRY_HEADER <= Math.min(end, view.byteLength);) {
    const isFree = view.getUint16(at, true) === 0;
    const length = Number(view.getBigUint64(at + 8, true));
    const extent = isFree ? length : ENTRY_HEADER + Math.ceil(length / 8) * 8;
    if (extent === 0 || at + extent > end) return at;
    at += extent;
  }
  return null;
}

const PAGE_BYTES = 2 ** 21;
/** Values and positions of a sparse matrix are read in turns, so several places of a file are in use at once. */
const MAX_PAGES = 8;

/**
 * Reads a file through a cache of large pages: a chunk of HDF5 has some ten kilobytes, each read from a browser's file costs a round
 * trip to another process, and chunks that are read together mostly lie together.
 */
export class Pages {
  readonly #size: number;
  readonly #load: (start: number, end: number) => Uint8Array;
  /** By page number, in order of last use. */
  readonly #cached = new Map<number, Uint8Array>();

  /** @param load gives the bytes [start, end) of a file of `size` bytes */
  constructor(size: number, load: (start: number, end: number) => Uint8Array) {
    this.#size = size;
    this.#load = load;
  }

  /** Copies up to `length` bytes from `position` into `target`; returns their number. */
  copy(target: Uint8Array | Int8Array, offset: number, length: number, position: number): number {
    const end = Math.min(this.#size, position + length);
    for (let at = position; at < end;) {
      const page = this.#page(Math.floor(at / PAGE_BYTES));
      const start = at % PAGE_BYTES;
      const part = page.subarray(start, Math.min(page.length, start + end - at));
      target.set(part, offset + at - position);
      at += part.length;
    }
    return Math.max(0, end - position);
  }

  #page(number: number): Uint8Array {
    const start = number * PAGE_BYTES;
    const page = this.#cached.get(number) ?? this.#load(start, Math.min(this.#size, start + PAGE_BYTES));
    this.#cached.delete(number);
    this.#cached.set(number, page);
    const oldest = this.#cached.keys().next();
    if (this.#cached.size > MAX_PAGES && oldest.done !== true) this.#cached.delete(oldest.value);
    return page;
  }
}
