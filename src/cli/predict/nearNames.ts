/** Which known names a mistyped one may stand for. */

const most = 5;

/**
 * At most five, the nearest first: those that start with what was typed or the reverse, or are at most a third of its letters away
 * (insertions, deletions, replacements; case does not count).
 */
export function nearNames(typed: string, names: readonly string[]): string[] {
  const wanted = typed.toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  return names
    .map((name, place) => {
      const known = name.toLowerCase();
      const isPart = known !== '' && (known.startsWith(wanted) || wanted.startsWith(known));
      return { name, place, isPart, edits: editsBetween(wanted, known) };
    })
    .filter(({ isPart, edits }) => isPart || edits <= allowed)
    .toSorted((a, b) => a.edits - b.edits || a.place - b.place)
    .slice(0, most)
    .map(({ name }) => name);
}

/** Levenshtein's distance, row by row. */
export function editsBetween(from: string, to: string): number {
  let before = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (before[j - 1] ?? 0) + Number(from[i - 1] !== to[j - 1]);
      row.push(Math.min(replaced, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = row;
  }
  return before[to.length] ?? 0;
}
