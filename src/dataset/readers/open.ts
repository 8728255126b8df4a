/** The door: one file (and, for tables, a second one with labels) to an ExpressionSource, whatever the format. */
import { DatasetFailure } from '../errors';
import type { ExpressionSource } from '../source';
import { formatOf } from './format';
import { openH5ad } from './h5ad/h5ad';

export interface InputFiles {
  readonly main: File;
  /** A table of labels per cell. */
  readonly labels: File | null;
}

/** Throws DatasetFailure with the place and the reason. `onBytes`: bytes looked at, and in all. */
export async function openFile(
  files: InputFiles,
  onBytes: (done: number, total: number) => void,
): Promise<ExpressionSource> {
  const { main } = files;
  const head = new Uint8Array(await main.slice(0, 64).arrayBuffer());
  const format = formatOf(main.name, head, new TextDecoder().decode(head));
  switch (format.kind) {
    case 'hdf5':
      return openH5ad(main, main.name, onBytes);
    case 'text':
      throw new DatasetFailure({ tag: 'unknown-format', file: main.name, extension: '' });
    case 'refused':
      throw new DatasetFailure(format.problem);
    default:
      return format satisfies never;
  }
}
