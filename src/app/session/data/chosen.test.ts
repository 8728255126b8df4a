import { expect, it } from 'vitest';
import { aDataset } from '../../../../tests/support/app/testData';
import { chosen } from './chosen';

const dataset = {
  ...aDataset,
  genes: ['A', 'B', 'C', 'D'],
  latent: [3],
  candidates: Int32Array.of(0, 1),
  candidateSource: { are: 'factors' as const, species: 'mouse' as const, factors: ['B'] },
};

it('chooses other candidate regulators of a loaded data set, and the former ones again', () => {
  const heldOut = ['A'];
  const candidatesOf = (candidates?: 'factors' | 'perturbed' | 'all') => {
    const again = chosen(dataset, { heldOut, regulators: null, ...(candidates && { candidates }) });
    return [again.candidateSource?.are, ...again.candidates];
  };
  expect(candidatesOf()).toEqual(['factors', 0, 1]);
  expect(candidatesOf('perturbed')).toEqual(['perturbed', 0]);
  expect(candidatesOf('all')).toEqual(['all', 0, 1, 2, 3]);
  expect(candidatesOf('factors')).toEqual(['factors', 0, 1]);
});

it('without a list, factors are all genes of a small screen', () => {
  const before = chosen(aDataset, { heldOut: [], regulators: null, candidates: 'factors' });
  expect([...before.candidates]).toEqual([0, 1]);
  expect(before.candidateSource).toEqual({ are: 'all', species: null, factors: [] });
});
