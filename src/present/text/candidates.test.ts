import { expect, it } from 'vitest';
import { aDataset } from '../../../tests/support/app/testData';
import type { CandidateSource } from '../../dataset/factors/candidates';
import { candidateCounts, candidatesText, sourcesSentence } from './candidates';

const screen = { ...aDataset, genes: ['A', 'SPI1', 'GATA1'], candidates: Int32Array.of(0, 1, 2) };
const from = (are: CandidateSource['are']) => ({
  ...screen,
  candidateSource: { are, species: 'human' as const, factors: ['SPI1', 'GATA1'] },
});

it('says where edges may start', () => {
  expect(candidatesText(from('factors'))).toBe(
    '1 perturbed gene and 2 other transcription factors (published list, human)',
  );
  expect(sourcesSentence(from('all'))).toBe('Candidate regulators: all 3 genes.');
  expect(sourcesSentence(from('named'))).toBe('Candidate regulators: 3 listed genes.');
  const perturbed = { ...from('perturbed'), candidates: Int32Array.of(0) };
  expect(sourcesSentence(perturbed)).toBe('Candidate regulators: the 1 perturbed gene.');
});

it('does not guess it for runs that do not say', () => {
  expect(candidatesText(screen)).toBe('3');
  expect(sourcesSentence(screen)).toBeNull();
  expect(candidateCounts(screen)).toEqual({
    source: null,
    count: 3,
    perturbed: 1,
    otherFactors: 0,
    species: null,
  });
});
