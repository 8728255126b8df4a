/** Cells of a heat map on a canvas: their colours, and those whose names are sought. */
import { expect, it } from 'vitest';
import type { EffectsMap } from '../../../../present/chart/effects';
import { pixelsOf, soughtIn } from './wholeMapParts';

const map: EffectsMap = {
  rows: ['GATA1', 'STAT1'].map((label, row) => ({ label, perturbation: row + 1, changed: 2 })),
  genes: ['KLF1', 'STAT1', 'IRF1'],
  log2: Float32Array.of(1, -2, 0.5, -4, 0, 3),
  strong: Uint8Array.of(1, 1, 0, 1, 0, 1),
  own: Uint8Array.of(0, 0, 0, 0, 1, 0),
  acting: 2,
  isTested: true,
};

it('a cell has the colour of its direction, as strong as its change, and pale where it is not significant', () => {
  const pixels = pixelsOf(map, 2, { activates: '#ff0000', represses: '#0000ff' }, { from: 0, to: 1 });
  expect([...pixels]).toEqual([255, 0, 0, 128, 0, 0, 255, 255, 255, 0, 0, 13]);
  const second = pixelsOf(map, 2, { activates: '#ff0000', represses: '#0000ff' }, { from: 1, to: 2 });
  expect([second[3], second[7], second[11]]).toEqual([255, 0, 255]);
});

it('rows and columns are those whose names hold a word, or all where none does', () => {
  const names = (sought: string) => {
    const { rows, genes, log2, own } = soughtIn(map, sought);
    return [rows.map(({ label }) => label), genes, [...log2], [...own]];
  };
  expect(names('stat')).toEqual([['STAT1'], ['STAT1'], [0], [1]]);
  expect(names('gata1, irf')).toEqual([['GATA1'], ['IRF1'], [0.5], [0]]);
  expect(names('KLF')).toEqual([['GATA1', 'STAT1'], ['KLF1'], [1, -4], [0, 0]]);
  expect(soughtIn(map, '  ')).toBe(map);
});
