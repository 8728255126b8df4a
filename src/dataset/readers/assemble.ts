/** Turns the content found by the reader of a format into an ExpressionSource: matrices described, fingerprint, checked blocks. */
import type { AnnotationColumn, GeneAxis, MatrixInfo, OpenedFile } from '../annotation';
import type { StoredPlaces } from '../cellDetails';
import type { DatasetNote } from '../notes';
import { DatasetFailure } from '../errors';
import type { ExpressionSource } from '../source';
import type { OnBytes } from './bytes';
import { fingerprintOf } from './fingerprint';
import { finiteBlocks, type MatrixReader } from './matrixReader';
import { describeMatrix } from './sampling';
import { withWells } from './wells';

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
      obs: withWells(content.obs, cellNames),
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
