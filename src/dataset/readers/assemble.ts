/**
 * Turns the content found by the reader of a format into an ExpressionSource: matrices described, fingerprint, checked blocks. Wells,
 * lanes and samples that the names of cells tell, as a column: perturbations may lie in different ones.
 */
import type { AnnotationColumn, GeneAxis, MatrixInfo, OpenedFile } from '../annotation';
import type { StoredPlaces } from '../cellDetails';
import type { DatasetNote } from '../notes';
import { DatasetFailure } from '../errors';
import type { ExpressionSource } from '../source';
import type { OnBytes } from './bytes';
import { fingerprintOf } from './fingerprint';
import { type MatrixReader, finiteBlocks } from './matrixReader';
import { describeMatrix } from './sampling';
import { distinctValues, divideAlike } from '../recognise/columns';
import { batchColumns } from '../recognise/timeAndBatch';
import { categoryColumn, withoutBlanks } from './columns';

export interface FoundMatrix {
  /** The matrix's name in the rest of the program. */
  readonly path: string;
  readonly axis: GeneAxis;
  readonly reader: MatrixReader;
}

export interface FoundContent {
  readonly format: OpenedFile['format'];
  readonly cellNames: readonly string[];
  readonly obs: readonly AnnotationColumn[];
  readonly matrices: readonly FoundMatrix[];
  readonly notes: readonly DatasetNote[];
  /** Absent if there are none. */
  readonly numericColumns?: OpenedFile['numericColumns'];
  /** Absent if there are none. */
  readonly places?: readonly StoredPlaces[];
}

/** Throws `no-matrix` where there is none. @param close releases the file */
export async function sourceOf(
  file: { readonly name: string; readonly size: number },
  content: FoundContent,
  onBytes: OnBytes,
  close: () => void,
): Promise<ExpressionSource> {
  const { format, cellNames, notes, numericColumns, places } = content;
  const { name, size: bytes } = file;
  const found = new Map(content.matrices.map((matrix) => [matrix.path, matrix]));
  if (found.size === 0) throw new DatasetFailure({ tag: 'no-matrix', file: name });
  const matrices: MatrixInfo[] = [];
  const nameIn = (path: string) => (cell: number, gene: number) =>
    `${path}, cell ${cellNames[cell] ?? cell}, gene ${found.get(path)?.axis.index[gene] ?? gene}`;
  for (const { path, reader } of found.values()) {
    const before = matrices.length;
    const onSampled: OnBytes = (done, total) =>
      onBytes(Math.round((bytes * (before + (total === 0 ? 1 : done / total))) / found.size), bytes);
    matrices.push(await describeMatrix(path, reader, nameIn(path), onSampled));
  }
  const genes = Object.fromEntries([...found.values()].map(({ path, axis }) => [path, axis]));
  const cells = cellNames.length;
  const fingerprint = fingerprintOf(cells, matrices, genes);
  return {
    opened: {
      name,
      bytes,
      format,
      fingerprint,
      cells,
      cellNames,
      obs: withWells(content.obs.map(withoutBlanks), cellNames),
      matrices,
      genes,
      notes,
      ...(numericColumns && { numericColumns }),
    },
    ...(places && { places }),
    blocks(path, onRead, wanted) {
      const matrix = found.get(path);
      if (matrix === undefined) throw new DatasetFailure({ tag: 'no-matrix', file: name });
      return finiteBlocks(matrix.reader, name, nameIn(path), onRead, wanted);
    },
    close,
  };
}

/** Columns of cells, and the well or lane of each cell where none of them names batches or divides the cells likewise. */
export function withWells(
  obs: readonly AnnotationColumn[],
  cellNames: readonly string[],
): readonly AnnotationColumn[] {
  if (batchColumns(obs).length > 0) return obs;
  const found = gemGroups(cellNames) ?? lanes(cellNames);
  if (found === null) return obs;
  const { codes } = distinctValues(found);
  return obs.some((column) => divideAlike(distinctValues(column).codes, codes)) ? obs : [...obs, found];
}

/** The number of the well at the end of a barcode ('AAACCC-2', or 'AAACCC-1-2' of joined AnnData); null where there is one well. */
function gemGroups(barcodes: readonly string[]): AnnotationColumn | null {
  const groups = barcodes.map((barcode) => /^[ACGTN]+-(\d+(?:-\d+)?)$/.exec(barcode)?.[1] ?? null);
  return groups.includes(null) || new Set(groups).size < 2 ? null : categoryColumn('gem_group', groups);
}

/** `AAACCCx`: velocyto. */
const BARCODE = /^[ACGTN]{8,}x?$/;
/** Words beside barcodes name lanes only where each has many cells; else they number the cells, or are a second barcode. */
const CELLS_OF_LANE = 20;

/** What stands before and after the barcode, as Seurat, scanpy, velocyto and people add it: 'lane1_AAACCC-1', 'S1:AAACCCx', 'AAACCC-1-day2'; null where that is no lane. */
function lanes(cellNames: readonly string[]): AnnotationColumn | null {
  const words = cellNames.map((name) => {
    const parts = name.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
    return parts.filter((part) => BARCODE.test(part)).length === 1
      ? parts.filter((part) => !BARCODE.test(part))
      : null;
  });
  const [first] = words;
  if (!first || words.some((own) => own?.length !== first.length)) return null;
  const kept = [...first.keys()].filter((at) => words.some((own) => own?.[at] !== first[at]));
  if (kept.length === 0) return null;
  const named = words.map((own) => kept.map((at) => own?.[at]).join('-'));
  const column = categoryColumn('lane', named);
  return distinctValues(column).cells.every((cells) => cells >= CELLS_OF_LANE) ? column : null;
}
