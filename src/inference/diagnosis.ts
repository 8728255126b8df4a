/**
 * What the data say about themselves before anything is trained: the closed-form answers to the first three of the four
 * questions of docs/method.md. Thresholds and sentences belong to the page; the fourth question is cross-validation's.
 */
import type { Dataset } from '../dataset/dataset';
import { capInPlace, isResolved, plainCap, residuals } from '../dynamics/prepare/cappedCells';
import { interventionalRidge } from '../dynamics/prepare/interventionalRidge';
import type { MeasuredPerturbation, Prepared } from '../dynamics/prepare/prepare';
import { median, pearson } from '../numerics/statistics';
import { signalOverPermutations } from './diagnosisSignal';
import type { Diagnosis } from './result';

/** Fewest perturbations of one regulator each for which ranks of labels say something. */
const LABELS_TO_RANK = 12;

/** Signals over the training perturbations of `prepared`; all null with one sample per condition. */
export function diagnose(prepared: Prepared, dataset: Dataset, seed: number): Diagnosis {
  const { spread, training } = prepared;
  if (spread === null) return { signal: null, agreement: null, labelRank: null, sharedFactor: null };
  const genes = dataset.genes.length;
  const targets = training.conditions.map(({ interventions }) => interventions.map(({ gene }) => gene));
  const candidates = dataset.candidates;
  const between = interventionalRidge({
    rows: {
      values: training.centres,
      columns: genes,
      weights: Float64Array.from(training.conditions, ({ cells }) => cells),
    },
    groupOfRow: Int32Array.from(training.conditions.keys()),
    targets,
    candidates,
  });
  const rest = residuals(training, genes);
  capInPlace(rest, spread, plainCap(spread));
  const within = interventionalRidge({
    rows: { values: rest, columns: genes, weights: null },
    groupOfRow: training.conditionOfCell,
    targets,
    candidates,
  });
  const perturbations = prepared.perturbations.filter((perturbation) => perturbation.training);
  const largest = spread.deviation[genes - 1] ?? NaN;
  return {
    signal: signalOverPermutations(prepared, seed),
    agreement: agreement(between, within, candidates, genes, perturbations),
    labelRank: labelRank(within, candidates, genes, perturbations),
    sharedFactor: isResolved(spread) ? largest / median(spread.deviation) : null,
  };
}

/** Correlation of two sets of coefficients [G × R] over (gene, perturbed regulator), a gene on itself left out. */
function agreement(
  between: Float64Array,
  within: Float64Array,
  candidates: Int32Array,
  genes: number,
  perturbations: readonly MeasuredPerturbation[],
): number | null {
  const perturbed = new Set(
    perturbations.flatMap(({ interventions }) => interventions.map(({ gene }) => gene)),
  );
  const a: number[] = [];
  const b: number[] = [];
  candidates.forEach((regulator, r) => {
    if (!perturbed.has(regulator)) return;
    for (let gene = 0; gene < genes; gene++) {
      if (gene === regulator) continue;
      a.push(between[gene * candidates.length + r] ?? 0);
      b.push(within[gene * candidates.length + r] ?? 0);
    }
  });
  return a.length < 2 ? null : pearson(a, b);
}

/**
 * z of the mean rank of corr(W_w[:, j_k], ∓D_k) among all D_l, over perturbations of one candidate regulator (its first
 * endpoint at the latest time). Ranks of random labels are uniform: mean 1/2, variance 1/12.
 */
function labelRank(
  within: Float64Array,
  candidates: Int32Array,
  genes: number,
  perturbations: readonly MeasuredPerturbation[],
): number | null {
  const ranked = perturbations.flatMap(({ interventions, endpoints }) => {
    const only = interventions[0];
    const latest = endpoints.at(-1);
    if (only === undefined || latest === undefined || interventions.length > 1) return [];
    const regulator = candidates.indexOf(only.gene);
    const sign = only.kind === 'overexpression' ? 1 : -1;
    return regulator < 0 ? [] : [{ gene: only.gene, regulator, sign, shift: latest.shift }];
  });
  if (ranked.length < LABELS_TO_RANK) return null;
  let ranks = 0;
  for (const { gene, regulator, sign, shift } of ranked) {
    const column = Float64Array.from(
      { length: genes },
      (_, g) => within[g * candidates.length + regulator] ?? 0,
    );
    const likeness = (own: number, other: Float64Array): number => {
      const isKept = (_: number, g: number): boolean => g !== gene && g !== own;
      return sign * pearson(column.filter(isKept), other.filter(isKept));
    };
    const right = likeness(gene, shift);
    const beaten = ranked.filter((other) => other.gene !== gene && right > likeness(other.gene, other.shift));
    ranks += beaten.length / (ranked.length - 1);
  }
  return (ranks / ranked.length - 0.5) * Math.sqrt(12 * ranked.length);
}
