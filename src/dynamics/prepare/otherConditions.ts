/**
 * What a condition is compared with where there are no controls: sums over all other training conditions of its time point, or of
 * all times where it is alone at its own. Taken from the sums over all, so that thousands of conditions cost no more each than few do.
 */
import type { Dataset } from '../../dataset/dataset';
import { subtract } from '../../numerics/linearAlgebra';
import type { Moments } from './moments';

/** Sums over some conditions, laid out as one condition of `Moments`. */
export interface Pool {
  cells: number;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly rawSum: Float64Array;
  readonly rawSquares: Float64Array;
  readonly amount: Float64Array;
}

/** Per condition. The same perturbation under two names is not compared with itself. */
export function otherConditions(
  { conditions, genes }: Dataset,
  moments: Moments,
  isTraining: (condition: number) => boolean,
): (condition: number) => Pool {
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
  const pool = (members: readonly number[]) => poolOf(members, moments, genes.length);
  const atTime = new Map([...ofTime].map(([time, members]) => [time, pool(members)]));
  const all = pool(used);
  return (condition) => {
    const own = ofSet.get(sets[condition]) ?? [];
    const time = timeOf(condition);
    const sameTime = atTime.get(time);
    const others = sameTime && without(sameTime, pool(own.filter((other) => timeOf(other) === time)));
    return others && others.cells > 0 ? others : without(all, pool(own));
  };
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

function poolOf(members: readonly number[], moments: Moments, genes: number): Pool {
  const sumOf = (values: Float64Array | null): Float64Array => {
    const sum = new Float64Array(genes);
    if (values === null) return sum;
    for (const condition of members)
      for (let g = 0; g < genes; g++) sum[g] = (sum[g] as number) + (values[condition * genes + g] as number);
    return sum;
  };
  return {
    cells: members.reduce((cells, condition) => cells + (moments.cells[condition] as number), 0),
    sum: sumOf(moments.sum),
    squares: sumOf(moments.squares),
    rawSum: sumOf(moments.rawSum),
    rawSquares: sumOf(moments.rawSquares),
    amount: sumOf(moments.amount),
  };
}

function without(pool: Pool, part: Pool): Pool {
  return {
    cells: pool.cells - part.cells,
    sum: subtract(pool.sum, part.sum),
    squares: subtract(pool.squares, part.squares),
    rawSum: subtract(pool.rawSum, part.rawSum),
    rawSquares: subtract(pool.rawSquares, part.rawSquares),
    amount: subtract(pool.amount, part.amount),
  };
}
