/**
 * Whether genes are at zero in the same cells. Values lost by chance fall anywhere; genes that are off because cells differ (types, states
 * of a trajectory) are off together, and nothing was lost there.
 */
import type { Dataset } from '../../dataset/dataset';

/** Genes looked at, spread evenly over those that are neither always nor never at zero in a condition. */
const GENES = 60;
const NEITHER = [0.05, 0.95] as const;
const FEWEST_CELLS = 20;

/**
 * Root mean square correlation φ of two genes' zeros within conditions, less what chance gives (1/n each), weighed by cells; 0 where it
 * is below that. Genes set in a condition are left out there. null where no two genes can be compared. O(60² cells).
 */
export function zerosTogether(dataset: Dataset, isTraining: (condition: number) => boolean): number | null {
  const rows: number[][] = dataset.conditions.map(() => []);
  dataset.conditionOfCell.forEach((condition, cell) => rows[condition]?.push(cell));
  let beyondChance = 0;
  let weight = 0;
  dataset.conditions.forEach(({ interventions }, condition) => {
    const cells = rows[condition] ?? [];
    if (!isTraining(condition) || cells.length < FEWEST_CELLS) return;
    const set = interventions.map(({ gene }) => gene);
    const zeros = standardZeros(dataset, cells, set);
    for (const [a, one] of zeros.entries())
      for (const other of zeros.slice(0, a)) {
        const phi = one.reduce((sum, value, at) => sum + value * (other[at] as number), 0) / cells.length;
        beyondChance += (phi * phi - 1 / cells.length) * cells.length;
        weight += cells.length;
      }
  });
  return weight === 0 ? null : Math.sqrt(Math.max(0, beyondChance / weight));
}

/** Of some genes [cells] 1 at zero and 0 elsewhere, less their mean, over their deviation. */
function standardZeros({ genes, values }: Dataset, cells: readonly number[], set: readonly number[]) {
  const width = genes.length;
  const shares = genes.map(
    (_, gene) => cells.filter((cell) => (values[cell * width + gene] as number) <= 0).length / cells.length,
  );
  const varying = [...shares.keys()].filter((gene) => {
    const share = shares[gene] as number;
    return !set.includes(gene) && share >= NEITHER[0] && share <= NEITHER[1];
  });
  const step = Math.max(1, varying.length / GENES);
  const chosen = Array.from(
    { length: Math.min(GENES, varying.length) },
    (_, at) => varying[Math.floor(at * step)] as number,
  );
  return chosen.map((gene) => {
    const share = shares[gene] as number;
    const deviation = Math.sqrt(share * (1 - share));
    return Float64Array.from(
      cells,
      (cell) => (Number((values[cell * width + gene] as number) <= 0) - share) / deviation,
    );
  });
}
