/**
 * Intersort (Chevalley, Schwab & Mehrjou, arXiv 2405.18314): the order π that maximises S(π) = Σ over perturbed i, over j after i, of
 * D_ij − ε + c G 1[D_ij > ε], with D_ij the Wasserstein-1 distance of gene j between controls and cells with i perturbed, in deviations of
 * the controls. Greedy start and local search; scores [R × G] are D where i stands before j, else 0. The authors' search ignores the ε that
 * was asked for and evaluates every move anew, O(G⁴) a sweep; here ε is used throughout, a sweep takes O(G²), and the search starts several
 * times.
 */
import type { Algorithm, FoundByMethod } from '../method';
import { bonus as bonusSetting, epsilon as epsilonSetting, starts as startsSetting } from './about';
import { ENOUGH_CONTROLS, isControl, perturbedInTraining } from '../../../dataset/dataset';
import { Random } from '../../../numerics/random';
import { variance } from '../../../numerics/statistics';
import { koZScores, wassersteinScores } from '../effects';
import type { Screen } from '../screen';

export const intersort: Algorithm = function* ({ screen, settings, seed }) {
  const distances = distancesOf(screen);
  const gains = gainsOf(
    distances,
    settings[epsilonSetting.name] ?? epsilonSetting.value,
    settings[bonusSetting.name] ?? bonusSetting.value,
  );
  const order = yield* orderOf(
    gains,
    distances.genes,
    settings[startsSetting.name] ?? startsSetting.value,
    seed,
  );
  return orderedEdges(screen, distances, order);
};

export interface Distances {
  readonly genes: number;
  /** [G × G] Wasserstein-1 distance of a gene's control cells from those in which another was perturbed, in the controls' deviations. */
  readonly values: Float64Array;
  /** [G] whether the gene is a candidate that was perturbed in training; rows of the others are 0. */
  readonly perturbed: readonly boolean[];
}

export function distancesOf(screen: Screen): Distances {
  const { genes, candidates } = screen.dataset;
  const set = perturbedInTraining(screen.dataset);
  const inZ = wassersteinScores(screen);
  const deviations = controlDeviations(screen);
  const values = new Float64Array(genes.length ** 2);
  candidates.forEach((gene, r) => {
    for (let j = 0; j < genes.length; j++)
      if (j !== gene)
        values[gene * genes.length + j] = (inZ[r * genes.length + j] as number) / (deviations[j] as number);
  });
  return {
    genes: genes.length,
    values,
    perturbed: genes.map((_, gene) => set.has(gene) && candidates.includes(gene)),
  };
}

/** [G] in z, of the controls, or of all cells where those are few; 1 where a gene is constant. */
function controlDeviations({ cells, dataset, targets }: Screen): Float64Array {
  const rows = Int32Array.from(cells.conditionOf.keys());
  const controls = rows.filter((row) => {
    const condition = dataset.conditions[cells.conditionOf[row] as number];
    return condition !== undefined && isControl(condition);
  });
  const used = controls.length >= ENOUGH_CONTROLS ? controls : rows;
  return Float64Array.from(dataset.genes, (_, gene) => {
    const free = used.filter((row) => targets[cells.conditionOf[row] as number]?.includes(gene) !== true);
    const levels = free.map((row) => row * dataset.genes.length + gene);
    return Math.sqrt(variance(Float64Array.from(levels, (at) => cells.values[at] as number))) || 1;
  });
}

/**
 * [G × G] what it is worth that one gene stands before another: for perturbed genes the distance − ε, and `bonus` · G more where that is
 * positive; 0 for the others.
 */
export function gainsOf(
  { genes, values, perturbed }: Distances,
  epsilon: number,
  bonus: number,
): Float64Array {
  return values.map((distance, p) => {
    const gene = Math.floor(p / genes);
    if (perturbed[gene] !== true || p % genes === gene) return 0;
    return distance > epsilon ? distance - epsilon + bonus * genes : distance - epsilon;
  });
}

/** Σ of the gains over all pairs in which the one gene stands before the other. */
export function scoreOfOrder(order: Int32Array, gains: Float64Array): number {
  let score = 0;
  for (let a = 0; a < order.length; a++)
    for (let b = a + 1; b < order.length; b++)
      score += gains[(order[a] as number) * order.length + (order[b] as number)] as number;
  return score;
}

/**
 * [G] genes, first causes first: pairs with a positive gain, largest first, are ordered as long as no cycle forms; then single genes are
 * moved to their best place until no move raises the score. A sweep over all genes takes O(G²), since passing one neighbour changes the
 * score by the difference of two gains. Further `starts` begin with random orders; the best order counts. Yields the share of starts done.
 */
