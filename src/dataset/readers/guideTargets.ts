/**
 * Targets of guides that AnnData of CELLxGENE keeps in uns: `genetic_perturbation_id` of a cell names its guides ('A || B', 'na'), and
 * uns/genetic_perturbations/ID/target_features lists the genes of each by Ensembl identifier (`derived_features` in scFAIR).
 * Schema: https://github.com/chanzuckerberg/single-cell-curation (7.1.0)
 */
import type { AnnotationColumn, GeneAxis } from '../annotation';
import type { DatasetNote } from '../notes';
import { categoryColumn } from './columns';
import type { Hierarchy } from './hierarchy';

const IDS = 'genetic_perturbation_id';
const STRATEGY = 'genetic_perturbation_strategy';
const GUIDES = 'uns/genetic_perturbations';
const FEATURES = ['target_features', 'derived_features'] as const;
const TARGETS = 'perturbed_genes';
const CONTROL = 'control';
const SYMBOLS = 'feature_name';

/** The columns of obs with one of targets before them ('GATA1', 'GATA1+SPI1', 'control'); as they are in all other files. */
export function withTargetsOfGuides(
  file: Hierarchy,
  obs: readonly AnnotationColumn[],
  genes: GeneAxis,
  notes: DatasetNote[],
): readonly AnnotationColumn[] {
  const column = obs.find(({ name }) => name === IDS);
  if (column?.kind !== 'category' || file.kindOf(GUIDES) !== 'group') return obs;
  if (obs.some(({ name }) => name === TARGETS)) return obs;
  const symbolOf = symbolsOf(genes);
  const targetsOf = new Map(
    file.names(GUIDES).map((guide) => [guide, targetsOfGuide(guide, featuresOf(file, guide), symbolOf)]),
  );
  const known = [...targetsOf.values()].filter((targets) => targets.length > 0).length;
  if (known === 0) return obs;
  const controls = controlsAmong(column, obs);
  const labels = column.categories.map((ids) => labelOf(ids, targetsOf, controls));
  const texts = Array.from(column.codes, (code) => labels[code] ?? null);
  notes.push({ tag: 'targets-of-guides', column: IDS, guides: targetsOf.size, known });
  return [categoryColumn(TARGETS, texts), ...obs];
}

function featuresOf(file: Hierarchy, guide: string): readonly string[] {
  return FEATURES.flatMap((name) => {
    const path = `${GUIDES}/${guide}/${name}`;
    return file.kindOf(path) === 'group' ? file.names(path) : [];
  });
}

/** Symbols by identifier, of the genes in the file. */
function symbolsOf({ index, columns }: GeneAxis): (id: string) => string {
  const symbols = columns.find(({ name }) => name === SYMBOLS);
  if (symbols?.kind !== 'category') return (id) => id;
  const found = new Map(index.map((id, row) => [id, symbols.categories[symbols.codes[row] ?? -1] ?? id]));
  return (id) => found.get(id) ?? id;
}

/** Of several genes at the place of a guide, such as one on the other strand, the one in its name where there is one; else all. */
function targetsOfGuide(
  guide: string,
  features: readonly string[],
  symbolOf: (id: string) => string,
): readonly string[] {
  const targets = features.map(symbolOf);
  const words = new Set([guide, ...guide.split(/[^A-Za-z0-9-]+/), ...guide.split(/[^A-Za-z0-9]+/)]);
  const named = targets.filter((target) => words.has(target));
  return named.length === 0 ? targets : named;
}

/** null without a guide; a guide without known targets keeps its name, which may tell. */
function labelOf(
  ids: string,
  targetsOf: ReadonlyMap<string, readonly string[]>,
  controls: ReadonlySet<string>,
): string | null {
  if (ids === 'na' || ids === '') return null;
  const targeting = guidesIn(ids).filter((id) => !controls.has(id));
  const parts = targeting.flatMap((id) => {
    const targets = targetsOf.get(id) ?? [];
    return targets.length === 0 ? [id] : targets;
  });
  return parts.length === 0 ? CONTROL : [...new Set(parts)].join('+');
}

function guidesIn(ids: string): readonly string[] {
  return ids.split(' || ');
}

/** Guides of cells all of whose guides are said to be controls; these too may lie in genes. */
function controlsAmong(
  column: Extract<AnnotationColumn, { kind: 'category' }>,
  obs: readonly AnnotationColumn[],
): ReadonlySet<string> {
  const strategy = obs.find(({ name }) => name === STRATEGY);
  if (strategy?.kind !== 'category') return new Set();
  const control = strategy.categories.indexOf(CONTROL);
  const codes = new Set(column.codes.filter((_, cell) => control >= 0 && strategy.codes[cell] === control));
  return new Set([...codes].flatMap((code) => guidesIn(column.categories[code] ?? '')));
}
