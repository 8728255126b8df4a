import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { adjustedRand, findModules, moduleLoadings } from './modules';
import type { Module, Network } from './network';
import { lehmerDraws } from '../../tests/support/numerics/lehmer';

interface Planted {
  readonly network: Network;
  readonly leaveOut: readonly Float32Array[];
  /** [G] module of each gene, −1 for genes with a profile of their own or none. */
  readonly truth: Int32Array;
  readonly regulatorsOf: readonly (readonly number[])[];
}

/** Modules share signed regulators (three each) at gene-specific strength; every fit adds its own noise. */
function plant(seed: number, count: number, size: number, alone: number, noise: number): Planted {
  const random = new Random(seed);
  const regulatorCount = 20;
  const genes = count * size + alone;
  const order = random.permutation(genes);
  const truth = new Int32Array(genes).fill(-1);
  const clean = new Float64Array(regulatorCount * genes);
  const regulatorsOf: number[][] = [];
  for (let m = 0; m < count; m++) {
    const chosen = Array.from(random.permutation(regulatorCount)).slice(0, 3);
    const signs = chosen.map(() => (random.uniform() < 0.4 ? -1 : 1));
    regulatorsOf.push(chosen);
    for (let k = 0; k < size; k++) {
      const gene = order[m * size + k] ?? 0;
      truth[gene] = m;
      for (const [i, r] of chosen.entries())
        clean[r * genes + gene] = (signs[i] ?? 1) * (0.6 + 0.8 * random.uniform());
    }
  }
  const fit = () => Float32Array.from(clean, (w) => w + noise * random.normal());
  return {
    network: {
      genes: Array.from({ length: genes }, (_, i) => `g${i}`),
      regulators: Int32Array.from({ length: regulatorCount }, (_, r) => r),
      weights: fit(),
      stability: null,
    },
    leaveOut: [fit(), fit(), fit()],
    truth,
    regulatorsOf,
  };
}

function labelsOf(modules: readonly Module[], genes: number): Int32Array {
  const labels = new Int32Array(genes).fill(-1);
  for (const [m, module] of modules.entries()) for (const gene of module.genes) labels[gene] = m;
  return labels;
}

describe('findModules', () => {
  it('finds planted modules, and how many there are, from noisy fits', () => {
    for (const count of [2, 3, 5, 8])
      for (const seed of [0, 2, 3]) {
        const { network, leaveOut, truth } = plant(seed, count, 8, 10, 0.15);
        const modules = findModules(network, leaveOut);
        expect(modules).toHaveLength(count);
        expect(adjustedRand(labelsOf(modules, truth.length), truth)).toBeGreaterThan(0.95);
      }
  });

  it('finds planted modules without leave-out fits, and then gives no stability', () => {
    const { network, truth } = plant(2, 5, 8, 10, 0.1);
    const modules = findModules(network, []);
    expect(adjustedRand(labelsOf(modules, truth.length), truth)).toBeGreaterThan(0.9);
    expect(modules.map(({ stability }) => stability)).toEqual(modules.map(() => null));
  });

  it('names the regulators that were planted first', () => {
    const { network, leaveOut, truth, regulatorsOf } = plant(0, 3, 8, 10, 0.15);
    for (const module of findModules(network, leaveOut)) {
      const planted = regulatorsOf[truth[module.genes[0] ?? 0] ?? -1] ?? [];
      expect(new Set(module.regulators.slice(0, 3))).toEqual(new Set(planted));
    }
  });

  it('has high stability for clear modules and low stability for groups in pure noise', () => {
    const clear = plant(0, 3, 8, 10, 0.1);
    for (const { stability } of findModules(clear.network, clear.leaveOut))
      expect(stability).toBeGreaterThan(0.9);
    const noise = plant(4, 0, 8, 40, 1);
    for (const { stability } of findModules(noise.network, noise.leaveOut))
      expect(stability).toBeLessThan(0.5);
  });

  it('assigns genes without incoming edges to no module', () => {
    const { network } = plant(1, 2, 6, 4, 0);
    const grouped = findModules(network, []).flatMap((module) => module.genes);
    expect(grouped).toHaveLength(12);
  });
});

// As in scripts/references/network_clustering.py.
const a = lehmerDraws(5, 30).map((v) => Math.floor(4 * v));
const b = lehmerDraws(6, 30).map((v, i) => (v < 0.6 ? (a[i] ?? 0) : Math.floor(4 * v)));

it('agrees with sklearn.metrics.adjusted_rand_score', () => {
  expect(adjustedRand(a, b)).toBeCloseTo(0.6799776352186452, 12);
});

it('treats every item labelled −1 as a singleton', () => {
  const [left, right] = [a, b].map((labels) => labels.map((x) => (x === 0 ? -1 : x)));
  expect(adjustedRand(left ?? [], right ?? [])).toBeCloseTo(0.6424657534246575, 12);
});

it('is 0 where nothing is grouped', () => {
  expect(adjustedRand([-1, -1, -1], [-1, -1, -1])).toBe(0);
});

it('is the cosine of a gene’s incoming edges with the mean direction of its module', () => {
  // Two regulators; genes 0 and 1 point along (1, 0) and (0, 1), gene 2 along their middle, gene 3 against it, gene 4 nowhere.
  const network = {
    genes: ['a', 'b', 'c', 'd', 'e'],
    regulators: Int32Array.from([0, 1]),
    weights: Float32Array.from([2, 0, 3, -1, 0, 0, 5, 3, -1, 0]),
    stability: null,
  };
  const modules = [
    { name: 'M1', genes: [0, 1], regulators: [], stability: null },
    { name: 'M2', genes: [0], regulators: [], stability: null },
  ];
  const half = Math.SQRT1_2;
  const expected = [half, 1, half, 0, 1, half, -1, -half, 0, 0];
  const loadings = moduleLoadings(network, modules);
  expect(loadings).toHaveLength(10);
  for (const [at, value] of expected.entries()) expect(loadings[at]).toBeCloseTo(value, 6);
});
