/** Columns that label cells: those of obs, the guides that one of them lists, and row names. */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import { columnOfSets, guidesListed } from './guideSets';

const ROW_NAMES = 'row names';

/** Of archives, in front of the names of samples: 'GSM1234567_P1_ctrl'. */
const ACCESSION = /^(?:GSM|[SED]R[RXS]|SAM[NED]A?)\d+[-_. ](?=.)/;

/** The row names as a column, for tables of one sample per row without annotations ('WT', 'GATA1_KO_1'). */
export function rowNames({ cellNames }: OpenedFile): AnnotationColumn {
  const codes = Int32Array.from(cellNames.keys());
  return { kind: 'category', name: ROW_NAMES, categories: withoutAccessions(cellNames), codes };
}

/** Where all have one and still differ without it. */
function withoutAccessions(names: readonly string[]): readonly string[] {
  if (!names.every((name) => ACCESSION.test(name))) return names;
  const short = names.map((name) => name.replace(ACCESSION, ''));
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
