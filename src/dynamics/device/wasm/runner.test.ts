import { afterEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../problem';
import type { DynamicsDevice, StepHyper } from '../device';
import { randomProblem, tinySize, type ProblemSize } from '../../../../tests/support/dynamics/randomProblem';
import {
  chooseRunner,
  inlineRunner,
  type ShardRunner,
  workerRunner,
  type PoolWorker,
  type WorkerPool,
} from './runner';
import { type ShardRequest, serveShards } from './shardService';
import { shardProblemOf } from './shards';
import { createWasmDevice } from './wasmDevice';

/** A worker with its own kernel instance behind a real message channel (cloning, transfer, asynchrony), in this thread. */
function channelWorker(): PoolWorker {
  const { port1, port2 } = new MessageChannel();
  serveShards({
    onRequest: (listener) => {
      port2.addEventListener('message', ({ data }) => listener(data));
      port2.start();
    },
    reply: (reply, transfer) => port2.postMessage(reply, transfer),
  });
  return {
    send: (request, transfer) => port1.postMessage(request, transfer),
    listen: (onReply) => {
      port1.addEventListener('message', ({ data }) => onReply(data));
      port1.start();
    },
    terminate: () => port1.close(),
  };
}

const hyper: StepHyper = { learningRate: 0.02, betas: [0.9, 0.98], clipNorm: 5, rowNorm: 0.5 };
const size = {
  genes: 31,
  regulators: 19,
  modules: 22,
  perturbations: 26,
  cells: 120,
  batch: 101,
  solverSteps: 5,
};
const presets = [
  { compared: 'means', options: {} },
  { compared: 'clouds', options: { cloudCells: 21 } },
] as const;
const pools: ShardRunner[] = [];

function pool(count: number, createWorker = channelWorker): WorkerPool {
  const runner = workerRunner(createWorker, count);
  pools.push(runner);
  return runner;
}

afterEach(() => {
  for (const runner of pools.splice(0)) runner.dispose();
});

async function deviceOn(
  runner: ShardRunner,
  seed: number,
  preset: Partial<ProblemSize> = {},
): Promise<DynamicsDevice> {
  const { problem, parameters, batch } = randomProblem({ ...size, ...preset, seed });
  const device = await createWasmDevice(problem, runner);
  device.setParameters(parameters);
  device.setBatch(batch);
  return device;
}

async function trained(device: DynamicsDevice): Promise<{ losses: number[]; parameters: Float32Array }> {
  for (let step = 0; step < 4; step++) await device.step(hyper);
  const losses = (await device.losses()).flatMap(({ endpoint, cell }) => [endpoint, cell]);
  return { losses, parameters: await device.readParameters() };
}

describe('a pool of workers', () => {
  it.each([1, 2, 3, 8, 20].flatMap((count) => presets.map((preset) => ({ count, ...preset }))))(
    'gives the bits of this thread with $count workers, comparing $compared',
    async ({ count, options }) => {
      const expected = await trained(await deviceOn(inlineRunner(), 5, options));
      const actual = await trained(await deviceOn(pool(count), 5, options));
      expect(actual).toEqual(expected);
    },
  );

  it.each([
    { count: 1, sums: 1 },
    { count: 2, sums: 2 },
    { count: 3, sums: 5 },
    { count: 4, sums: 4 },
    { count: 20, sums: 8 },
  ])('receives $sums sums of the shards of $count workers', async ({ count, sums }) => {
    let received = 0;
    const counting = (): PoolWorker => {
      const worker = channelWorker();
      return {
        ...worker,
        listen: (onReply, onLost) =>
          worker.listen((reply) => {
            if (reply.type === 'done') received += reply.sums.length;
            onReply(reply);
          }, onLost),
      };
    };
    const runner = workerRunner(counting, count);
    pools.push(runner);
    await (await deviceOn(runner, 1)).step(hyper);
    expect(received).toBe(sums);
  });

  it('sends and receives as many messages in the last thousand of five thousand steps as in the first', async () => {
    let asked = 0;
    let answered = 0;
    const counting = (): PoolWorker => {
      const worker = channelWorker();
      return {
        ...worker,
        send: (request, transfer) => {
          asked++;
          worker.send(request, transfer);
        },
        listen: (onReply, onLost) =>
          worker.listen((reply) => {
            answered++;
            onReply(reply);
          }, onLost),
      };
    };
    const runner = workerRunner(counting, 2);
    pools.push(runner);
    const device = await deviceOn(runner, 1, { ...tinySize, solverSteps: 1 });
    const counts: { readonly asked: number; readonly answered: number }[] = [];
    for (let step = 1; step <= 5000; step++) {
      await device.step(hyper);
      if (step % 1000 === 0) counts.push({ asked, answered });
    }
    expect(counts.slice(1).map((count, i) => count.asked - (counts[i]?.asked ?? 0))).toEqual([
      2000, 2000, 2000, 2000,
    ]);
    // Loading the problem is told to two workers, and not answered.
    expect(counts.map((count) => count.asked - count.answered)).toEqual([2, 2, 2, 2, 2]);
  });

  it.each([
    { problems: 4, count: 2, each: [2, 2] },
    { problems: 4, count: 4, each: [1, 1, 1, 1] },
    { problems: 4, count: 8, each: [1, 1, 1, 1, 1, 1, 1, 1] },
    { problems: 4, count: 3, each: [4, 4, 4] },
    { problems: 1, count: 2, each: [4, 4] },
  ])(
    'sends a step of four of $problems problems to $count workers in $each messages, with the bits of this thread',
    async ({ problems, count, each }) => {
      const asked: number[] = [];
      const counting = (): PoolWorker => {
        const worker = channelWorker();
        const own = asked.push(0) - 1;
        return {
          ...worker,
          send: (request, transfer) => {
            if (request.type === 'run') asked[own] = (asked[own] ?? 0) + 1;
            worker.send(request, transfer);
          },
        };
      };
      const shared = pool(count, counting).together(problems);
      const seeds = [1, 2, 3, 4];
      const devices = await Promise.all(seeds.map((seed) => deviceOn(shared, seed)));
      await Promise.all(devices.map((device) => device.step(hyper)));
      expect(asked).toEqual(each);
      const alone = await Promise.all(seeds.map((seed) => deviceOn(inlineRunner(), seed)));
      for (const [at, device] of alone.entries()) {
        await device.step(hyper);
        expect(await devices[at]?.readParameters()).toEqual(await device.readParameters());
      }
    },
  );

  it.each([2, 20])('keeps several problems apart that step at the same time on %i workers', async (count) => {
    const expected = [];
    for (const seed of [1, 2, 3]) expected.push(await trained(await deviceOn(inlineRunner(), seed)));
    const shared = pool(count);
    const devices = await Promise.all([1, 2, 3].map((seed) => deviceOn(shared, seed)));
    expect(await Promise.all(devices.map(trained))).toEqual(expected);
  });

  it('continues with other problems after one device is disposed of', async () => {
    const shared = pool(2);
    const first = await deviceOn(shared, 1);
    const second = await deviceOn(shared, 2);
    await Promise.all([first.step(hyper), second.step(hyper)]);
    first.dispose();
    await expect(first.step(hyper)).rejects.toThrow(/never loaded or is gone/);
    await second.step(hyper);
    expect(await second.losses()).toHaveLength(2);
  });

  it('gives each endpoint to exactly one worker', async () => {
    const loaded: ShardRequest[] = [];
    const listening = (): PoolWorker => ({ ...channelWorker(), send: (request) => loaded.push(request) });
    const runner = workerRunner(listening, 3);
    const { problem } = randomProblem(size);
    await runner.load(shardProblemOf(problem));
    runner.dispose();
    const rows = loaded.flatMap((request) => (request.type === 'load' ? request.content.measured : []));
    expect(rows.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(rows.reduce((sum, { target }) => sum + target.length, 0)).toBe(problem.target.length);
  });

  it('rejects steps in flight and later ones when it is closed', async () => {
    const shared = workerRunner(channelWorker, 2);
    const device = await deviceOn(shared, 1);
    const step = device.step(hyper);
    shared.dispose();
    await expect(step).rejects.toThrow(/closed/);
    await expect(device.step(hyper)).rejects.toThrow(/closed/);
  });
});

const problemOf = (genes: number, options: Partial<ProblemSize> = {}) =>
  randomProblem({ ...size, genes, regulators: genes, modules: 2 * genes, ...options }).problem;

const isShared = (problem: Problem, workers: number) =>
  chooseRunner(problem, workers, () => pool(workers)).workers > 0;

/** How many shards each of two workers is told, where four problems step together. */
async function shardsTold(perturbations: number) {
  const loaded: ShardRequest[] = [];
  const listening = (): PoolWorker => ({ ...channelWorker(), send: (request) => loaded.push(request) });
  const problem = problemOf(100, { perturbations });
  const runner = chooseRunner(problem, 2, () => pool(2, listening), 4);
  await runner.load(shardProblemOf(problem));
  return loaded.map((request) => request.type === 'load' && request.content.measured.length);
}

describe('the choice of a runner', () => {
  it('keeps small problems in this thread and gives large ones to the pool', () => {
    expect(isShared(problemOf(11), 2)).toBe(false);
    expect(isShared(problemOf(100), 2)).toBe(true);
    expect(isShared(problemOf(100), 1)).toBe(false);
  });

  it('sends a problem of few perturbations to one of two workers where four step together, one of many to both', async () => {
    expect(await shardsTold(64)).toEqual([8, 0]);
    expect(await shardsTold(65)).toEqual([4, 4]);
  });

  it('counts the rows of clouds, as many in small problems as in large ones', () => {
    expect(isShared(problemOf(11, { cloudCells: 1 }), 2)).toBe(true);
    expect(isShared(problemOf(4, { cloudCells: 1 }), 2)).toBe(false);
  });
});
