/**
 * The column of obs with the perturbation, scored by its name, by its share of values that are measured genes, and by
 * whether it has a control.
 */
import type { AnnotationColumn } from '../annotation';
import type { Counted } from '../notes';
import type { Certainty, Guess } from '../recognition';
import { distinctValues, divides, sampleLabels, type DistinctValues } from './columns';
import { isBaseline, isBaselineOf, isNothing, isVehicleAlone } from './controls';
import type { GeneLookup } from './geneNames';
import { isGuideCallColumn, namesGuides, parseLabel, type ParsedLabel } from './guides';
import { statesKind } from './kind';

/** Columns of targets are preferred to columns of guides, and these to treatments. */
const NAMES: readonly { readonly score: number; readonly spelled: RegExp }[] = [
  {
    score: 1,
    spelled:
      /^(?:perturbations?|perturbed[-_ ]?genes?|gene[-_ ]?targets?|target[-_ ]?genes?|genetic_perturbation_target_gene_id)$/i,
  },
  { score: 0.9, spelled: /^(?:conditions?|targets?|genes?|ko|kd|oe|knock(?:out|down)|interventions?|tf)$/i },
  { score: 0.6, spelled: /guide|(?:sg|si|sh)[-_ ]?rna|sgid|grna|perturb|target|knock|feature[-_ ]?call/i },
  {
    score: 0.4,
    spelled:
      /treatment|behandlung|traitement|^infections?$|^(?:virus|pathogen)(?:es|s)?$|wirkstoff|drug|compound|inhibitor|cytokine|ligand|stimul|enhancer|condition|^(?:labels?|stim)$|^(?:variant|mutation|mutant|allele)s?$|^gene[-_ ]?(?:id|transcript)$|^(?:product|chemical|perturbagen|small[-_ ]?molecule)(?:[-_ ]?name)?$|^(?:sm|pert)[-_ ]?i?name$/i,
  },
];
/**
 * Columns of labels whose doses, times, contexts and lines stand in columns beside them (doses.ts, labelTimes.ts, labelContexts.ts, switches.ts, replicates.ts). They come
 * before those that they were made from.
 */
const [WITHOUT_DOSE, WITHOUT_TIME, WITHOUT_CONTEXT] = [
  ' (without dose)',
  ' (without time)',
  ' (without context)',
];
const WITHOUT_BOTH = ' (without time and dose)';
const WHERE_INDUCED = ' (where induced)';
const WITHOUT_REPLICATE = ' (without replicate)';
/** Of columns that may have been made before. */
const ENDS_OF_ANY = [WITHOUT_CONTEXT, WHERE_INDUCED, WITHOUT_REPLICATE];
const ENDS_OF_MADE = [WITHOUT_DOSE, WITHOUT_TIME, WITHOUT_BOTH, ...ENDS_OF_ANY];
const [LEAST_OF_MADE, BEFORE_ORIGINAL] = [0.1, 0.01];

const beforeTime = (column: string) =>
  column.endsWith(WITHOUT_TIME) ? column.slice(0, -WITHOUT_TIME.length) : null;
export const withoutTime = (column: string) => `${column}${WITHOUT_TIME}`;
export function withoutDose(column: string): string {
  const stem = beforeTime(column);
  return stem === null ? `${column}${WITHOUT_DOSE}` : `${stem}${WITHOUT_BOTH}`;
}
export const withoutContext = (column: string) => `${column}${WITHOUT_CONTEXT}`;
export const withoutReplicate = (column: string) => `${column}${WITHOUT_REPLICATE}`;
export const whereInduced = (column: string) => `${column}${WHERE_INDUCED}`;
/** The column of both labels, where a second guide stands in a column of its own (guidePairs.ts); it comes before both. */
export const withSecond = (first: string, second: string) => `${first} + ${second}`;
const WITH_SECOND = /^(?<first>\S+) \+ (?<second>\S+)$/;
/** The columns of what was left out of these labels. */
export const madeDoses = (column: string) => `dose (in ${beforeTime(column) ?? column})`;
export const madeTimes = (column: string) => `time (in ${column})`;
export const madeContexts = (column: string) => `context (in ${column})`;
export const madeLines = (column: string) => `line (in ${column})`;
export const madeDonors = (column: string) => `donor (in ${column})`;
export const madeKinds = (column: string) => `kind (in ${column})`;
export const MADE_DOSES = /^dose \(in (?<of>.*)\)$/;
export const MADE_TIMES = /^time \(in (?<of>.*)\)$/;
export const MADE_CONTEXTS = /^context \(in (?<of>.*)\)$/;
/** Of words in names and titles of samples (sampleWords.ts), whose times stand beside them. */
export const WORDS_OF_SAMPLES = 'perturbed (words of the samples)';
const MADE = /^(?:dose|time|context|kind|line|donor) \(in (?<of>.*)\)$/;

