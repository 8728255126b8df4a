/**
 * Memory of a fit on a GPU before anything is allocated there: the exact sum of its buffers. What exceeds the GPU's
 * limits is refused here rather than by its driver.
 */
import type { BatchShape, ProblemArrays } from '../device';
import { MIN_BINDING_BYTES, modelLayout, modelLength, weightsLength } from './buffers';
import { RING, RING_FLOATS, uniformBytes } from './kernel';
import { planStep } from './plan';
import { type PlanLimits, squareSumsOf } from './stepSizes';

/** The limits on buffer size. */
export type BufferLimits = Pick<GPUSupportedLimits, 'maxBufferSize' | 'maxStorageBufferBindingSize'>;

/** Bytes between two uniforms of dispatches, on every known GPU. */
const UNIFORM_STRIDE = 256;

/** A quarter of a gigabyte for trajectories, and dispatches well below a driver's time-out. */
export function planLimits({ maxStorageBufferBindingSize }: BufferLimits): PlanLimits {
  return { tapeBytes: Math.min(2 ** 28, maxStorageBufferBindingSize), work: 1e9 };
}

/** Parameters, optimiser state, and the gradient with the sums of its squares. */
export function stateBytes(shape: ProblemArrays['shape']): ReadonlyMap<string, number> {
  const { parameters } = modelLayout(shape);
  return new Map([
    ['model', 4 * modelLength(shape)],
    ['weights', 4 * weightsLength(shape)],
    ['moments', 8 * parameters],
    ['gradient', 4 * (parameters + squareSumsOf(parameters))],
    ['ring', 4 * RING_FLOATS * (RING + 1)],
  ]);
}

/** The buffers of tables.ts. */
function constantBytes({
  shape,
  perturbations,
  endpoints,
  clouds,
  ...arrays
}: ProblemArrays): ReadonlyMap<string, number> {
  const { genes, deltas } = shape;
  return new Map<string, number>([
    ['interventions', 16 * perturbations * genes],
    ['genes', 4 * (2 * genes + deltas)],
    ['starts', 4 * (clouds ? arrays.startRows : 1) * genes],
    ['observed', clouds ? 0 : 8 * endpoints.length * genes],
    ['cells', 4 * arrays.cellRows * genes],
    ['cellMask', 4 * arrays.maskRows * genes],
    ...(arrays.hasPathFactors ? [['pathFactors', 4 * shape.regulators * genes] as const] : []),
  ]);
}

/** Bytes of every buffer of one fit by name. Throws RangeError where the problem exceeds one dispatch. */
export function gpuBuffers(
  arrays: ProblemArrays,
  batch: BatchShape,
  limits: PlanLimits,
): ReadonlyMap<string, number> {
  const plan = planStep(arrays, batch, limits);
  const dispatches = plan.evaluate.length + plan.update.length;
  const bytes = [
    ...stateBytes(arrays.shape),
    ...constantBytes(arrays),
    ...plan.scratch,
    // Uniforms of the step, and of the derivation from parameters set from outside.
    ['uniforms', 2 * (uniformBytes('sizes') + uniformBytes('hyper'))] as const,
    ['parts', UNIFORM_STRIDE * (dispatches + 1)] as const,
  ];
  return new Map(bytes.map(([name, size]) => [name, Math.max(MIN_BINDING_BYTES, size)]));
}

/** Throws RangeError where a buffer exceeds the GPU's limits. */
export function expectBuffers(buffers: ReadonlyMap<string, number>, limits: BufferLimits): void {
  const max = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  const [name, size] = [...buffers].reduce((one, other) => (other[1] > one[1] ? other : one), ['', 0]);
  if (size > max)
    throw new RangeError(
      `it would take ${Math.ceil(size / 1e6)} MB in one piece (${name}), and this graphics processor gives ${Math.floor(max / 1e6)}`,
    );
}
