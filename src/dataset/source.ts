/**
 * Streaming access to the values of an opened file: implemented by every reader, used by every pass over the values. Blocks come in
 * storage order, so files of any size are read once in constant memory; nothing is densified here.
 */
import type { OpenedFile } from './annotation';
import type { StoredPlaces } from './cellDetails';

export type Block =
  /** Whole rows, dense: values [count × genes]. */
  | {
      readonly layout: 'dense';
      readonly first: number;
      readonly count: number;
      readonly values: Float32Array;
    }
  /**
   * Compressed rows (cells) or columns (genes): entry p in [pointers[i], pointers[i + 1]) of line first + i has the
   * position indices[p] on the other axis. Pointers are relative to this block.
   */
  | {
      readonly layout: 'by-cell' | 'by-gene';
      readonly first: number;
      readonly count: number;
      readonly pointers: Float64Array;
      readonly indices: Int32Array;
      readonly values: Float32Array;
    };

export interface ExpressionSource<Kind = Block> {
  readonly opened: OpenedFile;
  /** Absent where the file has none, or its cells come from several files. */
  readonly places?: readonly StoredPlaces[];
  /**
   * Reads every value of the matrix at `path` once. Throws DatasetFailure (damaged, not finite, unsupported filter).
   * `onBytes` gets the bytes done and in total. Yields to the event loop between blocks; each is valid until the next. `wanted` [genes]: values of
   * genes with 0 may be omitted.
   */
  blocks(
    path: string,
    onBytes: (done: number, total: number) => void,
    wanted?: Uint8Array,
  ): AsyncIterable<Kind>;
  close(): void;
}
