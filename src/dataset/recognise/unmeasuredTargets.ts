/**
 * Labels without a measured target: of compounds, cytokines and enhancers, or of genes that the file does not measure. Effects need no target.
 * Where no label has one, the column, or the names of genes, may have been guessed wrong instead: what the labels look like decides.
 */
import { median } from '../../numerics/statistics';
import type { AnnotationColumn, GeneAxis } from '../annotation';
import { isControlLabel, isControlWord, isMissingWord, isVehicle } from './controls';
import { namesDoses } from './doses';
import { type GeneLookup, type GeneNaming, isProbe, UNIPROT } from './geneNames';
import { parseLabel, separations, withoutMarks, withoutPositiveControl } from './guides';
import { SECRETED, statesKind } from './kind';
import type { PerturbationColumn } from './perturbationColumn';
import { areReplicates, replicateOf } from './replicates';

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

/** Numbers (Entrez, clusters), Ensembl, FlyBase, WormBase, ZFIN, RefSeq, and sequences of guides. */
const IDENTIFIER =
  /^(?:\d+|ENS[A-Z]*[GTP]\d{11}(?:\.\d+)?|FBgn\d+|WBGene\d+|ZDB-GENE\S+|[NX][MR]_\d+(?:\.\d+)?|[ACGT]{17,25})$/i;

function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name.trim()) || isProbe(name) || isDate(name);
}

/** Of UniProt (P42224), and loci of plants, flies, yeast and bacteria (AT1G01010, CG1234, SPAC1002.01, b0001, Rv0001c, PA0001), whose genes have symbols too. */
const ACCESSION = new RegExp(
  String.raw`^(?:${UNIPROT}|AT[1-5CM]G\d{5}|CG\d+|Y[A-P][LR]\d{3}[CW]|SP[ABC]+\d+\S+|(?:b|[A-Z][A-Za-z]{1,7}_?)\d{4,}[a-z]?)$`,
);

const hasSymbolToo = (name: string) => isIdentifier(name) || ACCESSION.test(name.trim());

/** Columns of drugs, as scPerturb, sci-Plex and Tahoe-100M call them; and what separates guides in labels. */
const DRUG = /drug|compound|treatment|inhibitor|small[-_ ]?molecule|chemical|^(?:product|sm)[-_ ]?name$/i;
const BETWEEN_GUIDES = /[_+|,;]/;
const MANY_PARTS = 15;

/** Number of parts of labels that name many guides each; null where they do not. */
export function guidesPerLabel(labels: readonly string[]): number | null {
  const parts = labels.length === 0 ? 0 : median(labels.map((label) => label.split(BETWEEN_GUIDES).length));
  return parts >= MANY_PARTS ? Math.round(parts) : null;
}

/** Whether columns tell that labels name drugs: their own, one of doses, or one that states the kind. */
export function areDrugs(column: string, obs: readonly AnnotationColumn[]): boolean {
  return DRUG.test(column) || obs.some((other) => namesDoses(other.name) || statesKind(other, 'inhibitor'));
}

/** Names by which a label is looked up where no gene is measured. */
function namesTried(label: string): readonly string[] {
  const tried: string[] = [];
  const find = (name: string) => {
    tried.push(name);
    return -1;
  };
  parseLabel(label, { find, findWritten: find, isSpelled: () => false });
  return tried;
}

function isMost(names: readonly string[], holds: (name: string) => boolean): boolean {
  return 2 * names.filter(holds).length > names.length;
}

/**
 * Whether labels, none of which names a measured gene, are perturbations without a measured target. Not where they are identifiers or name
 * many guides each, nor where they are genes and the measured ones are named by identifiers: then they may be measured under other names.
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
    return tables.areSymbols || !isMost(index, hasSymbolToo);
  // Of a species without a table any word may be a gene.
  return tables.areSymbols || areDrugs(column.name, obs) || !isMost(index, isIdentifier);
}

/** A symbol, an ORF or an identifier: human and yeast in capitals, mouse with a number. */
const SYMBOL = /^(?:[A-Z][A-Z0-9]{1,14}(?:-[A-Z0-9]{1,4})?|[A-Z][a-z]+\d[a-z0-9]*)$/;

/** Whether a name that is not measured is that of a gene, as far as its spelling and the tables of names tell. */
export function namesGene(name: string, { noGenes, tables }: GeneAxis): boolean {
  if (!SYMBOL.test(name) || noGenes?.has(name) === true) return false;
  return tables === undefined || tables.genes.has(name.toUpperCase());
}

