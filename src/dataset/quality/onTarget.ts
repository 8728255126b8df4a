/**
 * What each perturbation did to the mRNA of its own target, beside what its kind lets one expect: knockdown lowers it,
 * overexpression and activation raise it. A knockout changes the protein and may leave the mRNA as it is: nothing is expected.
 */
import type { PerturbationKind } from '../mapping';
import { momentsOfGene, type MeasuredCondition, type Moments } from './moments';

export interface OnTargetEffect {
  /** Index of the condition, and place of the target among the measured genes. */
  readonly condition: number;
  readonly target: number;
  readonly cells: number;
  /** Of the means of normalised expression, a little added to both so that a gene that is off has one. */
  readonly log2FoldChange: number;
  /** `unclear`: within two standard errors of no change. */
  readonly verdict: 'as-expected' | 'unclear' | 'opposite' | 'nothing-expected';
}

/** Added to both means. */
const OFFSET = 0.05;
/** Standard errors from which on a change is taken as one. */
const CLEAR = 2;

/** log2 of mean over reference, each a little raised. */
export function log2Change(mean: number, reference: number): number {
  return Math.log2((mean + OFFSET) / (reference + OFFSET));
}

/**
 * One for each target of each perturbed condition, in order; none without controls. A condition is compared with the controls of
 * its time point, with all where it has none.
 */
export function onTargetEffects(
  conditions: readonly MeasuredCondition[],
  moments: Moments,
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
    targets.map((target) => {
      const own = momentsOfGene(moments, conditions, [condition], target);
      const control = momentsOfGene(moments, conditions, controlsOfTime.get(time) ?? controls, target);
      return {
        condition,
        target,
        cells,
        log2FoldChange: log2Change(own.mean, control.mean),
        verdict: verdictOn(kind, clearness(own, control)),
      };
    }),
  );
}

type OfGene = ReturnType<typeof momentsOfGene>;

/** Difference of the means in standard errors; 0 where neither group varies and they are alike. */
function clearness(own: OfGene, control: OfGene): number {
  const difference = own.mean - control.mean;
  const error = Math.sqrt(own.variance / own.cells + control.variance / control.cells);
  return difference === 0 ? 0 : difference / error;
}

function verdictOn(kind: PerturbationKind, clear: number): OnTargetEffect['verdict'] {
  switch (kind) {
    case 'knockout':
      return 'nothing-expected';
    case 'knockdown':
    case 'overexpression': {
      const towards = kind === 'knockdown' ? -clear : clear;
      if (towards > CLEAR) return 'as-expected';
      return towards < -CLEAR ? 'opposite' : 'unclear';
    }
    default:
      return kind satisfies never;
  }
}
