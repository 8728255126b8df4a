import { expect, it } from 'vitest';
import { emptyImport } from '../../session/importState';
import { readingText } from './data';

it('says of a file without signs that it is given up while it is opened, and that Cancel ends it while its values are read', () => {
  const file = { ...emptyImport, fileName: 'screen.h5ad' };
  const said = (phase: 'reading' | 'loading', isSilent: boolean) =>
    readingText({ ...file, phase, isSilent })?.where;
  expect(said('reading', false)).toBe('It is read in this tab and sent nowhere.');
  expect(said('loading', false)).toBe(said('reading', false));
  expect(said('reading', true)).toMatch(/for 10 seconds.*after 30 it is given up/);
  expect(said('loading', true)).toMatch(/for 10 seconds.*Cancel ends it/);
  expect(readingText({ ...file, phase: 'checking' })).toBeNull();
});
