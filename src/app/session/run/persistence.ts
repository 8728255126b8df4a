/** The runs kept in this browser, by their worker; failures are data. Loaded when first needed. */
import type { RunsApi } from '../../../../workers/protocol';
import { sendDataset } from '../../../../workers/sendDataset';
import type { Outcome } from '../../../dataset/errors';
import type { KeptMethod } from '../../../share/keptMethod';
import {
  runsChannel,
  sizeOf,
  split,
  type RunLibrary,
  type SavedRun,
  type SavedStart,
  type SavedState,
  type SavedView,
  type StorageError,
} from '../../../share/savedRun';
import { runsWorker } from '../clients';

/** Steps of a run whose parameters are stored already. */
let stored = { id: '', steps: new Set<number>() };

/** `isNew`: with its data set; else `run-deleted` where the run is not stored. `methods`: null where they are stored. */
export async function writeRun(
  start: SavedStart,
  isNew: boolean,
  state: SavedState,
  view: SavedView,
  methods: readonly KeptMethod[] | null,
): Promise<Outcome<null, StorageError>> {
  const { dataset, ...rest } = start;
  const { rest: bare, kept } = split(state);
  if (isNew || stored.id !== start.id) stored = { id: start.id, steps: new Set() };
  const { steps } = stored;
  const fresh = kept.filter(({ step }) => !steps.has(step));
  const run = { rest, state: bare, kept: fresh, keptBytes: sizeOf(kept), view, methods };
  const written = await asked((runs) => runs.write(isNew ? sendDataset(dataset) : null, run));
  if (written.ok) for (const { step } of fresh) steps.add(step);
  return written;
}

export const writeView = (id: string, view: SavedView, methods: readonly KeptMethod[] | null) =>
  asked((runs) => runs.writeView(id, view, methods));
export const writeEffects = (id: string, effects: string) => asked((runs) => runs.writeEffects(id, effects));
export const readRun = (id: string): Promise<Outcome<SavedRun, StorageError>> =>
  asked((runs) => runs.read(id));
export const listRuns = (): Promise<Outcome<RunLibrary, StorageError>> => asked((runs) => runs.list());
/** null: the default name. */
export const renameRun = (id: string, name: string | null) => asked((runs) => runs.rename(id, name));
export const removeRun = (id: string) => asked((runs) => runs.remove(id));
/** Of the run deleted last. */
export const restoreRun = (id: string) => asked((runs) => runs.restore(id));

/** Called after every change of the list, in any tab. Returns the unsubscribe function. */
export function onRunsChanged(take: () => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined;
  const channel = new BroadcastChannel(runsChannel);
  channel.addEventListener('message', take);
  return () => channel.close();
}

/** Tells all tabs that the list has changed. */
export function tellRunsChanged(): void {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(runsChannel);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a broadcast channel has none
  channel.postMessage(null);
  channel.close();
}

async function asked<T>(
  question: (runs: RunsApi) => Promise<Outcome<T, StorageError>>,
): Promise<Outcome<T, StorageError>> {
  const answer = await runsWorker.ask(question);
  return answer.ok ? answer.value : { ok: false, error: { tag: 'storage-unavailable' } };
}
