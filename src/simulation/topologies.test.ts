import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { advance, untouched } from './langevin';
import { additiveHill, type SignedNetwork } from './signedNetwork';
import type { TopologySettings } from './networkBuilder';
import { cyclic, scaleFree } from './topologies';

const settings: TopologySettings = { genes: 40, regulators: 15, edges: 90, repressing: 0.3 };

/** Removes genes without regulators left again and again: what remains is on or behind a loop. */
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

  it('scaleFree has no loop and cyclic has', () => {
    for (let seed = 0; seed < 5; seed++) {
      expect(hasLoop(scaleFree(settings, new Random(seed)))).toBe(false);
      expect(hasLoop(cyclic(settings, new Random(seed)))).toBe(true);
    }
  });

  it('says so where the edges do not fit', () => {
    const crowded = { genes: 5, regulators: 2, edges: 50, repressing: 0 };
    expect(() => scaleFree(crowded, new Random(1))).toThrow(/fit/u);
    expect(() => cyclic(crowded, new Random(1))).toThrow(/fit/u);
  });
});

describe('additiveHill', () => {
  it('stays at the steady state it names, and returns to it where the Jacobian says so', () => {
    const random = new Random(4);
    const kinetics = additiveHill(scaleFree(settings, random), random);
    const rates = new Float64Array(40);
    kinetics.production(kinetics.steady, rates);
    for (const [g, rate] of rates.entries())
      expect(rate).toBeCloseTo((kinetics.decay[g] ?? 0) * (kinetics.steady[g] ?? 0), 10);
    // Without loops the eigenvalues are the decay rates themselves.
    expect(kinetics.slowest()).toBeCloseTo(-Math.min(...kinetics.decay), 6);
    const state = kinetics.steady.map((x) => 1.5 * x);
    advance(kinetics, state, untouched, { duration: 60, dt: 0.05, noise: 0, random, factor: null });
    for (const [g, level] of state.entries()) expect(level).toBeCloseTo(kinetics.steady[g] ?? 0, 4);
  });
});

/** How many numbers one evaluation reads of the state and writes into the rates, seen from outside. */
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

it('takes one Hill term for each regulator and one addition for each regulation, however many genes there are', () => {
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

it('draws networks of two thousand genes as asked, with falling out-degrees', () => {
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
