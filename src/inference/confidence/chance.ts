/**
 * What an edge scores where labels mean nothing. Cells keep how their genes vary together when their labels are shuffled, and a network
 * learned from that is stable too: an edge counts as held only where it scores more than that.
 */
import { strength } from '../../network/ranking';

/** Standard deviations beyond the mean with shuffled labels. */
const BEYOND = 3;

export interface Chance {
  /** [R × G] mean and standard deviation of the scores over trainings on shuffled labels. */
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/**
 * Of at least two networks, each [R × G] as Network.weights. So few give a poor variance of every edge by itself: it is averaged with the
 * mean variance of all edges.
 */
export function chanceOf(networks: readonly Float32Array[]): Chance {
  const count = networks.length;
  const mean = Float32Array.from(
    networks[0] ?? [],
    (_, pair) => networks.reduce((sum, weights) => sum + (weights[pair] ?? 0), 0) / count,
  );
  const variances = Float64Array.from(
    mean,
    (own, pair) =>
      networks.reduce((sum, weights) => sum + ((weights[pair] ?? 0) - own) ** 2, 0) / (count - 1),
  );
  const shared = variances.reduce((sum, variance) => sum + variance, 0) / Math.max(1, variances.length);
  return { mean, deviation: Float32Array.from(variances, (variance) => Math.sqrt((variance + shared) / 2)) };
}

/**
 * [R × G] share of the fits that give an edge the sign of `main`, at least half its size, and more than chance does in that direction
 * (where that is known); 0 where main is 0, which includes the diagonal.
 */
export function shareHolding(
  main: Float32Array,
  fits: readonly Float32Array[],
  chance: Chance | null,
): Float32Array {
  return Float32Array.from(main, (weight, pair) => {
    const size = strength(weight);
    if (size === 0 || fits.length === 0) return 0;
    const sign = Math.sign(weight);
    const byChance = chance
      ? sign * (chance.mean[pair] as number) + BEYOND * (chance.deviation[pair] as number)
      : -Infinity;
    const least = Math.max(size / 2, byChance);
    return fits.filter((fit) => sign * (fit[pair] ?? 0) >= least).length / fits.length;
  });
}
