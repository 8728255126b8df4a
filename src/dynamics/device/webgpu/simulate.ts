/** Trajectories under given interventions, with the parameters a device holds. Its buffers live for one query. */
import type { ParameterShape } from '../../parameters';
import type { Query } from '../device';
import { emptyBuffers, readFloats, type Buffers } from './buffers';
import { interventionsOfQuery } from './constants';
import { bindAll, makeUniforms, submit } from './execute';
import type { Kernel } from './kernel';
import type { Pipeline } from './pipelines';
import { planSimulation } from './plan';
import { rowsOfQuery } from './rowTable';

/** [rows × (solverSteps + 1) × G]. `resident` holds `model` and `genes`. */
export async function simulateOnGpu(
  device: GPUDevice,
  shape: ParameterShape,
  query: Query,
  resident: Buffers[],
  pipelines: (kernel: Kernel) => Pipeline,
): Promise<Float32Array> {
  const { genes } = shape;
  const points = query.solverSteps + 1;
  if (query.rows === 0) return new Float32Array();
  const plan = planSimulation(shape, query);
  const scratch = emptyBuffers(device, plan.scratch);
  const uniforms = makeUniforms(device, plan.sizes, plan.evaluate);
  try {
    const states = scratch.get('states');
    const rows = scratch.get('rows');
    const interventions = scratch.get('interventions');
    if (!states || !rows || !interventions) throw new Error('A plan of trajectories has states and rows');
    device.queue.writeBuffer(rows, 0, rowsOfQuery(query.rows));
    device.queue.writeBuffer(interventions, 0, interventionsOfQuery(query));
    submit(device, bindAll(device, plan.evaluate, pipelines, uniforms, [scratch, ...resident]));
    const { quads } = plan.sizes;
    const found = await readFloats(device, [
      { buffer: states, offset: 0, length: 4 * points * quads * genes },
    ]);
    const trajectories = new Float32Array(query.rows * points * genes);
    for (let row = 0; row < query.rows; row++)
      for (let point = 0; point < points; point++)
        for (let g = 0; g < genes; g++)
          trajectories[(row * points + point) * genes + g] = found[
            4 * ((point * quads + Math.floor(row / 4)) * genes + g) + (row % 4)
          ] as number;
    return trajectories;
  } finally {
    scratch.destroy();
    uniforms.destroy();
  }
}
