/** Lists of gene names: pasted ones, and those of a matrix. */
import { axisOf, type OpenedFile } from '../annotation';
import { compareNames } from '../canonicalOrder';
import type { Mapping } from '../mapping';
import type { PerturbationLabel } from '../recognition';

export interface NameList {
  /** Known names, in the spelling of `known`, each once. */
  readonly found: readonly string[];
  readonly missing: readonly string[];
}

export function readNames(text: string, known: readonly string[]): NameList {
  const parts = text
    .split(/[\n\r,;\t]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) return { found: [], missing: [] };
  const byLowerCase = new Map(known.map((name) => [name.toLowerCase(), name]));
  // An unknown part may be several names separated by spaces.
  const names = parts.flatMap((part) => (byLowerCase.has(part.toLowerCase()) ? [part] : part.split(/\s+/)));
  const found = names.map((name) => byLowerCase.get(name.toLowerCase())).filter((name) => name !== undefined);
  const missing = names.filter((name) => !byLowerCase.has(name.toLowerCase()));
  return { found: [...new Set(found)], missing: [...new Set(missing)] };
}

/** What can be held out: labels of perturbations, and where several guides have the same targets, these targets together. */
export function perturbationNames(labels: readonly PerturbationLabel[]): readonly string[] {
  const labelsOf = new Map<string, string[]>();
  for (const { label, targets, role } of labels) {
    if (role !== 'perturbation') continue;
    const name = targets.toSorted(compareNames).join('+');
    labelsOf.set(name, [...(labelsOf.get(name) ?? []), label]);
  }
  return [...labelsOf].map(([name, own]) => (own.length === 1 ? (own[0] ?? name) : name));
}

/** Gene names of the chosen matrix, from the chosen column of var; missing names are left out. */
export function matrixGenes(
  opened: OpenedFile,
  mapping: Pick<Mapping, 'matrix' | 'geneColumn'>,
): readonly string[] {
  const axis = axisOf(opened, mapping.matrix);
  const column = axis.columns.find((candidate) => candidate.name === mapping.geneColumn);
  if (column?.kind !== 'category') return axis.index;
  return Array.from(column.codes, (code) => column.categories[code]).filter((name) => name !== undefined);
}
