/** Kernels compiled once per GPU, whatever the number of problems on it: nothing of a problem is baked into them. */
import { sourceOf, type Kernel } from './kernel';

export interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

const compiled = new WeakMap<GPUDevice, Map<string, Promise<Pipeline>>>();

/** Rejects with the compiler's own message where a kernel does not compile. */
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
  const layout = device.createBindGroupLayout({
    entries: types.map((type, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type },
    })),
  });
  const module = device.createShaderModule({ label: kernel.name, code: sourceOf(kernel) });
  try {
    const pipeline = await device.createComputePipelineAsync({
      label: kernel.name,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: 'main' },
    });
    return { pipeline, layout };
  } catch (error) {
    const { messages } = await module.getCompilationInfo();
    const errors = messages.filter(({ type }) => type === 'error');
    if (errors.length === 0) throw error;
    const told = errors.map(({ lineNum, message }) => `line ${lineNum}: ${message}`).join('; ');
    throw new Error(`${kernel.name}: ${told}`, { cause: error });
  }
}
