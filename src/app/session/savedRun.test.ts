import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { presets } from '../../dynamics/settings';
import { readRecord } from './record';
import { emptySummary } from '../../share/finishedRun';
import { recordVersion, type SavedStart, type SavedState, joined, keptKey, split } from './savedRun';
import { aDataset, aResult } from '../../../tests/support/app/testData';
import { NO_ENSEMBLE_PROGRESS } from '../../inference/run/progress';

const start: SavedStart = {
  version: recordVersion,
  id: 'one',
  dataset: aDataset,
  settings: presets.H,
  truth: { name: 'truth.tsv', edges: [{ source: 'A', target: 'B', sign: 1 }] },
};
const none = { steps: new Float64Array(), values: new Float64Array() };
const fit = {
  parameters: new Float32Array(5),
  firstMoment: new Float32Array(5),
  secondMoment: new Float32Array(5),
  step: 40,
};
const state: SavedState = {
  version: recordVersion,
  id: 'one',
  savedAt: 1_800_000_000_000,
  summary: { ...emptySummary, step: 40, steps: 350, loss: 0.2, secondsLeft: [3, 5], secondsElapsed: 3 },
  progress: {
    step: 40,
    fits: [fit],
    curve: [{ step: 20, error: 0.9 }],
    kept: [],
    rateFactor: 1,
    companions: {
      finished: [{ preset: 'SH', horizon: 1.5, weights: new Float32Array(4) }],
      over: 1,
      step: 3,
      checkpoint: fit,
      rateFactor: 1,
    },
  },
  result: aResult,
  curves: { loss: none, heldOut: none },
};

it('reads what was stored, through the structured clone of the browser', () => {
  expect(readRecord(structuredClone(start), structuredClone(state))).toEqual({ start, state });
});

it('refuses parts of two different runs, and other versions', () => {
  expect(readRecord(start, { ...state, id: 'two' })).toBeNull();
  expect(readRecord({ ...start, version: 0 }, state)).toBeNull();
  expect(readRecord(undefined, state)).toBeNull();
});

it('refuses arrays of the wrong size', () => {
  const short = { ...aDataset, values: new Float32Array(3) };
  expect(readRecord({ ...start, dataset: short }, state)).toBeNull();
  const outside = { ...aDataset, conditionOfCell: Int32Array.from([0, 9]) };
  expect(readRecord({ ...start, dataset: outside }, state)).toBeNull();
  const model = { ...aResult.model, parameters: new Float32Array(4) };
  expect(readRecord(start, { ...state, result: { ...aResult, model } })).toBeNull();
  const runaway = { ...fit, parameters: Float32Array.from([NaN, 0, 0, 0, 0]) };
  expect(readRecord(start, { ...state, progress: { ...state.progress, fits: [runaway] } })).toBeNull();
  const members = [{ preset: 'SH', horizon: 3, weights: new Float32Array(3) }];
  expect(readRecord(start, { ...state, result: { ...aResult, members } })).toBeNull();
});

type Place = (string | number)[];

/** Every place in a record; typed arrays are one place. */
function places(value: unknown, here: Place = []): Place[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [here];
  return [here, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...here, key]))];
}

/** A copy with `put` at `place`. */
function broken(value: unknown, [key, ...deeper]: Place, put: unknown): unknown {
  if (key === undefined) return put;
  if (typeof value !== 'object' || value === null) return put;
  const entries = Object.entries(value).map(([name, inner]) =>
    name === key ? [name, broken(inner, deeper, put)] : [name, inner],
  );
  const copy = Object.fromEntries(entries);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

it('never throws on a damaged record, and accepts only complete ones', () => {
  const record = { start, state };
  fc.assert(
    fc.property(fc.constantFrom(...places(record)), fc.anything(), (place, put) => {
      const damaged = broken(record, place, put);
      const half = (name: 'start' | 'state') =>
        typeof damaged === 'object' && damaged !== null ? Reflect.get(damaged, name) : undefined;
      const run = readRecord(half('start'), half('state'));
      if (!run) return;
      const { dataset } = run.start;
      expect(dataset.values.length).toBe(dataset.cells * dataset.genes.length);
      expect(run.start.id).toBe(run.state.id);
    }),
    { numRuns: 500 },
  );
});

const kept = [14, 28].map((step) => ({ step, error: 0.5, fits: [Float32Array.from([step])] }));
const withKept: SavedState = {
  ...state,
  progress: { step: 30, fits: [], curve: [], kept, rateFactor: 1, companions: NO_ENSEMBLE_PROGRESS },
};

it('takes the kept parameters out of a state and puts them back', async () => {
  const parts = split(withKept);
  const stored = new Map<string, unknown>(parts.kept.map((one) => [keptKey(one.step), one]));
  expect(parts.rest).toMatchObject({ progress: { kept: [14, 28] } });
  expect(await joined(parts.rest, async (step) => stored.get(keptKey(step)))).toEqual(withKept);
});

async function read(): Promise<undefined> {
  return undefined;
}

it('leaves a state without progress, and anything of another form, unchanged', async () => {
  const without = { ...withKept, progress: null };
  expect(await joined(split(without).rest, read)).toEqual(without);
  expect(await joined('nonsense', read)).toBe('nonsense');
  expect(await joined({ progress: { kept: ['x'] } }, read)).toEqual({ progress: { kept: ['x'] } });
});
