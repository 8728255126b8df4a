/**
 * The runs worker: the runs that this browser keeps (IndexedDB). `entries` holds a line for each, `parts` its data as
 * typed arrays. Failures are data. Tells all tabs after every change. See protocol.ts.
 */
import { expose, transfer } from 'comlink';
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import type { Outcome } from '../src/dataset/errors';
import { readEntry, readRecord } from '../src/share/runFile';
import {
  buffersOf,
  entryOf,
  joined,
  keptKey,
  keptPrefix,
  runsChannel,
  sizeOf,
  withState,
  type RunEntry,
  type StorageError,
} from '../src/share/savedRun';
import { receiveDataset } from './sendDataset';
import type { RunsApi } from './protocol';

interface Stored extends DBSchema {
  entries: { key: string; value: unknown };
  /** Of a run: 'start', 'state', 'view', 'methods', 'effects', and the parameters kept at a step. */
  parts: { key: [run: string, part: string]; value: unknown };
  /** Of versions that kept one run only. */
  run: { key: string; value: unknown };
}

type Storage = IDBPDatabase<Stored>;

const database = 'modulode';
/** 1: one run, in the store `run`. */
const version = 2;
/** Id of a run of version 1 that has none because it is damaged. */
const former = 'former';

/** null: there is none. */
let opening: Promise<Storage | null> | null = null;
/** The run deleted last, which can be restored. */
let removed: {
  readonly id: string;
  readonly entry: unknown;
  readonly parts: readonly (readonly [[string, string], unknown])[];
} | null = null;
/** Runs whose parts were found damaged. */
const unreadable = new Set<string>();
const changes = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(runsChannel);

/** All parts of a run, or those whose names begin with `prefix`. */
function partsOf(run: string, prefix = ''): IDBKeyRange {
  return IDBKeyRange.bound([run, prefix], [run, `${prefix}\uffff`]);
}

async function listed(db: Storage): Promise<readonly { id: string; entry: RunEntry | null }[]> {
  const { store } = db.transaction('entries');
  const [ids, entries] = await Promise.all([store.getAllKeys(), store.getAll()]);
  return ids.map((id, i) => ({ id, entry: readEntry(entries[i]) }));
}

