/**
 * The WebGPU device: fused WGSL, a whole training step in one command encoder. Parameters and optimiser state stay on
 * the GPU; per step only the indices of the batch are sent, and losses are read several steps at a time. Several
 * devices may share a GPU.
 */
import { wholePower } from '../../optimise';
import type { Problem } from '../../problem';
import type { Batch, DynamicsDevice, LossTerms, StepHyper } from '../device';
import {
  type Buffers,
  bufferOf,
  builtOrRefused,
  emptyBuffers,
  filledBuffers,
  modelLayout,
  readFloats,
} from './buffers';
import { constantsOf } from './tables';
import type { Gpu } from './gpu';
import { type Hyper, type Kernel, RING, RING_FLOATS, noHyper } from './kernel';
import { planLimits, stateBytes } from './memory';
import { type Pipeline, Submissions, pipelineOf } from './execute';
import { kernelsOf } from './plan';
import { STEPS_TOGETHER } from './planParts';
import type { PlanLimits } from './stepSizes';
import {
  type StepRunner,
  makeDerivation,
  makeStepRunner,
  sameShape,
  shapeOf,
  simulateOnGpu,
} from './stepRunner';

/**
 * Resolves when the kernels are compiled; rejects with RangeError where the problem is too large for the GPU. At most
 * one pending call of a method that returns a promise.
 */
export async function createWebgpuDevice(
  problem: Problem,
  gpu: Gpu,
  limits: PlanLimits = planLimits(gpu.device.limits),
): Promise<DynamicsDevice> {
  const { device } = gpu;
  const { shape } = problem;
  const { parameters: total } = modelLayout(shape);
  const pipelines = await gpu.whileAlive(compileAll(device, kernelsOf(problem)));
  const build = (make: () => Buffers) => gpu.whileAlive(builtOrRefused(device, make));
  const constants = await build(() => filledBuffers(device, constantsOf(problem)));
  const state = await build(() => emptyBuffers(device, stateBytes(shape)));
  const model = bufferOf([state], 'model');
  const moments = bufferOf([state], 'moments');
  const ring = bufferOf([state], 'ring');
  const resident = [state, constants];
  const derivation = makeDerivation(device, shape, state, pipelines);
  const submissions = new Submissions(device, gpu.clock, STEPS_TOGETHER);
  let adamSteps = 0;
  let batch: Batch = { cells: new Int32Array(0), clouds: null };
  let stale = true;
  let runner: StepRunner | null = null;
  let waiting = 0;
  const losses: LossTerms[] = [];

  /** Recomputes the values derived from the parameters, if these were set from outside. */
  function refresh(): void {
    if (stale) derivation.run();
    stale = false;
  }

  /** The runner for batches of the current shape. */
  async function ready(): Promise<StepRunner> {
    refresh();
    const wanted = shapeOf(batch);
    if (!runner || !sameShape(runner.shape, wanted)) {
      submissions.flush();
      runner?.destroy();
      runner = null;
      runner = await builtOrRefused(device, () =>
        makeStepRunner(device, { problem, shape: wanted, resident, pipelines, limits }),
      );
    }
    return runner;
  }

  async function drain(): Promise<void> {
    const count = waiting;
    waiting = 0;
    if (count === 0) return;
    submissions.flush();
    const values = await readFloats(device, [{ buffer: ring, offset: 0, length: count * RING_FLOATS }]);
    for (let i = 0; i < count; i++) losses.push(lossTermsAt(values, i * RING_FLOATS));
  }

  async function move(hyper: StepHyper): Promise<void> {
    await submissions.room();
    if (waiting === RING) await drain();
    const prepared = await ready();
    adamSteps++;
    const [beta1, beta2] = hyper.betas;
    const own: Hyper = {
      moves: 1,
      learningRate: hyper.learningRate,
      beta1,
      oneMinusBeta1: 1 - beta1,
      beta2,
      oneMinusBeta2: 1 - beta2,
      correction1: 1 - wholePower(beta1, adamSteps),
      correction2: 1 - wholePower(beta2, adamSteps),
      clipNorm: hyper.clipNorm,
      rowNorm: hyper.rowNorm,
      ringSlot: waiting++,
    };
    submissions.add((encoder, place) => prepared.step(encoder, place, batch, own));
  }

  async function lossAndGradient() {
    const prepared = await ready();
    submissions.flush();
    prepared.evaluate(batch, noHyper);
    const values = await readFloats(device, [
      { buffer: ring, offset: RING * RING_FLOATS, length: RING_FLOATS },
      { buffer: bufferOf([state], 'gradient'), offset: 0, length: total },
    ]);
    return { loss: lossTermsAt(values, 0), gradient: values.subarray(RING_FLOATS) };
  }

  function writeFloats(buffer: GPUBuffer, offset: number, values: Float32Array): void {
    submissions.flush();
    device.queue.writeBuffer(buffer, 4 * offset, Float32Array.from(values));
  }

  return {
    info: { kind: 'webgpu', name: `Graphics (${gpu.name})`, workers: 0 },
    problem,
    readInterval: STEPS_TOGETHER,
    setParameters: (parameters) => {
      writeFloats(model, 0, parameters);
      stale = true;
    },
    setBatch: (next) => {
      batch = next;
    },
    lossAndGradient: () => gpu.whileAlive(lossAndGradient()),
    step: (hyper) => gpu.whileAlive(move(hyper)),
    losses: async () => {
      await gpu.whileAlive(drain());
      return losses.splice(0);
    },
    simulate: (query) => {
      submissions.flush();
      refresh();
      return gpu.whileAlive(simulateOnGpu(device, problem, query, resident, pipelines));
    },
    readParameters: () => {
      submissions.flush();
      return gpu.whileAlive(readFloats(device, [{ buffer: model, offset: 0, length: total }]));
    },
    checkpoint: async () => {
      const steps = adamSteps;
      submissions.flush();
      const values = await gpu.whileAlive(
        readFloats(device, [
          { buffer: model, offset: 0, length: total },
          { buffer: moments, offset: 0, length: 2 * total },
        ]),
      );
      return {
        parameters: values.slice(0, total),
        firstMoment: values.slice(total, 2 * total),
        secondMoment: values.slice(2 * total),
        step: steps,
      };
    },
    restore: (checkpoint) => {
      writeFloats(model, 0, checkpoint.parameters);
      writeFloats(moments, 0, checkpoint.firstMoment);
      writeFloats(moments, total, checkpoint.secondMoment);
      adamSteps = checkpoint.step;
      stale = true;
    },
    dispose: () => {
      runner?.destroy();
      derivation.destroy();
      state.destroy();
      constants.destroy();
    },
  };
}

async function compileAll(
  device: GPUDevice,
  kernels: readonly Kernel[],
): Promise<(kernel: Kernel) => Pipeline> {
  const pipelines = new Map(
    await Promise.all(
      kernels.map(async (kernel) => [kernel.name, await pipelineOf(device, kernel)] as const),
    ),
  );
  return ({ name }) => {
    const pipeline = pipelines.get(name);
    if (!pipeline) throw new Error(`Kernel ${name} was not compiled`);
    return pipeline;
  };
}

function lossTermsAt(values: Float32Array, at: number): LossTerms {
  const [endpoint, cell, path, prior] = values.subarray(at, at + 4);
  return { endpoint: endpoint as number, cell: cell as number, path: path as number, prior: prior as number };
}
