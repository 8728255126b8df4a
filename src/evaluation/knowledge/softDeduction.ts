/**
 * Deduction with edges of any strength in [−1, 1], which can be differentiated: a base is refined with it, because Boolean deduction has no
 * gradient. Signs survive: nothing is clamped at 0 (docs/methods/aligned.md).
 */
import type { Setting } from './responses';

/** Steepness of a step: a full edge from a changed gene changes its target to tanh(2) = 0.96. */
const STEEPNESS = 2;
/** Of the classes: logits are −4 s, 2 and 4 s for down, none and up. */
const SLOPE = 4;
const NONE = 2;

export interface SoftProblem {
  readonly genes: number;
  /** [E] indices into genes. */
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  readonly experiments: readonly (readonly Setting[])[];
  /** [P × G] wanted class, and its weight; 0: the entry does not count. */
  readonly classes: Int8Array;
  readonly weights: Float64Array;
  readonly hops: number;
}

/**
 * Σ weight · cross-entropy of the classes, from states h ← tanh(2 h R), `hops` times, with set genes held; adds ∂/∂R to `gradient` [E].
 * @param strengths [E] R
 */
export function softLoss(problem: SoftProblem, strengths: Float64Array, gradient: Float64Array): number {
  const { genes, hops, experiments } = problem;
  const states = Array.from({ length: hops + 1 }, () => new Float64Array(genes));
  let loss = 0;
  for (const [row, settings] of experiments.entries()) {
    forward(problem, strengths, settings, states);
    loss += backward(problem, strengths, row, states, gradient);
  }
  return loss;
}

function forward(
  { sources, targets, hops }: SoftProblem,
  strengths: Float64Array,
  settings: readonly Setting[],
  states: readonly Float64Array[],
): void {
  for (const [hop, state] of states.entries()) {
    state.fill(0);
    const before = hop === 0 ? null : (states[hop - 1] as Float64Array);
    if (before) {
      for (let e = 0; e < strengths.length; e++) {
        const level = before[sources[e] as number] as number;
        if (level !== 0)
          state[targets[e] as number] =
            (state[targets[e] as number] as number) + level * (strengths[e] as number);
      }
      for (let gene = 0; gene < state.length; gene++)
        if (state[gene] !== 0) state[gene] = Math.tanh(STEEPNESS * (state[gene] as number));
    }
    for (const { gene, direction } of settings) state[gene] = direction;
    if (hop === hops) break;
  }
}

function backward(
  { genes, sources, targets, classes, weights, experiments, hops }: SoftProblem,
  strengths: Float64Array,
  row: number,
  states: readonly Float64Array[],
  gradient: Float64Array,
): number {
  const settings = experiments[row] ?? [];
  const last = states[hops] as Float64Array;
  let pull = new Float64Array(genes);
  let loss = 0;
  for (let gene = 0; gene < genes; gene++) {
    const weight = weights[row * genes + gene] as number;
    if (weight === 0) continue;
    const { value, slope } = crossEntropy(last[gene] as number, classes[row * genes + gene] as number);
    loss += weight * value;
    pull[gene] = weight * slope;
  }
  for (let hop = hops; hop > 0; hop--) {
    const state = states[hop] as Float64Array;
    const before = states[hop - 1] as Float64Array;
    const next = new Float64Array(genes);
    for (const { gene } of settings) pull[gene] = 0;
    for (let gene = 0; gene < genes; gene++)
      pull[gene] = (pull[gene] as number) * STEEPNESS * (1 - (state[gene] as number) ** 2);
    for (let e = 0; e < strengths.length; e++) {
      const here = pull[targets[e] as number] as number;
      if (here === 0) continue;
      const source = sources[e] as number;
      gradient[e] = (gradient[e] as number) + here * (before[source] as number);
      next[source] = (next[source] as number) + here * (strengths[e] as number);
    }
    pull = next;
  }
  return loss;
}

/** −log p of the wanted class at state s, and its derivative. */
function crossEntropy(s: number, wanted: number): { readonly value: number; readonly slope: number } {
  const [down, up] = [-SLOPE * s, SLOPE * s];
  const largest = Math.max(down, NONE, up);
  const parts = [Math.exp(down - largest), Math.exp(NONE - largest), Math.exp(up - largest)] as const;
  const sum = parts[0] + parts[1] + parts[2];
  const logit = wanted === 0 ? NONE : wanted * up;
  return {
    value: largest + Math.log(sum) - logit,
    slope: (SLOPE * (parts[2] - parts[0])) / sum - SLOPE * wanted,
  };
}
