/**
 * Vite alias: `h5wasm/factory` is the factory inside h5wasm, which its package does not export. Each opened file gets an instance of the library
 * of its own: after a native abort (a damaged file) an instance cannot be trusted, and the package's main entry only ever has one.
 */
import { fileURLToPath } from 'node:url';

export const h5wasmFactory = {
  'h5wasm/factory': fileURLToPath(new URL('../node_modules/h5wasm/dist/esm/hdf5_util.js', import.meta.url)),
};
