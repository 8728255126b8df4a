import { expect, it } from 'vitest';
import type { RunEntry } from '../../../share/savedRun';
import { keptText, runLine, runName, savedLine, stateOfRun, storageLine } from './runs';

const entry: RunEntry = {
  id: 'one',
  name: null,
  dataset: 'screen.h5ad',
  demo: null,
  number: 1,
  savedAt: new Date(2026, 10, 21, 9, 5).getTime(),
  cells: 4013,
  genes: 103,
  perturbations: 1,
  seed: 7,
  error: 0.976,
  step: 350,
  steps: 350,
  finished: true,
  sizes: { start: 1_500_000, state: 300_000, kept: 100_000, methods: 50_000, effects: 50_000 },
};

it('names a run by its person, else by its data with a number', () => {
  expect(runName(entry)).toBe('screen.h5ad');
  expect(runName({ ...entry, number: 3 })).toBe('screen.h5ad (3)');
  expect(runName({ ...entry, demo: 'myeloid', number: 2 })).toBe('Myeloid demo (2)');
  expect(runName({ ...entry, number: 3, name: 'with guides' })).toBe('with guides');
});

it('says what a run is, when it was saved and how large it is', () => {
  expect(runLine(entry)).toBe('103 genes, 1 perturbation, seed 7, cross-validated error 0.98');
  expect(runLine({ ...entry, error: null })).toBe('103 genes, 1 perturbation, seed 7');
  expect(savedLine(entry)).toBe('21 Nov 2026, 09:05, 2.0 MB');
});

it('says what became of a training, and nothing where it is finished', () => {
  expect(stateOfRun(entry)).toBe('');
  expect(stateOfRun({ ...entry, step: 120 })).toBe('Stopped at step 120 of 350');
  expect(stateOfRun({ ...entry, step: 120, finished: false })).toBe('Interrupted at step 120 of 350');
});

it('offers the run kept last, by its state and place', () => {
  const saved = { ...entry, name: 'screen.h5ad', elsewhere: false };
  expect(keptText(saved)).toEqual({
    title: 'A run of screen.h5ad is saved in this browser',
    text: 'It is finished. Saved 21 Nov 2026, 09:05.',
  });
  const interrupted = { ...saved, step: 120, finished: false };
  expect(keptText(interrupted).text).toMatch(/^It stopped at step 120 of 350\./);
  expect(keptText({ ...interrupted, step: 0 }).text).toMatch(/^It stopped before its first step\./);
  expect(keptText({ ...interrupted, elsewhere: true })).toMatchObject({
    title: 'Training of screen.h5ad goes on in another tab',
    text: expect.stringMatching(/^It was at step 120 of 350\./),
  });
  expect(keptText({ ...saved, step: 120 }).text).toMatch(/^It was stopped at step 120 of 350; its network/);
});

it('gives the storage in units of its size', () => {
  expect(storageLine({ used: 115_000, available: 10_700_000_000 })).toBe(
    'This page uses 115 kB of the browser’s storage; 10.7 GB are available.',
  );
});
