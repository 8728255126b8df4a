import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { download } from './download';
import { webAddress } from './webAddress';

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

test('a file arrives whole, told as it comes, without a word about who asks', async () => {
  const content = 'cell,label\n'.repeat(20_000);
  const asked: (string | undefined)[] = [];
  const address = await served(({ method, headers }, response) => {
    asked.push(method, headers.cookie, headers.referer, headers.authorization);
    response.setHeader('content-length', content.length);
    response.end(content);
  });
  const heard: [number, number][] = [];
  const outcome = await download(address, (...said) => heard.push(said), new AbortController().signal);
  expect(outcome?.ok && outcome.value.name).toBe('a.csv');
  expect(outcome?.ok && (await outcome.value.text())).toBe(content);
  expect(heard.at(-1)).toEqual([content.length, content.length]);
  expect(asked).toEqual(['GET', undefined, undefined, undefined]);
});

test('what the server answers in place of the file is told apart', async () => {
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

test('a server that is not there, and one that goes away half-way, are told apart', async () => {
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

test('an ended download gives nothing, and ends the request', async () => {
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
