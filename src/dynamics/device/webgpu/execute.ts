/** Runs the dispatches of a plan. Bind groups are created once; encoding is a loop. */
import { bufferOf, type Buffers } from './buffers';
import { packUniform, uniformBytes, type Kernel, type Sizes, type UniformName, sourceOf } from './kernel';
import type { Dispatch } from './planParts';

interface Bound {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly grid: readonly [number, number, number];
}

/** Uniform buffers of a list of dispatches. */
export interface Uniforms {
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
