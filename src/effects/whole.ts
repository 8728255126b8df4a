/** What is said of a perturbation as a whole: whether it does anything, and whether its guides agree. */
import { chiSquareTail, normalQuantile } from '../numerics/distributions';
import { normalTail } from '../numerics/significance';
import { median } from '../numerics/statistics';
import type { Tests, Variances } from './comparison';
import type { Design, Fit } from './fit';
import type { ResidualSums } from './residuals';

/** Cauchy combination of p values, valid under dependence (Liu and Xie 2020, eq. 2). NaN are left out. */
function combinedP(p: ArrayLike<number> & Iterable<number>): number {
  let [sum, used] = [0, 0];
  for (const value of p) {
    if (!Number.isFinite(value)) continue;
    const bounded = Math.min(Math.max(value, 1e-300), 1 - 1e-12);
    sum += bounded < 1e-12 ? 1 / (bounded * Math.PI) : Math.tan((0.5 - bounded) * Math.PI);
    used += 1;
  }
  if (used === 0) return NaN;
  const average = sum / used;
  return average > 1e12 ? 1 / (average * Math.PI) : 0.5 - Math.atan(average) / Math.PI;
}

/**
 * p of each perturbation (control: NaN) for changing any gene but its own targets: the Cauchy combination of the genes' p, strong for few
 * large effects, and of their sum of squares beside a scaled χ², strong for many small ones.
 * @param own [perturbations × genes] 1: a target of the perturbation
 * @param correlation mean squared correlation of two genes
 */
export function anyEffect(
  { p }: Tests,
  own: Uint8Array,
  { perturbations, genes }: { readonly perturbations: number; readonly genes: number },
  correlation: number,
): Float64Array {
  return Float64Array.from({ length: perturbations }, (_, k) => {
    if (k === 0) return NaN;
    const scores = new Float64Array(genes);
    let used = 0;
    for (let gene = 0; gene < genes; gene++) {
      const value = p[k * genes + gene] as number;
      if (own[k * genes + gene] !== 1 && Number.isFinite(value))
        scores[used++] = normalQuantile(Math.min(Math.max(value, 1e-300), 1) / 2);
    }
    return combinedEvidence(scores.subarray(0, used), correlation);
  });
}

/**
 * p of normal scores being more than noise: the Cauchy combination of their p, and of their sum of squares beside a scaled χ².
 * @param correlation mean squared correlation of two scores @param variance of a score by chance
 */
export function combinedEvidence(scores: Float64Array, correlation: number, variance = 1): number {
  const n = scores.length;
  if (n === 0) return NaN;
  const spread = n + n * (n - 1) * correlation;
  const sum = scores.reduce((squares, score) => squares + score * score, 0) / variance;
  const scale = Math.sqrt(variance);
  return combinedP([
    combinedP(scores.map((score) => 2 * normalTail(Math.abs(score) / scale))),
    chiSquareTail((sum * n) / spread, (n * n) / spread),
  ]);
}

/** Pairs of unrelated guides that are enough for their spread; of more, evenly drawn ones are taken. */
const UNRELATED_PAIRS = 5000;

/** Standardised deviations of guides are clipped here, so that one gene does not decide. */
const CLIP = 5;

/**
 * p of each perturbation for having guides that agree (NaN with fewer than two guides): the sum over pairs of its guides of the inner
 * products of their standardised deviations from the controls, the controls' shared error taken out, in units of the spread of the same
 * product between guides of different perturbations.
 * @param means [guides × genes] @param own [perturbations × genes] 1: a target
 */
export function guideAgreement(
  { genes, guides, cellsOfGuide }: ResidualSums,
  { perturbations, perturbationOfGuide }: Design,
  {
    fit: { weightOfGuide },
    variances,
    means,
  }: { readonly fit: Fit; readonly variances: Variances; readonly means: Float64Array },
  own: Uint8Array,
): Float64Array {
  const controls = Array.from(perturbationOfGuide.keys()).filter((guide) => perturbationOfGuide[guide] === 0);
  const total = controls.reduce((sum, guide) => sum + (weightOfGuide[guide] as number), 0);
  const used = Array.from(variances.cells.keys()).filter((gene) => (variances.cells[gene] as number) > 0);
  const width = used.length;
  const [scores, inverse] = [new Float64Array(guides * width), new Float64Array(guides * width)];
  const shared = new Float64Array(width);
  const noise = (guide: number, gene: number) =>
    (variances.cells[gene] as number) / Math.max(cellsOfGuide[guide] as number, 1) +
    (variances.guides[gene] as number);
  const reference = new Float64Array(width);
  for (const guide of controls) {
    const weight = (weightOfGuide[guide] as number) / total;
    used.forEach((gene, at) => {
      (reference[at] as number) += weight * (means[guide * genes + gene] as number);
      (shared[at] as number) += weight * weight * noise(guide, gene);
    });
  }
  for (let guide = 0; guide < guides; guide++) {
    const perturbation = perturbationOfGuide[guide] as number;
    const beside = perturbation === 0 ? total / Math.max(total - (weightOfGuide[guide] as number), 1e-9) : 1;
    used.forEach((gene, at) => {
      const spread = Math.sqrt(noise(guide, gene));
      const deviation =
        (beside * ((means[guide * genes + gene] as number) - (reference[at] as number))) / spread;
      const isOwn = own[perturbation * genes + gene] === 1;
      scores[guide * width + at] = isOwn ? 0 : Math.min(Math.max(deviation, -CLIP), CLIP);
      inverse[guide * width + at] = 1 / spread;
    });
  }
  const agreement = (a: number, b: number) => {
    const [first, second] = [a * width, b * width];
    let sum = 0;
    for (let at = 0; at < width; at++)
      sum +=
        (scores[first + at] as number) * (scores[second + at] as number) -
        (inverse[first + at] as number) * (shared[at] as number) * (inverse[second + at] as number);
    return sum;
  };
  const present = Array.from(cellsOfGuide.keys()).filter((guide) => (cellsOfGuide[guide] as number) > 0);
  const [statistic, pairs] = [new Float64Array(perturbations), new Float64Array(perturbations)];
  const unrelated: number[] = [];
  const step = Math.max(1, Math.floor((present.length * (present.length - 1)) / 2 / UNRELATED_PAIRS));
  let count = 0;
  present.forEach((guide, at) => {
    const first = perturbationOfGuide[guide] as number;
    for (const other of present.slice(at + 1)) {
      const second = perturbationOfGuide[other] as number;
      if (first === second) {
        (statistic[first] as number) += agreement(guide, other);
        (pairs[first] as number) += 1;
      } else if (first > 0 && second > 0 && count++ % step === 0) unrelated.push(agreement(guide, other));
    }
  });
  // Products of unrelated guides scatter about 0; 1.4826: median absolute deviation of a normal variable.
  const scale = 1.4826 * median(unrelated.map((value) => Math.abs(value)));
  return statistic.map((value, k) =>
    (pairs[k] as number) > 0 ? normalTail(value / (scale * Math.sqrt(pairs[k] as number))) : NaN,
  );
}
