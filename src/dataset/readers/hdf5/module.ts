/**
 * One instance of the HDF5 library per opened file, with that file mounted: small ones by their bytes, large ones inside a
 * worker by handle (nothing is copied). What the library complains about on stderr is kept for error messages.
 */
import type { ready } from 'h5wasm';
import { lzfPlugin } from './lzf';

type Hdf5Module = Awaited<typeof ready>;

export interface MountedFile {
  readonly module: Hdf5Module;
  readonly path: string;
  /** The lines the library printed since the last call. */
  readonly takeComplaints: () => readonly string[];
}

const PLUGIN_FOLDER = '/usr/local/hdf5/lib/plugin';
const MOUNT_FOLDER = '/input';
const MOUNT_NAME = 'file.h5';
/** Every read through a handle costs a round trip of milliseconds; below this size the bytes are simply held. */
const SMALL_BYTES = 100_000_000;

export async function mountFile(file: Blob): Promise<MountedFile> {
  const { default: factory } = await import('../../../../node_modules/h5wasm/dist/esm/hdf5_util.js');
  let complaints: string[] = [];
  const module = await factory({
    noInitialRun: true,
    print: () => undefined,
    printErr: (line: string) => void complaints.push(line),
  });
  module.FS.mkdirTree(MOUNT_FOLDER);
  if (file.size <= SMALL_BYTES || typeof WorkerGlobalScope === 'undefined') {
    const bytes = new Uint8Array(await file.arrayBuffer());
    module.FS.writeFile(`${MOUNT_FOLDER}/${MOUNT_NAME}`, bytes);
  } else {
    const { WORKERFS } = module.FS.filesystems;
    module.FS.mount(WORKERFS, { blobs: [{ name: MOUNT_NAME, data: file }] }, MOUNT_FOLDER);
  }
  module.FS.mkdirTree(PLUGIN_FOLDER);
  module.FS.writeFile(`${PLUGIN_FOLDER}/libH5Zlzf.so`, await lzfPlugin());
  return {
    module,
    path: `${MOUNT_FOLDER}/${MOUNT_NAME}`,
    takeComplaints: () => {
      const taken = complaints;
      complaints = [];
      return taken;
    },
  };
}
