/** How long the methods take that grow many trees: the only ones whose time is worth knowing before. */
import { isControl } from '../../dataset/dataset';
import type { MethodName } from '../../evaluation/methods/methods';
import type { Screen } from '../../evaluation/methods/screen';

/** A method that would take longer is left out, unless another limit is given. */
export const MOST_MINUTES = 5;

/** What they learn a gene from at most. */
const MOST_CELLS = 1500;
const MOST_CONTROLS = 200;

/**
 * Seconds per gene, cell and predictor drawn at a node, measured from 60 genes with 10 regulators to 200 with 200 on one core.
 * Boosting stops by itself, later on genes that can be predicted: twice its mean.
 */
const SECONDS = { genie3: 1.5e-5, grnboost2: 3e-5 } as const;

export interface ProblemSize {
  readonly genes: number;
  readonly regulators: number;
  /** Of training. */
  readonly perturbedCells: number;
  readonly controls: number;
}

export function sizeOf({ dataset, cells }: Screen): ProblemSize {
  const isOfControl = dataset.conditions.map(isControl);
  const controls = cells.conditionOf.filter((condition) => isOfControl[condition] === true).length;
  return {
    genes: dataset.genes.length,
    regulators: dataset.candidates.length,
    perturbedCells: cells.count - controls,
    controls,
  };
}

/** Estimated for one core of an ordinary machine; 0 for methods of seconds. */
export function minutesOf(
  method: MethodName,
  { genes, regulators, perturbedCells, controls }: ProblemSize,
): number {
  if (method !== 'genie3' && method !== 'grnboost2') return 0;
  const cells = Math.min(MOST_CELLS, perturbedCells + Math.min(MOST_CONTROLS, controls));
  return (SECONDS[method] * genes * cells * Math.max(1, Math.sqrt(regulators))) / 60;
}
