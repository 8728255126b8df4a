/**
 * Regressions of every gene on the other candidates over cells or conditions. Except for Pearson's r, rows in which the response was set
 * are left out of its regression. Coefficients are signed.
 */
import { interventionalRidge } from '../../dynamics/prepare/interventionalRidge';
import type { Screen } from './screen';
import { crossProducts, type WeightedRows, subtract } from '../../numerics/linearAlgebra';

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
  return Float32Array.from(
    coefficients,
    (_, p) => coefficients[(p % genes.length) * candidates.length + Math.floor(p / genes.length)] as number,
  );
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

/** Sums over some rows, with the candidates as predictors. */
interface Sums {
  readonly count: number;
  /** [R × R] */
  readonly gram: Float64Array;
  /** [R × responses] */
  readonly cross: Float64Array;
  /** [R] and [responses] */
  readonly candidates: Float64Array;
  readonly responses: Float64Array;
}

/**
 * [R × G] coefficients of the lasso with an intercept (scikit-learn's objective, |y − Xw − b|²/(2n) + α|w|₁; α = .02 in z units), by cyclic
 * coordinate descent on the Gram matrix (Friedman, Hastie & Tibshirani 2010), which genes that were never set share. Yields the share of
 * genes done.
 */
export function* lassoScores({ cells, dataset, targets }: Screen): Generator<number, Float32Array> {
  const { candidates } = dataset;
  const genes = dataset.genes.length;
  const rows = { values: cells.values, columns: genes, weights: null };
  const everyRow = Int32Array.from(cells.conditionOf.keys());
  const everyGene = Int32Array.from({ length: genes }, (_, g) => g);
  const all = sumsOf(rows, everyRow, candidates, everyGene);
  const scores = new Float32Array(candidates.length * genes);
  for (let gene = 0; gene < genes; gene++) {
    const isSet = targets.map((set) => set.includes(gene));
    const masked = everyRow.filter((row) => isSet[cells.conditionOf[row] as number]);
    const own = responseOf(all, gene);
    const used =
      masked.length === 0 ? own : without(own, sumsOf(rows, masked, candidates, Int32Array.of(gene)));
    const weights = descend(centred(used), candidates.indexOf(gene));
    weights.forEach((weight, r) => {
      scores[r * genes + gene] = weight;
    });
    yield (gene + 1) / genes;
  }
  return scores;
}

function sumsOf(rows: WeightedRows, chosen: Int32Array, candidates: Int32Array, genes: Int32Array): Sums {
  const { values, columns } = rows;
  const total = (gene: number) =>
    chosen.reduce((sum, row) => sum + (values[row * columns + gene] as number), 0);
  return {
    count: chosen.length,
    gram: crossProducts(rows, chosen, candidates, candidates),
    cross: crossProducts(rows, chosen, candidates, genes),
    candidates: Float64Array.from(candidates, total),
    responses: Float64Array.from(genes, total),
  };
}

/** The sums of one response. */
function responseOf(sums: Sums, response: number): Sums {
  const responses = sums.responses.length;
  return {
    ...sums,
    cross: sums.candidates.map((_, r) => sums.cross[r * responses + response] as number),
    responses: sums.responses.subarray(response, response + 1),
  };
}

function without(all: Sums, some: Sums): Sums {
  return {
    count: all.count - some.count,
    gram: subtract(all.gram, some.gram),
    cross: subtract(all.cross, some.cross),
    candidates: subtract(all.candidates, some.candidates),
    responses: subtract(all.responses, some.responses),
  };
}

/** Covariances of the candidates [R × R] and with one gene [R]. */
interface Covariance {
  readonly candidates: Float64Array;
  readonly response: Float64Array;
}

/** `sums` of one response. */
function centred({ count, gram, cross, candidates, responses }: Sums): Covariance {
  const regulators = candidates.length;
  const n = Math.max(1, count);
  const mean = candidates.map((total) => total / n);
  const own = (responses[0] as number) / n;
  return {
    candidates: gram.map(
      (sum, p) => sum / n - (mean[Math.floor(p / regulators)] as number) * (mean[p % regulators] as number),
    ),
    response: mean.map((m, r) => (cross[r] as number) / n - m * own),
  };
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
