import { expect, test } from 'vitest';
import { memorySize, memoryText, sampleText, shortageText, smallerText } from './memory';

test('memory is told in two digits', () => {
  expect([3e5, 7.4e6, 123.4e6, 994e6, 996e6, 2.44e9, 12.3e9].map(memorySize)).toEqual([
    '1 MB',
    '7 MB',
    '120 MB',
    '990 MB',
    '1.0 GB',
    '2.4 GB',
    '12 GB',
  ]);
  expect(memoryText(118e6, null)).toBe('It needs about 120 MB of memory.');
  expect(memoryText(118e6, 41e6)).toBe(
    'It needs about 120 MB of memory, and 41 MB of a graphics processor’s where that computes.',
  );
});

test('a sample of the cells is told', () => {
  expect(sampleText(300_000, 335_544)).toBe('');
  expect(sampleText(300_000, 167_772)).toBe(
    'Each fit learns from a sample of 167,772 of the 300,000 cells, with small perturbations whole; means are of all cells.',
  );
});

test('a run that is refused is told with what it would fit', () => {
  expect(shortageText({ bytes: 6.3e9, limit: 4e9 })).toBe(
    'It needs about 6.3 GB, and 4.0 GB can be used here.',
  );
  expect(shortageText({ bytes: 0, limit: 0 })).toBe('It needs more than there is here.');
  expect(smallerText({ genes: 1400, regulators: 90, perturbations: 300 })).toBe(
    'With 1,400 genes, 90 candidate regulators or 300 perturbations it would fit.',
  );
  expect(smallerText({ genes: null, regulators: 1, perturbations: null })).toBe(
    'With 1 candidate regulator it would fit.',
  );
  expect(smallerText({ genes: null, regulators: null, perturbations: null })).toBe('');
});
