import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { downloadFile } from './downloadFile';

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
  const host = `127.0.0.1:${port}`;
  return { url: `http://${host}/screens/a.csv`, host, file: 'a.csv' };
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
  const outcome = await downloadFile(address, (...said) => reports.push(said));
  expect(outcome.ok && outcome.value.name).toBe('a.csv');
  expect(outcome.ok && (await outcome.value.text())).toBe(content);
  expect(reports.at(-1)).toEqual([content.length, content.length]);
  expect(asked).toEqual(['GET', undefined, undefined, undefined]);
});

test('a refusal and a web page in place of the file have errors of their own', async () => {
  const refused = await served((_, response) => response.writeHead(404).end());
  expect(await downloadFile(refused, ignore)).toEqual({
    ok: false,
    error: { tag: 'address-refused', host: refused.host, status: 404 },
  });
  const page = await served((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'),
  );
  expect(await downloadFile(page, ignore)).toMatchObject({ ok: false, error: { tag: 'address-is-page' } });
});

test('an unreachable server and an interrupted download have errors of their own', async () => {
  let breakOff: () => void = ignore;
  const cut = await served((_, response) => {
    breakOff = () => void response.destroy();
    response.writeHead(200, { 'content-length': 1000 });
    response.write('x'.repeat(100));
  });
  expect(await downloadFile(cut, () => breakOff())).toEqual({
    ok: false,
    error: { tag: 'download-broke-off', file: 'a.csv', bytes: 100 },
  });
  server?.close();
  server?.closeAllConnections();
  expect(await downloadFile(cut, ignore)).toEqual({
    ok: false,
    error: { tag: 'address-unreachable', host: cut.host },
  });
  const empty = await served((_, response) => {
    response.writeHead(200, { 'content-length': 1000 }).flushHeaders();
    setTimeout(() => response.destroy(), 20);
  });
  expect(await downloadFile(empty, ignore)).toMatchObject({
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
  const outcome = await downloadFile(address, (bytes) => reports.push(bytes));
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  expect(outcome.ok).toBe(true);
  expect(reports).toEqual([10, 10 * pieces]);
});
