/** Reads a file as the start of predictions of a run, in the worker that then predicts there. Loaded when it is asked for. */
import type { Dataset } from '../src/dataset/dataset';
import type { DatasetError } from '../src/dataset/errors';
import { createImport } from '../src/dataset/import';
import { alone } from '../src/dataset/readers/fileGroup';
import type { OtherCells, OtherCellsRefused } from '../src/inference/benchmark/otherCells';
import { cellsOfFile } from '../src/inference/benchmark/otherFile';
import type { FitResult } from '../src/inference/run/result';

const ignore = () => undefined;

export async function startAt(
  run: { readonly dataset: Dataset; readonly result: FitResult },
  file: File,
): Promise<OtherCells | OtherCellsRefused | DatasetError> {
  const data = createImport();
  const opened = await data.open(alone(file), ignore);
  try {
    return opened.ok ? await cellsOfFile(run, data, opened.value, ignore) : opened.error;
  } finally {
    data.close();
  }
}