/** One of several guides of a gene or place: 'SOX17_g2', 'sgSOX17-g2', 'SOX17_2', 'SOX17_guide2', 'SOX17_+_2407044.23-P1P2', 'chr11:5271000-5272000_sg1'; not 'IL-6'. */
const GUIDE =
  /^(?:sg)?(?<gene>[A-Z][A-Z0-9]{2,14}|[A-Z][a-z]+\d[a-z0-9]*|chr[\dXYM]+[:_.-]\d+[-_]\d+)(?:[-_.](?:s?g(?:RNA)?|guide)\d+|[_.#]\d+|_[+-]_\d+\.\d+(?:-P\d(?:P\d)?)?)$/;

/** The same with a hyphen, where a prefix says that it is a guide: 'sgSOX17-2'. */
const PREFIXED_GUIDE = /^(?:sg|sh|si)[-_]?(?<gene>[A-Z][A-Z0-9]{2,14}|[A-Z][a-z]+\d[a-z0-9]*)-\d{1,2}$/;

/** Guides as the controls beside them are numbered: 'A-1' beside 'NTC-1', 'Ag1' beside 'NTCg1', 'sgA.a' beside 'sgNT.a', 'sg1_A' beside 'sg1_NTC'. */
const GUIDES: readonly RegExp[] = [
  /^(?<stem>.*[^-_. ])[-_. ](?:s?g(?:RNA)?|guide)?[-_#]?(?<number>\d{1,2})$/i,
  /^(?<stem>.*[A-Za-z\d])g(?<number>\d{1,2})$/,
  /^(?<stem>.*[^-_. ])[-_.](?<letter>[A-Ha-h])$/,
  /^(?:sg|g|guide)[-_]?(?<number>\d{1,2})[-_.](?<stem>.+)$/i,
];

/** Of what was given, not of a gene. */
const NUMBERED_THINGS =
  /^(?:compounds?|cmpds?|drugs?|hits?|inhibitors?|peptides?|ligands?|cytokines?|treatments?|conditions?|groups?|clusters?|pools?|enhancers?|elements?|targets?|genes?|guides?|(?:sg|g)rnas?)$/i;
const isControlGene = (stem: string) => isControlLabel(stem) && !isVehicle(stem);

/** What labels name without the number of a guide, where all have one and those of some name and of controls run alike; null elsewhere. */
function stemOfGuides(labels: readonly string[]): ((label: string) => string) | null {
  if (labels.some((label) => SECRETED.test(label))) return null;
  for (const form of GUIDES) {
    const read = labels.flatMap((label) => replicateOf(label, form) ?? []);
    if (read.some(({ stem }) => NUMBERED_THINGS.test(stem))) continue;
    if (read.length === labels.length && areReplicates(read, isControlGene, false))
      return (label) => replicateOf(label, form)?.stem ?? label;
  }
  return null;
}

/** Guides of libraries, whose names hold more than the gene: 'SOX17_SOX17_+_2407044.23-P1P2_00', 'ES.sg1.SOX17', 'm_Sox17_3', 'p_sgSOX17_2'. */
const OF_LIBRARY = /_[+-]_\d+\.\d+|^[A-Z]{1,3}\.sg\d+\.|^m_\w+_\d+$|^p[-_]sg\w+$/;

/** Genes that are intact in the sample, in one copy or put back: 'GATA1_WT', 'GATA1+/-', 'GATA1 KO + GATA1 rescue'. */
const NOT_LOST =
  /[-_ .](?:wt|wild[-_ ]?type)(?:[-_ .]?\d+)?$|\+\/-|rescue|add[-_ ]?back|re-?express|re-?constitut/i;

/** Whether a label without a measured target names what was done; not what a spreadsheet made a date. */
export function namesInput(label: string): boolean {
  return !isDate(label) && !NOT_LOST.test(label.trim());
}

/** A part of combinations that is no number or dose. */
const NAME = /^\p{L}/u;

/**
 * What labels without a measured target name. A combination: where each part is a measured gene, a control, a label of its own or a part of another
 * label, or a symbol beside a measured gene. The gene of several guides. Else the label itself, whatever its words.
 * @param labels all of the column @param listed measured targets of a label in a table beside the data; empty for others
 */
export function namesOfInputs(
  labels: readonly string[],
  { lookup, names }: Pick<GeneNaming, 'names'> & { readonly lookup: GeneLookup },
  listed: (label: string) => readonly string[],
): (label: string) => readonly string[] {
  const stemOf = stemOfGuides(labels.map((label) => label.trim()).filter((label) => !isMissingWord(label)));
  const nameIn = (label: string) => nameWritten(stemOf?.(label.trim()) ?? label);
  const written = labels.map(nameIn);
  // Elsewhere what stands beside it is the line: 'A549_DMSO'.
  const hasVehicle = written.some(
    (label) => isVehicle(label) && parseLabel(label, lookup).role === 'control',
  );
  const whole = new Set([...written, ...(hasVehicle ? written.flatMap(besideVehicle) : [])]);
  const labelsWith = counted(
    [...whole].flatMap((label) => [...new Set([...separations(label)].flat().map(nameIn))]),
  );
  const guidesOf = counted([...whole, ...labelsWith.keys()].map(geneOfGuide));
  const inputOf = (name: string) => {
    const gene = geneOfGuide(name);
    return whole.has(gene) || (guidesOf.get(gene) ?? 0) > 1 ? gene : name;
  };
  const isKnown = (part: string) =>
    whole.has(part) || (NAME.test(part) && (labelsWith.get(part) ?? 0) > 1) || inputOf(part) !== part;
  /** null: not known. */
  const nameOf = (given: string): readonly string[] | null => {
    if (isControlLabel(given)) return [];
    const targets = listed(given);
    if (targets.length > 0) return targets;
    const parsed = parseLabel(given, lookup);
    const part = nameIn(given);
    if (parsed.role === 'perturbation') return parsed.genes.map((gene) => names[gene] ?? '');
    return isKnown(part) ? [inputOf(part)] : null;
  };
  return (label) => {
    const text = nameIn(label);
    for (const parts of separations(text)) {
      const found = parts.map(nameOf);
      const isBesideGene = found.some((part) => part !== null && part.length > 0);
      const named = parts.map((part, at) => found[at] ?? (isBesideGene && SYMBOL.test(part) ? [part] : null));
      if (isBesideGene && !named.includes(null)) return [...new Set(named.flatMap((part) => part ?? []))];
    }
    for (const parts of halves(text)) {
      const isWhole = (part: string) => whole.has(nameIn(part));
      if (!parts.some(isWhole)) continue;
      const found = parts.map((part) =>
        isWhole(part) && !isControlLabel(part) ? [inputOf(nameIn(part))] : nameOf(part),
      );
      const named = found.flatMap((part) => part ?? []);
      if (named.length > 0 && !found.includes(null)) return [...new Set(named)];
    }
    return [inputOf(text)];
  };
}

/** The other one of two that were given, one of them for comparison: 'DMSO_JQ1', 'JQ1 + vehicle'. */
function besideVehicle(label: string): readonly string[] {
  return [...separations(label), ...halves(label)].flatMap((parts) => {
    const others = parts.filter((part) => !(isVehicle(part) && isControlWord(part)));
    return parts.length === 2 && others.length === 1 ? others.filter((part) => NAME.test(part)) : [];
  });
}

/** What was done to the gene that a symbol beside it names: 'SOX17_KO', 'SOX17KO', 'SOX17-/-', 'siSOX17', 'SOX17_siRNA'. */
const WHAT_WAS_DONE =
  /^(?:si|sh|sg)[-_]?(?=[A-Z])(?!RNA)|(?<=[A-Z\d])K[OD]$|[-_ .](?:KO|KD|OE|(?:si|sh|sg)RNA|knock-?out|knock-?down|over-?expression)$|[-_ ]?-\/-$/;

/** Without what libraries write around names, and the words beside a symbol, or a guide of it, of what was done, or that it is a positive control. */
function nameWritten(label: string): string {
  const text = OF_LIBRARY.test(label) ? withoutMarks(label.trim()) : label.trim();
  const known = withoutPositiveControl(text).replace(PREFIXED_GUIDE, '$<gene>').replace(WHAT_WAS_DONE, '');
  return SYMBOL.test(known) || GUIDE.test(known) ? known : text;
}

/** The gene that a guide is named for; other names as they are. */
function geneOfGuide(name: string): string {
  return GUIDE.exec(name)?.groups?.gene ?? name;
}

/** 'A_B' at each of its underscores. */
function* halves(text: string): Generator<readonly string[], void> {
  for (let at = text.indexOf('_'); at > 0; at = text.indexOf('_', at + 1))
    yield [text.slice(0, at), text.slice(at + 1)];
}

function counted(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
