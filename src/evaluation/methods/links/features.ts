/** What expression tells of genes and pairs of genes: training cells and training perturbations only. */
import { fastCrossProducts } from '../../../numerics/dense/products';
import { fastSymmetricEigen } from '../../../numerics/dense/eigen';
import { welchScores } from '../effects';
import type { Screen } from '../screen';

export interface LinkFeatures {
  readonly genes: number;
  /** [R] gene of each candidate regulator. */
  readonly candidates: Int32Array;
  /** Training cells in z; `targets`: genes set in each condition. */
  readonly cells: Screen['cells'];
  readonly targets: Screen['targets'];
  /** [G × G] Pearson's r over training cells; 0 on the diagonal and where a gene is constant. */
  readonly correlation: Float32Array;
  /** [G × G] the same after each condition's mean was subtracted: what cells of one condition share. */
  readonly within: Float32Array;
  /** [G × R] mean change of a gene after the regulator was perturbed over its standard error, + where it activates; 0 without such cells. */
  readonly effects: Float32Array;
  /** [R] 1 where the regulator was perturbed in training. */
  readonly perturbed: Uint8Array;
}

export function linkFeatures(screen: Screen): LinkFeatures {
  const { dataset, cells, targets, perturbations } = screen;
  const [G, R] = [dataset.genes.length, dataset.candidates.length];
  const set = new Set(
    perturbations.flatMap(({ training, interventions }) =>
      training ? interventions.map(({ gene }) => gene) : [],
    ),
  );
  const byRegulator = welchScores(screen);
  return {
    genes: G,
    candidates: dataset.candidates,
    cells,
    targets,
    correlation: correlations(cells.values, G),
    within: correlations(withoutMeans(cells, G), G),
    effects: byRegulator.map((_, at) => byRegulator[(at % R) * G + Math.floor(at / R)] as number),
    perturbed: Uint8Array.from(dataset.candidates, (gene) => Number(set.has(gene))),
  };
}

/** [cells × G] each value less the mean of its condition. */
export function withoutMeans({ values, conditionOf, count }: Screen['cells'], genes: number): Float32Array {
  const conditions = Math.max(-1, ...conditionOf) + 1;
  const sums = new Float64Array(conditions * genes);
  const sizes = new Float64Array(conditions);
  for (let row = 0; row < count; row++) {
    const condition = conditionOf[row] as number;
    sizes[condition] = (sizes[condition] as number) + 1;
    for (let g = 0; g < genes; g++)
      sums[condition * genes + g] =
        (sums[condition * genes + g] as number) + (values[row * genes + g] as number);
  }
  return values.map((value, at) => {
    const condition = conditionOf[Math.floor(at / genes)] as number;
    return value - (sums[condition * genes + (at % genes)] as number) / (sizes[condition] as number);
  });
}

/** [G × G] Pearson’s r over rows; 0 on the diagonal and where a gene is constant. */
export function correlations(values: Float32Array, genes: number): Float32Array {
  const count = values.length / genes;
  const all = Int32Array.from({ length: genes }, (_, g) => g);
  const products = fastCrossProducts(
    { values, columns: genes, weights: null },
    Int32Array.from({ length: count }, (_, row) => row),
    all,
    all,
  );
  const means = new Float64Array(genes);
  for (const [at, value] of values.entries())
    means[at % genes] = (means[at % genes] as number) + value / count;
  const centred = products.map(
    (product, at) =>
      product - count * (means[Math.floor(at / genes)] as number) * (means[at % genes] as number),
  );
  return Float32Array.from(centred, (product, at) => {
    const [a, b] = [Math.floor(at / genes), at % genes];
    const scale = Math.sqrt((centred[a * genes + a] as number) * (centred[b * genes + b] as number));
    return a === b || !(scale > 1e-9 * count) ? 0 : product / scale;
  });
}

/** Of gene rows, at most. */
const COMPONENTS = 64;

/**
 * [G × k] genes on the first k (at most 64) principal axes of their rows, each standardised over training cells, times one number that makes
 * the standard deviation 1. From the eigenvectors of the correlations: the axes in the space of cells are never formed.
 */
export function geneComponents({ genes, correlation }: LinkFeatures): {
  readonly values: Float32Array;
  readonly count: number;
} {
  const count = Math.min(COMPONENTS, genes);
  const gram = Float64Array.from(correlation, (r, at) => (at % (genes + 1) === 0 ? 1 : r));
  const { values, vectors } = fastSymmetricEigen(gram, genes);
  const components = new Float32Array(genes * count);
  for (let k = 0; k < count; k++) {
    const from = genes - 1 - k;
    const axis = vectors.subarray(from * genes, (from + 1) * genes);
    const largest = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    const length = Math.sign(largest) * Math.sqrt(Math.max(0, values[from] as number));
    axis.forEach((value, g) => (components[g * count + k] = length * value));
  }
  const size = Math.sqrt(components.reduce((sum, value) => sum + value ** 2, 0) / components.length) || 1;
  return { values: components.map((value) => value / size), count };
}
