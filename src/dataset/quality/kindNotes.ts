/** Whether the targets' own mRNA moves the way the chosen kind of perturbation says; a note where it clearly does not. */
import { median } from '../../numerics/statistics';
import type { DatasetNote } from '../notes';
import type { PerturbationKind } from '../mapping';
import { kindFromChange } from '../recognise/kind';
import { log2Change } from './onTarget';
import { momentsOfGene, type MeasuredCondition, type Moments } from './moments';

/** One note for each kind that the screen holds and the data contradict. */
export function kindNotes(conditions: readonly MeasuredCondition[], moments: Moments): DatasetNote[] {
  const indices = [...conditions.keys()];
  const controls = indices.filter((index) => conditions[index]?.targets.length === 0);
  if (controls.length === 0) return [];
  const changesOf = new Map<PerturbationKind, number[]>();
  conditions.forEach(({ kind, targets }, index) => {
    const changes = changesOf.get(kind) ?? [];
    changesOf.set(kind, changes);
    for (const target of targets) {
      const meanIn = (group: readonly number[]) => momentsOfGene(moments, conditions, group, target).mean;
      changes.push(log2Change(meanIn([index]), meanIn(controls)));
    }
  });
  return [...changesOf].flatMap(([kind, changes]) => {
    const suggested = kindFromChange(changes);
    if (suggested === null || (suggested === 'overexpression') === (kind === 'overexpression')) return [];
    return [{ tag: 'kind-unlike-change', kind, suggested, change: median(changes) }];
  });
}
