/** Written by scripts/kernelTypes.ts from src/evaluation/methods/assembly/trees.ts; do not edit. Pointers and strides in bytes. */
import type { RecordViews } from '../../../numerics/dense/webAssembly';

interface Tree {
  readonly rows: number; readonly predictors: number; readonly maxDepth: number; readonly minRows: number;
  readonly drawn: number; readonly rate: number; readonly response: number; readonly draws: number;
  readonly classes: number; readonly importance: number; readonly urn: number; readonly random: number;
  readonly places: number; readonly spare: number; readonly open: number; readonly histogram: number;
  readonly node: number;
}

function writeTree({ i32, f64 }: RecordViews, record: Tree): void {
  i32[0] = record.rows; i32[1] = record.predictors; i32[2] = record.maxDepth; i32[3] = record.minRows;
  i32[4] = record.drawn; f64[3] = record.rate; i32[8] = record.response; i32[9] = record.draws;
  i32[10] = record.classes; i32[11] = record.importance; i32[12] = record.urn; i32[13] = record.random;
  i32[14] = record.places; i32[15] = record.spare; i32[16] = record.open; i32[17] = record.histogram;
  i32[18] = record.node;
}

export interface Kernels {
  bootstrap(draws: number, rows: number, random: number): void;
  grow(tree: Tree): void;
}

/** Per function, what writes its record; null where it takes numbers. */
export const RECORDS = {
  bootstrap: null, grow: writeTree,
} as const;
