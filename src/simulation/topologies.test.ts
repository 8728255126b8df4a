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
