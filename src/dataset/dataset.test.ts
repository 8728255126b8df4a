import { expect, it } from 'vitest';
import {
  controlCellCount,
  perturbationLabels,
  perturbedConditions,
  perturbedGenes,
  perturbedInTraining,
  timePoints,
  type Condition,
} from './dataset';

function condition(label: string, genes: readonly number[], time: number | null, cells: number): Condition {
  return { label, interventions: genes.map((gene) => ({ gene, kind: 'knockout' })), time, cells };
}

const screen = {
  conditions: [
    condition('NT', [], 1, 30),
    condition('B', [7], 10, 5),
    condition('A+B', [3, 7], 2, 4),
    condition('B', [7], 2, 6),
    condition('WT', [], 2, 12),
  ],
};

it('perturbations measured at several times count once, controls not at all', () => {
  expect(perturbedConditions(screen)).toHaveLength(3);
  expect(perturbationLabels(screen)).toEqual(['B', 'A+B']);
});

it('perturbed genes are listed once each, ascending', () => {
  expect(perturbedGenes(screen)).toEqual([3, 7]);
});

it('genes perturbed only in held-out conditions were not perturbed in training', () => {
  expect([...perturbedInTraining({ ...screen, heldOut: ['A+B'] })]).toEqual([7]);
  expect([...perturbedInTraining({ ...screen, heldOut: ['B'] })]).toEqual([3, 7]);
});

it('control cells of all labels and times are counted together', () => {
  expect(controlCellCount(screen)).toBe(42);
});

it('time points are those of perturbed cells, in numeric order', () => {
  expect(timePoints(screen)).toEqual([2, 10]);
  expect(timePoints({ conditions: [condition('A', [1], null, 3)] })).toEqual([]);
});
