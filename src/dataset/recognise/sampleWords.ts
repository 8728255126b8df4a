/**
 * Labels from words in titles and names of samples, such as 'K562 GATA1 KO rep 1' beside 'K562 WT rep 1' (GEO, bulk tables), where no column and no
 * name is a label as it stands: words that all samples share say nothing, of the others each sample must have a gene or a word for controls.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import { rowNames } from './labelColumn';
import { isControlLabel } from './controls';
import { guessGeneColumn, nameGenes, type GeneLookup } from './geneNames';
import { parseLabel } from './guides';
import { kindInWords } from './kind';
import { mayBeLabels, rankPerturbationColumns, WORDS_OF_SAMPLES } from './perturbationColumn';

const CONTROL = 'control';
/** Names of more rows are those of cells. */
const MAX_SAMPLES = 5000;
const MAX_TEXTS = 2000;
/** From this many rows of one perturbation on they are cells, whose names are no labels. */
export const MANY_ROWS = 20;
const MAX_LENGTH = 300;
/** Words of one gene, or of one control: 'HLA-DRB1', 'NKX2-1', 'wild type', 'non targeting control'. */
const MOST_WORDS = 3;
/** Of the texts, such that some may name genes that were not measured. */
const MIN_RESOLVED = 0.75;
/** Written as a symbol: 'rest', 'max' and 'set' are words. */
const SYMBOL = /[A-Z\d]/;
const MIN_LENGTH = 3;
/** A gene that was put back is not lost. */
export const RESTORED = /rescue|add[-_ ]?back|re-?express|re-?constitut|complement/i;
/** What follows the name of a gene that was not perturbed, or of one that was put in with a mutation: 'TP53_R175H'. */
const INTACT = /^[\s_-]*\(?(?:\+\/\+|(?:wt|wild[-_ ]?type)(?![a-z\d]))/i;
const VARIANT = /^[\s_:-]*\(?(?:p\.)?[A-Z]\d{2,4}[A-Z*](?![A-Za-z\d])/;
/** 'anti-TNF', 'αTNF': the protein is blocked, or the cells are activated. */
const ANTIBODY = /(?<![a-z])(?:anti|α)[-_ ]?$/iu;
const SUFFIX = { knockout: ' KO', knockdown: ' KD', overexpression: ' OE', inhibitor: ' inhibitor' } as const;

interface Labelled {
  readonly column: string;
  /** [cells] null where a text is missing. */
  readonly labels: readonly (string | null)[];
  readonly resolved: number;
  readonly texts: number;
  readonly example: readonly [string, string];
}

/** The file with a column of labels, or as it is. */
export function withSampleWords(opened: OpenedFile): OpenedFile {
  const axis = opened.genes[opened.matrices[0]?.path ?? ''];
  if (axis === undefined || opened.obs.some(({ name }) => name === WORDS_OF_SAMPLES)) return opened;
  const { lookup } = nameGenes(axis, guessGeneColumn(axis).column);
  const columns = columnsOf(opened);
  const isLabelled = rankPerturbationColumns(columns, lookup).some(({ parsed }) =>
    parsed.some(({ role }) => role === 'perturbation'),
  );
  if (isLabelled) return opened;
  const [best] = columns
    .flatMap((column) => labelledBy(column, lookup) ?? [])
    .toSorted((a, b) => b.resolved / b.texts - a.resolved / a.texts || a.texts - b.texts);
  if (best === undefined) return opened;
  const categories = [...new Set(best.labels.filter((label) => label !== null))];
  const codeOf = new Map(categories.map((label, code) => [label, code]));
  const codes = Int32Array.from(best.labels, (label) => codeOf.get(label ?? '') ?? -1);
  const [text, label] = best.example;
  return {
    ...opened,
    obs: [...opened.obs, { kind: 'category', name: WORDS_OF_SAMPLES, categories, codes }],
    notes: [...opened.notes, { tag: 'labels-from-words', column: best.column, text, label }],
  };
}

/** Words that may name genes, for names that are looked up in vain. */
export function wordsOfSamples(opened: OpenedFile): ReadonlySet<string> {
  const texts = columnsOf(opened).flatMap(({ categories }) => categories);
  return new Set(texts.flatMap((text) => wordsIn(text).map((word) => word.text)).filter(mayBeSymbol));
}

type CategoryColumn = Extract<AnnotationColumn, { kind: 'category' }>;

function columnsOf(opened: OpenedFile): readonly CategoryColumn[] {
  const rows = opened.cells <= MAX_SAMPLES ? [rowNames(opened)] : [];
  return [...opened.obs, ...rows].filter(
    (column): column is CategoryColumn => mayBeLabels(column) && column.categories.length <= MAX_TEXTS,
  );
}

function labelledBy({ name, categories, codes }: CategoryColumn, lookup: GeneLookup): Labelled | null {
  const used = new Set(codes);
  const texts = categories.map((text, code) => (used.has(code) ? text : ''));
  const own = texts.filter((text) => text !== '');
  const shared = sharedWords(own);
  const read = texts.map((text) => labelOf(text, shared, lookup));
  const controls = read.filter((label) => label === CONTROL).length;
  const genes = read.filter((label) => label !== null && label !== CONTROL).length;
  const resolved = controls + genes;
  const perturbed = read.findIndex((label) => label !== null && label !== CONTROL);
  if (controls === 0 || genes === 0 || resolved < MIN_RESOLVED * own.length) return null;
  if (own.length === codes.length && read.some((label) => isOfCells(label, read))) return null;
  return {
    column: name,
    labels: Array.from(codes, (code) => (code < 0 ? null : (read[code] ?? texts[code] ?? null))),
    resolved,
    texts: own.length,
    example: [texts[perturbed] ?? '', read[perturbed] ?? ''],
  };
}

/** Whether a perturbation has as many of the rows, each with a name of its own, as cells are. */
function isOfCells(label: string | null, ofRows: readonly (string | null)[]): boolean {
  return label !== null && label !== CONTROL && ofRows.filter((other) => other === label).length >= MANY_ROWS;
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Separated by whatever occurs in titles; 'GATA1-/-' is a word and what was done to it. */
function wordsIn(text: string): readonly Word[] {
  if (text.length > MAX_LENGTH) return [];
  return Array.from(text.matchAll(/[^\s,;:()[\]{}_#/\\|."'+-]+/g), ({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length,
  }));
}

function sharedWords(texts: readonly string[]): ReadonlySet<string> {
  const [first = [], ...others] = texts.map((text) => new Set(wordsIn(text).map((word) => word.text)));
  return new Set([...first].filter((word) => others.every((own) => own.has(word))));
}

/** 'GATA1 KO', 'GATA1+SPI1', 'control', or null where the text tells neither a gene nor a control. */
function labelOf(text: string, shared: ReadonlySet<string>, lookup: GeneLookup): string | null {
  if (RESTORED.test(text)) return null;
  const words = wordsIn(text).map((word) => ({ ...word, isShared: shared.has(word.text) }));
  const genes: string[] = [];
  let isControl = false;
  for (let at = 0; at < words.length; at++) {
    for (let count = Math.min(MOST_WORDS, words.length - at); count > 0; count--) {
      const part = words.slice(at, at + count);
      const [first, last] = [part[0], part.at(-1)];
      if (first === undefined || last === undefined || part.every(({ isShared }) => isShared)) continue;
      const written = text.slice(first.start, last.end);
      const after = text.slice(last.end);
      const isAntibody = ANTIBODY.test(text.slice(0, first.start));
      const isGene = !isAntibody && (count === 1 ? namesGene(written, lookup) : isWritten(written, lookup));
      if (isGene && VARIANT.test(after)) return null;
      const isIntact = isGene && INTACT.test(after);
      if (isGene && !isIntact) genes.push(written);
      if (isIntact || isControlLabel(written)) isControl = true;
      if (isGene || isControlLabel(written)) {
        at += count - 1;
        break;
      }
    }
  }
  if (genes.length > 0) {
    const kind = kindInWords(text) ?? (/-\/-/.test(text) ? 'knockout' : null);
    return `${[...new Set(genes)].join('+')}${kind === null ? '' : SUFFIX[kind]}`;
  }
  return isControl ? CONTROL : null;
}

function mayBeSymbol(word: string): boolean {
  return word.length >= MIN_LENGTH && SYMBOL.test(word);
}

function isWritten(written: string, lookup: GeneLookup): boolean {
  return mayBeSymbol(written) && !/\s/.test(written) && lookup.findWritten(written) >= 0;
}

function namesGene(word: string, lookup: GeneLookup): boolean {
  return mayBeSymbol(word) && parseLabel(word, lookup).role === 'perturbation';
}
