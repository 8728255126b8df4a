/** Written by scripts/kernelTypes.ts from src/dynamics/device/wasm/assembly/kernels.ts; do not edit. Pointers and strides in bytes. */
import type { RecordViews } from '../../../../numerics/dense/webAssembly';

interface Product {
  readonly c: number; readonly cRow: number; readonly a: number; readonly aRow: number; readonly b: number;
  readonly bRow: number; readonly rows: number; readonly columns: number; readonly inner: number;
}

function writeProduct({ i32 }: RecordViews, record: Product): void {
  i32[0] = record.c; i32[1] = record.cRow; i32[2] = record.a; i32[3] = record.aRow; i32[4] = record.b;
  i32[5] = record.bRow; i32[6] = record.rows; i32[7] = record.columns; i32[8] = record.inner;
}

interface BackwardStep {
  readonly stages: number; readonly rows: number; readonly modules: number; readonly modulesUsed: number;
  readonly h: number; readonly c: number; readonly slopeBar: number; readonly lambda: number;
  readonly readoutBar: number; readonly driveBar: number; readonly total: number; readonly du: number;
  readonly w: number; readonly resting: number; readonly clamped: number; readonly clampCount: number;
  readonly a: number; readonly bt: number; readonly betaBar: number; readonly aBar: number; readonly btBar: number;
}

function writeBackwardStep({ i32, f32 }: RecordViews, record: BackwardStep): void {
  i32[0] = record.stages; i32[1] = record.rows; i32[2] = record.modules; i32[3] = record.modulesUsed; f32[4] = record.h;
  i32[5] = record.c; i32[6] = record.slopeBar; i32[7] = record.lambda; i32[8] = record.readoutBar;
  i32[9] = record.driveBar; i32[10] = record.total; i32[11] = record.du; i32[12] = record.w; i32[13] = record.resting;
  i32[14] = record.clamped; i32[15] = record.clampCount; i32[16] = record.a; i32[17] = record.bt;
  i32[18] = record.betaBar; i32[19] = record.aBar; i32[20] = record.btBar;
}

interface ForwardStep {
  readonly stages: number; readonly rows: number; readonly modules: number; readonly modulesUsed: number;
  readonly h: number; readonly u: number; readonly next: number; readonly c: number; readonly state: number;
  readonly slope: number; readonly drive: number; readonly wt: number; readonly beta: number; readonly resting: number;
  readonly clamped: number; readonly clampCount: number; readonly a: number; readonly bt: number;
}

function writeForwardStep({ i32, f32 }: RecordViews, record: ForwardStep): void {
  i32[0] = record.stages; i32[1] = record.rows; i32[2] = record.modules; i32[3] = record.modulesUsed; f32[4] = record.h;
  i32[5] = record.u; i32[6] = record.next; i32[7] = record.c; i32[8] = record.state; i32[9] = record.slope;
  i32[10] = record.drive; i32[11] = record.wt; i32[12] = record.beta; i32[13] = record.resting;
  i32[14] = record.clamped; i32[15] = record.clampCount; i32[16] = record.a; i32[17] = record.bt;
}

interface CellBlock {
  readonly cells: number; readonly regulators: number; readonly others: number; readonly genes: number;
  readonly modules: number; readonly scale: number; readonly x: number; readonly mask: number; readonly e: number;
  readonly u: number; readonly uBar: number; readonly scratch: number; readonly a: number; readonly bt: number;
  readonly beta: number; readonly resting: number; readonly aBar: number; readonly btBar: number;
  readonly betaBar: number;
}

function writeCellBlock({ i32, f32 }: RecordViews, record: CellBlock): void {
  i32[0] = record.cells; i32[1] = record.regulators; i32[2] = record.others; i32[3] = record.genes;
  i32[4] = record.modules; f32[5] = record.scale; i32[6] = record.x; i32[7] = record.mask; i32[8] = record.e;
  i32[9] = record.u; i32[10] = record.uBar; i32[11] = record.scratch; i32[12] = record.a; i32[13] = record.bt;
  i32[14] = record.beta; i32[15] = record.resting; i32[16] = record.aBar; i32[17] = record.btBar;
  i32[18] = record.betaBar;
}

interface CloudPair {
  readonly n: number; readonly size: number; readonly cost: number; readonly plan: number; readonly back: number;
  readonly f: number; readonly g: number; readonly u: number; readonly v: number; readonly sums: number;
  readonly iterations: number; readonly tolerance: number;
}

function writeCloudPair({ i32, f64 }: RecordViews, record: CloudPair): void {
  i32[0] = record.n; i32[1] = record.size; i32[2] = record.cost; i32[3] = record.plan; i32[4] = record.back;
  i32[5] = record.f; i32[6] = record.g; i32[7] = record.u; i32[8] = record.v; i32[9] = record.sums;
  i32[10] = record.iterations; f64[6] = record.tolerance;
}

export interface Kernels {
  addProduct(p: Product): void;
  addTo(to: number, from: number, count: number): void;
  addTransposedProduct(p: Product): void;
  multiply(p: Product): void;
  packPanels(to: number, from: number, rows: number, columns: number): void;
  transpose(to: number, from: number, rows: number, columns: number): void;
  activitiesOf(u: number, beta: number, resting: number, c: number, rows: number, modules: number): void;
  restingActivity(beta: number, resting: number, modules: number): void;
  backwardStep(step: BackwardStep): void;
  endpointResidual(z: number, target: number, weight: number, count: number): number;
  forwardStep(step: ForwardStep): void;
  readoutStep(stages: number, rows: number, modules: number, h: number, c: number, readout: number, next: number): void;
  addActivityAdjoint(uBar: number, p: number, c: number, resting: number, rows: number, modules: number): void;
  cellResidual(block: CellBlock): number;
  cellTermOfBeta(block: CellBlock): void;
  cellTermOfRegulators(block: CellBlock): number;
  preactivation(block: CellBlock): void;
  crossPotentials(clouds: CloudPair): number;
  maskedRows(to: number, from: number, mask: number, rows: number, genes: number): void;
  meanCost(c: number, n: number, size: number): number;
  scaled(c: number, count: number, factor: number): void;
  selfPotential(n: number, size: number, plan: number, w: number, zeros: number, sums: number, iterations: number, tolerance: number): number;
  squaredDistances(c: number, x: number, yt: number, size: number, genes: number, scale: number): void;
  transportGradient(n: number, size: number, scale: number, cross: number, u: number, v: number, self: number, w: number): void;
}

/** Per function, what writes its record; null where it takes numbers. */
export const RECORDS = {
  addProduct: writeProduct, addTo: null, addTransposedProduct: writeProduct, multiply: writeProduct, packPanels: null,
  transpose: null, activitiesOf: null, restingActivity: null, backwardStep: writeBackwardStep, endpointResidual: null,
  forwardStep: writeForwardStep, readoutStep: null, addActivityAdjoint: null, cellResidual: writeCellBlock,
  cellTermOfBeta: writeCellBlock, cellTermOfRegulators: writeCellBlock, preactivation: writeCellBlock,
  crossPotentials: writeCloudPair, maskedRows: null, meanCost: null, scaled: null, selfPotential: null,
  squaredDistances: null, transportGradient: null,
} as const;
