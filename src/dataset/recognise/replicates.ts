/**
 * Samples that differ from others by their replicate alone ('DMSO_1', 'DMSO_2', 'Imatinib_1', 'Imatinib_2'), where some of these names would be read
 * as perturbations of their own, or as none. Replicates of measured genes are found by the gene.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import { isBaseline, isControlLabel } from './controls';
import { categoriesOf, MOST_SAMPLES } from './doses';
import { guessGeneColumn, nameGenes, type GeneLookup } from './geneNames';
import { ALIGNED, LANES, parseLabel, PATH } from './guides';
import { rowNames } from './labelColumn';
import { mayBeLabels, rankPerturbationColumns, withoutReplicate } from './perturbationColumn';
import { MANY_ROWS } from './sampleWords';

const WORD = '(?:bio|tech)?[-_ ]?(?:rep(?:licate)?|r|n|b(?:atch)?|p(?:atient)?|exp|sample)';
const STEM = String.raw`(?<stem>.*?(?:[^-_. /]|\/-))`;
/** 'WT_1', 'WT rep2', 'WT.R3', 'WT_b1'; 'WT (1)'; 'WTrep1'; 'WT_A'; 'WT1'; 'WTa'; '1_WT', 'P1_WT' */
const FORMS: readonly RegExp[] = [
  new RegExp(String.raw`^${STEM}[-_. ]{1,2}(?:${WORD}[-_. ]?)?(?<number>\d{1,2})$`, 'i'),
  new RegExp(String.raw`^${STEM} ?\((?<number>\d{1,2})\)$`),
  new RegExp(String.raw`^${STEM}rep(?:licate)?(?<number>\d{1,2})$`, 'i'),
  new RegExp(String.raw`^${STEM}[-_. ](?<letter>[A-Fa-f])$`),
  new RegExp(String.raw`^${STEM}(?<=[A-Za-z])(?<number>\d)$`),
  new RegExp(String.raw`^${STEM}(?<=[A-Z\d])(?<letter>[a-f])$`),
  new RegExp(String.raw`^(?:${WORD})?[-_]?(?<number>\d{1,2})[-_. ](?<stem>.+)$`, 'i'),
];
/** Whose numbers are any. */
const CLONES = new RegExp(String.raw`^${STEM}[-_. ]c(?:l(?:one)?)?[-_. ]?(?<number>\d{1,3})$`, 'i');

/** What programs and archives write around names: 'GSM1_WT_rep1', 'WT_1_S5_L001_R1_001', '/path/WT_1.sorted.bam'. */
const AROUND = new RegExp(
  [
    PATH.source,
    String.raw`^GSM\d+[-_. ]`,
    LANES.source,
    String.raw`[-_. ](?:raw[-_ ]?)?(?:counts?|tpm|[fr]pkm|cpm)$`,
    ALIGNED.source,
  ].join('|'),
  'gi',
);

/** A name without the number of its replicate or guide. */
interface Replicate {
  readonly stem: string;
  readonly number: number;
}

export function replicateOf(name: string, form: RegExp): Replicate | null {
  const { stem = '', number, letter = '' } = form.exec(name)?.groups ?? {};
  if (stem === '') return null;
  return { stem, number: number === undefined ? letter.toUpperCase().charCodeAt(0) - 64 : Number(number) };
}

/** Whether names of samples number replicates of a control: 'WT_1' and 'WT_2'. */
export function numberControls(names: readonly string[]): boolean {
  const stems = names.slice(0, MOST_SAMPLES).flatMap((name) => {
    const plain = name.replaceAll(AROUND, '');
    return FORMS.flatMap((form) => replicateOf(plain, form)?.stem ?? []).slice(0, 1);
  });
  const recurring = new Set(stems.filter((stem, at) => stems.indexOf(stem) < at));
  return [...recurring].some(isControlLabel);
}

