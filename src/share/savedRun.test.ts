import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { presets } from '../dynamics/settings';
import { readEntry, readRecord } from './runFile';
import { emptySummary } from './finishedRun';
import type { KeptMethod } from './keptMethod';
import {
  buffersOf,
  bytesOfRun,
  entryOf,
  joined,
  keptKey,
  recordVersion,
  sizeOf,
  split,
  withState,
  type SavedStart,
  type SavedState,
} from './savedRun';
import { emptyView } from './view';
import { aDataset, aResult } from '../../tests/support/app/testData';

const start: SavedStart = {
  version: recordVersion,
  id: 'one',
  dataset: aDataset,
  settings: presets.H,
  truth: { name: 'truth.tsv', edges: [{ source: 'A', target: 'B', sign: 1 }] },
  demo: null,
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
  },
  result: aResult,
  curves: { loss: none, heldOut: none },
};

const methods: readonly KeptMethod[] = [
  {
    name: 'genie3',
    settings: { trees: 50 },
    seed: 7,
    cells: null,
    embeddings: { name: 'genes.csv', genes: { all: 2, covered: 1 } },
    ofModel: false,
    seconds: 2.5,
    unseen: { error: Infinity, perturbations: 1 },
    links: {
      hidden: 'pairs',
      network: 'known.tsv',
      regulators: 9,
      density: 0.1,
      averagePrecision: { value: 0.3, low: 0.2, high: 0.4 },
      bars: { degree: 0.1, 'degree-product': 0.2, 'pair-logistic': null },
      beyond: {
        degree: { value: 0.2, low: 0.1, high: 0.3 },
        'degree-product': { value: 0.1, low: 0.05, high: 0.2 },
        'pair-logistic': null,
      },
      exceedsBoth: false,
    },
    without: { adapter: 1.5, 'edge-perturbation': null, network: Infinity },
    pairs: null,
    weights: Float32Array.of(0, 0.5, 0.25, 0),
  },
  {
    name: 'jacobian',
    settings: {},
    seed: 7,
    cells: 'cluster: early',
    ofModel: true,
    seconds: 0.5,
    unseen: null,
    pairs: Int32Array.of(2),
    weights: Float32Array.of(-1),
  },
];

it('reads what was stored, through the structured clone of the browser', () => {
  const view = { view: { ...emptyView, pins: [{ gene: 1, x: 4, y: -2 }] }, placement: null };
  const effects = '#g2.x';
  const [first, then, rest] = structuredClone([start, state, { view, methods, effects }] as const);
  expect(readRecord(first, then, rest)).toEqual({
    start,
    state,
    view,
    methods,
    effects,
  });
});

it('leaves out methods that are damaged or of another data set; runs of earlier versions have none', () => {
  const damaged = [
    undefined,
    [{ ...methods[0], weights: Float32Array.of(1) }],
    [{ ...methods[0], weights: Float32Array.of(0, NaN, 0, 0) }],
    [{ ...methods[1], pairs: Int32Array.of(4) }],
    [{ ...methods[1], name: 3 }],
  ];
  for (const found of damaged) expect(readRecord(start, state, { methods: found })?.methods).toEqual([]);
});

it('leaves out effects that are no text, or longer than any that are written', () => {
  for (const effects of [undefined, null, 3, ['#g2.x'], 'x'.repeat(300_000)])
    expect(readRecord(start, state, { effects })).toMatchObject({ effects: null });
});

it('reads runs of earlier versions, which averaged further fits, in the midst of these and finished', () => {
  const member = { preset: 'H', horizon: 6, weights: new Float32Array(4) };
  const companions = { finished: [member], over: 1, step: 3, checkpoint: fit, rateFactor: 1 };
  const refining = { fit: 3, fits: 3, step: 3, steps: 350 };
  const early = {
    ...state,
    summary: { ...state.summary, averaged: 2, refining },
    progress: { ...state.progress, companions },
    result: { ...aResult, members: [member] },
  };
  const result = { ...aResult, members: [{ preset: 'H', horizon: 6 }] };
  expect(readRecord(start, early, {})?.state).toEqual({ ...state, result });
});

