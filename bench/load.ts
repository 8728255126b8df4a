/** From a file on disk to the dataset the page would make of it: opened, recognised, and with the given changes selected. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Dataset } from '../src/dataset/dataset';
import type { Mapping } from '../src/dataset/mapping';
import { selectDataset } from '../src/dataset/quality/select';
import { alone } from '../src/dataset/readers/fileGroup';
import { openFile } from '../src/dataset/readers/open';
import { recognise } from '../src/dataset/recognise/recognise';

/** `overrides`: what a person would change in the check step. Throws DatasetFailure. */
export async function loadDataset(path: string, overrides: Partial<Mapping>): Promise<Dataset> {
  return datasetOf(new File([await readFile(path)], basename(path)), overrides);
}

/** As loadDataset, of a file that need not be on disk. */
export async function datasetOf(main: File, overrides: Partial<Mapping>): Promise<Dataset> {
  const source = await openFile(alone(main), () => {});
  try {
    const recognition = recognise(source.opened, overrides);
    return await selectDataset(source, recognition, recognition.mapping, () => {});
  } finally {
    source.close();
  }
}
