/** The queue of methods over workers, with mocks of the workers: what a failure, a cancelled method and a lost worker leave behind. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeHandle, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import type { MethodAnswer, MethodJob, MethodsApi } from '../../../../workers/protocol';
import { aDataset, aResult } from '../../../../tests/support/app/testData';
import type { Outcome } from '../../../dataset/errors';
import { embeddingsAmong } from '../../../evaluation/networks/truthFile';
import { workWith, type WorkerEnd } from '../clients';
import {
  cancelAllMethods,
  cancelMethod,
  chooseEmbeddings,
  removeEmbeddings,
  runMethods,
  useMethodRuns,
} from './methodRuns';
import { createOtherNetworks } from './otherNetworks';
import { useRun } from '../stores';

const answer: MethodAnswer = { network: aResult.network, unseen: null, seconds: 1 };

/** Of each started worker: how its question about a method is answered, and whether the worker was ended. */
interface MockWorker {
  asked: string | null;
  job: MethodJob | null;
  settle: (outcome: Outcome<MethodAnswer, WorkerEnd>) => void;
  ended: boolean;
}
const workers: MockWorker[] = [];

function mockHandle() {
  const worker: MockWorker = { asked: null, job: null, settle: () => undefined, ended: false };
  workers.push(worker);
  return {
    ask: (call: (remote: Pick<MethodsApi, 'use' | 'run' | 'compare'>) => unknown) =>
      new Promise<unknown>((resolve) => {
        void call({
          use: async () => undefined,
          compare: async () => new Promise(() => undefined),
          run: async (job) => {
            worker.asked = job.name;
            worker.job = job;
            worker.settle = resolve;
            return new Promise(() => undefined);
          },
        });
      }),
    crashed: new Promise<string>(() => undefined),
    end: () => {
      worker.ended = true;
    },
  };
}

const start = fakeWorkers({
  methods: mockHandle,
  knowledge: () => fakeHandle({ embed: embeddingsAmong }),
});
workWith(start);
const others = createOtherNetworks(() => start('methods'));

const phases = () =>
  Object.fromEntries(
    Object.entries(useMethodRuns.getState().states).map(([name, { phase }]) => [name, phase]),
  );
const workerOf = (name: string): MockWorker => {
  const found = workers.findLast(({ asked }) => asked === name);
  if (!found) throw new Error(`no worker was asked for ${name}`);
  return found;
};

/** What workers are at now. */
function working(): ReadonlySet<string | null> {
  return new Set(workers.flatMap(({ asked, ended }) => (ended ? [] : [asked])));
}

beforeEach(() => {
  // Three cores: two workers beside the page.
  vi.stubGlobal('navigator', { hardwareConcurrency: 3 });
  useRun.setState({ dataset: { ...aDataset }, methods: [] });
});
afterEach(() => {
  cancelAllMethods();
  workers.length = 0;
  vi.unstubAllGlobals();
});

test('a method that fails says why, and leaves the others', async () => {
  runMethods(['pearson', 'ko-z', 'welch', 'cell-ridge']);
  expect(phases()).toEqual({
    pearson: 'running',
    'ko-z': 'running',
    welch: 'queued',
    'cell-ridge': 'queued',
  });
  const failing = workerOf('pearson');
  failing.settle({ ok: false, error: { tag: 'worker-lost', detail: 'out of memory' } });
  await vi.waitFor(() => expect(phases()).toMatchObject({ pearson: 'failed', welch: 'running' }));
  expect(useMethodRuns.getState().states['pearson']).toEqual({ phase: 'failed', why: 'out of memory' });
  expect(failing.ended).toBe(true);
  expect(workerOf('welch')).not.toBe(failing);
  expect(workerOf('ko-z').ended).toBe(false);
  for (const name of ['ko-z', 'welch', 'cell-ridge']) {
    await vi.waitFor(() => workerOf(name));
    workerOf(name).settle({ ok: true, value: answer });
    await vi.waitFor(() => expect(phases()).toMatchObject({ [name]: 'done' }));
  }
  expect(phases()).toEqual({ pearson: 'failed', 'ko-z': 'done', welch: 'done', 'cell-ridge': 'done' });
});

