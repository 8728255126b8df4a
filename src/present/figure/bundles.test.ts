import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { bundlesOf, controlsOf, curveOf, drawnColors, LEAST_BUNDLED } from './bundles';
import type { Camera } from './camera';
import type { Box, Point } from './geometry';
import type { FigureEdge } from './networkFigure';

const hub = 0;
const unit: Camera = { scaleX: 1, scaleY: 1, x: 0, y: 0 };

function edgeTo(target: number, given: Partial<FigureEdge> = {}): FigureEdge {
  return {
    id: `${hub}>${target}`,
    source: hub,
    target,
    head: 'activates',
    width: 1,
    dashed: false,
    mark: 'plain',
    color: '#ff0000',
    opacity: 0.5,
    isAside: false,
    slim: true,
    bow: 0,
    mutual: false,
    ...given,
  };
}

const polar = (radius: number, degrees: number): Point => ({
  x: radius * Math.cos((degrees * Math.PI) / 180),
  y: radius * Math.sin((degrees * Math.PI) / 180),
});

/** The hub at 0, 0, and its targets from 1 on. */
function network(targets: readonly Point[]) {
  const places = new Map([[hub, { x: 0, y: 0 }], ...targets.map((place, i) => [i + 1, place] as const)]);
  const edges = targets.map((_, i) => edgeTo(i + 1));
  const boxes = new Map<number, Box>(
    Array.from(places, ([gene, place]) => [gene, { ...place, halfWidth: 6, halfHeight: 6 }]),
  );
  return { places, edges, boxes };
}

/** Two targets 16° apart in each of four directions, at 300. */
const pairs = network([-8, 8, 82, 98, 172, 188, 262, 278].map((degrees) => polar(300, degrees)));

function randomTargets(seed: number, count: number): Point[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => polar(60 + 340 * random.uniform(), 360 * random.uniform()));
}

describe('a tree of edges', () => {
  it('joins two targets at one distance where their spirals of 30° meet', () => {
    const ways = bundlesOf(pairs.edges, pairs.places);
    // r = R exp(−Δ / (2 tan 30°)), in the middle between the two.
    const radius = 300 * Math.exp((-16 * Math.PI) / 180 / (2 * Math.tan(Math.PI / 6)));
    for (const [i, degrees] of [0, 90, 180, 270].entries())
      for (const target of [2 * i + 1, 2 * i + 2]) {
        const [half, joint, ...others] = ways.get(`0>${target}`) ?? [];
        const expected = polar(radius, degrees);
        expect(others).toEqual([]);
        expect(joint?.x).toBeCloseTo(expected.x, 6);
        expect(joint?.y).toBeCloseTo(expected.y, 6);
        expect(half?.x).toBeCloseTo(expected.x / 2, 6);
        expect(half?.y).toBeCloseTo(expected.y / 2, 6);
      }
  });

  it('leaves targets alone that are more than 60° from the others', () => {
    const { edges, places } = network([0, 3, 6, 9, 12, 15, 90, 200].map((degrees) => polar(300, degrees)));
    const ways = bundlesOf(edges, places);
    expect([...ways.keys()].toSorted()).toEqual(['0>1', '0>2', '0>3', '0>4', '0>5', '0>6']);
  });

  it('parts from a nearer target in the same direction at 85 % of its distance', () => {
    const { edges, places } = network(Array.from({ length: 8 }, (_, i) => polar(100 * (i + 1), 30)));
    const ways = bundlesOf(edges, places);
    const [, first] = ways.get('0>8') ?? [];
    expect(first?.x).toBeCloseTo(polar(85, 30).x, 6);
    expect(first?.y).toBeCloseTo(polar(85, 30).y, 6);
  });

  it('is not made of fewer targets of one sign, of marked edges, or in a network of few genes', () => {
    const { edges, places } = pairs;
    expect(edges).toHaveLength(LEAST_BUNDLED);
    expect(bundlesOf(edges, places).size).toBe(8);
    expect(bundlesOf(edges.slice(1), places).size).toBe(0);
    const signs = edges.map((edge, i) => edgeTo(edge.target, { head: i < 4 ? 'activates' : 'represses' }));
    expect(bundlesOf(signs, places).size).toBe(0);
    for (const given of [{ mark: 'wrong' }, { mark: 'explained' }, { slim: false }] as const)
      expect(
        bundlesOf(
          edges.map((edge) => ({ ...edge, ...given })),
          places,
        ).size,
      ).toBe(0);
  });

  it('turns, mirrors and grows with the arrangement', () => {
    const targets = randomTargets(3, 40);
    const { edges, places } = network(targets);
    const ways = bundlesOf(edges, places);
    expect(ways.size).toBeGreaterThan(30);
    const [cos, sin] = [Math.cos(0.7), Math.sin(0.7)];
    const changes: readonly ((place: Point) => Point)[] = [
      ({ x, y }) => ({ x: cos * x - sin * y + 50, y: sin * x + cos * y - 20 }),
      ({ x, y }) => ({ x: -x, y }),
      ({ x, y }) => ({ x: 3 * x, y: 3 * y }),
    ];
    for (const change of changes) {
      const changed = new Map(Array.from(places, ([gene, place]) => [gene, change(place)]));
      const found = bundlesOf(edges, changed);
      expect([...found.keys()].toSorted()).toEqual([...ways.keys()].toSorted());
      for (const [id, way] of ways)
        for (const [i, place] of way.entries()) {
          const [at, expected] = [found.get(id)?.[i], change(place)];
          expect(at?.x).toBeCloseTo(expected.x, 6);
          expect(at?.y).toBeCloseTo(expected.y, 6);
        }
    }
  });

  it('leads hardly further than a straight line, and further from the regulator at every branching', () => {
    for (const seed of [1, 2, 3, 4]) {
      const targets = randomTargets(seed, 80);
      const { edges, places } = network(targets);
      for (const [id, way] of bundlesOf(edges, places)) {
        const end = targets[Number(id.slice(2)) - 1] ?? { x: 0, y: 0 };
        const points = [{ x: 0, y: 0 }, ...way, end];
        const distances = points.map(({ x, y }) => Math.hypot(x, y));
        expect(distances).toEqual(distances.toSorted((a, b) => a - b));
        const length = points
          .slice(1)
          .reduce(
            (sum, { x, y }, i) => sum + Math.hypot(x - (points[i]?.x ?? 0), y - (points[i]?.y ?? 0)),
            0,
          );
        expect(length / Math.hypot(end.x, end.y)).toBeLessThan(1.25);
      }
    }
  });
});

