/**
 * What kernels write and read beyond the buffers that a plan gives them. WebGPU drops such writes and moves such reads to the end of the buffer,
 * silently, so each buffer is made longer than was asked for: a write beyond its end changes what is put there, and a read that counts changes
 * the results. Reads of columns that pad a row to whole vectors are multiplied by 0.
 */
import { createDevice } from '../../src/dynamics/device/createDevice';
import { readFloats } from '../../src/dynamics/device/webgpu/buffers';
import { planLimits } from '../../src/dynamics/device/webgpu/memory';
import type { PlanLimits } from '../../src/dynamics/device/webgpu/stepSizes';
import { createWebgpuDevice } from '../../src/dynamics/device/webgpu/webgpuDevice';
import {
  randomProblem,
  randomQuery,
  type ProblemSize,
  type RandomProblem,
} from '../../tests/support/dynamics/randomProblem';
import { usualHyper } from './agreement';
import { sharedGpu } from './sharedGpu';

const EXTRA_WORDS = 256;
/** 1e30 as a float, which no calculation here reaches, and finite times 0. */
const PATTERN = 0x7149f2ca;

/** Runs `done` with longer buffers, and names those whose end was written to. */
async function withLongerBuffers(device: GPUDevice, done: () => Promise<void>): Promise<readonly string[]> {
  const guarded: { readonly label: string; readonly end: GPUBuffer }[] = [];
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    if ((descriptor.usage & GPUBufferUsage.STORAGE) === 0) return createBuffer(descriptor);
    const { label = '', size } = descriptor;
    const buffer = createBuffer({ ...descriptor, size: size + 4 * EXTRA_WORDS });
    device.queue.writeBuffer(buffer, size, new Uint32Array(EXTRA_WORDS).fill(PATTERN));
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      const end = createBuffer({ size: 4 * EXTRA_WORDS, usage });
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(buffer, size, end, 0, 4 * EXTRA_WORDS);
      device.queue.submit([encoder.finish()]);
      guarded.push({ label, end });
      return destroy();
    };
    return buffer;
  };
  try {
    await done();
  } finally {
    device.createBuffer = createBuffer;
  }
  const written: string[] = [];
  for (const { label, end } of guarded) {
    const words = new Uint32Array(
      (await readFloats(device, [{ buffer: end, offset: 0, length: EXTRA_WORDS }])).buffer,
    );
    if (words.some((word) => word !== PATTERN)) written.push(label);
    end.destroy();
  }
  return written;
}

/** Everything that a device computes, as bits. */
async function allOf({ problem, parameters, batch }: RandomProblem, limits: PlanLimits | null) {
  const gpu = await sharedGpu();
  const device = limits
    ? await createWebgpuDevice(problem, gpu, limits)
    : await createDevice('webgpu', problem, { gpu });
  device.setParameters(parameters);
  device.setBatch(batch);
  const { gradient } = await device.lossAndGradient();
  for (let step = 0; step < 3; step++) await device.step(usualHyper);
  const { parameters: after, firstMoment, secondMoment } = await device.checkpoint();
  const simulated = await device.simulate(randomQuery(problem));
  const losses = (await device.losses()).flatMap((one) => Object.values(one));
  device.dispose();
  return [gradient, after, firstMoment, secondMoment, simulated, Float64Array.from(losses)].map((values) =>
    [...values].join(' '),
  );
}

/** Buffers of each size that are written beyond their end, and the sizes whose results change when what lies there does. */
export async function overruns(sizes: readonly ProblemSize[], limits: Partial<PlanLimits> | null = null) {
  const { device } = await sharedGpu();
  const own = limits && { ...planLimits(device.limits), ...limits };
  const found: string[] = [];
  for (const size of sizes) {
    const random = randomProblem(size);
    const plain = await allOf(random, own);
    let guarded: readonly string[] = [];
    const written = await withLongerBuffers(device, async () => {
      guarded = await allOf(random, own);
    });
    const title = JSON.stringify(size);
    found.push(...written.map((label) => `${label} is written beyond its end with ${title}`));
    if (guarded.some((values, i) => values !== plain[i]))
      found.push(`a buffer is read beyond its end with ${title}`);
  }
  return found;
}
