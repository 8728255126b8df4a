/**
 * Evidence for the labels, over perturbations of one gene each and relative to exchanged targets: the change of the perturbed gene itself
 * (without a model), and the agreement of effects with the co-variation of cells.
 */
import type { Intervention } from '../../dataset/dataset';
import { plainCap, type Spread } from '../../dynamics/prepare/cappedCells';
import type { Prepared } from '../../dynamics/prepare/prepare';
import { choleskyInPlace, choleskySolveInPlace } from '../../numerics/linearAlgebra';
import { scoreDiagonal } from '../../numerics/significance';
import { median } from '../../numerics/statistics';
import type { LabelEvidence } from './evidence';
import { transposedProduct, innerProducts } from '../../numerics/dense/products';

/** Perturbations of one gene each that say anything together. */
const FEWEST = 3;
/** Ridge penalty, in control variances. */
const PENALTY = 0.1;
/** Correlation of noise-free effects with co-variation: .4 to .6 on simulated screens. */
const AGREEMENT_WITHOUT_NOISE = 0.45;
/** A target has stayed that moves less than this share of its largest move under any perturbation beyond its move under the others. */
const STAYED = 0.25;
/** Share of log expression lost above which a gene is gone, and below which it is still present. */
const GONE = 0.8;
const THERE = 0.3;

/** A perturbation of one gene at its latest time. */
interface Single extends Intervention {
  /** −1 where the gene is lowered. */
  readonly sign: 1 | -1;
  /** [G] z. */
  readonly shift: Float64Array;
  readonly rawShift: Float64Array;
  readonly standardError: Float64Array;
}

/** Over the training perturbations; null with fewer than three of a single candidate regulator each. */
export function labelEvidence(
  prepared: Prepared,
  candidates: Int32Array,
  spread: Spread,
): LabelEvidence | null {
  const singles = prepared.perturbations.flatMap(({ interventions, endpoints, training }): Single[] => {
    const [only] = interventions;
    const latest = endpoints.at(-1);
    if (!training || only === undefined || latest === undefined || interventions.length > 1) return [];
    if (prepared.latent.includes(only.gene)) return [];
    return [{ ...latest, ...only, sign: only.kind === 'overexpression' ? 1 : -1 }];
  });
  const regulators = singles.filter(({ gene }) => candidates.includes(gene));
  if (regulators.length < FEWEST) return null;
  // After an inhibitor the level of the target may move either way.
  const own = ownEvidence(
    singles.filter(({ kind }) => kind !== 'inhibitor'),
    prepared,
  );
  const { covariation, expected } = covariationEvidence(regulators, candidates, spread);
  return {
    ownChange: hundredths(own.ownChange),
    ownScore: hundredths(own.ownScore),
    contradicted: hundredths(own.contradicted),
    covariation: hundredths(covariation),
    expected: hundredths(expected),
  };
}

/** To two digits, as in links, so that the reader of a link gets the verdict of its sender. */
function hundredths(value: number): number {
  return Math.round(100 * value) / 100;
}

