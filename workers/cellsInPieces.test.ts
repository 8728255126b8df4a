/** What one end of a channel is asked with is what the other is given, however many pieces it came in. */
import { expose, proxy, wrap } from 'comlink';
import { afterEach, expect, it } from 'vitest';
import { PIECE, sendCellsInPieces, whole } from './cellsInPieces';

sendCellsInPieces();

interface Given {
  readonly name: string;
  readonly dataset: { readonly genes: readonly string[]; readonly values: Float32Array };
}

/** A worker that keeps what it was given, in the order in which it was called. */
function worker() {
  const calls: (Given | number | Float32Array)[] = [];
  const api = {
    async use(given: Given) {
      calls.push(given);
    },
    async add(given: number, tell: (sum: number) => void) {
      calls.push(given);
      tell(given + 1);
      return given;
    },
    async embed(dataset: Given['dataset']) {
      calls.push(dataset.values);
    },
  };
  const { port1, port2 } = new MessageChannel();
  ports = [port1, port2];
  expose(whole(api), port1);
  return { calls, remote: wrap<typeof api>(port2) };
}

let ports: MessagePort[] = [];

afterEach(() => {
  for (const port of ports) port.close();
});

/** No two neighbours, and no two pieces, alike. */
function values(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => (i * 2_654_435_761) % 4_294_967_291);
}

/** Compared number by number: `toEqual` takes minutes for eight millions. */
function isLarge(found: Float32Array): boolean {
  const wanted = values(2 * PIECE + 3);
  return found.length === wanted.length && wanted.every((value, i) => value === found[i]);
}

const dataset = { genes: ['a', 'b'], values: values(2 * PIECE + 3) };

it('cells of more than a piece arrive as they were, with all that came beside them, and stay where they were', async () => {
  const { calls, remote } = worker();
  await remote.use({ name: 'large', dataset });
  const [given] = calls;
  if (typeof given !== 'object' || !('dataset' in given)) throw new Error('it was given something else');
  const { name, dataset: arrived } = given;
  expect([name, arrived.genes, calls.length]).toEqual(['large', ['a', 'b'], 1]);
  expect(isLarge(arrived.values)).toBe(true);
  expect(isLarge(dataset.values)).toBe(true);
});

it('a data set alone, and cells of less than a piece, arrive too', async () => {
  const { calls, remote } = worker();
  await remote.embed(dataset);
  await remote.embed({ genes: [], values: values(5) });
  const [large, small] = calls;
  expect(large instanceof Float32Array && isLarge(large)).toBe(true);
  expect(small).toEqual(values(5));
});

it('what is asked while cells are on their way is answered after them', async () => {
  const { calls, remote } = worker();
  const used = remote.use({ name: 'large', dataset });
  const answer = await remote.add(
    7,
    proxy(() => undefined),
  );
  expect(answer).toBe(7);
  expect(calls.map((call) => typeof call)).toEqual(['object', 'number']);
  await used;
});

it('no message of a data set holds more than a piece of its cells', async () => {
  const sizes: number[] = [];
  const { port1, port2 } = new MessageChannel();
  ports = [port1, port2];
  const spied = {
    addEventListener: port2.addEventListener.bind(port2),
    removeEventListener: port2.removeEventListener.bind(port2),
    postMessage: (message: { argumentList?: { value: { rest: Given; port: MessagePort } }[] }) => {
      const sent = message.argumentList?.[0]?.value;
      // A proxy that is no longer used says so, with nothing in it.
      if (!sent) return;
      sizes.push(sent.rest.dataset.values.length);
      sent.port.addEventListener('message', ({ data }: MessageEvent<Float32Array>) => {
        sizes.push(data.length);
      });
      sent.port.start();
    },
  };
  void wrap<{ use: (given: Given) => Promise<void> }>(spied).use({ name: 'large', dataset });
  await expect.poll(() => sizes).toEqual([0, PIECE, PIECE, 3]);
});
