import { describe, expect, it } from 'vitest';
import { DeviceLost, type DynamicsDevice } from '../../dynamics/device/device';
import { randomProblem, tinySize } from '../../../tests/support/dynamics/randomProblem';
import { DeviceChooser, type DeviceSources, type AvailableGpu } from './chooseDevice';

const { problem } = randomProblem(tinySize);

function deviceOf(kind: DynamicsDevice['info']['kind']): DynamicsDevice {
  const device: Pick<DynamicsDevice, 'info' | 'problem'> = {
    info: { kind, name: kind, workers: 0 },
    problem,
  };
  return device as DynamicsDevice;
}

const realGpu: AvailableGpu = {
  name: 'A card',
  software: false,
  limits: { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 28 },
  create: async () => deviceOf('webgpu'),
};
const softwareGpu: AvailableGpu = { ...realGpu, name: 'SwiftShader', software: true };

function chooser(sources: Partial<DeviceSources>): DeviceChooser {
  return new DeviceChooser({
    wish: 'auto',
    simd: true,
    requestGpu: async () => realGpu,
    processor: async () => deviceOf('wasm'),
    compare: async () => ({ gpuMs: 1, processorMs: 5, isPart: false, earlier: false }),
    ...sources,
  });
}

async function refused(): Promise<never> {
  throw new Error('refused');
}

async function choice(sources: Partial<DeviceSources>) {
  const made = chooser(sources);
  const { kind, reason } = made.describe(await made.create(problem));
  return { kind, reason };
}

describe('without a wish', () => {
  it('the faster device runs, and both times are reported', async () => {
    expect(await choice({})).toEqual({
      kind: 'webgpu',
      reason: { tag: 'gpu-faster', gpuMs: 1, processorMs: 5, earlier: false },
    });
    expect(
      await choice({ compare: async () => ({ gpuMs: 6, processorMs: 5, isPart: false, earlier: false }) }),
    ).toEqual({
      kind: 'wasm',
      reason: { tag: 'gpu-slower', gpuMs: 6, processorMs: 5, earlier: false },
    });
  });

  it('a processor that is slower for only a part of a step is reported as such', async () => {
    expect(
      await choice({ compare: async () => ({ gpuMs: 1, processorMs: 5, isPart: true, earlier: false }) }),
    ).toEqual({
      kind: 'webgpu',
      reason: { tag: 'gpu-far-faster', gpuMs: 1, partMs: 5, earlier: false },
    });
  });

  it('a software adapter is not measured', async () => {
    let compared = false;
    const sources: Partial<DeviceSources> = {
      requestGpu: async () => softwareGpu,
      compare: async () => {
        compared = true;
        return { gpuMs: 1, processorMs: 5, isPart: false, earlier: false };
      },
    };
    expect(await choice(sources)).toEqual({
      kind: 'wasm',
      reason: { tag: 'software-adapter', adapter: 'SwiftShader' },
    });
    expect(compared).toBe(false);
  });

  it('the processor runs without an adapter, or where the adapter cannot hold the problem', async () => {
    expect(await choice({ requestGpu: async () => null })).toEqual({
      kind: 'wasm',
      reason: { tag: 'no-webgpu', wished: false },
    });
    expect(await choice({ compare: refused })).toEqual({
      kind: 'wasm',
      reason: { tag: 'gpu-failed', detail: 'refused' },
    });
  });

  it('all fits of a run get the device chosen for the first', async () => {
    const times = [
      { gpuMs: 1, processorMs: 5, isPart: false, earlier: false },
      { gpuMs: 5, processorMs: 1, isPart: false, earlier: false },
    ];
    const made = chooser({
      compare: async () => times.shift() ?? { gpuMs: 0, processorMs: 0, isPart: false, earlier: false },
    });
    const kinds = [await made.create(problem), await made.create(problem)].map(({ info }) => info.kind);
    expect(kinds).toEqual(['webgpu', 'webgpu']);
  });

  it('a processor without SIMD is reported, whatever else is missing', async () => {
    const sources: readonly Partial<DeviceSources>[] = [
      { requestGpu: async () => null },
      { compare: async () => ({ gpuMs: 6, processorMs: 5, isPart: false, earlier: false }) },
      { requestGpu: async () => ({ ...realGpu, create: refused }) },
      { wish: 'processor' },
    ];
    for (const source of sources)
      expect(await choice({ simd: false, ...source })).toMatchObject({ reason: { tag: 'no-simd' } });
  });
});

describe('with a wish', () => {
  it('WebGPU runs even where it is emulated, which is reported', async () => {
    expect(await choice({ wish: 'webgpu', requestGpu: async () => softwareGpu })).toEqual({
      kind: 'webgpu',
      reason: { tag: 'wished', software: true },
    });
  });

  it('missing WebGPU is reported', async () => {
    expect(await choice({ wish: 'webgpu', requestGpu: async () => null })).toEqual({
      kind: 'wasm',
      reason: { tag: 'no-webgpu', wished: true },
    });
  });

  it('a later fit that exceeds WebGPU runs on the processor, and each device has its reason', async () => {
    let made = 0;
    const create = async () => {
      if (made++ > 0) throw new Error('no memory');
      return deviceOf('webgpu');
    };
    const devices = chooser({ wish: 'webgpu', requestGpu: async () => ({ ...realGpu, create }) });
    const both = [await devices.create(problem), await devices.create(problem)];
    expect(both.map((device) => devices.describe(device).reason)).toEqual([
      { tag: 'wished', software: false },
      { tag: 'gpu-failed', detail: 'no memory' },
    ]);
  });

  it('the processor runs without a request for an adapter', async () => {
    expect(await choice({ wish: 'processor', requestGpu: refused })).toEqual({
      kind: 'wasm',
      reason: { tag: 'wished', software: false },
    });
  });
});

describe('after a loss', () => {
  const reset = new DeviceLost('unknown', 'reset');

  it('the GPU is requested again twice, then the processor takes over', async () => {
    const devices = chooser({});
    await devices.create(problem);
    const kinds: string[] = [];
    for (let loss = 0; loss < 4; loss++) {
      await devices.replace(reset);
      const device = await devices.create(problem);
      kinds.push(device.info.kind);
      expect(devices.describe(device).reason).toEqual({ tag: 'gpu-lost', detail: 'reset' });
    }
    expect(kinds).toEqual(['webgpu', 'webgpu', 'wasm', 'wasm']);
  });

  it('a destroyed GPU is not requested again', async () => {
    const devices = chooser({});
    await devices.create(problem);
    await devices.replace(new DeviceLost('destroyed', 'gone'));
    expect((await devices.create(problem)).info.kind).toBe('wasm');
  });

  it('the processor takes over where no adapter returns', async () => {
    const answers = [realGpu, null];
    const devices = chooser({ requestGpu: async () => answers.shift() ?? null });
    await devices.create(problem);
    await devices.replace(reset);
    expect((await devices.create(problem)).info.kind).toBe('wasm');
  });
});
