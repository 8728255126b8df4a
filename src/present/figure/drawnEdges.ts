/**
 * Which edges are drawn from one snapshot to the next and how steady each is: the K strongest; while the network is
 * learned one enters at rank ≤ K and leaves beyond 1.2 K. Remembers what was drawn and the last ten signs; one per run.
 */
import type { Network } from '../../network/network';
import { drawnPairs } from '../../network/ranking';
import { isStable, isStableIn } from '../../network/stability';

const remembered = 10;

export interface DrawnEdge {
  readonly source: number;
  readonly target: number;
  readonly weight: number;
  /** |weight| over the largest |weight| of the network. */
  readonly strength: number;
  /** In [0, 1]; see Network.stability and recentSteadiness. */
  readonly stability: number;
  readonly unstable: boolean;
}

const none: ReadonlySet<number> = new Set();

export class EdgeMemory {
  #past: Float32Array[] = [];
  #drawn: ReadonlySet<number> = new Set();

  /** Takes a new look at a network in training; the array must not be changed later. */
  remember(weights: Float32Array): void {
    if (this.#past.at(-1) !== weights) this.#past = [...this.#past, weights].slice(-remembered);
  }

  /**
   * The edges to draw at a budget of `count`, strongest first. `steadiness`: [R × G] share of agreeing fits, or of
   * agreeing recent snapshots; null: not known, all count as steady. `learning`: what was drawn may linger; otherwise
   * exactly the `count` strongest are drawn, the ones that lists and tables show.
   */
  draw(
    network: Network,
    steadiness: Float32Array | null,
    count: number,
    minimumStability: number,
    learning: boolean,
  ): DrawnEdge[] {
    const pairs = drawnPairs(network, count, learning ? this.#drawn : none);
    this.#drawn = new Set(pairs);
    const largest = Math.abs(network.weights[pairs[0] ?? 0] ?? 0) || 1;
    return Array.from(pairs, (pair) => {
      const weight = network.weights[pair] ?? 0;
      const stability = steadiness?.[pair] ?? 1;
      return {
        source: network.regulators[Math.floor(pair / network.genes.length)] ?? 0,
        target: pair % network.genes.length,
        weight,
        strength: Math.abs(weight) / largest,
        stability,
        unstable: !isStable(stability) || (network.stability === null && this.#changedSign(pair, weight)),
      };
    }).filter(({ stability }) => isStableIn(stability, minimumStability));
  }

  #changedSign(pair: number, weight: number): boolean {
    return this.#past.some((weights) => (weights[pair] ?? 0) * weight < 0);
  }
}
