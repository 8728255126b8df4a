/**
 * The cell term of one shard on the kernels: regulators row by row, all other genes by matrix products. The endpoint term of means:
 * trajectories of one shard's perturbations from the control mean, compared with measured shifts.
 */
import { padRow, padded } from './paddedLayout';
import { forEachEntry, padOnes } from './sparseRows';
import { type ShardContext, product } from './context';
import type { MeasuredRows, Shard, ShardProblem } from './shards';
import { adjointOfEnds, readOut } from './readout';
import { blocksOf, integrate } from './trajectoryTape';

/** Cells per block: their activities stay in the first-level cache. */
export const blockCells = 16;

export function cellTermOfShard(context: ShardContext, shard: Shard): number {
  if (context.job.cellScale === 0) return 0;
  const start = context.workspace.mark();
  let loss = 0;
  for (let first = 0; first < shard.maskOfCell.length; first += blockCells) {
    context.workspace.release(start);
    loss += cellTermOfBlock(context, shard, first);
  }
  return loss;
}

function cellTermOfBlock(context: ShardContext, shard: Shard, first: number): number {
  const { kernels, workspace, layout, parameters, problem, job, gradient } = context;
  const { genes, modules } = layout;
  const { regulators } = problem.shape;
  const used = Math.min(blockCells, shard.maskOfCell.length - first);
  const cells = padded(used, 4);
  const moduleRow = 4 * modules;

  const x = workspace.zeros(cells * genes);
  const mask = workspace.zeros(cells * genes);
  const e = workspace.zeros(cells * genes);
  const u = workspace.zeros(cells * modules);
  const uBar = workspace.zeros(cells * modules);
  const p = workspace.zeros(cells * modules);
  const scratch = workspace.zeros(4 * modules);
  const xView = workspace.view(x, cells * genes);
  const maskView = workspace.view(mask, cells * genes);
  for (let n = 0; n < used; n++) {
    padRow(layout, shard.cells, first + n, xView, n);
    padOnes(layout, problem.masked, shard.maskOfCell[first + n] as number, maskView, n);
  }

  const block = {
    cells,
    regulators,
    others: layout.regulators,
    genes,
    modules,
    scale: job.cellScale,
    x,
    mask,
    e,
    u,
    uBar,
    scratch,
    a: parameters.a,
    bt: parameters.bt,
    beta: parameters.beta,
    resting: parameters.resting,
    aBar: gradient.a,
    btBar: gradient.bt,
    betaBar: gradient.beta,
  };
  kernels.preactivation(block);
  let loss = kernels.cellTermOfRegulators(block);

  const others = genes - layout.regulators;
  if (others > 0) {
    const column = 4 * layout.regulators;
    const aOfOthers = parameters.a + layout.regulators * moduleRow;
    const aBarOfOthers = gradient.a + layout.regulators * moduleRow;
    // u already includes β, so activities are centred against β = 0 (the cleared scratch row p).
    kernels.activitiesOf(u, p, parameters.resting, u, cells, modules);
    const at = parameters.at + column;
    kernels.multiply(product([e + column, genes], [u, modules], [at, genes], cells, others, modules));
    loss += kernels.cellResidual(block);
    kernels.addTransposedProduct(
      product([aBarOfOthers, modules], [e + column, genes], [u, modules], others, modules, cells),
    );
    kernels.multiply(
      product([p, modules], [e + column, genes], [aOfOthers, modules], cells, modules, others),
    );
    kernels.addActivityAdjoint(uBar, p, u, parameters.resting, cells, modules);
  }

  kernels.addTransposedProduct(
    product([gradient.bt, modules], [x, genes], [uBar, modules], padded(regulators, 4), modules, cells),
  );
  kernels.cellTermOfBeta(block);
  return loss;
}

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
