/**
 * Knockout, knockdown, overexpression or inhibitor: from words in the file, checked against the targets' mRNA. A
 * knockout may leave the mRNA unchanged, so only a clear change in the wrong direction contradicts the choice; after
 * an inhibitor every change of the target's level is possible.
 */
import { median } from '../../numerics/statistics';
import type { AnnotationColumn } from '../annotation';
import { perturbationKinds, type PerturbationKind } from '../mapping';
import type { Guess } from '../recognition';
import { distinctValues, divides, sampleLabels, type DistinctValues } from './columns';
import { isControlLabel, isMissingWord, isVehicle } from './controls';
import { namesGuides } from './guides';

/** The first that fits. SH2B3 and C1orf112 are genes, 'CRISPR_A375' names a line. */
const WORDS: readonly { readonly kind: PerturbationKind; readonly spelled: RegExp }[] = [
  {
    kind: 'knockdown',
    spelled:
      /crispr(?:[-_ ]?(?:inhibition|interference)|(?:i|[-_ ]i(?!\d))(?![a-z]))|knock[-_ ]?down|(?<![a-z])(?:kd|sh(?!\d[a-z])|(?:sh|si)rnas?|rnai|asos?|antisense|interference)(?![a-z])|(?:dcas9[-_ ]?|zim3[-_ ]?|(?<![a-z]))krab(?![a-z])|crispr[-_ ]?off|cas13/i,
  },
  {
    kind: 'overexpression',
    spelled:
      /crispr(?:a|[-_ ]a(?!\d))(?![a-z])|over[-_ ]?expression|(?<![a-z])(?:oe|(?<!c(?:\d+|x|y))orf|cdna)(?![a-z])|gain[-_ ]of[-_ ]function|activation|tf[-_ ]?atlas|^tforf\d|(?:dcas9[-_ ]?|(?<![a-z]))vp(?:r|64)(?![a-z\d])|sun[-_ ]?tag/i,
  },
  // By the case of their letters: 'CRi_STAT1', 'STAT1_CRa_2'.
  { kind: 'knockdown', spelled: /(?<![A-Za-z\d])CRi(?![A-Za-z])/ },
  { kind: 'overexpression', spelled: /(?<![A-Za-z\d])CRa(?![A-Za-z])/ },
  // Without an activator it blocks transcription.
  { kind: 'knockdown', spelled: /dcas9/i },
  {
    kind: 'knockout',
    spelled:
      /knock[-_ ]?out|(?<![a-z])ko(?![a-z])|crispr[-_ ]?(?:ko|cas9|nuclease|n(?![a-z]))|loss[-_ ]of[-_ ]function|[Δ∆]|-\/-|(?<![a-z])cas9|^trt_xpr$/i,
  },
  {
    kind: 'inhibitor',
    spelled: /inhibitor|(?<![a-z])(?:drug|compound|small[-_ ]?molecule)s?(?![a-z])/i,
  },
];
export const KIND_COLUMN =
  /^(?:(?:perturbation|intervention|crispr)[-_ ]?)?(?:kind|modality)$|^(?:pert|perturbation|intervention|crispr)[-_ ]?(?:type|strategy)$|^genetic_perturbation_strategy$|^kind \(in /i;
/** `genetic_perturbation_strategy` of cells without a guide (CELLxGENE). */
const NO_GUIDE = 'no perturbations';
/** Proteins that were added. Not in names of files: screens for the control of cytokines are common. */
const LIGANDS =
  /(?<![a-z])(?:cytokine|chemokine|ligand|growth[-_ ]?factor|stimul(?:ant|ation|i|us))s?(?![a-z])/i;
/** Proteins that cells are given, by their names: 'IFNG', 'IL-6', 'TGF-β'. */
export const SECRETED =
  /^(?:IFN-?(?:[AB]\d*|[GL]\d?|[αβγλ]|alpha|beta|gamma|lambda)?|TNF-?(?:A|α|alpha)?|IL-?\d+(?:[A-Zαβ]|-?(?:alpha|beta))?|TGF-?(?:[BAβα]|beta|alpha)-?\d?|(?:[GM]{1,2}-?)?CSF\d?|EGF|FGF-?\d+|WNT-?\d+[A-Z]?|BMP-?\d+|CXCL\d+|CCL\d+|LIF|OSM|VEGF-?A?|PDGF-?[A-D]{0,2}|HGF|SHH|INS|insulin|NGF|BDNF)$/iu;
/** What cells are stimulated with and is no gene. */
const STIMULI =
  /^(?:LPS|PMA|ionomycin|dex(?:amethasone)?|poly-?\(?I:?C\)?|CpG|R848|ConA|Pam[23]CSK4|zymosan|flagellin|forskolin|estradiol|(?:anti-?|α)CD3(?:\W(?:anti-?|α)?CD28)?)$/iu;
/** Columns of what cells were given, and of genes. */
const GIVEN = /treat|condition|stimul|cytokine|ligand/i;
const OF_GENES = /gene|target|guide|rna|knock|^(?:ko|kd|oe|tf)$/i;
/** Controls of what is given, beside vehicles. */
const NOT_GIVEN =
  /^(?:un|non?[-_ ]?)(?:treat|stim)|^(?:resting|baseline)|^no[-_ ](?:drug|compound|cytokine|ligand)/i;
/** 'BRD4i', 'JAK2i_24h': by the case of its letters. */
export const INHIBITED = /(?<![A-Za-z\d])[A-Z]{2}[A-Z\d]*i(?![A-Za-z\d])/;
/** Words that name a technology among guides only: elsewhere cells are activated, treated with drugs, and sequenced as cDNA. */
const AMBIGUOUS =
  /(?<![a-z])(?:kd|ko|oe|sh|asos?|antisense|cdna|orf|(?<!crispr[-_ ]?)activation|inhibitors?|drugs?|compounds?|small[-_ ]?molecules?)(?![a-z])|-\/-/gi;
/** Columns of more values name cells. */
const MOST_VALUES = 20_000;
/** A column of more kinds than this lists something else. */
const MOST_STATED = 20;
/** Values that are no more than such a word. */
const KIND_ALONE = /^(?:kd|ko|oe)$/i;
/** Words that state a kind only beside their opposites: 'STAT1_i' and 'STAT1_a', 'STAT1i' and 'STAT1a', 'up_STAT1' and 'down_STAT1'. */
const DIRECTION = /(?<=^|[-_])(?:[ia]|[Ii]nh|[Aa]ct|[Dd]own|[Uu]p)(?=$|[-_])|(?<=[A-Z\d]{2})[ia](?=$|[-_])/;
const DIRECTIONS: ReadonlyMap<string, { readonly pair: string; readonly kind: PerturbationKind }> = new Map([
  ['i', { pair: 'i/a', kind: 'knockdown' }],
  ['a', { pair: 'i/a', kind: 'overexpression' }],
  ['inh', { pair: 'inh/act', kind: 'knockdown' }],
  ['act', { pair: 'inh/act', kind: 'overexpression' }],
  ['down', { pair: 'down/up', kind: 'knockdown' }],
  ['up', { pair: 'down/up', kind: 'overexpression' }],
]);
const NUMBER_OF_GUIDE = /[-_]\d+/g;
/** Where guides have letters, 'a' and 'i' are two of them. */
const GUIDE_LETTER = /(?:[-_]|(?<=[A-Z\d]{2}))[b-h]$/;
/** Minimum median log2 fold change of the targets for a clear direction. */
const CLEAR_CHANGE = 1;

export interface GuessedKind {
  readonly kind: PerturbationKind;
  readonly kindColumn: string | null;
  readonly guess: Guess;
}

/** Elements of the genome by their names and places; they are blocked. */
const ELEMENTS =
  /(?<![a-z])(?:enh(?:ancers?)?|elements?|promoters?|peaks?|dhs|hs|tss)(?![a-z])|chr[\dxym]+[:_-]?/i;

/**
 * From a column that states it per cell, the labels, the column's name, values of controls and other columns, the file's name; default: knockout, of elements of
 * the genome knockdown, of other things than genes that they are added. Where that column leaves some perturbed cells open ('CRISPR' beside 'drug'), the others
 * say what these are.
 * @param labels of perturbations @param others names of what is perturbed, where most of them are no genes
 * @param isAdded whether labels are what cells were given
 */
export function guessKind(
  obs: readonly AnnotationColumn[],
  perturbationColumn: string,
  labels: readonly string[],
  fileName: string,
  others: readonly string[] = [],
  isAdded = false,
): GuessedKind {
  const common = () => {
    const found = guessCommonKind(obs, perturbationColumn, labels, fileName, { others, isAdded });
    // 'GATA1 OE' among labels that say nothing is no knockout.
    const stated = kindsInLabels(labels);
    const contrary = labels.filter((label) => (stated.get(label) ?? found.kind) !== found.kind);
    if (contrary.length === 0 || found.kindColumn !== null) return found;
    const said = guess(contrary.slice(0, 3), { tag: 'from-labels' }, 'assumed');
    return { ...found, kindColumn: perturbationColumn, guess: said };
  };
  const stating = obs.find((column) => KIND_COLUMN.test(column.name) && statedKinds(column).size > 0);
  if (stating === undefined) return common();
  const values = distinctValues(stating);
  const stated = statedKinds(stating);
  const isOpen = (value: string) =>
    !stated.has(value) && !isControlLabel(value) && !isMissingWord(value) && value !== NO_GUIDE;
  if (values.labels.some(isOpen)) return { ...common(), kindColumn: stating.name };
  return {
    kind: mostCommonKind(values, stated),
    kindColumn: stating.name,
    guess: guess(sampleLabels(values), { tag: 'stated-per-cell', column: stating.name }, 'sure'),
  };
}

function guessCommonKind(
  obs: readonly AnnotationColumn[],
  perturbationColumn: string,
  labels: readonly string[],
  fileName: string,
  { others, isAdded }: { readonly others: readonly string[]; readonly isAdded: boolean },
): GuessedKind {
  const inLabels = kindsInLabels(labels);
  const naming = [...inLabels.keys()];
  const labelled = obs.find(({ name }) => name === perturbationColumn);
  if (labelled !== undefined && naming.length * 2 > labels.length && new Set(inLabels.values()).size > 1)
    return {
      kind: mostCommonKind(distinctValues(labelled), statedKinds(labelled)),
      kindColumn: perturbationColumn,
      guess: guess(naming.slice(0, 3), { tag: 'from-labels' }, 'likely'),
    };
  for (const { kind } of WORDS) {
    const own = labels.filter((label) => inLabels.get(label) === kind);
    if (own.length * 2 > labels.length)
      return { kind, kindColumn: null, guess: guess(own.slice(0, 3), { tag: 'from-labels' }, 'likely') };
  }
  const fromColumns = kindInColumns(obs, perturbationColumn, labels);
  if (fromColumns !== null) return fromColumns;
  const fromFile = kindInFileName(fileName);
  if (isAdded)
    return {
      kind: 'overexpression',
      kindColumn: null,
      guess: guess(labels.filter(namesGiven).slice(0, 3), { tag: 'from-labels' }, 'assumed'),
    };
  const reason = { tag: fromFile === null ? 'kind-not-stated' : 'from-file-name' } as const;
  const named = 2 * labels.filter((label) => ELEMENTS.test(label)).length > labels.length ? labels : others;
  const isOfGuides = named !== labels && namesGuides(perturbationColumn);
  return {
    kind: fromFile ?? usualKind(isOfGuides ? [] : named),
    kindColumn: null,
    guess: guess([], reason, 'assumed'),
  };
}

/** Of sci-Plex and OpenProblems. */
const COMPOUNDS = /^(?:product|sm)[-_ ]?name/i;

/** From the name of the column, values of controls and of other columns, or the name of one that divides its labels. */
function kindInColumns(
  obs: readonly AnnotationColumn[],
  perturbationColumn: string,
  labels: readonly string[],
): GuessedKind | null {
  const fromName = COMPOUNDS.test(perturbationColumn) ? 'inhibitor' : kindOfClass(perturbationColumn);
  if (fromName !== null) {
    const reason = { tag: 'from-column-name', column: perturbationColumn } as const;
    return { kind: fromName, kindColumn: null, guess: guess([], reason, 'likely') };
  }
  const labelled = obs.find(({ name }) => name === perturbationColumn);
  const perturbed = new Set(labels);
  return (
    (labelled && kindsOfSameLabels(obs, labelled, perturbed)) ??
    kindInValues(obs, perturbationColumn, perturbed) ??
    (labelled ? kindOfRefining(obs, labelled) : null)
  );
}

/** From the name of a column each of whose values belongs to one label: 'compound' beside 'target', 'shRNA' beside 'gene'. */
function kindOfRefining(obs: readonly AnnotationColumn[], labelled: AnnotationColumn): GuessedKind | null {
  const { codes } = distinctValues(labelled);
  for (const column of obs) {
    const kind = column.kind === 'category' && column !== labelled ? kindOfClass(column.name) : null;
    if (kind === null) continue;
    const own = distinctValues(column);
    const isOneEach = divides(own.codes, codes) && own.labels.length < codes.length;
    const reason = { tag: 'from-column-name', column: column.name } as const;
    if (isOneEach) return { kind, kindColumn: null, guess: guess([], reason, 'likely') };
  }
  return null;
}

/** Where nothing states it. @param others names of what is perturbed and no gene */
export function usualKind(others: readonly string[]): PerturbationKind {
  if (others.length === 0) return 'knockout';
  return 2 * others.filter((name) => ELEMENTS.test(name)).length > others.length
    ? 'knockdown'
    : 'overexpression';
}

/**
 * A column whose values name several technologies ('CRISPRi', 'K562 CRISPRa'), where cells of one label have two of them: read as one kind, opposite
 * effects of a gene would cancel.
 */
function kindsOfSameLabels(
  obs: readonly AnnotationColumn[],
  labelled: AnnotationColumn,
  perturbed: ReadonlySet<string>,
): GuessedKind | null {
  const { labels, codes } = distinctValues(labelled);
  for (const column of obs) {
    if (column === labelled || column.kind !== 'category' || column.categories.length > MOST_STATED) continue;
    // Before its cells are read, of which there may be a million.
    if (new Set(column.categories.map(technologyIn)).size < 2) continue;
    const values = distinctValues(column);
    const named = values.labels.map(technologyIn);
    const stated = new Map(
      values.labels.flatMap((label, at) => (named[at] ? [[label, named[at]] as const] : [])),
    );
    if (new Set(stated.values()).size < 2) continue;
    if (values.labels.some((label) => !stated.has(label) && !isControlLabel(label) && !isMissingWord(label)))
      continue;
    const kindsOf = labels.map(() => new Set<PerturbationKind>());
    codes.forEach((code, cell) => {
      const kind = named[values.codes[cell] ?? -1];
      if (kind) kindsOf[code]?.add(kind);
    });
    if (!labels.some((label, at) => perturbed.has(label) && (kindsOf[at]?.size ?? 0) > 1)) continue;
    return {
      kind: mostCommonKind(values, stated),
      kindColumn: column.name,
      guess: guess(sampleLabels(values), { tag: 'stated-per-cell', column: column.name }, 'likely'),
    };
  }
  return null;
}

/** In columns that may be of anything else. */
function technologyIn(value: string): PerturbationKind | null {
  return kindNamed(KIND_ALONE.test(value) ? value : value.replace(AMBIGUOUS, ' '));
}

/**
 * The technology that controls, guides or samples name ('non-targeting_CRISPRi', 'K562-dCas9-KRAB'): controls in the column of perturbations,
 * half of the cells in others, where all that name one agree.
 */
function kindInValues(
  obs: readonly AnnotationColumn[],
  perturbationColumn: string,
  perturbed: ReadonlySet<string>,
): GuessedKind | null {
  const rank = ({ name }: AnnotationColumn) => (name === perturbationColumn ? 0 : namesGuides(name) ? 1 : 2);
  for (const column of obs.toSorted((a, b) => rank(a) - rank(b))) {
    if (column.kind !== 'category' || column.categories.length > MOST_VALUES) continue;
    const [isLabel, isOfGuides] = [rank(column) === 0, rank(column) < 2];
    const { labels, cells } = distinctValues(column);
    let [naming, all] = [0, 0];
    const samples: string[] = [];
    const kinds = new Set<PerturbationKind>();
    labels.forEach((label, index) => {
      if (isLabel && perturbed.has(label)) return;
      all += cells[index] as number;
      const kind = isOfGuides ? kindInWords(label) : technologyIn(label);
      if (kind === null) return;
      naming += cells[index] as number;
      samples.push(label);
      kinds.add(kind);
    });
    const [kind, other] = kinds;
    if (kind === undefined || other !== undefined || kind === 'inhibitor') continue;
    if (!isLabel && naming * 2 <= all) continue;
    const reason = { tag: 'from-column-values', column: column.name } as const;
    return { kind, kindColumn: null, guess: guess(samples.slice(0, 3), reason, 'likely') };
  }
  return null;
}

/**
 * The kind suggested by the change of the targets' own mRNA (log2 fold change in their own cells), or null if it is
 * unclear. A decrease does not distinguish knockout from knockdown; it gives knockdown.
 */
export function kindFromChange(onTargetLog2FC: readonly number[]): PerturbationKind | null {
  if (onTargetLog2FC.length === 0) return null;
  const change = median(onTargetLog2FC);
  if (change > CLEAR_CHANGE) return 'overexpression';
  return change < -CLEAR_CHANGE ? 'knockdown' : null;
}

/** The kind of each value in a column; values without one are absent. */
export function statedKinds(column: AnnotationColumn): Map<string, PerturbationKind> {
  const { labels } = distinctValues(column);
  const kinds = kindsInLabels(labels);
  if (KIND_COLUMN.test(column.name))
    for (const label of labels)
      if (!kinds.has(label) && LIGANDS.test(label)) kinds.set(label, 'overexpression');
  return kinds;
}

function kindsInLabels(labels: readonly string[]): Map<string, PerturbationKind> {
  const kinds = new Map<string, PerturbationKind>();
  const open: string[] = [];
  for (const label of labels) {
    const kind = kindInWords(label);
    if (kind !== null) kinds.set(label, kind);
    // 'STAT1i' is an inhibitor, but not beside 'STAT1a'.
    if (kind === null || (kind === 'inhibitor' && kindNamed(label) === null)) open.push(label);
  }
  for (const [label, kind] of kindsOfOpposites(open)) kinds.set(label, kind);
  return kinds;
}

/** Of labels that say which way beside their opposites; empty where no two labels are opposites. */
function kindsOfOpposites(labels: readonly string[]): ReadonlyMap<string, PerturbationKind> {
  const kinds = new Map<string, PerturbationKind>();
  const ways = new Map<string, Set<PerturbationKind>>();
  for (const label of labels) {
    const match = DIRECTION.exec(label);
    const way = DIRECTIONS.get(match?.[0].toLowerCase() ?? '');
    if (match === null || way === undefined) continue;
    kinds.set(label, way.kind);
    const others = [label.slice(0, match.index), label.slice(match.index + match[0].length)];
    const same = [...others.map((part) => part.replaceAll(NUMBER_OF_GUIDE, '')), way.pair].join(' ');
    ways.set(same, (ways.get(same) ?? new Set()).add(way.kind));
  }
  const areOpposite = [...ways.values()].some(({ size }) => size > 1);
  return areOpposite && !labels.some((label) => GUIDE_LETTER.test(label)) ? kinds : new Map();
}

/** Whether a column states one kind, and no other. */
export function statesKind(column: AnnotationColumn, kind: PerturbationKind): boolean {
  const stated = [...statedKinds(column).values()];
  return stated.length > 0 && stated.every((own) => own === kind);
}

function mostCommonKind(
  values: DistinctValues,
  kinds: ReadonlyMap<string, PerturbationKind>,
): PerturbationKind {
  const cells = { knockout: 0, knockdown: 0, overexpression: 0, inhibitor: 0 };
  values.labels.forEach((label, index) => {
    const kind = kinds.get(label);
    if (kind !== undefined) cells[kind] += values.cells[index] ?? 0;
  });
  return perturbationKinds.toSorted((a, b) => cells[b] - cells[a])[0] ?? 'knockout';
}

function guess(samples: readonly string[], reason: Guess['reason'], certainty: Guess['certainty']): Guess {
  return { field: 'kind', samples, reason, certainty };
}

/** 'siSTAT1', 'shLuc': the case tells them from names of genes. */
const SILENCED = /^(?:si|sh)[-_]?[A-Z]/;

/** Mass in volume is given for what is added: 'IFNG 10 ng/ml', 'LPS_100ng/ml'. */
const ADDED = /\d[-_ ]?[munpµ]g\/m?l(?![a-z])/i;

/** In labels, and in names of columns. */
export function kindInWords(text: string): PerturbationKind | null {
  if (SILENCED.test(text)) return 'knockdown';
  return kindNamed(text) ?? (INHIBITED.test(text) ? 'inhibitor' : ADDED.test(text) ? 'overexpression' : null);
}

/** Without words that may be of anything else there: 'sh1_screen.csv', 'activation_of_T_cells.csv'. */
const UNCLEAR_IN_FILES =
  /(?<![a-z])(?:sh(?!rna)|asos?|antisense|cdna|interference|(?<!crispr[-_ ]?)activation)(?![a-z])/gi;

function kindInFileName(name: string): PerturbationKind | null {
  return kindInWords(name.replaceAll(UNCLEAR_IN_FILES, ' '));
}

const PARTS = /[\s_+/,;|]+/;
/** A gene, guide or knockout beside a ligand: 'sgSTAT1', 'GATA1'. */
const GENE_LIKE = /^(?:sg|si|sh)?[A-Z][A-Z\d]{2,}$/;
const isGiven = (name: string) => SECRETED.test(name) || STIMULI.test(name);

/** Whether a label is a protein or stimulus that cells are given, alone or with other such; not beside a gene that they lack. */
function namesGiven(label: string): boolean {
  const parts = label.split(PARTS);
  return isGiven(label) || (parts.some(isGiven) && !parts.some(namesOther));
}

/**
 * Whether labels are proteins or stimuli that cells were given, whose mRNA is no measure of what was done: from a column that states it of all cells, the name
 * of their own, or most labels, where they stand in a column of treatments, beside a stimulus or a control of treatments, or are spelled as proteins are ('IFNg',
 * 'IL-4') and not as measured genes. Not where the file says what was done to genes.
 * @param labels without controls and words for unknown
 */
export function areAdded(
  obs: readonly AnnotationColumn[],
  column: string,
  { labels, controls }: { readonly labels: readonly string[]; readonly controls: readonly string[] },
  fileName: string,
  isSpelled: (name: string) => boolean,
): boolean {
  const stating = obs.find((other) => KIND_COLUMN.test(other.name));
  const stated = stating
    ? distinctValues(stating).labels.filter((value) => !isControlLabel(value) && !isMissingWord(value))
    : [];
  if (stated.length > 0) return stated.every((value) => LIGANDS.test(value));
  const plain = labels.filter(isPlain);
  if (2 * plain.length <= labels.length) return false;
  if (LIGANDS.test(column)) return true;
  const given = plain.filter(namesGiven);
  const areTreatments =
    controls.some((label) => isVehicle(label) || NOT_GIVEN.test(label)) ||
    given.some((label) => STIMULI.test(label));
  const isTreated = GIVEN.test(column) || (areTreatments && !OF_GENES.test(column));
  const areSpelled = 2 * given.filter(isSpelled).length >= given.length;
  if (2 * given.length <= labels.length || (areSpelled && !isTreated)) return false;
  const isTold = kindInFileName(fileName) !== null || obs.some(({ name }) => namesGuides(name));
  return !isTold && kindInColumns(obs, column, labels) === null;
}

/** Whether a label does not say what was done to a gene: not 'IFNG KO'. */
export const isPlain = (label: string) => kindNamed(label) === null;

function namesOther(part: string): boolean {
  return GENE_LIKE.test(part) && !isGiven(part) && !isControlLabel(part);
}

/** What was done to a gene before the name of a ligand: 'sgSTAT1_', 'STAT1KO_', 'STAT1_KO+'. */
const DONE_BEFORE = /^(?:sg|si|sh)[-_]?[A-Z].*[\s_+/,;|]$|[A-Z\d][-_ ]?(?:KO|KD)[\s_+/,;|]+$/;

/** Whether a label names a protein that was added to cells in which a gene was perturbed: 'STAT1KO_IFNg'. */
export function addsLigand(label: string): boolean {
  const last = label.trim().split(PARTS).at(-1) ?? '';
  return SECRETED.test(last) && isDoneBefore(label.trim().slice(0, -last.length));
}

/** Whether this, up to the name of what was added, says what was done to a gene. */
export const isDoneBefore = (start: string) => DONE_BEFORE.test(start);

/** The kind of a class of perturbations: 'compound', 'cytokine', 'CRISPRi'. */
export function kindOfClass(text: string): PerturbationKind | null {
  return LIGANDS.test(text) ? 'overexpression' : kindInWords(text);
}

function kindNamed(text: string): PerturbationKind | null {
  return WORDS.find(({ spelled }) => spelled.test(text))?.kind ?? null;
}
