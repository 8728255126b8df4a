/** Opening links and run files, with a mock of the share worker. */
import { judged } from '../../../inference/verdict/judge';
import { beforeEach, expect, it, vi } from 'vitest';
import { describeDiagnosis } from '../../../present/text/diagnosis';
import { snapshotOf, type RunToShare, type LinkError, type Snapshot } from '../../../share/snapshot';
import type { Outcome } from '../../../dataset/errors';
import { newHistory } from '../history';
import { reading } from '../data/importState';
import { emptyImport, emptyRun } from '../state';
import { type FinishedRun, emptySummary } from '../../../share/finishedRun';
import { command } from '../page/commands';
import { type ListedRun, recordVersion, type RunEntry, type SavedRun } from '../../../share/savedRun';
import {
  useNextTraining,
  noArrival,
  noMessages,
  useArrival,
  useEffects,
  useImport,
  useMessages,
  useRun,
  useScreen,
  useView,
} from '../stores';
import { followSteps, isStepOpen } from '../view/stepHistory';
import type { EffectsSnapshot } from '../../../share/effectsSnapshot';
import { leaveSharedEffects } from '../data/effects';
import { sampleEffects } from '../../../../tests/support/share/sampleEffects';
import { aDataset, aResult } from '../../../../tests/support/app/testData';
import { emptyView } from '../../../share/view';
import { dismissArrival, findSaved, isLink } from './arrivals';
import { isKeeping, openLink } from '../page/actions';
import { workWith } from '../clients';
import { fake, fakeHandle, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import { canTrain } from '../run/training';
import { session } from '../page/actions';

const mock = {
  link: null as Outcome<Snapshot, LinkError> | null,
  effects: null as EffectsSnapshot | null,
  run: null as FinishedRun | null,
  lost: false,
  stored: null as SavedRun | null,
  entries: [] as ListedRun[],
  elsewhere: null as string | null,
  isAlone: true,
  free: () => {},
};

workWith(
  fakeWorkers({
    share: () =>
      fake({
        ask: async (call) =>
          mock.lost
            ? { ok: false, error: { tag: 'worker-lost', detail: 'out of memory' } }
            : {
                ok: true,
                value: await call({
                  decode: async () => {
                    if (mock.effects) return { ok: true, value: { kind: 'effects', effects: mock.effects } };
                    const { link } = mock;
                    return link?.ok ? { ok: true, value: { kind: 'run', snapshot: link.value } } : link;
                  },
                  read: async (file: File) =>
                    mock.run
                      ? { ok: true, value: mock.run }
                      : { ok: false, error: { tag: 'run-file-damaged', file: file.name } },
                }),
              },
      }),
    trainer: () => fakeHandle({ start: async () => undefined, discard: async () => undefined }),
    runs: () =>
      fakeHandle({
        read: async () =>
          mock.stored ? { ok: true, value: mock.stored } : { ok: false, error: { tag: 'run-deleted' } },
        list: async () => ({ ok: true, value: { runs: mock.entries, storage: null } }),
        writeView: async () => ({ ok: true, value: null }),
      }),
  }),
);
const { acceptArrival, openKept, openRunFile } = session.share;
const { isSaved, saveFromNow, saveOnward } = session.run;

/** Locks of a browser in whose other tab the run `elsewhere` trains, and where another tab writes unless `isAlone`. */
const locks = {
  query: async () => ({ held: mock.elsewhere ? [{ name: `modulode training ${mock.elsewhere}` }] : [] }),
  request: async (name: string, ...given: readonly unknown[]) => {
    if (name.startsWith('modulode writing') && !mock.isAlone) throw new DOMException('', 'TimeoutError');
    if (name === `modulode training ${mock.elsewhere}`)
      await new Promise<void>((resolve) => {
        mock.free = resolve;
      });
    const work = given.at(-1);
    return typeof work === 'function' ? work() : undefined;
  },
};

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
    scenarios: [{ name: 'No first gene', sliders: [{ gene: 0, value: 0 }], time: 2 }],
    moduleNames: {},
    namedAfter: {},
    hiddenGenes: [1],
    hiddenEdges: [],
    colorBy: 'degree',
    sizeBy: 'targets',
    arrangement: 'modules',
  },
  placement: { positions: Float32Array.of(-50, 10, 50, -10), room: { width: 700, height: 500 } },
  result: aResult,
  standing: null,
  judged: judged({ result: aResult, dataset: aDataset }),
};
const snapshot = snapshotOf(run);

