/** Written by scripts/kernelTypes.ts from src/dynamics/device/wasm/assembly/kernels.ts; do not edit. Pointers and strides in bytes. */
const product = {
  c: ['i32', 0],
  cRow: ['i32', 4],
  a: ['i32', 8],
  aRow: ['i32', 12],
  b: ['i32', 16],
  bRow: ['i32', 20],
  rows: ['i32', 24],
  columns: ['i32', 28],
  inner: ['i32', 32],
} as const;

const backwardStep = {
  rows: ['i32', 0],
  modules: ['i32', 4],
  modulesUsed: ['i32', 8],
  h: ['f32', 12],
  c: ['i32', 16],
  slopeBar: ['i32', 20],
  lambda: ['i32', 24],
  readoutBar: ['i32', 28],
  driveBar: ['i32', 32],
  total: ['i32', 36],
  du: ['i32', 40],
  w: ['i32', 44],
  resting: ['i32', 48],
  clamped: ['i32', 52],
  clampCount: ['i32', 56],
  a: ['i32', 60],
  bt: ['i32', 64],
  betaBar: ['i32', 68],
  aBar: ['i32', 72],
  btBar: ['i32', 76],
} as const;

const continuousStages = {
  rows: ['i32', 0],
  modules: ['i32', 4],
  modulesUsed: ['i32', 8],
  h: ['f32', 12],
  u: ['i32', 16],
  next: ['i32', 20],
  c: ['i32', 24],
  nextC: ['i32', 28],
  slope: ['i32', 32],
  wt: ['i32', 36],
  beta: ['i32', 40],
  resting: ['i32', 44],
  clamped: ['i32', 48],
  clampCount: ['i32', 52],
  a: ['i32', 56],
  bt: ['i32', 60],
} as const;

const forwardStep = {
  rows: ['i32', 0],
  modules: ['i32', 4],
  modulesUsed: ['i32', 8],
  h: ['f32', 12],
  u: ['i32', 16],
  next: ['i32', 20],
  c: ['i32', 24],
  state: ['i32', 28],
  slope: ['i32', 32],
  drive: ['i32', 36],
  wt: ['i32', 40],
  beta: ['i32', 44],
  resting: ['i32', 48],
  clamped: ['i32', 52],
  clampCount: ['i32', 56],
  a: ['i32', 60],
  bt: ['i32', 64],
} as const;

const simulationStep = {
  rows: ['i32', 0],
  regulators: ['i32', 4],
  genes: ['i32', 8],
  modules: ['i32', 12],
  h: ['f32', 16],
  z: ['i32', 20],
  c: ['i32', 24],
  slope: ['i32', 28],
  at: ['i32', 32],
  bt: ['i32', 36],
  beta: ['i32', 40],
  resting: ['i32', 44],
  keep: ['i32', 48],
  shift: ['i32', 52],
} as const;

const cellBlock = {
  cells: ['i32', 0],
  regulators: ['i32', 4],
  others: ['i32', 8],
  genes: ['i32', 12],
  modules: ['i32', 16],
  scale: ['f32', 20],
  x: ['i32', 24],
  mask: ['i32', 28],
  e: ['i32', 32],
  u: ['i32', 36],
  uBar: ['i32', 40],
  scratch: ['i32', 44],
  a: ['i32', 48],
  bt: ['i32', 52],
  beta: ['i32', 56],
  resting: ['i32', 60],
  aBar: ['i32', 64],
  btBar: ['i32', 68],
  betaBar: ['i32', 72],
} as const;

const cloudPair = {
  n: ['i32', 0],
  size: ['i32', 4],
  cost: ['i32', 8],
  plan: ['i32', 12],
  back: ['i32', 16],
  f: ['i32', 20],
  g: ['i32', 24],
  u: ['i32', 28],
  v: ['i32', 32],
  sums: ['i32', 36],
  iterations: ['i32', 40],
  tolerance: ['f64', 48],
} as const;

type Fields<Layout> = Readonly<Record<keyof Layout, number>>;

export interface Kernels {
  addProduct(p: Fields<typeof product>): void;
  addTransposedProduct(p: Fields<typeof product>): void;
  multiply(p: Fields<typeof product>): void;
  packPanels(to: number, from: number, rows: number, columns: number): void;
  transpose(to: number, from: number, rows: number, columns: number): void;
  activitiesOf(u: number, beta: number, resting: number, c: number, rows: number, modules: number): void;
  restingActivity(beta: number, resting: number, modules: number): void;
  backwardStep(step: Fields<typeof backwardStep>): void;
  continuousStages(step: Fields<typeof continuousStages>): void;
  endpointResidual(z: number, target: number, weight: number, count: number): number;
  forwardStep(step: Fields<typeof forwardStep>): void;
  readoutStep(rows: number, modules: number, h: number, c: number, readout: number, next: number): void;
  simulationStep(step: Fields<typeof simulationStep>): void;
  addActivityAdjoint(
    uBar: number,
    p: number,
    c: number,
    resting: number,
    rows: number,
    modules: number,
  ): void;
  cellResidual(block: Fields<typeof cellBlock>): number;
  cellTermOfBeta(block: Fields<typeof cellBlock>): void;
  cellTermOfRegulators(block: Fields<typeof cellBlock>): number;
  preactivation(block: Fields<typeof cellBlock>): void;
  crossPotentials(clouds: Fields<typeof cloudPair>): number;
  maskedRows(to: number, from: number, mask: number, rows: number, genes: number): void;
  meanCost(c: number, n: number, size: number): number;
  scaled(c: number, count: number, factor: number): void;
  selfPotential(
    n: number,
    size: number,
    plan: number,
    w: number,
    zeros: number,
    sums: number,
    iterations: number,
    tolerance: number,
  ): number;
  squaredDistances(c: number, x: number, yt: number, size: number, genes: number, scale: number): void;
  transportGradient(
    n: number,
    size: number,
    scale: number,
    cross: number,
    u: number,
    v: number,
    self: number,
    w: number,
  ): void;
}

/** Per function the type and offset of the fields of its record; null where it takes numbers. */
export const LAYOUTS = {
  addProduct: product,
  addTransposedProduct: product,
  multiply: product,
  packPanels: null,
  transpose: null,
  activitiesOf: null,
  restingActivity: null,
  backwardStep: backwardStep,
  continuousStages: continuousStages,
  endpointResidual: null,
  forwardStep: forwardStep,
  readoutStep: null,
  simulationStep: simulationStep,
  addActivityAdjoint: null,
  cellResidual: cellBlock,
  cellTermOfBeta: cellBlock,
  cellTermOfRegulators: cellBlock,
  preactivation: cellBlock,
  crossPotentials: cloudPair,
  maskedRows: null,
  meanCost: null,
  scaled: null,
  selfPotential: null,
  squaredDistances: null,
  transportGradient: null,
} as const;
