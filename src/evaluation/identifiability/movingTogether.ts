/** Genes that answer every perturbation alike: of which of them regulates the others, such a screen says nothing. */
import { pearson } from '../../numerics/statistics';

/** |Pearson's r| over perturbations from which two genes count as one. */
const ALIKE = 0.95;
/** With fewer perturbations that is reached by chance. */
const FEWEST_PERTURBATIONS = 4;

/**
 * Groups of two genes or more, each ascending, the largest first, that chains of |r| ≥ .95 between their shifts connect, the same way
 * or opposite. Only of `genes`: those that clearly move, since what does not move correlates by chance.
 */
export function movingTogether(
  shifts: readonly Float64Array[],
  genes: readonly number[],
): readonly (readonly number[])[] {
  if (shifts.length < FEWEST_PERTURBATIONS) return [];
  const profiles = genes.map((gene) => shifts.map((shift) => shift[gene] as number));
  const groupOf = genes.map((_, at) => at);
  for (let a = 0; a < genes.length; a++)
    for (let b = 0; b < a; b++) {
      if (groupOf[a] === groupOf[b]) continue;
      if (Math.abs(pearson(profiles[a] ?? [], profiles[b] ?? [])) < ALIKE) continue;
      const [kept, merged] = [groupOf[b] as number, groupOf[a] as number];
      groupOf.forEach((group, at) => {
        if (group === merged) groupOf[at] = kept;
      });
    }
  return [...new Set(groupOf)]
    .map((group) => genes.filter((_, at) => groupOf[at] === group).toSorted((x, y) => x - y))
    .filter((group) => group.length > 1)
    .toSorted((x, y) => y.length - x.length || (x[0] as number) - (y[0] as number));
}
