import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { download, webAddress } from './download';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function served(answer: RequestListener) {
  const own = createServer(answer);
  server = own;
  const port = await new Promise<number>((resolve) => {
    own.listen(0, '127.0.0.1', () => {
      const address = own.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  const address = webAddress(`http://127.0.0.1:${port}/screens/a.csv`, 'https://modulode.example/');
  if (!address) throw new Error('no address');
  return address;
}

const ignore = () => undefined;

test('a file arrives complete, with progress, and the request does not identify the person', async () => {
  const content = 'cell,label\n'.repeat(20_000);
  const asked: (string | undefined)[] = [];
  const address = await served(({ method, headers }, response) => {
    asked.push(method, headers.cookie, headers.referer, headers.authorization);
    response.setHeader('content-length', content.length);
    response.end(content);
  });
  const reports: [number, number][] = [];
  const outcome = await download(address, (...said) => reports.push(said), new AbortController().signal);
  expect(outcome?.ok && outcome.value.name).toBe('a.csv');
  expect(outcome?.ok && (await outcome.value.text())).toBe(content);
  expect(reports.at(-1)).toEqual([content.length, content.length]);
  expect(asked).toEqual(['GET', undefined, undefined, undefined]);
});

test('a refusal and a web page in place of the file have errors of their own', async () => {
  const refused = await served((_, response) => response.writeHead(404).end());
  const none = new AbortController().signal;
  expect(await download(refused, ignore, none)).toEqual({
    ok: false,
    error: { tag: 'address-refused', host: refused.host, status: 404 },
  });
  const page = await served((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'),
  );
  expect(await download(page, ignore, none)).toMatchObject({ ok: false, error: { tag: 'address-is-page' } });
});

test('an unreachable server and an interrupted download have errors of their own', async () => {
  let breakOff: () => void = ignore;
  const cut = await served((_, response) => {
    breakOff = () => void response.destroy();
    response.writeHead(200, { 'content-length': 1000 });
    response.write('x'.repeat(100));
  });
  const none = new AbortController().signal;
  expect(await download(cut, () => breakOff(), none)).toEqual({
    ok: false,
    error: { tag: 'download-broke-off', file: 'a.csv', bytes: 100 },
  });
  server?.close();
  server?.closeAllConnections();
  expect(await download(cut, ignore, none)).toEqual({
    ok: false,
    error: { tag: 'address-unreachable', host: cut.host },
  });
  const empty = await served((_, response) => {
    response.writeHead(200, { 'content-length': 1000 }).flushHeaders();
    setTimeout(() => response.destroy(), 20);
  });
  expect(await download(empty, ignore, none)).toMatchObject({
    ok: false,
    error: { tag: 'download-broke-off' },
  });
});

test('reports progress at intervals and at the end, not for each piece of the network', async () => {
  const pieces = 1000;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let piece = 0; piece < pieces; piece++) controller.enqueue(new Uint8Array(10));
      controller.close();
    },
  });
  vi.stubGlobal('fetch', async () => new Response(body));
  vi.spyOn(performance, 'now').mockReturnValue(0);
  const address = { url: 'https://lab.example/a.csv', host: 'lab.example', file: 'a.csv' };
  const reports: number[] = [];
  const outcome = await download(address, (bytes) => reports.push(bytes), new AbortController().signal);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  expect(outcome?.ok).toBe(true);
  expect(reports).toEqual([10, 10 * pieces]);
});

test('a cancelled download gives null, and ends the request', async () => {
  let ended: () => void = ignore;
  const gone = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const address = await served((request, response) => {
    request.socket.on('close', ended);
    response.writeHead(200);
    response.write('x');
  });
  const controller = new AbortController();
  const outcome = download(address, () => controller.abort(), controller.signal);
  expect(await outcome).toBeNull();
  await gone;
});

const page = 'https://modulode.example/app/';

test.each([
  [
    'https://zenodo.org/records/13350497/files/Norman%202019.h5ad?download=1',
    'https://zenodo.org/api/records/13350497/files/Norman%202019.h5ad/content',
    'Norman 2019.h5ad',
  ],
  [
    'zenodo.org/record/7041849/files/Dixit.h5ad',
    'https://zenodo.org/api/records/7041849/files/Dixit.h5ad/content',
    'Dixit.h5ad',
  ],
  [
    'https://zenodo.org/api/records/1/files/a.h5ad/content',
    'https://zenodo.org/api/records/1/files/a.h5ad/content',
    'a.h5ad',
  ],
  [
    'https://github.com/lab/screen/blob/main/data/a.csv.gz',
    'https://raw.githubusercontent.com/lab/screen/main/data/a.csv.gz',
    'a.csv.gz',
  ],
  [
    'https://huggingface.co/datasets/lab/screen/blob/main/a.h5ad',
    'https://huggingface.co/datasets/lab/screen/resolve/main/a.h5ad',
    'a.h5ad',
  ],
  ['  http://lab.example/a.loom#top ', 'https://lab.example/a.loom', 'a.loom'],
  ['http://localhost:8000/a.h5ad', 'http://localhost:8000/a.h5ad', 'a.h5ad'],
  ['screens/a.h5ad', 'https://modulode.example/app/screens/a.h5ad', 'a.h5ad'],
  ['https://lab.example/%E0%A4%A', 'https://lab.example/%E0%A4%A', '%E0%A4%A'],
  ['https://lab.example', 'https://lab.example/', 'lab.example'],
])('%s is fetched from the address for programs', (typed, url, file) => {
  expect(webAddress(typed, page)).toMatchObject({ url, file });
});

test.each(['', '  ', 'javascript:alert(1)', 'file:///home/a.h5ad', 'data:text/csv,a', 'https://', 'blob:x'])(
  '“%s” is no address of a file',
  (typed) => {
    expect(webAddress(typed, page)).toBeNull();
  },
);

test('a relative address on a page without encryption stays without encryption', () => {
  expect(webAddress('a.h5ad', 'http://lab.example/app/')?.url).toBe('http://lab.example/app/a.h5ad');
});
