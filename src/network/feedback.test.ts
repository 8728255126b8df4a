import fc from 'fast-check';
import { expect, it } from 'vitest';
import { feedbackEdges, type FlowEdge } from './feedback';

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
