/**
 * Average-linkage hierarchical clustering (UPGMA; Sokal and Michener 1958) by the nearest-neighbour chain (Murtagh 1983): O(n²) time. Takes
 * similarities, not distances.
 */

/** One merge of the groups that hold items a and b, at their mean similarity. */
interface Merge {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/** [n × n] symmetric similarities → the n − 1 merges, most similar first. Ties go to the lower item. */
export function averageLinkage(similarities: Float64Array, n: number): Merge[] {
  const between = similarities.slice();
  const size = new Int32Array(n).fill(1);
  const alive = new Set(size.keys());
  const merges: Merge[] = [];
  const chain: number[] = [];
  while (alive.size > 1) {
    if (chain.length === 0) chain.push(alive.values().next().value ?? 0);
    const tip = chain.at(-1) ?? 0;
    const before = chain.at(-2);
    let nearest = before ?? -1;
    let best = before === undefined ? -Infinity : (between[tip * n + before] ?? 0);
    for (const other of alive) {
      const s = between[tip * n + other] ?? 0;
      if (other !== tip && s > best) {
        best = s;
        nearest = other;
      }
    }
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    const kept = Math.min(tip, nearest);
    const gone = Math.max(tip, nearest);
    merges.push({ a: kept, b: gone, similarity: best });
    alive.delete(gone);
    const [sizeKept, sizeGone] = [size[kept] ?? 1, size[gone] ?? 1];
    for (const other of alive) {
      if (other === kept) continue;
      const mean =
        (sizeKept * (between[kept * n + other] ?? 0) + sizeGone * (between[gone * n + other] ?? 0)) /
        (sizeKept + sizeGone);
      between[kept * n + other] = mean;
      between[other * n + kept] = mean;
    }
    size[kept] = sizeKept + sizeGone;
  }
  return merges.toSorted((x, y) => y.similarity - x.similarity);
}

/** [n] group of every item after all merges with a similarity of at least `similarity`; groups numbered by first item. */
export function cutTree(merges: readonly Merge[], n: number, similarity: number): Int32Array {
  const parent = Int32Array.from({ length: n }, (_, i) => i);
  const root = (item: number): number => {
    let at = item;
    while (parent[at] !== at) at = parent[at] ?? at;
    return at;
  };
  for (const merge of merges) {
    if (merge.similarity < similarity) break;
    const [x, y] = [root(merge.a), root(merge.b)];
    parent[Math.max(x, y)] = Math.min(x, y);
  }
  const numbers = new Map<number, number>();
  return Int32Array.from({ length: n }, (_, item) => {
    const top = root(item);
    const number = numbers.get(top) ?? numbers.size;
    numbers.set(top, number);
    return number;
  });
}

/** Items in the order of the tree, the two groups of each merge turned so that similar items meet. */
export function leafOrder(
  merges: readonly Merge[],
  similarities: Float64Array,
  n: number,
): readonly number[] {
  const groups = new Map<number, readonly number[]>(Array.from({ length: n }, (_, item) => [item, [item]]));
  const meeting = (a: readonly number[], b: readonly number[]) =>
    similarities[(a.at(-1) ?? 0) * n + (b[0] ?? 0)] ?? 0;
  for (const { a, b } of merges) {
    const [first, second] = [groups.get(a) ?? [], groups.get(b) ?? []];
    const turned = [first, first.toReversed()].flatMap((left) =>
      [second, second.toReversed()].map((right) => ({ left, right, similarity: meeting(left, right) })),
    );
    const best = turned.reduce((most, one) => (one.similarity > most.similarity ? one : most));
    groups.delete(b);
    groups.set(a, [...best.left, ...best.right]);
  }
  return [...groups.values()].flat();
}
