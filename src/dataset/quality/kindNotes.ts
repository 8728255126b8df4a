/** Whether the targets' own mRNA moves the way the chosen kind of perturbation says; a note where it clearly does not. */
import { median } from '../../numerics/statistics';
import type { DatasetNote } from '../annotation';
import type { PerturbationKind } from '../mapping';
import { kindFromChange } from '../recognise/kind';
import { pooledMoments, type MeasuredCondition, type Moments } from './moments';

/** Added to both means, so that a gene that is off has a finite fold change. */
const OFFSET = 0.05;

export function kindNotes(
  conditions: readonly MeasuredCondition[],
  moments: Moments,
  kind: PerturbationKind,
): DatasetNote[] {
  const indices = [...conditions.keys()];
  const control = pooledMoments(
    moments,
    conditions,
    indices.filter((index) => conditions[index]?.targets.length === 0),
  );
  if (control.cells === 0) return [];
  const changes = indices.flatMap((index) => {
    const own = pooledMoments(moments, conditions, [index]).mean;
    return (conditions[index]?.targets ?? []).map((target) =>
      Math.log2(((own[target] ?? 0) + OFFSET) / ((control.mean[target] ?? 0) + OFFSET)),
    );
  });
  const suggested = kindFromChange(changes);
  if (suggested === null || (suggested === 'overexpression') === (kind === 'overexpression')) return [];
  return [{ tag: 'kind-unlike-change', kind, suggested, change: median(changes) }];
}
