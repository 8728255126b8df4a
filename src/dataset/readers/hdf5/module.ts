/**
 * One instance of the HDF5 library per opened file, with that file mounted: small ones by their bytes, large ones inside a
 * worker by handle (nothing is copied). What the library complains about on stderr is kept for error messages.
 */
import type { ready } from 'h5wasm';
import { endlessHeap } from './heaps';
import { Pages } from './pages';

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
