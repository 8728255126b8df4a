/** What a run takes on a graphics processor (docs/method.md, "Memory"). Apart from memory.ts because it brings the kernels along. */
import { gpuBuffers, planLimits } from '../../dynamics/device/webgpu/memory';
import type { TrainingSettings } from '../../dynamics/settings';
import { foldCount } from '../../evaluation/splits';
import { batchOfRun, problemOfRun, type RunSize } from './memory';

/** Of usual graphics processors. */
const LARGE_BINDING = 2 ** 31;

/** Bytes of the buffers of all fits; null where one is larger than it can be there. */
export function graphicsBytes(size: RunSize, settings: TrainingSettings): number | null {
  const problem = problemOfRun(size, settings);
  const limits = planLimits({ maxBufferSize: LARGE_BINDING, maxStorageBufferBindingSize: LARGE_BINDING });
  try {
    const buffers = gpuBuffers(problem, batchOfRun(problem, settings), limits);
    return (1 + foldCount(size.perturbations)) * [...buffers.values()].reduce((sum, bytes) => sum + bytes, 0);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
