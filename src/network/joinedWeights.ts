/**
 * The union of learned weights with measured effects of the perturbed regulators, where the two disagree (docs/method.md, "Measured
 * effects"). All matrices are [R × G] as Network.weights.
 */
import type { Network } from './network';
import { sizesByRank } from '../numerics/ranks';
import { strength } from './ranking';

export interface MeasuredEffects {
  /** Shift over its standard error, signed as the edge that would cause it; 0 where it was not measured. */
  readonly scores: Float64Array;
  /** [R] whether the regulator was perturbed alone in training. */
  readonly isMeasured: readonly boolean[];
}

/** Number of a regulator's strongest effects that are taken as possible intermediates. */
const INTERMEDIATES = 100;

/**
 * Share of each effect i → k that no single intermediate explains: 1/(1 + (x/|z_ik|)²), x the largest of min(|z_ij|, |z_jk|) over measured
 * regulators j. About 1 where every path is weaker than the effect itself, ½ where one is as strong.
 */
export function directShare(
  { scores, isMeasured }: MeasuredEffects,
  { genes, regulators }: Pick<Network, 'genes' | 'regulators'>,
): Float64Array {
  const size = genes.length;
  const share = new Float64Array(scores.length);
  const measured = Array.from(regulators.keys()).filter((r) => isMeasured[r]);
  const largest = new Float64Array(size);
  for (const r of measured) {
    const first = (j: number) => Math.abs(scores[r * size + (regulators[j] as number)] as number);
    const others = measured.filter((j) => j !== r).toSorted((a, b) => first(b) - first(a) || a - b);
    largest.fill(0);
    for (const j of others.slice(0, INTERMEDIATES)) {
      const reached = first(j);
      for (let k = 0; k < size; k++) {
        const path = Math.min(reached, Math.abs(scores[j * size + k] as number));
        if (path > (largest[k] as number)) largest[k] = path;
      }
    }
    for (let k = 0; k < size; k++) {
      const own = Math.abs(scores[r * size + k] as number);
      share[r * size + k] = own > 0 ? 1 / (1 + ((largest[k] as number) / own) ** 2) : 0;
    }
  }
  return share;
}

/** |z| from which the sign of an edge is that of its measured effect. */
const SIGNIFICANT = 2;

/**
 * Share of the strongest edges of measured regulators (as many as there are genes) whose measured effect has their sign and is significant;
 * null without such edges.
 */
export function supportedShare(
  network: Pick<Network, 'genes' | 'regulators'>,
  weights: Float32Array,
  effects: MeasuredEffects,
): number | null {
  const strongest = pairsFrom(network, effects.isMeasured)
    .toSorted((a, b) => strength(weights[b]) - strength(weights[a]) || a - b)
    .slice(0, network.genes.length)
    .filter((pair) => strength(weights[pair]) > 0);
  const supported = strongest.filter((pair) => {
    const effect = effects.scores[pair] as number;
    return Math.abs(effect) >= SIGNIFICANT && Math.sign(effect) === Math.sign(weights[pair] as number);
  });
  return strongest.length === 0 ? null : supported.length / strongest.length;
}

/**
 * Weights in which the edges of measured regulators rank by √(|weight| · |z|) times the direct share; the k-th strongest of them has the
 * k-th largest |weight| among them (ties share their mean). Edges of other regulators stay.
 */
export function joinedWeights(
  network: Pick<Network, 'genes' | 'regulators'>,
  weights: Float32Array,
  effects: MeasuredEffects,
): Float32Array {
  const { genes, regulators } = network;
  const share = directShare(effects, network);
  const pairs = pairsFrom(network, effects.isMeasured);
  const scores = Float64Array.from(
    pairs,
    (pair) =>
      Math.sqrt(strength(weights[pair]) * Math.abs(effects.scores[pair] as number)) * (share[pair] as number),
  );
  const sizes = sizesByRank(
    scores,
    Float64Array.from(pairs, (pair) => strength(weights[pair])),
  );
  const joined = weights.slice();
  for (const [at, pair] of pairs.entries()) {
    const effect = effects.scores[pair] as number;
    const sign = Math.abs(effect) >= SIGNIFICANT ? Math.sign(effect) : Math.sign(weights[pair] as number);
    joined[pair] = sign * (sizes[at] as number);
  }
  for (const [r, gene] of regulators.entries()) joined[r * genes.length + gene] = 0;
  return joined;
}

/**
 * Weights in which an edge j → i of a regulator that was never perturbed counts less where the edge i → j of a perturbed one explains why the
 * two co-vary: times 1/(1 + (|w_ij|/|w_ji|)²), ½ where both are as strong. `isPerturbed`: [R].
 */
export function withoutExplained(
  { genes, regulators }: Pick<Network, 'genes' | 'regulators'>,
  weights: Float32Array,
  isPerturbed: readonly boolean[],
): Float32Array {
  const size = genes.length;
  const rowOf = new Map(Array.from(regulators, (gene, r) => [gene, r]));
  return weights.map((weight, at) => {
    const [from, back] = [Math.floor(at / size), rowOf.get(at % size)];
    if (weight === 0 || isPerturbed[from] === true) return weight;
    if (back === undefined || isPerturbed[back] !== true) return weight;
    const ratio = (weights[back * size + (regulators[from] as number)] as number) / weight;
    return weight / (1 + ratio * ratio);
  });
}

/**
 * Weights in which the edges of regulators that were never perturbed have the size √(|weight| · |field|), the k-th largest |field| among them
 * counting as the k-th largest |weight| (ties share their mean). `field`: [G × R]; `isPerturbed`: [R].
 */
export function joinedWithField(
  network: Pick<Network, 'genes' | 'regulators'>,
  weights: Float32Array,
  field: Float64Array,
  isPerturbed: readonly boolean[],
): Float32Array {
  const [genes, regulators] = [network.genes.length, network.regulators.length];
  const pairs = pairsFrom(
    network,
    isPerturbed.map((was) => !was),
  );
  const sizes = sizesByRank(
    Float64Array.from(pairs, (pair) =>
      strength(field[(pair % genes) * regulators + Math.floor(pair / genes)]),
    ),
    Float64Array.from(pairs, (pair) => strength(weights[pair])),
  );
  const joined = weights.slice();
  for (const [at, pair] of pairs.entries()) {
    const weight = weights[pair] as number;
    joined[pair] = Math.sign(weight) * Math.sqrt(Math.abs(weight) * (sizes[at] as number));
  }
  return joined;
}

/** Pairs regulator → other gene of the regulators that `isSource` [R] names, ascending. */
function pairsFrom(
  { genes, regulators }: Pick<Network, 'genes' | 'regulators'>,
  isSource: readonly boolean[],
): Int32Array {
  const pairs: number[] = [];
  for (const [r, regulator] of regulators.entries())
    if (isSource[r] === true)
      for (let gene = 0; gene < genes.length; gene++)
        if (gene !== regulator) pairs.push(r * genes.length + gene);
  return Int32Array.from(pairs);
}
