/**
 * The cells of a data set go to another thread in pieces, each copied in a task of its own: cloned at once, as messages are, a gigabyte
 * of them would hold the page up for half a second and more. `sendCellsInPieces` does so for whatever comlink passes on from this thread
 * that is a data set or has one as `dataset`; there, `whole` calls a method once what it was given has arrived.
 */
import { transferHandlers } from 'comlink';
import type { Dataset } from '../src/dataset/dataset';
import { macrotask } from '../src/inference/training/macrotask';

/** Numbers, 16 MB of them: some 7 ms of copying. */
export const PIECE = 2 ** 22;

type Cells = Pick<Dataset, 'values'>;
type Holder = Cells | { readonly dataset: Cells };

interface Sent {
  /** As it was given but for the cells. */
  readonly rest: Holder;
  readonly length: number;
  /** Brings the pieces in their order. */
  readonly port: MessagePort;
}

const NAME = 'cells in pieces';

/** Call once in each thread, whether it sends or receives. */
export function sendCellsInPieces(): void {
  transferHandlers.set(NAME, {
    canHandle: (value): value is Holder => (cellsOf(value)?.values.length ?? 0) > PIECE,
    serialize: (value: Holder): [Sent, Transferable[]] => {
      const { values } = cellsOf(value) ?? { values: new Float32Array() };
      const { port1, port2 } = new MessageChannel();
      void send(values, port1);
      return [{ rest: withCells(value, new Float32Array()), length: values.length, port: port2 }, [port2]];
    },
    deserialize: (sent: Sent) => arrival(sent),
  });
}

/** The same methods, each called once what it and those before it were given is there. */
export function whole<Api extends object>(api: Api): Api {
  let before: Promise<unknown> = Promise.resolve();
  return new Proxy(api, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...given: unknown[]) => {
        const arrived = before.then(() => Promise.all(given));
        before = arrived.catch(() => undefined);
        return Reflect.apply(method, target, await arrived);
      };
    },
  });
}

function cellsOf(value: unknown): Cells | null {
  if (hasCells(value)) return value;
  const isHolder = typeof value === 'object' && value !== null && 'dataset' in value;
  return isHolder && hasCells(value.dataset) ? value.dataset : null;
}

function hasCells(value: unknown): value is Cells {
  return (
    typeof value === 'object' && value !== null && 'values' in value && value.values instanceof Float32Array
  );
}

function withCells(holder: Holder, values: Float32Array): Holder {
  return 'dataset' in holder ? { ...holder, dataset: { ...holder.dataset, values } } : { ...holder, values };
}

async function send(values: Float32Array, port: MessagePort): Promise<void> {
  for (let at = 0; at < values.length; at += PIECE) {
    const piece = values.slice(at, at + PIECE);
    port.postMessage(piece, [piece.buffer]);
    await macrotask();
  }
}

function arrival({ rest, length, port }: Sent): Promise<Holder> {
  return new Promise((resolve) => {
    const values = new Float32Array(length);
    let at = 0;
    port.addEventListener('message', ({ data }: MessageEvent<Float32Array>) => {
      values.set(data, at);
      at += data.length;
      if (at < length) return;
      port.close();
      resolve(withCells(rest, values));
    });
    port.start();
  });
}
