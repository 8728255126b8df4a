/**
 * Edges that differ between two networks learned from different cells (docs/method.md, "Networks of contexts"): each difference beside its
 * standard error over resampled fits. The fits of one network know nothing of the cells of the other.
 */
import { median } from '../numerics/statistics';
import { benjaminiHochberg, normalTail } from '../numerics/significance';
import { type BothWeights, commonPart } from './compareNetworks';
import { sharedGenes } from '../dataset/names/match';
import type { Network } from './network';
import { edgePairs } from './ranking';

/** A network and how it varies over resampled fits. */
export interface SpreadNetwork {
  readonly network: Network;
  /** [R × G] standard deviation of each weight over the fits. */
  readonly spread: Float32Array;
  readonly fits: number;
}

export interface EdgeDifference extends BothWeights {
  /** `second` − `first`. */
  readonly difference: number;
  /** Standard error of the difference. */
  readonly error: number;
  /** Two-sided; q is adjusted over all pairs (Benjamini and Hochberg). */
  readonly p: number;
  readonly q: number;
  /** q is below the rate. */
  readonly supported: boolean;
}

/** Two contexts by name, and their edges, the surest difference first. */
export interface ContextDifferences {
  readonly first: string;
  readonly second: string;
  readonly edges: readonly EdgeDifference[];
}

/** False discovery rate of supported differences. */
const DIFFERENCE_RATE = 0.05;
/** Fits that the variance typical of all differences counts as: chosen on simulated screens (docs/decisions/0100-networks-of-contexts.md). */
const TYPICAL_FITS = 20;

/**
 * Every pair that both networks score, the surest difference first. The variance of a difference is drawn towards the median over all pairs:
 * few fits tell the spread of one edge badly. Empty where no pair is common.
 */
export function networkDifferences(first: SpreadNetwork, second: SpreadNetwork): readonly EdgeDifference[] {
  const shared = sharedGenes(first.network.genes, second.network.genes);
  const [one, other] = commonPart(first.network, second.network, shared);
  const [spread, otherSpread] = commonPart(
    { ...first.network, weights: first.spread },
    { ...second.network, weights: second.spread },
    shared,
  );
  const pairs = edgePairs(one);
  const variances = Float64Array.from(
    pairs,
    (pair) => (spread.weights[pair] as number) ** 2 + (otherSpread.weights[pair] as number) ** 2,
  );
  const positive = variances.filter((variance) => variance > 0);
  const typical = positive.length > 0 ? median(positive) : 0;
  const freedom = Math.max(1, first.fits + second.fits - 2);
  const weightAt = (network: Network, at: number) => network.weights[pairs[at] as number] as number;
  const tested = Array.from(variances, (variance, at) => {
    const difference = weightAt(other, at) - weightAt(one, at);
    const error = Math.sqrt((freedom * variance + TYPICAL_FITS * typical) / (freedom + TYPICAL_FITS));
    const p = error > 0 ? Math.min(1, 2 * normalTail(Math.abs(difference) / error)) : 1;
    return { difference, error, p };
  });
  const adjusted = benjaminiHochberg(tested.map(({ p }) => p));
  const genes = one.genes.length;
  return tested
    .map((test, at) => {
      const pair = pairs[at] as number;
      const q = adjusted[at] as number;
      return {
        source: one.genes[one.regulators[Math.floor(pair / genes)] as number] ?? '',
        target: one.genes[pair % genes] ?? '',
        first: weightAt(one, at),
        second: weightAt(other, at),
        ...test,
        q,
        supported: q < DIFFERENCE_RATE,
      };
    })
    .toSorted((a, b) => sureness(b) - sureness(a));
}

/** |difference| over its error; p of the surest are all 0. */
function sureness({ difference, error }: EdgeDifference): number {
  return error > 0 ? Math.abs(difference) / error : 0;
}
