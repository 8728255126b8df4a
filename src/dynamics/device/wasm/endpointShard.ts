/**
 * The endpoint term of means: trajectories of one shard's perturbations from the control mean, compared with measured
 * shifts.
 */
import { padRow } from './paddedLayout';
import { adjointOfEnds, readOut } from './readout';
import type { ShardContext } from './context';
import type { MeasuredRows, Shard, ShardProblem } from './shards';
import { forEachEntry } from './sparseRows';
import { blocksOf, integrate } from './trajectoryTape';

export function endpointTermOfShard(context: ShardContext, shard: Shard): number {
  const start = context.workspace.mark();
  const measured = context.problem.measured.find(({ index }) => index === shard.index);
  if (!measured) throw new RangeError('a shard runs where its endpoints were loaded');
  let loss = 0;
  for (const [first, last] of blocksOf(shard.from, shard.to)) {
    loss += endpointTermOfBlock(context, measured, first, last);
    context.workspace.release(start);
  }
  return loss;
}

/** Perturbations `first` (included) to `last` (excluded) of the shard `measured`. */
function endpointTermOfBlock(
  context: ShardContext,
  measured: MeasuredRows,
  first: number,
  last: number,
): number {
  const { kernels, workspace, layout, problem } = context;
  const { genes } = layout;
  const compared = measured.endpoints.flatMap(({ perturbation, step }, endpoint) =>
    perturbation >= first && perturbation < last ? [{ row: perturbation - first, step, endpoint }] : [],
  );
  if (compared.length === 0) return 0;
  const tape = integrate(context, {
    perturbations: Array.from({ length: last - first }, (_, n) => first + n),
    start: startOf(problem, first, last),
    steps: problem.solverSteps,
  });
  const states = readOut(context, tape, compared);
  const target = workspace.zeros(genes);
  const weight = workspace.zeros(genes);
  let loss = 0;
  compared.forEach(({ endpoint }, e) => {
    padRow(layout, measured.target, endpoint, workspace.view(target, genes), 0);
    padRow(layout, measured.weight, endpoint, workspace.view(weight, genes), 0);
    loss += kernels.endpointResidual(states + 4 * e * genes, target, weight, genes);
  });
  adjointOfEnds(context, tape, compared, states);
  return loss;
}

/** [perturbations × G] initial states; null: all 0. */
function startOf({ moved, shape }: ShardProblem, first: number, last: number): Float32Array | null {
  if (moved.from[first] === moved.from[last]) return null;
  const start = new Float32Array((last - first) * shape.genes);
  for (let row = first; row < last; row++)
    forEachEntry(moved, row, (gene, value) => {
      start[(row - first) * shape.genes + gene] = value;
    });
  return start;
}
