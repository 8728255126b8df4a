import { describe, expect, it, test } from 'vitest';
import { Random } from '../numerics/random';
import { advance, noIntervention } from './langevin';
import { simulateRandomScreen } from './randomScreen';
import { additiveHill, type SignedNetwork } from './signedNetwork';
import {
  cyclic,
  edgeRange,
  minModularEdges,
  modular,
  moduleNames,
  scaleFree,
  type TopologySettings,
} from './topologies';

const settings: TopologySettings = { genes: 40, regulators: 15, edges: 90, repressing: 0.3 };

/** Removes genes without regulators repeatedly: what remains is on or behind a loop. */
function hasLoop({ regulations }: SignedNetwork): boolean {
  let left = regulations;
  for (;;) {
    const targets = new Set(left.map(({ target }) => target));
    const next = left.filter(({ source }) => targets.has(source));
    if (next.length === left.length) return left.length > 0;
    left = next;
  }
}

describe('random topologies', () => {
  for (const [name, draw] of [
    ['scaleFree', scaleFree],
    ['cyclic', cyclic],
  ] as const)
    it(`${name} gives the regulators and distinct regulations asked for, none of a gene by itself`, () => {
      for (let seed = 0; seed < 5; seed++) {
        const { genes, regulations } = draw(settings, new Random(seed));
        expect(new Set(genes).size).toBe(40);
        expect(new Set(regulations.map(({ source }) => source)).size).toBe(15);
        expect(new Set(regulations.map(({ source, target }) => `${source}>${target}`)).size).toBe(90);
        expect(regulations.filter(({ source, target }) => source === target)).toEqual([]);
        const repressing = regulations.filter(({ strength }) => strength < 0).length / 90;
        expect(Math.abs(repressing - 0.3)).toBeLessThan(0.2);
      }
    });

  it('scaleFree has no loop and cyclic has one', () => {
    for (let seed = 0; seed < 5; seed++) {
      expect(hasLoop(scaleFree(settings, new Random(seed)))).toBe(false);
      expect(hasLoop(cyclic(settings, new Random(seed)))).toBe(true);
    }
  });

  it('throw where the edges do not fit', () => {
    const crowded = { genes: 5, regulators: 2, edges: 50, repressing: 0 };
    expect(() => scaleFree(crowded, new Random(1))).toThrow(/fit/u);
    expect(() => cyclic(crowded, new Random(1))).toThrow(/fit/u);
  });
});

describe('additiveHill', () => {
  it('stays at its steady state, and returns to it where the Jacobian is stable', () => {
    const random = new Random(4);
    const kinetics = additiveHill(scaleFree(settings, random), random);
    const rates = new Float64Array(40);
    kinetics.production(kinetics.steady, rates);
    for (const [g, rate] of rates.entries())
      expect(rate).toBeCloseTo((kinetics.decay[g] ?? 0) * (kinetics.steady[g] ?? 0), 10);
    // Without loops the eigenvalues are the decay rates themselves.
    expect(kinetics.leadingRealPart()).toBeCloseTo(-Math.min(...kinetics.decay), 6);
    const state = kinetics.steady.map((x) => 1.5 * x);
    advance(kinetics, state, noIntervention, { duration: 60, dt: 0.05, noise: 0, random, factor: null });
    for (const [g, level] of state.entries()) expect(level).toBeCloseTo(kinetics.steady[g] ?? 0, 4);
  });
});

/** Numbers that one evaluation reads of the state and writes into the rates, counted from outside. */
function touchedBy(settingsOfNetwork: TopologySettings) {
  const random = new Random(9);
  const kinetics = additiveHill(scaleFree(settingsOfNetwork, random), random);
  const touched = { read: 0, written: 0 };
  const size = settingsOfNetwork.genes;
  const state = new Proxy(new Float64Array(size).fill(1), {
    get: (levels, at) => {
      touched.read++;
      return Reflect.get(levels, at);
    },
  });
  const rates = new Proxy(new Float64Array(size), {
    get: (levels, at) => (at === 'set' ? (from: Float64Array) => levels.set(from) : Reflect.get(levels, at)),
    set: (levels, at, value) => {
      touched.written++;
      return Reflect.set(levels, at, value);
    },
  });
  kinetics.production(state, rates);
  return touched;
}

it('takes one Hill term per regulator and one addition per regulation, for any number of genes', () => {
  for (const [genes, regulators, edges] of [
    [100, 40, 250],
    [100, 40, 1000],
    [2000, 40, 2500],
    [2000, 800, 5000],
  ] as const)
    expect(touchedBy({ genes, regulators, edges, repressing: 0.3 })).toEqual({
      read: regulators,
      written: edges,
    });
});

