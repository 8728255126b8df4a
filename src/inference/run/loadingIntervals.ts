/**
 * Intervals of what is predicted for genes outside the model (docs/method.md, "Genes outside the network"): of the error of all of them
 * together, and of each prediction.
 */
import { bootstrapInterval } from '../../evaluation/bootstrap';
import type { OutsideErrors } from '../../dynamics/loadings';
import { quantileOfSorted } from '../../numerics/statistics';
import {
  overPerturbations,
  sumsOf,
  totalOf,
  type Block,
  type Chosen,
  type Measured,
  type Way,
} from './loadingErrors';

const LEVEL = 0.95;
/** Of the bootstrap. */
const SEED = 1;
/** Of the normal distribution, for LEVEL. */
const NORMAL_QUANTILE = 1.96;

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
