/** What this page stores in the browser, and its deletion, which all tabs hear of. Loaded when first needed. */
import { bytesOfRun, type StorageError } from '../../../share/savedRun';
import { listRuns, tellRunsChanged } from '../run/persistence';
import { canWorkOffline, stopKeepingOffline } from './offline';
import { keptByBrowser, removeKept } from '../browserStorage';
import { stopSavingAny } from './actions';
import { notify, useMessages } from '../stores';
import { withStorage } from '../run/trainingLock';

/** Of the composed figure (ui/panels/composer/kept.ts). */
const figureDatabase = 'modulode-figure';
/** That of the runs worker, and the figure's. */
const databases = ['modulode', figureDatabase] as const;
/** Of the service worker (workers/keptFiles.ts). Other pages of the same host have caches of other names. */
const cachePrefix = 'modulode ';
/** One for the tab: it does not hear itself. */
const deletion = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('modulode deletion');

export interface Stored {
  /** null: they could not be read. */
  readonly runs: { readonly count: number; readonly bytes: number } | null;
  readonly hasFigure: boolean;
  readonly settings: { readonly count: number; readonly bytes: number };
  /** Of the page, for use without a network; null where that cannot be. */
  readonly files: number | null;
  /** Of this address, other pages of the same host included; null where the browser does not tell. */
  readonly total: { readonly used: number; readonly available: number } | null;
}

export async function storedNow(): Promise<Stored> {
  const [runs, hasFigure, files, total] = await Promise.all([
    runsNow(),
    isPresent(figureDatabase),
    countFiles(),
    estimate(),
  ]);
  const texts = keptByBrowser();
  const bytes = texts.reduce((sum, [key, text]) => sum + 2 * (key.length + text.length), 0);
  const settings = { count: texts.length, bytes };
  return { runs, hasFigure, settings, files, total };
}

async function isPresent(database: string): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === database);
  } catch {
    return false;
  }
}

async function runsNow(): Promise<Stored['runs']> {
  const listed = await listRuns();
  if (!listed.ok) return null;
  const sizes = listed.value.runs.map(({ entry }) => (entry ? bytesOfRun(entry) : 0));
  return { count: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

async function ownCaches(): Promise<readonly string[]> {
  if (!('caches' in globalThis)) return [];
  return (await caches.keys()).filter((name) => name.startsWith(cachePrefix));
}

async function countFiles(): Promise<number | null> {
  if (!canWorkOffline(location)) return null;
  const names = await ownCaches();
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return requests.flat().length;
}

async function estimate(): Promise<Stored['total']> {
  if (!('storage' in navigator)) return null;
  const { usage, quota } = await navigator.storage.estimate();
  return usage === undefined || quota === undefined ? null : { used: usage, available: quota - usage };
}

/**
 * Runs, figure, settings and offline files, of all tabs. What is on screen stays, and is no longer kept. `onHeld`: another tab
 * holds on to some; they are deleted once it is closed.
 */
export async function deleteEverything(onHeld: () => void): Promise<StorageError | null> {
  stopKeeping();
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.unregister();
    await Promise.all((await ownCaches()).map((name) => caches.delete(name)));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a broadcast channel has none
    deletion?.postMessage(null);
    removeKept();
    // A first save under way in another tab would make the storage again.
    await withStorage('exclusive', () => Promise.all(databases.map((name) => deleteDatabase(name, onHeld))));
    tellRunsChanged();
    return null;
  } catch {
    return { tag: 'storage-unavailable' };
  }
}

function stopKeeping(): void {
  stopSavingAny();
  void import('../methods/contextNetworks').then(({ cancelContexts }) => cancelContexts());
  stopKeepingOffline();
}

/** Tabs that have it open close it when they are asked to; one of an earlier version of the page may hold on. */
function deleteDatabase(name: string, onHeld: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.addEventListener('blocked', onHeld);
    request.addEventListener('success', () => resolve());
    request.addEventListener('error', () => reject(request.error));
  });
}

/** Leaves off keeping what is on screen when another tab deletes everything, and says so. */
export function followDeletion(): void {
  deletion?.addEventListener('message', () => {
    stopKeeping();
    useMessages.setState({ saved: null });
    notify({ tag: 'all-deleted' });
  });
}
