/** Normal equations of least squares on membership in sets: what regressions on all guides of a cell have in common. */

/** A set for each row, as rows of a matrix of 0 and 1. */
interface Sets {
  /** [rows + 1] where the members of each begin. */
  readonly starts: Int32Array;
  readonly members: Int32Array;
}

/** [columns × columns] rows with both. */
export function rowsWithBoth({ starts, members }: Sets, columns: number): Float64Array {
  const both = new Float64Array(columns * columns);
  for (let row = 0; row + 1 < starts.length; row++) {
    const own = members.subarray(starts[row], starts[row + 1]);
    for (const a of own) for (const b of own) (both[a * columns + b] as number) += 1;
  }
  return both;
}

interface Groups {
  /** [groups] rows. */
  readonly sizes: Float64Array;
  /** [columns × groups] and [groups × values] sums over the rows of each. */
  readonly ofColumns: Float64Array;
  readonly ofValues: Float64Array;
}

/** Takes the means of groups out of products of columns [columns × columns] and of columns with values [columns × values]. */
export function takeOutMeans(
  normal: Float64Array,
  right: Float64Array,
  { sizes, ofColumns, ofValues }: Groups,
): void {
  const [groups, columns] = [sizes.length, ofColumns.length / sizes.length];
  const values = right.length / columns;
  for (let group = 0; group < groups; group++)
    for (let i = 0; i < columns; i++) {
      const share = (ofColumns[i * groups + group] as number) / Math.max(sizes[group] as number, 1);
      if (share === 0) continue;
      for (let j = 0; j < columns; j++)
        (normal[i * columns + j] as number) -= share * (ofColumns[j * groups + group] as number);
      for (let value = 0; value < values; value++)
        (right[i * values + value] as number) -= share * (ofValues[group * values + value] as number);
    }
}

/**
 * Divides the products of columns by the roots of their numbers of rows, and adds *nn*ᵀ/Σ*n* over the first `centred` columns, with which
 * Σ *n β* = 0. @returns [columns] these roots
 */
export function scaleByRows(normal: Float64Array, rows: Float64Array, centred: number): Float64Array {
  const columns = rows.length;
  const roots = rows.map((count) => Math.sqrt(Math.max(count, 1)));
  const total = rows.subarray(0, centred).reduce((sum, count) => sum + count, 0);
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < columns; j++) {
      const product = (roots[i] as number) * (roots[j] as number);
      normal[i * columns + j] =
        (normal[i * columns + j] as number) / product + (i < centred && j < centred ? product / total : 0);
    }
  return roots;
}
