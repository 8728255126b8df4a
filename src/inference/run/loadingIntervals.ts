/**
 * Intervals of what is predicted for genes outside the model (docs/method.md, "Genes outside the network"): of the error of all of them
 * together, and of each prediction. Whether genes outside the model respond to perturbations as modules predict, or no more than by
 * chance (docs/method.md, "Genes outside the network"): a permutation test.
 */
import { bootstrapInterval } from '../../evaluation/bootstrap';
import type { OutsideErrors } from '../../dynamics/loadings';
import { quantileOfSorted, NORMAL_QUANTILE } from '../../numerics/statistics';
import {
  type Block,
  type Chosen,
  type Fold,
  type Measured,
  type Way,
  errorForms,
  overPerturbations,
  sumsOf,
  totalOf,
} from './loadingErrors';
import { innerProducts } from '../../numerics/dense/products';
import { Random } from '../../numerics/random';

const LEVEL = 0.95;
/** Of the bootstrap. */
const SEED = 1;
/**
 * All genes together. Intervals are over perturbations, because genes of one perturbation are not independent, and each is widened by the
 * sampling error of the shared controls, of genes that are taken as independent (intervals of independent parts are added in quadrature:
 * Zou & Donner 2008, Stat. Med. 27:1693). null without any change.
 */
export function errorsTogether(
  measured: Measured,
  modules: Way & Chosen,
  others: Way & Chosen,
  blocks: (use: (block: Block) => void) => void,
): {
  readonly errors: OutsideErrors;
  /** Whether the error is below that of no change by more than its standard error (one-standard-error rule; Breiman et al. 1984). */
  readonly isBetter: boolean;
} | null {
  const { unchanged } = modules;
  const all = Array.from(unchanged.keys());
  const still = totalOf(unchanged);
  if (!(still > 0)) return null;
  const ratios = [
    modules.errors,
    others.errors,
    modules.errors.map((error, p) => error - (others.errors[p] as number)),
  ].map((errors) => ({ errors, value: totalOf(errors) / still, shared: 0 }));
  const [sums, sumsOfOthers] = [sumsOf(measured, modules), sumsOf(measured, others)];
  blocks((block) => {
    const { ofError, ofUnchanged } = sums(block);
    const ofOthers = sumsOfOthers(block).ofError;
    const derivatives = [ofError, ofOthers, ofError.map((one, k) => one - (ofOthers[k] as number))];
    const width = measured.contrasts.controls.length;
    ratios.forEach((ratio, at) =>
      derivatives[at]?.forEach((one, k) => {
        const spread = block.variance[Math.floor(k / width)] as number;
        ratio.shared += 4 * spread * (one - ratio.value * (ofUnchanged[k] as number)) ** 2;
      }),
    );
  });
  const [error, ofMean, beyondMean] = ratios.map(({ errors, shared }) => {
    const drawn = bootstrapInterval(
      all,
      (places) => {
        const total = totalAt(unchanged, places);
        return total > 0 ? totalAt(errors, places) / total : null;
      },
      SEED,
    );
    const aside = (NORMAL_QUANTILE * Math.sqrt(shared)) / still;
    return (
      drawn && {
        value: drawn.value,
        low: drawn.value - Math.hypot(drawn.value - drawn.low, aside),
        high: drawn.value + Math.hypot(drawn.high - drawn.value, aside),
      }
    );
  });
  const [main] = ratios;
  if (!main || !error || !ofMean || !beyondMean) return null;
  const variance = overPerturbations(main.errors, unchanged, main.value) + main.shared;
  return {
    errors: { error, ofMean, beyondMean },
    isBetter: still - totalOf(main.errors) > Math.sqrt(variance),
  };
}

function totalAt(values: Float64Array, places: readonly number[]): number {
  return totalOf(places.map((place) => values[place] as number));
}

/**
 * [perturbations] |error| of a gene over its root mean square τ at the other perturbations, where the mean of all genes counts as one more
 * perturbation, as for the modelled genes (margins.ts). `typical` [perturbations]: squared errors, mean of all genes.
 */