export function* orderOf(
  gains: Float64Array,
  genes: number,
  starts: number,
  seed: number,
): Generator<number, Int32Array> {
  const random = Random.mixed(seed);
  let best = yield* searched(greedyOrder(gains, genes), gains, 0);
  let bestScore = scoreOfOrder(best, gains);
  for (let start = 1; start < starts; start++) {
    const order = yield* searched(random.permutation(genes), gains, start / starts);
    const score = scoreOfOrder(order, gains);
    if (score > bestScore + LEAST_GAIN) [best, bestScore] = [order, score];
  }
  return best;
}

/** The local optimum that the search reaches; yields `share` after every sweep. */
function* searched(start: Int32Array, gains: Float64Array, share: number): Generator<number, Int32Array> {
  for (let order = start; ;) {
    yield share;
    const moved = improved(order, gains);
    if (moved === null) return order;
    order = moved;
  }
}

/** A gene with an ancestor has more ancestors than it: their number is a topological order. */
function greedyOrder(gains: Float64Array, genes: number): Int32Array {
  const pairs = Int32Array.from(gains.keys())
    .filter((p) => (gains[p] as number) > 0)
    .toSorted((a, b) => (gains[b] as number) - (gains[a] as number) || a - b);
  /** [G × G] 1 where the column's gene is an ancestor of the row's. */
  const above = new Uint8Array(genes * genes);
  for (const pair of pairs) {
    const [from, to] = [Math.floor(pair / genes), pair % genes];
    if (above[from * genes + to] === 1 || above[to * genes + from] === 1) continue;
    for (let below = 0; below < genes; below++) {
      if (below !== to && above[below * genes + to] !== 1) continue;
      above[below * genes + from] = 1;
      for (let a = 0; a < genes; a++) if (above[from * genes + a] === 1) above[below * genes + a] = 1;
    }
  }
  const ancestors = Int32Array.from({ length: genes }, (_, gene) =>
    above.subarray(gene * genes, (gene + 1) * genes).reduce((sum, one) => sum + one, 0),
  );
  return Int32Array.from(ancestors.keys()).toSorted(
    (a, b) => (ancestors[a] as number) - (ancestors[b] as number) || a - b,
  );
}

/** Smaller gains are rounding. */
const LEAST_GAIN = 1e-9;

/** The order after one sweep; null if no gene moved. */
function improved(given: Int32Array, gains: Float64Array): Int32Array | null {
  const genes = given.length;
  const order = Array.from(given);
  let isMoved = false;
  for (let gene = 0; gene < genes; gene++) {
    const at = order.indexOf(gene);
    let best = LEAST_GAIN;
    let place = at;
    for (const direction of [-1, 1]) {
      let gain = 0;
      for (let next = at + direction; next >= 0 && next < genes; next += direction) {
        const passed = order[next] as number;
        const before = (gains[gene * genes + passed] as number) - (gains[passed * genes + gene] as number);
        gain -= direction * before;
        if (gain > best) [best, place] = [gain, next];
      }
    }
    if (place === at) continue;
    order.splice(at, 1);
    order.splice(place, 0, gene);
    isMoved = true;
  }
  return isMoved ? Int32Array.from(order) : null;
}

/** [G] place of every gene in the order. */
export function placesIn(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  order.forEach((gene, place) => {
    places[gene] = place;
  });
  return places;
}

/** D_top: number of edges (pairs source · G + target) whose target stands before its source. */
export function topologicalDivergence(order: Int32Array, edges: Iterable<number>): number {
  const places = placesIn(order);
  let against = 0;
  for (const edge of edges)
    if ((places[edge % order.length] as number) < (places[Math.floor(edge / order.length)] as number))
      against++;
  return against;
}

/** The distances of pairs that stand in the order, with the sign of the mean shift (+ where the candidate activates). */
export function orderedEdges(screen: Screen, { genes, values }: Distances, order: Int32Array): FoundByMethod {
  const places = placesIn(order);
  const scores = koZScores(screen);
  screen.dataset.candidates.forEach((source, r) => {
    for (let target = 0; target < genes; target++) {
      const at = r * genes + target;
      const isBefore = (places[source] as number) < (places[target] as number);
      scores[at] = isBefore
        ? Math.sign(scores[at] as number) * (values[source * genes + target] as number)
        : 0;
    }
  });
  return { scores, predict: null };
}
