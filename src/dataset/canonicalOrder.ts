/**
 * The order of genes, conditions, batches and cells in a dataset follows from its content alone, so sums, random
 * draws and ties have the same bits however the file was sorted. Names are compared by code unit, never by locale;
 * cells by a hash of their values, so that no gene introduces a trend.
 */
import { mixBits } from '../numerics/random';
import { reorderedDetails } from './cellDetails';
import { reordered } from './cellMoments';
import { isControl, type CellGuides, type Condition, type Dataset } from './dataset';
import { reorderedOutside } from './outsideGenes';

export interface CanonicalOrder {
  /** The same experiment in canonical order: controls first, then conditions by label and time; genes and batches by name. */
  readonly dataset: Dataset;
  /** [G] position of each original gene in the ordered dataset. */
  readonly placeOfGene: Int32Array;
  /** [cells] original index of each cell of the ordered dataset. */
  readonly cellOrder: Int32Array;
}

/** `known` [cells × G]: values that decide the order of cells; default: all values. */
export function inCanonicalOrder(dataset: Dataset, known: Float32Array = dataset.values): CanonicalOrder {
  const genes = dataset.genes.length;
  const geneOrder = orderOfNames(dataset.genes);
  const placeOfGene = placesOf(geneOrder);
  const conditionOrder = orderOf(dataset.conditions.length, (a, b) =>
    compareConditions(dataset.conditions[a], dataset.conditions[b]),
  );
  const placeOfCondition = placesOf(conditionOrder);
  const batchOrder = orderOfNames(dataset.batches);
  const placeOfBatch = placesOf(batchOrder);
  const columns = columnsInOrder(dataset.values, geneOrder);
  const keys = known === dataset.values ? columns : columnsInOrder(known, geneOrder);
  const conditionOf = dataset.conditionOfCell.map((condition) => placeOfCondition[condition] as number);
  const batchOf = dataset.batchOfCell?.map((batch) => placeOfBatch[batch] as number) ?? null;
  const guides = dataset.cellGuides && guidesInOrder(dataset.cellGuides);
  const hashes = hashesOfRows(keys, dataset.cells);
  const cellOrder = orderOf(
    dataset.cells,
    (a, b) =>
      (conditionOf[a] as number) - (conditionOf[b] as number) ||
      (batchOf === null ? 0 : (batchOf[a] as number) - (batchOf[b] as number)) ||
      (hashes[a] as number) - (hashes[b] as number) ||
      compareRows(keys, genes, a, b) ||
      (guides === undefined ? 0 : (guides.ofCell[a] as number) - (guides.ofCell[b] as number)),
  );
  const values = new Float32Array(columns.length);
  cellOrder.forEach((cell, row) =>
    values.set(columns.subarray(cell * genes, (cell + 1) * genes), row * genes),
  );
  return {
    placeOfGene,
    cellOrder,
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
      ...(dataset.latent === undefined
        ? {}
        : {
            latent: dataset.latent.map((gene) => placeOfGene[gene] as number).toSorted((a, b) => a - b),
          }),
      ...(dataset.counting
        ? { counting: Float64Array.from(geneOrder, (gene) => dataset.counting?.[gene] ?? 0) }
        : {}),
      heldOut: dataset.heldOut.toSorted(compareNames),
      composition:
        dataset.composition === null
          ? null
          : Float64Array.from(conditionOrder, (index) => dataset.composition?.[index] ?? 0),
      ...(dataset.details ? { details: reorderedDetails(dataset.details, cellOrder) } : {}),
      ...(guides ? { cellGuides: guidesOf(guides, cellOrder) } : {}),
      ...(dataset.moments
        ? { moments: reordered(dataset.moments, placeOfCondition, placeOfBatch, geneOrder) }
        : {}),
      ...(dataset.outside
        ? { outside: reorderedOutside(dataset.outside, placeOfCondition, placeOfBatch) }
        : {}),
    },
  };
}

/** The guides of these cells. */
export function guidesOf({ names, ofCell }: CellGuides, cells: Int32Array): CellGuides {
  return { names, ofCell: cells.map((cell) => ofCell[cell] as number) };
}

/** Guides by name. */
function guidesInOrder({ names, ofCell }: CellGuides): CellGuides {
  const order = orderOfNames(names);
  const places = placesOf(order);
  return {
    names: Array.from(order, (guide) => names[guide] ?? ''),
    ofCell: ofCell.map((guide) => places[guide] ?? -1),
  };
}

/** Order by UTF-16 code unit. */
export function compareNames(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Indices of the names in ascending order. */
export function orderOfNames(names: readonly string[]): Int32Array {
  return orderOf(names.length, (a, b) => compareNames(names[a], names[b]));
}

/** The inverse of a permutation. */
export function placesOf(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  order.forEach((index, place) => {
    places[index] = place;
  });
  return places;
}

function orderOf(count: number, order: (a: number, b: number) => number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => index).toSorted(order);
}

function compareConditions(a?: Condition, b?: Condition): number {
  if (a === undefined || b === undefined) return 0;
  return (
    Number(isControl(b)) - Number(isControl(a)) ||
    compareNames(a.label, b.label) ||
    (a.time ?? -Infinity) - (b.time ?? -Infinity) ||
    0
  );
}

function compareRows(values: Float32Array, width: number, a: number, b: number): number {
  for (let g = 0; g < width; g++) {
    const difference = (values[a * width + g] as number) - (values[b * width + g] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** [rows] hash of the bits of each row. */
function hashesOfRows(values: Float32Array, rows: number): Uint32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const width = rows === 0 ? 0 : values.length / rows;
  return Uint32Array.from({ length: rows }, (_, row) => {
    let hash = 0;
    for (let p = row * width; p < (row + 1) * width; p++) hash = mixBits(hash ^ (bits[p] as number));
    return hash;
  });
}

function columnsInOrder(values: Float32Array, geneOrder: Int32Array): Float32Array {
  if (geneOrder.every((gene, place) => gene === place)) return values;
  const genes = geneOrder.length;
  const ordered = new Float32Array(values.length);
  for (let row = 0; row < values.length; row += genes)
    for (let place = 0; place < genes; place++)
      ordered[row + place] = values[row + (geneOrder[place] as number)] as number;
  return ordered;
}