export function errorRatios(squares: Float64Array, typical: Float64Array): Float64Array {
  const count = squares.length;
  const [own, all] = [totalOf(squares), totalOf(typical)];
  return squares.map((square, p) => {
    const others = own - square + (all - (typical[p] as number)) / (count - 1);
    return others > 0 ? Math.sqrt((Math.max(0, square) * count) / others) : 0;
  });
}

/**
 * Half width of the 95 % interval of a gene, by the sum of its squared errors: the quantile of the `ratios` of all genes times τ. 0 for genes
 * that never change. `rows`: number of errors in a sum.
 */
export function marginBy(
  ratios: readonly Float64Array[],
  typical: Float64Array,
  rows: number,
): (squares: number) => number {
  const count = typical.length;
  const all = new Float64Array(ratios.length * count);
  ratios.forEach((own, at) => all.set(own, at * count));
  const quantile = quantileOfSorted(all.toSorted(), LEVEL);
  const prior = totalOf(typical) / count;
  return (squares) =>
    squares > 0 ? quantile * Math.sqrt(((squares + prior) / (count + 1)) * (count / rows)) : 0;
}

const PERMUTATIONS = 399;

/** Relative; permutations that exchange nothing differ by the order of their sums. */
const ROUNDING = 1e-9;

/**
 * One-sided p of the least squared error of all penalties, perturbations left out in turn, beside those with the measured changes of
 * perturbations exchanged. What all perturbations share, a common response or the sampling error of their controls, is the same after an
 * exchange and does not count. An error of all genes is Σ form · inner products of rows, and only the latter are exchanged (as in Mantel 1967,
 * Cancer Res. 27:209).
 */
export function chanceOf(
  measured: Measured,
  folds: readonly Fold[],
  blocks: (use: (block: Block) => void) => void,
): number {
  const rows = measured.perturbation.length;
  const inner = new Float64Array(rows * rows);
  blocks(({ changes, variance }) => {
    innerProducts(changes, changes, variance.length).forEach((sum, at) => {
      inner[at] = (inner[at] as number) + sum;
    });
  });
  const orders = permutationsOf(measured);
  const least = new Float64Array(orders.length).fill(Infinity);
  for (const form of errorForms(measured, folds))
    orders.forEach((order, at) => {
      least[at] = Math.min(least[at] as number, exchanged(form, inner, order));
    });
  const [own = Infinity] = least;
  return least.filter((error) => error <= own * (1 + ROUNDING)).length / least.length;
}

/** Σ form[i, j] · inner[order i, order j], both symmetric. */
function exchanged(form: Float64Array, inner: Float64Array, order: Int32Array): number {
  const rows = order.length;
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const [line, from] = [i * rows, (order[i] as number) * rows];
    let before = 0;
    for (let j = 0; j < i; j++)
      before += (form[line + j] as number) * (inner[from + (order[j] as number)] as number);
    total += 2 * before + (form[line + i] as number) * (inner[from + (order[i] as number)] as number);
  }
  return total;
}

/** Orders [rows] that exchange perturbations with rows of the same kinds; the first exchanges none. */
function permutationsOf({ perturbation, perturbations, kinds }: Measured): readonly Int32Array[] {
  const all = [...new Set(kinds)];
  const kind = kinds.map((one) => all.indexOf(one));
  const byKind = [...kinds.keys()].toSorted((a, b) => (kind[a] as number) - (kind[b] as number));
  const rowsOf = Array.from({ length: perturbations }, (_, p) =>
    byKind.filter((row) => perturbation[row] === p),
  );
  const kindsOf = rowsOf.map((own) => JSON.stringify(own.map((row) => kind[row])));
  const alike = [...new Set(kindsOf)].map((one) => rowsOf.filter((_, p) => kindsOf[p] === one));
  const random = new Random(SEED);
  return Array.from({ length: PERMUTATIONS + 1 }, (_, at) => {
    const order = Int32Array.from(kinds.keys());
    if (at > 0)
      for (const group of alike) {
        const drawn = random.permutation(group.length);
        group.forEach((own, place) => {
          const other = group[drawn[place] as number] as readonly number[];
          own.forEach((row, k) => {
            order[row] = other[k] as number;
          });
        });
      }
    return order;
  });
}
