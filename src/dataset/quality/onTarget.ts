/**
 * What each perturbation did to the mRNA of its own target, beside what its kind lets one expect: knockdown lowers it,
 * overexpression and activation raise it. A knockout changes the protein and may leave the mRNA as it is: nothing is expected.
 */
import { ENOUGH_CONTROLS } from '../dataset';
import type { PerturbationKind } from '../mapping';
import type { GeneMoments, MeasuredCondition } from './moments';

export interface OnTarget {
  /** Of the means of normalised expression, a little added to both so that a gene that is off has one. */
  readonly log2FoldChange: number;
  /** Its interval of 95 %. */
  readonly low: number;
  readonly high: number;
  /** `unclear`: no change lies within the interval. */
  readonly verdict: 'as-expected' | 'unclear' | 'opposite' | 'nothing-expected';
}

export interface OnTargetEffect extends OnTarget {
  /** Index of the condition, and place of the target among the measured genes. */
  readonly condition: number;
  readonly target: number;
  readonly cells: number;
}

/** Added to both means. */
const OFFSET = 0.05;
/** Standard errors of an interval of 95 %. */
const REACH = 1.96;

/** log2 of mean over reference, each a little raised. */
export function log2Change(mean: number, reference: number): number {
  return raised(mean) - raised(reference);
}

/**
 * One target in its own cells beside the reference. The interval is put together from those of the two means, which are not alike to
 * both sides near zero (Zou & Donner, Statistics in Medicine 2008, 27:1693). A mean of counts is never surer than by one count in all its
 * cells: a gene that few cells happen not to show is not off. With fewer than 20 cells the variance leans on the reference's.
 */
export function onTarget(
  own: GeneMoments,
  reference: GeneMoments,
  kind: PerturbationKind,
  isCounted: boolean,
): OnTarget {
  const missing = Math.max(0, ENOUGH_CONTROLS - own.cells);
  const variance = (own.cells * own.variance + missing * reference.variance) / (own.cells + missing);
  const [ownLow, ownAt, ownHigh] = logarithms({ ...own, variance }, isCounted);
  const [low, at, high] = logarithms(reference, isCounted);
  const ends = [
    ownAt - at - Math.hypot(ownAt - ownLow, high - at),
    ownAt - at + Math.hypot(ownHigh - ownAt, at - low),
  ] as const;
  return { log2FoldChange: ownAt - at, low: ends[0], high: ends[1], verdict: verdictOn(kind, ends) };
}

function raised(mean: number): number {
  return Math.log2(Math.max(0, mean) + OFFSET);
}

/** log2 of a mean, a little raised, between the ends of its interval. */
function logarithms(
  { cells, mean, variance }: GeneMoments,
  isCounted: boolean,
): readonly [low: number, at: number, high: number] {
  const reach = REACH * Math.max(Math.sqrt(variance / cells), isCounted ? 1 / cells : 0);
  return [raised(mean - reach), raised(mean), raised(mean + reach)];
}

/**
 * One for each target of each perturbed condition, in order; none without controls. A condition is compared with the controls of
 * its time point, with all where it has none.
 * @param momentsOf of one gene over the cells of several conditions
 */
export function onTargetEffects(
  conditions: readonly MeasuredCondition[],
  momentsOf: (conditions: readonly number[], gene: number) => GeneMoments,
  isCounted: boolean,
): readonly OnTargetEffect[] {
  const controls = [...conditions.keys()].filter((index) => conditions[index]?.targets.length === 0);
  if (controls.length === 0) return [];
  const controlsOfTime = new Map<number | null, readonly number[]>();
  for (const { time } of conditions) {
    if (controlsOfTime.has(time)) continue;
    const sameTime = controls.filter((index) => conditions[index]?.time === time);
    controlsOfTime.set(time, sameTime.length > 0 ? sameTime : controls);
  }
  return conditions.flatMap(({ time, kind, targets, cells }, condition) =>
    targets.map((target) => ({
      condition,
      target,
      cells,
      ...onTarget(
        momentsOf([condition], target),
        momentsOf(controlsOfTime.get(time) ?? controls, target),
        kind,
        isCounted,
      ),
    })),
  );
}

function verdictOn(
  kind: PerturbationKind,
  [low, high]: readonly [low: number, high: number],
): OnTarget['verdict'] {
  switch (kind) {
    case 'knockout':
      return 'nothing-expected';
    case 'knockdown':
      return high < 0 ? 'as-expected' : low > 0 ? 'opposite' : 'unclear';
    case 'overexpression':
      return low > 0 ? 'as-expected' : high < 0 ? 'opposite' : 'unclear';
    default:
      return kind satisfies never;
  }
}
