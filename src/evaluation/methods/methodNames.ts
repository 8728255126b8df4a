/** Names of the methods that every run is compared with. Apart from their code, which the page loads only where it runs. */
import type { ProblemSize } from './method';

/** Deterministic methods. */
export const closedForms = [
  'density',
  'pearson',
  'ko-z',
  'welch',
  'wasserstein',
  'linear-on-means',
  'cell-ridge',
  'cell-lasso',
] as const;

export const methodNames = [...closedForms, 'genie3', 'grnboost2'] as const;

export type MethodName = (typeof methodNames)[number];

const unsigned: readonly MethodName[] = ['density', 'wasserstein', 'genie3', 'grnboost2'];

/** Whether a score has the sign of the edge; otherwise scores are magnitudes. */
export function isSigned(method: MethodName): boolean {
  return !unsigned.includes(method);
}

export type BaselineName = Exclude<MethodName, 'density'>;

/** How long the methods take that every run is compared with; apart from their descriptions, which the page fetches when they are shown. */
const seconds: Readonly<Record<BaselineName, (size: ProblemSize) => number>> = {
  pearson: (size) => 0.01 + 1e-9 * pairs(size) * cells(size),
  'ko-z': () => 0.01,
  welch: () => 0.01,
  wasserstein: (size) => 0.02 + 1e-7 * cells(size) * size.genes,
  'linear-on-means': (size) => 0.01 + 1e-8 * size.genes * size.regulators ** 2,
  'cell-ridge': (size) => 0.02 + 1e-9 * (cells(size) + size.genes) * size.regulators ** 2,
  'cell-lasso': (size) =>
    0.02 + 1e-9 * (pairs(size) * cells(size) + (cells(size) + 20 * size.genes) * size.regulators ** 2),
  // A tree draws √R predictors at a node.
  genie3: (size) => 0.05 + 2.1e-6 * treeRows(size) * Math.sqrt(Math.max(1, size.regulators)),
  // It stops early, later where genes are predictable: on hiPSC after half of this time.
  grnboost2: (size) => 0.05 + treeRows(size) * (6.5e-6 + 2.5e-8 * size.regulators),
};

/**
 * On one core of a typical computer. Fitted to the processor time on an AMD EPYC of simulated screens of 12 to 200 genes, 10 to 200 candidates
 * and 100 to 6,400 cells, of hiPSC and of Papalexi (16,192 cells, 216 genes, 36 candidates); most times above .1 s are within a factor of 2.
 */
export function baselineSeconds(name: BaselineName, size: ProblemSize): number {
  return seconds[name](size);
}

export function cells({ perturbedCells, controls }: ProblemSize): number {
  return perturbedCells + controls;
}

/** Cells that a tree sees (treeEnsembles.ts), for every gene. */
function treeRows({ genes, perturbedCells, controls }: ProblemSize): number {
  return genes * Math.min(1500, perturbedCells + Math.min(200, controls));
}

export function pairs({ genes, regulators }: ProblemSize): number {
  return genes * regulators;
}
