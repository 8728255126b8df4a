/**
 * A data set on its way to another thread. Its values follow in pieces, each copied in a task of its own: cloned at once, as
 * messages are, a gigabyte would block the page for half a second. `sendDataset` makes the argument of a call, and the called
 * method waits for `receiveDataset`.
 */
import { transfer } from 'comlink';
import type { Dataset } from '../src/dataset/dataset';
import { macrotask } from '../src/inference/run/macrotask';

/** Values in a piece: 2 MB, some 1 ms of copying, and few enough that no data set clones megabytes in the task of a click. */
export const PIECE = 2 ** 19;

type Values = Pick<Dataset, 'values'>;

export interface SentDataset<D extends Values = Dataset> {
  /** Without its values where these follow. */
  readonly dataset: D;
  /** Number of values that follow, and the port that brings them in order; null: they are already there. */
  readonly following: { readonly length: number; readonly port: MessagePort } | null;
}

/** Call it inside the question to the worker, once for each question: a port works once. The values stay where they are. */
export function sendDataset<D extends Values>(dataset: D): SentDataset<D> {
  const { values } = dataset;
  if (values.length <= PIECE) return { dataset, following: null };
  const { port1, port2 } = new MessageChannel();
  void sendPieces(values, port1);
  const rest = { ...dataset, values: new Float32Array() };
  return transfer({ dataset: rest, following: { length: values.length, port: port2 } }, [port2]);
}

/** Resolves when all values are there. */
export function receiveDataset<D extends Values>({ dataset, following }: SentDataset<D>): Promise<D> {
  if (following === null) return Promise.resolve(dataset);
  const { length, port } = following;
  return new Promise((resolve) => {
    const values = new Float32Array(length);
    let at = 0;
    port.addEventListener('message', ({ data }: MessageEvent<Float32Array>) => {
      values.set(data, at);
      at += data.length;
      if (at < length) return;
      port.close();
      resolve({ ...dataset, values });
    });
    port.start();
  });
}

async function sendPieces(values: Float32Array, port: MessagePort): Promise<void> {
  for (let at = 0; at < values.length; at += PIECE) {
    const piece = values.slice(at, at + PIECE);
    port.postMessage(piece, [piece.buffer]);
    await macrotask();
  }
}
