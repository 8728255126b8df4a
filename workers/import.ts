/**
 * One import, from the dropped file to the dataset, as plain functions: the ingest worker only puts them on the wire.
 * Whatever goes wrong comes back as data; an import that failed can be followed by another.
 */
import type { DatasetError } from '../src/dataset/errors';
import { DatasetFailure } from '../src/dataset/errors';
import type { Mapping, Recognition } from '../src/dataset/mapping';
import { selectDataset } from '../src/dataset/quality/select';
import { openFile } from '../src/dataset/readers/open';
import { recognise } from '../src/dataset/recognise/recognise';
import type { ExpressionSource } from '../src/dataset/source';
import type { IngestApi, Outcome, ReadProgress } from './protocol';

interface OpenImport {
  readonly source: ExpressionSource;
  recognition: Recognition;
}

export function createImport(): IngestApi {
  let current: OpenImport | null = null;

  const close = () => {
    current?.source.close();
    current = null;
  };

  return {
    open: (files, onProgress) =>
      outcomeOf(files.main.name, async () => {
        onProgress({ phase: 'opening', bytesDone: 0, bytesTotal: files.main.size });
        const source = await openFile(files, inSteps('scanning', onProgress));
        const recognition = recognise(source.opened);
        // Only now: what was open before stays until the next file is known to be usable.
        close();
        current = { source, recognition };
        return { opened: source.opened, recognition };
      }),
    recognise: (change) =>
      outcomeOf(nameOf(current), () => {
        const { source, recognition } = started(current);
        const next = recognise(source.opened, change, recognition.mapping);
        current = { source, recognition: next };
        return Promise.resolve(next);
      }),
    load: (mapping: Mapping, onProgress) =>
      outcomeOf(nameOf(current), () => {
        const { source } = started(current);
        const settled = recognise(source.opened, mapping);
        return selectDataset(source, settled, mapping, inSteps('reading', onProgress));
      }),
    close,
  };
}

function nameOf(current: OpenImport | null): string {
  return current?.source.opened.name ?? '';
}

function started(current: OpenImport | null): OpenImport {
  if (current === null) throw new Error('No file is open.');
  return current;
}

async function outcomeOf<T>(file: string, work: () => Promise<T>): Promise<Outcome<T, DatasetError>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: asDatasetError(error, file) };
  }
}

export function asDatasetError(error: unknown, file: string): DatasetError {
  if (error instanceof DatasetFailure) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof RangeError && /array|allocat|length|memory/i.test(detail)) {
    return { tag: 'out-of-memory', file, megabytes: 0 };
  }
  if (/dynamically imported module|importing a module script/i.test(detail)) {
    return { tag: 'reader-unavailable', file, detail };
  }
  return { tag: 'damaged-file', file, where: 'somewhere we did not expect', detail };
}

/** A message for every hundredth of the way, not for every read. */
function inSteps(
  phase: ReadProgress['phase'],
  onProgress: (progress: ReadProgress) => void,
): (done: number, total: number) => void {
  let reported = -1;
  return (done, total) => {
    const hundredth = total === 0 ? 100 : Math.floor((100 * done) / total);
    if (hundredth === reported) return;
    reported = hundredth;
    onProgress({ phase, bytesDone: done, bytesTotal: total });
  };
}
