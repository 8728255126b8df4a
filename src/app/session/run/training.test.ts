/** From the drop to the run, with mocks of both workers. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeHandle, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import type { RunsApi, TrainerApi, TrainerListener, TrainerStart } from '../../../../workers/protocol';
import { presets } from '../../../dynamics/settings';
import type { Outcome, DatasetError } from '../../../dataset/errors';
import type { Dataset } from '../../../dataset/dataset';
import type { Mapping } from '../../../dataset/mapping';
import type { Recognition } from '../../../dataset/recognition';
import type { OpenedFile } from '../../../dataset/annotation';
import { workWith } from '../clients';
import { newHistory } from '../history';
import { saveRun, followSliders } from '../page/actions';
import { type RunState, emptyImport, emptyRun } from '../state';
import {
  noArrival,
  noMessages,
  useArrival,
  useImport,
  useMessages,
  useNextTraining,
  usePrediction,
  useRun,
  useScreen,
  useView,
} from '../stores';
import { aMapping, aRecognition } from '../../../../tests/support/dataset/recognition';
import { aDataset, anOpenedFile, aResult } from '../../../../tests/support/app/testData';
import type { SavedRun, StorageError } from '../../../share/savedRun';
import { emptyView } from '../../../share/view';
import { command } from '../page/commands';
import { canTrain, setSettings, trainingChoices } from './training';
import { pinGene, select, setSlider, undoView } from '../view/view';
import { session } from '../page/actions';

type Answer<T> = Outcome<T, DatasetError>;

/** Next answers of the mock ingest worker; `loads`: the mappings it was asked to load. */
const ingest = {
  open: { ok: true, value: { opened: anOpenedFile, recognition: aRecognition(aMapping) } } as Answer<{
    opened: OpenedFile;
    recognition: Recognition;
  }>,
  load: { ok: true, value: aDataset } as Answer<Dataset>,
  controls: { ok: false, error: { tag: 'cancelled', file: '' } } as Answer<{
    opened: OpenedFile;
    recognition: Recognition;
  }>,
  asked: [] as string[],
  loads: [] as Mapping[],
  ended: 0,
};
const trainer = {
  starts: [] as (TrainerStart & { readonly dataset: Dataset })[],
  listener: null as TrainerListener | null,
  asked: [] as string[],
  predictions: [] as number[],
};
/** What the mock of the runs worker keeps. */
const storage = { refusal: null as StorageError['tag'] | null, runs: new Map<string, SavedRun>() };

const mockRuns: Pick<RunsApi, 'write' | 'writeView' | 'read'> = {
  write: async (sent, { rest, state, view, methods }) => {
    if (storage.refusal) return { ok: false, error: { tag: storage.refusal } };
    const before = storage.runs.get(rest.id);
    const start = sent ? { ...rest, dataset: sent.dataset } : before?.start;
    if (!start) return { ok: false, error: { tag: 'run-deleted' } };
    const run = { start, state: { ...state, progress: null }, view };
    storage.runs.set(rest.id, { ...run, methods: methods ?? before?.methods ?? [], effects: null });
    return { ok: true, value: null };
  },
  writeView: async (id, view, methods) => {
    const run = storage.runs.get(id);
    if (run) storage.runs.set(id, { ...run, view, methods: methods ?? run.methods });
    return { ok: true, value: null };
  },
  read: async (id) => {
    const run = storage.runs.get(id);
    return run ? { ok: true, value: run } : { ok: false, error: { tag: 'run-deleted' } };
  },
};

const mockTrainer: Pick<TrainerApi, 'start' | 'discard' | 'pause'> = {
  start: async ({ dataset }, start, listener) => {
    trainer.asked.push('start');
    trainer.starts.push({ ...start, dataset });
    trainer.listener = listener;
  },
  pause: async () => void trainer.asked.push('pause'),
  discard: async () => void trainer.asked.push('discard'),
};

const mockPredict: TrainerApi['predict'] = async (changes) => {
  trainer.predictions.push(changes[0]?.value ?? NaN);
  const change = Float32Array.from([0, changes[0]?.value ?? 0]);
  const empty = new Float32Array();
  return {
    delta: change,
    lowestDelta: change,
    highestDelta: change,
    log2FoldChange: change,
    low: change,
    high: change,
    times: empty,
    trajectory: empty,
    beyondData: [],
  };
};

