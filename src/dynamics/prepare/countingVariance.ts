/**
 * How much of the variance of cells within conditions is counting: molecules are captured one by one, independently in every gene, so that counting
 * adds to variances and not to covariances (docs/method.md, "Warm start").
 */
import { rowsByCondition, type Dataset } from '../../dataset/dataset';
import { countUnit } from '../../dataset/countUnit';
import { unitsOfConditions } from './dropoutImputation';
import type { Scaling } from './scaling';
import type { Strata } from './strata';

interface CountedCells {
  readonly dataset: Dataset;
  /** [cells × G] without imputed dropouts. */
  readonly values: Float32Array;
  readonly isTraining: (condition: number) => boolean;
  readonly isUsed: (cell: number) => boolean;
  readonly strata: Pick<Strata, 'ofCell'>;
  readonly scaling: Pick<Scaling, 'scale' | 'reportedScale'>;
}

/**
 * [G] variance (z units) that Poisson counts n of unit u add to x = log1p(u n), mean of the training cells in which the gene is not set; null where
 * the values hold no counts of molecules: no whole multiples of a unit, or with less variance than counting adds in
 * most genes, as rounded measurements may have. It is (Σ n d)²/Σ n per condition and cell, d = log1p(u n) − log1p(u (n − 1)): the
 * first term, λ (E D f)² with λ E D f = E n d, of the expansion of a Poisson variable's variance Σ_k λᵏ/k! (E Dᵏ f)² (Last & Penrose 2011, Probab. Theory
 * Relat. Fields 150: 663). Its terms are positive, so it is never too large; it is exact for rare and for many counts.
 */
export function countingVariance(given: CountedCells): Float64Array | null {
  const { dataset, values, isTraining, isUsed, strata } = given;
  const { scale, reportedScale } = given.scaling;
  // Cells whose other guides were subtracted hold no counts any more.
  if (dataset.counting) return dataset.counting.map((one, g) => one / (reportedScale[g] as number) ** 2);
  if (unitsOfConditions(dataset, isTraining) === null) return null;
  const genes = dataset.genes.length;
  const variance = new Float64Array(genes);
  const cellsOf = new Float64Array(genes);
  /** [G] Σ (x − mean of its condition)², and its degrees of freedom. */
  const squares = new Float64Array(genes);
  const freedom = new Float64Array(genes);
  rowsByCondition(dataset).forEach((rows, condition) => {
    if (!isTraining(condition)) return;
    /** [G] Σ n d, Σ n, Σ x and Σ x² of the condition. */
    const steps = new Float64Array(genes);
    const counts = new Float64Array(genes);
    const sums = new Float64Array(genes);
    const ofSquares = new Float64Array(genes);
    let cells = 0;
    for (const cell of rows) {
      if (!isUsed(cell)) continue;
      const from = cell * genes;
      const unit = countUnit(values.subarray(from, from + genes));
      if (unit === null) continue;
      cells++;
      const stratum = (strata.ofCell[cell] as number) * genes;
      for (let g = 0; g < genes; g++) {
        const value = values[from + g] as number;
        if (value <= 0) continue;
        const amount = Math.expm1(value);
        const one = scale[stratum + g] as number;
        const step = (value - Math.log1p(Math.max(0, amount - unit))) / one;
        sums[g] = (sums[g] as number) + value / one;
        ofSquares[g] = (ofSquares[g] as number) + (value / one) ** 2;
        steps[g] = (steps[g] as number) + (amount / unit) * step;
        counts[g] = (counts[g] as number) + amount / unit;
      }
    }
    const set = new Set(dataset.conditions[condition]?.interventions.map(({ gene }) => gene));
    for (let g = 0; g < genes; g++) {
      if (set.has(g) || cells === 0) continue;
      cellsOf[g] = (cellsOf[g] as number) + cells;
      squares[g] = (squares[g] as number) + (ofSquares[g] as number) - (sums[g] as number) ** 2 / cells;
      freedom[g] = (freedom[g] as number) + cells - 1;
      if (counts[g] !== 0)
        variance[g] = (variance[g] as number) + (steps[g] as number) ** 2 / (counts[g] as number);
    }
  });
  const counting = variance.map((sum, g) => sum / Math.max(1, cellsOf[g] as number));
  const below = counting.filter((one, g) => one * (freedom[g] as number) > (squares[g] as number));
  const counted = counting.filter((one) => one > 0);
  return 2 * below.length > counted.length ? null : counting;
}
