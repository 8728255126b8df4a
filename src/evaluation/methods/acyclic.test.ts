import { expect, test } from 'vitest';
import { Random } from '../../numerics/random';
import { above, acyclicThreshold, topologicalOrder } from './acyclic';

/** By walking: can a gene be reached from itself? */
function hasCycle(weights: Float64Array, n: number): boolean {
  let reach = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => weights[i * n + j] !== 0),
  );
  for (let step = 0; step < n; step++)
    reach = reach.map((row) => row.map((is, j) => is || row.some((via, k) => via && reach[k]?.[j] === true)));
  return reach.some((row, i) => row[i] === true);
}

const random = new Random(5);
const graphs = Array.from({ length: 200 }, () => {
  const n = 2 + random.integer(5);
  const weights = Float64Array.from({ length: n * n }, (_, p) =>
    p % (n + 1) !== 0 && random.uniform() < 0.3 ? random.normal() : 0,
  );
  return { n, weights };
});

test('an order exists exactly where no walk leads back, and has every source before its targets', () => {
  const orders = graphs.map(({ n, weights }) => topologicalOrder(weights, n));
  expect(orders.map((order) => order === null)).toEqual(graphs.map(({ n, weights }) => hasCycle(weights, n)));
  orders.forEach((order, at) => {
    const { n = 1, weights = new Float64Array(0) } = graphs[at] ?? {};
    weights.forEach((weight, p) => {
      if (order === null || weight === 0) return;
      expect(order.indexOf(Math.floor(p / n))).toBeLessThan(order.indexOf(p % n));
    });
  });
});

test('the threshold is the smallest that breaks every cycle', () => {
  for (const { n, weights } of graphs) {
    const threshold = acyclicThreshold(weights, n);
    expect(hasCycle(above(weights, threshold), n)).toBe(false);
    expect(threshold === 0 || hasCycle(above(weights, threshold - 1e-9), n)).toBe(true);
  }
});
