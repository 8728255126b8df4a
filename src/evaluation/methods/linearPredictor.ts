/**
 * Linear baseline of Ahlmann-Eltze, Huber & Anders (Nature Methods 2025): changes of log1p expression are a bilinear form of the principal
 * components of the gene and of the perturbed gene, taken from the mean expression of the conditions. For a combination we sum the
 * components of its genes.
 */
import type { Intervention } from '../../dataset/dataset';
import {
  addScaled,
  choleskyInPlace,
  choleskySolveInPlace,
  dot,
  symmetricEigen,
} from '../../numerics/linearAlgebra';
import type { Screen, TrainingEndpoint } from './screen';

/** As published. */
const MAX_COMPONENTS = 10;
const RIDGE = 0.1;

/** Returns [G] the predicted shift (z) of a perturbation. Controls count as one condition without change. */
export function linearModel(
  { mean, scale, comparedWith }: Pick<Screen, 'mean' | 'scale' | 'comparedWith'>,
  training: readonly TrainingEndpoint[],
): (interventions: readonly Intervention[]) => Float64Array {
  const conditions = training.map(({ interventions, endpoint }) => ({
    interventions,
    change: endpoint.shift.map((shift, g) => shift * (scale[g] as number)),
  }));
  if (comparedWith === 'controls')
    conditions.push({ interventions: [], change: new Float64Array(mean.length) });
  const ofGene = geneComponents(
    conditions.map(({ change }) => change.map((value, g) => value + (mean[g] as number))),
  );
  const count = ofGene.length / mean.length;
  const componentsOf = (interventions: readonly Intervention[]): Float64Array => {
    const sum = new Float64Array(count);
    for (const { gene } of interventions)
      addScaled(sum, ofGene.subarray(gene * count, (gene + 1) * count), 1);
    return sum;
  };
  const predict = bilinearRidge(
    ofGene,
    conditions
      .filter(({ interventions }) => interventions.length < 2)
      .map(({ interventions, change }) => ({ values: change, components: componentsOf(interventions) })),
    RIDGE,
  );
  return (interventions) =>
    predict(componentsOf(interventions)).map((change, g) => change / (scale[g] as number));
}

/** [G × components] scores of the genes (rows) over conditions (columns, each centred), largest variance first. */
function geneComponents(expression: readonly Float64Array[]): Float64Array {
  const count = expression.length;
  const genes = expression[0]?.length ?? 0;
  const centred = expression.map((condition) => {
    const mean = condition.reduce((sum, value) => sum + value, 0) / genes;
    return condition.map((value) => value - mean);
  });
  const gram = new Float64Array(count * count);
  for (let g = 0; g < genes; g++) {
    const row = Float64Array.from(centred, (condition) => condition[g] as number);
    addOuter(gram, row, row);
  }
  const { vectors } = symmetricEigen(gram, count);
  const components = Math.min(MAX_COMPONENTS, count, genes - 1);
  const scores = new Float64Array(genes * components);
  for (let c = 0; c < components; c++) {
    const axis = (count - 1 - c) * count;
    for (let g = 0; g < genes; g++)
      scores[g * components + c] = centred.reduce(
        (sum, condition, k) => sum + (vectors[axis + k] as number) * (condition[g] as number),
        0,
      );
  }
  return scores;
}

/** One column of Y. */
interface Column {
  /** [rows] */
  readonly values: Float64Array;
  /** [components] */
  readonly components: Float64Array;
}

/**
 * Ridge solution of Y ≈ A K B + b for known row components A and column components B: K = (AᵀA + λ)⁻¹ Aᵀ (Y − b) Bᵀ (BBᵀ + λ)⁻¹, b the mean
 * of Y's columns. `rowComponents` [rows × components], at least one column. Returns the predicted column [rows] of given components.
 */
function bilinearRidge(
  rowComponents: Float64Array,
  columns: readonly Column[],
  ridge: number,
): (components: Float64Array) => Float64Array {
  const count = columns[0]?.components.length ?? 0;
  const rows = columns[0]?.values.length ?? 0;
  const componentsOf = (row: number) => rowComponents.subarray(row * count, (row + 1) * count);
  const centre = new Float64Array(rows);
  for (const { values } of columns)
    for (let row = 0; row < rows; row++)
      centre[row] = (centre[row] as number) + (values[row] as number) / columns.length;

  const left = new Float64Array(count * count);
  for (let row = 0; row < rows; row++) addOuter(left, componentsOf(row), componentsOf(row));
  const right = new Float64Array(count * count);
  const middle = new Float64Array(count * count);
  for (const { values, components } of columns) {
    const seen = new Float64Array(count);
    for (let row = 0; row < rows; row++)
      addScaled(seen, componentsOf(row), (values[row] as number) - (centre[row] as number));
    addOuter(middle, seen, components);
    addOuter(right, components, components);
  }
  for (let c = 0; c < count; c++)
    for (const matrix of [left, right]) matrix[c * count + c] = (matrix[c * count + c] as number) + ridge;
  choleskyInPlace(left, count);
  choleskyInPlace(right, count);

  return (components) => {
    const solved = components.slice();
    choleskySolveInPlace(right, count, solved);
    const weights = solved.map((_, c) => dot(middle.subarray(c * count, (c + 1) * count), solved));
    choleskySolveInPlace(left, count, weights);
    return centre.map((value, row) => value + dot(componentsOf(row), weights));
  };
}

/** matrix += a bᵀ. */
function addOuter(matrix: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < a.length; i++)
    addScaled(matrix.subarray(i * b.length, (i + 1) * b.length), b, a[i] as number);
}
