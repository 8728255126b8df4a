/** What can stop a run, as data (sentences in src/sentences/errors.ts). */
export type TrainingError =
  | { readonly tag: 'training-not-finite'; readonly step: number }
  | { readonly tag: 'no-wasm-simd' }
  | { readonly tag: 'worker-lost'; readonly detail: string }
  | { readonly tag: 'training-out-of-memory'; readonly megabytes: number };
