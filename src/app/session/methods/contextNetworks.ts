/** A network for each context of the open file: runs learned in the background, one after another, each kept when it is finished. Loaded with its panel. */
import { proxy } from 'comlink';
import { create } from 'zustand';
import type { ContextRunBegun, ContextsListener, NetworksOfContexts } from '../../../../workers/protocol';
import { sendDataset } from '../../../../workers/sendDataset';
import type { OpenedFile } from '../../../dataset/annotation';
import type { ContextPlan } from '../../../dataset/contextSizes';
import type { Dataset } from '../../../dataset/dataset';
import type { Outcome } from '../../../dataset/errors';
import type { Mapping } from '../../../dataset/mapping';
import { type Measurement, shareOfFits, startMeasurement } from '../../../inference/confidence/pool';
import { DEFAULT_FITS } from '../../../inference/run/confidence';
import { keptRunName } from '../../../present/text/contextNetworks';
import type { FinishedRun } from '../../../share/finishedRun';
import { recordVersion, type StorageError } from '../../../share/savedRun';
import { knownStepTimes } from '../browserStorage';
import type { StartWorker } from '../clients';
import type { Imports } from '../data/import';
import { pool } from '../pool';
import { renameRun, writeRun } from '../run/persistence';
import { newId } from '../run/saving';
import { withStorage } from '../run/trainingLock';
import type { AppError } from '../state';
import { log, notify, useImport, useNextTraining, useScreen } from '../stores';
import { confidenceFitWorker, workersHere } from './confidence';

type Phase = 'idle' | 'running' | 'cancelled' | 'closed' | 'failed' | 'done';

interface ContextNetworksState {
  /** The file whose contexts they are, and what of it is learned; null before the first. */
  readonly opened: OpenedFile | null;
  readonly plan: ContextPlan | null;
  /** 'closed': the file was closed before all runs were learned. */
  readonly phase: Phase;
  /** The run being learned, and what is done of its stage. */
  readonly run: (ContextRunBegun & Stage) | null;
  /** Finished runs in the list of kept runs. */
  readonly kept: readonly { readonly id: string; readonly name: string }[];
  readonly error: AppError | null;
  /** `common`: the run of all cells, without its values. */
  readonly found: (NetworksOfContexts & { readonly common: FinishedRun }) | null;
}

interface Stage {
  readonly stage: 'reading' | 'training' | 'confidence';
  readonly share: number;
}

const none: ContextNetworksState = {
  opened: null,
  plan: null,
  phase: 'idle',
  run: null,
  kept: [],
  error: null,
  found: null,
};

export const useContextNetworks = create<ContextNetworksState>()(() => none);

interface Parts {
  readonly start: StartWorker;
  readonly valuesOf: Imports['valuesOf'];
}

/** Ends the runs under way. */
let leave: ((phase: Phase, error?: AppError) => void) | null = null;

/** Finished runs stay. */
export const cancelContexts = () => leave?.('cancelled');

/** Learns the networks of a plan of the open file, unless others are being learned. */
export async function learnContexts(plan: ContextPlan, parts: Parts): Promise<void> {
  const { opened, mapping } = useImport.getState();
  if (leave || !opened || !mapping) return;
  const worker = parts.start('contexts');
  const cores = pool.roomFor('contexts');
  let measurement: Measurement | null = null;
  const end = (phase: Phase, error: AppError | null = null) => {
    if (leave !== end) return;
    leave = null;
    stopFollowing();
    measurement?.drop();
    worker.end();
    pool.take('contexts', 0);
    useContextNetworks.setState({ phase, error, run: null });
    if (error) log({ tag: 'error', error });
  };
  const stopFollowing = useImport.subscribe((now) => {
    if (now.opened !== opened) end('closed');
  });
  leave = end;
  pool.take('contexts', cores);
  useContextNetworks.setState({ ...none, opened, plan, phase: 'running' }, true);
  const runs = createRuns(opened, mapping, {
    ...parts,
    measuring: (now) => {
      measurement = now;
    },
    failed: (error) => end('failed', error),
  });
  const { settings, isTimeSet } = useNextTraining.getState();
  const { column, batchColumn, chosen } = plan;
  const answer = await worker.ask((contexts) =>
    contexts.learn(
      {
        plan: { column, batchColumn, chosen },
        settings,
        named: isTimeSet ? ['horizon'] : [],
        training: { cores, device: useScreen.getState().deviceWish, times: knownStepTimes() },
      },
      proxy(runs.listener),
    ),
  );
  if (leave !== end) return;
  const common = runs.common();
  if (answer.ok && answer.value.ok && common)
    useContextNetworks.setState({ found: { ...answer.value.value, common } });
  const error = answer.ok ? (answer.value.ok ? null : answer.value.error) : answer.error;
  if (error === null) end('done');
  else if (error.tag !== 'worker-ended') end('failed', error);
}

/** Keeps a run under this name, beside the one on screen. Its id. */
async function kept(run: FinishedRun, name: string): Promise<Outcome<string, StorageError>> {
  const { dataset, settings, truth, demo, result, summary, curves, savedAt, view, placement } = run;
  const link = { version: recordVersion, id: newId() };
  const start = { ...link, dataset, settings, truth, demo };
  const state = { ...link, savedAt, summary, progress: null, result, curves };
  const written = await withStorage('shared', () => writeRun(start, true, state, { view, placement }, []));
  const named = written.ok ? await renameRun(link.id, name) : written;
  return named.ok ? { ok: true, value: link.id } : named;
}

/** What the runs need of the page, and what becomes of them. */
function createRuns(
  opened: OpenedFile,
  mapping: Mapping,
  parts: Parts & {
    readonly measuring: (measurement: Measurement) => void;
    readonly failed: (error: AppError) => void;
  },
) {
  let begun: ContextRunBegun | null = null;
  let dataset: Dataset | null = null;
  let common: FinishedRun | null = null;
  const show = (stage: Stage) => useContextNetworks.setState({ run: begun && { ...begun, ...stage } });
  const values = () => {
    if (dataset) return dataset;
    throw new Error('No values are read.');
  };
  const listener: ContextsListener = {
    begun(run) {
      begun = run;
      show({ stage: 'reading', share: 0 });
    },
    async load(change) {
      dataset = await parts.valuesOf({ ...mapping, ...change }, parts.failed);
      return sendDataset(values());
    },
    trained: (share) => show({ stage: 'training', share }),
    async measure(run) {
      const own = values();
      const measurement = startMeasurement({
        createWorker: () => confidenceFitWorker(parts.start, { ...run, dataset: own }),
        share: shareOfFits(DEFAULT_FITS),
        workers: Math.min(workersHere(own, run.settings, DEFAULT_FITS), pool.roomFor('contexts')),
        clock: () => performance.now() / 1000,
        onProgress: ({ share }) => show({ stage: 'confidence', share }),
      });
      parts.measuring(measurement);
      const measured = await measurement.ended;
      if (measured.tag === 'measured') return measured.confidence;
      throw new Error(measured.tag === 'failed' ? measured.detail : measured.tag);
    },
    async finished(run, learnedWith) {
      const whole = { ...run, dataset: { ...values(), ...learnedWith } };
      common ??= { ...whole, dataset: { ...whole.dataset, values: new Float32Array() } };
      const { context = null, withOthers = false } = begun ?? {};
      const name = keptRunName(opened.name, context, withOthers);
      const written = await kept(whole, name);
      if (written.ok)
        useContextNetworks.setState((now) => ({ kept: [...now.kept, { id: written.value, name }] }));
      else notify(written.error);
    },
  };
  return { listener, common: () => common };
}