beforeEach(() => {
  mock.link = { ok: true, value: snapshot };
  mock.effects = null;
  mock.run = null;
  vi.stubGlobal('navigator', { locks });
  vi.stubGlobal('location', { hash: '' });
  saveFromNow(null);
  mock.lost = false;
  mock.stored = null;
  mock.entries = [];
  mock.elsewhere = null;
  mock.isAlone = true;
  useMessages.setState(noMessages, true);
  useRun.setState(emptyRun, true);
  useImport.setState(emptyImport, true);
  useArrival.setState(noArrival, true);
  useView.setState(newHistory(emptyView), true);
});

it('recognises a link by its prefix or length, and no anchor of the page', () => {
  expect(isLink('#g1.AAAA')).toBe(true);
  expect(isLink(`#${'x'.repeat(60)}`)).toBe(true);
  for (const anchor of ['', '#', '#centre', '#perturb']) expect(isLink(anchor)).toBe(false);
});

it('shows a link as its sender left it, and trains nothing', async () => {
  saveOnward(kept.start, null);
  await openLink('#g1.');
  const { shared, phase, result, dataset } = useRun.getState();
  expect(shared).toBe(snapshot);
  expect(phase).toBe('finished');
  expect(result?.network).toEqual(aResult.network);
  expect(dataset).toMatchObject({ name: 'Two genes', genes: ['A', 'B'], cells: 2 });
  expect(useView.getState().present).toMatchObject({ edgeBudget: 2, minimumStability: 0.5 });
  expect(useView.getState().present.sliders).toEqual([{ gene: 0, value: 0 }]);
  expect(useView.getState().present.scenarios).toEqual(run.view.scenarios);
  expect(useScreen.getState()).toMatchObject({ step: 'perturb', layout: 'reading' });
  expect(canTrain()).toBe(false);
  expect(isKeeping()).toBe(false);
});

it('shows no other step on the way, which would end what a reader has opened meanwhile', async () => {
  useScreen.setState({ step: 'train' });
  const seen = new Set<string>();
  const end = useScreen.subscribe(({ step }) => seen.add(step));
  await openLink('#g1.');
  end();
  expect(seen).toEqual(new Set(['train', 'perturb']));
});

it('gives the same diagnosis as the sender saw, whatever the link carries', async () => {
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
    measured: null,
  };
  for (const sliderModel of [sent.sliderModel, { kind: 'responses' as const, responses: table }, null]) {
    mock.link = { ok: true, value: { ...sent, sliderModel } };
    await openLink('#g1.');
    const opened = useRun.getState().result;
    expect(opened && describeDiagnosis(opened)).toEqual(describeDiagnosis({ ...result, crossValidation }));
  }
});

it('keeps the positions of the sender, and arranges genes that have none', async () => {
  await openLink('#g1.');
  expect(useRun.getState().placement).toBe(snapshot.placement);
  expect(useView.getState().present.layoutFrozen).toBe(true);
  mock.link = { ok: true, value: { ...snapshot, placement: null } };
  await openLink('#g1.');
  expect(useRun.getState().placement).toBeNull();
  expect(useView.getState().present.layoutFrozen).toBe(false);
});

