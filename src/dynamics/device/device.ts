/**
 * The one interface every device implements: `reference` (Float64 TypeScript, the oracle), `wasm` (AssemblyScript SIMD)
 * and, later, `webgpu`. A device owns one problem's parameters and optimiser state; it draws no random numbers.
 */
import type { Problem } from '../problem';

export type DeviceKind = 'reference' | 'wasm';

export interface DeviceInfo {
  readonly kind: DeviceKind;
  /** For people: 'Processor, 2 workers'. */
  readonly name: string;
  /** Why this device runs, in words. */
  readonly reason: string;
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

/** Adam's state beside the parameters; enough to go on exactly. */
export interface Checkpoint {
  readonly parameters: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
  readonly step: number;
}

/** Means under interventions, for endpoints, held-out errors and sliders. */
export interface Query {
  readonly rows: number;
  /** [rows × G] as in Problem.keep and Problem.clamp. */
  readonly keep: Float32Array;
  readonly clamp: Float32Array;
  /** [rows × G] constant added to dz/dt (δ already applied). */
  readonly shift: Float32Array;
  readonly horizon: number;
  readonly solverSteps: number;
}

export interface DynamicsDevice {
  readonly info: DeviceInfo;
  readonly problem: Problem;
  setParameters(parameters: Float32Array): void;
  /** Rows of Problem.cells the next cell term uses. */
  setBatch(cells: Int32Array): void;
  /** Gradient in the layout of parameters.ts. Float64Array from the reference. */
  lossAndGradient(): Promise<{ loss: LossTerms; gradient: Float32Array | Float64Array }>;
  /** Forward, adjoint, clip, Adam, projection of B's rows. */
  step(hyper: StepHyper): Promise<LossTerms>;
  /** [rows × (solverSteps + 1) × G] states at every solver step, the initial one first. */
  simulate(query: Query): Promise<Float32Array>;
  readParameters(): Promise<Float32Array>;
  checkpoint(): Promise<Checkpoint>;
  restore(checkpoint: Checkpoint): void;
  dispose(): void;
}
