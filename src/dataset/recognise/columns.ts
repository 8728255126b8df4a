/** Distinct values of columns that label cells. */
import type { AnnotationColumn } from '../annotation';

export interface DistinctValues {
  /** As text; numbers ascending, categories in the file's order. Only values that occur. */
  readonly labels: readonly string[];
  /** [labels] number of cells; where these have several labels, they count for each. */
  readonly cells: readonly number[];
  /** [cells] index into labels, −1 where missing. */
  readonly codes: Int32Array;
}

export function distinctValues(column: AnnotationColumn): DistinctValues {
  if (column.kind === 'category')
    return present(column.categories, column.codes, column.sets?.members ?? column.codes);
  const numbers = [...new Set(column.values)]
    .filter((value) => !Number.isNaN(value))
    .toSorted((a, b) => a - b);
  const codeOf = new Map(numbers.map((value, code) => [value, code]));
  const codes = Int32Array.from(column.values, (value) => codeOf.get(value) ?? -1);
  return present(numbers.map(String), codes, codes);
}

/** Drops categories without cells and merges repeated categories. @param counted a code for each cell of a category */
function present(categories: readonly string[], codes: Int32Array, counted: Int32Array): DistinctValues {
  const cellsOfCode = new Int32Array(categories.length);
  for (const code of counted) {
    if (code >= 0) cellsOfCode[code] = (cellsOfCode[code] ?? 0) + 1;
  }
  const cells = new Map<string, number>();
  categories.forEach((category, code) => {
    const count = cellsOfCode[code] ?? 0;
    if (count > 0) cells.set(category, (cells.get(category) ?? 0) + count);
  });
  const indexOfLabel = new Map([...cells.keys()].map((label, index) => [label, index]));
  const indexOfCode = categories.map((category) => indexOfLabel.get(category) ?? -1);
  return {
    labels: [...cells.keys()],
    cells: [...cells.values()],
    codes: codes.map((code) => indexOfCode[code] ?? -1),
  };
}

const YES = /^(?:1(?:\.0)?|true|yes)$/i;
const NO = /^(?:0(?:\.0)?|false|no)$/i;

/** What a label says in a column of yes and no; null where it is neither. */
export function flagOf(label: string): boolean | null {
  return YES.test(label) || (NO.test(label) ? false : null);
}

/** The three labels with the most cells, as examples. */
export function sampleLabels(values: DistinctValues): string[] {
  return values.labels
    .map((label, index) => ({ label, cells: values.cells[index] ?? 0 }))
    .toSorted((a, b) => b.cells - a.cells)
    .slice(0, 3)
    .map(({ label }) => label);
}

/** [cells] One number for each pair of values of two columns. */
export function dividedBy(first: Int32Array, second: Int32Array): Int32Array {
  const span = second.reduce((most, code) => Math.max(most, code), 0) + 2;
  const places = new Map<number, number>();
  return first.map((code, cell) => {
    const pair = code * span + (second[cell] ?? -1);
    const place = places.get(pair) ?? places.size;
    places.set(pair, place);
    return place;
  });
}

/** Whether cells of one value in the first column have one in the second. */
export function divides(first: Int32Array, second: Int32Array): boolean {
  return new Set(first).size === new Set(dividedBy(first, second)).size;
}

/** The same either way. */
export function divideAlike(first: Int32Array, second: Int32Array): boolean {
  return new Set(first).size === new Set(second).size && divides(first, second);
}
