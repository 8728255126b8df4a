/**
 * The reference device: Float64, one row at a time, as the equations read. The oracle for tests of the other devices;
 * too slow for users.
 */
import { intervenedField } from '../../intervention';
import { cellTermLoss } from '../../loss/cellTerm';
import { cloudEndpointLoss } from '../../loss/cloudEndpoint';
import { deltaPriorLoss, pathSparsityLoss } from '../../loss/regularisation';
import { endpointLoss } from '../../loss/endpoint';
import { adamStep, type AdamState, clipGlobalNorm, projectRows } from '../../optimise';
import { parameterLayout } from '../../parameters';
import type { Problem } from '../../problem';
import { rk4 } from '../../solve/rk4';
import { parameterBlocks, vectorFieldOf } from '../../vectorField';
import type { Batch, Checkpoint, DynamicsDevice, LossTerms, Query, StepHyper } from '../device';

/** Its Float64 state is rounded to single precision only in readParameters and checkpoint. */
export function createReferenceDevice(problem: Problem): DynamicsDevice {
  const { shape } = problem;
  const { total } = parameterLayout(shape);
  let state: AdamState<Float64Array> = {
    parameters: new Float64Array(total),
    firstMoment: new Float64Array(total),
    secondMoment: new Float64Array(total),
    step: 0,
  };
  let batch: Batch = { cells: new Int32Array(0), clouds: null };
  const losses: LossTerms[] = [];

  function evaluate(): { loss: LossTerms; gradient: Float64Array } {
    const gradient = new Float64Array(total);
    const blocks = parameterBlocks(shape, gradient);
    const field = vectorFieldOf(shape, problem.regulators, state.parameters);
    const loss = {
      endpoint:
        problem.clouds && batch.clouds
          ? cloudEndpointLoss(problem, problem.clouds, batch.clouds, field, blocks)
          : endpointLoss(problem, field, blocks),
      cell: cellTermLoss(problem, field, batch.cells, blocks),
      path: pathSparsityLoss(problem, state.parameters, gradient),
      prior: deltaPriorLoss(problem, state.parameters, gradient),
    };
    return { loss, gradient };
  }

  return {
    info: { kind: 'reference', name: 'Reference (double precision)', workers: 0 },
    problem,
    readInterval: 1,
    setParameters: (parameters) => state.parameters.set(parameters),
    setBatch: (next) => {
      batch = next;
    },
    lossAndGradient: async () => evaluate(),
    step: async (hyper: StepHyper) => {
      const { loss, gradient } = evaluate();
      clipGlobalNorm(gradient, hyper.clipNorm);
      adamStep(state, gradient, hyper.learningRate, hyper.betas);
      projectRows(shape, state.parameters, hyper.rowNorm);
      losses.push(loss);
    },
    losses: async () => losses.splice(0),
    simulate: async (query: Query) => {
      const { genes } = shape;
      const points = query.solverSteps + 1;
      const trajectories = new Float32Array(query.rows * points * genes);
      const field = vectorFieldOf(shape, problem.regulators, state.parameters);
      for (let row = 0; row < query.rows; row++) {
        const columns = [row * genes, (row + 1) * genes] as const;
        const rhs = intervenedField(field, {
          keep: query.keep.subarray(...columns),
          shift: query.shift.subarray(...columns),
        });
        const start = Float64Array.from(query.clamp.subarray(...columns));
        rk4(rhs, start, query.horizon, query.solverSteps).forEach((z, i) =>
          trajectories.set(z, (row * points + i) * genes),
        );
      }
      return trajectories;
    },
    readParameters: async () => Float32Array.from(state.parameters),
    checkpoint: async (): Promise<Checkpoint> => ({
      parameters: Float32Array.from(state.parameters),
      firstMoment: Float32Array.from(state.firstMoment),
      secondMoment: Float32Array.from(state.secondMoment),
      step: state.step,
    }),
    restore: (checkpoint) => {
      state = {
        parameters: Float64Array.from(checkpoint.parameters),
        firstMoment: Float64Array.from(checkpoint.firstMoment),
        secondMoment: Float64Array.from(checkpoint.secondMoment),
        step: checkpoint.step,
      };
    },
    dispose: () => undefined,
  };
}
