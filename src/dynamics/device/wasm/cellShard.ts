/** The cell term of one shard on the kernels: regulators row by row, all other genes by matrix products. */
import { padRow, padded } from './paddedLayout';
import { padOnes } from './sparseRows';
import { product, type ShardContext } from './context';
import type { Shard } from './shards';

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
