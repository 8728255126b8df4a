/**
 * What the simulator needs to know about a network: how fast each gene is made in a given state and how fast it decays.
 * States are molecules per cell (or any concentration with the same noise scale); time in the unit of the decay rates.
 */
export interface Kinetics {
  readonly genes: readonly string[];
  /** [G] decay rates λ. */
  readonly decay: Float64Array;
  /** Writes the production rate of every gene in `state` into `rates`; both [G]. */
  readonly production: (state: Float64Array, rates: Float64Array) => void;
}

/** x^n / (x^n + h^n) for even n ≥ 2 by squaring and multiplying: the same bits wherever it runs, which pow is not. */
export function hill(x: number, half: number, exponent: number): number {
  const ratio = (x / half) * (x / half);
  let power = 1;
  for (let n = 2; n <= exponent; n += 2) power *= ratio;
  return power / (1 + power);
}
