/** Errors that end a run, as data; present/text has their sentences. */
export type TrainingError =
  | { readonly tag: 'training-not-finite'; readonly step: number }
  | { readonly tag: 'worker-lost'; readonly detail: string }
  | NoMemory;

/** Refused before the start, with the bytes needed and available; both 0 where memory ran out unexpectedly. */
interface NoMemory {
  readonly tag: 'training-out-of-memory';
  readonly bytes: number;
  readonly limit: number;
  readonly smaller: SmallerRun;
}

/** Largest size that would fit if only this number were reduced; null where reducing it alone is not enough. */
export interface SmallerRun {
  readonly genes: number | null;
  readonly regulators: number | null;
  readonly perturbations: number | null;
}
