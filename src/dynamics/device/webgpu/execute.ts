/**
 * Runs the dispatches of a plan. Bind groups are created once; encoding is a loop. Batches short steps into common submissions, which
 * saves the driver's overhead per submission; their number follows from the time of the last ones. Results do not depend on it.
 */
import { type Buffers, bufferOf } from './buffers';
import { type Kernel, type Sizes, type UniformName, packUniform, sourceOf, uniformBytes } from './kernel';
import type { Dispatch } from './planParts';

interface Bound {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly grid: readonly [number, number, number];
}

/** Uniform buffers of a list of dispatches. */
interface Uniforms {
  readonly sizes: GPUBuffer;
  readonly hyper: GPUBuffer;
  /** One entry per dispatch, `stride` bytes apart. */
  readonly parts: GPUBuffer;
  readonly stride: number;
  destroy(): void;
}

export function makeUniforms(device: GPUDevice, sizes: Sizes, dispatches: readonly Dispatch[]): Uniforms {
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
  const stride = device.limits.minUniformBufferOffsetAlignment;
  const made = {
    sizes: device.createBuffer({ label: 'sizes', size: uniformBytes('sizes'), usage }),
    hyper: device.createBuffer({ label: 'hyper', size: uniformBytes('hyper'), usage }),
    parts: device.createBuffer({ label: 'parts', size: stride * Math.max(1, dispatches.length), usage }),
  };
  device.queue.writeBuffer(made.sizes, 0, packUniform('sizes', sizes));
  dispatches.forEach(({ part }, i) =>
    device.queue.writeBuffer(made.parts, i * stride, packUniform('part', part)),
  );
  return { ...made, stride, destroy: () => Object.values(made).forEach((buffer) => buffer.destroy()) };
}

/** `owners`: searched in order for the buffer of each slot. */
export function bindAll(
  device: GPUDevice,
  dispatches: readonly Dispatch[],
  pipelines: (kernel: Kernel) => Pipeline,
  uniforms: Uniforms,
  owners: readonly Buffers[],
): readonly Bound[] {
  return dispatches.map(({ kernel, grid, buffers }, i) => {
    const { pipeline, layout } = pipelines(kernel);
    const resources = [
      ...kernel.uniforms.map((name) => uniformBinding(uniforms, name, i)),
      ...kernel.slots.map(({ name }) => ({ buffer: bufferOf(owners, buffers[name] ?? name) })),
    ];
    const group = device.createBindGroup({
      label: kernel.name,
      layout,
      entries: resources.map((resource, binding) => ({ binding, resource })),
    });
    return { pipeline, group, grid };
  });
}

function uniformBinding(uniforms: Uniforms, name: UniformName, dispatch: number): GPUBufferBinding {
  if (name !== 'part') return { buffer: uniforms[name] };
  return { buffer: uniforms.parts, offset: dispatch * uniforms.stride, size: uniformBytes('part') };
}

/** One compute pass with all dispatches in order. */
export function encode(encoder: GPUCommandEncoder, bound: readonly Bound[]): void {
  const pass = encoder.beginComputePass();
  for (const { pipeline, group, grid } of bound) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...grid);
  }
  pass.end();
}

/** Encodes and submits in a command buffer of its own. */
export function submit(device: GPUDevice, bound: readonly Bound[]): void {
  const encoder = device.createCommandEncoder();
  encode(encoder, bound);
  device.queue.submit([encoder.finish()]);
}

/** A kernel compiled once per GPU, for any number of problems: it contains nothing of a problem. */
export interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

const compiled = new WeakMap<GPUDevice, Map<string, Promise<Pipeline>>>();

/** Rejects with the compiler's message where a kernel does not compile. */
export function pipelineOf(device: GPUDevice, kernel: Kernel): Promise<Pipeline> {
  const known = compiled.get(device) ?? new Map<string, Promise<Pipeline>>();
  compiled.set(device, known);
  const key = `${kernel.name}/${kernel.lanes}`;
  const found = known.get(key) ?? compile(device, kernel);
  known.set(key, found);
  return found;
}

async function compile(device: GPUDevice, kernel: Kernel): Promise<Pipeline> {
  const types = [
    ...kernel.uniforms.map(() => 'uniform' as const),
    ...kernel.slots.map(({ access }) =>
      access === 'read' ? ('read-only-storage' as const) : ('storage' as const),
    ),
  ];
  device.pushErrorScope('validation');
  const layout = device.createBindGroupLayout({
    entries: types.map((type, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type },
    })),
  });
  const module = device.createShaderModule({ label: kernel.name, code: sourceOf(kernel) });
  // A pipeline of a module that was refused may never come: it is asked for only afterwards.
  const refused = await device.popErrorScope();
  if (refused) throw new Error(`${kernel.name}: ${(await errorsIn(module)) || refused.message}`);
  const pipeline = await device.createComputePipelineAsync({
    label: kernel.name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module, entryPoint: 'main' },
  });
  return { pipeline, layout };
}

async function errorsIn(module: GPUShaderModule): Promise<string> {
  const { messages } = await module.getCompilationInfo();
  return messages
    .filter(({ type }) => type === 'error')
    .map(({ lineNum, message }) => `line ${lineNum}: ${message}`)
    .join('; ');
}

/** Unfinished submissions: the next one is encoded while one runs, and reads do not wait long. */
const IN_FLIGHT = 2;
/** Milliseconds per submission; drivers time out after seconds, and people notice a delay of a tenth of one. */
const MAX_SUBMISSION_MS = 50;

/** Steps per submission after steps that took `msPerStep`, at most `max`. */
export function stepsTogether(msPerStep: number, max: number): number {
  return Math.max(1, Math.min(max, Math.floor(MAX_SUBMISSION_MS / msPerStep)));
}

export class Submissions {
  /** Maximum number of steps per submission. */
  readonly max: number;
  readonly #device: GPUDevice;
  readonly #clock: () => number;
  readonly #inFlight: Promise<void>[] = [];
  #encoder: GPUCommandEncoder | null = null;
  #waiting = 0;
  #together = 1;
  #lastDone = -Infinity;

  /** `clock`: milliseconds from an arbitrary origin. */
  constructor(device: GPUDevice, clock: () => number, max: number) {
    this.#device = device;
    this.#clock = clock;
    this.max = max;
  }

  /** Resolves when another step can be added. */
  async room(): Promise<void> {
    while (!this.#encoder && this.#inFlight.length >= IN_FLIGHT) await this.#inFlight.shift();
  }

  /**
   * `encodeStep` gets the step's place in its submission, below `max`; what it writes must not be used by steps at other
   * places.
   */
  add(encodeStep: (encoder: GPUCommandEncoder, place: number) => void): void {
    this.#encoder ??= this.#device.createCommandEncoder();
    encodeStep(this.#encoder, this.#waiting++);
    if (this.#waiting >= this.#together) this.flush();
  }

  /** Submits pending steps; to be called before any other use of the GPU. */
  flush(): void {
    if (!this.#encoder) return;
    const steps = this.#waiting;
    this.#device.queue.submit([this.#encoder.finish()]);
    this.#encoder = null;
    this.#waiting = 0;
    this.#inFlight.push(this.#watch(steps, this.#clock()));
  }

  async #watch(steps: number, submitted: number): Promise<void> {
    try {
      await this.#device.queue.onSubmittedWorkDone();
    } catch {
      // The GPU is lost; other calls report it.
      return;
    }
    const done = this.#clock();
    this.#together = stepsTogether((done - Math.max(submitted, this.#lastDone)) / steps, this.max);
    this.#lastDone = done;
  }
}
