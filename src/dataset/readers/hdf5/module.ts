/**
 * One instance of the HDF5 library per opened file, with that file mounted: small ones by their bytes, large ones inside a
 * worker by handle (nothing is copied). What the library complains about on stderr is kept for error messages.
 */
import type { ready } from 'h5wasm';

type Hdf5Module = Awaited<typeof ready>;

export interface MountedFile {
  readonly module: Hdf5Module;
  readonly path: string;
  /** A place that the library would never get past; null where there is none, or the file is large. */
  readonly endless: number | null;
  /** The lines the library printed since the last call. */
  readonly takeComplaints: () => readonly string[];
  /** A plugin is where the library looks for it from now on. */
  readonly install: (name: string, plugin: Uint8Array) => void;
}

const PLUGIN_FOLDER = '/usr/local/hdf5/lib/plugin';
const MOUNT_FOLDER = '/input';
const MOUNT_NAME = 'file.h5';
/**
 * In a damaged file the library may count something up to a length that is none, and complains each time: the way out of a loop
 * of days. The instance is not used again.
 */
const MOST_COMPLAINTS = 5_000;
/** Below this size the bytes are simply held. */
const SMALL_BYTES = 32_000_000;

export async function mountFile(file: Blob): Promise<MountedFile> {
  const { default: factory } = await import('../../../../node_modules/h5wasm/dist/esm/hdf5_util.js');
  let complaints: string[] = [];
  let endless: number | null = null;
  const module = await factory({
    noInitialRun: true,
    print: () => undefined,
    printErr: (line: string) => {
      complaints.push(line);
      if (complaints.length > MOST_COMPLAINTS) throw new Error('it goes on without end');
    },
  });
  module.FS.mkdirTree(MOUNT_FOLDER);
  if (file.size <= SMALL_BYTES || typeof WorkerGlobalScope === 'undefined') {
    const bytes = new Uint8Array(await file.arrayBuffer());
    endless = endlessHeap(bytes);
    module.FS.writeFile(`${MOUNT_FOLDER}/${MOUNT_NAME}`, bytes);
  } else {
    const { WORKERFS } = module.FS.filesystems;
    module.FS.mount(WORKERFS, { blobs: [{ name: MOUNT_NAME, data: file }] }, MOUNT_FOLDER);
    // The instance's own, like everything in it: this file is all that is mounted there.
    const pages = new Pages(file.size, readerOf(file));
    WORKERFS.stream_ops.read = (
      _: unknown,
      target: Int8Array,
      offset: number,
      length: number,
      position: number,
    ) => pages.copy(target, offset, length, position);
  }
  module.FS.mkdirTree(PLUGIN_FOLDER);
  return {
    module,
    path: `${MOUNT_FOLDER}/${MOUNT_NAME}`,
    endless,
    takeComplaints: () => {
      const taken = complaints;
      complaints = [];
      return taken;
    },
    install: (name, plugin) => module.FS.writeFile(`${PLUGIN_FOLDER}/${name}`, plugin),
  };
}

function readerOf(file: Blob): (start: number, end: number) => Uint8Array {
  const reader = new FileReaderSync();
  return (start, end) => {
    const bytes = new Uint8Array(reader.readAsArrayBuffer(file.slice(start, end)));
    const endless = endlessHeap(bytes);
    if (endless !== null) throw new Error(`an entry of length 0 at byte ${start + endless}`);
    return bytes;
  };
}

/**
 * Texts of changing length lie in heaps whose entries each say how long they are. One that says 0 where free room begins, or more
 * than there is, would be gone over for ever by the HDF5 library (2.0), in one call that nothing but the end of the worker stops; so heaps are looked
 * through before it sees them. HDF5 file format specification 3.0, III.E.
 */
const SIGNATURE = [0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0];
const HEADER = 16;
const ENTRY_HEADER = 16;

/** Where an entry without a possible length makes a heap endless; null where there is none. A heap may be cut off by the end of the bytes. */
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

/** Index 0 marks free room; its length counts its own header, that of other entries does not. */
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

/**
 * Reading a file through large pages. A packed chunk of HDF5 is some ten kilobytes, and each read from a browser's file costs a
 * round trip to another process; most chunks that are read together lie together.
 */
const PAGE = 2 ** 21;
/** Values and positions of a sparse matrix are read in turns, with what lies between; one neighbourhood each would be enough. */
const KEPT = 8;

export class Pages {
  readonly #size: number;
  readonly #load: (start: number, end: number) => Uint8Array;
  /** By number, the one used last at the end. */
  readonly #kept = new Map<number, Uint8Array>();

  /** `load`: the bytes [start, end) of a file of `size` bytes. */
  constructor(size: number, load: (start: number, end: number) => Uint8Array) {
    this.#size = size;
    this.#load = load;
  }

  /** Puts bytes from `position` on into `target`, as many as there are up to `length`; how many. */
  copy(target: Uint8Array | Int8Array, offset: number, length: number, position: number): number {
    const end = Math.min(this.#size, position + length);
    for (let at = position; at < end;) {
      const page = this.#page(Math.floor(at / PAGE));
      const start = at % PAGE;
      const part = page.subarray(start, Math.min(page.length, start + end - at));
      target.set(part, offset + at - position);
      at += part.length;
    }
    return Math.max(0, end - position);
  }

  #page(number: number): Uint8Array {
    const start = number * PAGE;
    const page = this.#kept.get(number) ?? this.#load(start, Math.min(this.#size, start + PAGE));
    this.#kept.delete(number);
    this.#kept.set(number, page);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > KEPT && oldest.done !== true) this.#kept.delete(oldest.value);
    return page;
  }
}
