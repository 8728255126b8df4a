/** What batches cannot tell: those whose cells have no controls beside them, and perturbations that cannot be told from their batch. */
import { ENOUGH_CONTROLS } from '../dataset';
import type { DatasetNote } from '../notes';
import { compareNames } from '../canonicalOrder';

interface BatchedCells {
  /** [conditions] */
  readonly conditions: readonly { readonly label: string; readonly isControl: boolean }[];
  /** [rows] */
  readonly conditionOfRow: Int32Array;
  readonly batchOfRow: Int32Array;
  readonly batches: readonly string[];
}

/**
 * With controls: batches with fewer than 20 of them, whose cells are compared with controls of other batches, and
 * perturbations in such batches only. Without any: perturbations that have their batches for themselves. Nothing for one batch.
 */
export function batchNotes({ conditions, conditionOfRow, batchOfRow, batches }: BatchedCells): DatasetNote[] {
  if (batches.length < 2) return [];
  const controls = new Int32Array(batches.length);
  const labelsIn = batches.map(() => new Set<string>());
  const batchesOf = new Map<string, Set<number>>();
  conditionOfRow.forEach((index, row) => {
    const condition = conditions[index];
    const batch = batchOfRow[row] ?? 0;
    if (condition === undefined) return;
    if (condition.isControl) controls[batch] = (controls[batch] ?? 0) + 1;
    else {
      labelsIn[batch]?.add(condition.label);
      batchesOf.set(condition.label, (batchesOf.get(condition.label) ?? new Set()).add(batch));
    }
  });
  const hasControls = controls.reduce((sum, count) => sum + count, 0) >= ENOUGH_CONTROLS;
  const isBare = (batch: number) =>
    hasControls ? (controls[batch] ?? 0) < ENOUGH_CONTROLS : labelsIn[batch]?.size === 1;
  const labels = [...batchesOf]
    .filter(([, own]) => [...own].every(isBare))
    .map(([label]) => label)
    .toSorted(compareNames);
  const bare = batches.filter((_, batch) => isBare(batch)).toSorted(compareNames);
  return [
    ...(hasControls && bare.length > 0 ? [{ tag: 'batches-without-controls' as const, batches: bare }] : []),
    ...(labels.length > 0 ? [{ tag: 'confounded-with-batch' as const, labels }] : []),
  ];
}