/** The file with a column of labels without replicates, or as it is. */
export function withReplicates(opened: OpenedFile): OpenedFile {
  const axis = opened.genes[opened.matrices[0]?.path ?? ''];
  if (axis === undefined || opened.cells > MOST_SAMPLES) return opened;
  const { lookup } = nameGenes(axis, guessGeneColumn(axis).column);
  const rows = rowNames(opened);
  const [best] = rankPerturbationColumns(opened.obs, lookup);
  const columns =
    best === undefined ? [...opened.obs, rows] : opened.obs.filter(({ name }) => name === best.name);
  for (const column of columns) {
    if (!mayBeLabels(column)) continue;
    const { codes } = column;
    const isMade = column.name !== rows.name && column.name.startsWith(rows.name);
    if (!isMade && new Set(codes).size < codes.length) continue;
    const stems = stemsOf(column, lookup, isMade);
    if (stems === null) continue;
    const labels = column.categories.map((_, code) => stems.get(code) ?? null);
    return { ...opened, obs: [...opened.obs, categoriesOf(withoutReplicate(column.name), labels, codes)] };
  }
  return opened;
}

/**
 * By code of the column: what a name has beside its replicate; null where names do not number replicates of controls and of something else.
 * @param isMade of row names, without their times or doses
 */
function stemsOf(
  { categories, codes }: Extract<AnnotationColumn, { kind: 'category' }>,
  lookup: GeneLookup,
  isMade: boolean,
): ReadonlyMap<number, string> | null {
  const used = [...new Set(codes)].filter((code) => code >= 0);
  const written = used.map((code) => categories[code] ?? '');
  const isRead = (name: string) => parseLabel(name, lookup).role !== 'unrecognised';
  if (!isMade && written.every(isRead)) return null;
  const isGene = (word: string) => lookup.find(word) >= 0;
  const names = withoutShared(
    written.map((name) => name.trim().replaceAll(AROUND, '')),
    isGene,
  );
  const isControl = (stem: string) => parseLabel(stem, lookup).role === 'control';
  for (const form of [...FORMS, CLONES]) {
    const read = names.map((name) => replicateOf(name, form)).filter((one) => one !== null);
    if (read.length < names.length || !areReplicates(read, isControl, form === CLONES)) continue;
    return new Map(used.map((code, at) => [code, read[at]?.stem ?? '']));
  }
  return null;
}

/** Numbers of each stem from 1 on, or those of controls, or of all samples in turn; not 'IL_6' and 'IL_10', and no hours. */
export function areReplicates(
  samples: readonly Replicate[],
  isControl: (stem: string) => boolean,
  areClones: boolean,
): boolean {
  const numbers = new Map<string, number[]>();
  for (const { stem, number } of samples) numbers.set(stem, [...(numbers.get(stem) ?? []), number]);
  const stems = [...numbers.keys()];
  const controls = stems.filter(stems.some(isControl) ? isControl : isBaseline);
  const ofControls = new Set(controls.flatMap((stem) => numbers.get(stem) ?? []));
  const areInTurn =
    new Set(samples.map(({ number }) => number)).size === samples.length &&
    samples.every(({ number }) => number <= samples.length);
  const sets = [...numbers.values()];
  const areNumbered = sets.every(
    (own) =>
      own.length < MANY_ROWS &&
      new Set(own).size === own.length &&
      (areClones || own.every((number) => number <= samples.length)) &&
      (areClones || areInTurn || own.every((number) => number <= own.length || ofControls.has(number))),
  );
  const recur = sets.some((own) => own.length > 1);
  return areNumbered && recur && controls.length > 0 && controls.length < numbers.size;
}

const BETWEEN = /[-_. ]+/;
/** That says the kind. */
const HAIRPIN = /^(?:sh|si|sg)?$/i;

/** Without words that all names begin with, such as the line, none of which is a gene. */
function withoutShared(names: readonly string[], isGene: (word: string) => boolean): readonly string[] {
  const [first = ''] = names;
  const between = BETWEEN.exec(first);
  if (between === null) return names;
  const shared = first.slice(0, between.index + between[0].length);
  const isShared = names.every((name) => name.startsWith(shared) && name.length > shared.length);
  const word = first.slice(0, between.index);
  if (!isShared || HAIRPIN.test(word) || isGene(word) || isControlLabel(word)) return names;
  return withoutShared(
    names.map((name) => name.slice(shared.length)),
    isGene,
  );
}
