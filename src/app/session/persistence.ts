/** The saved run in the browser's storage (IndexedDB), at most one. Loaded when first needed; failures are data. */
import { openDB, type IDBPDatabase } from 'idb';
import type { Outcome } from '../../dataset/errors';
import { joined, keptKey, split, type SavedRun, type SavedStart, type SavedState } from './savedRun';
import type { SessionError } from './state';

const database = 'modulode';
const store = 'run';

let opening: Promise<IDBPDatabase> | null = null;

/** Steps of this run whose parameters are stored already. */
let keptSteps = new Set<number>();

/** null: nothing was saved. An unusable record is `run-damaged`. */
export function readSaved(): Promise<Outcome<SavedRun | null, SessionError>> {
  return tried(async (db) => {
    const [start, state] = await Promise.all([db.get(store, 'start'), db.get(store, 'state')]);
    if (state === undefined) return { ok: true, value: null };
    const { readRecord } = await import('./record');
    const run = readRecord(start, await joined(state, (step) => db.get(store, keptKey(step))));
    return run ? { ok: true, value: run } : { ok: false, error: { tag: 'run-damaged' } };
  });
}

/** With `start` it replaces the saved run, in one transaction with the first state of the new one. */
export function writeState(
  start: SavedStart | null,
  state: SavedState,
): Promise<Outcome<null, SessionError>> {
  return tried(async (db) => {
    const transaction = db.transaction(store, 'readwrite');
    const { store: runs } = transaction;
    if (start) keptSteps = new Set();
    const { rest, kept } = split(state);
    const fresh = kept.filter(({ step }) => !keptSteps.has(step));
    await Promise.all([
      ...(start ? [runs.clear(), runs.put(start, 'start')] : []),
      ...fresh.map((one) => runs.put(one, keptKey(one.step))),
      runs.put(rest, 'state'),
      transaction.done,
    ]);
    for (const { step } of fresh) keptSteps.add(step);
    return { ok: true, value: null };
  });
}

export function removeSaved(): Promise<Outcome<null, SessionError>> {
  return tried(async (db) => {
    await db.clear(store);
    return { ok: true, value: null };
  });
}

async function tried<T>(
  work: (db: IDBPDatabase) => Promise<Outcome<T, SessionError>>,
): Promise<Outcome<T, SessionError>> {
  try {
    opening ??= openDB(database, 1, { upgrade: (db) => void db.createObjectStore(store) });
    return await work(await opening);
  } catch (error) {
    opening = null;
    const full = error instanceof DOMException && error.name === 'QuotaExceededError';
    return { ok: false, error: { tag: full ? 'storage-full' : 'storage-unavailable' } };
  }
}
