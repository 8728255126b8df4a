/** Drawing a random network regulation by regulation. Gene names carry no hint of who regulates whom. */
import type { Random } from '../numerics/random';
import type { Regulation, SignedNetwork } from './signedNetwork';

export interface TopologySettings {
  readonly genes: number;
  /** Genes that regulate at least one other. */
  readonly regulators: number;
  /** Regulations in all; at least one per regulated gene and per regulator. */
  readonly edges: number;
  /** Share of repressing regulations. */
  readonly repressing: number;
}

/** Collects distinct regulations among genes numbered 0 … genes − 1, of which the first are the regulators. */
export class NetworkBuilder {
  readonly #settings: TopologySettings;
  readonly #random: Random;
  /** [regulators] how often each is drawn, relative to the others. */
  readonly #popularity: Float64Array;
  /** Regulations as source · genes + target, and the sign of those whose sign was not left to chance. */
  readonly #pairs = new Map<number, 1 | -1 | null>();
  readonly #sources = new Set<number>();
  readonly #targets = new Set<number>();

  constructor(settings: TopologySettings, random: Random, power: number) {
    this.#settings = settings;
    this.#random = random;
    this.#popularity = Float64Array.from(
      random.permutation(settings.regulators),
      (rank) => 1 / (rank + 1) ** power,
    );
  }

  /** Nothing where it is there already. */
  add(source: number, target: number, sign: 1 | -1 | null = null): void {
    const pair = source * this.#settings.genes + target;
    if (this.#pairs.has(pair)) return;
    this.#pairs.set(pair, sign);
    this.#sources.add(source);
    this.#targets.add(target);
  }

  hasTarget(source: number): boolean {
    return this.#sources.has(source);
  }

  hasRegulator(target: number): boolean {
    return this.#targets.has(target);
  }

  /** One of the first `count` regulators, by popularity. */
  regulatorBelow(count: number): number {
    const choice = this.#popularity.subarray(0, count);
    let left = this.#random.uniform() * choice.reduce((sum, p) => sum + p, 0);
    for (const [regulator, p] of choice.entries()) {
      left -= p;
      if (left < 0) return regulator;
    }
    return count - 1;
  }

  otherRegulator(target: number): number {
    for (;;) {
      const source = this.regulatorBelow(this.#settings.regulators);
      if (source !== target) return source;
    }
  }

  /** Draws pairs until there are as many regulations as asked for. */
  fill(draw: () => readonly [number, number]): void {
    let tries = 1000 * this.#settings.edges;
    while (this.#pairs.size < this.#settings.edges) {
      if (tries-- === 0) throw new Error('so many edges do not fit into this topology');
      this.add(...draw());
    }
  }

  /** With strengths of 1 to 5, signs where none were given, and the genes in random order. `modules` [G] as numbered here. */
  network(modules: Int32Array | null = null): SignedNetwork {
    const { genes, repressing } = this.#settings;
    const place = this.#random.permutation(genes);
    const digits = String(genes - 1).length;
    const regulations = [...this.#pairs].map(([pair, given]): Regulation => {
      const strength = 1 + 4 * this.#random.uniform();
      const sign = given ?? (this.#random.uniform() < repressing ? -1 : 1);
      const [source, target] = [Math.floor(pair / genes), pair % genes];
      return { source: place[source] ?? 0, target: place[target] ?? 0, strength: sign * strength };
    });
    const placed = modules && new Int32Array(genes);
    for (const [g, at] of place.entries()) if (placed && modules) placed[at] = modules[g] ?? -1;
    return {
      genes: Array.from({ length: genes }, (_, g) => `G${String(g).padStart(digits, '0')}`),
      regulations,
      modules: placed,
    };
  }
}