test('a cancelled method ends its worker at once, and the next one starts', () => {
  runMethods(['notears', 'dcd-fg', 'deepsem']);
  expect(phases()).toEqual({ notears: 'running', 'dcd-fg': 'running', deepsem: 'queued' });
  const [cancelled, other] = [workerOf('notears'), workerOf('dcd-fg')];
  cancelMethod('notears');
  expect([cancelled.ended, other.ended]).toEqual([true, false]);
  expect(phases()).toEqual({ notears: 'cancelled', 'dcd-fg': 'running', deepsem: 'running' });
});

test('an answer that comes after its method was cancelled changes nothing', async () => {
  runMethods(['pearson']);
  cancelMethod('pearson');
  workerOf('pearson').settle({ ok: true, value: answer });
  await Promise.resolve();
  expect(phases()).toEqual({ pearson: 'cancelled' });
});

test('all of them are cancelled at once, and no worker is left', () => {
  runMethods(['deepsem', 'gpo-vae', 'pearson', 'ko-z']);
  cancelAllMethods();
  expect(Object.values(phases())).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled']);
  expect(workers.every(({ ended }) => ended)).toBe(true);
});

test('methods that a person starts come before those that the run is compared with, which go on afterwards', async () => {
  others.of({ ...aDataset }, 7).use(2);
  await vi.waitFor(() => expect(working()).toEqual(new Set(['pearson', 'ko-z'])));
  runMethods(['notears']);
  expect(working()).toEqual(new Set(['notears', 'pearson']));
  runMethods(['dcd-fg', 'deepsem']);
  expect(working()).toEqual(new Set(['dcd-fg', 'notears']));
  cancelMethod('deepsem');
  workerOf('notears').settle({ ok: true, value: answer });
  await vi.waitFor(() => expect(phases()).toMatchObject({ notears: 'done' }));
  await vi.waitFor(() => expect(working()).toContain('pearson'));
  cancelAllMethods();
  await vi.waitFor(() => expect(working()).toEqual(new Set(['ko-z', 'pearson'])));
  others.forget();
  expect(working().size).toBe(0);
});

/** A method that reads embeddings, and one that does not, run to their end: which rows their jobs had. */
async function rowsOfJobs(): Promise<readonly (readonly string[] | null)[]> {
  const names = ['grnformer-qiu', 'pearson'];
  runMethods(names);
  const rows = names.map((name) => workerOf(name).job?.embeddings ?? null);
  for (const name of names) workerOf(name).settle({ ok: true, value: answer });
  await vi.waitFor(() => expect(phases()).toMatchObject({ 'grnformer-qiu': 'done', pearson: 'done' }));
  return rows.map((own) => own && [...own.keys()]);
}

/** As results are kept with the run. */
const keptEmbeddings = () =>
  useRun.getState().methods.flatMap(({ name, embeddings }) => (embeddings ? [{ name, embeddings }] : []));

test('embeddings of a file go to the method that reads them, are kept with its result, and can be removed', async () => {
  const [first = '', second = ''] = aDataset.genes;
  const lines = [first, second.toLowerCase(), 'NONE'].map((gene, at) => `${gene},${at},1`);
  await chooseEmbeddings([new File([lines.join('\n')], 'genes.csv')]);
  expect(await rowsOfJobs()).toEqual([[first, second], null]);
  const embeddings = { name: 'genes.csv', genes: { all: aDataset.genes.length, covered: 2 } };
  expect(keptEmbeddings()).toEqual([{ name: 'grnformer-qiu', embeddings }]);

  removeEmbeddings();
  expect(await rowsOfJobs()).toEqual([null, null]);
  expect(keptEmbeddings()).toEqual([]);
});

test('a file that has no numbers of these genes says so, no method gets it, and another data set forgets it', async () => {
  await chooseEmbeddings([new File(['NONE,1,2\nOTHER,1,3\n'], 'others.csv')]);
  expect(useMethodRuns.getState().embeddings).toMatchObject({
    ok: false,
    error: { tag: 'numbers-other-genes', file: 'others.csv' },
  });
  expect(await rowsOfJobs()).toEqual([null, null]);
  useRun.setState({ dataset: { ...aDataset } });
  expect(useMethodRuns.getState().embeddings).toBeNull();
});
