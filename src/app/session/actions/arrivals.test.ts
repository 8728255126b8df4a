/** What links and run files replace, ask about and leave alone, with the share worker played by the test. */
import { beforeEach, expect, it, vi } from 'vitest';
import { describeDiagnosis } from '../../../present/text/diagnosis';
import { snapshotOf, type RunToShare } from '../../../share/fromRun';
import type { FinishedRun } from '../../../share/runFile';
import type { LinkError, Read, Snapshot } from '../../../share/snapshot';
import { newHistory } from '../history';
import { emptyImport } from '../importState';
import { emptySummary } from '../../../share/summary';
import { emptyRun } from '../runState';
import { noArrival, useArrival, useImport, useRun, useScreen, useView } from '../stores';
import { aDataset, aResult } from '../../../../tests/support/app/testData';
import { emptyView } from '../../../share/view';
import { acceptArrival, dismissArrival, isLink, openLink, openRunFile } from './arrivals';
import { canTrain } from './training';

const played = vi.hoisted(() => ({
  link: null as Read<Snapshot, LinkError> | null,
  run: null as FinishedRun | null,
  saved: [] as unknown[],
}));

vi.mock('../clients', () => ({
  shareWorker: () => ({
    ask: async (call: (api: unknown) => unknown) => ({
      ok: true,
      value: await call({
        decode: async () => played.link,
        read: async (file: File) =>
          played.run
            ? { ok: true, value: played.run }
            : { ok: false, error: { tag: 'run-file-damaged', file: file.name } },
      }),
    }),
  }),
}));
vi.mock('../saving', () => ({
  isSaved: () => false,
  saveFromNow: (start: unknown) => played.saved.push(start),
}));
vi.mock('../persistence', () => ({ readSaved: async () => ({ ok: true, value: null }) }));

const run: RunToShare = {
  title: 'Two genes',
  now: 20_000 * 86_400_000,
  demo: null,
  dataset: aDataset,
  settings: aResult.model.settings,
  choices: { heldOut: [], regulators: null },
  view: {
    step: 'perturb',
    bare: true,
    edgeBudget: 2,
    minimumStability: 0.5,
    selectedGene: null,
    sliders: [{ gene: 0, value: 0 }],
    time: null,
    moduleNames: {},
  },
  placement: { positions: Float32Array.of(-50, 10, 50, -10), room: { width: 700, height: 500 } },
  result: aResult,
  standing: null,
};
const snapshot = snapshotOf(run);

beforeEach(() => {
  played.link = { ok: true, value: snapshot };
  played.run = null;
  played.saved = [];
  useRun.setState(emptyRun, true);
  useImport.setState(emptyImport, true);
  useArrival.setState(noArrival, true);
  useView.setState(newHistory(emptyView), true);
});

it('takes for a link what begins like one or is long, not an anchor of the page', () => {
  expect(isLink('#g1.AAAA')).toBe(true);
  expect(isLink(`#${'x'.repeat(60)}`)).toBe(true);
  for (const anchor of ['', '#', '#centre', '#perturb']) expect(isLink(anchor)).toBe(false);
});

it('shows what a link holds as its sender left it, and trains nothing', async () => {
  await openLink('#g1.');
  const { shared, phase, result, dataset } = useRun.getState();
  expect(shared).toBe(snapshot);
  expect(phase).toBe('finished');
  expect(result?.network).toEqual(aResult.network);
  expect(dataset).toMatchObject({ name: 'Two genes', genes: ['A', 'B'], cells: 2 });
  expect(useView.getState().present).toMatchObject({ edgeBudget: 2, minimumStability: 0.5 });
  expect(useView.getState().present.sliders).toEqual([{ gene: 0, value: 0 }]);
  expect(useScreen.getState()).toMatchObject({ step: 'perturb', layout: 'reading' });
  expect(canTrain()).toBe(false);
  expect(played.saved).toEqual([null]);
});

