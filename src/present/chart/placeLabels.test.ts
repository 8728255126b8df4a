import { expect, it } from 'vitest';
import { placeLabels } from './placeLabels';

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
