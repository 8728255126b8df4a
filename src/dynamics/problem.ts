/**
 * The objective of any preset with every mask written out: what a device trains on. Built once per fit by prepare/,
 * read by every device. All arrays row-major; z units (control standard deviations); time in decay times.
 */

/**
 * The trainable parameters as one flat Float32Array, and where each block lies in it. Blocks in order: Aᵀ [M × G], Bᵀ
 * [R × M] (candidate regulators only), β [M], and the raw overexpression strengths [D] with δ = softplus(raw). α is
 * folded into A while training.
 */
export interface ParameterShape {
  readonly genes: number;
  readonly regulators: number;
  readonly modules: number;
  /** Distinct overexpressed genes among the training perturbations. */
  readonly deltas: number;
}

export interface ParameterLayout {
  readonly at: number;
  readonly bt: number;
  readonly beta: number;
  readonly delta: number;
  readonly total: number;
}

export function parameterLayout(shape: ParameterShape): ParameterLayout {
  const at = 0;
  const bt = at + shape.modules * shape.genes;
  const beta = bt + shape.regulators * shape.modules;
  const delta = beta + shape.modules;
  return { at, bt, beta, delta, total: delta + shape.deltas };
}

/** 4: the classical Runge–Kutta method. 1: Euler's. */
export type Stages = 1 | 4;

/** One measured endpoint: the mean shift of a perturbation at a step of the solver. */
export interface Endpoint {
  readonly perturbation: number;
  /** The solver step (1 … solverSteps) after which the state is compared. */
  readonly step: number;
}

/** Overexpression: gene `gene` of perturbation `perturbation` gets a constant source softplus(delta[delta]). */
export interface Shift {
  readonly perturbation: number;
  readonly gene: number;
  readonly delta: number;
}

/** Presets SH and S0: a sample of the endpoints is compared as clouds of cells in each step (loss/sinkhorn.ts). */
export interface CloudEndpoints {
  /** [starts × G] control cells from which trajectories start; clamped genes are set by the device. */
  readonly start: Float32Array;
  /** Per endpoint: the rows of Problem.cells measured at it (at least one). */
  readonly measured: readonly Int32Array[];
  /** [endpoints] row of Problem.cellMask, 0 at the genes set: those coordinates are ignored. */
  readonly maskOfEndpoint: Int32Array;
  /** The loss is weight · mean over the drawn endpoints of the debiased divergence S. */
  readonly weight: number;
  /** ε as a share of the mean cross cost of the two clouds; no gradient through it. */
  readonly blur: number;
  /** Maximum number of iterations, and the log marginal error below which they stop early; 0: never early. */
  readonly iterations: number;
  readonly tolerance: number;
}

/** P endpoints with n cells each, n the same on both sides. */
export interface CloudBatch {
  /** [P] indices into Problem.endpoints. */
  readonly endpoints: Int32Array;
  /** [P × n] rows of CloudEndpoints.start. */
  readonly start: Int32Array;
  /** [P × n] rows of Problem.cells, each measured at its endpoint. */
  readonly measured: Int32Array;
}

export interface Problem {
  readonly shape: ParameterShape;
  /** [R] gene index of each candidate regulator, ascending. */
  readonly regulators: Int32Array;
  readonly perturbations: number;
  /** [K × G] 1 where the gene is free, 0 where it is clamped. */
  readonly keep: Float32Array;
  /** [K × G] the initial state z(0): the clamped value where keep is 0, otherwise usually 0. */
  readonly clamp: Float32Array;
  readonly shifts: readonly Shift[];
  /** Horizon T and number of solver steps; h = horizon / solverSteps. */
  readonly horizon: number;
  readonly solverSteps: number;
  /** Of a step (solve/tableau.ts). */
  readonly stages: Stages;
  readonly endpoints: readonly Endpoint[];
  /** null: endpoints are compared as weighted means by `target` and `weight`, which are unused with clouds. */
  readonly clouds: CloudEndpoints | null;
  /** [endpoints × G] measured mean shift D. */
  readonly target: Float32Array;
  /**
   * [endpoints × G] weight of each squared residual, 0 at targets; already divided so that the endpoint loss is Σ
   * weight · (z − D)² (the mean over endpoints × G included).
   */
  readonly weight: Float32Array;
  /** [cells × G] training cells for the cell term (translated, capped, knocked-out targets replaced). */
  readonly cells: Float32Array;
  /** [cells] row of cellMask that applies to each cell. */
  readonly maskOfCell: Int32Array;
  /** [conditions × G] 1 where the residual counts, 0 at the cell's own target. */
  readonly cellMask: Float32Array;
  /** λ_s; the loss is cellWeight · Σ f°² mask / (batch · G). 0 turns the term off. */
  readonly cellWeight: number;
  /** λ_1; the loss is pathWeight · .25/G · Σ_m ‖A_:m‖₁ ‖B_m:‖₁. */
  readonly pathWeight: number;
  /** [R × G] factor w of each net effect: adds pathWeight · .25/G · Σ_ij (w_ij − 1) |(AB)_ij|. Absent or null: 1 everywhere. */
  readonly pathFactors?: Float32Array | null;
  /** Prior pulling log δ to their mean: strength · Σ (log δ_d − mean log δ)²; 0 with fewer than two deltas. */
  readonly deltaPrior: number;
}
