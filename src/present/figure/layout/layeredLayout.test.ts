import { describe, expect, it } from 'vitest';
import { Random } from '../../../numerics/random';
import { labelBoxes } from './forceLayout';
import { type FlowEdge, feedbackEdges, placeByLayers } from './layeredLayout';
import { arrange } from './layout';
import fc from 'fast-check';

/** Edges lead from genes of lower number to genes of higher number, after which the numbers are shuffled. */
function acyclicGraph(count: number, edgeCount: number, seed: number) {
  const random = new Random(seed);
  const order = Array.from({ length: count }, (_, gene) => ({ gene, key: random.uniform() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ gene }) => gene);
  const pairs = new Map<string, { source: number; target: number; strength: number }>();
  while (pairs.size < edgeCount) {
    const [a, b] = [random.integer(count), random.integer(count)];
    const [source, target] = [order[Math.min(a, b)] ?? 0, order[Math.max(a, b)] ?? 0];
    if (a !== b)
      pairs.set(`${source}>${target}`, { source, target, strength: 0.01 + 0.99 * random.uniform() });
  }
  return {
    genes: Array.from({ length: count }, (_, gene) => `GENE${gene}`),
    edges: [...pairs.values()],
    modules: new Int32Array(count).fill(-1),
    anchors: new Int32Array(count).fill(-1),
  };
}

const yOf = (positions: Float32Array, gene: number) => positions[2 * gene + 1] ?? NaN;

describe('the layered arrangement', () => {
  it.each([
    [8, 10],
    [25, 40],
    [100, 200],
    [300, 250],
  ])('of an acyclic network of %i genes and %i edges has every edge point down', (count, edgeCount) => {
    for (const seed of [1, 2]) {
      const graph = acyclicGraph(count, edgeCount, seed);
      const positions = arrange(graph, placeByLayers);
      for (const { source, target } of graph.edges)
        expect(yOf(positions, target) - yOf(positions, source)).toBeGreaterThan(10);
    }
  });

  it('lets a weak edge of a circle point up', () => {
    const strengths = [1, 0.9, 0.1];
    const edges = strengths.map((strength, gene) => ({ source: gene, target: (gene + 1) % 3, strength }));
    const graph = { genes: ['A', 'B', 'C'], edges, modules: new Int32Array(3) };
    const positions = placeByLayers(graph);
    expect([0, 1, 2].toSorted((a, b) => yOf(positions, a) - yOf(positions, b))).toEqual([0, 1, 2]);
  });

  it('is deterministic, and no name lies on another', () => {
    const graph = acyclicGraph(120, 240, 3);
    const positions = placeByLayers(graph);
    expect(placeByLayers(graph)).toEqual(positions);
    const boxes = labelBoxes(graph);
    for (const [a, one] of boxes.entries())
      for (const [b, other] of boxes.entries()) {
        if (a >= b) continue;
        const across = Math.abs((positions[2 * a] ?? 0) - (positions[2 * b] ?? 0));
        const down = Math.abs(yOf(positions, a) - yOf(positions, b));
        const isApart =
          across > one.halfWidth + other.halfWidth - 0.01 ||
          down > Math.min(one.halfHeight, other.halfHeight) * 2 - 0.01;
        expect(isApart, `${a} ${b}`).toBe(true);
      }
  });

  it('has the shape of a panel: neither a line nor a column', () => {
    for (const [count, edgeCount] of [
      [100, 200],
      [300, 250],
    ] as const) {
      const positions = placeByLayers(acyclicGraph(count, edgeCount, 5));
      const [width, height] = [0, 1].map(
        (axis) => 2 * positions.filter((_, i) => i % 2 === axis).reduce((most, at) => Math.max(most, at), 0),
      );
      expect((width ?? 0) / (height ?? 1)).toBeGreaterThan(0.5);
      expect((width ?? 0) / (height ?? 1)).toBeLessThan(2.2);
    }
  });
});

const genes = 6;
const anyEdges = fc
  .uniqueArray(
    fc.record({
      source: fc.nat(genes - 1),
      target: fc.nat(genes - 1),
      strength: fc.double({ min: 0.01, max: 1, noNaN: true }),
    }),
    { selector: ({ source, target }) => `${source}>${target}`, maxLength: 16 },
  )
  .map((edges) => edges.filter(({ source, target }) => source !== target));

const strengthOf = (edges: readonly FlowEdge[]) => edges.reduce((sum, { strength }) => sum + strength, 0);

/** Whether genes can be taken away one after the other, each without an edge from those left (Kahn 1962). */
function isAcyclic(edges: readonly FlowEdge[]): boolean {
  let left = [...edges];
  for (;;) {
    const entered = new Set(left.map(({ target }) => target));
    const next = left.filter(({ source }) => entered.has(source));
    if (next.length === left.length) return left.length === 0;
    left = next;
  }
}

it('takes nothing from an acyclic network', () => {
  fc.assert(
    fc.property(anyEdges, fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (edges, order) => {
      const down = edges.filter(({ source, target }) => order.indexOf(source) < order.indexOf(target));
      expect(feedbackEdges(down)).toEqual([]);
    }),
  );
});

it('leaves an acyclic network, and takes at most half of the strength', () => {
  fc.assert(
    fc.property(anyEdges, (edges) => {
      const back = new Set(feedbackEdges(edges));
      expect(isAcyclic(edges.filter((edge) => !back.has(edge)))).toBe(true);
      expect(strengthOf([...back])).toBeLessThanOrEqual(0.5 * strengthOf(edges) + 1e-9);
    }),
  );
});

it('takes the weaker of two opposite edges', () => {
  const edges = [
    { source: 0, target: 1, strength: 0.9 },
    { source: 1, target: 0, strength: 0.1 },
    { source: 1, target: 2, strength: 1 },
  ];
  expect(feedbackEdges(edges)).toEqual([edges[1]]);
});
