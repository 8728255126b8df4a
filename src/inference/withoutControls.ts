/**
 * Mean shifts of a screen without controls, each against all other perturbed cells of its time point: they contain one another, so
 * that leaving some perturbations out changes the shifts of the rest (docs/method.md, "Scaling").
 */
import type { Comparison } from './result';

type Shift = Pick<Comparison, 'label' | 'time' | 'cells' | 'measured'>;

/** Sums that are 0 but for rounding, as a share of their terms. */
const ROUNDING = 1e-4;

/**
 * Whether shifts of all training perturbations are against each other: then Σ n(N − n)D = 0 over those of a time point, n cells of N;
 * against controls nothing makes it so. false where no time point has two.
 */
export function areAgainstEachOther(all: readonly Shift[]): boolean {
  const groups = byTime(all).filter(({ length }) => length > 1);
  let sums = 0;
  let terms = 0;
  for (const group of groups) {
    const total = cellsOf(group);
    const genes = group[0]?.measured.length ?? 0;
    for (let gene = 0; gene < genes; gene++) {
      let sum = 0;
      for (const { cells, measured } of group) {
        const term = cells * (total - cells) * (measured[gene] as number);
        sum += term;
        terms += Math.abs(term);
      }
      sums += Math.abs(sum);
    }
  }
  return groups.length > 0 && sums <= ROUNDING * terms;
}

/**
 * The shifts of `some` had the others of `all` never been measured. From D against all others the mean of the own cells beyond that of
 * all is e = D(N − n)/N; against the rest of `some` it is e less their mean e. One alone at its time stays as it was.
 */
export function againstEachOther<One extends Shift>(
  some: readonly One[],
  all: readonly Shift[],
): readonly One[] {
  const totals = new Map(byTime(all).map((group) => [group[0]?.time, cellsOf(group)]));
  const beyondAll = (one: One) => {
    const total = totals.get(one.time) ?? one.cells;
    return one.measured.map((value) => (value * (total - one.cells)) / total);
  };
  return byTime(some).flatMap((group) => {
    if (group.length === 1) return group;
    const own = group.map(beyondAll);
    const cells = cellsOf(group);
    const sum = new Float64Array(own[0]?.length ?? 0).map((_, gene) =>
      group.reduce((total, one, at) => total + one.cells * (own[at]?.[gene] as number), 0),
    );
    return group.map((one, at) => ({
      ...one,
      measured: one.measured.map((_, gene) => {
        const value = own[at]?.[gene] as number;
        return value - ((sum[gene] as number) - one.cells * value) / (cells - one.cells);
      }),
    }));
  });
}

function byTime<One extends Shift>(shifts: readonly One[]): readonly (readonly One[])[] {
  const times = [...new Set(shifts.map(({ time }) => time))];
  return times.map((time) => shifts.filter((shift) => shift.time === time));
}

function cellsOf(shifts: readonly Shift[]): number {
  return shifts.reduce((sum, { cells }) => sum + cells, 0);
}
