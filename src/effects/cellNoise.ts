/** How far cells, or samples, of one guide and batch vary. */
import { median, NORMAL_MAD } from '../numerics/statistics';
import { cellVariance, thirdMoments } from './fit';
import { squeezeAlong } from './guideVariance';
import type { CellNoise, ResidualSums } from './residuals';

/** Degrees of freedom from which a variance counts as known. */
const MANY = 200;

/** Samples of one guide, as the controls, from which they alone tell how samples vary. */
export const ENOUGH_SAMPLES = 20;

/**
 * With few samples variances are squeezed over genes (Smyth 2004), towards what is usual at their level (Law et al. 2014). Where nothing but
 * fewer than 20 controls has replicates, the spread of all samples stands in, by the median absolute deviation, so that a change can be set
 * beside what is usual.
 * @param whole [genes] by how much the level of no expression lies below the mean; Infinity where levels are ratios, whose mean tells nothing
 */
export function cellNoise(sums: ResidualSums, whole: Float64Array): CellNoise {
  if (sums.noise) return sums.noise;
  const { variance, freedom } = cellVariance(sums);
  if (freedom >= MANY) return { cells: variance, cellFreedom: Infinity, third: thirdMoments(sums, variance) };
  const third = new Float64Array(sums.genes);
  const several = sums.cellsOfGuide.filter((samples) => samples > 1);
  const isTold = several.length > 1 || several.some((samples) => samples >= ENOUGH_SAMPLES);
  if (freedom <= 0 || !isTold) return { cells: spreadOfAll(sums), cellFreedom: 0, third };
  const levels = whole.map((level) => (level === Infinity ? 0 : Math.log1p(level)));
  const { freedom: ofPrior, scales } = squeezeAlong(variance, levels, freedom);
  const thirdOf = (cells: Float64Array) => (sums.areOfCounts ? thirdOfCounts(cells, whole) : third);
  if (ofPrior === Infinity) return { cells: scales, cellFreedom: Infinity, third: thirdOf(scales) };
  const cellFreedom = ofPrior + freedom;
  const cells = variance.map(
    (own, gene) => (ofPrior * (scales[gene] as number) + freedom * own) / cellFreedom,
  );
  return { cells, cellFreedom, third: thirdOf(cells) };
}

/**
 * [genes] third central moment of the logarithm of a negative binomial count of mean m and dispersion φ, whose variance is about v = 1/m + φ:
 * κ₃/m³ − 3 v² = −v (v + 1/m) to the second order in 1/m and φ. `whole` is 2 m.
 */
function thirdOfCounts(cells: Float64Array, whole: Float64Array): Float64Array {
  return cells.map(
    (variance, gene) => -variance * (variance + Math.min(2 / (whole[gene] as number), variance)),
  );
}

/** [genes] */
function spreadOfAll({ genes, guides, cellsOfGuide, byGuide }: ResidualSums): Float64Array {
  const present = Array.from({ length: guides }, (_, guide) => guide).filter(
    (guide) => (cellsOfGuide[guide] as number) > 0,
  );
  return Float64Array.from({ length: genes }, (_, gene) => {
    const levels = present.map(
      (guide) => (byGuide[guide * genes + gene] as number) / (cellsOfGuide[guide] as number),
    );
    const middle = median(levels);
    const deviations = levels.map((level) => Math.abs(level - middle));
    // Where most samples are equal, the mean square.
    const typical = NORMAL_MAD * median(deviations);
    return typical > 0
      ? typical ** 2
      : deviations.reduce((sum, value) => sum + value * value, 0) / levels.length;
  });
}