/** Whether what was made of one column's labels has these as its labels. */
export function isMadeOf(column: string, labels: string): boolean {
  const end = ENDS_OF_ANY.find((one) => labels.endsWith(one));
  const before = labels.slice(0, -(end?.length ?? 0));
  if (end !== undefined) return before === column || isMadeOf(column, before);
  const pair = labels.endsWith(WITHOUT_DOSE)
    ? WITH_SECOND.exec(labels.slice(0, -WITHOUT_DOSE.length))?.groups
    : undefined;
  const isOfPair = pair !== undefined && Object.values(pair).includes(column);
  return (
    isOfPair || [withoutDose(column), withoutTime(column), withoutDose(withoutTime(column))].includes(labels)
  );
}

/** Without what was read from labels other than these. */
export function withoutThoseOfOthers(
  columns: readonly AnnotationColumn[],
  labels: string,
): readonly AnnotationColumn[] {
  return columns.filter(({ name }) => {
    const of = MADE.exec(name)?.groups?.['of'];
    const isTime = labels === WORDS_OF_SAMPLES && MADE_TIMES.test(name);
    return of === undefined || isTime || isMadeOf(of, labels);
  });
}

/** Score of a column by its name; 0: it is not named for perturbations. */
export function nameScore(column: string): number {
  const end = ENDS_OF_MADE.find((one) => column.endsWith(one));
  const before = column.slice(0, column.length - (end?.length ?? 0));
  const first = WITH_SECOND.exec(before)?.groups?.['first'];
  const isMade = end !== undefined || first !== undefined;
  const stem = first ?? before;
  if (ENDS_OF_ANY.some((one) => one === end))
    return Math.max(nameScore(stem), LEAST_OF_MADE) + BEFORE_ORIGINAL;
  const score = NAMES.find(({ spelled }) => spelled.test(stem))?.score ?? 0;
  // A time says nothing of what was done.
  if (end === WITHOUT_TIME && score === 0) return 0;
  const steps = end === WITHOUT_BOTH ? 2 : 1;
  return isMade ? Math.max(score, LEAST_OF_MADE) + steps * BEFORE_ORIGINAL : score;
}

/** Genes that the cells lack come before what they were treated with; names of strains without a gene are no perturbations. */
const GENOTYPE = /^(?:genotyp(?:es?)?|strains?|mutant[-_ ]?lines?)$/i;
const OF_GENOTYPE = 0.5;

/** Names of samples, some of which are controls, where no column is named for perturbations (Parse, Scale). */
const SAMPLES = /^samples?(?:[-_ ]?(?:id|name))?$/i;
const OF_SAMPLES = 0.01;

/** Columns of more labels name cells, not perturbations, unless each label has several cells. */
const MAX_LABELS = 5000;
const MOST_LABELS = 50_000;
const CELLS_OF_LABEL = 3;

/** Of samples that are named for perturbations, wells are too. */
const WELLS = /^gem[-_ ]?group$/i;

/** Of plates: 'C3' and 'F2' are genes too. */
const OF_PLATES = /^wells?(?:[-_. ]?(?:ids?|names?|pos(?:itions?)?))?$/i;

type CategoryColumn = Extract<AnnotationColumn, { kind: 'category' }>;

export interface PerturbationColumn {
  readonly name: string;
  readonly values: DistinctValues;
  /** [labels] */
  readonly parsed: readonly ParsedLabel[];
  readonly guess: Guess;
  readonly score: number;
}

/**
 * Score deduction of columns made from guide counts: columns of the file come first if they name a gene, and among
 * made columns the first one is the default.
 */
const GUIDE_CALL_DEDUCTION = 0.25;

/** Whether the values of a column may be labels of perturbations, by their number. */
export function mayBeLabels(column: AnnotationColumn): column is CategoryColumn {
  return column.kind === 'category' && !WELLS.test(column.name) && !isCrowded(column);
}

