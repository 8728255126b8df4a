import { expose, wrap } from 'comlink';
import { PIECE, receiveDataset, sendDataset, type SentDataset } from './sendDataset';
import { afterEach, expect, it } from 'vitest';

interface Cells {
  readonly genes: readonly string[];
  readonly values: Float32Array;
}

let ports: MessagePort[] = [];

afterEach(() => {
  for (const port of ports) port.close();
});

/** A worker that keeps the data sets it was given. */
function worker() {
  const received: Cells[] = [];
  const api = {
    async use(sent: SentDataset<Cells>, name: string) {
      received.push(await receiveDataset(sent));
      return name;
    },
  };
  const { port1, port2 } = new MessageChannel();
  ports = [port1, port2];
  expose(api, port1);
  return { received, remote: wrap<typeof api>(port2) };
}

/** No two neighbours, and no two pieces, alike. */
function values(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => (i * 2_654_435_761) % 4_294_967_291);
}

const large = values(2 * PIECE + 3);
const original = Buffer.from(large.slice().buffer);

function isLarge(found: Float32Array | undefined): boolean {
  return found !== undefined && original.equals(Buffer.from(found.buffer));
}

const dataset: Cells = { genes: ['a', 'b'], values: large };

it('delivers values of more than one piece unchanged, with the rest of the data set, and leaves the original whole', async () => {
  const { received, remote } = worker();
  expect(await remote.use(sendDataset(dataset), 'large')).toBe('large');
  expect(received).toHaveLength(1);
  expect(received[0]?.genes).toEqual(['a', 'b']);
  expect(isLarge(received[0]?.values)).toBe(true);
  expect(isLarge(dataset.values)).toBe(true);
});

it('delivers a small data set in one message', async () => {
  const { received, remote } = worker();
  const sent = sendDataset({ genes: [], values: values(5) });
  expect(sent.following).toBeNull();
  await remote.use(sent, 'small');
  expect(received[0]?.values).toEqual(values(5));
});

it('sends the same data set again through a new port', async () => {
  const { received, remote } = worker();
  await Promise.all([remote.use(sendDataset(dataset), 'one'), remote.use(sendDataset(dataset), 'two')]);
  expect(received.map((one) => isLarge(one.values))).toEqual([true, true]);
});

it('puts no more than one piece of values into a message', async () => {
  const sizes: number[] = [];
  const { dataset: rest, following } = sendDataset(dataset);
  const port = following?.port;
  port?.addEventListener('message', ({ data }: MessageEvent<Float32Array>) => sizes.push(data.length));
  port?.start();
  if (port) ports = [port];
  await expect.poll(() => sizes).toEqual([PIECE, PIECE, 3]);
  expect(rest.values).toHaveLength(0);
});
