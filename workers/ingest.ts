/** The ingest worker: one import. The values of the data set are transferred, not copied. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { createImport } from '../src/dataset/import';
import { presets } from '../src/dynamics/settings';
import type { TestedRows } from '../src/inference/diagnosis/permutationTest';
import { measureSignal, testedRows } from '../src/inference/diagnosis/signal';
import type { IngestApi } from './protocol';

const own = createImport();
/** Of the data set loaded last, until its effects are measured. */
let rows: TestedRows | null = null;

const api: IngestApi = {
  ...own,
  async load(mapping, onProgress) {
    const outcome = await own.load(mapping, onProgress);
    if (!outcome.ok) return outcome;
    const { conditions, heldOut, values } = outcome.value;
    const isTraining = (condition: number) => !heldOut.includes(conditions[condition]?.label ?? '');
    rows = testedRows(outcome.value, isTraining, presets.default.seed);
    return transfer(outcome, [values.buffer]);
  },
  effects() {
    const tested = rows;
    rows = null;
    return tested && measureSignal(tested).effects;
  },
};

expose(api);
