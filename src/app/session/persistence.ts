/**
 * The one saved run in the browser's storage (IndexedDB). Loaded when first needed. Failures are data: the run goes on in
 * memory whatever happens here.
 */
import { openDB, type IDBPDatabase } from 'idb';
import type { Outcome } from '../../dataset/outcome';
import { joined, keptKey, split } from './keptSteps';
import type { SavedRun, SavedStart, SavedState } from './savedRun';
import type { SessionError } from './state';

const database = 'modulode';
const store = 'run';

let opening: Promise<IDBPDatabase> | null = null;

/** Steps of this run whose parameters are stored: they never change, so they are written once. */
let keptSteps = new Set<number>();

/** null: nothing was saved. A record that cannot be used is `run-damaged`. */
export function readSaved(): Promise<Outcome<SavedRun | null, SessionError>> {
  return tried(async (db) => {
    const [start, state] = await Promise.all([db.get(store, 'start'), db.get(store, 'state')]);
    if (state === undefined) return { ok: true, value: null };
    // The validator is heavy and rarely needed: it comes only where there is something to check.
    const { readRecord } = await import('./record');
    const run = readRecord(start, await joined(state, (step) => db.get(store, keptKey(step))));
    return run ? { ok: true, value: run } : { ok: false, error: { tag: 'run-damaged' } };
  });
}

/** With `start` it replaces the saved run: what was there is gone with the first state of the new one, not before. */
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
