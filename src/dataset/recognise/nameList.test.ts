import { expect, it, test } from 'vitest';
import { perturbationNames, readNames } from './nameList';

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

const label = (
  name: string,
  targets: readonly string[],
  role: 'perturbation' | 'control' = 'perturbation',
) => ({
  label: name,
  targets,
  role,
  cells: 10,
});

it('guides with the same targets are held out together, by the name of the targets', () => {
  expect(
    perturbationNames([
      label('GATA1_g1', ['GATA1']),
      label('GATA1_g2', ['GATA1']),
      label('sgSPI1', ['SPI1']),
      label('A+B', ['A', 'B']),
      label('B+A', ['B', 'A']),
      label('NT', [], 'control'),
    ]),
  ).toEqual(['GATA1', 'sgSPI1', 'A+B']);
});
