import { expect, test } from 'vitest';
import { pastedGenes } from './ScreenPanel';

test('a pasted list is read whatever separates it, each gene once, with the names that are unknown', () => {
  expect(pastedGenes('spi1, GATA1\nGATA1;KLF9\tFOG1 ', ['GATA1', 'SPI1', 'FOG1'])).toEqual({
    genes: [1, 0, 2],
    unknown: ['KLF9'],
  });
  expect(pastedGenes(' ', ['GATA1'])).toEqual({ genes: [], unknown: [] });
});
