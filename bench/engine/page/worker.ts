/** One row at a time on the devices of a browser: WebGPU, wasm, and naive tfjs operations on the same GPU. */
// Registers the gradients, which tree shaking would remove.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { expose } from 'comlink';
import { createDevice } from '../../../src/dynamics/device/createDevice';
import { arraysOf, type DynamicsDevice } from '../../../src/dynamics/device/device';
import type { RandomProblem } from '../../../tests/support/dynamics/randomProblem';
import { findGpu, type Gpu } from '../../../src/dynamics/device/webgpu/gpu';
import { planStep } from '../../../src/dynamics/device/webgpu/plan';
import { shapeOf } from '../../../src/dynamics/device/webgpu/stepRunner';
import { shareWithTfjs } from '../../../tests/support/tfjs/sharedBackend';
import { planLimits } from '../../../src/dynamics/device/webgpu/memory';
import { hyper, regulatorsFirst, largeRows, rows } from '../problems';
import { naiveStep, type NaiveStep } from '../tfjs/naiveStep';

export type InBrowser = 'webgpu' | 'wasm' | 'naive';

let opening: Promise<Gpu> | null = null;
let random: RandomProblem | null = null;
const devices = new Map<InBrowser, DynamicsDevice | NaiveStep>();

async function openGpu(): Promise<Gpu> {
  const offer = await findGpu(navigator.gpu, () => performance.now());
  if (!offer) throw new Error('This browser gives no WebGPU adapter');
  const gpu = await offer.open();
  await shareWithTfjs(gpu.device);
  return gpu;
}

function theGpu(): Promise<Gpu> {
  opening ??= openGpu();
  return opening;
}

function problemOf(row: string): RandomProblem {
  const found = [...rows, ...largeRows].find(({ name }) => name === row);
  if (!found) throw new Error(`There is no row ${row}`);
  return found.problem();
}

async function made(who: InBrowser): Promise<DynamicsDevice | NaiveStep> {
  if (!random) throw new Error('open a row first');
  const { problem, parameters, batch } = random;
  if (who === 'naive') {
    await theGpu();
    return naiveStep(regulatorsFirst(random), hyper);
  }
  const device = await createDevice(who, problem, who === 'webgpu' ? { gpu: await theGpu() } : {});
  device.setParameters(parameters);
  device.setBatch(batch);
  return device;
}

async function stepOf(who: InBrowser): Promise<void> {
  const device = devices.get(who) ?? (await made(who));
  devices.set(who, device);
  if (!('losses' in device)) return device.step();
  await device.step(hyper);
  await device.losses();
}

const api = {
  async adapter() {
    const { name, software } = await theGpu();
    return { name, software };
  },
  /** The row's plan on this GPU; devices are created by their first step. */
  async open(row: string) {
    for (const device of devices.values()) device.dispose();
    devices.clear();
    random = problemOf(row);
    const { problem, batch } = random;
    const { device } = await theGpu();
    const plan = planStep(arraysOf(problem), shapeOf(batch), planLimits(device.limits));
    return {
      dispatches: plan.evaluate.length + plan.update.length,
      scratchBytes: [...plan.scratch.values()].reduce((sum, bytes) => sum + bytes, 0),
    };
  },
  /** Milliseconds of one step, computed to its end with its losses read. */
  async step(who: InBrowser): Promise<number> {
    const start = performance.now();
    await stepOf(who);
    return performance.now() - start;
  },
  /**
   * Milliseconds on an idle GPU: for encoding and submitting one step in this thread, and for reading all parameters
   * afterwards.
   */
  async encodeAndRead(): Promise<{ encodeMs: number; readMs: number }> {
    const device = devices.get('webgpu');
    if (!device || !('losses' in device)) throw new Error('take a step first');
    const start = performance.now();
    await device.step(hyper);
    const encodeMs = performance.now() - start;
    await device.losses();
    const computed = performance.now();
    await device.readParameters();
    return { encodeMs, readMs: performance.now() - computed };
  },
  /**
   * Milliseconds from requesting the device to the end of its first step, including compilation of shaders. On a page
   * of its own.
   */
  async firstStep(row: string, who: InBrowser): Promise<number> {
    random = problemOf(row);
    const start = performance.now();
    await stepOf(who);
    return performance.now() - start;
  },
};

export type TimingApi = typeof api;

expose(api);
