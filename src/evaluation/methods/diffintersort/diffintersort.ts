/**
 * DiffIntersort (Chevalley, Mehrjou & Schwab, arXiv 2410.08787): the order of Intersort by gradients. Potentials p [G], s = 2 logistic(p) −
 * 1, Π the smooth sort of s (sinkhorn.ts), Π̂ the permutation nearest to it, O = Π̂ U Π̂ᵀ with U strictly upper ones; Adam descends
 * −1/G Σ O ∘ W, the derivative by Π̂ taken for that by Π. W [G × G] are Intersort's gains, 0.1 G for pairs with an effect. With `closure`
 * those are, as in the authors' code, all pairs joined by a path of effects; feedback, or one false effect, then joins whole groups of genes
 * both ways, which tells nothing. The cost matrix s ⊗ (1 … G) has rank one, so its best assignment sorts s: no Hungarian algorithm is needed.
 */
import { adamStep } from '../../../dynamics/optimise';
import { logistic } from '../../../dynamics/vectorField';
import { innerProducts } from '../../../numerics/dense/products';
import { Random } from '../../../numerics/random';
import { epsilon } from '../intersort/about';
import { distancesOf, gainsOf, orderedEdges, placesIn } from '../intersort/intersort';
import type { Algorithm } from '../method';
import { closure, steps } from './about';
import { pulledBack, sortedSoftly, type Balance } from './sinkhorn';

const BALANCE: Balance = { temperature: 0.05, rounds: 500, tolerance: 1e-3 };
const LEARNING_RATE = 0.01;
const BETAS = [0.9, 0.99] as const;
/** Standard deviation of the first potentials. */
const SPREAD = 1e-3;
/** Gain of pairs with an effect, per gene. */
const EFFECT_GAIN = 0.1;

export const diffintersort: Algorithm = function* ({ screen, settings, seed }) {
  const distances = distancesOf(screen);
  const gains = gainsOf(distances, settings[epsilon.name] ?? epsilon.value, 0);
  const { genes } = distances;
  const effects = Uint8Array.from(gains, (gain) => Number(gain > 0));
  const rewarded = (settings[closure.name] ?? closure.value) === 1 ? closed(effects, genes) : effects;
  const worth = gains.map((gain, p) => (rewarded[p] === 1 ? EFFECT_GAIN * genes : gain));
  const order = yield* learnedOrder(worth, genes, settings[steps.name] ?? steps.value, seed);
  return orderedEdges(screen, distances, order);
};

/** [G × G] 1 for pairs of two genes that a path of effects joins (Warshall 1962). */
export function closed(effects: Uint8Array, genes: number): Uint8Array {
  const reaches = effects.slice();
  for (let by = 0; by < genes; by++)
    for (let from = 0; from < genes; from++) {
      if (reaches[from * genes + by] !== 1) continue;
      for (let to = 0; to < genes; to++)
        if (to !== from && reaches[by * genes + to] === 1) reaches[from * genes + to] = 1;
    }
  return reaches;
}

/** [G] the order of least loss on the way; yields the share of steps done. */
export function* learnedOrder(
  gains: Float64Array,
  genes: number,
  count: number,
  seed: number,
): Generator<number, Int32Array> {
  const random = Random.mixed(seed);
  const state = {
    parameters: Float64Array.from({ length: genes }, () => SPREAD * random.normal()),
    firstMoment: new Float64Array(genes),
    secondMoment: new Float64Array(genes),
    step: 0,
  };
  const potentials = { rows: new Float64Array(genes), columns: new Float64Array(genes) };
  let best = sortedGenes(state.parameters);
  let least = Infinity;
  for (let step = 0; step < count; step++) {
    const order = sortedGenes(state.parameters);
    const { loss, gradient } = orderLoss(permutationOf(order), gains);
    if (loss < least) [best, least] = [order, loss];
    const plan = sortedSoftly(state.parameters.map(squashed), potentials, BALANCE);
    const byLevel = pulledBack(plan, gradient, BALANCE.temperature);
    adamStep(
      state,
      byLevel.map((value, gene) => value * slopeOfSquashed(state.parameters[gene] as number)),
      LEARNING_RATE,
      BETAS,
    );
    yield (step + 1) / count;
  }
  return best;
}

/** 2 logistic(p) − 1. */
export function squashed(p: number): number {
  return 2 * logistic(p) - 1;
}

export function slopeOfSquashed(p: number): number {
  return 2 * logistic(p) * (1 - logistic(p));
}

function sortedGenes(potentials: Float64Array): Int32Array {
  return Int32Array.from(potentials.keys()).toSorted(
    (a, b) => (potentials[a] as number) - (potentials[b] as number) || a - b,
  );
}

/** [G × G] 1 at the place of every gene. */
function permutationOf(order: Int32Array): Float64Array {
  const matrix = new Float64Array(order.length ** 2);
  placesIn(order).forEach((place, gene) => {
    matrix[gene * order.length + place] = 1;
  });
  return matrix;
}

/** −1/G Σ (Π U Πᵀ) ∘ W for Π [G × G], genes in rows and places in columns, and its gradient by Π. */
export function orderLoss(
  plan: Float64Array,
  gains: Float64Array,
): { readonly loss: number; readonly gradient: Float64Array } {
  const genes = Math.sqrt(plan.length);
  /** [places × genes] share of a gene after and before a place. */
  const after = new Float64Array(plan.length);
  const before = new Float64Array(plan.length);
  const transposed = new Float64Array(plan.length);
  for (let gene = 0; gene < genes; gene++) {
    for (let place = 1; place < genes; place++)
      before[place * genes + gene] =
        (before[(place - 1) * genes + gene] as number) + (plan[gene * genes + place - 1] as number);
    for (let place = genes - 2; place >= 0; place--)
      after[place * genes + gene] =
        (after[(place + 1) * genes + gene] as number) + (plan[gene * genes + place + 1] as number);
    for (let other = 0; other < genes; other++)
      transposed[other * genes + gene] = gains[gene * genes + other] as number;
  }
  const forward = innerProducts(gains, after, genes);
  const backward = innerProducts(transposed, before, genes);
  const loss = plan.reduce((sum, share, p) => sum - (share * (forward[p] as number)) / genes, 0);
  return { loss, gradient: forward.map((value, p) => -(value + (backward[p] as number)) / genes) };
}
