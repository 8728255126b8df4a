import fc from 'fast-check';
import { expect, it } from 'vitest';
import { convexHull, hullOf } from './hull';

const point = fc.record({ x: fc.integer({ min: -50, max: 50 }), y: fc.integer({ min: -50, max: 50 }) });

it('the convex hull has every point on its inner side, whichever points there are', () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 3, maxLength: 30 }), (points) => {
      const hull = convexHull(points);
      for (const [i, a] of hull.entries()) {
        const b = hull[(i + 1) % hull.length] ?? a;
        for (const p of points)
          expect((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

it('the outline of one gene goes around its box, and no genes have none', () => {
  const hull = hullOf([{ x: 10, y: 20, halfWidth: 30, halfHeight: 14 }], 20);
  expect(hull?.top.y).toBeLessThan(20 - 14 - 10);
  expect(hull?.path).toMatch(/^M[^a-z]+Z$/);
  expect(hullOf([], 20)).toBeNull();
});
