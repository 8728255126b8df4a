/**
 * Labels without a measured target: of compounds, cytokines and enhancers, or of genes that the file does not measure. Effects need no target.
 * Where no label has one, the column, or the names of genes, may have been guessed wrong instead: what the labels look like decides.
 */
import { median } from '../../numerics/statistics';
import type { AnnotationColumn, GeneAxis } from '../annotation';
import { isControlGuide, isControlWord } from './controls';
import { namesDoses } from './doses';
import type { GeneLookup, GeneNaming } from './geneNames';
import { parseLabel, separations } from './guides';
import { statedKinds } from './kind';
import type { PerturbationColumn } from './perturbationColumn';

/** '1-Mar', 'Sep-07', '7/Sep', '01. Mrz', '2024-03-01': MARCH1, SEPT7, DEC1, and OCT4 in labels. */
const MONTH = '(?:mar|mär|mrz|sep|oct|okt|dec|dez)[a-z]*';
const DATE = new RegExp(
  `^(?:\\d{1,2}(?:[-/ ]|\\. ?)${MONTH}|${MONTH}[-/. ]\\d{1,2}|(?:19|20)\\d\\d-\\d\\d-\\d\\d(?: 00:00:00)?)$`,
  'i',
);

/** Names of genes that a spreadsheet made dates. */
export function isDate(name: string): boolean {
  return DATE.test(name.trim());
}

/** Probes of Illumina, Affymetrix and Agilent. */
const PROBE =
  /^(?:ILMN_\d+|(?:AFFX-)?\w+_(?:[a-z]_)?[as]t|TC\d{8,}\S*|\d{7,8}(?:_st)?|A_\d+_P\d+|(?:cg|ch)\.?\d{6,})$/;

export function isProbe(name: string): boolean {
  return PROBE.test(name);
}

/** Numbers (Entrez, clusters), Ensembl, FlyBase, WormBase, ZFIN, RefSeq, and sequences of guides. */
const IDENTIFIER =
  /^(?:\d+|ENS[A-Z]*[GTP]\d{11}(?:\.\d+)?|FBgn\d+|WBGene\d+|ZDB-GENE\S+|[NX][MR]_\d+(?:\.\d+)?|[ACGT]{17,25})$/i;

function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name.trim()) || PROBE.test(name) || isDate(name);
}

/** Columns of drugs, as scPerturb, sci-Plex and Tahoe-100M call them; and what separates guides in labels. */
const DRUG = /drug|compound|treatment|inhibitor|small[-_ ]?molecule/i;
const BETWEEN_GUIDES = /[_+|,;]/;
const MANY_PARTS = 15;

/** Number of parts of labels that name many guides each; null where they do not. */
export function guidesPerLabel(labels: readonly string[]): number | null {
  const parts = labels.length === 0 ? 0 : median(labels.map((label) => label.split(BETWEEN_GUIDES).length));
  return parts >= MANY_PARTS ? Math.round(parts) : null;
}

/** Whether columns tell that labels name drugs: their own, one of doses, or one that states the kind. */
export function areDrugs(column: string, obs: readonly AnnotationColumn[]): boolean {
  return (
    DRUG.test(column) ||
    obs.some(
      (other) =>
        namesDoses(other.name) ||
        (statedKinds(other).size > 0 &&
          [...statedKinds(other).values()].every((kind) => kind === 'inhibitor')),
    )
  );
}

/** Names by which a label is looked up where no gene is measured. */
function namesTried(label: string): readonly string[] {
  const tried: string[] = [];
  const find = (name: string) => {
    tried.push(name);
    return -1;
  };
  parseLabel(label, { find, findWritten: find });
  return tried;
}

function isMost(names: readonly string[], holds: (name: string) => boolean): boolean {
  return 2 * names.filter(holds).length > names.length;
}

/**
 * Whether labels, none of which names a measured gene, are perturbations without a measured target. Not where they are identifiers or name
 * many guides each, nor where they are genes and the measured ones are named in another way: then they may be measured under other names.
 */
export function areUnmeasured(
  column: PerturbationColumn,
  labels: readonly string[],
  { tables, index }: GeneAxis,
  obs: readonly AnnotationColumn[],
): boolean {
  if (tables === undefined || labels.length === 0) return false;
  if (isMost(labels, isIdentifier) || guidesPerLabel(labels) !== null) return false;
  if (isMost(labels, (label) => namesTried(label).some((name) => tables.genes.has(name.toUpperCase()))))
    return tables.areSymbols;
  // Of a species without a table any word may be a gene.
  return tables.areSymbols || areDrugs(column.name, obs) || !isMost(index, isIdentifier);
}

/**
 * What a label without a measured target names: a combination where each part is a label of its own, a measured gene or a control, else one.
 * @param labels all of the column
 */
export function namesIn(
  label: string,
  labels: ReadonlySet<string>,
  { lookup, names }: Pick<GeneNaming, 'names'> & { readonly lookup: GeneLookup },
): readonly string[] {
  const nameOf = (part: string): readonly string[] | null => {
    if (isControlWord(part) || isControlGuide(part)) return [];
    const parsed = parseLabel(part, lookup);
    if (parsed.role === 'perturbation') return parsed.genes.map((gene) => names[gene] ?? '');
    return labels.has(part) ? [part] : null;
  };
  for (const parts of separations(label)) {
    const found = parts.map(nameOf);
    const named = found.flatMap((part) => part ?? []);
    if (named.length > 0 && !found.includes(null)) return [...new Set(named)];
  }
  return [label.trim()];
}
