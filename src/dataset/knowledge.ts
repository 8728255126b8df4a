/** The known network that a data set is learned with, and what it gave: kept with the data set, so that whatever is learned again uses it too. */

export interface Knowledge {
  /** File, or title of a network that comes with the program. */
  readonly name: string;
  /** Its edges from a candidate regulator to another gene, by their names in the data set; a regulator whose targets are all elsewhere is its own target. */
  readonly edges: readonly TruthEdge[];
  readonly coverage: Coverage;
  /** As asked: auto by cross-validation. */
  readonly asked: PriorStrength;
  /** γ of the edge weights e^(−γ p) that was used; 0: the network was not used. */
  readonly strength: number;
  /**
   * Relative decrease of the cross-validated error on unseen perturbations against strength 0, with its 95 % interval; positive: better.
   * null where it was not measured.
   */
  readonly gain: { readonly mean: number; readonly low: number; readonly high: number } | null;
  /** Mean gain of the same network with its edges shuffled, keeping degrees; null where it was not measured. */
  readonly shuffledGain: number | null;
  /** Gain of the same network with a share of each regulator's edges moved to other genes; [] where it was not measured. */
  readonly wrongGains: readonly { readonly share: number; readonly gain: number }[];
  /** Cross-validated error relative to no change at each strength tried. */
  readonly curve: readonly { readonly strength: number; readonly error: number }[];
  /** [R × R] of an embedding: cosine of two candidate regulators, 0 for one without a row. */
  readonly likeness?: Float32Array;
}

export type PriorStrength = 'auto' | number;

export const MAX_STRENGTH = 5;

/** An edge of a known network. Sign 0: unknown. */
export interface TruthEdge {
  readonly source: string;
  readonly target: string;
  readonly sign: 1 | -1 | 0;
  /** In [0, 1], where the source states one. */
  readonly confidence?: number;
}

/** What of a known network a data set has. */
export interface Coverage {
  /** Distinct names in the source, and those among them that the data set has (regulators: as candidates). */
  readonly regulators: Covered;
  readonly genes: Covered;
  /** Edges in the source, and those from a candidate to another gene of the data set. */
  readonly edges: Covered;
  /** Of those last edges, and how many have a sign. */
  readonly signs: Covered;
}

interface Covered {
  readonly all: number;
  readonly covered: number;
}
