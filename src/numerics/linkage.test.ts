import { expect, it } from 'vitest';
import { lehmerDraws } from '../../tests/support/numerics/lehmer';
import { averageLinkage, cutTree, leafOrder } from './linkage';

/** As in scripts/references/network_clustering.py. */
function randomSimilarities(n: number): Float64Array {
  const distances = lehmerDraws(11, (n * (n - 1)) / 2);
  const similarities = new Float64Array(n * n).fill(1);
  for (let i = 0, p = 0; i < n; i++)
    for (let j = i + 1; j < n; j++, p++) {
      similarities[i * n + j] = 1 - (distances[p] ?? 0);
      similarities[j * n + i] = 1 - (distances[p] ?? 0);
    }
  return similarities;
}

it('merges at the heights of scipy.cluster.hierarchy.linkage', () => {
  const recorded = [
    0.999913909938, 0.998710881918, 0.988386201667, 0.986470864614, 0.976024756663, 0.780569495415,
    0.675477940205, 0.516710071832, 0.452750503172, 0.40471204197, 0.3733587677,
  ];
  const merges = averageLinkage(randomSimilarities(12), 12);
  expect(merges).toHaveLength(recorded.length);
  for (const [i, height] of recorded.entries()) expect(merges[i]?.similarity).toBeCloseTo(height, 10);
});

it('has one group per omitted merge', () => {
  const merges = averageLinkage(randomSimilarities(12), 12);
  for (const [cut, groups] of [
    [0.9999, 11],
    [0.98, 8],
    [0.5, 4],
    [0, 1],
  ] as const)
    expect(new Set(cutTree(merges, 12, cut)).size).toBe(groups);
});

it('orders items on a line by their place on it, whatever order they come in', () => {
  const places = [3, 0, 7.5, 1, 4.2, 9, 2.1];
  const n = places.length;
  const similarities = Float64Array.from(places.flatMap((a) => places.map((b) => -Math.abs(a - b))));
  const order = leafOrder(averageLinkage(similarities, n), similarities, n).map((item) => places[item]);
  const ascending = places.toSorted((a, b) => a - b);
  expect([ascending, ascending.toReversed()]).toContainEqual(order);
});

it('keeps the items of every merged group side by side', () => {
  const similarities = randomSimilarities(12);
  const merges = averageLinkage(similarities, 12);
  const order = leafOrder(merges, similarities, 12);
  expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, item) => item));
  for (const { similarity } of merges) {
    const groups = cutTree(merges, 12, similarity);
    const runs = order.filter((item, at) => groups[item] !== groups[order[at - 1] ?? -1]).length;
    expect(runs).toBe(new Set(groups).size);
  }
});
