/** What is said of a perturbation in two contexts, over all perturbations of a screen. */
import { adjusted } from './effects';
import type { Told } from './pairs';

/** Share of the screens in which nothing differs that have a perturbation which is said to differ (Simes 1986). */
const FALSE_ALARMS = 0.01;
/** Similarity above which two effects are alike. */
const ALIKE = 0.5;
/** Where cells show as much in this share of what guides do not show, they show what guides differ by. */
const MOST_BY_CELLS = 0.5;

/**
 * Of a perturbation in two contexts. Where they surely differ and guides agree in that: `only first` and `only second`, it acts there and was not
 * found to act in the other; `differs`. Where no difference is found: `alike` and `both`, it acts in both, and alike as far as can be told, or
 * not; `first` and `second`, it was found in one alone, and whether the other differs cannot be told; `neither`. What cannot be told since
 * guides do not agree, or differ as much: `cells first` and `cells second`, by its cells it acts there alone; `guides`, by cells the contexts
 * differ. `few cells`: not in both with cells enough.
 */
export type ContextVerdict =
  | 'only first'
  | 'only second'
  | 'differs'
  | 'alike'
  | 'both'
  | 'first'
  | 'second'
  | 'neither'
  | 'cells first'
  | 'cells second'
  | 'guides'
  | 'few cells';

/** Numbers of genes that were tested in both contexts, without own targets. */
export interface FoundGenes {
  /** Found in at least one. */
  readonly either: number;
  /** Found in both, with the same sign and with opposite signs. */
  readonly both: number;
  readonly opposite: number;
}

export const noneFound: FoundGenes = { either: 0, both: 0, opposite: 0 };

export interface ContextDifference {
  readonly perturbation: number;
  /** p of any difference, q over all perturbations and pairs of contexts, and p of guides that agree in it; NaN where not told. */
  readonly p: number;
  readonly q: number;
  readonly agreement: number;
  /** p of any difference, were guides all alike. */
  readonly byCells: number;
  /** Genes that differ, without its own targets. */
  readonly differing: number;
  readonly found: FoundGenes;
  readonly similarity: Told;
  /** Share of the first effect that the second has, and the reverse. */
  readonly ofFirst: Told;
  readonly ofSecond: Told;
  readonly verdict: ContextVerdict;
}

export interface Unjudged extends Acting {
  readonly line: Omit<ContextDifference, 'q' | 'verdict'>;
}

interface Acting {
  readonly isEnough: boolean;
  readonly acts: readonly [first: boolean, second: boolean];
  /** p of acting, were guides all alike. */
  readonly cells: readonly [first: number, second: number];
}

type Found = (at: number) => boolean;

/** By q over all perturbations and pairs of contexts. @param rate false discovery rate */
export function judged<Pair extends { readonly lines: readonly Unjudged[] }>(
  pairs: readonly Pair[],
  rate: number,
): readonly (Omit<Pair, 'lines'> & { readonly lines: readonly ContextDifference[] })[] {
  const all = pairs.flatMap(({ lines }) => lines);
  const qOf = (of: (line: Unjudged) => number) => adjusted(Float64Array.from(all, of));
  const below = (q: Float64Array): Found => {
    const isAny = q.some((value) => value <= FALSE_ALARMS);
    return (at) => isAny && (q[at] as number) < rate;
  };
  /** By cells alone, where that is rare among what guides do not show. */
  const byCells = (of: (line: Unjudged) => number, isShown: Found): Found => {
    const isFound = below(qOf(of));
    const open = all.flatMap((line, at) => (line.isEnough && !isShown(at) ? [isFound(at)] : []));
    return open.filter(Boolean).length < MOST_BY_CELLS * open.length ? isFound : () => false;
  };
  const q = qOf(({ line }) => line.p);
  const agreement = qOf(({ line }) => line.agreement);
  const differs = below(q);
  const differsByCells = byCells(({ line }) => line.byCells, differs);
  const [inFirst, inSecond] = [0, 1].map((which) =>
    byCells(
      ({ cells }) => cells[which] ?? NaN,
      (at) => all[at]?.acts[which] === true,
    ),
  ) as [Found, Found];
  let from = 0;
  return pairs.map((pair) => ({
    ...pair,
    lines: pair.lines.map(({ isEnough, acts, line }): ContextDifference => {
      const at = from++;
      // Where it acts in one alone, its guides agree there already.
      const isOne = acts[0] !== acts[1];
      const p = isOne ? line.agreement : (agreement[at] as number);
      const agrees = Number.isNaN(p) || p < rate;
      const verdict = !isEnough
        ? 'few cells'
        : differs(at) && agrees
          ? differing(acts)
          : isOne || !(differs(at) || differsByCells(at))
            ? notDiffering(acts, [inFirst(at), inSecond(at)], line.similarity)
            : 'guides';
      return { ...line, q: q[at] as number, verdict };
    }),
  }));
}

const differing = ([first, second]: Acting['acts']): ContextVerdict =>
  first === second ? 'differs' : first ? 'only first' : 'only second';

function notDiffering([first, second]: Acting['acts'], seen: Acting['acts'], { low }: Told): ContextVerdict {
  if (first && second) return low > ALIKE ? 'alike' : 'both';
  if (first || second) return first ? 'first' : 'second';
  if (seen[0] === seen[1]) return seen[0] ? 'guides' : 'neither';
  return seen[0] ? 'cells first' : 'cells second';
}
