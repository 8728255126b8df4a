/** What a condition is compared with where there are no controls: the cells of the other training conditions. */
import type { Dataset } from '../../dataset/dataset';
import { subtract } from '../../numerics/linearAlgebra';
import type { Moments } from './conditionMoments';

/** Sums over some conditions, laid out as one condition of `Moments`. */
export interface OtherCells {
  /** [G] cells in which the gene was not set. */
  readonly cells: Float64Array;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly rawSum: Float64Array;
  readonly rawSquares: Float64Array;
  readonly amount: Float64Array;
  /** Sums of deviations of amounts from the reference of their stratum, and of their squares. */
  readonly amountDeviation: Float64Array;
  readonly amountSquares: Float64Array;
}

/**
 * Per condition, the sums over what it is compared with where there are no controls: all other training conditions of
 * its time point, or of all times where it has none. Conditions with the same interventions are excluded, and for each
 * gene those that set it: with them a gene would look raised under every other perturbation. By subtraction from the
 * sums over all, so that the cost per condition does not grow with their number.
 */
export function otherConditions(
  { conditions, genes }: Dataset,
  moments: Moments,
  amountDeviations: Float64Array | null,
  isTraining: (condition: number) => boolean,
): (condition: number) => OtherCells {
  const sets = conditions.map(({ interventions }) =>
    interventions
      .map(({ gene, kind }) => `${gene} ${kind}`)
      .toSorted()
      .join(),
  );
  const timeOf = (condition: number): number | null => conditions[condition]?.time ?? null;
  const used = Array.from(conditions.keys()).filter(isTraining);
  const ofSet = grouped(used, (condition) => sets[condition]);
  const ofTime = grouped(used, timeOf);
  const isFree = conditions.map(({ interventions }) => freeGenes(interventions, genes.length));
  const pool = (members: readonly number[]) =>
    poolOf(members, moments, amountDeviations, isFree, genes.length);
  const atTime = new Map([...ofTime].map(([time, members]) => [time, pool(members)]));
  const all = pool(used);
  return (condition) => {
    const own = ofSet.get(sets[condition]) ?? [];
    const time = timeOf(condition);
    const sameTime = atTime.get(time);
    const others = sameTime && without(sameTime, pool(own.filter((other) => timeOf(other) === time)));
    return others?.cells.some((cells) => cells > 0) === true ? others : without(all, pool(own));
  };
}

/** [G] 0 at the genes that are set, else 1. */
function freeGenes(interventions: Dataset['conditions'][number]['interventions'], genes: number): Uint8Array {
  const free = new Uint8Array(genes).fill(1);
  for (const { gene } of interventions) free[gene] = 0;
  return free;
}

function grouped<Key>(conditions: readonly number[], keyOf: (condition: number) => Key): Map<Key, number[]> {
  const groups = new Map<Key, number[]>();
  for (const condition of conditions) {
    const members = groups.get(keyOf(condition)) ?? [];
    members.push(condition);
    groups.set(keyOf(condition), members);
  }
  return groups;
}

function poolOf(
  members: readonly number[],
  moments: Moments,
  amountDeviations: Float64Array | null,
  isFree: readonly Uint8Array[],
  genes: number,
): OtherCells {
  const sumOf = (values: Float64Array | null): Float64Array => {
    const sum = new Float64Array(genes);
    if (values === null) return sum;
    for (const condition of members)
      for (let g = 0; g < genes; g++)
        if (isFree[condition]?.[g] === 1)
          sum[g] = (sum[g] as number) + (values[condition * genes + g] as number);
    return sum;
  };
  const cells = new Float64Array(genes);
  for (const condition of members)
    for (let g = 0; g < genes; g++)
      if (isFree[condition]?.[g] === 1)
        cells[g] = (cells[g] as number) + (moments.cells[condition] as number);
  return {
    cells,
    sum: sumOf(moments.sum),
    squares: sumOf(moments.squares),
    rawSum: sumOf(moments.rawSum),
    rawSquares: sumOf(moments.rawSquares),
    amount: sumOf(moments.amount),
    amountDeviation: sumOf(amountDeviations),
    amountSquares: sumOf(moments.amountSquares),
  };
}

function without(pool: OtherCells, part: OtherCells): OtherCells {
  return {
    cells: subtract(pool.cells, part.cells),
    sum: subtract(pool.sum, part.sum),
    squares: subtract(pool.squares, part.squares),
    rawSum: subtract(pool.rawSum, part.rawSum),
    rawSquares: subtract(pool.rawSquares, part.rawSquares),
    amount: subtract(pool.amount, part.amount),
    amountDeviation: subtract(pool.amountDeviation, part.amountDeviation),
    amountSquares: subtract(pool.amountSquares, part.amountSquares),
  };
}