function isCrowded(column: CategoryColumn): boolean {
  const most = Math.max(MAX_LABELS, Math.min(MOST_LABELS, column.codes.length / CELLS_OF_LABEL));
  // Parts of large screens keep the labels of the whole.
  return column.categories.length > most && new Set(column.codes).size > most;
}

/** The first column that is named for perturbations, but has too many values to be one, with their number. */
export function crowdedColumn(obs: readonly AnnotationColumn[]): Counted | null {
  for (const column of obs)
    if (column.kind === 'category' && nameScore(column.name) > 0 && isCrowded(column))
      return { name: column.name, count: new Set(column.codes).size };
  return null;
}

/** All candidate columns, best first. */
export function rankPerturbationColumns(
  obs: readonly AnnotationColumn[],
  genes: GeneLookup,
): PerturbationColumn[] {
  const read = obs
    .filter((column) => mayBeLabels(column) && !MADE.test(column.name))
    .map((column) => readPerturbationColumn(column, genes))
    .filter(({ values, score }) => values.labels.length >= 2 && score > 0);
  const others = read.filter(({ name }) => !OF_PLATES.test(name));
  const found = others.length > 0 ? others : read;
  const firstCalled = found.find(({ name }) => isGuideCallColumn(name))?.score ?? 0;
  const rank = ({ name, score }: PerturbationColumn) =>
    isGuideCallColumn(name) ? firstCalled - GUIDE_CALL_DEDUCTION : score;
  const namesGene = ({ name, parsed }: PerturbationColumn) =>
    Number(!isGuideCallColumn(name) && parsed.some(({ role }) => role === 'perturbation'));
  const hasGuideCalls = found.some(({ name }) => isGuideCallColumn(name));
  const ranked = found.toSorted(
    (a, b) => (hasGuideCalls ? namesGene(b) - namesGene(a) : 0) || rank(b) - rank(a),
  );
  const drugs = drugsOfClasses(ranked, obs);
  return drugs === null ? ranked : [drugs, ...ranked.filter((column) => column !== drugs)];
}

const CLASSES = /target|moa|mechanism|pathway|class/i;
const DRUGS =
  /^(?:(?:product|sm|drug|compound)[-_ ]?name|pert[-_ ]?iname|drugs?|compounds?|drugname[-_]drugconc \(without dose\))$/i;

/**
 * The column of drugs, where the best one has their classes ('HDAC', 'Aurora Kinase'), not all of which are genes, or nothing in place of controls, several
 * drugs in some.
 */
function drugsOfClasses(
  ranked: readonly PerturbationColumn[],
  obs: readonly AnnotationColumn[],
): PerturbationColumn | null {
  const [best] = ranked;
  if (best === undefined || !CLASSES.test(best.name)) return null;
  const hasClasses = best.parsed.some(({ role }) => role === 'unrecognised');
  const isOfNoGene = best.parsed.every(({ role }) => role !== 'perturbation');
  if (!hasClasses && namesControls(best)) return null;
  const namesDrugs = ({ name }: PerturbationColumn) =>
    DRUGS.test(name) ||
    (/^perturbations?$/i.test(name) &&
      obs.some((column) => column.name !== name && statesKind(column, 'inhibitor')));
  const refines = ({ values }: PerturbationColumn) =>
    values.labels.length + Number(isOfNoGene) > best.values.labels.length &&
    divides(values.codes, best.values.codes);
  return (
    ranked.find(
      (column) => namesDrugs(column) && refines(column) && (hasClasses || lacksTargets(best, column)),
    ) ?? null
  );
}

/** Whether a control has a name: what is empty may lack a target. */
const namesControls = ({ parsed, values: { labels } }: PerturbationColumn) =>
  parsed.some(({ role }, at) => role === 'control' && !isNothing(labels[at] ?? ''));

/** Whether drugs beside the named controls have no target. */
function lacksTargets(targets: PerturbationColumn, drugs: PerturbationColumn): boolean {
  const isDrug = (cell: number) => drugs.parsed[drugs.values.codes[cell] ?? -1]?.role === 'unrecognised';
  const isEmpty = (code: number) => targets.parsed[code]?.role === 'control';
  return namesControls(drugs) && targets.values.codes.some((code, cell) => isEmpty(code) && isDrug(cell));
}

