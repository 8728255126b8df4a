/**
 * What the data say about themselves before anything is trained: the closed-form answers to the first three of the four
 * questions of docs/method.md. Verdicts are diagnosisVerdict.ts's; the fourth question is cross-validation's.
 */
import type { Dataset } from '../dataset/dataset';
import { capInPlace, isResolved, plainCap, residuals } from '../dynamics/prepare/cappedCells';
import { interventionalRidge } from '../dynamics/prepare/interventionalRidge';
import type { MeasuredPerturbation, Prepared } from '../dynamics/prepare/prepare';
import { median, pearson } from '../numerics/statistics';
import { typicalCorrelation } from './diagnosisFactor';
import { labelEvidence } from './diagnosisLabels';
import { signalOverPermutations } from './diagnosisSignal';
import type { Diagnosis } from './result';

/** Signals over the training perturbations of `prepared`; all null with one sample per condition, all but one beyond 2,000 genes. */
export function diagnose(prepared: Prepared, dataset: Dataset, seed: number): Diagnosis {
  const { spread, training } = prepared;
  if (spread === null) {
    const isReplicated = training.conditionOfCell.length > training.conditions.length;
    return {
      signal: isReplicated ? signalOverPermutations(prepared, seed) : null,
      agreement: null,
      labels: null,
      sharedFactor: null,
      typicalCorrelation: null,
    };
  }
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
    labels: labelEvidence(prepared, candidates, spread),
    sharedFactor: isResolved(spread) ? largest / median(spread.deviation) : null,
    typicalCorrelation: isResolved(spread) ? typicalCorrelation(spread) : null,
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
