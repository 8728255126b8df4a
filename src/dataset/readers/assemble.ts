/** From what a format's reader found in a file to an ExpressionSource: values described, content named, blocks checked. */
import type { AnnotationColumn, GeneAxis, MatrixInfo, OpenedFile } from '../annotation';
import type { DatasetNote } from '../notes';
import { DatasetFailure } from '../errors';
import type { ExpressionSource } from '../source';
import type { OnBytes } from './bytes';
import { makeUnique } from './columns';
import { fingerprintOf } from './fingerprint';
import { finiteBlocks, type MatrixReader } from './matrixReader';
import { describeMatrix } from './sampling';

export interface FoundMatrix {
  /** The name by which the rest of the app knows it. */
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
}

/** Throws `no-matrix` where there is none. `close` is what is left to do at the end. */
export async function sourceOf(
  file: { readonly name: string; readonly size: number },
  content: FoundContent,
  onBytes: OnBytes,
  close: () => void,
): Promise<ExpressionSource> {
  const { format, cellNames, obs, notes } = content;
  const { name, size: bytes } = file;
  const found = new Map(content.matrices.map((matrix) => [matrix.path, matrix]));
  if (found.size === 0) throw new DatasetFailure({ tag: 'no-matrix', file: name });
  const matrices: MatrixInfo[] = [];
  for (const { path, reader } of found.values()) {
    const before = matrices.length;
    const onSampled: OnBytes = (done, total) =>
      onBytes(Math.round((bytes * (before + (total === 0 ? 1 : done / total))) / found.size), bytes);
    matrices.push(await describeMatrix(path, reader, onSampled));
  }
  const genes = Object.fromEntries([...found.values()].map(({ path, axis }) => [path, axis]));
  const cells = cellNames.length;
  const fingerprint = fingerprintOf(cells, matrices, genes);
  return {
    opened: { name, bytes, format, fingerprint, cells, cellNames, obs, matrices, genes, notes },
    blocks(path, onRead, wanted) {
      const matrix = found.get(path);
      if (matrix === undefined) throw new DatasetFailure({ tag: 'no-matrix', file: name });
      const nameOf = (cell: number, gene: number) =>
        `${path}, cell ${cellNames[cell] ?? cell}, gene ${matrix.axis.index[gene] ?? gene}`;
      return finiteBlocks(matrix.reader, name, nameOf, onRead, wanted);
    },
    close,
  };
}

/** The axis under unique names; names that occur twice are told. */
export function namedAxis(
  names: readonly string[],
  columns: readonly AnnotationColumn[],
  notes: DatasetNote[],
): GeneAxis {
  const { unique, duplicates } = makeUnique(names);
  if (duplicates.length > 0) notes.push({ tag: 'duplicate-genes', names: duplicates });
  return { index: unique, columns };
}