const api: RunsApi = {
  list: () =>
    tried(async (db) => {
      const [runs, storage] = await Promise.all([db ? listed(db) : [], storageOfPage()]);
      const latestFirst = runs.toSorted((a, b) => (b.entry?.savedAt ?? 0) - (a.entry?.savedAt ?? 0));
      const withDamage = latestFirst.map(({ id, entry }) => {
        return { id, entry, damaged: entry === null || unreadable.has(id) };
      });
      return { ok: true, value: { runs: withDamage, storage } };
    }),
  write: (sent, { rest, state, kept, keptBytes, view, methods }) =>
    triedWithin(async (db) => {
      const { id, progress, result } = state;
      const start = sent && { ...rest, dataset: await receiveDataset(sent) };
      const others = start ? await listed(db) : [];
      const transaction = db.transaction(['entries', 'parts'], 'readwrite');
      const entries = transaction.objectStore('entries');
      const parts = transaction.objectStore('parts');
      const known = start
        ? entryOf(
            start,
            others.flatMap(({ entry }) => (entry && entry.id !== id ? [entry] : [])),
            { start: sizeOf(start), state: 0, kept: 0, methods: 0, effects: 0 },
          )
        : readEntry(await entries.get(id));
      if (!known) {
        transaction.abort();
        await transaction.done.catch(() => undefined);
        return { ok: false, error: { tag: 'run-deleted' } };
      }
      const sizes = {
        ...known.sizes,
        state: sizeOf(state),
        kept: keptBytes,
        ...(methods && { methods: sizeOf(methods) }),
      };
      await Promise.all([
        ...(start ? [parts.put(start, [id, 'start'])] : []),
        // A run that has ended needs no parameters to continue from.
        ...(progress ? [] : [parts.delete(partsOf(id, keptPrefix))]),
        ...kept.map((one) => parts.put(one, [id, keptKey(one.step)])),
        parts.put(state, [id, 'state']),
        ...(view ? [parts.put(view, [id, 'view'])] : []),
        ...(methods ? [parts.put(methods, [id, 'methods'])] : []),
        entries.put(withState({ ...known, sizes }, state, result !== null), id),
        transaction.done,
      ]);
      changed();
      return { ok: true, value: null };
    }, sent !== null),
  writeView: (id, view, methods) =>
    triedWithin(async (db) => {
      const transaction = db.transaction(['entries', 'parts'], 'readwrite');
      const entries = transaction.objectStore('entries');
      const parts = transaction.objectStore('parts');
      const entry = await entries.get(id);
      if (entry !== undefined) await parts.put(view, [id, 'view']);
      const known = readEntry(entry);
      if (known && methods) {
        await parts.put(methods, [id, 'methods']);
        await entries.put({ ...known, sizes: { ...known.sizes, methods: sizeOf(methods) } }, id);
      }
      await transaction.done;
      if (methods) changed();
      return { ok: true, value: null };
    }),
  writeEffects: (id, effects) =>
    triedWithin(async (db) => {
      const transaction = db.transaction(['entries', 'parts'], 'readwrite');
      const entries = transaction.objectStore('entries');
      const known = readEntry(await entries.get(id));
      if (known) {
        await transaction.objectStore('parts').put(effects, [id, 'effects']);
        await entries.put({ ...known, sizes: { ...known.sizes, effects: sizeOf(effects) } }, id);
      }
      await transaction.done;
      changed();
      return { ok: true, value: null };
    }),
  read: (id) =>
    triedWithin(async (db) => {
      const { store } = db.transaction('parts');
      const part = (name: string): Promise<unknown> => store.get([id, name]);
      const [start, bare, view, methods, effects] = await Promise.all(
        ['start', 'state', 'view', 'methods', 'effects'].map(part),
      );
      const state = await joined(bare, (step) => part(keptKey(step)));
      const run = readRecord(start, state, { view, methods, effects });
      if (run) return transfer({ ok: true, value: run }, [...buffersOf(run)]);
      unreadable.add(id);
      changed();
      return { ok: false, error: { tag: 'run-damaged' } };
    }),
  rename: (id, name) =>
    triedWithin(async (db) => {
      const { store, done } = db.transaction('entries', 'readwrite');
      const entry = readEntry(await store.get(id));
      if (entry) await store.put({ ...entry, name }, id);
      await done;
      changed();
      return entry ? { ok: true, value: null } : { ok: false, error: { tag: 'run-deleted' } };
    }),
  remove: (id) =>
    triedWithin(async (db) => {
      const transaction = db.transaction(['entries', 'parts'], 'readwrite');
      const entries = transaction.objectStore('entries');
      const parts = transaction.objectStore('parts');
      const [entry, keys, values] = await Promise.all([
        entries.get(id),
        parts.getAllKeys(partsOf(id)),
        parts.getAll(partsOf(id)),
      ]);
      await Promise.all([entries.delete(id), parts.delete(partsOf(id)), transaction.done]);
      removed = { id, entry, parts: keys.map((key, i) => [key, values[i]] as const) };
      changed();
      return { ok: true, value: null };
    }),
  restore: (id) =>
    triedWithin(async (db) => {
      const again = removed;
      if (again?.id !== id) return { ok: false, error: { tag: 'run-deleted' } };
      const transaction = db.transaction(['entries', 'parts'], 'readwrite');
      const parts = transaction.objectStore('parts');
      await Promise.all([
        transaction.objectStore('entries').put(again.entry, id),
        ...again.parts.map(([key, value]) => parts.put(value, key)),
        transaction.done,
      ]);
      removed = null;
      changed();
      return { ok: true, value: null };
    }),
};

