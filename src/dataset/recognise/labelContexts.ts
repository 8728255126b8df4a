/**
 * What stands beside targets and beside controls in labels ('STAT1KO_IFNg' and 'NT_IFNg' beside 'STAT1KO' and 'NT', 'GATA1_K562' and 'NT_K562' beside
 * 'GATA1_RPE1'): a condition of the cells, not a second perturbation. It becomes a column of contexts, or of kinds ('CRISPRi_NT', 'CRISPRa_NT'), and the
 * labels one without it. Donors among it ('Donor1_stim_NT') are blocks, in a column of their own.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import { isControlLabel, isControlWord, isMissingWord } from './controls';
import { distinctValues, divideAlike, divides } from './columns';
import { categoriesOf, LONGEST_LABEL, MOST_SAMPLES, parseDose } from './doses';
import { guessGeneColumn, nameGenes, type GeneLookup } from './geneNames';
import { isGuideCallColumn, parseLabel } from './guides';
import { INHIBITED, isDoneBefore, SECRETED, statedKinds } from './kind';
import { rowNames } from './labelColumn';
import { withoutMatch } from './labelTimes';
import { madeContexts, madeDonors, madeKinds, mayBeLabels, withoutContext } from './perturbationColumn';
import { RESTORED } from './sampleWords';
import { INDUCER } from './switches';
import { areDays, DONOR_OR_DAY, guessTimeColumn } from './timeAndBatch';

/** Of labels beside which nothing stands. */
const NONE = 'none';
const MOST_WORDS = 20;
/** Of labels with a word; numbers of cells in their names recur by chance. */
const LEAST_SHARE = 0.1;
/** Of more parts a label lists guides. */
const MOST_PARTS = 8;
/** A sign after a blank is a part of what follows: '+Dox', '-Dox'. */
const SEPARATOR = /(?:[_ ](?=[-+][a-z]))|,?[-_+ /]+/gi;
const SWITCH = new RegExp(`^[-+]?(?:${INDUCER})$`, 'i');
const REPLICATE = /[-_. ](?:(?:bio|tech)?[-_ ]?(?:rep(?:licate)?|r|n|sg|g)?[-_ ]?\d{1,2})$/i;
/** What separates guides in lists of them. */
const LISTED = /[|,;]|__|--/;
/** After the name of what was added. */
const TIME = /[-_ ]\d+ ?(?:h|hrs?|hours?|d|days?|min)$/i;
/** A word, a protein that was added, or a line such as A549; not a clone, guide, well or donor. */
const WORD = /[a-z]{3}|^[A-Z]\d{3}$/i;
const NUMBERED =
  /^\d{1,2}[-_.]|^(?:(?:bio|tech)?rep(?:licate)?s?|clones?|(?:[sg]g?)?(?:rna|guide)s?|donor|patient|animal|mouse|lane|batch|samples?|pool|plate|well|run|lib(?:rary)?|day|passage|cells?|set|sub)[-_ .]?\d*[a-z]?$|[-_. ]\d+$/i;
/** 'Donor1', 'patient_A'; 'P1', 'Pt2', 'HD3', 'D1' in front, of samples at the end too: in guides P1 is a promoter. */
const DONOR =
  '(?<=^|[-_ .])(?:donor|patient|subject|animal|mouse|individual)[-_ .]?(?:\\d{1,3}|[A-H])(?=[-_ .]|$)';
const SHORT = '(?:p(?:a?t)?|hd|d)\\d{1,3}';
const DONORS = new RegExp(`${DONOR}|^${SHORT}(?=[-_ .])`, 'i');
const DONORS_OF_SAMPLES = new RegExp(`${DONORS.source}|(?<=[-_ .])${SHORT}$`, 'i');
const GUIDE_WITHOUT_TARGET =
  /^(?:sg|si|sh)?[-_]?(?:ntc?|non[-_ ]?target\w*|neg(?:ative)?|safe|scr(?:ambled?)?|aavs1?)(?![a-z])/i;

/** A label as what was done to a target or control, and what stands beside it. */
interface Split {
  readonly stem: string;
  readonly word: string;
  /** Number of the sample, as it was written. */
  readonly end: string;
}
type Side = 'after' | 'before';

export function withLabelContexts(opened: OpenedFile): OpenedFile {
  const axis = opened.genes[opened.matrices[0]?.path ?? ''];
  if (axis === undefined) return opened;
  const { lookup } = nameGenes(axis, guessGeneColumn(axis).column);
  const rows = opened.cells <= MOST_SAMPLES ? [rowNames(opened)] : [];
  const stated = guessTimeColumn(opened.obs).column;
  const times = opened.obs.find(({ name }) => name === stated);
  const made = [...opened.obs, ...rows].flatMap((column) => fromLabels(column, lookup, times));
  return made.length === 0 ? opened : { ...opened, obs: [...opened.obs, ...made] };
}

