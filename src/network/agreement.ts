/** How far two groupings of the same things agree beyond chance. */

/**
 * Adjusted Rand index (Hubert and Arabie 1985) of two labellings of the same items: 1 identical, about 0 by chance.
 * Every item labelled −1 is a group of its own. 0 where both groupings are trivial and nothing can be said.
 */
export function adjustedRand(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const count = Math.min(a.length, b.length);
  const cells = new Map<string, number>();
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    // A group of one holds no pair, so an item without a group only counts in the number of items.
    const left = a[i] ?? -1;
    const right = b[i] ?? -1;
    if (left >= 0) rows.set(left, (rows.get(left) ?? 0) + 1);
    if (right >= 0) columns.set(right, (columns.get(right) ?? 0) + 1);
    if (left >= 0 && right >= 0) cells.set(`${left} ${right}`, (cells.get(`${left} ${right}`) ?? 0) + 1);
  }
  const together = pairsWithin(cells.values());
  const inRows = pairsWithin(rows.values());
  const inColumns = pairsWithin(columns.values());
  const all = (count * (count - 1)) / 2;
  if (all === 0) return 0;
  const byChance = (inRows * inColumns) / all;
  const most = (inRows + inColumns) / 2;
  return most === byChance ? 0 : (together - byChance) / (most - byChance);
}

function pairsWithin(sizes: Iterable<number>): number {
  let pairs = 0;
  for (const size of sizes) pairs += (size * (size - 1)) / 2;
  return pairs;
}
