/** Random network topologies: acyclic with hubs, with feedback loops, and with planted modules. */
import type { Random } from '../numerics/random';
import type { Regulation, SignedNetwork } from './signedNetwork';

export type Topology = 'acyclic' | 'cyclic' | 'modular';

export interface TopologySettings {
  readonly genes: number;
  /** Genes that regulate at least one other. */
  readonly regulators: number;
  /** Number of regulations; at least one per regulated gene and per regulator. */
  readonly edges: number;
  /** Share of repressing regulations. */
  readonly repressing: number;
}

/**
 * Collects distinct regulations among genes 0 … genes − 1, of which the first are the regulators. Gene names carry no
 * hint of the regulations.
 */
class NetworkBuilder {
  readonly #settings: TopologySettings;
  readonly #random: Random;
  /** [regulators] relative probability of each. */
  readonly #popularity: Float64Array;
  /** Regulations as source · genes + target, with their sign, or null where it is drawn later. */
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

  /** No effect for an existing regulation. */
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

  /** One of the first `count` regulators, drawn by popularity. */
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

  /** Draws pairs until the requested number of regulations is reached. */
  fill(draw: () => readonly [number, number]): void {
    let tries = 1000 * this.#settings.edges;
    while (this.#pairs.size < this.#settings.edges) {
      if (tries-- === 0) throw new Error('so many edges do not fit into this topology');
      this.add(...draw());
    }
  }

  /**
   * Strengths from 1 to 5, drawn signs where none were given, genes in random order. `modules` [G] in the order of
   * this builder.
   */
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

/**
 * Acyclic: regulators are ordered and act downwards only; the first fifth are masters without a regulator;
 * out-degrees fall as a power of −0.8 of their rank. Throws where the edges do not fit.
 */
export function scaleFree(settings: TopologySettings, random: Random): SignedNetwork {
  const masters = Math.max(1, Math.floor(settings.regulators / 5));
  const builder = new NetworkBuilder(settings, random, 0.8);
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

/** Feedback: loops of 3, 4 and 2 regulators (as far as they suffice), then random regulations. */
export function cyclic(settings: TopologySettings, random: Random): SignedNetwork {
  if (settings.regulators < 2) throw new Error('a loop needs two regulators');
  const builder = new NetworkBuilder(settings, random, 0.6);
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

interface ModularSettings extends TopologySettings {
  /** Number of groups, at most the number of regulators, and of genes that are none. */
  readonly modules: number;
}

/**
 * Planted modules: groups of genes with the same regulators and signs. Regulators, which nothing regulates, are
 * assigned to modules in turn; from three modules on each also takes the first one of the next, so modules overlap
 * and no two have the same regulators. All other genes are assigned in turn and regulated by all regulators of their
 * module. Further regulations (`edges`) go from any regulator to any gene with drawn signs and blur the modules.
 * Throws where the edges do not fit.
 */
export function modular(settings: ModularSettings, random: Random): SignedNetwork {
  const { genes, regulators, modules, repressing } = settings;
  const builder = new NetworkBuilder(settings, random, 0);
  const moduleOf = new Int32Array(genes).fill(-1);
  const signatures = regulatorsOfModules(regulators, modules).map((own) =>
    own.map((source) => ({ source, sign: random.uniform() < repressing ? (-1 as const) : (1 as const) })),
  );
  for (let target = regulators; target < genes; target++) {
    const module = (target - regulators) % modules;
    moduleOf[target] = module;
    for (const { source, sign } of signatures[module] ?? []) builder.add(source, target, sign);
  }
  builder.fill(() => [random.integer(regulators), regulators + random.integer(genes - regulators)]);
  return builder.network(moduleOf);
}

/** Number of regulations that the modules alone need. */
export function minModularEdges({
  genes,
  regulators,
  modules,
}: Omit<ModularSettings, 'edges' | 'repressing'>) {
  const sizes = regulatorsOfModules(regulators, modules).map((own) => own.length);
  let min = 0;
  for (let target = 0; target < genes - regulators; target++) min += sizes[target % modules] ?? 0;
  return min;
}

/** [G] 'M1', 'M2' …, '' for genes in no module; null without modules. */
export function moduleNames({ modules }: SignedNetwork): string[] | null {
  return modules && Array.from(modules, (module) => (module < 0 ? '' : `M${module + 1}`));
}

function regulatorsOfModules(regulators: number, modules: number): number[][] {
  return Array.from({ length: modules }, (_, module) => {
    const own: number[] = [];
    for (let source = module; source < regulators; source += modules) own.push(source);
    return modules > 2 ? [...own, (module + 1) % modules] : own;
  });
}

interface NetworkSize {
  readonly genes: number;
  readonly regulators: number;
  readonly modules?: number;
}

/** Beyond this share of all pairs, drawing the last ones would take too long. */
const MAX_DENSITY = 0.5;

/**
 * Range of the number of regulations: from one per regulated gene and per regulator to half of all pairs. A network
 * near the minimum may get a few more, since every regulator regulates. Acyclic: the first fifth of the regulators
 * has no regulator, and regulators act downwards only.
 */
export function edgeRange(
  topology: Topology,
  size: NetworkSize,
): { readonly min: number; readonly max: number } {
  const { genes, regulators } = size;
  switch (topology) {
    case 'cyclic':
      return { min: genes, max: Math.max(genes, Math.floor(MAX_DENSITY * regulators * (genes - 1))) };
    case 'acyclic': {
      const masters = Math.max(1, Math.floor(regulators / 5));
      const min = Math.max(genes - masters, regulators);
      let pairs = 0;
      for (let target = masters; target < genes; target++) pairs += Math.min(target, regulators);
      return { min, max: Math.max(min, Math.floor(MAX_DENSITY * pairs)) };
    }
    case 'modular': {
      const min = minModularEdges({ genes, regulators, modules: modulesOf(size) });
      return { min, max: Math.max(min, Math.floor(MAX_DENSITY * regulators * (genes - regulators))) };
    }
    default:
      return topology satisfies never;
  }
}

/** Number of groups of a modular network. */
export function modulesOf({ modules, regulators }: Omit<NetworkSize, 'genes'>): number {
  return modules ?? Math.max(1, Math.floor(regulators / 4));
}
