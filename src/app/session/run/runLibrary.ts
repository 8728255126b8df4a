/** The list of the runs kept in this browser, for the page that shows it. Loaded when first needed. */
import type { RunLibrary, StorageError } from '../../../share/savedRun';
import { listRuns, onRunsChanged } from './persistence';
import { log, notify, useMessages } from '../stores';
import { trainedElsewhere, trainsElsewhere, untilFree } from './trainingLock';

/** The list as tabs see it. */
export interface ShownRuns extends RunLibrary {
  /** Ids of the runs that other tabs train. */
  readonly elsewhere: ReadonlySet<string>;
}

/** Offers the latest run of the person's data in useMessages.saved. */
export async function offerLatest(): Promise<void> {
  const listed = await listRuns();
  if (!listed.ok) {
    const { error } = listed;
    if (error.tag === 'storage-blocked') notify(error);
    else log({ tag: 'error', error });
    return;
  }
  const { keptAs } = useMessages.getState();
  const latest = listed.value.runs.find(({ entry, damaged }) => entry && !damaged && entry.demo === null);
  const entry = latest?.entry;
  if (!entry || entry.id === keptAs) return;
  const { id, step, steps, savedAt, finished } = entry;
  const elsewhere = await trainsElsewhere(id);
  const name = entry.name ?? entry.dataset;
  const saved = { id, name, step, steps, savedAt, finished, elsewhere };
  useMessages.setState({ saved });
  const again = async () => {
    await untilFree(id);
    if (useMessages.getState().saved === saved) await offerLatest();
  };
  if (elsewhere) void again();
}

/** Calls `take` with the list now and after every change, in this tab or another. Returns the unsubscribe function. */
export function followRuns(take: (runs: ShownRuns | null, error: StorageError | null) => void): () => void {
  let followed = true;
  const awaited = new Set<string>();
  /** Looks again when another tab ends this training. */
  const lookWhenFree = async (run: string) => {
    if (awaited.has(run)) return;
    awaited.add(run);
    await untilFree(run);
    awaited.delete(run);
    if (followed) await look();
  };
  const look = async () => {
    const [listed, elsewhere] = await Promise.all([listRuns(), trainedElsewhere()]);
    if (!followed) return;
    for (const run of elsewhere) void lookWhenFree(run);
    if (listed.ok) take({ ...listed.value, elsewhere }, null);
    else take(null, listed.error);
  };
  const leave = onRunsChanged(() => void look());
  const again = () => void look();
  window.addEventListener('focus', again);
  void look();
  return () => {
    followed = false;
    leave();
    window.removeEventListener('focus', again);
  };
}
