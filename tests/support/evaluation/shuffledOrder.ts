/** For tests that results are independent of the order of a file. */
import type { Dataset } from '../../../src/dataset/dataset';
import { Random } from '../../../src/numerics/random';

/** The same experiment with genes, cells and conditions in another order; its gene g is gene geneAt[g] of the original. */
export function shuffled(
  dataset: Dataset,
  seed: number,
): { readonly dataset: Dataset; readonly geneAt: Int32Array } {
  const random = new Random(seed);
  const geneAt = random.permutation(dataset.genes.length);
  const cellAt = random.permutation(dataset.cells);
  const conditionAt = random.permutation(dataset.conditions.length);
  const { length } = geneAt;
  return {
    geneAt,
    dataset: {
      ...dataset,
      genes: Array.from(geneAt, (gene) => dataset.genes[gene] ?? ''),
      values: Float32Array.from(
        dataset.values,
        (_, p) =>
          dataset.values[(cellAt[Math.floor(p / length)] ?? 0) * length + (geneAt[p % length] ?? 0)] ?? NaN,
      ),
      conditionOfCell: cellAt.map((cell) => conditionAt.indexOf(dataset.conditionOfCell[cell] ?? -1)),
      conditions: Array.from(conditionAt, (index) => dataset.conditions[index])
        .filter((condition) => condition !== undefined)
        .map((condition) => ({
          ...condition,
          interventions: condition.interventions.map(({ gene, kind }) => ({
            gene: geneAt.indexOf(gene),
            kind,
          })),
        })),
      candidates: dataset.candidates.map((gene) => geneAt.indexOf(gene)).toSorted(),
      batches: dataset.batches.toReversed(),
      batchOfCell:
        dataset.batchOfCell === null
          ? null
          : cellAt.map((cell) => dataset.batches.length - 1 - (dataset.batchOfCell?.[cell] ?? 0)),
    },
  };
}
