import { describe, expect, it } from 'vitest';
import { DeviceLost } from '../../dynamics/device/device';
import { blocksBeyond } from '../../../tests/support/dynamics/compareGradients';
import { createDevice } from '../../dynamics/device/createDevice';
import { pipelineOf } from '../../dynamics/device/webgpu/execute';
import type { Kernel } from '../../dynamics/device/webgpu/kernel';
import {
  oddSizes,
  randomProblem,
  tinySize,
  type ProblemSize,
} from '../../../tests/support/dynamics/randomProblem';
import { findDawnGpu } from './dawn';

const offer = await findDawnGpu();
/** An adapter gives one device. */
const gpu = await offer?.open();

const cases: readonly {
  readonly compared: string;
  readonly tolerance: number;
  readonly size: ProblemSize;
}[] = oddSizes.flatMap((size) => [
  { compared: 'means', tolerance: 1e-5, size },
  { compared: 'means with a known network', tolerance: 1e-5, size: { ...size, hasPathFactors: true } },
  { compared: 'clouds', tolerance: 1e-4, size: { ...size, cloudCells: 7 } },
]);

describe.skipIf(!offer)(`WebGPU in Node (${offer?.name ?? 'no adapter found'})`, () => {
  it.each(cases)(
    'gives the gradient of the reference, comparing $compared ($size.genes genes)',
    async ({ tolerance, size }) => {
      const { problem, parameters, batch } = randomProblem(size);
      const [expected, actual] = await Promise.all(
        (['reference', 'webgpu'] as const).map(async (kind) => {
          const device = await createDevice(kind, problem, gpu ? { gpu } : {});
          device.setParameters(parameters);
          device.setBatch(batch);
          return device.lossAndGradient();
        }),
      );
      expect(
        blocksBeyond(tolerance, problem.shape, expected?.gradient ?? [], actual?.gradient ?? []),
      ).toEqual([]);
    },
  );

  it('reports its loss and is created again', async () => {
    const taken = await (await findDawnGpu())?.open();
    const { problem, parameters } = randomProblem(tinySize);
    const device = await createDevice('webgpu', problem, taken ? { gpu: taken } : {});
    device.setParameters(parameters);
    taken?.device.destroy();
    await expect(device.readParameters()).rejects.toThrow(DeviceLost);
    const again = await (await findDawnGpu())?.open();
    const replaced = await createDevice('webgpu', problem, again ? { gpu: again } : {});
    replaced.setParameters(parameters);
    expect(await replaced.readParameters()).toEqual(parameters);
  });

  it('tells what it refuses in a kernel, and computes the others', async () => {
    const taken = await (await findDawnGpu())?.open();
    if (!taken) throw new Error('the adapter gives a device');
    const { problem, parameters } = randomProblem(tinySize);
    const broken: Kernel = {
      name: 'broken',
      lanes: 64,
      uniforms: ['sizes'],
      slots: [],
      body: 'fn main() { let x: f32 = nothing; }',
    };
    await expect(pipelineOf(taken.device, broken)).rejects.toThrow(
      /^broken: line \d+: unresolved value 'nothing'$/,
    );
    const device = await createDevice('webgpu', problem, { gpu: taken });
    device.setParameters(parameters);
    expect(await device.readParameters()).toEqual(parameters);
  });

  it('is lost after a command that it refuses, and does not wait for ever', async () => {
    const taken = await (await findDawnGpu())?.open();
    const { problem } = randomProblem(tinySize);
    const device = await createDevice('webgpu', problem, taken ? { gpu: taken } : {});
    taken?.device.createShaderModule({ code: 'no kernel' });
    await expect(device.readParameters()).rejects.toThrow(DeviceLost);
    await expect(taken?.device.lost).resolves.toMatchObject({ reason: 'destroyed' });
  });
});
