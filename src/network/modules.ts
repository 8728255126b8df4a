/**
 * Modules: groups of genes with similar regulation, read from the columns of the network. Not the hidden units of the model, which are
 * about two per regulator and not unique (docs/method.md, "Modules").
 */
import { transposedProduct } from '../numerics/dense/products';
import { dot } from '../numerics/linearAlgebra';
import { averageLinkage, cutTree } from '../numerics/linkage';
import type { Module, Network } from './network';
import { strength } from './ranking';

const MIN_GENES = 3;
const MAX_REGULATORS = 5;
/** Candidate similarities at which the tree is cut. */
const CUTS = Array.from({ length: 17 }, (_, i) => 0.1 + 0.05 * i);
/** Relative to the median gene; weaker incoming edges are noise, not a profile. */
const MIN_PROFILE = 0.1;

/** Genes whose similarities are computed together. */
const BLOCK = 512;

interface Grouping {
  readonly score: number;
  /** [G] group of every gene, −1 for none; and the same for every leave-out fit. */
  readonly groups: Int32Array;
  readonly found: readonly Int32Array[];
}

/**
 * Clusters genes by the cosine of their signed incoming edges (average linkage). The cut maximises reproducibility in the leave-out fits
 * (mean adjusted Rand index, omitted without such fits) times separation (mean silhouette over all genes, 0 for a gene in no group). A
 * group has at least three genes; genes with hardly any incoming edge, or closer to another group than to their own, are in none. Largest
 * module first. `leaveOut`: [R × G] weights of the fits that left perturbations out.
 */
export function findModules(network: Network, leaveOut: readonly Float32Array[]): Module[] {
  const genes = network.genes.length;
  const main = similarityOf(network.weights, genes);
  const tree = averageLinkage(main, genes);
  // One at a time: for many genes memory holds at most two similarity matrices.
  const others = leaveOut.map((weights) => {
    const similarity = similarityOf(weights, genes);
    const own = averageLinkage(similarity, genes);
    return CUTS.map((cut) => groupsAt(similarity, cutTree(own, genes, cut)).groups);
  });
  let best: Grouping = { score: 0, groups: new Int32Array(genes).fill(-1), found: [] };
  for (const [at, cut] of CUTS.entries()) {
    const { groups, silhouette } = groupsAt(main, cutTree(tree, genes, cut));
    const found = others.map((groupsAtCuts) => groupsAtCuts[at] as Int32Array);
    const again = found.map((labels) => adjustedRand(groups, labels));
    const score = silhouette * (again.length === 0 ? 1 : mean(again));
    if (score > best.score) best = { score, groups, found };
  }
  return membersOf(best.groups)
    .toSorted((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0))
    .map((members, i) => ({
      name: `M${i + 1}`,
      genes: members,
      regulators: regulatorsOf(network, members),
      stability: best.found.length === 0 ? null : coMembership(members, best.found),
    }));
}

/** [G × G] cosine of the genes' signed incoming edges; 0 for genes with hardly any. */
function similarityOf(weights: Float32Array, genes: number): Float64Array {
  const regulators = weights.length / Math.max(1, genes);
  const norms = Float64Array.from({ length: genes }, (_, gene) => {
    let sum = 0;
    for (let r = 0; r < regulators; r++) sum += strength(weights[r * genes + gene]) ** 2;
    return Math.sqrt(sum);
  });
  const minNorm = MIN_PROFILE * (norms.toSorted()[Math.floor(genes / 2)] ?? 0);
  const finiteWeights = weights.map((w) => (strength(w) > 0 ? w : 0));
  const similarity = new Float64Array(genes * genes);
  for (let first = 0; first < genes; first += BLOCK) {
    const width = Math.min(BLOCK, genes - first);
    const block = new Float32Array(regulators * width);
    for (let r = 0; r < regulators; r++)
      block.set(finiteWeights.subarray(r * genes + first, r * genes + first + width), r * width);
    const products = transposedProduct(block, width, finiteWeights, genes);
    for (let a = 0; a < width; a++)
      for (let b = 0; b < genes; b++) {
        const [normA, normB] = [norms[first + a] ?? 0, norms[b] ?? 0];
        const known = normA > minNorm && normB > minNorm;
        similarity[(first + a) * genes + b] = known ? (products[a * genes + b] ?? 0) / (normA * normB) : 0;
      }
  }
  return similarity;
}

/** Labels with small groups, and genes closer to another group, set to −1; and the mean silhouette. */
function groupsAt(
  similarity: Float64Array,
  labels: Int32Array,
): { readonly groups: Int32Array; readonly silhouette: number } {
  const genes = labels.length;
  const large = membersOf(labels).filter((members) => members.length >= MIN_GENES);
  const groups = new Int32Array(genes).fill(-1);
  let total = 0;
  for (const [group, members] of large.entries())
    for (const gene of members) {
      const toMembers = (others: readonly number[]) => meanToOthers(similarity, genes, gene, others);
      const own = toMembers(members);
      const next = Math.max(0, ...large.filter((other) => other !== members).map(toMembers));
      if (own <= next) continue;
      groups[gene] = group;
      total += (own - next) / Math.max(1 - own, 1 - next);
    }
  return { groups, silhouette: total / Math.max(1, genes) };
}

