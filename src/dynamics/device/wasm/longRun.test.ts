import { expect, it } from 'vitest';
import { randomProblem, tinySize } from '../../../../tests/support/dynamics/randomProblem';
import { instantiateKernels } from './context';
import { inlineRunner } from './runner';
import { shardEngineOn } from './shardEngine';
import { createWasmDevice } from './wasmDevice';

it('five thousand steps on means or clouds take no more memory than the first few', async () => {
  for (const size of [tinySize, { ...tinySize, cloudCells: 3 }]) {
    const instance = await instantiateKernels();
    const runner = inlineRunner(async () => shardEngineOn(instance));
    const { problem, parameters, batch } = randomProblem({ ...size, solverSteps: 1 });
    const device = await createWasmDevice(problem, runner);
    device.setParameters(parameters);
    const taken: number[] = [];
    let losses = 0;
    for (let step = 1; step <= 5000; step++) {
      device.setBatch({ ...batch, cells: batch.cells.map((_, i) => (i + step) % size.cells) });
      await device.step({ learningRate: 1e-3, betas: [0.9, 0.98], clipNorm: 5, rowNorm: 1 });
      losses += (await device.losses()).length;
      if (step % 500 !== 0) continue;
      await device.checkpoint();
      taken.push(instance.memory.buffer.byteLength);
    }
    expect(losses).toBe(5000);
    expect(taken).toEqual(Array.from({ length: 10 }, () => taken[0]));
    device.dispose();
  }
});