it('asks before an unsaved run is lost, and keeps it on request', async () => {
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

it('replaces the demo or another link without a question', async () => {
  useRun.setState({ ...emptyRun, dataset: aDataset, demo: 'myeloid', phase: 'running' }, true);
  await openLink('#g1.');
  expect(useRun.getState().shared).toBe(snapshot);
  await openLink('#g1.');
  expect(useArrival.getState().waiting).toBeNull();
});

it('shows why a link cannot be opened and leaves the run on screen', async () => {
  useRun.setState({ ...emptyRun, dataset: aDataset, result: aResult, phase: 'finished' }, true);
  mock.link = { ok: false, error: { tag: 'link-too-new' } };
  await openLink('#g9.');
  expect(useArrival.getState().error).toEqual({ tag: 'link-too-new' });
  expect(useRun.getState().result).toBe(aResult);
});

it('tells a lost worker from a damaged link or run file', async () => {
  useRun.setState({ ...emptyRun, dataset: aDataset, result: aResult, phase: 'finished' }, true);
  mock.lost = true;
  await openLink('#g1.');
  expect(useArrival.getState().error).toEqual({ tag: 'opening-failed', file: null, detail: 'out of memory' });
  await openRunFile(new File([], 'a.modulode.json'));
  const error = { tag: 'opening-failed', file: 'a.modulode.json', detail: 'out of memory' };
  expect(useArrival.getState().error).toEqual(error);
  expect(useRun.getState().result).toBe(aResult);
});

it('applies the settings of a link without network and waits for its data', async () => {
  useRun.setState({ ...emptyRun, dataset: aDataset, phase: 'running' }, true);
  const settings = { ...snapshot.settings, seed: 99 };
  const wanted = { ...snapshot, settings, network: null, sliderModel: null };
  mock.link = { ok: true, value: wanted };
  await openLink('#g1.');
  expect(useNextTraining.getState().settings).toEqual(settings);
  expect(useRun.getState()).toMatchObject({ phase: 'running', shared: null });
  expect(useArrival.getState().wanted).toEqual(wanted);
});

it('opens a run file as a finished run that can be trained again, and shows why another cannot be opened', async () => {
  mock.run = {
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
  mock.run = null;
  // A refused file does not disturb the reading of another one, such as the demo.
  useImport.setState(reading('demo.h5ad', 'myeloid', null), true);
  const before = useImport.getState();
  await openRunFile(new File([], 'b.modulode.json'));
  expect(useArrival.getState().error).toEqual({ tag: 'run-file-damaged', file: 'b.modulode.json' });
  expect(useImport.getState()).toBe(before);
  expect(useRun.getState().result).toBe(aResult);
});

const entry: RunEntry = {
  id: 'one',
  name: null,
  dataset: 'screen.h5ad',
  demo: null,
  number: 1,
  savedAt: 1,
  cells: 2,
  genes: 2,
  perturbations: 1,
  seed: 1,
  error: null,
  step: 24,
  steps: 350,
  finished: false,
  sizes: { start: 1, state: 1, kept: 1, methods: 0, effects: 0 },
};

it('offers the run kept last only once no other tab trains it; neither demos nor damaged ones', async () => {
  mock.entries = [
    { id: 'demo', entry: { ...entry, id: 'demo', demo: 'myeloid' }, damaged: false },
    { id: 'broken', entry: null, damaged: true },
    { id: 'one', entry, damaged: false },
    { id: 'older', entry: { ...entry, id: 'older' }, damaged: false },
  ];
  mock.elsewhere = 'one';
  await findSaved();
  expect(useMessages.getState().saved).toMatchObject({
    id: 'one',
    step: 24,
    finished: false,
    elsewhere: true,
  });
  expect(command('restore').enabled()).toBe(false);
  mock.elsewhere = null;
  mock.entries = [{ id: 'one', entry: { ...entry, finished: true }, damaged: false }];
  mock.free();
  await vi.waitFor(() =>
    expect(useMessages.getState().saved).toMatchObject({ finished: true, elsewhere: false }),
  );
  expect(command('restore').enabled()).toBe(true);
});

const none = { steps: new Float64Array(), values: new Float64Array() };
const kept: SavedRun = {
  start: {
    version: recordVersion,
    id: 'one',
    dataset: aDataset,
    settings: { ...aResult.model.settings, seed: 3 },
    truth: null,
    demo: null,
  },
  state: {
    version: recordVersion,
    id: 'one',
    savedAt: 1,
    summary: { ...emptySummary, step: 350, steps: 350 },
    progress: null,
    result: aResult,
    curves: { loss: none, heldOut: none },
  },
  view: { view: { ...emptyView, moduleNames: { 0: 'erythroid' } }, placement: null },
  methods: [],
  effects: null,
};

it('opens a kept run as it was left, and goes on keeping it as the same run', async () => {
  mock.stored = kept;
  await openKept('one');
  expect(useRun.getState()).toMatchObject({ phase: 'finished', result: aResult, dataset: aDataset });
  expect(useNextTraining.getState().settings.seed).toBe(3);
  expect(useView.getState().present.moduleNames).toEqual({ 0: 'erythroid' });
  expect(isSaved()).toBe(true);
  expect(useMessages.getState().keptAs).toBe('one');
});

it('asks before a kept run takes the place of one that is not kept, but not during a training that is', async () => {
  mock.stored = kept;
  const unkept = { ...emptyRun, dataset: aDataset, result: aResult, phase: 'finished' } as const;
  useRun.setState(unkept, true);
  await openKept('one');
  expect(useArrival.getState().waiting).toEqual({ kind: 'kept', run: kept });
  expect(useRun.getState().trainedWith).toBeNull();
  useArrival.setState(noArrival, true);
  useRun.setState({ ...emptyRun, dataset: aDataset, phase: 'paused' }, true);
  saveOnward({ ...kept.start, id: 'two' }, null);
  await openKept('one');
  expect(useArrival.getState().waiting).toBeNull();
  expect(useRun.getState().trainedWith?.seed).toBe(3);
});

it('says why a kept run cannot be opened, and leaves the run on screen', async () => {
  useRun.setState({ ...emptyRun, dataset: aDataset, result: aResult, phase: 'finished' }, true);
  expect(await openKept('gone')).toEqual({ tag: 'run-deleted' });
  expect(useRun.getState().result).toBe(aResult);
});

it('resumes no run that another tab has begun to train since it was offered', async () => {
  mock.stored = { ...kept, state: { ...kept.state, result: null } };
  mock.entries = [{ id: 'one', entry, damaged: false }];
  mock.elsewhere = 'one';
  await openKept('one');
  expect(useRun.getState()).toEqual(emptyRun);
  expect(useMessages.getState().saved).toMatchObject({ id: 'one', elsewhere: true });
});

it('shows a run that another tab has on screen, but does not keep it, and says so', async () => {
  mock.stored = kept;
  mock.isAlone = false;
  saveOnward({ ...kept.start, id: 'two' }, null);
  await openKept('one');
  expect(useRun.getState()).toMatchObject({ phase: 'finished', result: aResult });
  expect(isKeeping()).toBe(false);
  expect(useMessages.getState().notice).toEqual({ tag: 'run-open-elsewhere' });
});

it('does not train on a run that another tab has on screen, and says so', async () => {
  mock.stored = { ...kept, state: { ...kept.state, result: null } };
  mock.isAlone = false;
  saveOnward({ ...kept.start, id: 'two' }, null);
  await openKept('one');
  expect(useRun.getState()).toEqual(emptyRun);
  expect(useMessages.getState().keptAs).toBe('two');
  expect(useMessages.getState().notice).toEqual({ tag: 'run-open-elsewhere' });
});

it('shows effects of a link beside the run on screen, as the sender saw them, until they are left', async () => {
  vi.stubGlobal('history', { state: null });
  useRun.setState({ ...emptyRun, phase: 'running', dataset: aDataset });
  expect(isStepOpen('effects')).toBe(false);
  mock.effects = sampleEffects(2, { perturbations: 4, genes: 6, changed: 3 });
  await openLink('#g2.x');
  expect(useRun.getState().dataset).toBe(aDataset);
  expect(useArrival.getState()).toEqual(noArrival);
  expect(useScreen.getState().step).toBe('effects');
  expect(isStepOpen('effects')).toBe(true);
  // The control has the first place on the page.
  expect(useEffects.getState()).toMatchObject({
    shared: mock.effects,
    view: 'table',
    selected: 2,
    gene: null,
  });
  leaveSharedEffects();
  expect(useEffects.getState()).toMatchObject({ shared: null, selected: null });
  expect(isStepOpen('effects')).toBe(false);
});

it('shows effects of a link as the address around it asks', async () => {
  vi.stubGlobal('window', { addEventListener: () => undefined, removeEventListener: () => undefined });
  vi.stubGlobal('history', { state: null, replaceState: () => undefined });
  vi.stubGlobal('location', {
    pathname: '/',
    search: '',
    hash: '#g2.x&step=effects&view=plane&perturbation=P3',
  });
  const leave = followSteps();
  mock.effects = sampleEffects(2, { perturbations: 4, genes: 6, changed: 3 });
  await openLink('#g2.x');
  expect(useEffects.getState()).toMatchObject({ shared: mock.effects, view: 'plane', selected: 4 });
  leave();
  leaveSharedEffects();
});

it('fills Effects with those of a link of a run, which leave with the run unless the next is of the same data', async () => {
  const effects = {
    ...sampleEffects(2, { perturbations: 4, genes: 6, changed: 3 }),
    fingerprint: snapshot.fingerprint,
  };
  mock.link = { ok: true, value: { ...snapshot, effects } };
  await openLink('#g2.x');
  expect(useRun.getState().shared?.effects).toBe(effects);
  expect(useScreen.getState().step).toBe('perturb');
  expect(isStepOpen('effects')).toBe(true);
  expect(useEffects.getState()).toMatchObject({ shared: effects, view: 'table', selected: 2 });
  // Another run of the same data, without effects of its own.
  mock.link = { ok: true, value: snapshot };
  await openLink('#g2.y');
  expect(useEffects.getState().shared).toBe(effects);
  mock.link = { ok: true, value: { ...snapshot, fingerprint: 'f1'.padEnd(16, '0') } };
  await openLink('#g2.z');
  expect(useEffects.getState()).toMatchObject({ shared: null, selected: null });
  expect(isStepOpen('effects')).toBe(false);
});

it('shows the effects that are kept with a run, finished or not, and opens runs without them', async () => {
  mock.effects = sampleEffects(2, { perturbations: 4, genes: 6, changed: 3 });
  mock.stored = kept;
  await openKept('one');
  expect(isStepOpen('effects')).toBe(false);
  const state = { ...kept.state, savedAt: 20_600.5 * 86_400_000 };
  for (const result of [aResult, null]) {
    mock.stored = { ...kept, state: { ...state, result }, effects: '#g2.x' };
    await openKept('one');
    // The day on which the run was kept.
    expect(useEffects.getState().shared).toEqual({ ...mock.effects, day: 20_600 });
    expect(isStepOpen('effects')).toBe(true);
    leaveSharedEffects();
  }
});
