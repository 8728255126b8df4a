/**
 * What a device trains on: the objective of preset H with every mask spelled out. Built once per fit by
 * prepare/, read by every device. All arrays row-major; z units (control standard deviations); time in decay times.
 */
import type { ParameterShape } from './parameters';

/** One measured endpoint: the mean shift of a perturbation at a step of the solver. */
export interface Endpoint {
  readonly perturbation: number;
  /** The RK4 step (1 … solverSteps) after which the state is compared. */
  readonly step: number;
}

/** Overexpression: gene `gene` of perturbation `perturbation` gets + softplus(delta[delta]). */
export interface Shift {
  readonly perturbation: number;
  readonly gene: number;
  readonly delta: number;
}

export interface Problem {
  readonly shape: ParameterShape;
  /** [R] gene index of each candidate regulator, ascending. */
  readonly regulators: Int32Array;
  readonly perturbations: number;
  /** [K × G] 1 where the gene is free, 0 where it is clamped. */
  readonly keep: Float32Array;
  /** [K × G] the clamped value where keep is 0, else 0. It is also the initial state z(0). */
  readonly clamp: Float32Array;
  readonly shifts: readonly Shift[];
  /** Horizon T and number of RK4 steps; h = horizon / solverSteps. */
  readonly horizon: number;
  readonly solverSteps: number;
  readonly endpoints: readonly Endpoint[];
  /** [endpoints × G] measured mean shift D. */
  readonly target: Float32Array;
  /**
   * [endpoints × G] weight of each squared residual, 0 at targets; already divided so that the endpoint loss is
   * Σ weight · (z − D)² (the mean over endpoints × G included).
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
  /** Prior pulling log δ to their mean: strength · Σ (log δ_d − mean log δ)²; 0 where fewer than two deltas. */
  readonly deltaPrior: number;
}
