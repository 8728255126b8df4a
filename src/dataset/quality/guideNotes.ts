/** How the guides of a screen compare with the others of their targets, from the values of the modelled genes; a note where one does little. */
import type { OpenedFile } from '../annotation';
import type { DatasetNote } from '../notes';
import type { Mapping } from '../mapping';
import type { PerturbationLabel } from '../recognition';
import { distinctValues } from '../recognise/distinct';
import { labelColumn } from '../recognise/labelColumn';
import type { CellPlan } from './cells';
import { guidesByTarget, guideStrengths, type GuideGroup } from './guideConsistency';
import type { GuideStrength } from '../dataset';

/** Those that can be compared. @param values [rows × genes] log1p expression */
export function comparedGuides(
  opened: OpenedFile,
  mapping: Mapping,
  labels: readonly PerturbationLabel[],
  plan: CellPlan,
  values: Float32Array,
): readonly GuideStrength[] {
  const column = labelColumn(opened, mapping.perturbationColumn);
  if (column === null || plan.cells.length === 0) return [];
  const { labels: names, codes } = distinctValues(column);
  const rowsOfCode = names.map((): number[] => []);
  plan.cells.forEach((cell, row) => rowsOfCode[codes[cell] ?? -1]?.push(row));
  const targetsOf = new Map(labels.map(({ label, targets }) => [label, targets.toSorted().join('+')]));
  const guides = names.map((guide, code): GuideGroup => {
    return { guide, target: targetsOf.get(guide) ?? '', cells: rowsOfCode[code] ?? [] };
  });
  const guidesOf = guidesByTarget(guides);
  const several = guides.filter(({ target }) => target !== '' && (guidesOf.get(target)?.length ?? 0) > 1);
  if (several.length === 0) return [];
  const controls = [...plan.conditionOfRow.keys()].filter(
    (row) => plan.conditions[plan.conditionOfRow[row] ?? -1]?.perturbation.targets.length === 0,
  );
  return guideStrengths(values, values.length / plan.cells.length, several, controls);
}

export function guideNotes(strengths: readonly GuideStrength[]): DatasetNote[] {
  const weak = strengths.filter(({ verdict }) => verdict === 'weak');
  if (weak.length === 0) return [];
  return [
    {
      tag: 'weak-guides',
      guides: weak.map(({ guide, strength }) => ({ guide, strength })),
      of: strengths.length,
    },
  ];
}