/** @param times of the file: what labels name alike are days, and no donors */
function fromLabels(
  column: AnnotationColumn,
  lookup: GeneLookup,
  times: AnnotationColumn | undefined,
): readonly AnnotationColumn[] {
  if (!mayBeLabels(column) || isGuideCallColumn(column.name)) return [];
  // Replicates of samples are no guides.
  const areSamples = new Set(column.codes).size === column.codes.length;
  const { labels, donors } = donorsIn(column, areSamples, lookup) ?? {};
  if (labels && donors) {
    const made = besideLabels(labels, areSamples, lookup);
    const [names = { ...labels, name: withoutContext(column.name) }, ...beside] = made;
    const areTimes = times !== undefined && divideAlike(donors.codes, distinctValues(times).codes);
    if (haveOwnControls(names, donors)) return [names, ...beside, ...(areTimes ? [] : [donors])];
  }
  return besideLabels(column, areSamples, lookup);
}

type CategoryColumn = Extract<AnnotationColumn, { kind: 'category' }>;

/** Labels that all name a donor, without it, and the donors; null for others, such as genes ('p53_KO') and days. */
function donorsIn({ name, categories, codes }: CategoryColumn, areSamples: boolean, lookup: GeneLookup) {
  const used = new Set(codes);
  const spelled = areSamples ? DONORS_OF_SAMPLES : DONORS;
  const found = categories.map((label) => (label.length > LONGEST_LABEL ? null : spelled.exec(label)));
  if (found.some((match, code) => match === null && used.has(code) && !isMissingWord(categories[code] ?? '')))
    return null;
  const names = categories.map((label, code) => (found[code] ? withoutMatch(label, found[code]) : label));
  const donors = found.map((match) => match?.[0] ?? null);
  const days = donors.flatMap((donor) => DONOR_OR_DAY.exec(donor ?? '')?.groups?.['number'] ?? []);
  const isOther = (donor: string | null) => donor !== null && lookup.find(donor) >= 0;
  if (donors.some(isOther) || areDays(days)) return null;
  return {
    labels: categoriesOf(name, names, codes),
    donors: categoriesOf(madeDonors(name), donors, codes),
  };
}

/** Whether controls and other cells are of several donors each. */
function haveOwnControls({ categories, codes }: CategoryColumn, donors: CategoryColumn): boolean {
  const ofControls = categories.map(isControlLabel);
  return [true, false].every((isControl) => {
    const own = (_: number, cell: number) => ofControls[codes[cell] ?? -1] === isControl;
    return !divides(codes.filter(own), donors.codes.filter(own));
  });
}

function besideLabels(
  column: CategoryColumn,
  areSamples: boolean,
  lookup: GeneLookup,
): readonly CategoryColumn[] {
  const { name, categories, codes } = column;
  const used = new Set(codes);
  const labels = categories.filter((label, code) => used.has(code) && label.length <= LONGEST_LABEL);
  for (const side of ['after', 'before'] as const) {
    const found = wordsBeside(column, labels, side, lookup);
    if (found === null) continue;
    const read = categories.map((label) => splitBy(label, side, found.words));
    const stems = read.map((one, code) => {
      const { stem, end } = one ?? alone(categories[code] ?? '');
      return areSamples ? stem : stem + end;
    });
    const beside = read.map((one) => one?.word ?? NONE);
    return found.areKinds
      ? [
          categoriesOf(withoutContext(name), stems, codes),
          categoriesOf(
            madeKinds(name),
            read.map((one) => one?.word ?? null),
            codes,
          ),
        ]
      : [categoriesOf(withoutContext(name), stems, codes), categoriesOf(madeContexts(name), beside, codes)];
  }
  return [];
}

/** At each separator, without the number of a sample at the end and with it. */
function* splits(label: string, side: Side): Generator<Split, void> {
  const numbered = REPLICATE.exec(label)?.[0] ?? '';
  for (const end of new Set([numbered, ''])) {
    const text = label.slice(0, label.length - end.length);
    const separators = [...text.matchAll(SEPARATOR)];
    if (separators.length > MOST_PARTS) continue;
    for (const { 0: between, index } of separators) {
      const [first, last] = [text.slice(0, index), text.slice(index + between.length)];
      if (first === '' || last === '') continue;
      yield side === 'after' ? { stem: first, word: last, end } : { stem: last, word: first, end };
    }
  }
}

/** With the longest of these words. */
function splitBy(label: string, side: Side, words: ReadonlySet<string>): Split | null {
  if (label.length > LONGEST_LABEL) return null;
  const found = [...splits(label, side)].filter(({ word }) => words.has(word));
  return found.toSorted((a, b) => b.word.length - a.word.length)[0] ?? null;
}

