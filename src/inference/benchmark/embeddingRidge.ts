/**
 * Unseen perturbations predicted from an embedding of genes that the run was given: a ridge regression of the mean shifts on the rows of the
 * perturbed genes, shrunk towards the mean of the known perturbations, which is among its choices (docs/knowledge.md). The network does not use it.
 */
import type { TrainingData } from '../../dynamics/settings';
import type { Intervention } from '../../dataset/dataset';
import { inverseOf } from '../../numerics/lyapunov';
import type { Comparison } from '../run/result';
import { chosenStrength } from '../knowledge/withKnowledge';
import { meanOfKnown, type UnseenComparison } from './unseen';

/** Variance of what the embedding explains over that of the rest; 0 is the mean. */
const STRENGTHS = [0, 0.1, 0.3, 1, 3, 10];
/** Fewest and most known perturbations: an inverse of that size for each strength. */
const FEWEST = 4;
const MOST = 500;
/** Standard normal quantile of .95. */
const Z = 1.6449;

/** [judged] each [G], z. null without an embedding, and where too few or too many perturbations have rows in it. */
export function byEmbedding(
  { knowledge, candidates, conditions }: Pick<TrainingData, 'knowledge' | 'candidates' | 'conditions'>,
  judged: readonly UnseenComparison[],
): readonly Float64Array[] | null {
  const likeness = knowledge?.likeness;
  if (!likeness) return null;
  const placeOf = new Map(Array.from(candidates, (gene, place) => [gene, place]));
  const rows = new Map<string, readonly Part[]>();
  for (const { label, interventions } of conditions) rows.set(label, partsOf(interventions, placeOf));
  const alike = (a: string, b: string) =>
    cosine(rows.get(a) ?? [], rows.get(b) ?? [], likeness, candidates.length);
  const isRowed = ({ label }: Comparison) => alike(label, label) > 0;
  const fits = new Map<UnseenComparison['known'], Map<number | null, Fit>>();
  const fitOf = (one: UnseenComparison): Fit => {
    const atTime = fits.get(one.known) ?? new Map<number | null, Fit>();
    fits.set(one.known, atTime);
    const found = atTime.get(one.time) ?? fitted(one, isRowed, alike);
    atTime.set(one.time, found);
    return found;
  };
  const all = judged.map((one) => ({ one, fit: fitOf(one) }));
  if (all.every(({ fit }) => fit.used.length === 0)) return null;
  return all.map(({ one, fit }) => predicted(one, fit, alike));
}

interface Part {
  /** Of the candidates. */
  readonly place: number;
  /** Raised genes have the opposite effect of lowered ones. */
  readonly sign: 1 | -1;
}

function partsOf(
  interventions: readonly Intervention[],
  placeOf: ReadonlyMap<number, number>,
): readonly Part[] {
  return interventions.flatMap(({ gene, kind }) => {
    const place = placeOf.get(gene);
    return place === undefined ? [] : [{ place, sign: kind === 'overexpression' ? 1 : -1 } as const];
  });
}

/** Of the sums of the signed unit rows of two perturbations; 0 where one has none. */
function cosine(a: readonly Part[], b: readonly Part[], likeness: Float32Array, candidates: number): number {
  const product = (left: readonly Part[], right: readonly Part[]) =>
    left.reduce(
      (sum, one) =>
        right.reduce(
          (inner, other) =>
            inner + one.sign * other.sign * (likeness[one.place * candidates + other.place] as number),
          sum,
        ),
      0,
    );
  const lengths = Math.sqrt(Math.max(0, product(a, a)) * Math.max(0, product(b, b)));
  return lengths > 0 ? product(a, b) / lengths : 0;
}

type Alike = (a: string, b: string) => number;

interface Fit {
  /** Known perturbations with rows at that time; [] where the mean is all there is. */
  readonly used: readonly Comparison[];
  readonly strength: number;
  /** [n × n] P = A⁻¹ − A⁻¹11ᵀA⁻¹ / 1ᵀA⁻¹1 with A = I + strength · K, and A⁻¹1 / 1ᵀA⁻¹1 [n]. */
  readonly projector: Float64Array;
  readonly weights: Float64Array;
}

