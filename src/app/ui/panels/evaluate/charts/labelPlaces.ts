/** Labels beside a chart, at the height of what they name where there is room, else as near to it as they go. */

/** [labels] heights at least `gap` apart within `from` … `to`, in the order of those wanted; beyond `to` where they are too many. */
export function apart(
  wanted: readonly number[],
  gap: number,
  [from, to]: readonly [number, number],
): readonly number[] {
  const order = [...wanted.keys()].toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const places = wanted.map((height) => Math.min(Math.max(height, from), to));
  let ceiling = from - gap;
  for (const label of order) ceiling = places[label] = Math.max(places[label] ?? 0, ceiling + gap);
  let floor = Math.max(to, from + gap * (wanted.length - 1)) + gap;
  for (const label of order.toReversed()) floor = places[label] = Math.min(places[label] ?? 0, floor - gap);
  return places;
}