/** Words that stand beside controls, and beside targets that occur with another one or with none; null where no two are told apart. */
function wordsBeside(
  column: AnnotationColumn,
  labels: readonly string[],
  side: Side,
  lookup: GeneLookup,
): { readonly words: ReadonlySet<string>; readonly areKinds: boolean } | null {
  const controls = new Map<string, string>();
  const ofControls = new Set(labels.filter(isControlLabel));
  const all = labels.flatMap((label) => [...splits(label, side)].map((one) => ({ ...one, label })));
  for (const { stem, word, label } of all)
    if (isControlLabel(stem) && !isMissingWord(label)) {
      controls.set(word, label);
      ofControls.add(stem);
    }
  // In pairs a control has the place of a second target: 'GATA1+ctrl', 'ctrl+SPI1'.
  if (all.some(({ word }) => ofControls.has(word) || GUIDE_WITHOUT_TARGET.test(word))) return null;
  const kinds = controls.size < 2 ? new Map() : statedKinds(column);
  const ofKind = [...controls].filter(([, label]) => kinds.has(label) && kinds.get(label) !== 'inhibitor');
  if (new Set(ofKind.map(([, label]) => kinds.get(label))).size > 1)
    return { words: new Set(ofKind.map(([word]) => word)), areKinds: true };
  const candidates = new Set([...controls.keys()].filter(mayBeBeside));
  if (candidates.size === 0) return null;
  const read = labels
    .map((label) => ({ label, ...(splitBy(label, side, candidates) ?? alone(label)) }))
    .filter(({ label }) => !isMissingWord(label));
  const wordsOf = new Map<string, Set<string>>();
  for (const { stem, word } of read)
    if (!isControlLabel(stem)) wordsOf.set(stem, (wordsOf.get(stem) ?? new Set()).add(word));
  const isBeside = (word: string) => {
    const own = read.filter((one) => one.word === word && !isControlLabel(one.stem));
    const isAffix =
      !isControlWord(word) && !SWITCH.test(word) && own.some((one) => adds(one, lookup) === 'nothing');
    const isTarget = own.some((one) => adds(one, lookup) === 'target') || wordsOf.has(word);
    const areCrossed = own.some(({ stem }) => (wordsOf.get(stem)?.size ?? 0) > 1);
    return areCrossed && !isAffix && !isTarget;
  };
  const words = new Set([...candidates].filter(isBeside));
  const told = new Set(
    labels.flatMap((label) => {
      const { stem, word } = splitBy(label, side, words) ?? alone(label);
      return isControlLabel(stem) ? [word] : [];
    }),
  );
  // 'NT+Dox' and 'NT-Dox' are not the same.
  const keys = read.map(({ stem, word, end }) => JSON.stringify([stem, word, end]));
  if (new Set(keys).size < keys.length) return null;
  const isAnyAdded = [...words].some((word) => !isControlWord(word));
  const isByChance = read.filter(({ word }) => words.has(word)).length < LEAST_SHARE * read.length;
  return isAnyAdded && !isByChance && told.size > 1 && told.size <= MOST_WORDS
    ? { words, areKinds: false }
    : null;
}

function alone(label: string): Split {
  const end = REPLICATE.exec(label)?.[0] ?? '';
  return { stem: label.slice(0, label.length - end.length), word: NONE, end };
}

function mayBeBeside(word: string): boolean {
  if (isMissingWord(word) || RESTORED.test(word) || LISTED.test(word)) return false;
  return SECRETED.test(plain(word)) || (WORD.test(word) && !NUMBERED.test(word));
}

/** Without its dose and time. */
const plain = (word: string) => (parseDose(word)?.name ?? word).replace(TIME, '');

/** What a word adds to the label of a target: 'nothing' as a part of the name of a guide, a second 'target', or something else. */
function adds({ stem, word, label }: Split & { readonly label: string }, lookup: GeneLookup) {
  const [own, whole] = [parseLabel(stem, lookup), parseLabel(label, lookup)];
  if (
    own.role === 'perturbation' &&
    whole.role === 'perturbation' &&
    String(own.genes) === String(whole.genes)
  )
    return 'nothing';
  const name = plain(word);
  const parts = [name, ...name.split(SEPARATOR)];
  if (!parts.some((part) => parseLabel(part, lookup).role === 'perturbation')) return 'other';
  if (SECRETED.test(name) && !lookup.isSpelled(name)) return 'other';
  return (SECRETED.test(name) || INHIBITED.test(name)) && isDoneBefore(`${stem}_`) ? 'other' : 'target';
}
