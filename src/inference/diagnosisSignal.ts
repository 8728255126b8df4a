/** Is there signal? Mean squared shifts in standard errors, against the same after the labels of cells were permuted. */
import type { Prepared } from '../dynamics/prepare/prepare';
import { Random } from '../numerics/random';

const PERMUTATIONS = 15;
/** Added to squared standard errors of permuted cells (z units). */
const VARIANCE_FLOOR = 1e-6;

/**
 * T: mean of (D/se)² off target over training endpoints and genes, over its mean when the training cells of each time
 * point swap labels, 15 times. About 1 where nothing measurable changes; null where there is nothing to compare.
 */
export function signalOverPermutations(prepared: Prepared, seed: number): number | null {
  let observed = 0;
  let entries = 0;
  for (const { interventions, endpoints, training } of prepared.perturbations) {
    if (!training) continue;
    const targets = new Set(interventions.map(({ gene }) => gene));
    for (const { shift, standardError } of endpoints)
      shift.forEach((d, gene) => {
        if (targets.has(gene)) return;
        observed += d ** 2 / ((standardError[gene] ?? 0) ** 2 + VARIANCE_FLOOR);
        entries += 1;
      });
  }
  const random = new Random(seed);
  let permuted = 0;
  for (let q = 0; q < PERMUTATIONS; q++) permuted += permutedStatistic(prepared, random);
  return entries === 0 || !(permuted > 0) ? null : observed / entries / (permuted / PERMUTATIONS);
}

/** The statistic after one permutation of the cells within the groups that are compared. */
function permutedStatistic({ training, comparedWith, mean }: Prepared, random: Random): number {
  const genes = mean.length;
  const { conditions, values, conditionOfCell } = training;
  const groups = comparedGroups(training, comparedWith);
  const owner = permuteWithin(groups, conditionOfCell, random);
  const sum = new Float64Array(conditions.length * genes);
  const squares = new Float64Array(conditions.length * genes);
  for (let cell = 0; cell < conditionOfCell.length; cell++) {
    const p = (owner[cell] ?? 0) * genes;
    for (let g = 0; g < genes; g++) {
      const z = values[cell * genes + g] ?? 0;
      sum[p + g] = (sum[p + g] ?? 0) + z;
      squares[p + g] = (squares[p + g] ?? 0) + z * z;
    }
  }

  let statistic = 0;
  let entries = 0;
  for (const members of groups)
    for (const condition of members) {
      const own = conditions[condition];
      if (own === undefined || own.perturbation < 0) continue;
      const others = members.filter((other) =>
        comparedWith === 'controls' ? conditions[other]?.perturbation === -1 : other !== condition,
      );
      const n = own.cells;
      const m = others.reduce((cells, other) => cells + (conditions[other]?.cells ?? 0), 0);
      if (n < 2 || m < 2) continue;
      const targets = new Set(own.interventions.map(({ gene }) => gene));
      for (let g = 0; g < genes; g++) {
        if (targets.has(g)) continue;
        let otherSum = 0;
        let otherSquares = 0;
        for (const other of others) {
          otherSum += sum[other * genes + g] ?? 0;
          otherSquares += squares[other * genes + g] ?? 0;
        }
        const ownMean = (sum[condition * genes + g] ?? 0) / n;
        const otherMean = otherSum / m;
        const variance =
          ((squares[condition * genes + g] ?? 0) / n - ownMean ** 2) / n +
          (otherSquares / m - otherMean ** 2) / m;
        statistic += (ownMean - otherMean) ** 2 / (variance + VARIANCE_FLOOR);
        entries += 1;
      }
    }
  return entries === 0 ? 0 : statistic / entries;
}

/** Conditions by time point; all in one group where some time point has no controls of its own to compare with. */
function comparedGroups(
  { conditions }: Prepared['training'],
  comparedWith: Prepared['comparedWith'],
): readonly (readonly number[])[] {
  const every = Array.from(conditions.keys());
  const times = [...new Set(conditions.map(({ time }) => time))];
  const byTime = times.map((time) => every.filter((condition) => conditions[condition]?.time === time));
  const hasControl = (members: readonly number[]): boolean =>
    members.some((condition) => conditions[condition]?.perturbation === -1);
  return comparedWith === 'others' || byTime.every(hasControl) ? byTime : [every];
}

/** [cells] conditions dealt out anew among the cells of each group. */
function permuteWithin(
  groups: readonly (readonly number[])[],
  conditionOfCell: Int32Array,
  random: Random,
): Int32Array {
  const owner = new Int32Array(conditionOfCell.length);
  for (const members of groups) {
    const isMember = new Set(members);
    const cells = Array.from(conditionOfCell.keys()).filter((cell) =>
      isMember.has(conditionOfCell[cell] ?? 0),
    );
    const order = random.permutation(cells.length);
    cells.forEach((cell, i) => {
      owner[cell] = conditionOfCell[cells[order[i] ?? 0] ?? 0] ?? 0;
    });
  }
  return owner;
}
