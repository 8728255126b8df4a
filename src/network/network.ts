/**
 * A network read from a model: one signed score for every ordered pair candidate regulator → gene. The score is FDm (docs/method.md,
 * "Readout"): its sign is that of the edge and its magnitude ranks; it is not a fold change.
 */
export interface Network {
  /** [G] gene names. */
  readonly genes: readonly string[];
  /** [R] indices into genes, ascending. */
  readonly regulators: Int32Array;
  /** [R × G] score of regulator r → gene g; the diagonal (r is g) is 0 and is not an edge. */
  readonly weights: Float32Array;
  /**
   * [R × G] share of the leave-out fits that give the edge the same sign and at least half its magnitude, in [0, 1]; after a confidence
   * measurement, of the resampled fits (inference/confidence). null without other fits.
   */
  readonly stability: Float32Array | null;
}

/** Indices into genes. */
export interface Edge {
  readonly source: number;
  readonly target: number;
  readonly weight: number;
  readonly stability: number | null;
}

/** Genes with similar signed incoming edges, or driven by one hidden unit; a gene may be in no module. */
export interface Module {
  /** 'M1', 'M2', … until a user renames it. */
  readonly name: string;
  readonly genes: readonly number[];
  /** Regulators with the largest mean |weight| into the module, or the strongest inputs of the unit; strongest first, at most five. */
  readonly regulators: readonly number[];
  /** Reproducibility in the leave-out fits, in [0, 1] (modules.ts; inference/run/unitModules.ts); null without such fits. */
  readonly stability: number | null;
}
