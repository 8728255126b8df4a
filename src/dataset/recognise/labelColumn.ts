/** Columns that label cells: those of obs, the guides that one of them lists, and row names. */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import { columnOfSets, guidesListed } from './guideSets';

const ROW_NAMES = 'row names';

/** What archives, and programs for proteins, write around the names of samples: 'GSM1234567_P1_ctrl', '[1] WT_1.raw.PG.Quantity', 'WT_1 MaxLFQ Intensity'. */
const AROUND: readonly RegExp[] = [
  /^(?:GSM|[SED]R[RXS]|SAM[NED]A?)\d+[-_. ](?=.)/,
  /^\[\d+\] (?=.)/,
  /^(?:LFQ |iBAQ )?intensity (?=.)/i,
  /(?<=.)[ .](?:(?:MaxLFQ )?intensity|PG\.Quantity)$/i,
  /(?<=.)\.(?:raw|d|mzML|wiff)$/i,
];

/** The row names as a column, for tables of one sample per row without annotations ('WT', 'GATA1_KO_1'). */
export function rowNames({ cellNames }: OpenedFile): AnnotationColumn {
  const codes = Int32Array.from(cellNames.keys());
  return { kind: 'category', name: ROW_NAMES, categories: AROUND.reduce(without, cellNames), codes };
}

/** Where it is around all names, and they still differ without it. */
function without(names: readonly string[], around: RegExp): readonly string[] {
  if (!names.every((name) => around.test(name))) return names;
  const short = names.map((name) => name.replace(around, ''));
  return new Set(short).size === short.length ? short : names;
}

/** The column of obs with this name, or the guides that one lists, or the row names, or null. */
export function labelColumn(opened: OpenedFile, name: string | null): AnnotationColumn | null {
  const named = (sought: string | null) => opened.obs.find((candidate) => candidate.name === sought);
  const column = named(name);
  if (column !== undefined) return column;
  const listing = named(columnOfSets(name ?? ''));
  if (listing !== undefined) return guidesListed(listing, opened);
  return name === ROW_NAMES ? rowNames(opened) : null;
}
