import { expect, it } from 'vitest';
import { presets } from '../../../dynamics/settings';
import { settingsForSize } from './nextSettings';

const single = {
  perturbations: 12,
  undosed: 12,
  trained: 11,
  conditions: 13,
  times: 1,
  timePoints: 1,
  largest: 1,
  cells: 15,
  trainingCells: 14,
  controlCells: 3,
  summed: 0,
};
const asked = { settings: presets.default, isTimeSet: false };

it('before the values are read, one sample of each perturbation is trained on to T = 1.5', () => {
  expect(settingsForSize(single, asked)).toMatchObject({ horizon: 1.5, pathWeight: 0.02 });
});

it('replicates, several times (be it one per perturbation) and a file without perturbations keep the T of the preset', () => {
  for (const other of [
    { cells: 16, largest: 2 },
    { timePoints: 2 },
    { perturbations: 0, cells: 3, largest: 0 },
  ])
    expect(settingsForSize({ ...single, ...other }, asked)).toBe(presets.default);
});

it('a T that was typed stays, be it that of the preset', () => {
  expect(settingsForSize(single, { ...asked, isTimeSet: true })).toBe(presets.default);
});
