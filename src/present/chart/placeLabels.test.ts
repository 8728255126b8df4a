import { expect, it } from 'vitest';
import { svgMarkup } from './chart';
import { namesBeside, placeLabels } from './placeLabels';

it('labels of close points go to different sides, and one without space is omitted', () => {
  const crowd = Array.from({ length: 12 }, (_, i) => ({ x: 100 + i, y: 100 + (i % 3), name: 'GENE' }));
  const placed = placeLabels(crowd);
  expect(new Set(placed.slice(0, 2)).size).toBe(2);
  expect(placed).toContain(null);
  expect(
    placeLabels([
      { x: 0, y: 0, name: 'A' },
      { x: 300, y: 0, name: 'B' },
    ]),
  ).toEqual(['top left', 'top left']);
});

it('names of wide letters do not reach into each other', () => {
  const pair = [
    { x: 100, y: 100, name: 'HMGCS1' },
    { x: 52, y: 100, name: 'KLF1' },
  ];
  expect(placeLabels(pair)).toEqual(['top left', 'bottom right']);
});

it('a name without room on one side of its point stands on the other', () => {
  const points = [
    { x: 32, y: 40, name: 'GATA1' },
    { x: 318, y: 90, name: 'KLF1' },
  ];
  const [atLeft, atRight] = namesBeside(points, { left: 30, width: 330 }).map((label) => svgMarkup(label));
  expect(atLeft).toContain('GATA1');
  expect(atLeft).toContain('start');
  expect(atRight).toContain('KLF1');
  expect(atRight).toContain('end');
});
