/**
 * Which genes two files both measure, and which row of one is which row of the other: by name, in any column of var
 * that names genes, as labels are looked up (case and versions of Ensembl ids set aside).
 */
import type { AnnotationColumn, GeneAxis } from '../../annotation';
import { nameGenes } from '../../recognise/geneNames';

export interface SharedGenes {
  /** [genes of the first file] row among the shared genes, −1 where only that file measures it. */
  readonly ofMain: Int32Array;
  /** [genes of the second file] the same. */
  readonly ofControls: Int32Array;
  /** In the order of the first file. */
  readonly axis: GeneAxis;
  /** Names of genes that only the first file measures. */
  readonly lacking: readonly string[];
}

/** `geneColumn`: the column of var with the names that are shown; null: the index. Each row is matched at most once. */
export function sharedGenes(main: GeneAxis, controls: GeneAxis, geneColumn: string | null): SharedGenes {
  const partners = matchedRows(main, controls, geneColumn);
  const ofMain = new Int32Array(main.index.length).fill(-1);
  const ofControls = new Int32Array(controls.index.length).fill(-1);
  const kept: number[] = [];
  partners.forEach((partner, gene) => {
    if (partner < 0 || (ofControls[partner] ?? 0) >= 0) return;
    ofMain[gene] = kept.length;
    ofControls[partner] = kept.length;
    kept.push(gene);
  });
  const { names } = nameGenes(main, geneColumn);
  return {
    ofMain,
    ofControls,
    axis: {
      index: kept.map((gene) => main.index[gene] ?? ''),
      columns: main.columns.map((column) => someRows(column, kept)),
    },
    lacking: names.filter((_, gene) => (ofMain[gene] ?? -1) < 0),
  };
}

/** [genes of main] row of `controls` or −1: main's names among all names of controls, then the other way round. */
function matchedRows(main: GeneAxis, controls: GeneAxis, geneColumn: string | null): Int32Array {
  const own = nameGenes(main, geneColumn);
  const other = nameGenes(controls, geneColumn);
  const known = new Int32Array(main.index.length).fill(-1);
  controls.index.forEach((id, row) => {
    const byIndex = own.lookup.find(id);
    const gene = byIndex >= 0 ? byIndex : own.lookup.find(other.names[row] ?? '');
    if (gene >= 0 && (known[gene] ?? 0) < 0) known[gene] = row;
  });
  return Int32Array.from(main.index, (id, gene) => {
    const byIndex = other.lookup.find(id);
    const row = byIndex >= 0 ? byIndex : other.lookup.find(own.names[gene] ?? '');
    return row >= 0 ? row : (known[gene] ?? -1);
  });
}

function someRows(column: AnnotationColumn, rows: readonly number[]): AnnotationColumn {
  return column.kind === 'number'
    ? { ...column, values: Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN) }
    : { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] ?? -1) };
}