const NO_FIT: Fit = {
  used: [],
  strength: 0,
  projector: new Float64Array(),
  weights: new Float64Array(),
};

/** The mean of unknown size makes leaving one out exact: its residual is [P y]_i / P_ii. */
function fitted(one: UnseenComparison, isRowed: (one: Comparison) => boolean, alike: Alike): Fit {
  const used = one.known.filter((other) => other.time === one.time && isRowed(other));
  const n = used.length;
  if (n < FEWEST || n > MOST) return NO_FIT;
  const shifts = used.map((other) => freeShift(other, one));
  const products = used.map((_, i) => used.map((__, j) => dot(shifts[i] ?? [], shifts[j] ?? [])));
  const tried = STRENGTHS.flatMap((strength) => {
    const solved = solvedWith(strength, used, alike);
    return solved ? [{ ...solved, errors: leftOutErrors(solved.projector, products) }] : [];
  });
  // One standard error would leave the mean by chance in every sixth case, and with few perturbations at a high price.
  const strength = chosenStrength(tried, studentQuantile(n - 1));
  const { projector, weights } = tried.find((other) => other.strength === strength) ?? NO_FIT;
  return { used, strength, projector, weights };
}

/** Of .95 of Student's distribution: Fisher and Cornish's expansion (1960), within .01 from three degrees of freedom on. */
function studentQuantile(freedom: number): number {
  const terms = [
    (Z ** 3 + Z) / 4,
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96,
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384,
  ];
  return terms.reduce((sum, term, power) => sum + term / freedom ** (power + 1), Z);
}

function solvedWith(strength: number, used: readonly Comparison[], alike: Alike) {
  const n = used.length;
  const matrix = Float64Array.from(
    used.flatMap((a, i) => used.map((b, j) => Number(i === j) + strength * alike(a.label, b.label))),
  );
  const inverse = inverseOf(matrix, n)?.inverse;
  if (!inverse) return null;
  const sums = Float64Array.from(used, (_, i) =>
    inverse.subarray(i * n, (i + 1) * n).reduce((a, b) => a + b, 0),
  );
  const total = sums.reduce((a, b) => a + b, 0);
  const projector = inverse.map(
    (value, at) => value - ((sums[Math.floor(at / n)] as number) * (sums[at % n] as number)) / total,
  );
  return { strength, projector, weights: sums.map((sum) => sum / total) };
}

/** Squared errors of each perturbation, predicted from the others: (P S P)_ii / P_ii² with S the products of the shifts. */
function leftOutErrors(projector: Float64Array, products: readonly (readonly number[])[]) {
  const n = products.length;
  return products.map((_, i) => {
    const row = projector.subarray(i * n, (i + 1) * n);
    const square = products.reduce((sum, line, j) => sum + (row[j] as number) * dot(line, row), 0);
    return { error: Math.max(0, square) / (row[i] as number) ** 2 };
  });
}

/** The shift of a known perturbation, its own targets as of the others: what is set is no effect. */
function freeShift({ measured, targets }: Comparison, one: UnseenComparison): Float64Array {
  const shift = Float64Array.from(measured);
  const mean = meanOfKnown(one);
  for (const gene of targets) shift[gene] = mean[gene] as number;
  return shift;
}

function predicted(one: UnseenComparison, fit: Fit, alike: Alike): Float64Array {
  const { used, strength, projector, weights } = fit;
  const mean = meanOfKnown(one);
  const n = used.length;
  const near = used.map(({ label }) => strength * alike(one.label, label));
  if (near.every((value) => value === 0)) return mean;
  const share = Float64Array.from(
    weights,
    (weight, j) => weight + near.reduce((sum, value, i) => sum + value * (projector[i * n + j] as number), 0),
  );
  const shift = new Float64Array(mean.length);
  for (const [j, other] of used.entries()) {
    const free = freeShift(other, one);
    for (let gene = 0; gene < shift.length; gene++)
      shift[gene] = (shift[gene] as number) + (share[j] as number) * (free[gene] as number);
  }
  return shift;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
