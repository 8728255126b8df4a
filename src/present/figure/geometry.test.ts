import fc from 'fast-check';
import { expect, it } from 'vitest';
import { convexHull, hullOf, edgeCurve, bendOf } from './geometry';

const point = fc.record({ x: fc.integer({ min: -50, max: 50 }), y: fc.integer({ min: -50, max: 50 }) });

it('the convex hull contains every point', () => {
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

it('the outline of one gene surrounds its box, and no genes give no outline', () => {
  const hull = hullOf([{ x: 10, y: 20, halfWidth: 30, halfHeight: 14 }], 20);
  expect(hull?.top.y).toBeLessThan(20 - 14 - 10);
  expect(hull?.path).toMatch(/^M[^a-z]+Z$/);
  expect(hullOf([], 20)).toBeNull();
});

const pill = (x: number, y: number) => ({ x, y, halfWidth: 30, halfHeight: 14 });
const single = { source: 0, target: 1, bow: 0.1, mutual: false };

/** Whether the drawn curve crosses the box, by sampling much finer than bendOf. */
function passesUnder(
  bend: number,
  from: ReturnType<typeof pill>,
  to: typeof from,
  over: typeof from,
): boolean {
  const shape = (box: typeof from) => ({ ...box, halfWidth: 30, halfHeight: 14 });
  const curve = edgeCurve(shape(from), shape(to), bend);
  return Array.from({ length: 1000 }, (_, i) => i / 1000).some((t) => {
    const at = (axis: 'x' | 'y') =>
      (1 - t) ** 2 * curve.from[axis] + 2 * t * (1 - t) * curve.control[axis] + t ** 2 * curve.to[axis];
    return Math.abs(at('x') - over.x) < over.halfWidth && Math.abs(at('y') - over.y) < over.halfHeight;
  });
}

it('an unobstructed edge bends by its share of the length', () => {
  expect(
    bendOf(
      single,
      new Map([
        [0, pill(0, 0)],
        [1, pill(400, 0)],
      ]),
    ),
  ).toBe(40);
});

it.each([
  [200, 12],
  [200, -8],
  [120, 0],
  [260, 30],
])('an edge passes around an unrelated gene at %i, %i', (x, y) => {
  const [from, to, between] = [pill(0, 0), pill(400, 0), pill(x, y)];
  const bend = bendOf(
    single,
    new Map([
      [0, from],
      [1, to],
      [2, between],
    ]),
  );
  expect(passesUnder(bend, from, to, between)).toBe(false);
});

it('mutual edges pass around a gene without changing sides', () => {
  const boxes = new Map([
    [0, pill(0, 0)],
    [1, pill(400, 0)],
    [2, pill(200, 20)],
  ]);
  const there = bendOf({ source: 0, target: 1, bow: 0.22, mutual: true }, boxes);
  const back = bendOf({ source: 1, target: 0, bow: 0.22, mutual: true }, boxes);
  expect(there).toBeGreaterThan(0);
  expect(back).toBeGreaterThan(0);
});

it('a straight edge stays straight', () => {
  expect(
    bendOf(
      { ...single, bow: 0 },
      new Map([
        [0, pill(0, 0)],
        [1, pill(400, 0)],
        [2, pill(200, 0)],
      ]),
    ),
  ).toBe(0);
});

it('between genes that nearly touch an edge is straight, and no control point lies on a gene', () => {
  const centre = { x: 200, y: 200 };
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 140 }),
      fc.double({ min: 0, max: Math.PI, noNaN: true }),
      fc.constantFrom(0.1, 0.22),
      fc.boolean(),
      (length, angle, bow, mutual) => {
        const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
        const [from, to] = [pill(centre.x, centre.y), pill(centre.x + length * dx, centre.y + length * dy)];
        const boxes = new Map([
          [0, from],
          [1, to],
        ]);
        const bend = bendOf({ source: 0, target: 1, bow, mutual }, boxes);
        const control = {
          x: centre.x + (length / 2) * dx - bend * dy,
          y: centre.y + (length / 2) * dy + bend * dx,
        };
        // A pill is all that is nearer than 14 to a line of 32.
        const distances = [from, to].map(({ x, y }) =>
          Math.hypot(Math.max(0, Math.abs(control.x - x) - 16), control.y - y),
        );
        expect(bend === 0 || Math.min(...distances) >= 14).toBe(true);
      },
    ),
  );
  const near = new Map([
    [0, pill(0, 0)],
    [1, pill(64, 0)],
  ]);
  expect(bendOf(single, near)).toBe(0);
});

it('an edge around a gene does not run below all genes, into what stands there', () => {
  // The eleven signalling proteins of Sachs et al. as arranged in a panel of 440 × 300 pixels; pkc → p38 passes around pip2.
  const places = [
    [454, 353],
    [609, 316],
    [565, 355],
    [417, 395],
    [632, 266],
    [635, 203],
    [560, 213],
    [486, 212],
    [451, 243],
    [340, 273],
    [353, 354],
  ] as const;
  const boxes = places.map(([x, y]) => ({ x, y, halfWidth: 23, halfHeight: 14 }));
  const [pkc, p38] = [pill(454, 353), pill(609, 316)];
  const bend = bendOf({ source: 0, target: 1, bow: 0.22, mutual: true }, new Map(boxes.entries()));
  expect(passesUnder(bend, pkc, p38, pill(565, 355))).toBe(false);
  const { from, control, to } = edgeCurve(pkc, p38, bend);
  const lowest = Math.max(
    ...Array.from({ length: 101 }, (_, i) => i / 100).map(
      (t) => (1 - t) ** 2 * from.y + 2 * t * (1 - t) * control.y + t ** 2 * to.y,
    ),
  );
  expect(lowest).toBeLessThan(395 + 14 + 9);
});
