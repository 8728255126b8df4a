/**
 * The factory inside h5wasm, so that every opened file gets an instance of its own: after a native abort (a damaged file)
 * an instance cannot be trusted, and the package's main entry only ever has one.
 */
declare module '*/h5wasm/dist/esm/hdf5_util.js' {
  import type { ready } from 'h5wasm';
  const factory: (options: object) => typeof ready;
  export default factory;
}
