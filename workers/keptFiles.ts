/**
 * The files of one version of the page, kept together in one cache, so that a replaced site or a missing network never leaves a page half there. What the
 * service worker (offline.ts) does with caches, apart from its events. A cache is filled completely or its version is never used.
 */

/** Path of a file from the folder of the page (the folder for its index.html: '' for the page itself) and the base64 of its SHA-256. */
export type ListedFile = readonly [path: string, sha256: string];

export interface Version {
  /** Differs where any file differs. */
  readonly id: string;
  readonly files: readonly ListedFile[];
}

/** Tabs hold a lock of this name and the address of their first script: the version that holds the script is in use. */
export const inUsePrefix = 'modulode page ';
/** Message to a version that waits: a person wants it now. */
export const TAKE_OVER = 'take-over';
/** Message of a tab that holds its own version: earlier ones may have lost their last tab. */
export const DROP_UNUSED = 'drop-unused';

/** A host may answer index.html with a redirection to its folder: both are kept as the folder. */
export function folderAddress(path: string): string {
  return path.replace(/(^|\/)index\.html$/, '$1');
}

/** Requests at a time: the page goes on meanwhile. */
const LANES = 3;
/** What the build names by its content: of the same address, the same bytes. */
const namedByContent = /^(?:assets|download)\//;

/** `scope`: address of the folder of the page, with a slash at its end. */
export class KeptFiles {
  readonly #version: Version;
  readonly #scope: string;
  /** Of the caches of this site; other folders of the same host may hold other copies of it. */
  readonly #cachePrefix: string;
  readonly #paths: ReadonlySet<string>;

  constructor(version: Version, scope: string) {
    this.#version = version;
    this.#scope = scope;
    this.#cachePrefix = `modulode files ${scope} `;
    this.#paths = new Set(version.files.map(([path]) => path));
  }

  get #cacheName(): string {
    return this.#cachePrefix + this.#version.id;
  }

  /** Fetches every file that is not kept yet. Rejects where one is missing or differs: the site is being replaced, or its host changes files. */
  async fill(): Promise<void> {
    const cache = await caches.open(this.#cacheName);
    const kept = new Set((await cache.keys()).map(({ url }) => url));
    const missing = this.#version.files.filter(([path]) => !kept.has(this.#scope + path)).values();
    const lane = async () => {
      for (const file of missing) await cache.put(this.#scope + file[0], await this.#fetched(file));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    // Deleted by a person or by the browser meanwhile, it would be filled without being found. Opening it would make it anew.
    const there = (await caches.has(this.#cacheName))
      ? await (await caches.open(this.#cacheName)).keys()
      : [];
    if (there.length < this.#version.files.length) throw new Error('The storage of the browser was cleared.');
  }

  /** Of an earlier version, the browser's own cache or the server; the browser compares its sum. */
  async #fetched([path, sha256]: ListedFile): Promise<Response> {
    const address = this.#scope + path;
    const isStable = namedByContent.test(path);
    const before = isStable ? await caches.match(address, { ignoreVary: true }) : undefined;
    if (before) return before;
    const response = await fetch(address, {
      integrity: `sha256-${sha256}`,
      cache: isStable ? 'default' : 'no-cache',
    });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    // Pages may not be answered with a response that was redirected.
    return response.redirected ? new Response(response.body, response) : response;
  }

  /** The address to look up for a request; null: not a file of this page. */
  addressOf(request: Pick<Request, 'url' | 'method'>): string | null {
    const { origin, pathname } = new URL(request.url);
    const address = origin + pathname;
    if (request.method !== 'GET' || !address.startsWith(this.#scope)) return null;
    const path = folderAddress(address.slice(this.#scope.length));
    return this.#paths.has(path) || namedByContent.test(path) ? this.#scope + path : null;
  }

  /** The file of this version; for tabs that are still open in an earlier one, its file; undefined where the browser has cleared it. */
  async find(address: string): Promise<Response | undefined> {
    const own = await caches.match(address, { cacheName: this.#cacheName, ignoreVary: true });
    return own ?? caches.match(address, { ignoreVary: true });
  }

  /** Deletes earlier versions that no open tab uses. `locks`: the names of all that are held. */
  async dropUnused(locks: readonly string[]): Promise<void> {
    const scripts = locks.flatMap((name) =>
      name.startsWith(inUsePrefix) ? [name.slice(inUsePrefix.length)] : [],
    );
    const others = (await caches.keys()).filter(
      (name) => name.startsWith(this.#cachePrefix) && name !== this.#cacheName,
    );
    for (const name of others) {
      const cache = await caches.open(name);
      const found = await Promise.all(scripts.map((script) => cache.match(script, { ignoreVary: true })));
      if (found.every((response) => response === undefined)) await caches.delete(name);
    }
  }
}