it('refuses parts of two different runs, and other versions', () => {
  expect(readRecord(start, { ...state, id: 'two' }, {})).toBeNull();
  expect(readRecord({ ...start, version: 0 }, state, {})).toBeNull();
  expect(readRecord(undefined, state, {})).toBeNull();
});

it('refuses arrays of the wrong size', () => {
  const short = { ...aDataset, values: new Float32Array(3) };
  expect(readRecord({ ...start, dataset: short }, state, {})).toBeNull();
  const outside = { ...aDataset, conditionOfCell: Int32Array.from([0, 9]) };
  expect(readRecord({ ...start, dataset: outside }, state, {})).toBeNull();
  const model = { ...aResult.model, parameters: new Float32Array(4) };
  expect(readRecord(start, { ...state, result: { ...aResult, model } }, {})).toBeNull();
  const runaway = { ...fit, parameters: Float32Array.from([NaN, 0, 0, 0, 0]) };
  expect(readRecord(start, { ...state, progress: { ...state.progress, fits: [runaway] } }, {})).toBeNull();
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
      const run = readRecord(half('start'), half('state'), {});
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
  progress: { step: 30, fits: [], curve: [], kept, rateFactor: 1 },
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

it('reads a record of a version without demos, and leaves out a view that does not fit', () => {
  const { demo: _, ...earlier } = start;
  expect(readRecord(earlier, state, {})).toEqual({
    start,
    state,
    view: null,
    methods: [],
    effects: null,
  });
  const pinned = { ...emptyView, pins: [{ gene: 7, x: 0, y: 0 }] };
  expect(readRecord(start, state, { view: { view: pinned, placement: null } })?.view).toBeNull();
  const placement = { positions: Float32Array.of(NaN, 0, 0, 0), room: { width: 1, height: 1 } };
  expect(readRecord(start, state, { view: { view: emptyView, placement } })?.view).toBeNull();
});

it('describes a run in the list, with a number of its own among the runs of its data', () => {
  const sizes = { start: 100, state: 0, kept: 0, methods: 8, effects: 5 };
  const others = [
    { dataset: 'screen.h5ad', demo: null, number: 1 },
    { dataset: 'screen.h5ad', demo: null, number: 3 },
    { dataset: 'screen.h5ad', demo: 'myeloid' as const, number: 8 },
    { dataset: 'other.h5ad', demo: null, number: 9 },
  ];
  const entry = withState(entryOf(start, others, sizes), { ...state, savedAt: 5 }, true);
  expect(entry).toEqual({
    id: 'one',
    name: null,
    dataset: 'screen.h5ad',
    demo: null,
    number: 4,
    savedAt: 5,
    cells: 2,
    genes: 2,
    perturbations: 1,
    seed: presets.H.seed,
    error: null,
    step: 40,
    steps: 350,
    finished: true,
    sizes,
  });
  expect(readEntry(structuredClone(entry))).toEqual(entry);
  const { methods: _, effects: __, ...earlier } = sizes;
  expect(readEntry({ ...entry, sizes: earlier })?.sizes).toEqual({ ...sizes, methods: 0, effects: 0 });
  expect(bytesOfRun(entry)).toBe(113);
  expect(entryOf(start, [], sizes).number).toBe(1);
});

it('takes a line of the list that lacks something, or is of another form, for damaged', () => {
  const entry = withState(
    entryOf(start, [], { start: 1, state: 1, kept: 0, methods: 0, effects: 0 }),
    state,
    false,
  );
  for (const key of Object.keys(entry)) expect(readEntry({ ...entry, [key]: undefined })).toBeNull();
  for (const other of [null, undefined, 'run', 3, []]) expect(readEntry(other)).toBeNull();
});

it('counts the bytes of typed arrays, and finds the memory of each once', () => {
  const shared = new Float32Array(8);
  const value = { a: shared, b: [shared.subarray(4), new Float64Array(2)], c: 'name', d: null };
  // Arrays of 32, 16 and 16 bytes, 4 letters, 8 bytes for null, 6 letters of keys.
  expect(sizeOf(value)).toBe(32 + 16 + 16 + 4 + 8 + 6);
  expect([...buffersOf(value)].map(({ byteLength }) => byteLength)).toEqual([32, 16]);
});
