/**
 * Rows of a table that name a cell by its barcode and its lane otherwise than the data: 'AAAC-1' with 2 in the column gem_group, or 'AAAC-1_2', for the cell
 * 'lane2_AAAC-1'. The barcodes themselves, of which two lanes hardly share any, tell which lane of the table is which of the data.
 */
const BARCODE = /[ACGTN]{8,}(?:[-_.+]?[ACGTN]{8,})*/;
const LANE =
  /^(?:gem[-_ ]?(?:group|well|batch)|(?:10x[-_ ]?)?(?:lane|channel|well)(?:[-_ ]?id)?|(?:batch|library|sample|pool|run|replicate)(?:[-_ ]?(?:id|name))?|orig[._ ]?ident)$/i;
/** Rows that tell which column holds barcodes. */
const SAMPLED = 1000;
/** Share of the barcodes of the smaller of two lanes that both have, and how many times those of any other. */
const [LEAST_SHARED, TIMES_OTHERS] = [0.5, 3];

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface Named {
  readonly barcode: string;
  /** What stands around it. */
  readonly lane: string;
}

function namedIn(text: string): Named | null {
  const match = BARCODE.exec(text);
  if (match === null) return null;
  const after = text.slice(match.index + match[0].length);
  return { barcode: match[0], lane: JSON.stringify([text.slice(0, match.index), after]) };
}

/** The table with names of the cells in the place of its own, and how many rows have one; the largest number of all ways. null where lanes are not told. */
export function rowsByLane<T extends Table>(
  table: T,
  cellNames: readonly string[],
): { readonly table: T; readonly matched: number } | null {
  const cellsOf = new Map<string, { readonly lane: string; readonly name: string }[]>();
  const sizes = new Map<string, number>();
  for (const name of cellNames) {
    const named = namedIn(name);
    if (named === null) continue;
    cellsOf.set(named.barcode, [...(cellsOf.get(named.barcode) ?? []), { lane: named.lane, name }]);
    sizes.set(named.lane, (sizes.get(named.lane) ?? 0) + 1);
  }
  const sampled = table.rows.slice(0, SAMPLED);
  const key = table.header.findIndex(
    (_, column) => 2 * sampled.filter((row) => namedIn(row[column] ?? '') !== null).length > sampled.length,
  );
  if (cellsOf.size === 0 || key < 0) return null;
  const columns = table.header.flatMap((title, column) =>
    column !== key && LANE.test(title) ? [column] : [],
  );
  const [best] = [null, ...columns]
    .map((column) => {
      const named = table.rows.map((row) => {
        const own = namedIn(row[key] ?? '');
        return own && { ...own, lane: JSON.stringify([own.lane, column === null ? '' : row[column]]) };
      });
      const laneOf = lanesOf(named, cellsOf, sizes);
      const names = named.map((own) => {
        const lane = laneOf.get(own?.lane ?? '');
        return cellsOf.get(own?.barcode ?? '')?.find((cell) => cell.lane === lane)?.name ?? null;
      });
      return { names, matched: names.filter((name) => name !== null).length };
    })
    .toSorted((a, b) => b.matched - a.matched);
  if (best === undefined || best.matched === 0) return null;
  // A barcode of another lane may be the name of a cell.
  const nameOf = (text: string, at: number) =>
    namedIn(text) === null ? text : (best.names[at] ?? `${text} (no cell)`);
  const rows = table.rows.map((row, at) =>
    row.map((text, column) => (column === key ? nameOf(text, at) : text)),
  );
  return { table: { ...table, header: rows[0] ?? table.header, rows }, matched: best.matched };
}

/** By the lane of the table, that of the data. */
function lanesOf(
  rows: readonly (Named | null)[],
  cellsOf: ReadonlyMap<string, readonly { readonly lane: string }[]>,
  sizes: ReadonlyMap<string, number>,
): ReadonlyMap<string, string> {
  const barcodes = new Map<string, Set<string>>();
  for (const row of rows)
    if (row !== null) barcodes.set(row.lane, (barcodes.get(row.lane) ?? new Set()).add(row.barcode));
  const found = new Map<string, string>();
  for (const [lane, own] of barcodes) {
    const shared = new Map<string, number>();
    for (const barcode of own)
      for (const cell of cellsOf.get(barcode) ?? []) shared.set(cell.lane, (shared.get(cell.lane) ?? 0) + 1);
    const [first, second] = [...shared].toSorted((a, b) => b[1] - a[1]);
    if (first === undefined) continue;
    const smaller = Math.min(own.size, sizes.get(first[0]) ?? 0);
    if (first[1] >= LEAST_SHARED * smaller && first[1] >= TIMES_OTHERS * (second?.[1] ?? 0))
      found.set(lane, first[0]);
  }
  return found;
}