workWith(
  fakeWorkers({
    runs: () => fakeHandle(mockRuns),
    predictions: () => fakeHandle({ use: async () => undefined, predict: mockPredict }),
    trainer: () => fakeHandle(mockTrainer, () => void trainer.asked.push('end')),
    ingest: () =>
      fakeHandle(
        {
          open: async () => ingest.open,
          recognise: async (change: Partial<Mapping>) => ({
            ok: true,
            value: aRecognition({ ...aMapping, ...change, timeColumn: 'day' }),
          }),
          addControls: async (added: File) => {
            ingest.asked.push(added.name);
            return ingest.controls;
          },
          cancelControls: () => ingest.asked.push('cancel'),
          load: async (mapping: Mapping) => {
            ingest.loads.push(mapping);
            return ingest.load;
          },
        },
        () => {
          ingest.ended += 1;
        },
      ),
  }),
);
const { addControls, cancelControls, cancelImport, changeMapping, confirmMapping, openFiles } = session.data;
const { abandon, saveFromNow, saveView, setChoices, train } = session.run;
const { acceptArrival, openKept } = session.share;

vi.stubGlobal('navigator', { hardwareConcurrency: 2 });

const file = new File(['x'], 'screen.h5ad');

function settled(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

async function finishedRun(): Promise<void> {
  await openFiles([file]);
  await train();
  trainer.listener?.finished(aResult, 'finished');
}

beforeEach(() => {
  ingest.open = { ok: true, value: { opened: anOpenedFile, recognition: aRecognition(aMapping) } };
  ingest.load = { ok: true, value: aDataset };
  ingest.loads = [];
  ingest.asked = [];
  ingest.controls = { ok: false, error: { tag: 'cancelled', file: '' } };
  Object.assign(storage, { refusal: null, runs: new Map() });
  saveFromNow(null);
  useArrival.setState(noArrival, true);
  Object.assign(trainer, { starts: [], listener: null, asked: [], predictions: [] });
  useImport.setState(emptyImport, true);
  useRun.setState(emptyRun, true);
  useMessages.setState(noMessages, true);
  useView.setState(newHistory(emptyView), true);
});

afterEach(abandon);

it('opens a file for checking and trains it without another click, reading the values once', async () => {
  await openFiles([file]);
  expect(useImport.getState().phase).toBe('checking');
  expect(useScreen.getState().step).toBe('check');
  await train();
  expect(ingest.loads).toEqual([aMapping]);
  expect(trainer.starts[0]?.dataset).toBe(aDataset);
  await train();
  expect(ingest.loads).toHaveLength(1);
  expect(trainer.starts).toHaveLength(2);
});

it('ends the former run before a new one starts', async () => {
  await openFiles([file]);
  await train();
  trainer.listener?.preparing('starting');
  await train();
  expect(trainer.asked).toEqual(['start', 'end', 'start']);
});

it('keeps the run on screen when a file cannot be opened, cannot be loaded, or is cancelled', async () => {
  await finishedRun();
  const before = useRun.getState();
  ingest.open = { ok: false, error: { tag: 'empty-file', file: 'bad.h5ad' } };
  await openFiles([new File([''], 'bad.h5ad')]);
  // The file of the run is still open.
  expect(useImport.getState()).toMatchObject({ phase: 'ready', error: { tag: 'empty-file' } });
  expect(canTrain()).toBe(true);

  ingest.open = { ok: true, value: { opened: anOpenedFile, recognition: aRecognition(aMapping) } };
  ingest.load = { ok: false, error: { tag: 'no-controls', file: 'screen.h5ad', labels: [] } };
  await openFiles([file]);
  await confirmMapping();
  expect(useImport.getState()).toMatchObject({ phase: 'checking', error: { tag: 'no-controls' } });
  cancelImport();
  expect(useImport.getState()).toEqual(emptyImport);
  expect(useRun.getState()).toMatchObject({ id: before.id, phase: 'finished', result: aResult });
});

it('pauses and resumes by the space bar, which never starts over a finished run', async () => {
  const space = command('play-pause');
  await openFiles([file]);
  expect(space.enabled()).toBe(true);
  await train();
  await space.run();
  expect(useRun.getState().phase).toBe('paused');
  await space.run();
  expect(useRun.getState().phase).toBe('preparing');
  trainer.listener?.finished(aResult, 'finished');
  expect(canTrain()).toBe(true);
  expect(space.enabled()).toBe(false);
});

/** Id under which the run on screen is kept. */
async function keptId(): Promise<string> {
  return vi.waitFor(() => {
    const { keptAs } = useMessages.getState();
    if (keptAs === null) throw new Error('the run on screen is not kept');
    return keptAs;
  });
}

it('a typed T is used on single samples too, until a preset brings its own', () => {
  setSettings({ horizon: 6, solverSteps: 12 });
  setSettings({ seed: 8 });
  expect(useNextTraining.getState().isTimeSet).toBe(true);
  setSettings({ ...presets.default, seed: 8 });
  expect(useNextTraining.getState().isTimeSet).toBe(false);
});

it('keeps the finished run that a training replaces, with its settings and view', async () => {
  setSettings({ seed: 3 });
  await finishedRun();
  const first = await keptId();
  select({ kind: 'gene', gene: 1 });
  const { id } = useRun.getState();
  setSettings({ seed: 4 });
  await train();
  select(null);
  expect(useRun.getState()).toMatchObject({ phase: 'preparing', result: null, trainedWith: { seed: 4 } });
  await openKept(first);
  await acceptArrival();
  const { id: next, ...run } = useRun.getState();
  expect(run).toMatchObject({
    phase: 'stopped',
    result: aResult,
    dataset: aDataset,
    trainedWith: { seed: 3 },
  });
  expect(next).toBeGreaterThan(id);
  expect(useView.getState().present.selection).toEqual({ kind: 'gene', gene: 1 });
  expect(useNextTraining.getState().settings.seed).toBe(3);
  expect(await keptId()).toBe(first);
  expect(trainer.asked).toEqual(['start', 'start', 'end']);
});

it('keeps every run that ends under an id of its own', async () => {
  await finishedRun();
  const first = await keptId();
  await train();
  trainer.listener?.finished(aResult, 'stopped');
  const second = await keptId();
  expect(second).not.toBe(first);
  expect([...storage.runs.keys()]).toEqual([first, second]);
});

it('keeps what other methods found with the run, and with the next one on the same data what is not read from the model', async () => {
  const found = {
    settings: {},
    seed: 7,
    cells: null,
    seconds: 1,
    unseen: null,
    pairs: null,
    weights: Float32Array.of(0, 1, 2, 0),
  };
  const methods: RunState['methods'] = [
    { name: 'pearson', ofModel: false, ...found },
    { name: 'jacobian', ofModel: true, ...found },
  ];
  await finishedRun();
  const first = await keptId();
  useRun.setState({ methods });
  await saveView();
  expect(storage.runs.get(first)?.methods).toBe(methods);

  await train();
  trainer.listener?.finished(aResult, 'finished');
  const second = await vi.waitFor(() => {
    const id = [...storage.runs.keys()].find((one) => one !== first);
    if (id === undefined) throw new Error('the second run is not kept');
    return id;
  });
  expect(storage.runs.get(second)?.methods).toEqual([methods[0]]);

  await openKept(first);
  await acceptArrival();
  expect(useRun.getState().methods).toEqual(methods);
  // Values of another file are other data.
  ingest.load = { ok: true, value: { ...aDataset } };
  await openFiles([file]);
  await train();
  expect(useRun.getState().methods).toEqual([]);
});

it.each(['storage-full', 'storage-unavailable'] as const)(
  'keeps a run on screen where it cannot be kept (%s), says so, and asks before a training replaces it',
  async (refusal) => {
    storage.refusal = refusal;
    await finishedRun();
    await vi.waitFor(() => expect(useMessages.getState().notice).toEqual({ tag: refusal }));
    await train();
    expect(useArrival.getState().waiting).toEqual({ kind: 'training' });
    expect(useRun.getState().result).toBe(aResult);
    await acceptArrival();
    expect(useRun.getState()).toMatchObject({ phase: 'preparing', result: null });
  },
);

it('keeps a run from its preparation on, and begins it again as the same run', async () => {
  await openFiles([file]);
  await train();
  await saveRun();
  const id = await keptId();
  expect(storage.runs.get(id)?.state).toMatchObject({ progress: null, result: null });
  await openKept(id);
  expect(trainer.starts.map(({ resume }) => resume)).toEqual([null, null]);
  expect(useRun.getState()).toMatchObject({ phase: 'preparing', dataset: aDataset });
  trainer.listener?.finished(aResult, 'finished');
  await vi.waitFor(() => expect(storage.runs.get(id)?.state.result).toBe(aResult));
  expect([...storage.runs.keys()]).toEqual([id]);
});

it('keeps the run of a demo only where the same demo is trained again', async () => {
  const ofDemo = {
    ...emptyRun,
    phase: 'finished',
    dataset: aDataset,
    result: aResult,
    trainedWith: aResult.model.settings,
    demo: 'myeloid',
  } as const;
  useRun.setState(ofDemo, true);
  await finishedRun();
  await keptId();
  expect([...storage.runs.values()].map(({ start }) => start.demo)).toEqual([null]);
  useRun.setState(ofDemo, true);
  useImport.setState(emptyImport, true);
  saveFromNow(null);
  await train();
  expect([...storage.runs.values()].map(({ start }) => start.demo)).toEqual([null, 'myeloid']);
});

it('cannot train what the recognition blocks', async () => {
  const recognition = { ...aRecognition(aMapping), blocked: 'no-controls' } as const;
  ingest.open = { ok: true, value: { opened: anOpenedFile, recognition } };
  await openFiles([file]);
  await train();
  expect(trainer.starts).toHaveLength(0);
});

it('adds controls from a file, keeps other changes and reads the values again', async () => {
  await openFiles([file]);
  changeMapping({ kind: 'knockdown', control: { mode: 'reference', label: 'A' } });
  await settled();
  await confirmMapping();
  const control = { mode: 'cells', labels: ['control'] } as const;
  const opened = { ...anOpenedFile, cells: 5 };
  ingest.controls = { ok: true, value: { opened, recognition: aRecognition({ ...aMapping, control }) } };
  const adding = addControls(new File(['x'], 'ctrl.h5ad'));
  expect(useImport.getState()).toMatchObject({ phase: 'reading', controlsFile: 'ctrl.h5ad' });
  await adding;
  expect(useImport.getState()).toMatchObject({
    phase: 'checking',
    controlsFile: null,
    opened,
    mapping: { control, kind: 'knockdown' },
    changes: { control, kind: 'knockdown' },
    dataset: null,
  });
  await train();
  expect(ingest.loads.at(-1)).toMatchObject({ control, kind: 'knockdown' });
});

it('keeps the mapping when controls are refused or cancelled, or the file is closed meanwhile', async () => {
  await openFiles([file]);
  await addControls(new File(['x'], 'late.h5ad'));
  expect(useImport.getState()).toMatchObject({ phase: 'reading', error: null });
  cancelControls();
  expect(ingest.asked).toEqual(['late.h5ad', 'cancel']);
  expect(useImport.getState()).toMatchObject({ phase: 'checking', opened: anOpenedFile, mapping: aMapping });

  ingest.controls = { ok: false, error: { tag: 'empty-file', file: 'none.h5ad' } };
  await addControls(new File([''], 'none.h5ad'));
  expect(useImport.getState()).toMatchObject({
    phase: 'checking',
    controlsFile: null,
    opened: anOpenedFile,
    error: { tag: 'empty-file' },
  });
  const closing = addControls(new File([''], 'none.h5ad'));
  cancelImport();
  await closing;
  expect(useImport.getState()).toEqual(emptyImport);
});

it('recognises the file again after a change and keeps the change', async () => {
  await openFiles([file]);
  changeMapping({ kind: 'knockdown' });
  expect(useImport.getState().mapping?.kind).toBe('knockdown');
  await settled();
  expect(useImport.getState().mapping).toMatchObject({ kind: 'knockdown', timeColumn: 'day' });
});

it('reads the values again when other perturbations of the open file are held out', async () => {
  await openFiles([file]);
  await train();
  setChoices({ heldOut: ['A'] });
  setChoices({ regulators: ['B'] });
  await settled();
  await train();
  expect(ingest.loads.at(-1)).toMatchObject({ heldOut: ['A'], regulators: ['B'] });
});

it('changes the choices of a data set whose file is no longer open, with a note of unknown regulators', async () => {
  useRun.setState({ dataset: aDataset, phase: 'finished' });
  setChoices({ heldOut: ['A'] });
  setChoices({ regulators: ['B', 'Z'] });
  setSettings({ seed: 11 });
  expect(trainingChoices()).toEqual({ heldOut: ['A'], regulators: ['B', 'Z'] });
  await train();
  const start = trainer.starts[0];
  expect(start?.dataset.heldOut).toEqual(['A']);
  expect([...(start?.dataset.candidates ?? [])]).toEqual([1]);
  expect(start?.dataset.notes).toEqual([{ tag: 'regulators-not-modelled', names: ['Z'] }]);
  expect(start?.settings.seed).toBe(11);
});

it('uses a list of edges dropped on a run as its truth', async () => {
  await finishedRun();
  await openFiles([new File(['source\ttarget\tsign\nA\tB\t-\n'], 'truth.tsv')]);
  expect(useRun.getState().truth?.edges).toEqual([{ source: 'A', target: 'B', sign: -1 }]);
  expect(useImport.getState().phase).toBe('ready');
});

it('predicts for sliders, and undoes them without touching the run', async () => {
  const leave = followSliders();
  await finishedRun();
  setSlider(0, 0.5);
  setSlider(0, 0);
  await settled();
  expect(trainer.predictions.at(-1)).toBe(0);
  expect(usePrediction.getState().answer?.sliders).toEqual([{ gene: 0, value: 0 }]);
  undoView();
  await settled();
  expect(usePrediction.getState().answer).toBeNull();
  expect(useRun.getState().phase).toBe('finished');
  leave();
});

it('keeps selection and pins when the same genes are trained again, and drops them for other genes', async () => {
  await openFiles([file]);
  await train();
  select({ kind: 'gene', gene: 1 });
  pinGene(1, 3, 4);
  await train();
  expect(useView.getState().present.pins).toEqual([{ gene: 1, x: 3, y: 4 }]);
  ingest.load = { ok: true, value: { ...aDataset, genes: ['C', 'D'] } };
  setChoices({ heldOut: ['A'] });
  await settled();
  await train();
  expect(useView.getState().present).toMatchObject({ pins: [], selection: null });
});