/** Whether a column holds the guides of the chosen one's labels, or their classes ('HDAC'; 'cytokine' and 'PBS'). */
export function isDetail(other: PerturbationColumn, chosen: PerturbationColumn): boolean {
  const [its, own] = [other.values, chosen.values];
  if (its.labels.length > own.labels.length)
    return namesGuides(other.name) && !namesGuides(chosen.name) && divides(its.codes, own.codes);
  return (its.labels.length === 2 || CLASSES.test(other.name)) && divides(own.codes, its.codes);
}

/** Contexts of cells, which have a note of their own, and calls made from the values of the cells. */
const NO_SECOND_TARGET =
  /^(?:perturbation[-_ ]?[2-9]|conditions?|labels?)$|treatment|drug|compound|stimul|cytokine|ligand|mixscape/i;
/** Share of perturbed cells from which further targets are told. */
const MIN_CELLS_BESIDE = 0.02;
/** Share of its labels that name measured genes, from which a column is one of targets. */
export const MIN_TARGETS = 0.5;

/**
 * A column that names genes beside those of the labels in many cells, such as the second guide of a vector: perturbations that the labels lack.
 * null where there is none. @param ranked all candidate columns
 */
export function furtherTargets(
  chosen: PerturbationColumn,
  ranked: readonly PerturbationColumn[],
): { readonly column: string; readonly cells: number; readonly example: string } | null {
  const perturbed = chosen.values.cells.filter((_, label) => chosen.parsed[label]?.role === 'perturbation');
  const least = MIN_CELLS_BESIDE * perturbed.reduce((sum, cells) => sum + cells, 0);
  for (const other of ranked) {
    const isNamed = nameScore(other.name) > 0 && !NO_SECOND_TARGET.test(other.name);
    const isMade = isGuideCallColumn(chosen.name) || isGuideCallColumn(other.name);
    const isSame = other.name === chosen.name || isMadeOf(other.name, chosen.name);
    if (isSame || !isNamed || isMade || shareOfTargets(other.parsed) < MIN_TARGETS) continue;
    let cells = 0;
    let example = '';
    chosen.values.codes.forEach((code, cell) => {
      const [own, its] = [chosen.parsed[code], other.parsed[other.values.codes[cell] ?? -1]];
      if (own === undefined || its?.role !== 'perturbation') return;
      const genes = own.role === 'perturbation' ? own.genes : [];
      if (own.role !== 'control' && own.role !== 'perturbation') return;
      if (its.genes.every((gene) => genes.includes(gene))) return;
      if (cells === 0)
        example = `${chosen.values.labels[code]}, ${other.values.labels[other.values.codes[cell] ?? -1]}`;
      cells += 1;
    });
    if (cells > least) return { column: other.name, cells, example };
  }
  return null;
}

/** Of the labels that are neither controls nor unknown. */
export function shareOfTargets(parsed: readonly ParsedLabel[]): number {
  const found = parsed.filter(({ role }) => role === 'perturbation').length;
  return (
    found /
    Math.max(1, parsed.filter(({ role }) => role === 'perturbation' || role === 'unrecognised').length)
  );
}

/** Parses any column as perturbations. */
export function readPerturbationColumn(column: AnnotationColumn, genes: GeneLookup): PerturbationColumn {
  const values = distinctValues(column);
  const parsed = parseLabels(column.name, values.labels, withoutPrefixPC(values.labels, genes));
  const found = parsed.filter(({ role }) => role === 'perturbation').length;
  const named = parsed.filter(({ role }) => role === 'perturbation' || role === 'unrecognised').length;
  const share = shareOfTargets(parsed);
  // Cells at baseline may be of another treatment's column.
  const hasControl = parsed.some(
    ({ role }, at) => role === 'control' && !isBaseline(values.labels[at] ?? ''),
  );
  const ofName = nameScore(column.name);
  const looksRight = ofName > 0 || (share >= 0.5 && !/^batch/i.test(column.name));
  const areSamples = !looksRight && hasControl && SAMPLES.test(column.name);
  const areGenotypes = GENOTYPE.test(column.name) && share >= MIN_TARGETS;
  return {
    name: column.name,
    values,
    parsed,
    score: looksRight
      ? 2 * share + (areGenotypes ? Math.max(ofName, OF_GENOTYPE) : ofName) + (hasControl ? 0.5 : 0)
      : areSamples
        ? OF_SAMPLES
        : 0,
    guess: {
      field: 'perturbationColumn',
      samples: sampleLabels(values),
      reason: { tag: 'values-are-genes', named, genes: found },
      certainty: certaintyOf(share, ofName > 0 || hasControl),
    },
  };
}