function ownEvidence(
  singles: readonly Single[],
  { mean, scale }: Prepared,
): Pick<LabelEvidence, 'ownChange' | 'ownScore' | 'contradicted'> {
  const n = singles.length;
  if (n < FEWEST) return { ownChange: 0, ownScore: 0, contradicted: 0 };
  const largestMove = singles.map(({ gene }) =>
    Math.max(...singles.map(({ rawShift }) => Math.abs(rawShift[gene] as number))),
  );
  const moved = new Float64Array(n * n);
  for (const [k, { sign, rawShift }] of singles.entries())
    for (const [l, { gene }] of singles.entries())
      moved[k * n + l] =
        Math.max(0, sign * (rawShift[gene] as number)) / Math.max(largestMove[l] as number, Number.MIN_VALUE);
  const own = singles.map((_, k) => moved[k * (n + 1)] as number);
  // Labels that were exchanged between cells leave a part of every perturbation under every label: then all targets move alike.
  const underOthers = singles.map((_, l) =>
    median(singles.flatMap((__, k) => (k === l ? [] : (moved[k * n + l] as number)))),
  );
  const lost = ({ rawShift }: Single, gene: number): number =>
    (-(rawShift[gene] as number) * (scale[gene] as number)) / Math.max(mean[gene] as number, 1e-9);
  const contradicted = singles.filter((single, k) =>
    // The mRNA of a knocked-out gene may persist: that alone is no contradiction.
    single.kind === 'knockout'
      ? lost(single, single.gene) < THERE && singles.some(({ gene }) => lost(single, gene) > GONE)
      : (own[k] as number) - (underOthers[k] as number) < STAYED,
  );
  return {
    ownChange: own.reduce((sum, share, k) => sum + Math.max(0, share - (underOthers[k] as number)), 0) / n,
    ownScore: scoreDiagonal(moved, n).score,
    contradicted: contradicted.length / n,
  };
}

/**
 * The matrix of ∓corr(D_k, W[:, j_l]) over the genes except j_k and j_l, W the ridge of genes on candidates within conditions, with plain
 * capping. Expected: .45 times the square roots of both reliabilities, 1 minus the noise share of the variance.
 */
function covariationEvidence(
  singles: readonly Single[],
  candidates: Int32Array,
  spread: Spread,
): Pick<LabelEvidence, 'covariation' | 'expected'> {
  const n = singles.length;
  const ridge = ridgeWithin(spread, candidates);
  const columns = singles.map(({ gene }) => ridge(candidates.indexOf(gene)));
  const likeness = correlationsWithout(
    singles.map(({ gene, shift }) => ({ gene, values: shift })),
    singles.map(({ gene }, l) => ({ gene, values: (columns[l] as Column).coefficients })),
  );
  let right = 0;
  for (const [k, { gene, sign, shift, standardError }] of singles.entries()) {
    for (let l = 0; l < n; l++) likeness[k * n + l] = sign * (likeness[k * n + l] as number);
    const isOther = (_: number, g: number): boolean => g !== gene;
    const noise = standardError.filter(isOther).reduce((sum, error) => sum + error ** 2, 0);
    const { coefficients, noiseVariance } = columns[k] as Column;
    right += Math.sqrt(
      reliability(shift.filter(isOther), noise / (shift.length - 1)) *
        reliability(coefficients.filter(isOther), noiseVariance),
    );
  }
  const { score, deviation } = scoreDiagonal(likeness, n);
  return {
    covariation: score,
    expected: deviation > 0 ? (AGREEMENT_WITHOUT_NOISE * right) / deviation : 0,
  };
}

interface Column {
  /** [G] of each gene on the regulator, 0 on itself. */
  readonly coefficients: Float64Array;
  /** Sampling variance, averaged over genes. */
  readonly noiseVariance: number;
}

/** Columns of the ridge of every gene on the other candidates, from the covariance within conditions. */
function ridgeWithin(spread: Spread, candidates: Int32Array): (regulator: number) => Column {
  const genes = spread.deviation.length;
  const regulators = candidates.length;
  const covariance = covarianceWithin(spread, plainCap(spread));
  const factor = new Float64Array(regulators ** 2);
  for (const [r, row] of candidates.entries())
    for (const [q, column] of candidates.entries())
      factor[r * regulators + q] = (covariance[row * genes + column] as number) + (r === q ? PENALTY : 0);
  choleskyInPlace(factor, regulators);
  const inverse = Array.from(candidates, (_, r) => {
    const row = new Float64Array(regulators);
    row[r] = 1;
    choleskySolveInPlace(factor, regulators, row);
    return row;
  });
  const candidateOf = new Map(Array.from(candidates, (gene, r) => [gene, r]));
  const meanVariance = covariance.reduce((sum, c, at) => sum + (at % (genes + 1) === 0 ? c / genes : 0), 0);
  return (regulator) => {
    const row = inverse[regulator] as Float64Array;
    const coefficients = Float64Array.from({ length: genes }, (_, g) => {
      const own = candidateOf.get(g);
      if (own === regulator) return 0;
      if (own !== undefined) return -(row[own] as number) / ((inverse[own] as Float64Array)[own] as number);
      return row.reduce(
        (sum, s, q) => sum + s * (covariance[(candidates[q] as number) * genes + g] as number),
        0,
      );
    });
    // σ² (S⁻¹ C S⁻¹)_rr / n with C = S − .1 I and σ² at most the variance of a gene.
    const squares = row.reduce((sum, s) => sum + s * s, 0);
    const noiseVariance = (meanVariance * ((row[regulator] as number) - PENALTY * squares)) / spread.freedom;
    return { coefficients, noiseVariance };
  };
}

