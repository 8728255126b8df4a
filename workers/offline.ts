/**
 * The service worker: answers every request of the page for its own files from one version of them, so that the page works without a network and after the
 * site was replaced. A new version waits until no tab is open in the old one, or a person asks for it; it never takes over by itself.
 * What comes from elsewhere is not touched. scripts/offline.ts builds it with the list of files.
 */
import { DROP_UNUSED, KeptFiles, TAKE_OVER, type Version } from './keptFiles';

declare const self: ServiceWorkerGlobalScope;
/** Written by scripts/offline.ts. */
declare const BUILT_VERSION: Version;

const files = new KeptFiles(BUILT_VERSION, self.registration.scope);

/** While another version arrives, its half-filled cache is not taken for an old one. */
async function dropUnused(): Promise<void> {
  const { installing, waiting } = self.registration;
  if (installing || waiting) return;
  const { held = [] } = await self.navigator.locks.query();
  await files.dropUnused(held.flatMap(({ name }) => name ?? []));
}

async function answer(request: Request, address: string): Promise<Response> {
  return (await files.find(address)) ?? fetch(request);
}

self.addEventListener('install', (event) => event.waitUntil(files.fill()));

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), dropUnused()]));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = files.addressOf(request);
  if (address === null) return;
  event.respondWith(answer(request, address));
});

self.addEventListener('message', (event) => {
  if (event.data === TAKE_OVER) event.waitUntil(self.skipWaiting());
  if (event.data === DROP_UNUSED) event.waitUntil(dropUnused());
});
