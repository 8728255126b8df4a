/** The networks along which the adapter looks: that of all cells, those of groups of cells, and how they are perturbed in training. */
import { distinctValues } from '../../../dataset/recognise/columns';
import type { Prior } from '../../../network/prior';
import { drain } from '../../../numerics/lazy';
import { principalComponents } from '../../../numerics/linearAlgebra';
import type { Random } from '../../../numerics/random';
import { adjacency } from '../links/attention';
import { correlations, withoutMeans } from '../links/features';
import { priorInScreenOrder } from '../links/folds';
import { lassoScores } from '../regressions';
import type { Screen } from '../screen';
import { tf } from '../tensors';
import { HEADS } from './model';

/** [G × G] 1 from a regulator, in rows, to its target. */
type Edges = Uint8Array;

export interface Networks {
  readonly genes: number;
  /** Of all cells. */
  readonly edges: Edges;
  /** The strongest links of co-expression in all cells, which edges are exchanged for in training. */
  readonly links: Edges;
  /** Cells of each group, and its links; without links where cells are too few, or not told apart. */
  readonly groups: readonly { readonly cells: Int32Array; readonly links: Edges | null }[];
}

/** Edges for each gene, of networks that are made here. */
const PER_GENE = 3;
/** Cells from which on a group has a network of its own. */
const ENOUGH_CELLS = 100;

/** From training cells, and the known network where there is one; else the strongest coefficients of the lasso are the edges. */
export function networksOf(screen: Screen, prior: Prior | undefined): Networks {
  const { dataset, cells } = screen;
  const genes = dataset.genes.length;
  const values = withoutMeans(cells, genes);
  const linksOf = (rows: Int32Array) => coexpressed(values, rows, dataset.candidates, genes);
  const all = Int32Array.from({ length: cells.count }, (_, row) => row);
  const groups = contextsIn(screen) ?? clustersOf(values, all, genes);
  return {
    genes,
    edges: prior ? adjacency(priorInScreenOrder(prior, screen), dataset.candidates) : lassoEdges(screen),
    links: linksOf(all),
    groups: groups.map((own) => ({
      cells: own,
      links: groups.length > 1 && own.length >= ENOUGH_CELLS ? linksOf(own) : null,
    })),
  };
}

/** Training cells of each context, those of small ones together; null where the data set has no column of contexts. */
function contextsIn({ original, cellOf }: Screen): readonly Int32Array[] | null {
  const column = original.details?.columns.find(({ name }) => name === original.contextColumn);
  if (column === undefined) return null;
  const { codes } = distinctValues(column);
  const rows = new Map<number, number[]>();
  cellOf.forEach((cell, row) => {
    const context = codes[cell] as number;
    const own = rows.get(context) ?? [];
    rows.set(context, own);
    own.push(row);
  });
  const all = [...rows.values()];
  const small = all.filter(({ length }) => length < ENOUGH_CELLS).flat();
  const large = all.filter(({ length }) => length >= ENOUGH_CELLS);
  return [...large, ...(small.length > 0 ? [small] : [])].map((own) => Int32Array.from(own));
}

/** Of the variance along an axis, the share that lies between two clusters; between the halves of a normal distribution lie 0.64. */
const SEPARATE = 0.8;

/** Rows of `values` [cells × G], split in two along their first principal component, again and again, where the two lie apart. */
export function clustersOf(values: Float32Array, rows: Int32Array, genes: number): readonly Int32Array[] {
  if (rows.length < 2 * ENOUGH_CELLS) return [rows];
  const { axes } = principalComponents(values, genes, rows, 1);
  const along = new Map(
    Array.from(rows, (row) => [
      row,
      axes.reduce((sum, loading, g) => sum + loading * (values[row * genes + g] as number), 0),
    ]),
  );
  const placeOf = (row: number) => along.get(row) as number;
  const order = rows.toSorted((a, b) => placeOf(a) - placeOf(b));
  const centre = order.reduce((sum, row) => sum + placeOf(row) / rows.length, 0);
  const whole = order.reduce((sum, row) => sum + (placeOf(row) - centre) ** 2, 0);
  let best = { between: 0, cut: 0 };
  let sum = 0;
  for (const [at, row] of order.entries()) {
    const cut = at + 1;
    sum += placeOf(row) - centre;
    const between = (sum ** 2 * rows.length) / (cut * (rows.length - cut));
    if (cut >= ENOUGH_CELLS && rows.length - cut >= ENOUGH_CELLS && between > best.between)
      best = { between, cut };
  }
  return best.between > SEPARATE * whole
    ? [order.subarray(0, best.cut), order.subarray(best.cut)].flatMap((part) =>
        clustersOf(values, part.toSorted(), genes),
      )
    : [rows];
}

