/** Whether the targets' own mRNA moves the way the chosen kind of perturbation says; a note where it clearly does not. */
import { median } from '../../numerics/statistics';
import type { DatasetNote } from '../annotation';
import type { PerturbationKind } from '../mapping';
import { kindFromChange } from '../recognise/kind';
import { pooledMoments, type MeasuredCondition, type Moments } from './moments';

/** Added to both means, so that a gene that is off has a finite fold change. */
const OFFSET = 0.05;

/** One note for each kind that the screen holds and the data contradict. */
export function kindNotes(conditions: readonly MeasuredCondition[], moments: Moments): DatasetNote[] {
  const indices = [...conditions.keys()];
  const controls = indices.filter((index) => conditions[index]?.targets.length === 0);
  if (controls.length === 0) return [];
  const control = pooledMoments(moments, conditions, controls).mean;
  const changesOf = new Map<PerturbationKind, number[]>();
  conditions.forEach(({ kind, targets }, index) => {
    const own = pooledMoments(moments, conditions, [index]).mean;
    const changes = targets.map((target) =>
      Math.log2(((own[target] ?? 0) + OFFSET) / ((control[target] ?? 0) + OFFSET)),
    );
    changesOf.set(kind, [...(changesOf.get(kind) ?? []), ...changes]);
  });
  return [...changesOf].flatMap(([kind, changes]) => {
    const suggested = kindFromChange(changes);
    if (suggested === null || (suggested === 'overexpression') === (kind === 'overexpression')) return [];
    return [{ tag: 'kind-unlike-change', kind, suggested, change: median(changes) }];
  });
}
