/** Written by scripts/kernelTypes.ts from src/evaluation/methods/assembly/trees.ts; do not edit. Pointers and strides in bytes. */
export interface Kernels {
  describe(into: number, first: number, end: number, response: number): void;
  search(into: number, first: number, end: number, classes: number, rows: number, picks: number, count: number, minRows: number, histogram: number): number;
  divide(first: number, end: number, own: number, lastLeft: number, spare: number): number;
  lower(first: number, end: number, response: number, step: number): void;
}

/** Per function, what writes its record; null where it takes numbers. */
export const RECORDS = {
  describe: null, search: null, divide: null, lower: null,
} as const;
