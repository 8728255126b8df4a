/**
 * Closed-form diagnosis of the data before training: the first three of the four questions of docs/method.md. Verdicts are in verdict.ts;
 * cross-validation answers the fourth.
 */
import type { Dataset } from '../../dataset/dataset';
import { capInPlace, isResolved, plainCap, residuals, type Spread } from '../../dynamics/prepare/cappedCells';
import { interventionalRidge } from '../../dynamics/prepare/interventionalRidge';
import type { Prepared } from '../../dynamics/prepare/prepare';
import type { MeasuredPerturbation } from '../../dynamics/prepare/measured';
import { median, pearson } from '../../numerics/statistics';
import { labelEvidence, covarianceWithin } from './labels';
import type { Diagnosis } from '../run/result';
import { suspectLabels } from './suspectLabels';
import { Random } from '../../numerics/random';

/**
 * Over the training perturbations of `prepared`. Without a spectrum (one sample per condition, or more than 2,000 genes) only the signal of
 * replicated conditions is measured.
 */
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
      effects: null,
      suspectLabels: suspectLabels(prepared, null),
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
    effects: null,
    suspectLabels: suspectLabels(prepared, null),
  };
}

/** Correlation of two sets of coefficients [G × R] over (gene, perturbed regulator), without the diagonal. */
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

const PERMUTATIONS = 15;
/** Added to squared standard errors of permuted cells (z units). */
const VARIANCE_FLOOR = 1e-6;

/**
 * Signal T: mean of (D/se)² off target over training endpoints and genes, over its mean in 15 permutations of the training cells within
 * each time point. About 1 where nothing measurable changes; null where there is nothing to compare.
 */
function signalOverPermutations(prepared: Prepared, seed: number): number | null {
  let observed = 0;
  let entries = 0;
  for (const { interventions, endpoints, training } of prepared.perturbations) {
    if (!training) continue;
    const targets = new Set(interventions.map(({ gene }) => gene));
    for (const { shift, standardError } of endpoints)
      shift.forEach((d, gene) => {
        if (targets.has(gene)) return;
        observed += d ** 2 / ((standardError[gene] ?? 0) ** 2 + VARIANCE_FLOOR);
        entries += 1;
      });
  }
  const random = new Random(seed);
  let permuted = 0;
  for (let q = 0; q < PERMUTATIONS; q++) permuted += permutedStatistic(prepared, random);
  return entries === 0 || !(permuted > 0) ? null : observed / entries / (permuted / PERMUTATIONS);
}

/** The statistic after one permutation of the cells within the compared groups. */
function permutedStatistic({ training, comparedWith, mean }: Prepared, random: Random): number {
  const genes = mean.length;
  const { conditions, values, conditionOfCell } = training;
  const groups = comparedGroups(training, comparedWith);
  const owner = permuteWithin(groups, conditionOfCell, random);
  const sum = new Float64Array(conditions.length * genes);
  const squares = new Float64Array(conditions.length * genes);
  for (let cell = 0; cell < conditionOfCell.length; cell++) {
    const p = (owner[cell] ?? 0) * genes;
    for (let g = 0; g < genes; g++) {
      const z = values[cell * genes + g] ?? 0;
      sum[p + g] = (sum[p + g] ?? 0) + z;
      squares[p + g] = (squares[p + g] ?? 0) + z * z;
    }
  }

  let statistic = 0;
  let entries = 0;
  for (const members of groups)
    for (const condition of members) {
      const own = conditions[condition];
      if (own === undefined || own.perturbation < 0) continue;
      const others = members.filter((other) =>
        comparedWith === 'controls' ? conditions[other]?.perturbation === -1 : other !== condition,
      );
      const n = own.cells;
      const m = others.reduce((cells, other) => cells + (conditions[other]?.cells ?? 0), 0);
      if (n < 2 || m < 2) continue;
      const targets = new Set(own.interventions.map(({ gene }) => gene));
      for (let g = 0; g < genes; g++) {
        if (targets.has(g)) continue;
        let otherSum = 0;
        let otherSquares = 0;
        for (const other of others) {
          otherSum += sum[other * genes + g] ?? 0;
          otherSquares += squares[other * genes + g] ?? 0;
        }
        const ownMean = (sum[condition * genes + g] ?? 0) / n;
        const otherMean = otherSum / m;
        const variance =
          ((squares[condition * genes + g] ?? 0) / n - ownMean ** 2) / n +
          (otherSquares / m - otherMean ** 2) / m;
        statistic += (ownMean - otherMean) ** 2 / (variance + VARIANCE_FLOOR);
        entries += 1;
      }
    }
  return entries === 0 ? 0 : statistic / entries;
}

/** Conditions by time point; all in one group where a time point has no controls of its own. */
function comparedGroups(
  { conditions }: Prepared['training'],
  comparedWith: Prepared['comparedWith'],
): readonly (readonly number[])[] {
  const every = Array.from(conditions.keys());
  const times = [...new Set(conditions.map(({ time }) => time))];
  const byTime = times.map((time) => every.filter((condition) => conditions[condition]?.time === time));
  const hasControl = (members: readonly number[]): boolean =>
    members.some((condition) => conditions[condition]?.perturbation === -1);
  return comparedWith === 'others' || byTime.every(hasControl) ? byTime : [every];
}

/** [cells] conditions, permuted among the cells of each group. */
function permuteWithin(
  groups: readonly (readonly number[])[],
  conditionOfCell: Int32Array,
  random: Random,
): Int32Array {
  const owner = new Int32Array(conditionOfCell.length);
  for (const members of groups) {
    const isMember = new Set(members);
    const cells = Array.from(conditionOfCell.keys()).filter((cell) =>
      isMember.has(conditionOfCell[cell] ?? 0),
    );
    const order = random.permutation(cells.length);
    cells.forEach((cell, i) => {
      owner[cell] = conditionOfCell[cells[order[i] ?? 0] ?? 0] ?? 0;
    });
  }
  return owner;
}

/** Median of a squared standard normal: of n r² for an uncorrelated pair. */
const MEDIAN_OF_SQUARES = 0.4549;

/**
 * Typical |correlation| of a pair of genes within conditions: √(median r²), reduced by its chance level (0.455 over the degrees of
 * freedom), at least 0; to three digits, as in links. A network leaves most pairs uncorrelated, a hidden factor correlates most of them;
 * counting noise reduces all correlations alike. Constant genes are left out; null for fewer than three.
 */
export function typicalCorrelation(spread: Spread): number | null {
  const genes = spread.deviation.length;
  const covariance = covarianceWithin(spread, new Float64Array(genes).fill(1));
  const varying = Array.from({ length: genes }, (_, g) => g).filter(
    (g) => (covariance[g * genes + g] as number) > 1e-6,
  );
  if (varying.length < 3) return null;
  const squares: number[] = [];
  for (const i of varying)
    for (const j of varying) {
      if (j >= i) break;
      const variances = (covariance[i * genes + i] as number) * (covariance[j * genes + j] as number);
      squares.push((covariance[i * genes + j] as number) ** 2 / variances);
    }
  const typical = Math.sqrt(Math.max(0, median(squares) - MEDIAN_OF_SQUARES / spread.freedom));
  return Math.round(1000 * typical) / 1000;
}
