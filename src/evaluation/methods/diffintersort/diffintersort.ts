/**
 * DiffIntersort (Chevalley, Mehrjou & Schwab, arXiv 2410.08787): the order of Intersort by gradients. Potentials p [G], s = 2 logistic(p)
 * − 1, Π the smooth sort of s, Π̂ the permutation nearest to it, O = Π̂ U Π̂ᵀ with U strictly upper ones; Adam descends
 * −1/G Σ O ∘ W, the derivative by Π̂ taken for that by Π. W [G × G] are Intersort's gains, 0.1 G for pairs with an effect. With `closure`
 * those are, as in the authors' code, all pairs joined by a path of effects; feedback, or one false effect, then joins whole groups of
 * genes both ways, which tells nothing. The cost matrix s ⊗ (1 … G) has rank one, so its best assignment sorts s: no Hungarian algorithm
 * is needed. Entropic sorting: the doubly stochastic matrix Π [n × n] that maximises Σ Π ∘ K + t · entropy, K_ik = s_i (k + 1), by
 * Sinkhorn's normalisations in logarithms, and its derivative by s. As t falls it becomes the permutation that sorts s ascending.
 */
import { adamStep } from '../../../dynamics/optimise';
import { logistic } from '../../../dynamics/vectorField';
import { innerProducts } from '../../../numerics/dense/products';
import { Random } from '../../../numerics/random';
import { epsilon } from '../intersort/about';
import { distancesOf, gainsOf, orderedEdges, placesIn } from '../intersort/intersort';
import type { Algorithm } from '../method';
import { closure, steps } from './about';

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

/** Potentials of rows and columns [n] each; those of a similar problem are a good start. */
interface Potentials {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

interface Balance {
  readonly temperature: number;
  /** At most so many normalisations of rows and columns. */
  readonly rounds: number;
  /** Largest deviation of a row sum from 1. */
  readonly tolerance: number;
}

/** [n × n] Π, its columns normalised last; changes the potentials. */
export function sortedSoftly(
  s: Float64Array,
  { rows, columns }: Potentials,
  { temperature, rounds, tolerance }: Balance,
): Float64Array {
  const n = s.length;
  const logits = Float64Array.from(
    { length: n * n },
    (_, p) => ((s[Math.floor(p / n)] as number) * ((p % n) + 1)) / temperature,
  );
  const plan = new Float64Array(n * n);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < n; i++) rows[i] = -logSum(logits, i * n, 1, columns);
    for (let k = 0; k < n; k++) columns[k] = -logSum(logits, k, n, rows);
    let deviation = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let k = 0; k < n; k++) {
        const value = Math.exp((logits[i * n + k] as number) + (rows[i] as number) + (columns[k] as number));
        plan[i * n + k] = value;
        sum += value;
      }
      deviation = Math.max(deviation, Math.abs(sum - 1));
    }
    if (deviation < tolerance) break;
  }
  return plan;
}

/** log Σ_q exp(logits[start + q · step] + added[q]). */
function logSum(logits: Float64Array, start: number, step: number, added: Float64Array): number {
  let largest = -Infinity;
  for (let q = 0; q < added.length; q++)
    largest = Math.max(largest, (logits[start + q * step] as number) + (added[q] as number));
  let sum = 0;
  for (let q = 0; q < added.length; q++)
    sum += Math.exp((logits[start + q * step] as number) + (added[q] as number) - largest);
  return largest + Math.log(sum);
}

/**
 * [n] gradient by s, from `planBar`, that by Π, at a balanced Π: the potentials follow s such that row and column sums stay 1, which gives
 * a linear system of positive semidefinite matrix, solved by conjugate gradients.
 */
export function pulledBack(plan: Float64Array, planBar: Float64Array, temperature: number): Float64Array {
  const n = Math.sqrt(plan.length);
  const weighted = plan.map((value, p) => value * (planBar[p] as number));
  const sums = new Float64Array(2 * n);
  weighted.forEach((value, p) => {
    const [i, k] = [Math.floor(p / n), n + (p % n)];
    sums[i] = (sums[i] as number) + value;
    sums[k] = (sums[k] as number) + value;
  });
  const shifts = conjugateGradients((x) => balanceOf(plan, x), sums);
  return Float64Array.from({ length: n }, (_, i) => {
    let gradient = 0;
    for (let k = 0; k < n; k++) {
      const p = i * n + k;
      const own =
        (weighted[p] as number) - (plan[p] as number) * ((shifts[i] as number) + (shifts[n + k] as number));
      gradient += (own * (k + 1)) / temperature;
    }
    return gradient;
  });
}

/** [diag(row sums) Π; Πᵀ diag(column sums)] x for x [2n]. */
function balanceOf(plan: Float64Array, x: Float64Array): Float64Array {
  const n = x.length / 2;
  const product = new Float64Array(2 * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const weight = plan[i * n + k] as number;
      const both = weight * ((x[i] as number) + (x[n + k] as number));
      product[i] = (product[i] as number) + both;
      product[n + k] = (product[n + k] as number) + both;
    }
  return product;
}

/** Relative to the right-hand side. */
const RESIDUAL = 1e-10;

/** x with A x = b for a positive semidefinite A and b in its range (Hestenes and Stiefel 1952). */
function conjugateGradients(multiply: (x: Float64Array) => Float64Array, b: Float64Array): Float64Array {
  const x = new Float64Array(b.length);
  const residual = b.slice();
  let direction = b.slice();
  let square = dot(residual, residual);
  const enough = square * RESIDUAL ** 2;
  for (let step = 0; step < 2 * b.length && square > enough; step++) {
    const product = multiply(direction);
    const curvature = dot(direction, product);
    if (!(curvature > 0)) break;
    const length = square / curvature;
    for (let i = 0; i < x.length; i++) {
      x[i] = (x[i] as number) + length * (direction[i] as number);
      residual[i] = (residual[i] as number) - length * (product[i] as number);
    }
    const next = dot(residual, residual);
    const kept = next / square;
    direction = residual.map((value, i) => value + kept * (direction[i] as number));
    square = next;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  return innerProducts(a, b, a.length)[0] as number;
}
