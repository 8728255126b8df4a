/** Tables with a line for each guide of a cell and its count: guide_assignment.csv of Parse Biosciences, or all counts, of which the low ones are ambient. */
import type { AnnotationColumn } from '../../annotation';
import type { DatasetNote } from '../../notes';
import { namesGuides } from '../../recognise/guides';
import { guidesCalled, thresholdsOf } from '../tenx/features';

const MOLECULES = /(^|[-_ .])(n?umis?|tscp|molecules?)([-_ .]|$)/i;
const COUNT = /(^|[-_ .])(n?umis?|reads?|tscp|molecules?|counts?)([-_ .]|$)/i;
/** Counts that are ambient where these shares of the lines have them, and of the cells several lines. */
const [MOST_AMBIENT, MIN_LINES, MIN_CELLS] = [2, 0.1, 0.2];

type Lines = readonly (readonly string[])[];

/** A line for each guide of a cell, with its reads. */
export function listsGuides(header: readonly string[]): boolean {
  return header.some(namesGuides) && header.some((title) => COUNT.test(title));
}

/** Joins the lines of a cell, each column by '|', as Cell Ranger writes several guides. @param key column of the cell */
export function oneRowPerCell(rows: Lines, key: number): Lines {
  const ofCell = new Map<string, (readonly string[])[]>();
  for (const row of rows) {
    const own = ofCell.get(row[key] ?? '');
    if (own === undefined) ofCell.set(row[key] ?? '', [row]);
    else own.push(row);
  }
  return Array.from(ofCell.values(), ([first = [], ...others]) =>
    others.length === 0
      ? first
      : first.map((text, column) =>
          column === key ? text : [text, ...others.map((other) => other[column] ?? '')].join('|'),
        ),
  );
}

interface Cells {
  /** Column of the cell. */
  readonly key: number;
  /** Names of the cells of the data, as spelled. */
  readonly cells: readonly string[];
  readonly spelled: (name: string) => string;
  readonly parse: (text: string) => number | undefined;
}

/** Where low counts are ambient: the lines of guides that a cell has, and columns of guides called at other thresholds; else null. */
export function guidesCounted(
  header: readonly string[],
  rows: Lines,
  { key, cells, spelled, parse }: Cells,
): {
  readonly rows: Lines;
  readonly called: readonly AnnotationColumn[];
  readonly notes: readonly DatasetNote[];
} | null {
  const guide = header.findIndex(namesGuides);
  const molecules = header.findIndex((title) => MOLECULES.test(title));
  const count = molecules < 0 ? header.findIndex((title) => COUNT.test(title)) : molecules;
  const lines = rows.map((row) => ({
    row,
    name: row[guide] ?? '',
    cell: spelled(row[key] ?? ''),
    count: parse(row[count] ?? '') ?? Number.NaN,
  }));
  const linesOf = new Map<string, number>();
  for (const { cell } of lines) linesOf.set(cell, (linesOf.get(cell) ?? 0) + 1);
  const low = lines.filter((line) => line.count <= MOST_AMBIENT).length;
  const several = [...linesOf.values()].filter((number) => number > 1).length;
  const areWhole = lines.every((line) => Number.isInteger(line.count));
  if (!areWhole || low < MIN_LINES * lines.length || several < MIN_CELLS * linesOf.size) return null;
  const names = [...new Set(lines.map(({ name }) => name))];
  const placeOf = new Map(names.map((name, at) => [name, at]));
  const cellOf = new Map(cells.map((name, at) => [name, at]));
  const counts = cells.map((): number[] => []);
  for (const line of lines)
    if (line.count >= 1) counts[cellOf.get(line.cell) ?? -1]?.push(placeOf.get(line.name) ?? -1, line.count);
  const thresholds = thresholdsOf(counts, names.length);
  const notes: DatasetNote[] = [];
  const called = guidesCalled(counts, thresholds, { names, targets: null }, notes);
  const isCalled = (line: (typeof lines)[number]) =>
    line.count >= (thresholds.mixture[placeOf.get(line.name) ?? -1] ?? Infinity);
  return { rows: lines.filter(isCalled).map(({ row }) => row), called, notes };
}
