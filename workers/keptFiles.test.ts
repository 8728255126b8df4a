import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inUsePrefix, KeptFiles, type Version } from './keptFiles';

const scope = 'https://lab.org/any/path/';
const elsewhere = 'https://lab.org/other/';

/** The browser's caches, as maps of texts. */
function memoryCaches() {
  const stored = new Map<string, Map<string, string>>();
  const open = (name: string) => {
    const kept = stored.get(name) ?? new Map<string, string>();
    stored.set(name, kept);
    return {
      keys: async () => [...kept.keys()].map((url) => ({ url })),
      put: async (url: string, response: Response) => void kept.set(url, await response.text()),
      match: async (url: string) => answer(kept.get(url)),
    };
  };
  return {
    stored,
    open: async (name: string) => open(name),
    keys: async () => [...stored.keys()],
    has: async (name: string) => stored.has(name),
    delete: async (name: string) => stored.delete(name),
    match: async (url: string, { cacheName }: MultiCacheQueryOptions = {}) => {
      const searched = cacheName === undefined ? [...stored.values()] : [stored.get(cacheName)];
      return answer(searched.find((kept) => kept?.has(url))?.get(url));
    },
  };
}

const answer = (text: string | undefined) => (text === undefined ? undefined : new Response(text));

/** What the server has now, by path. */
let served: Record<string, string>;
let asked: string[];
/** What the browser is told to compare with what it gets. */
let sums: Set<string | undefined>;
let inCaches: ReturnType<typeof memoryCaches>;

const first: Version = {
  id: 'first',
  files: [
    ['', 'sum'],
    ['assets/page-1.js', 'sum'],
    ['demo/a.h5ad', 'sum'],
  ],
};
const second: Version = {
  id: 'second',
  files: [
    ['', 'sum'],
    ['assets/page-2.js', 'sum'],
    ['demo/a.h5ad', 'sum'],
  ],
};

beforeEach(() => {
  served = { '': 'page 1', 'assets/page-1.js': 'code 1', 'demo/a.h5ad': 'cells' };
  asked = [];
  sums = new Set();
  inCaches = memoryCaches();
  vi.stubGlobal('caches', inCaches);
  vi.stubGlobal('fetch', async (address: string, { integrity }: RequestInit) => {
    const path = address.slice(scope.length);
    asked.push(path);
    sums.add(integrity);
    const text = served[path];
    return new Response(text ?? 'not found', { status: text === undefined ? 404 : 200 });
  });
});

afterEach(() => vi.unstubAllGlobals());

const textOf = async (files: KeptFiles, path: string) => (await files.find(scope + path))?.text();

it('every file of a version is found after filling, without the server', async () => {
  const files = new KeptFiles(first, scope);
  await files.fill();
  expect([...sums]).toEqual(['sha256-sum']);
  served = {};
  expect(await textOf(files, '')).toBe('page 1');
  expect(await textOf(files, 'assets/page-1.js')).toBe('code 1');
  expect(await textOf(files, 'demo/a.h5ad')).toBe('cells');
  expect(await textOf(files, 'assets/page-2.js')).toBeUndefined();
});

it('a version with a missing file is not complete, and goes on where it stopped', async () => {
  delete served['demo/a.h5ad'];
  const files = new KeptFiles(first, scope);
  await expect(files.fill()).rejects.toThrow('demo/a.h5ad: 404');
  served['demo/a.h5ad'] = 'cells';
  asked = [];
  await files.fill();
  expect(asked).toEqual(['demo/a.h5ad']);
});

it('what a person deletes while it is filled, or later, is not made anew', async () => {
  const files = new KeptFiles(first, scope);
  vi.stubGlobal('fetch', async () => {
    inCaches.stored.clear();
    return new Response('page');
  });
  await expect(files.fill()).rejects.toThrow('The storage of the browser was cleared.');
  expect(await textOf(files, '')).toBeUndefined();
  expect([...inCaches.stored.keys()]).toEqual([]);
});

it('files named by their content are taken from an earlier version, all others from the server', async () => {
  await new KeptFiles(first, scope).fill();
  asked = [];
  served = { '': 'page 2', 'assets/page-2.js': 'code 2', 'demo/a.h5ad': 'other cells' };
  const third: Version = { id: 'third', files: [...second.files, ['assets/page-1.js', 'sum']] };
  const files = new KeptFiles(third, scope);
  await files.fill();
  expect(asked.toSorted()).toEqual(['', 'assets/page-2.js', 'demo/a.h5ad']);
  expect(await textOf(files, 'demo/a.h5ad')).toBe('other cells');
});

it('a tab of the earlier version finds its files until none is open, and other folders of the host lose nothing', async () => {
  await new KeptFiles(first, scope).fill();
  served = { '': 'page 2', 'assets/page-2.js': 'code 2', 'demo/a.h5ad': 'other cells' };
  const files = new KeptFiles(second, scope);
  await files.fill();
  inCaches.stored.set(`modulode files ${elsewhere} first`, new Map());
  inCaches.stored.set('of another program', new Map());

  await files.dropUnused([`${inUsePrefix}${scope}assets/page-1.js`, 'another lock']);
  expect(await textOf(files, 'assets/page-1.js')).toBe('code 1');
  expect(await textOf(files, '')).toBe('page 2');

  await files.dropUnused([`${inUsePrefix}${scope}assets/page-2.js`]);
  expect(await textOf(files, 'assets/page-1.js')).toBeUndefined();
  expect(await textOf(files, 'assets/page-2.js')).toBe('code 2');
  expect([...inCaches.stored.keys()].toSorted()).toEqual([
    `modulode files ${scope} second`,
    `modulode files ${elsewhere} first`,
    'of another program',
  ]);
});

it('only requests for files of the page are answered', () => {
  const files = new KeptFiles({ ...first, files: [...first.files, ['guide/', 'sum']] }, scope);
  const addressOf = (url: string, method = 'GET') => files.addressOf({ url, method });
  expect(addressOf(`${scope}?data=https://x.org/a.h5ad#link`)).toBe(scope);
  expect(addressOf(`${scope}index.html`)).toBe(scope);
  expect(addressOf(`${scope}guide/`)).toBe(`${scope}guide/`);
  expect(addressOf(`${scope}guide/index.html`)).toBe(`${scope}guide/`);
  expect(addressOf(`${scope}v0.4.0/index.html`)).toBeNull();
  expect(addressOf(`${scope}demo/a.h5ad`)).toBe(`${scope}demo/a.h5ad`);
  expect(addressOf(`${scope}assets/of-an-earlier-version.js`)).toBe(
    `${scope}assets/of-an-earlier-version.js`,
  );
  expect(addressOf(`${scope}data/own.h5ad`)).toBeNull();
  expect(addressOf(scope, 'POST')).toBeNull();
  expect(addressOf(`${elsewhere}index.html`)).toBeNull();
  expect(addressOf('https://elsewhere.org/any/path/')).toBeNull();
});
