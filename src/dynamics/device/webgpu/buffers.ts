/**
 * GPU buffers by name, created and destroyed together. Offsets in the GPU buffers `model` (parameters and values derived from them) and
 * `weights` (the matrices of the trajectories).
 */
import { type ParameterShape, parameterLayout } from '../../problem';

/**
 * Offsets in `model`: parameters as in problem.ts, then σ(β) [M], ‖A_:m‖₁ [M], ‖B_m:‖₁ [M], δ [D], dδ/draw [D] and
 * log δ − its mean [D].
 */
export function modelLayout(shape: ParameterShape) {
  const { genes, regulators, modules, deltas } = shape;
  const { total, ...blocks } = parameterLayout(shape);
  const resting = total;
  const outNorm = resting + modules;
  const inNorm = outNorm + modules;
  const strength = inNorm + modules;
  const slope = strength + deltas;
  const derived = { resting, outNorm, inNorm, strength, slope, deviation: slope + deltas };
  return { genes, regulators, modules, deltas, ...blocks, parameters: total, ...derived };
}

/** Floats of the whole buffer. */
export function modelLength(shape: ParameterShape): number {
  return modelLayout(shape).deviation + shape.deltas;
}

/** Columns of a block. */
export const blockOf = 4;

function blocksOf(columns: number): number {
  return Math.ceil(columns / blockOf);
}

/**
 * Offsets in `weights`, in blocks of four columns (vec4f), the last block of a row padded with zeros: Bᵀ [R × M], Aᵀ [M
 * × G], A [G × M], B [M × R], Wᵀ and W = BA [M × M], β [M] and σ(β) [M].
 */
export function weightsLayout({ genes, regulators, modules }: ParameterShape) {
  const geneBlocks = blocksOf(genes);
  const regulatorBlocks = blocksOf(regulators);
  const moduleBlocks = blocksOf(modules);
  const bForward = 0;
  const aForward = bForward + regulators * moduleBlocks;
  const aBack = aForward + modules * geneBlocks;
  const bBack = aBack + genes * moduleBlocks;
  const wForward = bBack + modules * regulatorBlocks;
  const wBack = wForward + modules * moduleBlocks;
  const biases = wBack + modules * moduleBlocks;
  const restingBlocks = biases + moduleBlocks;
  return {
    geneBlocks,
    regulatorBlocks,
    moduleBlocks,
    bForward,
    aForward,
    aBack,
    bBack,
    wForward,
    wBack,
    biases,
    restingBlocks,
  };
}

/** Floats of the whole buffer. */
export function weightsLength(shape: ParameterShape): number {
  const { restingBlocks, moduleBlocks } = weightsLayout(shape);
  return blockOf * (restingBlocks + moduleBlocks);
}

/** Minimum size of a binding. */
export const MIN_BINDING_BYTES = 16;

export interface Buffers {
  get(name: string): GPUBuffer | undefined;
  destroy(): void;
}

/** The first buffer of that name; `owners` are searched in order. */
export function bufferOf(owners: readonly Buffers[], name: string): GPUBuffer {
  for (const owner of owners) {
    const buffer = owner.get(name);
    if (buffer) return buffer;
  }
  throw new Error(`No buffer ${name}`);
}

function newBuffer(device: GPUDevice, label: string, bytes: number): GPUBuffer {
  return device.createBuffer({
    label,
    size: Math.max(MIN_BINDING_BYTES, Math.ceil(bytes / 4) * 4),
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
}

/** Buffers of the given sizes, filled with zeros. */
export function emptyBuffers(device: GPUDevice, bytes: ReadonlyMap<string, number>): Buffers {
  return owned(new Map([...bytes].map(([name, size]) => [name, newBuffer(device, name, size)])));
}

/** Buffers with the given contents. */
export function filledBuffers(
  device: GPUDevice,
  contents: ReadonlyMap<string, Float32Array | Int32Array>,
): Buffers {
  const buffers = new Map(
    [...contents].map(([name, values]) => [name, newBuffer(device, name, values.byteLength)]),
  );
  for (const [name, values] of contents) {
    const buffer = buffers.get(name);
    if (buffer && values.length > 0)
      device.queue.writeBuffer(buffer, 0, values.buffer, values.byteOffset, values.byteLength);
  }
  return owned(buffers);
}

function owned(buffers: ReadonlyMap<string, GPUBuffer>): Buffers {
  return {
    get: (name) => buffers.get(name),
    destroy: () => buffers.forEach((buffer) => buffer.destroy()),
  };
}

/** The result of `make`; throws RangeError where the GPU has not enough memory or rejects a buffer's size. */
export async function builtOrRefused<Built extends { destroy(): void }>(
  device: GPUDevice,
  make: () => Built,
): Promise<Built> {
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  const built = make();
  const errors = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
  const error = errors.find((found) => found !== null);
  if (!error) return built;
  built.destroy();
  throw new RangeError(`The GPU has no room for this problem: ${error.message}`);
}

/** Reads ranges of buffers after all submitted work. Rejects where the GPU is lost. */
export async function readFloats(
  device: GPUDevice,
  ranges: readonly { readonly buffer: GPUBuffer; readonly offset: number; readonly length: number }[],
): Promise<Float32Array<ArrayBuffer>> {
  const total = ranges.reduce((sum, { length }) => sum + length, 0);
  const staging = device.createBuffer({
    size: Math.max(MIN_BINDING_BYTES, 4 * total),
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  const encoder = device.createCommandEncoder();
  let at = 0;
  for (const { buffer, offset, length } of ranges) {
    if (length > 0) encoder.copyBufferToBuffer(buffer, 4 * offset, staging, 4 * at, 4 * length);
    at += length;
  }
  device.queue.submit([encoder.finish()]);
  try {
    await staging.mapAsync(GPUMapMode.READ);
    return new Float32Array(staging.getMappedRange().slice(0), 0, total);
  } finally {
    staging.destroy();
  }
}
