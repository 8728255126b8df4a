import { afterEach, describe, expect, it } from 'vitest';
import type { DynamicsDevice, StepHyper } from '../../dynamics/device/device';
import { randomProblem, tinySize, type ProblemSize } from '../../../tests/support/dynamics/randomProblem';
import { inlineRunner, type ShardRunner, workerRunner } from '../../dynamics/device/wasm/runner';
import { createWasmDevice } from '../../dynamics/device/wasm/wasmDevice';
import { kernelWorker } from './nodeDevices';

const hyper: StepHyper = { learningRate: 0.02, betas: [0.9, 0.98], clipNorm: 5, rowNorm: 0.5 };
const pools: ShardRunner[] = [];

function pool(count: number, script?: string): ShardRunner {
  const runner = workerRunner(() => kernelWorker(script), count);
  pools.push(runner);
  return runner;
}

afterEach(() => {
  for (const runner of pools.splice(0)) runner.dispose();
});

async function deviceOn(runner: ShardRunner, options: Partial<ProblemSize> = {}): Promise<DynamicsDevice> {
  const { problem, parameters, batch } = randomProblem({ ...tinySize, genes: 21, cells: 90, ...options });
  const device = await createWasmDevice(problem, runner);
  device.setParameters(parameters);
  device.setBatch(batch);
  return device;
}

async function trained(device: DynamicsDevice) {
  for (let step = 0; step < 6; step++) await device.step(hyper);
  return { losses: await device.losses(), parameters: await device.readParameters() };
}

describe('threads of Node', () => {
  it.each([1, 2, 3].flatMap((threads) => [0, 11].map((cloudCells) => ({ threads, cloudCells }))))(
    'give the bits of this thread with $threads of them and $cloudCells cells to a cloud',
    async ({ threads, cloudCells }) => {
      const options = cloudCells === 0 ? {} : { cloudCells };
      const expected = await trained(await deviceOn(inlineRunner(), options));
      expect(await trained(await deviceOn(pool(threads), options))).toEqual(expected);
    },
  );

  it('reject the step in flight and later ones when one breaks down, with what it said', async () => {
    const device = await deviceOn(
      pool(2, `require('node:worker_threads').parentPort.on('message', () => { throw new Error('broken') })`),
    );
    await expect(device.step(hyper)).rejects.toThrow('broken');
    await expect(device.step(hyper)).rejects.toThrow('broken');
  });

  it('reject the step in flight when one ends without a word', async () => {
    const device = await deviceOn(
      pool(
        2,
        `require('node:worker_threads').parentPort.on('message', ({ type }) => type === 'run' && process.exit(3))`,
      ),
    );
    await expect(device.step(hyper)).rejects.toThrow('A thread ended by itself with code 3');
  });
});