function reliability(values: Float64Array, noiseVariance: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return variance > 0 ? Math.max(0, 1 - noiseVariance / variance) : 0;
}

/** [G × G] covariance of genes within conditions, U diag(f² s²) Uᵀ; `factors` [G] damp the directions. */
export function covarianceWithin({ deviation, directions }: Spread, factors: Float64Array): Float64Array {
  const genes = deviation.length;
  const scaled = directions.map(
    (value, p) =>
      value * (deviation[Math.floor(p / genes)] as number) * (factors[Math.floor(p / genes)] as number),
  );
  return transposedProduct(scaled, genes, scaled, genes);
}

interface OwnedRow {
  readonly gene: number;
  /** [G] */
  readonly values: Float64Array;
}

/** Residual share of the sum of squares that is rounding: the row is constant. */
const ROUNDING = 1e-12;

/** [a × b] Pearson's r over the genes except both rows' own, from sums over all genes minus two terms; 0 where a row is constant. */
export function correlationsWithout(a: readonly OwnedRow[], b: readonly OwnedRow[]): Float64Array {
  const genes = a[0]?.values.length ?? 0;
  const products =
    genes === 0 ? new Float64Array(0) : innerProducts(stacked(a, genes), stacked(b, genes), genes);
  const [sumsOfA, sumsOfB] = [a.map(sumsOf), b.map(sumsOf)];
  return products.map((product, p) => {
    const [i, j] = [Math.floor(p / b.length), p % b.length];
    const [x, y] = [a[i] as OwnedRow, b[j] as OwnedRow];
    const left = x.gene === y.gene ? [x.gene] : [x.gene, y.gene];
    const n = genes - left.length;
    const [sumX, squaresX] = without(sumsOfA[i] as Sums, x.values, left);
    const [sumY, squaresY] = without(sumsOfB[j] as Sums, y.values, left);
    const together = left.reduce(
      (sum, gene) => sum - (x.values[gene] as number) * (y.values[gene] as number),
      product,
    );
    const varianceX = squaresX - sumX ** 2 / n;
    const varianceY = squaresY - sumY ** 2 / n;
    if (!(varianceX > ROUNDING * squaresX && varianceY > ROUNDING * squaresY)) return 0;
    return (together - (sumX * sumY) / n) / Math.sqrt(varianceX * varianceY);
  });
}

function stacked(rows: readonly OwnedRow[], genes: number): Float64Array {
  const all = new Float64Array(rows.length * genes);
  rows.forEach(({ values }, row) => all.set(values, row * genes));
  return all;
}

/** Of the values and of their squares. */
type Sums = readonly [sum: number, squares: number];

function sumsOf({ values }: OwnedRow): Sums {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return [sum, squares];
}

function without([sum, squares]: Sums, values: Float64Array, left: readonly number[]): Sums {
  return left.reduce<Sums>(
    ([rest, restOfSquares], gene) => {
      const value = values[gene] as number;
      return [rest - value, restOfSquares - value * value];
    },
    [sum, squares],
  );
}
