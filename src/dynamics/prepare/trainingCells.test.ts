import { expect, it } from 'vitest';
import { maxTrainingCells, collectTrainingCells } from './trainingCells';
import { isControl } from '../../dataset/dataset';
import { measuredPerturbations } from './measured';
import { conditionMoments } from './conditionMoments';
import { conditionShifts } from './shifts';
import {
  difference,
  referenceScreen,
  settings,
  trainingLabels,
} from '../../../tests/support/dynamics/referenceScreen';
import { computeScaling } from './scaling';
import { stratify } from './strata';

it('keeps a screen of 300,000 cells and 100 genes whole', () => {
  expect(maxTrainingCells(100)).toBeGreaterThan(300_000);
});

const dataset = referenceScreen({ composition: null });
const isTraining = (condition: number): boolean => {
  const one = dataset.conditions[condition];
  return one !== undefined && (isControl(one) || trainingLabels.has(one.label));
};
const strata = stratify(dataset, isTraining);
const scaling = computeScaling(dataset, dataset.values, strata, isTraining);
const moments = conditionMoments(dataset, dataset.values, strata, scaling);
const shifts = conditionShifts(dataset, strata, scaling, moments, isTraining);
const learned = measuredPerturbations(dataset, settings, trainingLabels, shifts).filter(
  ({ training }) => training,
);
// Far below anything measured: a knockout would be seen.
const level = new Float64Array(dataset.genes.length).fill(-1e3);
const none = new Float64Array(dataset.genes.length);

function collected(max: number) {
  return collectTrainingCells({
    dataset,
    corrected: dataset.values,
    strata,
    scaling,
    shifts,
    learned,
    isTraining,
    setLevels: {
      knockoutValue: level,
      knockdownValue: none,
      latent: [],
      deltaGenes: new Int32Array(),
      doses: [],
    },
    max,
    seed: 3,
  });
}

it('a sample keeps every condition, and the mean over all its cells', () => {
  const all = collected(Infinity);
  const some = collected(60);
  expect(some.conditionOfCell).toHaveLength(60);
  expect(some.conditions.map(({ perturbation }) => perturbation)).toEqual(
    all.conditions.map(({ perturbation }) => perturbation),
  );
  const genes = dataset.genes.length;
  some.conditions.forEach(({ perturbation }, condition) => {
    if (perturbation < 0) return;
    const own = [condition * genes, (condition + 1) * genes] as const;
    expect(difference(some.centres.subarray(...own), [...all.centres.subarray(...own)])).toBeLessThan(1e-4);
  });
});
