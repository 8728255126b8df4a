import { expect, it } from 'vitest';
import { runBenchmark, runBenchmarkBeside } from './runBenchmark';
import { comparedMethods, otherNetworks, type NetworkProgress, type NetworkWorker } from './otherNetworks';
import { brieflyTrained } from '../../../tests/support/inference/benchmarkRuns';
import { chain } from '../../../tests/support/inference/chain';
import type { MethodName } from '../../evaluation/methods/methodNames';
import { networkBy } from '../../evaluation/methods/methods';
import { screenOf } from '../../evaluation/methods/screen';
import { drain } from '../../numerics/lazy';
import type { Network } from '../../network/network';

const network: Network = {
  genes: ['A'],
  regulators: Int32Array.of(0),
  weights: Float32Array.of(0),
  stability: null,
};
const methods: readonly MethodName[] = ['pearson', 'welch', 'genie3', 'grnboost2'];

interface Asked {
  readonly method: MethodName;
  readonly worker: number;
  readonly progress: (share: number) => void;
  readonly found: (network: Network) => void;
  readonly fail: (error: Error) => void;
}

/** Workers that answer when the test says so. */
function manualWorkers() {
  const asked: Asked[] = [];
  const ended: number[] = [];
  let made = 0;
  const create = (): NetworkWorker => {
    const worker = made++;
    return {
      network: (method, progress) =>
        new Promise((found, fail) => {
          asked.push({ method, worker, progress, found, fail });
        }),
      end: () => void ended.push(worker),
    };
  };
  const last = (method: MethodName): Asked => {
    const own = asked.findLast((one) => one.method === method);
    if (!own) throw new Error(`${method} was not asked for`);
    return own;
  };
  return { asked, ended, create, last };
}

const settled = () =>
  new Promise((resolve) => {
    setTimeout(resolve);
  });

async function collect(steps: AsyncGenerator<NetworkProgress>, into: NetworkProgress[]): Promise<void> {
  for await (const step of steps) into.push(step);
}

it('begins nothing before cores are idle, then keeps so many workers busy in the order of methods', async () => {
  const { asked, ended, create, last } = manualWorkers();
  const others = otherNetworks(methods, create);
  await settled();
  expect(asked).toEqual([]);
  others.use(2);
  expect(asked.map(({ method, worker }) => [method, worker])).toEqual([
    ['pearson', 0],
    ['welch', 1],
  ]);
  last('welch').found(network);
  await settled();
  // The same worker goes on.
  expect(asked.map(({ method, worker }) => [method, worker]).at(-1)).toEqual(['genie3', 1]);
  last('pearson').found(network);
  last('genie3').found(network);
  await settled();
  last('grnboost2').found(network);
  await settled();
  expect(ended.toSorted((a, b) => a - b)).toEqual([0, 1]);
});

it('tells what was found before, then progress and networks as they come', async () => {
  const { create, last } = manualWorkers();
  const others = otherNetworks(methods, create);
  others.use(4);
  last('genie3').found(network);
  await settled();
  const told: NetworkProgress[] = [];
  const end = collect(others.steps(), told);
  await settled();
  expect(told[0]).toEqual({ method: 'genie3', share: 1, network });
  last('pearson').progress(0.5);
  await settled();
  expect(told.at(-1)).toEqual({ method: 'pearson', share: 0.5, network: null });
  for (const method of ['pearson', 'welch', 'grnboost2'] as const) last(method).found(network);
  await end;
  expect(told.filter((one) => one.network !== null).map(({ method }) => method)).toEqual([
    'genie3',
    'pearson',
    'welch',
    'grnboost2',
  ]);
});

it('gives cores back: the latest method ends at once and begins again later', async () => {
  const { asked, ended, create, last } = manualWorkers();
  const others = otherNetworks(methods, create);
  others.use(2);
  others.use(1);
  expect(ended).toEqual([1]);
  // An answer on its way counts no more.
  last('welch').found(network);
  await settled();
  last('pearson').found(network);
  await settled();
  expect(asked.map(({ method }) => method)).toEqual(['pearson', 'welch', 'welch']);
});

it('lets a method end where only the next must wait, and keeps its worker for that', async () => {
  const { asked, ended, create, last } = manualWorkers();
  const others = otherNetworks(methods, create);
  others.use(1);
  others.startAtMost(0);
  last('pearson').found(network);
  await settled();
  expect(asked.map(({ method }) => method)).toEqual(['pearson']);
  expect(ended).toEqual([]);
  others.use(1);
  expect(asked.map(({ method, worker }) => [method, worker])).toEqual([
    ['pearson', 0],
    ['welch', 0],
  ]);
  others.startAtMost(2);
  expect(asked.map(({ method, worker }) => [method, worker]).at(-1)).toEqual(['genie3', 1]);
  others.end();
  expect(ended.toSorted((a, b) => a - b)).toEqual([0, 1]);
});

it('ends all workers and what waits for them when it is cancelled', async () => {
  const { ended, create, last } = manualWorkers();
  const others = otherNetworks(methods, create);
  const told: NetworkProgress[] = [];
  others.use(2);
  const end = collect(others.steps(), told);
  await settled();
  others.end();
  await end;
  others.use(2);
  last('pearson').found(network);
  expect(ended.toSorted((a, b) => a - b)).toEqual([0, 1]);
  expect(told.every((one) => one.network === null)).toBe(true);
});

it('says why a method failed, even where it failed before anyone asked', async () => {
  const { create, last } = manualWorkers();
  const others = otherNetworks(methods, create);
  others.use(1);
  last('pearson').fail(new Error('out of memory'));
  await settled();
  await expect(collect(others.steps(), [])).rejects.toThrow('out of memory');
});

it('gives the benchmark of one thread, whatever comes first', async () => {
  const run = await brieflyTrained({ ...chain(), heldOut: ['G3'] }, 10);
  const screen = screenOf(run.dataset);
  const inTurn = comparedMethods(run.dataset).toReversed();
  const others = otherNetworks(inTurn, () => ({
    network: async (method) => drain(networkBy(method, screen, run.settings.seed)),
    end: () => undefined,
  }));
  others.use(1);
  const judging = runBenchmarkBeside(run, others);
  let step = await judging.next();
  while (step.done !== true) step = await judging.next();
  const expected = drain(runBenchmark(run));
  expect(step.value.card).toEqual(expected.card);
  expect([...step.value.networks]).toEqual([...expected.networks]);
});