/** Mean similarity of a gene to the others of a group; a loop for speed, once per gene, group and cut. */
function meanToOthers(
  similarity: Float64Array,
  genes: number,
  gene: number,
  members: readonly number[],
): number {
  let [sum, count] = [0, 0];
  for (const other of members) {
    if (other === gene) continue;
    sum += similarity[gene * genes + other] as number;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** The genes of every group except −1. */
function membersOf(labels: Int32Array): number[][] {
  const groups = new Map<number, number[]>();
  labels.forEach((label, gene) => {
    const members = groups.get(label) ?? [];
    members.push(gene);
    if (label >= 0) groups.set(label, members);
  });
  return [...groups.values()];
}

/** Regulators with the largest mean |weight| into the module, self-regulation excluded. */
function regulatorsOf(network: Network, members: readonly number[]): number[] {
  const genes = network.genes.length;
  return strongestRegulators(network.regulators, 0, (regulator, r) =>
    mean(members.filter((g) => g !== regulator).map((gene) => strength(network.weights[r * genes + gene]))),
  );
}

/** The five regulators of the largest `sizeOf` above 0, if at least `share` of the largest of all; strongest first. */
export function strongestRegulators(
  regulators: Int32Array,
  share: number,
  sizeOf: (regulator: number, r: number) => number,
): number[] {
  const sized = Array.from(regulators, (regulator, r) => ({ regulator, size: sizeOf(regulator, r) }))
    .filter(({ size }) => size > 0)
    .toSorted((a, b) => b.size - a.size || a.regulator - b.regulator);
  return sized
    .filter(({ size }) => size >= share * (sized[0]?.size ?? 0))
    .slice(0, MAX_REGULATORS)
    .map(({ regulator }) => regulator);
}

/** Mean share of the module's gene pairs that each leave-out fit groups together. */
function coMembership(members: readonly number[], found: readonly Int32Array[]): number {
  const pairs = members.flatMap((a, i) => members.slice(i + 1).map((b) => [a, b] as const));
  return mean(
    found.map((labels) => mean(pairs.map(([a, b]) => Number(labels[a] === labels[b] && labels[a] !== -1)))),
  );
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Adjusted Rand index (Hubert and Arabie 1985) of two labellings of the same items: 1 identical, about 0 by chance. An item labelled −1 is
 * a singleton. 0 where both groupings are trivial.
 */
export function adjustedRand(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const count = Math.min(a.length, b.length);
  const cells = new Map<string, number>();
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    // A singleton contains no pair, so an item without a group only counts in the number of items.
    const left = a[i] ?? -1;
    const right = b[i] ?? -1;
    if (left >= 0) rows.set(left, (rows.get(left) ?? 0) + 1);
    if (right >= 0) columns.set(right, (columns.get(right) ?? 0) + 1);
    if (left >= 0 && right >= 0) cells.set(`${left} ${right}`, (cells.get(`${left} ${right}`) ?? 0) + 1);
  }
  const together = pairsWithin(cells.values());
  const inRows = pairsWithin(rows.values());
  const inColumns = pairsWithin(columns.values());
  const all = (count * (count - 1)) / 2;
  if (all === 0) return 0;
  const byChance = (inRows * inColumns) / all;
  const maximum = (inRows + inColumns) / 2;
  return maximum === byChance ? 0 : (together - byChance) / (maximum - byChance);
}

function pairsWithin(sizes: Iterable<number>): number {
  let pairs = 0;
  for (const size of sizes) pairs += (size * (size - 1)) / 2;
  return pairs;
}

/**
 * [G × modules] cosine, in [−1, 1], of a gene's signed incoming edges with the mean direction of those of the module's genes, the measure
 * of findModules; 0 for a gene without incoming edges.
 */
export function moduleLoadings({ genes, weights }: Network, modules: readonly Module[]): Float32Array {
  const count = genes.length;
  const regulators = weights.length / Math.max(1, count);
  const incoming = genes.map((_, gene) =>
    unit(Float64Array.from({ length: regulators }, (__, r) => finite(weights[r * count + gene]))),
  );
  const directions = modules.map((module) => {
    const sum = new Float64Array(regulators);
    for (const gene of module.genes)
      for (const [r, part] of incoming[gene]?.entries() ?? []) sum[r] = (sum[r] ?? 0) + part;
    return unit(sum);
  });
  return Float32Array.from(incoming.flatMap((edges) => directions.map((direction) => dot(edges, direction))));
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return length > 0 ? vector.map((part) => part / length) : vector;
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}
