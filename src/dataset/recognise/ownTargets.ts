/**
 * Whether perturbed genes are expressed more in the cells that name them than in others, from the whole rows that were read at opening: after
 * activation and overexpression they are, after a knockout they are not.
 */
import { type SampledRows, undoings } from '../annotation';
import type { ValueScale } from '../mapping';
import type { GuessedKind } from './kind';

/** What the rise of fewer genes means may be their own feedback. */
const FEWEST_TARGETS = 3;
/** Ratio of levels, and its distance from 1 in standard errors; both without the gene that says most. */
const LEAST_FOLD = 2;
const LEAST_SCORE = 4;

const asIs = (value: number) => value;

/** How values of a scale become amounts; null: they are ratios. */
const amounts: Readonly<Record<ValueScale, ((value: number) => number) | null>> = {
  counts: asIs,
  normalised: asIs,
  'log-normalised': undoings.ln,
  'log2-normalised': undoings.log2,
  'log10-normalised': undoings.log10,
  'log-ratio': null,
  'ln-ratio': null,
};

/** A kind that nothing states is activation where the targets rise. @param targetsOf as in `riseOfTargets` */
export function unlessTargetsRise(
  found: GuessedKind,
  rows: SampledRows,
  scale: ValueScale,
  targetsOf: (cell: number) => readonly number[],
): GuessedKind {
  const amount = amounts[scale];
  if (found.guess.reason.tag !== 'kind-not-stated' || found.kind !== 'knockout' || amount === null)
    return found;
  const fold = riseOfTargets(rows, amount, targetsOf);
  if (fold === null) return found;
  const reason = { tag: 'targets-rise', fold } as const;
  return {
    kind: 'overexpression',
    kindColumn: null,
    guess: { field: 'kind', samples: [], reason, certainty: 'likely' },
  };
}

interface Own {
  /** Sum over the cells that name the gene, what the other cells make it, and the variance of the difference. */
  readonly level: number;
  readonly expected: number;
  readonly variance: number;
}

/**
 * By what factor, where they surely rise; null otherwise.
 * @param undone a value as an amount @param targetsOf genes (rows of var) that the label of a cell names
 */
export function riseOfTargets(
  { cells, pointers, genes, values }: SampledRows,
  undone: (value: number) => number,
  targetsOf: (cell: number) => readonly number[],
): number | null {
  const targets = Array.from(cells, targetsOf);
  const wanted = new Set(targets.flat());
  if (wanted.size < FEWEST_TARGETS) return null;
  const levels = new Map([...wanted].map((gene) => [gene, new Float64Array(cells.length)]));
  const totals = new Float64Array(cells.length);
  cells.forEach((_, row) => {
    for (let at = pointers[row] ?? 0; at < (pointers[row + 1] ?? 0); at++) {
      const level = undone(values[at] ?? 0);
      totals[row] = (totals[row] ?? 0) + level;
      const own = levels.get(genes[at] ?? -1);
      if (own) own[row] = level;
    }
  });
  const mean = totals.reduce((sum, total) => sum + total, 0) / cells.length;
  const own = [...levels].map(([gene, level]) => {
    const scaled = level.map((one, row) => (one === 0 ? 0 : (one * mean) / (totals[row] ?? 1)));
    return ownLevel(scaled, (row) => targets[row]?.includes(gene) === true);
  });
  const rest = own.toSorted((a, b) => a.level - a.expected - (b.level - b.expected)).slice(0, -1);
  const sum = (of: keyof Own) => rest.reduce((total, one) => total + one[of], 0);
  const fold = sum('level') / sum('expected');
  const score = (sum('level') - sum('expected')) / Math.sqrt(sum('variance'));
  return fold >= LEAST_FOLD && score >= LEAST_SCORE ? fold : null;
}

/** The smallest level counts as seen once more among the others, so that none is expected to be 0. */
function ownLevel(scaled: Float64Array, isOwn: (row: number) => boolean): Own {
  const own = scaled.filter((_, row) => isOwn(row));
  const others = scaled.filter((_, row) => !isOwn(row));
  const unit = scaled.reduce((least, level) => (level > 0 ? Math.min(least, level) : least), Infinity);
  const once = Number.isFinite(unit) ? unit : 1;
  const count = others.length + 1;
  const mean = others.reduce((total, level) => total + level, once) / count;
  const squares = others.reduce((total, level) => total + (level - mean) ** 2, (once - mean) ** 2);
  return {
    level: own.reduce((total, level) => total + level, 0),
    expected: own.length * mean,
    variance: (squares / count) * own.length * (1 + own.length / count),
  };
}
