import { expect, test } from 'vitest';
import { readNames } from './nameList';

test('a pasted list is read with any separator', () => {
  const known = ['GATA1', 'SPI1', 'CEBPA'];
  for (const text of ['GATA1\nSPI1', 'GATA1, SPI1', 'GATA1;SPI1;', 'GATA1\tSPI1', ' GATA1  SPI1 ']) {
    expect(readNames(text, known)).toEqual({ found: ['GATA1', 'SPI1'], missing: [] });
  }
});

test('a name with a space is kept whole if the file has it', () => {
  expect(readNames('CD4 naive, B', ['CD4 naive', 'B']).found).toEqual(['CD4 naive', 'B']);
});

test('case is ignored, repeats count once, and unknown names are reported', () => {
  expect(readNames('gata1 GATA1 nosuch', ['GATA1'])).toEqual({ found: ['GATA1'], missing: ['nosuch'] });
});
