/**
 * The reference device: Float64, one row at a time, as the equations read. The oracle for tests of the other devices;
 * too slow for users.
 */
import { type Adjoint, discreteAdjoint } from '../../adjoint';
import { intervenedField, parameterBlocks, vectorFieldOf } from '../../vectorField';
import { cellTermLoss } from '../../loss/cellTerm';
import { cloudEndpointLoss, endpointLoss } from '../../loss/endpoint';
import { deltaPriorLoss, pathSparsityLoss } from '../../loss/regularisation';
import type { Problem } from '../../problem';
import { rk4 } from '../../solve/rk4';
import type { DynamicsDevice } from '../device';
import { hostDevice } from '../hostDevice';

/** `adjoint`: the tests also compare with the continuous one. */
export function createReferenceDevice(
  problem: Problem,
  adjoint: Adjoint = discreteAdjoint(problem.stages),
): DynamicsDevice {
  const { shape } = problem;
  return hostDevice(problem, {
    info: { kind: 'reference', name: 'Reference (double precision)', workers: 0 },
    zeros: (length) => new Float64Array(length),
    evaluate: async (parameters, batch) => {
      const gradient = new Float64Array(parameters.length);
      const blocks = parameterBlocks(shape, gradient);
      const field = vectorFieldOf(shape, problem.regulators, parameters);
      const loss = {
        endpoint:
          problem.clouds && batch.clouds
            ? cloudEndpointLoss(
                { problem, clouds: problem.clouds, batch: batch.clouds },
                field,
                blocks,
                adjoint,
              )
            : endpointLoss(problem, field, blocks, adjoint),
        cell: cellTermLoss(problem, field, batch.cells, blocks),
        path: pathSparsityLoss(problem, parameters, gradient),
        prior: deltaPriorLoss(problem, parameters, gradient),
      };
      return { loss, gradient };
    },
    simulate: (parameters, query) => {
      const { genes } = shape;
      const states = new Float32Array(query.ends.length * genes);
      const field = vectorFieldOf(shape, problem.regulators, parameters);
      for (let row = 0; row < query.rows; row++) {
        const columns = [row * genes, (row + 1) * genes] as const;
        const rhs = intervenedField(field, {
          keep: query.keep.subarray(...columns),
          shift: query.shift.subarray(...columns),
        });
        const start = Float64Array.from(query.clamp.subarray(...columns));
        const along = rk4(rhs, start, query.horizon, query.solverSteps);
        query.ends.forEach((end, e) => {
          if (end.row === row) states.set(along[end.step] ?? [], e * genes);
        });
      }
      return states;
    },
    dispose: () => undefined,
  });
}
