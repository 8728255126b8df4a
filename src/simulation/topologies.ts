/**
 * Random topologies to test on: acyclic with hubs, and with feedback loops. Gene names carry no hint of who regulates whom.
 */
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

/**
 * Acyclic: regulators stand in an order and only act downwards; the first fifth of them are masters without a regulator;
 * out-degrees fall off as a power of −0.8 of their rank. Throws where that many edges do not fit.
 */
export function scaleFree(settings: TopologySettings, random: Random): SignedNetwork {
  const masters = Math.max(1, Math.floor(settings.regulators / 5));
  const builder = new Builder(settings, random, 0.8);
  for (let target = masters; target < settings.genes; target++)
    builder.add(builder.regulatorBelow(Math.min(target, settings.regulators)), target);
  for (let source = 0; source < settings.regulators; source++) {
    if (builder.hasTarget(source)) continue;
    const first = Math.max(source + 1, masters);
    builder.add(source, first + random.integer(settings.genes - first));
  }
  builder.fill(() => {
    const target = masters + random.integer(settings.genes - masters);
    return [builder.regulatorBelow(Math.min(target, settings.regulators)), target];
  });
  return builder.network();
}

/** With feedback: loops of 3, 4 and 2 regulators (as far as there are so many), then random regulations on top. */
export function cyclic(settings: TopologySettings, random: Random): SignedNetwork {
  if (settings.regulators < 2) throw new Error('a loop needs two regulators');
  const builder = new Builder(settings, random, 0.6);
  const order = [...random.permutation(settings.regulators)];
  for (const length of [3, 4, 2]) {
    const loop = order.splice(0, length);
    if (loop.length < 2) break;
    for (const [i, source] of loop.entries()) builder.add(source, loop[(i + 1) % loop.length] ?? source);
  }
  for (let target = 0; target < settings.genes; target++)
    if (!builder.hasRegulator(target)) builder.add(builder.otherRegulator(target), target);
  for (let source = 0; source < settings.regulators; source++) {
    if (builder.hasTarget(source)) continue;
    builder.add(source, (source + 1 + random.integer(settings.genes - 1)) % settings.genes);
  }
  builder.fill(() => {
    const target = random.integer(settings.genes);
    return [builder.otherRegulator(target), target];
  });
  return builder.network();
}

/** Collects distinct regulations among genes numbered 0 … genes − 1, of which the first are the regulators. */
class Builder {
  readonly #settings: TopologySettings;
  readonly #random: Random;
  /** [regulators] how often each is drawn, relative to the others. */
  readonly #popularity: Float64Array;
  readonly #pairs = new Set<number>();

  constructor(settings: TopologySettings, random: Random, power: number) {
    this.#settings = settings;
    this.#random = random;
    this.#popularity = Float64Array.from(
      random.permutation(settings.regulators),
      (rank) => 1 / (rank + 1) ** power,
    );
  }

  add(source: number, target: number): void {
    this.#pairs.add(source * this.#settings.genes + target);
  }

  hasTarget(source: number): boolean {
    return this.#edges().some((edge) => edge.source === source);
  }

  hasRegulator(target: number): boolean {
    return this.#edges().some((edge) => edge.target === target);
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

  /** With strengths of 1 to 5, signs, and the genes in random order. */
  network(): SignedNetwork {
    const { genes, repressing } = this.#settings;
    const place = this.#random.permutation(genes);
    const digits = String(genes - 1).length;
    return {
      genes: Array.from({ length: genes }, (_, g) => `G${String(g).padStart(digits, '0')}`),
      regulations: this.#edges().map(({ source, target }): Regulation => {
        const strength = 1 + 4 * this.#random.uniform();
        const sign = this.#random.uniform() < repressing ? -1 : 1;
        return { source: place[source] ?? 0, target: place[target] ?? 0, strength: sign * strength };
      }),
    };
  }

  #edges(): { readonly source: number; readonly target: number }[] {
    const { genes } = this.#settings;
    return [...this.#pairs].map((pair) => ({ source: Math.floor(pair / genes), target: pair % genes }));
  }
}