function lassoEdges(screen: Screen): Edges {
  const { genes, candidates } = screen.dataset;
  const G = genes.length;
  const edges = new Uint8Array(G * G);
  for (const at of largest(drain(lassoScores(screen)).map(Math.abs), PER_GENE * G))
    edges[(candidates[Math.floor(at / G)] as number) * G + (at % G)] = 1;
  return edges;
}

/** The strongest correlations of a candidate with a gene, over these rows of `values` [rows × G]. */
function coexpressed(values: Float32Array, rows: Int32Array, candidates: Int32Array, genes: number): Edges {
  const own = new Float32Array(rows.length * genes);
  rows.forEach((row, at) => own.set(values.subarray(row * genes, (row + 1) * genes), at * genes));
  const isCandidate = new Set(candidates);
  const sizes = correlations(own, genes).map((r, at) =>
    isCandidate.has(Math.floor(at / genes)) ? Math.abs(r) : 0,
  );
  const links = new Uint8Array(genes * genes);
  for (const at of largest(sizes, PER_GENE * genes)) links[at] = 1;
  return links;
}

/** Places of the largest sizes above 0, at most `count`. */
function largest(sizes: Float32Array, count: number): readonly number[] {
  return [...sizes.keys()]
    .filter((at) => (sizes[at] as number) > 0)
    .toSorted((a, b) => (sizes[b] as number) - (sizes[a] as number))
    .slice(0, count);
}

/** Share of the edges that is dropped at a step; as many links of co-expression are added. */
export const PERTURBED = 0.1;

/** The edges of all cells, some dropped at random and some links added. */
export function perturbed({ edges, links }: Pick<Networks, 'edges' | 'links'>, random: Random): Edges {
  const added = (PERTURBED * countOf(edges)) / Math.max(1, countOf(links));
  return edges.map((edge, at) =>
    edge === 1 ? Number(random.uniform() >= PERTURBED) : Number(links[at] === 1 && random.uniform() < added),
  );
}

function countOf(edges: Edges): number {
  return edges.reduce((sum, one) => sum + one, 0);
}

/** The same networks with the targets of all edges exchanged by one permutation of the genes. */
export function shuffled(networks: Networks, random: Random): Networks {
  const { genes, edges, groups } = networks;
  const order = random.permutation(genes);
  const moved = (from: Edges) =>
    from.map((_, at) => from[Math.floor(at / genes) * genes + (order[at % genes] as number)] as number);
  return {
    ...networks,
    edges: moved(edges),
    groups: groups.map(({ cells, links }) => ({ cells, links: links && moved(links) })),
  };
}

/**
 * [heads × G × G] 0 where gene i attends to gene j, itself or its regulator; elsewhere so low that softmax gives 0. `edges`: of all cells; where
 * the group has links of its own, the second half of the heads looks along these.
 */
export function maskOf({ genes, groups }: Networks, edges: Edges, group: number): tf.Tensor3D {
  const mask = new Float32Array(HEADS * genes * genes).fill(-1e9);
  for (let head = 0; head < HEADS; head++) {
    const own = (head >= HEADS / 2 ? groups[group]?.links : null) ?? edges;
    for (let i = 0; i < genes; i++)
      for (let j = 0; j < genes; j++)
        if (i === j || own[j * genes + i] === 1) mask[(head * genes + i) * genes + j] = 0;
  }
  return tf.tensor3d(mask, [HEADS, genes, genes]);
}
