/** Crashes of workers as the page sees them; the browser's Worker is a mock that answers no question by itself. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aDataset } from '../../../tests/support/app/testData';
import { embeddingOf, layoutWorker, shareWorker, trainerWorker, workersFor } from './clients';

class MockWorker extends EventTarget {
  readonly name: string;
  readonly sent: { id: string }[] = [];
  terminated = false;

  constructor(_script: string, { name }: { readonly name: string }) {
    super();
    this.name = name;
    workers.push(this);
  }

  postMessage(message: { id: string }): void {
    this.sent.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  /** Answers the first question, as comlink does. */
  answer(value: unknown): void {
    const [first] = this.sent;
    this.dispatchEvent(new MessageEvent('message', { data: { id: first?.id, type: 'RAW', value } }));
  }

  crash(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

let workers: MockWorker[] = [];

beforeEach(() => {
  workers = [];
  vi.stubGlobal('Worker', MockWorker);
});
afterEach(() => vi.unstubAllGlobals());

function newest(name: string): MockWorker {
  const worker = workers.findLast((one) => one.name === name);
  if (!worker) throw new Error(`no ${name} worker was made`);
  return worker;
}

const graph = { genes: ['A'], edges: [], modules: new Int32Array(1), anchors: new Int32Array(1) };
const settle = () => new Promise((resolve) => setTimeout(resolve));

it('replaces a layout worker that crashes, and asks the new one the same question', async () => {
  const asked = layoutWorker.ask((layout) => layout.arrange(graph, 'modules'));
  const first = newest('layout');
  first.crash('out of memory');
  await settle();
  expect(first.terminated).toBe(true);
  expect(newest('layout')).not.toBe(first);
  newest('layout').answer('positions');
  expect(await asked).toEqual({ ok: true, value: 'positions' });
});

it('gives up a question at which two share workers crash, and asks a third one the next question', async () => {
  const asked = shareWorker.ask((share) => share.decode('#'));
  newest('share').crash('first');
  await settle();
  newest('share').crash('second');
  expect(await asked).toEqual({ ok: false, error: { tag: 'worker-lost', detail: 'second' } });
  const again = shareWorker.ask((share) => share.decode('#'));
  expect(workers).toHaveLength(3);
  newest('share').answer('snapshot');
  expect(await again).toEqual({ ok: true, value: 'snapshot' });
});

it('terminates a worker whose message could not be read', async () => {
  const handle = trainerWorker();
  newest('trainer').dispatchEvent(new Event('messageerror'));
  expect(await handle.crashed).toBe('a message could not be read');
  expect(newest('trainer').terminated).toBe(true);
});

it('computes an embedding once, and again after its worker was lost', async () => {
  const lost = embeddingOf(aDataset);
  newest('embedding').crash('out of memory');
  expect(await lost).toBeNull();
  const computed = embeddingOf(aDataset);
  expect(workers).toHaveLength(2);
  newest('embedding').answer('points');
  expect(await computed).toBe('points');
  expect(await embeddingOf(aDataset)).toBe('points');
  expect(workers).toHaveLength(2);
});

it('leaves one processor to the page, and starts fewer workers for many cells', () => {
  expect([1, 2, 4, 8, 64].map((cores) => workersFor(cores, 9))).toEqual([1, 1, 3, 4, 4]);
  expect(workersFor(8, 1)).toBe(1);
  expect(workersFor(8, 0)).toBe(1);
});
