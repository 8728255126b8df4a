/**
 * Which perturbations act alike, and how surely: cosines of effects without their noise, with intervals from leaving out one guide at a time
 * (docs/method.md, "Effects before any model").
 */
import { innerProducts } from '../numerics/dense/products';
import { nearStudentQuantile } from '../numerics/distributions';
import { dot } from '../numerics/linearAlgebra';
import { median } from '../numerics/statistics';
import {
  covarianceByBatches,
  referenceSums,
  testLevels,
  weightSums,
  type Tests,
  type Variances,
} from './comparison';
import type { Design, Fit } from './fit';
import { squeeze } from './guideVariance';
import type { ResidualSums } from './residuals';

export interface Similarities {
  /** [perturbations × perturbations] symmetric, NaN where not told. May exceed 1 slightly. */
  readonly value: Float64Array;
  /** 95 % interval, within −1 and 1. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** What is known of a screen. */
interface Tested {
  readonly fit: Fit;
  readonly variances: Variances;
  readonly tests: Tests;
  /** Whether the reference is everything that does not respond, in place of the controls; [perturbations × genes] 1: responds. */
  readonly isPooled: boolean;
  readonly responds: Uint8Array;
  /** [guides × genes] levels of guides. */
  readonly means: Float64Array;
  /** [genes] 1: a target of any perturbation, left out. */
  readonly targets: Uint8Array;
}

/** Of a pool: the small effects of a larger part in it would make others seem opposite. Without controls there is no other reference. */
const [LARGEST_PART, LARGEST_WITHOUT_CONTROLS] = [0.05, 0.2];

/** Whether what perturbations are compared with in a pool is to such a part another of them, and there are controls. */
function isLargeInPool({ weights }: Fit): boolean {
  const all = total(weights);
  return (weights[0] as number) > 0 && weights.some((weight, k) => k > 0 && weight > LARGEST_PART * all);
}

/** A sum of weights of cells below it is a rounding error. */
const NO_WEIGHT = 1e-9;

/** Signal of the similarity of a perturbation must stand so many standard errors above its noise. */
const TOLD = 4;

/** What is left of a signal without one guide is taken for at least this share of it. */
const LEAST_SIGNAL = 0.05;

/**
 * Cosine of the effects of every two perturbations, the noise of both and that of what both are compared with taken out. Its variance is a sum
 * over the guides of either and of the controls, or a pooled reference: by the jackknife for parts of unequal weight, as a ratio to what the
 * variances of cells and guides would make, squeezed over all pairs (Smyth 2004).
 */
export function similarities(sums: ResidualSums, design: Design, tested: Tested): Similarities {
  const { perturbations } = design;
  const [value, low, high] = [0, 0, 0].map(() => new Float64Array(perturbations ** 2).fill(NaN)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  // Where every gene is a target, none is left to compare.
  if (tested.targets.every((is) => is === 1)) return { value, low, high };
  const screen = toldEffects(sums, design, tested);
  const pairs = screen.told.flatMap((_, i) => screen.told.slice(0, i).map((__, j) => pairOf(screen, i, j)));
  const prior = priorOf(pairs);
  for (const { i, j, similarity, parts } of pairs) {
    const [a, b] = [screen.told[i] as number, screen.told[j] as number];
    const { variance, freedom } = totalVariance(parts, prior);
    const half = Math.sqrt(variance) * nearStudentQuantile(0.025, freedom);
    for (const at of [a * perturbations + b, b * perturbations + a]) {
      value[at] = similarity;
      low[at] = within(similarity - half);
      high[at] = within(similarity + half);
    }
  }
  for (const k of screen.told) for (const all of [value, low, high]) all[k * perturbations + k] = 1;
  return { value, low, high };
}

/** An end of an interval. */
function within(end: number): number {
  return Math.min(Math.max(end, -1), 1);
}

/** Variance of a level in units of that of cells, and of that of guides. */
interface Noise {
  readonly ofCells: number;
  readonly ofGuides: number;
}

/** A perturbation, or the controls, as the weighted mean of its guides. */
interface Side {
  /** [guides] shares of the weight; squared distances from the reference. */
  readonly shares: readonly number[];
  readonly squares: readonly number[];
  /** [guides × told] inner products of the distances with the effects. */
  readonly products: Float64Array;
  readonly noise: Noise;
  /** [guides] without each of them. */
  readonly noiseWithout: readonly Noise[];
}

/** Effects of the perturbations whose similarity can be told, as sums over genes. */
interface ToldEffects {
  readonly told: readonly number[];
  /** [told × told] inner products of effects; the same with genes weighted by their variance between cells, and between guides. */
  readonly gram: Float64Array;
  readonly byCells: Float64Array;
  readonly byGuides: Float64Array;
  /** [told] squared lengths without their noise. */
  readonly signals: readonly number[];
  readonly sides: readonly Side[];
  /** [told × told] what inner products of effects are by noise alone; their covariances by the effects of batches, in units of that of cells. */
  readonly shared: Float64Array;
  readonly byBatches: Float64Array;
  /** What effects are distances from: the controls, or the noise of everything that does not respond. */
  readonly reference: Side | Noise;
  /** Noise over all genes. */
  readonly amount: (noise: Noise) => number;
}

export function toldEffects(sums: ResidualSums, design: Design, tested: Tested): ToldEffects {
  const { genes, cellsOfGuide } = sums;
  const { perturbations, perturbationOfGuide } = design;
  const { fit, variances, means, targets } = tested;
  const isBesideControls = tested.isPooled && isLargeInPool(fit);
  const isPooled = tested.isPooled && !isBesideControls;
  const tests = isBesideControls ? testLevels(sums, fit, design, variances, null) : tested.tests;
  const used = Int32Array.from(targets.keys()).filter((gene) => targets[gene] !== 1);
  const width = used.length;
  const row = (values: Float64Array, k = 0) => {
    const taken = new Float64Array(width);
    const of = values.subarray(k * genes, (k + 1) * genes);
    for (let at = 0; at < width; at++) taken[at] = of[used[at] as number] as number;
    return taken;
  };
  const signalOf = (of: Tests, k: number) => {
    const noise = row(of.error, k).map((error) => error ** 2);
    const effect = row(of.effect, k);
    const signal = dot(effect, effect) - total(noise);
    return { signal, isTold: signal / Math.sqrt(2 * dot(noise, noise)) > TOLD };
  };
  const signals = Array.from(fit.weights.keys(), (k) => signalOf(tests, k));
  const largest = (fit.weights[0] as number) > 0 ? Infinity : LARGEST_WITHOUT_CONTROLS * total(fit.weights);
  // What the controls have by chance is no signal of all others.
  const isToldInPool = (k: number) =>
    (fit.weights[k] as number) <= largest && (!isBesideControls || signalOf(tested.tests, k).isTold);
  const told = Array.from(signals.keys()).filter(
    (k) => k > 0 && variances.cellFreedom > 0 && signals[k]?.isTold && isToldInPool(k),
  );
  const effects = new Float64Array(told.length * width);
  told.forEach((k, i) => effects.set(row(tests.effect, k), i * width));
  const weighted = (by: Float64Array) =>
    innerProducts(
      effects.map((effect, at) => effect * (by[at % width] as number)),
      effects,
      width,
    );
  const sideOf = (k: number): Side => {
    const guides = Array.from(cellsOfGuide.keys()).filter(
      (guide) => perturbationOfGuide[guide] === k && (cellsOfGuide[guide] as number) > 0,
    );
    const weights = guides.map((guide) => fit.weightOfGuide[guide] as number);
    const cells = guides.map((guide) => cellsOfGuide[guide] as number);
    // Of a perturbation the reference is its level without its effect; of the controls, their level.
    const reference = row(fit.level, k);
    if (k > 0) row(tests.effect, k).forEach((effect, at) => ((reference[at] as number) -= effect));
    const distances = new Float64Array(guides.length * width);
    guides.forEach((guide, at) => {
      distances.set(
        row(means, guide).map((mean, gene) => mean - (reference[gene] as number)),
        at * width,
      );
    });
    return {
      shares: weights.map((weight) => weight / total(weights)),
      squares: guides.map((_, at) => {
        const distance = distances.subarray(at * width, (at + 1) * width);
        return dot(distance, distance);
      }),
      products: innerProducts(distances, effects, width),
      noise: noiseOf(weights, cells),
      noiseWithout: guides.map((_, left) => {
        const others = (values: readonly number[]) => values.filter((__, at) => at !== left);
        return noiseOf(others(weights), others(cells));
      }),
    };
  };
  const [allCells, allGuides] = [total(row(variances.cells)), total(row(variances.guides))];
  const amount = ({ ofCells, ofGuides }: Noise) => ofCells * allCells + ofGuides * allGuides;
  const controls = isPooled ? null : sideOf(0);
  const covariance = covarianceByBatches(fit, perturbations, isPooled);
  const byBatches = new Float64Array(told.length ** 2).map((_, at) =>
    covariance(told[Math.floor(at / told.length)] as number, told[at % told.length] as number),
  );
  const byReference = controls
    ? new Float64Array(told.length ** 2).fill(amount(controls.noise))
    : sharedInPool(sums, design, tested, { told, used });
  return {
    told,
    gram: innerProducts(effects, effects, width),
    byCells: weighted(row(variances.cells)),
    byGuides: weighted(row(variances.guides)),
    signals: told.map((k) => signals[k]?.signal ?? NaN),
    sides: told.map(sideOf),
    shared: byReference.map((noise, at) => noise + (byBatches[at] as number) * allCells),
    byBatches,
    reference: controls ?? noiseOfPool(sums, design, fit),
    amount,
  };
}

function noiseOfPool(sums: ResidualSums, design: Design, fit: Fit): Noise {
  const { ofCells, ofGuides } = weightSums(sums, fit, design);
  const square = total(fit.weights) ** 2;
  return { ofCells: total(ofCells) / square, ofGuides: total(ofGuides) / square };
}

/**
 * [told × told] covariance of the effects of every two perturbations by noise, summed over genes, where each is compared with everything else
 * that does not respond: both are with the others, and either with the other. With levels of weight w and variance v, W_i the weight of what
 * i is compared with, r = 1 where it does not respond: (Σ r w² v − r_i w_i² v_i − r_j w_j² v_j)/(W_i W_j) − r_i w_i v_i/W_j − r_j w_j v_j/W_i.
 */
export function sharedInPool(
  sums: ResidualSums,
  design: Design,
  { fit, variances, responds }: Pick<Tested, 'fit' | 'variances' | 'responds'>,
  { told, used }: { readonly told: readonly number[]; readonly used: Int32Array },
): Float64Array {
  const { genes } = sums;
  const weightsOf = weightSums(sums, fit, design);
  const pool = responds.map((value) => 1 - value);
  const all = referenceSums(fit, weightsOf, pool, genes);
  const noise = (ofCells: Float64Array, ofGuides: Float64Array, at: number, gene: number) =>
    (ofCells[at] as number) * (variances.cells[gene] as number) +
    (ofGuides[at] as number) * (variances.guides[gene] as number);
  const [parts, inverse] = [0, 0].map(() => new Float64Array(told.length * used.length)) as [
    Float64Array,
    Float64Array,
  ];
  told.forEach((k, i) => {
    used.forEach((gene, at) => {
      const [own, is] = [fit.weights[k] as number, pool[k * genes + gene] as number];
      const others = (all.weight[gene] as number) - is * own;
      const ownNoise = is * noise(weightsOf.ofCells, weightsOf.ofGuides, k, gene);
      // Where all others respond, it is compared with none.
      const over = others > NO_WEIGHT ? 1 / others : 0;
      inverse[i * used.length + at] = over;
      parts[i * used.length + at] =
        (noise(all.cells, all.guides, gene, gene) / 2 - ownNoise) * over - ownNoise / own;
    });
  });
  const half = innerProducts(parts, inverse, used.length);
  const n = told.length;
  return half.map((value, at) => value + (half[(at % n) * n + Math.floor(at / n)] as number));
}

function total(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function noiseOf(weights: readonly number[], cells: readonly number[]): Noise {
  const squares = weights.map((weight) => (weight / total(weights)) ** 2);
  return {
    ofCells: total(squares.map((square, at) => square / (cells[at] as number))),
    ofGuides: total(squares),
  };
}

/** A part of the variance of a similarity, by the guides of one side. */
interface Part {
  /** By the jackknife, and its degrees of freedom: 0 with one guide. */
  readonly found: number;
  readonly freedom: number;
  /** By the variances of cells and guides. */
  readonly expected: number;
}

/** The similarity of two of the told perturbations, and the parts of its variance. */
export function pairOf(screen: ToldEffects, i: number, j: number) {
  const { gram, signals, sides, shared, reference, byBatches, byCells } = screen;
  const n = signals.length;
  const root = Math.sqrt((signals[i] as number) * (signals[j] as number));
  const similarity = ((gram[i * n + j] as number) - (shared[i * n + j] as number)) / root;
  // Derivatives by either effect: other / root − own · similarity / signal.
  const [first, second] = [i, j].map((k) => -similarity / (signals[k] as number)) as [number, number];
  const part = (side: Side, without: readonly number[], terms: readonly [number, number]): Part => ({
    ...jackknife(similarity, without, side.shares),
    expected: expectedVariance(screen, side.noise, [i, j], terms),
  });
  const [a, b] = [sides[i] as Side, sides[j] as Side];
  const ofBoth = [first + 1 / root, second + 1 / root] as const;
  const [ofI, ofJ] = [
    [first, 1 / root],
    [1 / root, second],
  ] as [readonly [number, number], readonly [number, number]];
  const batchPart = (one: readonly [number, number], other: readonly [number, number], at: number) =>
    (byBatches[at] as number) * combined(byCells, n, [i, j], one, other);
  return {
    i,
    j,
    similarity,
    parts: [
      part(a, withoutGuides(screen, i, j), ofI),
      part(b, withoutGuides(screen, j, i), ofJ),
      'shares' in reference
        ? part(reference, withoutControls(screen, reference, [i, j]), ofBoth)
        : { found: NaN, freedom: 0, expected: expectedVariance(screen, reference, [i, j], ofBoth) },
      {
        found: NaN,
        freedom: 0,
        expected:
          batchPart(ofI, ofI, i * n + i) +
          2 * batchPart(ofI, ofJ, i * n + j) +
          batchPart(ofJ, ofJ, j * n + j),
      },
    ],
  };
}

/** [guides of i] similarity of i and j without each of them; none with a single guide. */
function withoutGuides({ gram, signals, sides, shared, amount }: ToldEffects, i: number, j: number) {
  const { shares, squares, products, noise, noiseWithout } = sides[i] as Side;
  const n = signals.length;
  const [square, signal] = [gram[i * n + i] as number, signals[i] as number];
  return noiseWithout.map((left, guide) => {
    const share = shares[guide] as number;
    const to = (other: number) => products[guide * n + other] as number;
    const product =
      ((gram[i * n + j] as number) - share * to(j)) / (1 - share) - (shared[i * n + j] as number);
    const length = (square - 2 * share * to(i) + share ** 2 * (squares[guide] as number)) / (1 - share) ** 2;
    const remaining = length - (square - signal) + amount(noise) - amount(left);
    return product / Math.sqrt(Math.max(remaining, LEAST_SIGNAL * signal) * (signals[j] as number));
  });
}

/** [control guides] similarity without each of them. */
function withoutControls(
  { gram, signals, amount }: ToldEffects,
  { shares, squares, products, noise, noiseWithout }: Side,
  [i, j]: readonly [number, number],
) {
  const n = signals.length;
  return noiseWithout.map((left, guide) => {
    // All effects move by this share of the distance of the guide.
    const moved = (shares[guide] as number) / (1 - (shares[guide] as number));
    const to = (other: number) => moved * (products[guide * n + other] as number);
    const square = moved ** 2 * (squares[guide] as number);
    const signal = (k: number) =>
      Math.max(
        (signals[k] as number) + 2 * to(k) + square + amount(noise) - amount(left),
        LEAST_SIGNAL * (signals[k] as number),
      );
    const product = (gram[i * n + j] as number) + to(i) + to(j) + square - amount(left);
    return product / Math.sqrt(signal(i) * signal(j));
  });
}

/** Variance of `a` times effect i and `b` times effect j, summed over genes, for a level of this noise. */
function expectedVariance(
  { byCells, byGuides, signals: { length: n } }: ToldEffects,
  { ofCells, ofGuides }: Noise,
  pair: readonly [number, number],
  terms: readonly [number, number],
): number {
  const of = (products: Float64Array) => combined(products, n, pair, terms, terms);
  return ofCells * of(byCells) + ofGuides * of(byGuides);
}

/** Inner product of `a` times i and `b` times j with `c` times i and `d` times j. @param products [n × n] */
function combined(
  products: Float64Array,
  n: number,
  [i, j]: readonly [number, number],
  [a, b]: readonly [number, number],
  [c, d]: readonly [number, number],
): number {
  return (
    a * c * (products[i * n + i] as number) +
    (a * d + b * c) * (products[i * n + j] as number) +
    b * d * (products[j * n + j] as number)
  );
}

/** Jackknife for parts of unequal weight (Busing, Meijer and van der Leeden 1999, eq. 9). @param without [parts] estimate without each */
function jackknife(estimate: number, without: readonly number[], shares: readonly number[]) {
  const n = without.length;
  if (n < 2) return { found: NaN, freedom: 0 };
  const centre = n * estimate - total(without.map((value, at) => (1 - (shares[at] as number)) * value));
  const found = total(
    without.map((value, at) => {
      const times = 1 / (shares[at] as number);
      return (times * estimate - (times - 1) * value - centre) ** 2 / (times - 1) / n;
    }),
  );
  return { found, freedom: n - 1 };
}

type Prior = ReturnType<typeof squeeze>;

/** Of ratios of variances found to those expected. */
function priorOf(pairs: readonly { readonly parts: readonly Part[] }[]): Prior {
  const [ratios, freedoms]: [number[], number[]] = [[], []];
  for (const { parts } of pairs)
    for (const { found, freedom, expected } of parts) {
      if (freedom === 0) continue;
      ratios.push(found / expected);
      freedoms.push(freedom);
    }
  return ratios.length === 0 ? { freedom: Infinity, scale: 1 } : squeeze(ratios, median(freedoms));
}

/** Sum of the parts, each squeezed, with Satterthwaite's degrees of freedom. */
function totalVariance(parts: readonly Part[], prior: Prior) {
  let [variance, spread] = [0, 0];
  for (const { found, freedom, expected } of parts) {
    const own = freedom > 0 ? (freedom * found) / expected : 0;
    const isCertain = prior.freedom === Infinity;
    const ratio = isCertain ? prior.scale : (prior.freedom * prior.scale + own) / (prior.freedom + freedom);
    variance += ratio * expected;
    if (!isCertain) spread += (ratio * expected) ** 2 / (prior.freedom + freedom);
  }
  return { variance, freedom: spread > 0 ? variance ** 2 / spread : 1e9 };
}
