/** Written by scripts/kernelTypes.ts from src/numerics/dense/assembly/dense.ts; do not edit. Pointers and strides in bytes. */
export interface Kernels {
  addProducts(sum: number, a: number, b: number, left: number, right: number, depth: number, isSymmetric: boolean): void;
  symmetricTimes(m: number, row: number, u: number, p: number, size: number): void;
  subtractSymmetric(m: number, row: number, u: number, p: number, size: number): void;
  reflectRows(w: number, u: number, row: number, h: number, size: number): void;
  turnRows(w: number, row: number, columns: number, sweeps: number, count: number, turns: number): void;
}

/** Per function, what writes its record; null where it takes numbers. */
export const RECORDS = {
  addProducts: null, symmetricTimes: null, subtractSymmetric: null, reflectRows: null, turnRows: null,
} as const;
