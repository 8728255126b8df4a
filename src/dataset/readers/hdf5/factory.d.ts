/** The factory inside h5wasm (scripts/h5wasm.ts). */
declare module 'h5wasm/factory' {
  import type { ready } from 'h5wasm';
  const factory: (options: object) => typeof ready;
  export default factory;
}
