import { expect, test } from 'vitest';
import { frameAround, pathOf } from './cloudFrame';

const numbers = (viewBox: string) => viewBox.split(' ').map(Number);
const cells = Float32Array.of(0, 0, 10, 5);

test('the frame holds every cell with room around, upside down as SVG counts', () => {
  const { viewBox, size } = frameAround(cells, [[2, 2]], [0, 0]);
  expect(size).toBe(10);
  expect(numbers(viewBox)).toEqual([-0.6, -5.6, 11.2, 6.2]);
});

test('a predicted cloud beyond the cells makes the frame grow, by whole steps', () => {
  expect(numbers(frameAround(cells, [[2, 2]], [-3, 0]).viewBox)).toEqual([-2.6, -5.6, 13.2, 6.2]);
  expect(frameAround(cells, [[2, 2]], [-3.9, 0])).toEqual(frameAround(cells, [[2, 2]], [-3, 0]));
});

test('every cell is a dot', () => {
  expect(
    pathOf([
      [1, 2],
      [-0.5, -1],
    ]),
  ).toBe('M1.000 -2.000h0M-0.500 1.000h0');
});
