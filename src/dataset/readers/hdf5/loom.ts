/**
 * Loom files (specification 2 and 3): genes in rows, one dense matrix and layers of the same shape, annotations as arrays.
 * Format: https://linnarssonlab.org/loompy/format/
 */
import type { AnnotationColumn } from '../../annotation';
import type { DatasetNote } from '../../notes';
import type { FoundContent, FoundMatrix } from '../assemble';
import type { Hierarchy } from '../hierarchy';
import { namedAxis, namesAt, readPlainColumn } from '../columns';
import type { MatrixReader } from '../matrixReader';
import { geneRowsReader, readable, storedPlaces } from '../storedMatrix';

/** Attributes with names: that of the format comes first, then those of common programs. */
const GENE_NAMES = /^(gene|gene_?names?|gene_?symbols?|symbols?|var_names|accession|gene_?ids?|ensembl\w*)$/i;
const FIRST_GENE_NAME = /^gene$/i;
const CELL_NAMES = /^(cellids?|cells?|cell_?(ids?|names?|barcodes?)|obs_names|barcodes?)$/i;
const FIRST_CELL_NAME = /^cellid$/i;

/** Throws `damaged-file` where no attribute holds gene names, `shape-mismatch`, `unsupported-encoding`. */
export function readLoom(file: Hierarchy): FoundContent {
  const reader = geneRowsReader(file, 'matrix');
  const notes: DatasetNote[] = [];
  const geneAttribute = nameAttribute(file, 'row_attrs', GENE_NAMES, FIRST_GENE_NAME);
  if (geneAttribute === null) {
    const found = attributes(file, 'row_attrs').join(', ');
    return file.damaged('row_attrs', `None of its attributes names the genes (${found}).`);
  }
  const index = namesAt(file, `row_attrs/${geneAttribute}`, reader.genes);
  const columns = columnsOf(file, 'row_attrs', geneAttribute, reader.genes);
  const axis = namedAxis({ index, columns }, notes);
  const cellAttribute = nameAttribute(file, 'col_attrs', CELL_NAMES, FIRST_CELL_NAME);
  const cellNames =
    cellAttribute === null
      ? Array.from({ length: reader.cells }, (_, cell) => String(cell + 1))
      : namesAt(file, `col_attrs/${cellAttribute}`, reader.cells);
  const obs = columnsOf(file, 'col_attrs', cellAttribute, reader.cells);
  const layers = file.kindOf('layers') === 'group' ? file.names('layers') : [];
  const places = [{ path: 'matrix' }, ...layers.map((name) => ({ path: `layers/${name}` }))];
  const matrices = readable(places, notes, ({ path }): FoundMatrix => {
    return { path, axis, reader: path === 'matrix' ? reader : sameShape(file, path, reader) };
  });
  return {
    format: 'loom',
    cellNames,
    obs,
    matrices,
    notes,
    places: storedPlaces(file, 'col_attrs', reader.cells),
  };
}

function attributes(file: Hierarchy, group: string): readonly string[] {
  return file.names(group).filter((name) => file.kindOf(`${group}/${name}`) === 'dataset');
}

function nameAttribute(file: Hierarchy, group: string, known: RegExp, first: RegExp): string | null {
  const names = attributes(file, group).filter((name) => known.test(name));
  return names.find((name) => first.test(name)) ?? names[0] ?? null;
}

/** Attributes of more than one dimension (embeddings) are no columns. */
function columnsOf(file: Hierarchy, group: string, names: string | null, rows: number): AnnotationColumn[] {
  return attributes(file, group)
    .filter((name) => name !== names)
    .map((name) => readPlainColumn(file, name, file.array(`${group}/${name}`), rows))
    .filter((column) => column !== null);
}

function sameShape(file: Hierarchy, path: string, main: MatrixReader): MatrixReader {
  const reader = geneRowsReader(file, path);
  if (reader.genes === main.genes && reader.cells === main.cells) return reader;
  const expected = `${main.genes} genes × ${main.cells} cells, as the main matrix has,`;
  return file.mismatch(path, expected, `${reader.genes} × ${reader.cells}`);
}
