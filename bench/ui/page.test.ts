import { expect, it } from 'vitest';
import { rangeOf } from './page';

it.each([
  ['5 s, about 5–8 s left', 5, 8],
  ['about 1:40–2:05 min left', 100, 125],
  ['2:10 min, about 70 s–1:35 min left', 70, 95],
  ['12 s, about 4 s left', 4, 4],
])('reads the time left in “%s”', (text, least, most) => {
  expect(rangeOf(text)).toEqual([least, most]);
});