describe('the curve of a bundled edge', () => {
  const ways = bundlesOf(pairs.edges, pairs.places);
  const curve = (target: number, camera = unit) => curveOf(edgeTo(target), pairs.boxes, ways, camera);

  it('is that of its neighbour until they part', () => {
    expect(curve(1)?.before).toHaveLength(1);
    expect(curve(1)?.before).toEqual(curve(2)?.before);
    expect(curve(1)?.from).toEqual(curve(2)?.from);
    expect(curve(1)?.control).toEqual(curve(2)?.control);
    expect(curve(1)?.to).not.toEqual(curve(2)?.to);
  });

  it('begins at the outline of its regulator and ends 2 pixels from its target', () => {
    for (const { target } of pairs.edges) {
      const { before, to } = curve(target) ?? { before: [], to: { x: NaN, y: NaN } };
      const place = pairs.places.get(target) ?? { x: NaN, y: NaN };
      expect(Math.hypot(before[0]?.from.x ?? NaN, before[0]?.from.y ?? NaN)).toBeCloseTo(6, 3);
      expect(Math.hypot(to.x - place.x, to.y - place.y)).toBeCloseTo(8, 3);
    }
  });

  it('has its control points where the camera sees them, but for those under its own genes', () => {
    const camera = { scaleX: 2, scaleY: 1.5, x: 10, y: -5 };
    const seen = new Map(
      Array.from(pairs.places, ([gene, { x, y }]) => [
        gene,
        { x: 2 * x + 10, y: 1.5 * y - 5, halfWidth: 6, halfHeight: 6 },
      ]),
    );
    const expected = (ways.get('0>1') ?? []).map(({ x, y }) => ({ x: 2 * x + 10, y: 1.5 * y - 5 }));
    expect(controlsOf(edgeTo(1), seen, ways, camera)).toEqual(expected);
    const large = new Map(
      Array.from(seen, ([gene, box]) => [
        gene,
        gene === hub ? { ...box, halfWidth: 300, halfHeight: 300 } : box,
      ]),
    );
    expect(controlsOf(edgeTo(1), large, ways, camera)).toEqual(expected.slice(1));
  });
});

it('mixes bundled edges aside with the ground, so that a trunk of many is as pale as one', () => {
  const ways = bundlesOf(pairs.edges, pairs.places);
  const aside = edgeTo(1, { isAside: true, opacity: 0.25 });
  expect(drawnColors(aside, ways, '#ffffff')).toMatchObject({ color: '#ffbfbf', opacity: 1 });
  expect(drawnColors(aside, new Map(), '#ffffff')).toBe(aside);
  const lit = edgeTo(1);
  expect(drawnColors(lit, ways, '#ffffff')).toBe(lit);
});
