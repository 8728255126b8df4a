/**
 * A dataset with genes, conditions and cells in an order that its content alone decides, so that sums, draws and ties come
 * out the same bits however the file was sorted. Names compare by code unit, never by locale.
 */
import type { Dataset } from '../dataset/dataset';

export interface CanonicalOrder {
  /** The same experiment in canonical order; without composition, since methods take values as given. */
  readonly dataset: Dataset;
  /** [G] where each gene of the original stands in the ordered dataset. */
  readonly placeOfGene: Int32Array;
}

export function inCanonicalOrder(dataset: Dataset): CanonicalOrder {
  const genes = dataset.genes.length;
  const geneOrder = orderOf(genes, (a, b) => compare(dataset.genes[a], dataset.genes[b]));
  const placeOfGene = placesOf(geneOrder);
  const conditionOrder = orderOf(dataset.conditions.length, (a, b) => {
    const [first, second] = [dataset.conditions[a], dataset.conditions[b]];
    return compare(first?.label, second?.label) || (first?.time ?? -Infinity) - (second?.time ?? -Infinity);
  });
  const placeOfCondition = placesOf(conditionOrder);
  const batchOrder = orderOf(dataset.batches.length, (a, b) =>
    compare(dataset.batches[a], dataset.batches[b]),
  );
  const placeOfBatch = placesOf(batchOrder);
  const columns = valuesInOrder(dataset, geneOrder);
  const conditionOf = dataset.conditionOfCell.map((condition) => placeOfCondition[condition] as number);
  const batchOf = dataset.batchOfCell?.map((batch) => placeOfBatch[batch] as number) ?? null;
  const cellOrder = orderOf(
    dataset.cells,
    (a, b) =>
      (conditionOf[a] as number) - (conditionOf[b] as number) ||
      (batchOf === null ? 0 : (batchOf[a] as number) - (batchOf[b] as number)) ||
      compareRows(columns, genes, a, b),
  );
  const values = new Float32Array(columns.length);
  cellOrder.forEach((cell, row) =>
    values.set(columns.subarray(cell * genes, (cell + 1) * genes), row * genes),
  );
  return {
    placeOfGene,
    dataset: {
      ...dataset,
      genes: Array.from(geneOrder, (gene) => dataset.genes[gene] ?? ''),
      values,
      conditionOfCell: cellOrder.map((cell) => conditionOf[cell] as number),
      conditions: Array.from(conditionOrder, (index) => dataset.conditions[index])
        .filter((condition) => condition !== undefined)
        .map((condition) => ({
          ...condition,
          interventions: condition.interventions
            .map((intervention) => ({ ...intervention, gene: placeOfGene[intervention.gene] as number }))
            .toSorted((a, b) => a.gene - b.gene),
        })),
      batchOfCell: batchOf === null ? null : cellOrder.map((cell) => batchOf[cell] as number),
      batches: Array.from(batchOrder, (batch) => dataset.batches[batch] ?? ''),
      candidates: dataset.candidates.map((gene) => placeOfGene[gene] as number).toSorted(),
      composition: null,
    },
  };
}

/** [R × G] of the ordered dataset in the order of the original one. */
export function inOriginalOrder(
  scores: Float32Array,
  original: Dataset,
  order: CanonicalOrder,
): Float32Array {
  const genes = original.genes.length;
  const rowOf = new Map(Array.from(order.dataset.candidates, (gene, row) => [gene, row]));
  const weights = new Float32Array(scores.length);
  original.candidates.forEach((candidate, r) => {
    const row = (rowOf.get(order.placeOfGene[candidate] as number) ?? 0) * genes;
    for (let g = 0; g < genes; g++)
      weights[r * genes + g] = scores[row + (order.placeOfGene[g] as number)] as number;
  });
  return weights;
}

function orderOf(count: number, order: (a: number, b: number) => number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => index).toSorted(order);
}

/** The inverse of a permutation. */
function placesOf(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  order.forEach((index, place) => {
    places[index] = place;
  });
  return places;
}

function compare(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function compareRows(values: Float32Array, width: number, a: number, b: number): number {
  for (let g = 0; g < width; g++) {
    const difference = (values[a * width + g] as number) - (values[b * width + g] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function valuesInOrder(dataset: Dataset, geneOrder: Int32Array): Float32Array {
  const genes = geneOrder.length;
  const values = new Float32Array(dataset.values.length);
  for (let cell = 0; cell < dataset.cells; cell++)
    for (let g = 0; g < genes; g++)
      values[cell * genes + g] = dataset.values[cell * genes + (geneOrder[g] as number)] as number;
  return values;
}
