/** What can stop a run, as data (sentences in src/present/text/errors.ts). */
export type TrainingError =
  | { readonly tag: 'training-not-finite'; readonly step: number }
  | { readonly tag: 'no-wasm-simd' }
  | { readonly tag: 'worker-lost'; readonly detail: string }
  | NoMemory;

/** Refused beforehand, with the bytes it would need and those there are; or both 0 where memory ran out unforeseen. */
interface NoMemory {
  readonly tag: 'training-out-of-memory';
  readonly bytes: number;
  readonly limit: number;
  readonly smaller: SmallerRun;
}

/** What would do instead, each alone, all else as it is; null where it alone would not. */
export interface SmallerRun {
  readonly genes: number | null;
  readonly regulators: number | null;
  readonly perturbations: number | null;
}
