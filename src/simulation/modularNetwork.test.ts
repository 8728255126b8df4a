import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { leastModularEdges, modular, moduleNames } from './modularNetwork';
import { simulateRandomScreen } from './randomScreen';
import type { SignedNetwork } from './signedNetwork';

const settings = { genes: 60, regulators: 12, modules: 5, edges: 0, repressing: 0.4 };

/** Signed regulators of a gene, as text. */
function signatureOf({ regulations }: SignedNetwork, gene: number): string {
  return regulations
    .filter(({ target }) => target === gene)
    .map(({ source, strength }) => `${strength < 0 ? '-' : '+'}${source}`)
    .toSorted()
    .join(' ');
}

describe('a modular network', () => {
  it('has genes with the same signed regulators in each module, and others in each other', () => {
    for (let seed = 0; seed < 8; seed++)
      for (const modules of [1, 2, 3, 5, 12]) {
        const network = modular({ ...settings, modules }, new Random(seed));
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

  it('has as many regulations as its modules need, all regulators among them, and sizes that differ by one at most', () => {
    const network = modular(settings, new Random(3));
    expect(network.regulations).toHaveLength(leastModularEdges(settings));
    expect(new Set(network.regulations.map(({ source }) => source)).size).toBe(12);
    const sizes = Array.from(
      { length: 5 },
      (_, module) => network.modules?.filter((m) => m === module).length ?? 0,
    );
    expect(sizes.toSorted((a, b) => a - b)).toEqual([9, 9, 10, 10, 10]);
  });

  it('is blurred by the regulations beyond that, which leave the shared ones as they are', () => {
    const edges = leastModularEdges(settings) + 40;
    const network = modular({ ...settings, edges }, new Random(3));
    expect(network.regulations).toHaveLength(edges);
    expect(new Set(network.regulations.map(({ source, target }) => `${source}>${target}`)).size).toBe(edges);
    const signatures = new Set([...network.genes.keys()].map((gene) => signatureOf(network, gene)));
    expect(signatures.size).toBeGreaterThan(15);
    expect(() => modular({ ...settings, edges: 577 }, new Random(1))).toThrow(/fit/u);
  });

  it('keeps the signs of its modules whatever share represses', () => {
    for (const [repressing, sign] of [
      [0, 1],
      [1, -1],
    ] as const)
      for (const { strength } of modular({ ...settings, repressing }, new Random(2)).regulations)
        expect(Math.sign(strength)).toBe(sign);
  });
});

it('tells of every gene of a screen which module it is in', () => {
  const screen = simulateRandomScreen({
    ...settings,
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
