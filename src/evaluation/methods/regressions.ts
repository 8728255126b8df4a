/**
 * Regressions of every gene on the other candidates over cells or conditions. Except for Pearson's r, rows in which the response was set
 * are left out of its regression. Coefficients are signed.
 */
import { interventionalRidge } from '../../dynamics/prepare/interventionalRidge';
import { scoresByRegulator, type Screen } from './screen';
import { crossProducts, type WeightedRows } from '../../numerics/linearAlgebra';
import { freeCovariances, type Covariance } from './covariances';

/** [R × G] linear ODE at steady state, D_i = Σ_j W_ij D_j over the mean shifts of the training conditions; ridge 0.1 × their number. */
export function linearOnMeansScores(screen: Screen): Float32Array {
  const genes = screen.dataset.genes.length;
  const endpoints = screen.perturbations.flatMap((one) => (one.training ? one.endpoints : []));
  const values = new Float64Array(endpoints.length * genes);
  endpoints.forEach(({ shift }, row) => values.set(shift, row * genes));
  const conditions = Int32Array.from(endpoints, ({ condition }) => condition);
  return ridgeScores(screen, values, conditions);
}

/** [R × G] ridge 0.1 × number of cells over all training cells. */
export function cellRidgeScores(screen: Screen): Float32Array {
  return ridgeScores(screen, screen.cells.values, screen.cells.conditionOf);
}

/** [R × G]; `values` [rows × G], and the condition of each row. */
function ridgeScores(
  { dataset: { genes, candidates }, targets }: Screen,
  values: WeightedRows['values'],
  groupOfRow: Int32Array,
): Float32Array {
  const rows = { values, columns: genes.length, weights: null };
  const coefficients = interventionalRidge({ rows, groupOfRow, targets, candidates });
  return scoresByRegulator(coefficients, candidates.length);
}

/** [R × G] Pearson's r over all training cells, without labels: signed, undirected; 0 where a gene is constant and on the diagonal. */
export function pearsonScores({ dataset, cells }: Screen): Float32Array {
  const genes = dataset.genes.length;
  const deviations = Float64Array.from(cells.values);
  const norm = new Float64Array(genes);
  for (let g = 0; g < genes; g++) {
    let sum = 0;
    for (let p = g; p < deviations.length; p += genes) sum += deviations[p] as number;
    let squares = 0;
    for (let p = g; p < deviations.length; p += genes) {
      const difference = (deviations[p] as number) - sum / cells.count;
      deviations[p] = difference;
      squares += difference ** 2;
    }
    norm[g] = Math.sqrt(squares);
  }
  const products = crossProducts(
    { values: deviations, columns: genes, weights: null },
    Int32Array.from(cells.conditionOf.keys()),
    dataset.candidates,
    Int32Array.from(norm.keys()),
  );
  return Float32Array.from(products, (product, p) => {
    const source = dataset.candidates[Math.floor(p / genes)] as number;
    const scale = (norm[source] as number) * (norm[p % genes] as number);
    return scale > 0 && source !== p % genes ? product / scale : 0;
  });
}

const ALPHA = 0.02;
const MAX_SWEEPS = 3000;
/** Largest change of a standardised coefficient in the last sweep. */
const TOLERANCE = 1e-7;

/**
 * [R × G] coefficients of the lasso with an intercept (scikit-learn's objective, |y − Xw − b|²/(2n) + α|w|₁; α = .02 in z units), by cyclic
 * coordinate descent on the Gram matrix (Friedman, Hastie & Tibshirani 2010), which genes that were never set share. Yields the share of
 * genes done.
 */
export function* lassoScores(screen: Screen): Generator<number, Float32Array> {
  const { candidates, genes: names } = screen.dataset;
  const genes = names.length;
  const covarianceOf = freeCovariances(screen);
  const scores = new Float32Array(candidates.length * genes);
  for (let gene = 0; gene < genes; gene++) {
    const weights = descend(covarianceOf(gene), candidates.indexOf(gene));
    weights.forEach((weight, r) => {
      scores[r * genes + gene] = weight;
    });
    yield (gene + 1) / genes;
  }
  return scores;
}

/** [R] minimises w′Cw/2 − c′w + α|w|₁ with w = 0 at `own` (−1: nowhere). */
function descend({ candidates: c, response }: Covariance, own: number): Float64Array {
  const regulators = response.length;
  const weights = new Float64Array(regulators);
  // Remaining covariance with the response: c − C w.
  const left = response.slice();
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let largest = 0;
    for (let r = 0; r < regulators; r++) {
      const variance = c[r * regulators + r] as number;
      if (r === own || !(variance > 0)) continue;
      const before = weights[r] as number;
      const pull = (left[r] as number) + variance * before;
      const after = (Math.sign(pull) * Math.max(0, Math.abs(pull) - ALPHA)) / variance;
      if (after === before) continue;
      weights[r] = after;
      for (let q = 0; q < regulators; q++)
        left[q] = (left[q] as number) - (after - before) * (c[r * regulators + q] as number);
      largest = Math.max(largest, Math.abs(after - before) * Math.sqrt(variance));
    }
    if (largest < TOLERANCE) break;
  }
  return weights;
}