it('draws networks of two thousand genes with the requested edges and falling out-degrees', () => {
  const large = { genes: 2000, regulators: 200, edges: 6000, repressing: 0.25 };
  for (const draw of [scaleFree, cyclic]) {
    const network = draw(large, new Random(5));
    expect(network.regulations).toHaveLength(6000);
    const outDegrees = new Map<number, number>();
    for (const { source } of network.regulations) outDegrees.set(source, (outDegrees.get(source) ?? 0) + 1);
    const sorted = [...outDegrees.values()].toSorted((a, b) => b - a);
    expect(sorted).toHaveLength(200);
    // A hub has many times the targets of the middle one.
    expect(sorted[0]).toBeGreaterThan(5 * (sorted[100] ?? Infinity));
    const regulated = new Set(network.regulations.map(({ target }) => target)).size;
    // Without loops a fifth of the regulators are masters.
    expect(regulated).toBe(draw === cyclic ? 2000 : 2000 - 40);
    const repressing = network.regulations.filter(({ strength }) => strength < 0).length / 6000;
    expect(Math.abs(repressing - 0.25)).toBeLessThan(0.03);
    expect(hasLoop(network)).toBe(draw === cyclic);
  }
});

const sizes = [
  [3, 2],
  [6, 5],
  [12, 2],
  [20, 19],
  [24, 16],
  [60, 25],
] as const;

const draw = {
  acyclic: scaleFree,
  cyclic,
} satisfies Record<string, (settings: TopologySettings, random: Random) => unknown>;

test.each(['acyclic', 'cyclic'] as const)(
  '%s networks with the fewest and the most edges can be drawn',
  (topology) => {
    for (const [genes, regulators] of sizes) {
      const { min, max } = edgeRange(topology, { genes, regulators });
      expect(min).toBeLessThanOrEqual(max);
      for (const edges of [min, max]) {
        for (const seed of [1, 2, 3]) {
          const { regulations } = draw[topology](
            { genes, regulators, edges, repressing: 0.3 },
            new Random(seed),
          );
          expect(regulations.length).toBeGreaterThanOrEqual(edges);
          expect(new Set(regulations.map(({ source }) => source)).size).toBe(regulators);
          expect(regulations.length).toBeLessThanOrEqual(Math.max(edges, min + regulators));
        }
      }
    }
  },
);

const modularSettings = { genes: 60, regulators: 12, modules: 5, edges: 0, repressing: 0.4 };

/** Signed regulators of a gene, as text. */
function signatureOf({ regulations }: SignedNetwork, gene: number): string {
  return regulations
    .filter(({ target }) => target === gene)
    .map(({ source, strength }) => `${strength < 0 ? '-' : '+'}${source}`)
    .toSorted()
    .join(' ');
}

describe('a modular network', () => {
  it('has the same signed regulators within each module, and different ones between modules', () => {
    for (let seed = 0; seed < 8; seed++)
      for (const modules of [1, 2, 3, 5, 12]) {
        const network = modular({ ...modularSettings, modules }, new Random(seed));
        const signaturesIn = (wanted: number) =>
          new Set(
            [...network.genes.keys()]
              .filter((gene) => network.modules?.[gene] === wanted)
              .map((gene) => signatureOf(network, gene)),
          );
        expect([...signaturesIn(-1)]).toEqual(['']);
        const signatures = Array.from({ length: modules }, (_, module) => signaturesIn(module));
        expect(signatures.map(({ size }) => size)).toEqual(signatures.map(() => 1));
        const sets = signatures.map((of) => [...of].join().replaceAll(/[+-]/g, ''));
        expect(new Set(sets).size).toBe(modules);
      }
  });

  it('has the regulations its modules need, with all regulators and balanced module sizes', () => {
    const network = modular(modularSettings, new Random(3));
    expect(network.regulations).toHaveLength(minModularEdges(modularSettings));
    expect(new Set(network.regulations.map(({ source }) => source)).size).toBe(12);
    const moduleSizes = Array.from(
      { length: 5 },
      (_, module) => network.modules?.filter((m) => m === module).length ?? 0,
    );
    expect(moduleSizes.toSorted((a, b) => a - b)).toEqual([9, 9, 10, 10, 10]);
  });

  it('is blurred by additional regulations, which keep the shared ones', () => {
    const edges = minModularEdges(modularSettings) + 40;
    const network = modular({ ...modularSettings, edges }, new Random(3));
    expect(network.regulations).toHaveLength(edges);
    expect(new Set(network.regulations.map(({ source, target }) => `${source}>${target}`)).size).toBe(edges);
    const signatures = new Set([...network.genes.keys()].map((gene) => signatureOf(network, gene)));
    expect(signatures.size).toBeGreaterThan(15);
    expect(() => modular({ ...modularSettings, edges: 577 }, new Random(1))).toThrow(/fit/u);
  });

  it('keeps the signs of its modules for any share of repression', () => {
    for (const [repressing, sign] of [
      [0, 1],
      [1, -1],
    ] as const)
      for (const { strength } of modular({ ...modularSettings, repressing }, new Random(2)).regulations)
        expect(Math.sign(strength)).toBe(sign);
  });
});

it('a screen names the module of every gene', () => {
  const screen = simulateRandomScreen({
    ...modularSettings,
    topology: 'modular',
    kind: 'knockout',
    perturbations: 12,
    controls: 5,
    cellsPerPerturbation: 2,
    seed: 4,
  });
  const regulators = new Set(screen.truth.map(({ source }) => source));
  for (const [gene, module] of screen.modules?.entries() ?? [])
    expect(module).toMatch(regulators.has(screen.genes[gene] ?? '') ? /^$/ : /^M[1-5]$/);
  expect(screen.modules).toHaveLength(60);
  expect(moduleNames({ genes: [], regulations: [], modules: null })).toBeNull();
});