it('answers the questions about a run as they were answered to its sender, whatever of it the link holds', async () => {
  const shared = { weight: 0.5, fullAt: 0.25, times: Float64Array.of(1), response: new Float64Array(2) };
  const result = { ...aResult, model: { ...aResult.model, lossesReplaced: true, shared } };
  const crossValidation = {
    folds: 3,
    steps: [],
    errors: [],
    error: 0.75,
    shrunkError: 0.5,
    kappa: 0.75,
    perPerturbation: [],
  };
  const sent = snapshotOf({ ...run, result: { ...result, crossValidation } });
  const regulators = aResult.network.regulators;
  const table = {
    regulators,
    answered: Int32Array.of(),
    out: new Float32Array(),
    doubled: new Float32Array(),
    kappa: 0.75,
  };
  for (const instrument of [sent.instrument, { kind: 'responses' as const, responses: table }, null]) {
    played.link = { ok: true, value: { ...sent, instrument } };
    await openLink('#g1.');
    const told = useRun.getState().result;
    expect(told && describeDiagnosis(told)).toEqual(describeDiagnosis({ ...result, crossValidation }));
  }
});

it('keeps genes where the sender had them, and arranges those of a link that does not say where', async () => {
  await openLink('#g1.');
  expect(useRun.getState().placement).toBe(snapshot.placement);
  expect(useView.getState().present.layoutFrozen).toBe(true);
  played.link = { ok: true, value: { ...snapshot, placement: null } };
  await openLink('#g1.');
  expect(useRun.getState().placement).toBeNull();
  expect(useView.getState().present.layoutFrozen).toBe(false);
});

it('asks before a run of one’s own is lost, and keeps it where the person says so', async () => {
  useRun.setState({ ...emptyRun, dataset: aDataset, phase: 'paused' }, true);
  await openLink('#g1.');
  expect(useArrival.getState().waiting).toEqual({ kind: 'link', snapshot });
  expect(useRun.getState().shared).toBeNull();
  dismissArrival();
  expect(useArrival.getState()).toEqual(noArrival);
  expect(useRun.getState().dataset).toBe(aDataset);
  await openLink('#g1.');
  await acceptArrival();
  expect(useRun.getState().shared).toBe(snapshot);
});

it('asks nothing where the demo or another link is on screen', async () => {
  useRun.setState({ ...emptyRun, dataset: aDataset, demo: 'myeloid', phase: 'running' }, true);
  await openLink('#g1.');
  expect(useRun.getState().shared).toBe(snapshot);
  await openLink('#g1.');
  expect(useArrival.getState().waiting).toBeNull();
});

it('says why a link cannot be shown and leaves what is on screen', async () => {
  useRun.setState({ ...emptyRun, dataset: aDataset, result: aResult, phase: 'finished' }, true);
  played.link = { ok: false, error: { tag: 'link-too-new' } };
  await openLink('#g9.');
  expect(useArrival.getState().error).toEqual({ tag: 'link-too-new' });
  expect(useRun.getState().result).toBe(aResult);
});

it('puts the settings of a link without network in place and waits for its data', async () => {
  useRun.setState({ ...emptyRun, dataset: aDataset, phase: 'running' }, true);
  const settings = { ...snapshot.settings, seed: 99 };
  const wanted = { ...snapshot, settings, network: null, instrument: null };
  played.link = { ok: true, value: wanted };
  await openLink('#g1.');
  expect(useRun.getState()).toMatchObject({ settings, phase: 'running', shared: null });
  expect(useArrival.getState().wanted).toEqual(wanted);
});

it('opens a run file as a finished run that can be trained again, and says why another cannot be', async () => {
  played.run = {
    dataset: aDataset,
    settings: aResult.model.settings,
    truth: null,
    demo: null,
    result: aResult,
    summary: { ...emptySummary, step: 350, steps: 350 },
    curves: {
      loss: { steps: Float64Array.from([1]), values: Float64Array.from([2]) },
      heldOut: { steps: new Float64Array(), values: new Float64Array() },
    },
    view: { ...emptyView, edgeBudget: 1 },
    placement: { positions: Float32Array.of(1, 2, 3, 4), room: { width: 700, height: 500 } },
    savedAt: 0,
  };
  await openRunFile(new File([], 'a.modulode.json'));
  expect(useRun.getState()).toMatchObject({ phase: 'finished', result: aResult, shared: null });
  expect(useView.getState().present.edgeBudget).toBe(1);
  expect(canTrain()).toBe(true);
  played.run = null;
  await openRunFile(new File([], 'b.modulode.json'));
  expect(useImport.getState().error).toEqual({ tag: 'run-file-damaged', file: 'b.modulode.json' });
  expect(useRun.getState().result).toBe(aResult);
});
