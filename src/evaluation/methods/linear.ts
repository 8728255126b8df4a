/**
 * Linear regressions of every gene on the other candidates in which a perturbation counts as one: cells, or conditions, in
 * which the response was set are left out of its regression. Coefficients are signed.
 */
import { interventionalRidge } from '../../dynamics/prepare/interventionalRidge';
import type { Screen } from './screen';

/** [R × G] the linear ODE at steady state, D_i = Σ_j W_ij D_j over the training conditions' mean shifts; ridge 0.1 × their number. */
export function linearOnMeansScores({ dataset, perturbations, targets }: Screen): Float32Array {
  const genes = dataset.genes.length;
  const endpoints = perturbations.filter(({ training }) => training).flatMap((learned) => learned.endpoints);
  const values = new Float64Array(endpoints.length * genes);
  endpoints.forEach(({ shift }, row) => values.set(shift, row * genes));
  const coefficients = interventionalRidge({
    rows: { values, columns: genes, weights: null },
    groupOfRow: Int32Array.from(endpoints, ({ condition }) => condition),
    targets,
    candidates: dataset.candidates,
  });
  return regulatorsFirst(coefficients, dataset.candidates.length);
}

/** [R × G] ridge 0.1 × number of cells over all training cells. */
export function cellRidgeScores({ dataset, cells, targets }: Screen): Float32Array {
  const coefficients = interventionalRidge({
    rows: { values: cells.values, columns: dataset.genes.length, weights: null },
    groupOfRow: cells.conditionOf,
    targets,
    candidates: dataset.candidates,
  });
  return regulatorsFirst(coefficients, dataset.candidates.length);
}

/** [G × R] to [R × G]. */
function regulatorsFirst(coefficients: Float64Array, regulators: number): Float32Array {
  const genes = coefficients.length / regulators;
  return Float32Array.from(
    coefficients,
    (_, p) => coefficients[(p % genes) * regulators + Math.floor(p / genes)] as number,
  );
}
