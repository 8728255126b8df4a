/** Crashes of workers as the page sees them; the browser's Worker is a mock that answers no question by itself. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aDataset } from '../../../tests/support/app/testData';
import { layoutWorker, runsWorker, shareWorker, newWorker, threads, workWith } from './clients';
import { embeddingOf } from './view/cellsClient';

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

  /** Answers the last question, as comlink does. */
  answer(value: unknown): void {
    const id = this.sent.at(-1)?.id;
    this.dispatchEvent(new MessageEvent('message', { data: { id, type: 'RAW', value } }));
  }

  crash(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

let workers: MockWorker[] = [];

workWith(threads);

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

/** Collections until nothing is left: registries are told of what is finalised in tasks of their own, whenever the engine gets to them. */
const MOST_COLLECTIONS = 20;

/** What garbage collection leaves. In tasks of their own: what a task has made a WeakRef of, or looked at, lives until its end. */
async function uncollected<One extends WeakKey>(made: readonly WeakRef<One>[]): Promise<readonly One[]> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc');
  for (let time = 0; time < MOST_COLLECTIONS; time++) {
    await settle();
    gc();
    if (made.every((one) => one.deref() === undefined)) return [];
  }
  return made.flatMap((one) => one.deref() ?? []);
}

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
  const handle = newWorker('trainer');
  newest('trainer').dispatchEvent(new Event('messageerror'));
  expect(await handle.crashed).toBe('a message could not be read');
  expect(newest('trainer').terminated).toBe(true);
});

it('keeps no answer of a worker that lives on', async () => {
  const answers = await answersOfRuns(20);
  const waiting = runsWorker.ask((runs) => runs.list());
  expect(await uncollected(answers)).toEqual([]);
  newest('runs').answer('list');
  expect(await waiting).toEqual({ ok: true, value: 'list' });
});

async function answersOfRuns(questions: number): Promise<readonly WeakRef<object>[]> {
  const answers: WeakRef<object>[] = [];
  for (let question = 0; question < questions; question++) {
    const asked = runsWorker.ask((runs) => runs.list());
    const answer = { question };
    answers.push(new WeakRef(answer));
    newest('runs').answer(answer);
    expect(await asked).toEqual({ ok: true, value: { question } });
  }
  return answers;
}

it('answers the questions of a worker that has ended or crashed, and keeps neither', async () => {
  await askAndEnd();
  const made = workers.map((worker) => new WeakRef(worker));
  workers = [];
  expect(made).toHaveLength(2);
  expect(await uncollected(made)).toEqual([]);
});

async function askAndEnd(): Promise<void> {
  const trainers = [newWorker('trainer'), newWorker('trainer')] as const;
  const ask = () => Promise.all(trainers.map((trainer) => trainer.ask((remote) => remote.pause())));
  const asked = ask();
  trainers[0].end();
  newest('trainer').crash('out of memory');
  const ends = [{ tag: 'worker-ended' }, { tag: 'worker-lost', detail: 'out of memory' }];
  const outcomes = ends.map((error) => ({ ok: false, error }));
  expect(await asked).toEqual(outcomes);
  expect(await ask()).toEqual(outcomes);
}

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
