import type { Dataset } from '../../dataset/dataset';
import type { MeasuredPerturbation } from './measured';
import type { Scaling } from './scaling';
import type { Strata } from './strata';

/**
 * Back-transform of composition-corrected shifts to shifts as measured (docs/method.md, "Predictions go back"):
 * predicted expression is rescaled to the total it was normalised to, then each gene gets one factor that fits the
 * back-transformed training shifts to the measured ones.
 */
export interface BackTransform {
  /** [G] ȳ_0, mean of expm1 over the controls. */
  readonly controlPseudobulk: Float64Array;
  /** [G] s, log1p units per z. */
  readonly scale: Float64Array;
  /** Whether the modelled genes are all genes that were normalised to the total; a subset has no fixed total. */
  readonly wholeTotal: boolean;
  /** [G] r_g. */
  readonly geneScale: Float64Array;
}

/** Prior weight, in mean squared training shifts, of the factor shared by all genes. */
const SHARED_FACTOR_WEIGHT = 3;

/** Predicted z shift [G] as trained on → z shift [G] as measured. A copy without a correction. */
export function backTransform(back: BackTransform | null, shift: ArrayLike<number>): Float64Array {
  if (back === null) return Float64Array.from(shift);
  const measured = atTotal(back, shift);
  for (let g = 0; g < measured.length; g++)
    measured[g] = (measured[g] as number) * (back.geneScale[g] as number);
  return measured;
}

/** One training shift as trained on and as measured, and the genes excluded from the fit. */
interface ShiftPair {
  readonly shift: Float64Array;
  readonly rawShift: Float64Array;
  readonly targets: readonly number[];
}

/**
 * r_g = (Σ_k R T + a r̄)/(Σ_k R² + a), R the training shifts rescaled to their total, T the measured ones, a = 3·mean_g
 * Σ_k R².
 */
function fitBackTransform(
  fixed: Omit<BackTransform, 'geneScale'>,
  training: readonly ShiftPair[],
): BackTransform {
  const genes = fixed.scale.length;
  const products = new Float64Array(genes);
  const squares = new Float64Array(genes);
  for (const { shift, rawShift, targets } of training) {
    const sent = atTotal(fixed, shift);
    for (let g = 0; g < genes; g++) {
      if (targets.includes(g)) continue;
      products[g] = (products[g] as number) + (sent[g] as number) * (rawShift[g] as number);
      squares[g] = (squares[g] as number) + (sent[g] as number) ** 2;
    }
  }
  const allSquares = squares.reduce((sum, value) => sum + value, 0);
  if (!(allSquares > 0)) return { ...fixed, geneScale: new Float64Array(genes).fill(1) };
  const shared = products.reduce((sum, value) => sum + value, 0) / allSquares;
  const weight = (SHARED_FACTOR_WEIGHT * allSquares) / genes;
  return {
    ...fixed,
    geneScale: products.map((product, g) => (product + weight * shared) / ((squares[g] as number) + weight)),
  };
}

/** (log1p ŷ − log1p ȳ_0)/s with ŷ = expm1(log1p ȳ_0 + s·Δ) rescaled to Σŷ = Σȳ_0. */
function atTotal(
  { controlPseudobulk, scale, wholeTotal }: Omit<BackTransform, 'geneScale'>,
  shift: ArrayLike<number>,
): Float64Array {
  let controlTotal = 0;
  let total = 0;
  const amount = controlPseudobulk.map((control, g) => {
    const value = Math.max(0, Math.expm1(Math.log1p(control) + (scale[g] as number) * (shift[g] as number)));
    controlTotal += control;
    total += value;
    return value;
  });
  const factor = wholeTotal && total > 0 ? controlTotal / total : 1;
  return amount.map(
    (value, g) =>
      (Math.log1p(value * factor) - Math.log1p(controlPseudobulk[g] as number)) / (scale[g] as number),
  );
}

/** Relative variation of row sums of expm1 below which the modelled genes are all that was normalised to a total. */
const TOTAL_VARIATION = 0.01;

/** The back-transform of a dataset, from its reference cells and the shifts of `learned`, the training perturbations. */
export function backTransformOf(
  dataset: Dataset,
  strata: Strata,
  scaling: Scaling,
  learned: readonly MeasuredPerturbation[],
): BackTransform {
  const genes = dataset.genes.length;
  const references = strata.reference.reduce((cells, reference) => cells + reference.length, 0);
  const controlPseudobulk = new Float64Array(genes);
  strata.reference.forEach((reference, stratum) => {
    const share = reference.length / references;
    for (let g = 0; g < genes; g++)
      controlPseudobulk[g] =
        (controlPseudobulk[g] as number) + share * (scaling.pseudobulk[stratum * genes + g] as number);
  });
  return fitBackTransform(
    { controlPseudobulk, scale: scaling.reportedScale, wholeTotal: keepsTotal(dataset, strata) },
    learned.flatMap(({ interventions, endpoints }) =>
      endpoints.map(({ shift, rawShift }) => ({
        shift,
        rawShift,
        targets: interventions.map(({ gene }) => gene),
      })),
    ),
  );
}

function keepsTotal(dataset: Dataset, strata: Strata): boolean {
  const genes = dataset.genes.length;
  let cells = 0;
  let sum = 0;
  let squares = 0;
  for (const reference of new Set(strata.reference))
    for (const cell of reference) {
      let total = 0;
      for (let g = 0; g < genes; g++) total += Math.expm1(dataset.values[cell * genes + g] as number);
      cells += 1;
      sum += total;
      squares += total ** 2;
    }
  const mean = sum / cells;
  return Math.sqrt(Math.max(0, squares / cells - mean ** 2)) < TOTAL_VARIATION * mean;
}
