/** Whether the rows of a table are cells or genes: from the names on both sides, the headers and the labels file. */
import { CELL_HEADER, type ColumnRoles, GENE_HEADER } from './columnRoles';
import { type LabelsTable, shareKnown } from './labels';

export type Orientation =
  | { readonly rows: 'cells' | 'unclear' }
  /** `reason` completes "Genes were taken to be in rows, because …". */
  | { readonly rows: 'genes'; readonly reason: string };

const CELLS: Orientation = { rows: 'cells' };

const CELL_NAMES = [
  /^(.*[_#:.-])?[ACGTN]{10,}([-_.]\w+)*$/,
  /^(cell|barcode|nucleus|spot|sample|well)[_. -]?\d+$/i,
  /^E\d+_\d+/,
  /^(GSM|SRR|ERR|DRR|SRX)\d+/,
  /^\d+$/,
];
const GENE_NAMES = [
  /^ENS[A-Z]*[GT]\d{11}(\.\d+)?$/,
  /^(FBgn|WBGene|AT\dG|ZDB-GENE-)\d+/,
  /^Y[A-P][LR]\d{3}[WC](-[A-Z])?$/,
  // Human symbols (GATA1, HLA-A, C1orf56), mouse symbols (Fgf8), numbered genes of simulators.
  /^[A-Z][A-Z0-9]{1,9}(-[A-Z0-9]{1,5})*$/,
  /^C\d+orf\d+$/,
  /^[A-Z][a-z]{1,8}[0-9]{0,4}[a-z]?\d?$/,
  /^(g|gene)_?\d+$/i,
];
const GENE_ANNOTATION =
  /^(descriptions?|gene_?(type|biotype|symbol|name|id)|biotype|chr(om(osome)?)?|symbol|strand|start|end)$/i;

const ENOUGH_DIFFERENCE = 0.25;
/** Genes among the labels are known to the labels file as well, but not most of the genes. */
const MOST = 0.5;

interface Known {
  /** The second file, where there is one; it knows the cells (and, as labels, a few genes). */
  readonly labels: LabelsTable | null;
  /** What a person says. */
  readonly chosen: 'cells' | 'genes' | undefined;
  /** The columns were given names that say nothing. */
  readonly withoutHeader: boolean;
}

/** 'unclear' only where rows have names like neither genes nor cells, and columns none. */
export function orientationOf(
  roles: ColumnRoles,
  rowNames: readonly string[],
  { labels, chosen, withoutHeader }: Known,
): Orientation {
  if (chosen !== undefined) return chosen === 'cells' ? CELLS : { rows: 'genes', reason: 'you said so' };
  const columns = roles.values.map(({ name }) => name);
  const rowsKnown = labels === null ? 0 : shareKnown(labels, rowNames);
  const columnsKnown = labels === null || withoutHeader ? 0 : shareKnown(labels, columns);
  if (rowsKnown > Math.max(columnsKnown, MOST)) return CELLS;
  if (columnsKnown > Math.max(rowsKnown, MOST))
    return { rows: 'genes', reason: 'the column names are the cells of the labels file' };
  if (roles.names === null || CELL_HEADER.test(roles.namesHeader)) return CELLS;
  if (GENE_HEADER.test(roles.namesHeader)) {
    return { rows: 'genes', reason: `the first column is headed "${roles.namesHeader}"` };
  }
  if (roles.annotations.some(({ name, numeric }) => !numeric && !GENE_ANNOTATION.test(name))) return CELLS;
  const [row = ''] = rowNames;
  if (withoutHeader) {
    const score = geneScore(rowNames);
    if (score > ENOUGH_DIFFERENCE) return { rows: 'genes', reason: `rows are named like genes ("${row}")` };
    return score < -ENOUGH_DIFFERENCE ? CELLS : { rows: 'unclear' };
  }
  if (geneScore(rowNames) - geneScore(columns) <= ENOUGH_DIFFERENCE) return CELLS;
  const [column = ''] = columns;
  return {
    rows: 'genes',
    reason: `rows are named like genes ("${row}") and columns like cells ("${column}")`,
  };
}

/** Share of names that look like genes less the share that looks like cells, over up to 500 of them. */
function geneScore(names: readonly string[]): number {
  const looked = names.slice(0, 500);
  let score = 0;
  for (const name of looked) {
    if (CELL_NAMES.some((pattern) => pattern.test(name))) score -= 1;
    else if (GENE_NAMES.some((pattern) => pattern.test(name))) score += 1;
  }
  return score / Math.max(1, looked.length);
}
