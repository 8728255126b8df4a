/** Plain simulation on the kernels: states of means under interventions, a few rows at a time, nothing kept for a gradient. */
import type { Query } from '../device';
import { padRow, padded } from './paddedLayout';
import type { KernelContext } from './shardEngine';

/** Rows integrated together. */
const blockRows = 16;

/** [rows × (solverSteps + 1) × G] states at every solver step. */
export function simulateRows(context: KernelContext, query: Query): Float32Array {
  const { kernels, workspace, layout, parameters } = context;
  const { shape, genes, modules, columnOfGene } = layout;
  const points = query.solverSteps + 1;
  const trajectories = new Float32Array(query.rows * points * shape.genes);
  const start = workspace.mark();
  for (let first = 0; first < query.rows; first += blockRows) {
    workspace.release(start);
    const used = Math.min(blockRows, query.rows - first);
    const rows = padded(used, 4);
    const keep = workspace.zeros(rows * genes);
    const shift = workspace.zeros(rows * genes);
    const z = workspace.zeros(5 * rows * genes);
    const c = workspace.room(rows * modules);
    const slope = workspace.zeros(rows * genes);
    const state = workspace.view(z, 5 * rows * genes);
    for (let n = 0; n < used; n++) {
      padRow(layout, query.keep, first + n, workspace.view(keep, rows * genes), n);
      padRow(layout, query.shift, first + n, workspace.view(shift, rows * genes), n);
      padRow(layout, query.clamp, first + n, state, n);
    }
    for (let i = 0; i < points; i++) {
      for (let n = 0; n < used; n++)
        for (let g = 0; g < shape.genes; g++)
          trajectories[((first + n) * points + i) * shape.genes + g] = state[
            n * genes + (columnOfGene[g] as number)
          ] as number;
      kernels.simulationStep(
        rows,
        shape.regulators,
        genes,
        modules,
        query.horizon / query.solverSteps,
        z,
        c,
        slope,
        parameters.at,
        parameters.bt,
        parameters.beta,
        parameters.resting,
        keep,
        shift,
      );
      state.copyWithin(0, 4 * rows * genes, 5 * rows * genes);
    }
  }
  return trajectories;
}
