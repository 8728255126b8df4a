import { expect, it } from 'vitest';
import { seedText } from './ModelSection';

it('the seed field shows the typed text, even while it is not a number', () => {
  expect(seedText(null, 7)).toBe('7');
  expect(seedText({ text: '007', seed: 7 }, 7)).toBe('007');
  expect(seedText({ text: '7x', seed: 7 }, 7)).toBe('7x');
});

it('the seed field shows the seed of a link or run file, whatever was typed before', () => {
  expect(seedText({ text: '007', seed: 7 }, 42)).toBe('42');
  expect(seedText({ text: '', seed: 7 }, 42)).toBe('42');
});
