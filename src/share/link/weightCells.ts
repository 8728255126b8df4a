/**
 * Weights as they are printed. Between two multiples of 1/2000 no rounding to three, two or fewer decimals changes, so the
 * whole number of that cell keeps every printed digit; where several edges share a cell their order is kept beside it.
 */

const cellsPerUnit = 2000;
/** Beyond this 32-bit weights are coarser than a cell. */
const largestCell = 2 ** 31;

export function cellOf(weight: number): number {
  return Math.min(largestCell, Math.floor(Math.abs(weight) * cellsPerUnit));
}

/** `place`: 0 for the strongest of the `count` edges in the cell. */
export function sizeIn(cell: number, place: number, count: number): number {
  return (cell + (count - place) / (count + 1)) / cellsPerUnit;
}

export { largestCell };

/** Members of each cell that holds several, in the order of the cells. `cells`: one per edge. */
export function sharedCells(cells: readonly number[]): readonly (readonly number[])[] {
  const members = new Map<number, number[]>();
  for (const [edge, cell] of cells.entries()) {
    const found = members.get(cell);
    if (found) found.push(edge);
    else members.set(cell, [edge]);
  }
  return [...members]
    .filter(([, edges]) => edges.length > 1)
    .toSorted(([a], [b]) => a - b)
    .map(([, edges]) => edges);
}

/** The order of `ordered` among the ascending `members`: of each, how many of those still left come before it. */
export function orderDigits(members: readonly number[], ordered: readonly number[]): number[] {
  const left = [...members];
  return ordered.slice(0, -1).map((edge) => {
    const digit = left.indexOf(edge);
    left.splice(digit, 1);
    return digit;
  });
}

/** The inverse; `next` gives one digit, at most its argument. */
export function fromOrderDigits(members: readonly number[], next: (most: number) => number): number[] {
  const left = [...members];
  return members.map(() => left.splice(left.length > 1 ? next(left.length - 1) : 0, 1)[0] ?? 0);
}
