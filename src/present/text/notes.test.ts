import { expect, it } from 'vitest';
import { describeNotes } from './notes';

const small = (label: string, cells: number, more?: number) => ({
  tag: 'small-condition' as const,
  label,
  cells,
  ...(more === undefined ? {} : { more }),
});

it('lists notes to check first, and merges several small conditions into one note with their number', () => {
  const texts = describeNotes([{ tag: 'decimal-comma' }, small('A', 9), small('B', 4, 7)]);
  expect(texts.map(({ title }) => title)).toEqual([
    '9 conditions have few cells',
    'Numbers use a decimal comma',
  ]);
  expect(texts[0]?.detail).toBe('B with 4 and A with 9 cells, and 7 more. Their effects will be uncertain.');
});

it('leaves a single small condition as it is', () => {
  expect(describeNotes([small('A', 9)])[0]?.title).toBe('A has only 9 cells');
});
