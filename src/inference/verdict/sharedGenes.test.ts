import { expect, it } from 'vitest';
import { madeUpRun } from '../../../tests/support/inference/madeUpRun';
import { sampleRun } from '../../../tests/support/present/sampleRun';
import { Random } from '../../numerics/random';
import { sharedGenes } from './sharedGenes';

const genes = Array.from({ length: 40 }, (_, gene) => `g${gene}`);

function sharedOf(shared: number, own: number, perturbations = 12) {
  const { comparisons } = madeUpRun({ perturbations, shared, own, predicted: 0 });
  const network = { ...sampleRun().result.network, genes };
  return { comparisons, found: sharedGenes({ comparisons, network }) };
}

it('names the genes that all perturbations change most, with their mean change', () => {
  const { comparisons, found } = sharedOf(1, 0.1);
  const training = comparisons.filter(({ role }) => role === 'training');
  const means = genes.map((gene, g) => {
    const free = training.filter(({ targets }) => !targets.includes(g));
    return { gene, change: free.reduce((sum, { measured }) => sum + (measured[g] ?? NaN), 0) / free.length };
  });
  const strongest = means.toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change)).slice(0, 8);
  expect(found?.map(({ gene }) => gene)).toEqual(strongest.map(({ gene }) => gene));
  found?.forEach(({ change }, place) => expect(change).toBeCloseTo(strongest[place]?.change ?? NaN, 6));
});

it('names none where perturbations share nothing', () => {
  expect(sharedOf(0, 1, 30).found).toBeNull();
});

it('does not take the error of the controls, which all share, for a response', () => {
  const random = Random.mixed(4);
  const controls = Array.from({ length: 40 }, () => 0.1 * random.normal());
  const { comparisons } = madeUpRun({ perturbations: 12, shared: 0, own: 0.01, predicted: 0 });
  const moved = comparisons.map((one) => ({
    ...one,
    measured: one.measured.map((value, g) => value + (controls[g] ?? NaN)),
    standardError: one.measured.map(() => 0.1),
  }));
  expect(sharedGenes({ comparisons: moved, network: { ...sampleRun().result.network, genes } })).toBeNull();
});
