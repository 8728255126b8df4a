/** Opens data files and settles their mapping: the page's steps up to the end of Check. */
import type { OpenedFile } from '../dataset/annotation';
import type { DatasetError, Outcome } from '../dataset/errors';
import { createImport, type Import, type ReadProgress } from '../dataset/import';
import type { Mapping } from '../dataset/mapping';
import type { Recognition } from '../dataset/recognition';
import { badUsage, failureOf } from './failure';
import { dataFiles, fileAt } from './files';
import type { TableReading } from '../dataset/readers/text/columnRoles';
import {
  columnChanges,
  expectColumns,
  nameChanges,
  tableReading,
  type MappingOptions,
} from './mappingOptions';
import { basename } from 'node:path';
import { bytes } from '../present/text/format';
import { readingPhases } from '../present/text/names';
import type { Host } from './host';

interface OpenData {
  /** Open until `close`; `load` reads the values. */
  readonly data: Import;
  readonly opened: OpenedFile;
  readonly recognition: Recognition;
}

/**
 * Opens the files as one data set. The mapping is guessed, then changed by `given` and `table` (a configuration), then by the options. Reads only
 * samples of the values. Throws Failure if the files cannot be used or lack a named column; a mapping that cannot be trained has
 * `recognition.blocked`.
 */
export async function openData(
  paths: readonly string[],
  options: MappingOptions,
  onProgress: (progress: ReadProgress) => void,
  given: Partial<Mapping> = {},
  table: TableReading = {},
): Promise<OpenData> {
  const data = createImport();
  try {
    const targets = options.targets === undefined ? null : await fileAt(options.targets);
    const files = {
      ...(await dataFiles(paths)),
      ...(targets && { targets }),
      table: tableReading(options, table),
    };
    let { opened, recognition } = unwrap(await data.open(files, onProgress));
    expectColumns(options, opened);
    const change = async (fields: Partial<Mapping>) => {
      if (Object.keys(fields).length > 0) recognition = unwrap(await data.recognise(fields));
    };
    await change(targets && opened.targets ? { ...given, targets: opened.targets.entries } : given);
    await change(columnChanges(options, opened, recognition));
    if (options.controlsFile !== undefined) {
      if (recognition.mapping.perturbationColumn === '')
        throw badUsage(
          `--controls-file: ${opened.name} does not say which gene was perturbed in each cell`,
          'Control cells can be added to labelled cells only.',
          'Name the column with --perturbation-column.',
        );
      const controls = await fileAt(options.controlsFile);
      ({ opened, recognition } = unwrap(await data.addControls(controls, recognition.mapping, onProgress)));
    }
    await change(await nameChanges(options, opened, recognition));
    return { data, opened, recognition };
  } catch (error) {
    data.close();
    throw error;
  }
}

function unwrap<T>(outcome: Outcome<T, DatasetError>): T {
  if (!outcome.ok) throw failureOf(outcome.error);
  return outcome.value;
}

/** Progress of openData and Import.load as a status line; erase it with `host.status?.('')`. */
export function readingProgress(host: Host, paths: readonly string[]): (progress: ReadProgress) => void {
  const name = basename(paths[0] ?? '');
  return ({ phase, bytesDone, bytesTotal }) => {
    host.status?.(`${readingPhases[phase]} ${name}: ${bytes(bytesDone, bytesTotal)}`);
  };
}
