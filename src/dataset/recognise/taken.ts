/** What each label of a file was taken for, as Check and `inspect` tell it, and as a table that `--targets` reads. */
import { once } from '../../numerics/lazy';
import { axisOf, type AnnotationColumn, type OpenedFile } from '../annotation';
import type { Mapping, PerturbationKind, TakenFor } from '../mapping';
import type { PerturbationLabel } from '../recognition';
import { distinctValues } from './columns';
import { doseText } from '../dose';
import { readDoses } from './doses';
import { labelColumn } from './labelColumn';
import { matrixGenes } from './nameList';
import { areDrugs, namesGene } from './unmeasuredTargets';

export interface TakenLabel extends PerturbationLabel {
  /** Of its targets, each kind once. */
  readonly taken: readonly TakenFor[];
  /** Where one holds for all cells of it; null: a column states it per cell, or it is no perturbation. */
  readonly ofKind: PerturbationKind | null;
  /** Its doses and contexts, in the order of the file; none where they are not told apart. */
  readonly doses: readonly string[];
  readonly contexts: readonly string[];
}

/** By the name of a target. */
export function takenFor(opened: OpenedFile, mapping: Mapping): (name: string) => TakenFor {
  const axis = axisOf(opened, mapping.matrix);
  const measured = once(() => new Set(matrixGenes(opened, mapping)));
  const isOfDrugs = once(() => areDrugs(mapping.perturbationColumn, opened.obs));
  return (name) => {
    if (measured().has(name)) return 'measured gene';
    if (namesGene(name, axis)) return 'gene not measured';
    return isOfDrugs() ? 'compound' : 'other';
  };
}

export function takenLabels(
  opened: OpenedFile,
  mapping: Mapping,
  labels: readonly PerturbationLabel[],
): readonly TakenLabel[] {
  const column = labelColumn(opened, mapping.perturbationColumn);
  const doseColumn = labelColumn(opened, mapping.doseColumn ?? null);
  const read = doseColumn && readDoses(doseColumn, opened.obs);
  const context = labelColumn(opened, mapping.contextColumn ?? null);
  const values = context && distinctValues(context);
  const doses = valuesOf(column, read && { ofCell: read.ofCell, texts: read.list.map(doseText) });
  const contexts = valuesOf(column, values && { ofCell: values.codes, texts: values.labels });
  const isPerCell = (mapping.kindColumn ?? null) !== null;
  const takenAs = takenFor(opened, mapping);
  return labels.map((one) => {
    const isPerturbed = one.role === 'perturbation';
    return {
      ...one,
      taken: isPerturbed ? [...new Set(one.targets.map(takenAs))] : [],
      ofKind: isPerturbed ? (one.kind ?? (isPerCell ? null : mapping.kind)) : null,
      doses:
        one.dose !== undefined && mapping.doseColumn !== null ? [one.dose] : (doses.get(one.label) ?? []),
      contexts: contexts.get(one.label) ?? [],
    };
  });
}

/** By label, the values of its cells, each once. */
function valuesOf(
  column: AnnotationColumn | null,
  values: { readonly ofCell: Int32Array; readonly texts: readonly string[] } | null,
): ReadonlyMap<string, readonly string[]> {
  if (column === null || values === null) return new Map();
  const { labels, codes } = distinctValues(column);
  const found = labels.map(() => new Set<number>());
  codes.forEach((code, cell) => {
    const value = values.ofCell[cell] ?? -1;
    if (value >= 0) found[code]?.add(value);
  });
  return new Map(
    labels.map((label, at) => [
      label,
      [...(found[at] ?? [])].toSorted((a, b) => a - b).map((value) => values.texts[value] ?? ''),
    ]),
  );
}

/** Within a cell of a table. */
const plain = (text: string) => text.replaceAll(/[\t\r\n]+/g, ' ');

/**
 * What labels are taken for, as a table that `--targets` reads (targetTable.ts). Targets of those that name what is not measured are left
 * empty, so that they are read as they stand, unless `given` says them.
 * @param given as the mapping has them
 */
export function targetsTsv(labels: readonly TakenLabel[], given: Mapping['targets'] = []): string {
  const stated = new Map(given.map((one) => [one.label, one.targets]));
  const targetsOf = ({ label, targets, taken }: TakenLabel) =>
    stated.get(label.trim()) ?? (taken.every((kind) => kind === 'measured gene') ? targets : []);
  const perturbed = labels.filter(({ role }) => role === 'perturbation');
  const isDosed = perturbed.some(({ dose }) => dose !== undefined);
  const rows = perturbed.map((one) => [
    one.label,
    targetsOf(one).join('; '),
    one.ofKind ?? '',
    ...(isDosed ? [one.dose ?? ''] : []),
  ]);
  const head = ['label', 'target', 'class', ...(isDosed ? ['dose'] : [])];
  return `${[head, ...rows].map((row) => row.map(plain).join('\t')).join('\n')}\n`;
}