const PREFIX = 'PC';

/** Where PC precedes other genes alone ('PC_STAT1'), it is no gene but says that these are positive controls. */
function withoutPrefixPC(labels: readonly string[], genes: GeneLookup): GeneLookup {
  const pc = genes.find(PREFIX);
  const naming = labels.filter((label) => /(?<![a-z\d])PC(?![a-z\d])/i.test(label));
  const isPrefix = (label: string) => {
    const [, rest] = /^PC[-_ ](.+)$/.exec(label) ?? [];
    const parsed = rest === undefined ? null : parseLabel(rest, genes);
    return parsed?.role === 'perturbation' && !parsed.genes.includes(pc);
  };
  if (pc < 0 || naming.length === 0 || !naming.every(isPrefix)) return genes;
  const unless = (find: GeneLookup['find']) => (name: string) => (name === PREFIX ? -1 : find(name));
  return { ...genes, find: unless(genes.find), findWritten: unless(genes.findWritten) };
}

/** What is intact or at baseline, else an empty label, 'none' or '-', is a control only where nothing else is; the latter not where they say that no guide was detected. */
function parseLabels(column: string, labels: readonly string[], genes: GeneLookup): readonly ParsedLabel[] {
  const parsed = labels.map((label): ParsedLabel =>
    isNothing(label) ? { role: 'control' } : parseLabel(label, genes),
  );
  const others = labels.filter((label, at) => parsed[at]?.role === 'control' && !isNothing(label));
  const isIntact = isIntactAmong(labels);
  const isLast =
    others.length > 0
      ? (label: string) => isBaselineOf(label, others)
      : [isIntact, isBaseline, isVehicleAlone].find((isControl) => labels.some(isControl));
  if (!namesGuides(column) && others.length === 0 && isLast === undefined) return parsed;
  return parsed.map((one, at) => {
    const label = labels[at] ?? '';
    if (isLast?.(label)) return { role: 'control' };
    if (isNothing(label)) return { role: 'missing' };
    // Beside other controls it is neither one of them nor perturbed.
    return one.role === 'perturbation' && isIntact(label) ? { role: 'missing' } : one;
  });
}

const VARIANT = /^(?<gene>[A-Za-z][A-Za-z\d]+)[-_: ](?:p\.)?[A-Z]\d{1,4}(?:[A-Z*]|fs|del)$/;
const WILD_TYPE = /^(?<gene>[A-Za-z][A-Za-z\d]+)[-_: ](?:wt|wild[-_ ]?type)$/i;
const REPLICATE = String.raw`(?:[-_. ](?:rep(?:licate)?[-_. ]?|r)?\d{1,2})?$`;
const LOST = new RegExp(
  String.raw`^(?<gene>.+?)[-_ ]?(?:-\/-|(?<=[-_ ])(?:KO|KD|OE|knock-?out|knock-?down|over-?expression|null))${REPLICATE}`,
  'i',
);
const OF_ITS_OWN = new RegExp(
  String.raw`^(?<gene>.+?)[-_ ](?:controls?|ctrls?|wt|wild[-_ ]?type)${REPLICATE}`,
  'i',
);

/** Whether a label is the intact form beside variants of the gene ('TP53_WT' beside 'TP53_R175H'), or the control beside its loss ('TP53_control' beside 'TP53_KO'). */
function isIntactAmong(labels: readonly string[]): (label: string) => boolean {
  const genesIn = (spelled: RegExp) =>
    new Set(labels.flatMap((label) => spelled.exec(label.trim())?.groups?.['gene'] ?? []));
  const [mutated, lost] = [genesIn(VARIANT), genesIn(LOST)];
  return (label) =>
    mutated.has(WILD_TYPE.exec(label)?.groups?.['gene'] ?? '') ||
    lost.has(OF_ITS_OWN.exec(label.trim())?.groups?.['gene'] ?? '');
}

function certaintyOf(share: number, supported: boolean): Certainty {
  if (share >= 0.7 && supported) return 'sure';
  return share >= 0.3 ? 'likely' : 'assumed';
}
