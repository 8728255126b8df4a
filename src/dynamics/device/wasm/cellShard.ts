/** The cell term of one shard on the kernels: regulators row by row, all other genes by matrix products. */
import { padRow, padded } from './paddedLayout';
import type { GradientPointers, ShardContext } from './shardEngine';
import type { Shard, ShardJob, ShardProblem } from './shards';

/** Cells taken together: their activities stay in the first-level cache. */
const blockCells = 16;

/** Adds to the gradient; returns the loss. */
export function cellTermOfShard(
  context: ShardContext,
  problem: ShardProblem,
  job: ShardJob,
  shard: Shard,
  gradient: GradientPointers,
): number {
  if (job.cellScale === 0) return 0;
  const start = context.workspace.mark();
  let loss = 0;
  for (let first = 0; first < shard.maskOfCell.length; first += blockCells) {
    context.workspace.release(start);
    loss += cellTermOfBlock(context, problem, job, shard, first, gradient);
  }
  return loss;
}

function cellTermOfBlock(
  { kernels, workspace, layout, parameters }: ShardContext,
  problem: ShardProblem,
  job: ShardJob,
  shard: Shard,
  first: number,
  gradient: GradientPointers,
): number {
  const { genes, modules } = layout;
  const { regulators } = problem.shape;
  const used = Math.min(blockCells, shard.maskOfCell.length - first);
  const cells = padded(used, 4);
  const geneRow = 4 * genes;
  const moduleRow = 4 * modules;

  const x = workspace.zeros(cells * genes);
  const mask = workspace.zeros(cells * genes);
  const e = workspace.zeros(cells * genes);
  const u = workspace.zeros(cells * modules);
  const uBar = workspace.zeros(cells * modules);
  const p = workspace.zeros(cells * modules);
  const scratch = workspace.zeros(2 * modules);
  const xView = workspace.view(x, cells * genes);
  const maskView = workspace.view(mask, cells * genes);
  for (let n = 0; n < used; n++) {
    padRow(layout, shard.cells, first + n, xView, n);
    padRow(layout, problem.cellMask, shard.maskOfCell[first + n] as number, maskView, n);
  }

  kernels.preactivation(cells, regulators, genes, modules, x, parameters.bt, parameters.beta, u);
  let loss = kernels.cellTermOfRegulators(
    cells,
    regulators,
    genes,
    modules,
    job.cellScale,
    x,
    mask,
    u,
    parameters.a,
    parameters.bt,
    parameters.resting,
    e,
    scratch,
    uBar,
    gradient.a,
    gradient.bt,
  );

  const others = genes - layout.regulators;
  if (others > 0) {
    const column = 4 * layout.regulators;
    const aOfOthers = parameters.a + layout.regulators * moduleRow;
    const aBarOfOthers = gradient.a + layout.regulators * moduleRow;
    // u already contains β: activities are centred against a β of zero (the cleared scratch row p).
    kernels.centredActivity(u, p, parameters.resting, cells, modules);
    kernels.multiply(
      e + column,
      geneRow,
      u,
      moduleRow,
      4,
      parameters.at + column,
      geneRow,
      cells,
      others,
      modules,
      false,
    );
    loss += kernels.cellResidual(cells, layout.regulators, genes, job.cellScale, x, mask, e);
    kernels.multiply(
      aBarOfOthers,
      moduleRow,
      e + column,
      4,
      geneRow,
      u,
      moduleRow,
      others,
      modules,
      cells,
      true,
    );
    kernels.multiply(
      p,
      moduleRow,
      e + column,
      geneRow,
      4,
      aOfOthers,
      moduleRow,
      cells,
      modules,
      others,
      false,
    );
    kernels.addActivityAdjoint(uBar, p, u, parameters.resting, cells, modules);
  }

  kernels.multiply(
    gradient.bt,
    moduleRow,
    x,
    4,
    geneRow,
    uBar,
    moduleRow,
    padded(regulators, 4),
    modules,
    cells,
    true,
  );
  kernels.cellTermOfBeta(
    cells,
    genes,
    modules,
    e,
    uBar,
    parameters.a,
    parameters.resting,
    scratch,
    gradient.beta,
  );
  return loss;
}
