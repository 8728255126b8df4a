/**
 * The compiled kernels: their types, and how a module becomes an instance with its own memory. The only place that
 * touches WebAssembly. The kernels allocate nothing: workspace.ts lays out memory.
 */
// oxlint-disable-next-line import/default -- scripts/assemblyscript.ts gives it its default; the linter sees the source file
import base64 from './assembly/kernels.ts?asc';
import { firstPages } from '../../../numerics/dense/webAssembly';

/** Pointers, strides: bytes. The AssemblyScript sources document each function. */
export interface Kernels extends WebAssembly.Exports {
  multiply(
    c: number,
    cRow: number,
    a: number,
    aRow: number,
    b: number,
    bRow: number,
    bPanel: number,
    rows: number,
    columns: number,
    inner: number,
    add: boolean,
  ): void;
  addTransposedProduct(
    c: number,
    cRow: number,
    a: number,
    aRow: number,
    b: number,
    bRow: number,
    rows: number,
    columns: number,
    inner: number,
  ): void;
  packPanels(to: number, from: number, rows: number, columns: number): void;
  restingActivity(beta: number, resting: number, modules: number): void;
  activitiesOf(u: number, beta: number, resting: number, c: number, rows: number, modules: number): void;
  forwardStep(
    rows: number,
    modules: number,
    modulesUsed: number,
    h: number,
    u: number,
    next: number,
    c: number,
    state: number,
    slope: number,
    drive: number,
    wt: number,
    beta: number,
    resting: number,
    held: number,
    holds: number,
    a: number,
    bt: number,
  ): void;
  readoutStep(rows: number, modules: number, h: number, c: number, readout: number, next: number): void;
  backwardStep(
    rows: number,
    modules: number,
    modulesUsed: number,
    h: number,
    c: number,
    slopeBar: number,
    lambda: number,
    readoutBar: number,
    driveBar: number,
    total: number,
    du: number,
    w: number,
    resting: number,
    held: number,
    holds: number,
    a: number,
    bt: number,
    betaBar: number,
    aBar: number,
    btBar: number,
  ): void;
  continuousStages(
    rows: number,
    modules: number,
    modulesUsed: number,
    h: number,
    u: number,
    next: number,
    c: number,
    nextC: number,
    slope: number,
    wt: number,
    beta: number,
    resting: number,
    held: number,
    holds: number,
    a: number,
    bt: number,
  ): void;
  endpointResidual(z: number, target: number, weight: number, count: number): number;
  simulationStep(
    rows: number,
    regulators: number,
    genes: number,
    modules: number,
    h: number,
    z: number,
    c: number,
    slope: number,
    at: number,
    bt: number,
    beta: number,
    resting: number,
    keep: number,
    shift: number,
  ): void;
  preactivation(
    rows: number,
    regulators: number,
    genes: number,
    modules: number,
    x: number,
    bt: number,
    beta: number,
    u: number,
  ): void;
  cellTermOfRegulators(
    cells: number,
    regulators: number,
    genes: number,
    modules: number,
    scale: number,
    x: number,
    mask: number,
    u: number,
    a: number,
    bt: number,
    resting: number,
    e: number,
    activities: number,
    uBar: number,
    aBar: number,
    btBar: number,
  ): number;
  cellResidual(
    cells: number,
    first: number,
    genes: number,
    scale: number,
    x: number,
    mask: number,
    e: number,
  ): number;
  addActivityAdjoint(
    uBar: number,
    p: number,
    c: number,
    resting: number,
    rows: number,
    modules: number,
  ): void;
  cellTermOfBeta(
    cells: number,
    genes: number,
    modules: number,
    e: number,
    uBar: number,
    a: number,
    resting: number,
    scratch: number,
    betaBar: number,
  ): void;
  maskedRows(to: number, from: number, mask: number, rows: number, genes: number): void;
  transpose(to: number, from: number, rows: number, columns: number): void;
  squaredDistances(c: number, x: number, yt: number, size: number, genes: number, scale: number): void;
  meanCost(c: number, n: number, size: number): number;
  scaled(c: number, count: number, factor: number): void;
  crossPotentials(
    n: number,
    size: number,
    cost: number,
    plan: number,
    back: number,
    f: number,
    g: number,
    u: number,
    v: number,
    sums: number,
    iterations: number,
    tolerance: number,
  ): number;
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

const names = [
  'multiply',
  'addTransposedProduct',
  'packPanels',
  'restingActivity',
  'activitiesOf',
  'forwardStep',
  'readoutStep',
  'backwardStep',
  'continuousStages',
  'endpointResidual',
  'simulationStep',
  'preactivation',
  'cellTermOfRegulators',
  'cellResidual',
  'addActivityAdjoint',
  'cellTermOfBeta',
  'maskedRows',
  'transpose',
  'squaredDistances',
  'meanCost',
  'scaled',
  'crossPotentials',
  'selfPotential',
  'transportGradient',
] as const;

function areKernels(exports: WebAssembly.Exports): exports is Kernels {
  return names.every((name) => typeof exports[name] === 'function');
}

export interface KernelInstance {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
}

let compiled: Promise<WebAssembly.Module> | null = null;

/** A fresh instance with its own memory; the module is compiled once. Throws where SIMD is missing (ask simdSupported). */
export async function instantiateKernels(): Promise<KernelInstance> {
  compiled ??= WebAssembly.compile(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
  const memory = new WebAssembly.Memory({ initial: firstPages });
  const { exports } = await WebAssembly.instantiate(await compiled, { env: { memory } });
  if (!areKernels(exports)) throw new Error('The compiled kernels lack a function the host expects');
  return { kernels: exports, memory };
}
