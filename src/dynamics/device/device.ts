/**
 * The one interface every device implements: `reference` (Float64 TypeScript, the oracle), `wasm` (AssemblyScript SIMD)
 * and `webgpu` (fused WGSL). A device owns one problem's parameters and optimiser state; it draws no random numbers.
 */
import type { CloudBatch, CloudEndpoints, Endpoint, Problem } from '../problem';

export type DeviceKind = 'reference' | 'wasm' | 'webgpu';

export interface DeviceInfo {
  readonly kind: DeviceKind;
  /** Display name, for example 'CPU, 2 workers'. */
  readonly name: string;
  readonly workers: number;
}

/** The loss by term, each including its λ. */
export interface LossTerms {
  readonly endpoint: number;
  readonly cell: number;
  readonly path: number;
  readonly prior: number;
}

export interface StepHyper {
  readonly learningRate: number;
  readonly betas: readonly [number, number];
  readonly clipNorm: number;
  readonly rowNorm: number;
}

/** Adam's state and the parameters: enough to continue bit for bit. */
export interface Checkpoint {
  readonly parameters: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
  readonly step: number;
}

/** Simulation of means under interventions, for held-out errors. By the classical method. */
export interface Query {
  readonly rows: number;
  /** [rows × G] as in Problem.keep and Problem.clamp. */
  readonly keep: Float32Array;
  readonly clamp: Float32Array;
  /** [rows × G] constant added to dz/dt (δ already applied). */
  readonly shift: Float32Array;
  readonly horizon: number;
  readonly solverSteps: number;
  readonly ends: readonly End[];
}

/** The state of a row after `step` solver steps, at most Query.solverSteps. */
export interface End {
  readonly row: number;
  readonly step: number;
}

/** The data of one step. */
export interface Batch {
  /** Rows of Problem.cells for the cell term; empty where there is none. */
  readonly cells: Int32Array;
  /** Clouds to compare; null if and only if Problem.clouds is null. */
  readonly clouds: CloudBatch | null;
}

/**
 * The device is gone: driver reset, out of memory, or taken by another program. Training continues elsewhere from the
 * last checkpoint.
 */
export class DeviceLost extends Error {
  override readonly name = 'DeviceLost';
  readonly reason: 'destroyed' | 'unknown';
  constructor(reason: 'destroyed' | 'unknown', detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Every promise rejects with DeviceLost once the device is gone. */
export interface DynamicsDevice {
  readonly info: DeviceInfo;
  readonly problem: Problem;
  /** Steps between two efficient reads of the losses; 1 where they are in memory. */
  readonly readInterval: number;
  setParameters(parameters: Float32Array): void;
  setBatch(batch: Batch): void;
  /** Gradient in the layout of problem.ts. Float64Array from the reference. */
  lossAndGradient(): Promise<{ loss: LossTerms; gradient: Float32Array | Float64Array }>;
  /** Forward, adjoint, clip, Adam, projection of B's rows. May resolve before the work is done. */
  step(hyper: StepHyper): Promise<void>;
  /** Losses of every step since the last call, oldest first. */
  losses(): Promise<readonly LossTerms[]>;
  /** [ends × G] states. */
  simulate(query: Query): Promise<Float32Array>;
  readParameters(): Promise<Float32Array>;
  checkpoint(): Promise<Checkpoint>;
  restore(checkpoint: Checkpoint): void;
  dispose(): void;
}

/** The size of a problem before any of its arrays exists; its memory and its GPU plan follow from it. */
export interface ProblemArrays extends Pick<
  Problem,
  | 'shape'
  | 'perturbations'
  | 'horizon'
  | 'solverSteps'
  | 'stages'
  | 'cellWeight'
  | 'pathWeight'
  | 'deltaPrior'
> {
  readonly endpoints: readonly Pick<Endpoint, 'perturbation' | 'step'>[];
  readonly clouds: Pick<CloudEndpoints, 'weight' | 'blur' | 'iterations' | 'tolerance'> | null;
  /** Rows of Problem.cells, of Problem.cellMask, and of CloudEndpoints.start (0 without clouds). */
  readonly cellRows: number;
  readonly maskRows: number;
  readonly startRows: number;
  readonly hasPathFactors: boolean;
  /** Most regulators that one perturbation clamps. */
  readonly clampedTogether: number;
}

/** The dimensions of a batch. */
export interface BatchShape {
  readonly cells: number;
  /** Drawn clouds and the cells of each; 0 for means. */
  readonly clouds: number;
  readonly cloudCells: number;
}

export function arraysOf(problem: Problem): ProblemArrays {
  const { genes } = problem.shape;
  return {
    ...problem,
    cellRows: problem.maskOfCell.length,
    maskRows: problem.cellMask.length / genes,
    startRows: problem.clouds ? problem.clouds.start.length / genes : 0,
    hasPathFactors: Boolean(problem.pathFactors),
    clampedTogether: clampedTogether(problem.keep, problem.regulators, genes),
  };
}

/** Places among the regulators of those clamped in row `row` of `keep` [rows × genes]. */
export function clampedRegulators(
  keep: Float32Array,
  row: number,
  regulators: Int32Array,
  genes: number,
): readonly number[] {
  return Array.from(regulators).flatMap((gene, r) => (keep[row * genes + gene] === 0 ? [r] : []));
}

/** Their largest number in a row. */
export function clampedTogether(keep: Float32Array, regulators: Int32Array, genes: number): number {
  return Array.from(
    { length: keep.length / genes },
    (_, row) => clampedRegulators(keep, row, regulators, genes).length,
  ).reduce((most, count) => Math.max(most, count), 0);
}
