import { expect, it } from 'vitest';
import { bundlesOf, controlsOf, curveOf } from '../../../../present/figure/bundles';
import { seen } from '../../../../present/figure/camera';
import type { FigureEdge } from '../../../../present/figure/networkFigure';
import { branchingOf, BundleMemory, controlsBetween, courseOf, isDrawable } from './course';

const edges = Array.from({ length: 12 }, (_, i): FigureEdge => ({
  id: `0>${i + 1}`,
  source: 0,
  target: i + 1,
  head: 'represses',
  width: 1,
  dashed: false,
  mark: 'plain',
  color: '#000000',
  opacity: 1,
  isAside: false,
  slim: true,
  bow: 0,
  mutual: false,
}));
const positions = Float32Array.from(
  [{ x: 0, y: 0 }, ...edges.map((_, i) => ({ x: 200 + 9 * i, y: 14 * i * (i % 3) - 70 }))].flatMap(
    ({ x, y }) => [x, y],
  ),
);
const places = new Map(
  Array.from({ length: 13 }, (_, gene) => [
    gene,
    { x: positions[2 * gene] ?? 0, y: positions[2 * gene + 1] ?? 0 },
  ]),
);
const camera = { scaleX: 1.3, scaleY: 1, x: 40, y: 60 };
const boxes = new Map(
  Array.from(places, ([gene, place]) => [gene, { ...seen(camera, place), halfWidth: 5, halfHeight: 5 }]),
);
const ways = bundlesOf(edges, places);
const none = { x: NaN, y: NaN, halfWidth: 0, halfHeight: 0 };

it('leads the edges of the canvas over the control points of print', () => {
  expect(ways.size).toBe(12);
  for (const edge of edges) {
    const course = courseOf(edge, boxes, ways, camera);
    const [from, to] = [boxes.get(edge.source) ?? none, boxes.get(edge.target) ?? none];
    const printed = controlsOf(edge, boxes, ways, camera);
    const drawn = controlsBetween(course, from, to);
    expect(drawn).toHaveLength(printed.length);
    for (const [i, { x, y }] of drawn.entries()) {
      expect(Math.abs(x - (printed[i]?.x ?? NaN))).toBeLessThan(0.1);
      expect(Math.abs(y - (printed[i]?.y ?? NaN))).toBeLessThan(0.1);
    }
    expect(isDrawable(course, from, to)).toBe(true);
    const last = branchingOf(course, from, to);
    expect(last).toEqual(drawn.at(-1));
    expect(curveOf(edge, boxes, ways, camera)?.before).toHaveLength(printed.length - 1);
  }
});

it('bends an edge that is not bundled as before, or not at all', () => {
  const [edge] = edges;
  if (!edge) throw new Error('There are edges.');
  expect(courseOf(edge, boxes, new Map(), camera)).toEqual({ curve: 'straight', along: 0.5, aside: 0 });
  const bent = courseOf({ ...edge, bow: 0.1 }, boxes, new Map(), camera);
  expect(bent).toMatchObject({ curve: 'unbundled-bezier', along: 0.5 });
  expect(bent.aside).toBeGreaterThan(0);
  expect(branchingOf(bent, { x: 0, y: 0 }, { x: 9, y: 0 })).toBeNull();
});

it('does not draw a course with a control point under one of its genes', () => {
  const near = { x: 0, y: 0, halfWidth: 5, halfHeight: 5 };
  const course = { curve: 'unbundled-bezier', along: '0.05 0.5', aside: '0.0 3.0' } as const;
  expect(isDrawable(course, near, { ...near, x: 100 })).toBe(false);
  expect(isDrawable(course, near, { ...near, x: 400 })).toBe(true);
});

it('remembers bundles until the edges or the places change', () => {
  const memory = new BundleMemory();
  const first = memory.of(edges, positions);
  expect(first).toEqual(ways);
  expect(memory.of([...edges], positions)).toBe(first);
  expect(memory.of(edges.slice(1), positions)).not.toBe(first);
  expect(
    memory.of(
      edges,
      positions.map((value) => 2 * value),
    ),
  ).not.toEqual(first);
});
