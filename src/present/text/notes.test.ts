import { expect, it } from 'vitest';
import { describeNotes } from './notes';

const small = (label: string, cells: number, more?: number) => ({
  tag: 'small-condition' as const,
  label,
  cells,
  ...(more === undefined ? {} : { more }),
});

it('tells what to look at first, and several small groups as one that counts those not named', () => {
  const texts = describeNotes([{ tag: 'decimal-comma' }, small('A', 9), small('B', 4, 7)]);
  expect(texts.map(({ title }) => title)).toEqual([
    '9 groups of cells are small',
    'Numbers are written with a comma',
  ]);
  expect(texts[0]?.detail).toBe('B with 4 and A with 9 cells, and 7 more. Their effects will be uncertain.');
});

it('leaves one small group as it is', () => {
  expect(describeNotes([small('A', 9)])[0]?.title).toBe('A has only 9 cells');
});