/** As `tried`, in a database that is there or, where `makes`, is made. */
function triedWithin<T>(
  work: (db: Storage) => Promise<Outcome<T, StorageError>>,
  makes = false,
): Promise<Outcome<T, StorageError>> {
  const deleted = { ok: false, error: { tag: 'run-deleted' } } as const;
  return tried(async (db) => (db ? work(db) : deleted), makes);
}

/** `work` gets null where there is no database; a new run makes it. */
async function tried<T>(
  work: (db: Storage | null) => Promise<Outcome<T, StorageError>>,
  makes = false,
): Promise<Outcome<T, StorageError>> {
  try {
    return await work((await opened(makes)) ?? (makes ? await opened(makes) : null));
  } catch (error) {
    if (error instanceof Blocked) return { ok: false, error: { tag: 'storage-blocked' } };
    const full = error instanceof DOMException && error.name === 'QuotaExceededError';
    return { ok: false, error: { tag: full ? 'storage-full' : 'storage-unavailable' } };
  }
}

/** Another tab has the storage open in an earlier version. */
class Blocked extends Error {}

/** Where `makes` is false none is made: looking for runs after “Delete everything” leaves nothing behind. */
function opened(makes: boolean): Promise<Storage | null> {
  opening ??= new Promise<Storage | null>((resolve, reject) => {
    let isNone = false;
    const fail = (error: unknown) => {
      opening = null;
      if (isNone) resolve(null);
      else reject(error);
    };
    openDB<Stored>(database, version, {
      upgrade: (db, before, _version, transaction) => {
        isNone = before === 0 && !makes;
        // The database tells of a failure.
        transaction.done.catch(() => undefined);
        // A database whose first transaction ends in this way is gone again (Indexed Database API, "abort an upgrade transaction").
        if (isNone) transaction.abort();
        else upgrade(db, before, transaction).catch(() => transaction.abort());
      },
      blocked: () => fail(new Blocked()),
      // A later version in another tab goes first.
      blocking: (_current, _blocked, { target }) => {
        if (target instanceof IDBDatabase) target.close();
        opening = null;
      },
      terminated: () => {
        opening = null;
      },
    }).then(resolve, fail);
  });
  return opening;
}

async function upgrade(
  db: Storage,
  before: number,
  transaction: IDBPTransaction<Stored, ('entries' | 'parts' | 'run')[], 'versionchange'>,
): Promise<void> {
  const entries = db.createObjectStore('entries');
  const parts = db.createObjectStore('parts');
  if (before !== 1 || !db.objectStoreNames.contains('run')) return;
  const run = transaction.objectStore('run');
  const [keys, values] = await Promise.all([run.getAllKeys(), run.getAll()]);
  const stored = new Map(keys.map((key, i) => [key, values[i]]));
  db.deleteObjectStore('run');
  if (stored.size === 0) return;
  const bare = stored.get('state');
  const state = await joined(bare, async (step) => stored.get(keptKey(step)));
  const saved = readRecord(stored.get('start'), state, {});
  const id = saved?.start.id ?? former;
  const sizes = {
    start: sizeOf(stored.get('start')),
    state: sizeOf(bare),
    kept: sizeOf(values) - sizeOf(stored.get('start')) - sizeOf(bare),
    methods: 0,
    effects: 0,
  };
  const entry = saved && withState(entryOf(saved.start, [], sizes), saved.state, saved.state.result !== null);
  await Promise.all([
    entries.put(entry, id),
    ...[...stored].map(([key, value]) => parts.put(value, [id, key])),
  ]);
}

async function storageOfPage(): Promise<{ readonly used: number; readonly available: number } | null> {
  if (!('storage' in navigator)) return null;
  const { usage, quota } = await navigator.storage.estimate();
  return usage === undefined || quota === undefined ? null : { used: usage, available: quota - usage };
}

function changed(): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a broadcast channel has none
  changes?.postMessage(null);
}

expose(api);
