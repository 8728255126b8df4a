import { describe, expect, it } from 'vitest';
import { chain } from '../../../tests/support/inference/chain';
import type { Module } from '../../network/network';
import { chanceOf, reproducibleShare } from './shuffledCheck';
import type { ResampledFit } from '../run/confidence';
import { summarise } from './summarise';

const regulators = Int32Array.of(0, 1);
const module = (...genes: number[]): Module => ({ name: 'M1', genes, regulators: [], stability: null });

function fit(index: number, weights: number[], responses: number[], modules: Module[] = []): ResampledFit {
  return { index, weights: Float32Array.from(weights), responses: Float32Array.from(responses), modules };
}

/** Two regulators of the chain's five genes. */
function result(weights: number[], modules: Module[] = []) {
  const network = {
    genes: chain().genes,
    regulators,
    weights: Float32Array.from(weights),
    stability: null,
  };
  return { network, modules };
}

const still = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const weightsOf = (first: number, second: number) => [0, first, 0, 0, 0, second, 0, 0, 0, 0];
const some = [
  fit(0, weightsOf(1, -0.4), still),
  fit(1, weightsOf(0.6, -0.6), still),
  fit(2, weightsOf(0.4, 0.6), still),
  fit(3, weightsOf(-1, -2), still),
];

describe('the summary of the fits', () => {
  it('counts for every edge the fits with its sign, and those with half its magnitude', () => {
    const { stability, signAgreement, fits } = summarise(result(weightsOf(1, -1)), chain(), some, null);
    expect(fits).toBe(4);
    expect([...stability]).toEqual([0, 0.5, 0, 0, 0, 0.5, 0, 0, 0, 0]);
    expect([...signAgreement]).toEqual([0, 0.75, 0, 0, 0, 0.75, 0, 0, 0, 0]);
  });

  it('gives the 5 % and 95 % quantiles of an edge’s scores', () => {
    const many = Array.from({ length: 21 }, (_, i) => fit(i, weightsOf(i, 0), still));
    const { low, high } = summarise(result(weightsOf(1, 0)), chain(), many, null);
    expect(low[1]).toBeCloseTo(1, 5);
    expect(high[1]).toBeCloseTo(19, 5);
  });

  it('is the same for any order of the fits', () => {
    const own = result(weightsOf(1, -1), [module(0, 1, 2)]);
    expect(summarise(own, chain(), some.toReversed(), null)).toEqual(summarise(own, chain(), some, null));
  });

  it('measures the reproducibility of a module by its most similar one', () => {
    const modules = [[module(0, 1, 2)], [module(3, 4), module(1, 2, 3)], [], [module(0, 1, 2, 3, 4)]];
    const fits = modules.map((own, index) => fit(index, still, still, own));
    const { modules: found } = summarise(result(still, [module(0, 1, 2)]), chain(), fits, null);
    expect(found[0]).toBeCloseTo((1 + 2 / 4 + 0 + 3 / 5) / 4, 10);
  });

  it('ranks regulators by the deviation between the fits’ predictions, and names the genes that differ', () => {
    const fits = [
      fit(0, still, [0, 1, 0, 0, 0, 0, 0, 3, 1, 0]),
      fit(1, still, [0, 2, 0, 0, 0, 0, 0, -3, 2, 0]),
    ];
    const { nextPerturbations } = summarise(result(still), chain(), fits, null);
    const [first, second] = nextPerturbations;
    expect(nextPerturbations.map(({ gene }) => gene)).toEqual([1, 0]);
    expect(first).toMatchObject({ kind: 'knockout', measured: true, genes: [2, 3] });
    expect(first?.disagreement).toBeCloseTo(Math.sqrt((18 + 0.5) / 5), 10);
    expect(second?.disagreement).toBeCloseTo(Math.sqrt(0.5 / 5), 10);
  });

  it('marks a regulator as measured where a training perturbation set it', () => {
    const { nextPerturbations } = summarise(result(still), { ...chain(), heldOut: ['G1'] }, some, null);
    expect(nextPerturbations.map(({ gene, measured }) => [gene, measured])).toEqual([
      [0, true],
      [1, false],
    ]);
  });

  it('counts an edge only above its chance score', () => {
    const mean = Float32Array.from(weightsOf(0.2, -0.2));
    const deviation = new Float32Array(10).fill(0.1);
    const shuffled = { check: { error: 1, stableShare: 0 }, chance: { mean, deviation } };
    const { stability, shuffled: told } = summarise(result(weightsOf(1, -1)), chain(), some, shuffled);
    // Beyond .5: the first edge in fits 0 and 1, the second in 1 and 3.
    expect([...stability]).toEqual([0, 0.5, 0, 0, 0, 0.5, 0, 0, 0, 0]);
    const higher = { ...shuffled, chance: { mean: Float32Array.from(weightsOf(0.5, -0.5)), deviation } };
    const stricter = summarise(result(weightsOf(1, -1)), chain(), some, higher);
    expect([...stricter.stability]).toEqual([0, 0.25, 0, 0, 0, 0.25, 0, 0, 0, 0]);
    expect(told).toEqual({ error: 1, stableShare: 0 });
  });
});

describe('chance', () => {
  it('is the mean of shuffled trainings, with the variance averaged with that of all edges', () => {
    const { mean, deviation } = chanceOf([Float32Array.of(1, 5), Float32Array.of(3, 5)]);
    expect([...mean]).toEqual([2, 5]);
    // Variances 2 and 0, their mean 1.
    expect(deviation[0]).toBeCloseTo(Math.sqrt(1.5), 6);
    expect(deviation[1]).toBeCloseTo(Math.sqrt(0.5), 6);
  });

  it('in the other direction has no effect on an edge', () => {
    const chance = { mean: Float32Array.of(-2), deviation: Float32Array.of(0.1) };
    expect([
      ...reproducibleShare(Float32Array.of(1), [Float32Array.of(0.6), Float32Array.of(0.4)], chance),
    ]).toEqual([0.5]);
  });
});
