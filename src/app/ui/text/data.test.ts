import { expect, it } from 'vitest';
import { emptyImport } from '../../session/state';
import { readingText } from './data';

it('states for a silent file when reading stops, and offers Cancel while values are read', () => {
  const file = { ...emptyImport, fileName: 'screen.h5ad' };
  const said = (phase: 'reading' | 'loading', isSilent: boolean) =>
    readingText({ ...file, phase, isSilent })?.where;
  expect(said('reading', false)).toBe('Read in this tab; never uploaded.');
  expect(said('loading', false)).toBe(said('reading', false));
  expect(said('reading', true)).toMatch(/for 10 seconds.*reading stops after 30 seconds/);
  expect(said('loading', true)).toMatch(/for 10 seconds.*Press Cancel/);
  expect(readingText({ ...file, phase: 'checking' })).toBeNull();
});
