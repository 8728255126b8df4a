/**
 * Keeps the page working without a network and after its site was replaced, by a service worker (workers/offline.ts). It is registered once the page is at
 * rest, so that it delays no training. Loaded after everything else.
 */
import { DROP_UNUSED, inUsePrefix, TAKE_OVER } from '../../../../workers/keptFiles';
import { saveRun } from './actions';
import { useImport, useOffline, useRun } from '../stores';

/** A tab that stays open for days looks for a new version when a person comes back to it, at most this often. */
const LOOKING_MS = 60 * 60 * 1000;

/** Only where browsers allow it: https, and this computer; in private windows some do not. */
export function canWorkOffline({ protocol, hostname }: Pick<Location, 'protocol' | 'hostname'>): boolean {
  const isAllowed = protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return isAllowed && 'serviceWorker' in navigator && 'locks' in navigator;
}

/** The person asked the browser to spare data; all files are some ten megabytes. */
function savesData(): boolean {
  const connection: unknown = Reflect.get(navigator, 'connection');
  return (
    typeof connection === 'object' && connection !== null && Reflect.get(connection, 'saveData') === true
  );
}

function isAtRest(): boolean {
  const reads = ['reading', 'loading'].includes(useImport.getState().phase);
  return !reads && !['preparing', 'running'].includes(useRun.getState().phase);
}

/** Settled once nothing is read or trained. */
export async function untilAtRest(): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = () => {
      if (!isAtRest()) return;
      for (const end of endings) end();
      resolve();
    };
    const endings = [useRun.subscribe(look), useImport.subscribe(look)];
    look();
  });
}

/** Keeps the files of this tab's version until it is closed. */
function holdVersion(): void {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  const forEver = new Promise<void>(() => undefined);
  if (script) void navigator.locks.request(inUsePrefix + script.src, { mode: 'shared' }, () => forEver);
}

/** Tells useOffline when a newer version is complete. That another tab has asked for it does not make this one newer. */
function followVersions(registration: ServiceWorkerRegistration): void {
  const look = () => {
    if (registration.waiting && navigator.serviceWorker.controller) useOffline.setState({ newVersion: true });
  };
  registration.addEventListener('updatefound', () =>
    registration.installing?.addEventListener('statechange', look),
  );
  look();
  let lookedAt = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - lookedAt < LOOKING_MS) return;
    lookedAt = Date.now();
    // Without a network there is nothing new.
    void registration.update().catch(() => undefined);
  });
}

let isUnwanted = false;

/** Everything was deleted: until it is loaded again, this tab keeps no files either. */
export function stopKeepingOffline(): void {
  isUnwanted = true;
}

export async function keepOffline(): Promise<void> {
  if (!canWorkOffline(location) || savesData()) return;
  holdVersion();
  navigator.serviceWorker.controller?.postMessage(DROP_UNUSED);
  await untilAtRest();
  if (isUnwanted) return;
  const address = new URL('sw.js', document.baseURI);
  try {
    followVersions(await navigator.serviceWorker.register(address, { updateViaCache: 'none' }));
  } catch {
    // Storage is forbidden, or the folder was copied without sw.js: the page works with a network only.
  }
}

/** Shows the newer version in this tab; a run that trains is saved first. Other tabs go on in theirs. */
export async function showNewVersion(): Promise<void> {
  await saveRun();
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration?.waiting) {
    location.reload();
    return;
  }
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
  registration.waiting.postMessage(TAKE_OVER);
}
