/**
 * The linear baseline of Ahlmann-Eltze, Huber & Anders (Nature Methods 2025): changes of log1p expression are a bilinear form of
 * the gene's and the perturbed gene's principal components, taken from the conditions' mean expression. A combination takes the
 * sum of its genes' components, which is ours.
 */
import type { Intervention } from '../../../dataset/dataset';
import { symmetricEigen } from '../../../numerics/linearAlgebra';
import type { Screen } from '../screen';
import { addOuter, addScaled, bilinearRidge } from './bilinear';
import type { TrainingEndpoint } from './training';

/** As published. */
const MOST_COMPONENTS = 10;
const RIDGE = 0.1;

/** Gives [G] the predicted shift (z) of a perturbation. Controls, where there are any, count as a condition without change. */
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
  const components = Math.min(MOST_COMPONENTS, count, genes - 1);
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
