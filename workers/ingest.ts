/** The ingest worker: one import. The values of the data set are transferred, not copied. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { createImport } from '../src/dataset/import';
import type { IngestApi } from './protocol';

const own = createImport();

const api: IngestApi = {
  ...own,
  async load(mapping, onProgress) {
    const outcome = await own.load(mapping, onProgress);
    return outcome.ok ? transfer(outcome, [outcome.value.values.buffer]) : outcome;
  },
};

expose(api);
