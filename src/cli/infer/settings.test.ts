import { expect, it } from 'vitest';
import { presets } from '../../dynamics/settings';
import { settingsOf, settingsWith } from './settings';

it('uses the default preset without options', () => {
  expect(settingsOf({}, undefined)).toEqual(presets.default);
});

it('a typed preset overrides a configuration except for its seed', () => {
  const given = { ...presets.H, seed: 3, steps: 99, cellWeight: 0.7 };
  expect(settingsOf({}, given)).toEqual(given);
  expect(settingsOf({ preset: 'S0' }, given)).toEqual({ ...presets.S0, seed: 3 });
  expect(settingsOf({ preset: 'S0', seed: 5 }, given)).toEqual({ ...presets.S0, seed: 5 });
});

it('a new horizon sets the solver steps, unless they are given', () => {
  expect(settingsOf({ horizon: 1.5 }, undefined)).toMatchObject({ horizon: 1.5, solverSteps: 5 });
  expect(settingsOf({ preset: 'SH', horizon: 3 }, undefined)).toMatchObject({ horizon: 3, solverSteps: 8 });
  expect(settingsOf({ set: ['horizon=4'] }, undefined)).toMatchObject({ horizon: 4, solverSteps: 8 });
  expect(settingsOf({ horizon: 4, set: ['solverSteps=30'] }, undefined)).toMatchObject({ solverSteps: 30 });
  expect(settingsWith(presets.H, { horizon: 4, solverSteps: 9 })).toMatchObject({
    value: { horizon: 4, solverSteps: 9 },
  });
});

it('reads numbers, lists, words and null by name', () => {
  const set = ['cellWeight=0.5', 'betas=[0.8,0.9]', 'start=cold', 'modules=null'];
  expect(settingsOf({ modules: 9, set }, undefined)).toEqual({
    ...presets.default,
    cellWeight: 0.5,
    betas: [0.8, 0.9],
    start: 'cold',
    modules: null,
  });
});

it.each([
  'steps=3',
  'steps=1e9',
  'horizon=99',
  'seed=-1',
  'modules=9999',
  'preset=H',
  'cellWeight',
  'betas=1',
  'adjoint=continuous',
])('refuses %s', (assignment) => {
  expect(() => settingsOf({ set: [assignment] }, undefined)).toThrow(`--set ${assignment}`);
});
