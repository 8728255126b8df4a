/**
 * Which numeric columns of a table with cells in rows measure a gene, and which describe the cells: by the names that Seurat, scanpy,
 * Cell Ranger and plate readers give them, and by values that differ in kind from those of the other columns. What is not certain is in doubt,
 * for the user to look at. The names of var are judged in the same way, without values.
 */
import type { NumericColumn, NumericColumnReason } from '../annotation';
import type { DatasetNote } from '../notes';
import { CONTROL_COLUMN, isControlWord } from './controls';

export interface ColumnPreview {
  readonly name: string;
  /** [first rows] NaN where missing. */
  readonly values: Float64Array;
}

/** Answers of the user about columns, by name. */
export interface ChosenColumns {
  /** Numeric columns of a table, or rows of var, that are not genes. */
  readonly notGenes?: readonly string[];
  /** Those that are genes, whatever their name, type and values. */
  readonly asGenes?: readonly string[];
}

/** The verdict on a column after the answers of the user; null for a plain gene. */
export function asChosen(
  name: string,
  own: NumericColumn | null,
  { notGenes = [], asGenes = [] }: ChosenColumns,
): NumericColumn | null {
  const isGene = asGenes.includes(name) || (!notGenes.includes(name) && (own?.isGene ?? true));
  if (own !== null) return { ...own, isGene };
  return isGene ? null : { name, isGene, isDoubtful: false, reason: { tag: 'chosen-by-user' } };
}

/** A note on the columns in doubt; none without. */
export function notesOnDoubt(judged: readonly NumericColumn[]): readonly DatasetNote[] {
  const doubtful = judged.filter(({ isDoubtful }) => isDoubtful);
  if (doubtful.length === 0) return [];
  const named = (are: boolean) => doubtful.filter(({ isGene }) => isGene === are).map(({ name }) => name);
  return [{ tag: 'columns-in-doubt', genes: named(true), leftOut: named(false) }];
}

/** Longer names are none of the following, and patterns take the square of their length. */
const LONGEST_NAME = 200;
/** Names are compared in lower case, with '_' for blanks, points and hyphens. */
const QUANTITY =
  'counts?|umis?|genes?|reads?|features?|transcripts?|molecules?|fragments?|peaks?|guides?|perts?';
const SHARE = 'pct|percent|percentage|frac|fraction|prop|proportion';
const BY_TOOLS: readonly RegExp[] = [
  // nUMI, nCount_RNA, n_genes_by_counts, total_counts, log1p_total_counts, UMI count
  new RegExp(`^n_?(${QUANTITY}|cells?)(_\\w+)?$`),
  new RegExp(`^(total|sum|log1p|log10|log)_?(total_)?(${QUANTITY})(_\\w+)?$`),
  new RegExp(`^(${QUANTITY}|sgrnas?|grnas?)_(count|number|total|sum)s?$`),
  /^log1p_\w+$|^num(ber)?_(of_)?\w+$|^(reads|umis)$|^umi_?counts?$/,
  // pct_counts_mt, percent.mt, mt_frac, mitopercent
  new RegExp(`^(${SHARE})_\\w*[a-z]\\w*$|^percent\\w*$|^\\w+_(${SHARE}|ratio)$|^mito_?percent$`),
  // S.Score, doublet_score, guide_umis, guide_coverage
  /^\w+_(scores?_?\d*|umis?|counts?|reads|coverage|depth)$|^(s|g2m)_?score$|^(doublet|scrublet|pann)(_\w+|s)?$/,
  // RNA_snn_res.0.8, seurat_clusters, leiden_0.5
  /^\w+_snn_res_[\d_]+$|^(seurat_)?clusters?(_\w+)?$|^(leiden|louvain)(_\w+)?$/,
  /^(umap|tsne|phate)_?\d+$|^(lsi|harmony)_\d+$/,
  // reads without a gene: htseq-count, STAR's ReadsPerGene.out.tab, featureCounts; sums below a table
  /^__(no_feature|ambiguous|too_low_aqual|not_aligned|alignment_not_unique)$|^n_(unmapped|multimapping|nofeature|ambiguous)$/,
  /^unassigned_\w+$|^(grand_)?totals?$/,
  /^size_?factors?$|^(core_)?scale_factors?$|^core_adjusted_umi_count$|^z_gemgroup_umi$/,
];
/** What other columns of cells are called: times, doses, batches, and labels that happen to be numbers. */
const ANNOTATIONS: readonly RegExp[] = [
  /^(t|times?|time_?points?|days?|hours?|hrs?|hpi|hpf|dpi|weeks?|minutes?|mins?)(_(id|h|hrs?|hours?|d|days?|mins?|minutes?|post\w*|after\w*|since\w*))?$/,
  /^time_\w+$|^pseudo_?time(_\w+|\d+)?$|^latent_time$|^(dose|conc|concentration)(_\w+)?$/,
  /^batch(es)?(_?(id|no|nr|number))?$|^rep(licate)?s?(_?(id|no|nr|number))?$|^gem_?(group|batch|well)$|^(souporcell_)?assignments?$/,
  CONTROL_COLUMN,
  /^(perturbations?|conditions?|gene_target|target_?genes?|targets?|guides?|guide_?(id|identity)|sgrnas?|grnas?|ko|knockout|knockdown|treatments?|drugs?|genotype|labels?)$/,
];
/** Principal and diffusion components; 'PC-1' is a gene. */
const COMPONENT = /^(pc|dc|ic)[_.]\d+$/i;
/** Plain words for properties of cells, wells and donors. */
const WORDS =
  /^(ages?|lanes?|plates?|wells?|moi|coverage|depth|library(_?(size|id))?|lib_?size|passages?|donors?|patients?|subjects?|animals?|samples?|runs?|pools?|channels?|rows?|columns?|order|ids?|cell_?(id|number|count)s?|sex|weight|viability|counts?|genes|features|scores?|entropy|complexity|velocity|confidence|quality|batch_?size|cell_?size|area|volume|volumes|donor_?id|sample_?id|plate_?id|well_?id|lane_?id)$/;

/** The approved human and mouse symbols among all these words, as they are written. */
const SYMBOLS = new Set(['CTRL', 'Ctrl', 'HR', 'Hr', 'IDS', 'Ids', 'TH', 'Th']);

/** Values are compared from this many rows and other columns on. */
const MIN_ROWS = 10;
const MIN_OTHERS = 3;
/** Columns of another kind are at most this share of all. */
const MAX_SHARE_ODD = 0.25;
/** Of the values that are not 0; fewer are single wrong values in a gene. */
const MIN_SHARE_OF_VALUES = 0.1;
/** Ratio of mean sizes between neighbours in order of size. */
const FAR = 10;
const MAX_SHARE_FAR = 1 / 3;
/** Of the other names, those written alike. */
const MIN_SHARE_ALIKE = 0.2;
const ROUNDING = 1e-6;

/**
 * [columns] null for plain genes.
 * @param labelled words in the text columns: a perturbed gene is a gene
 */
export function judgeColumns(
  columns: readonly ColumnPreview[],
  labelled: ReadonlySet<string>,
): readonly (NumericColumn | null)[] {
  const isCapture = capturesAmong(columns.map(({ name }) => name));
  const verdicts = columns.map((column) =>
    isCapture(column.name) ? captureOf(column.name) : judgedByName(column, labelled),
  );
  const others = columns.flatMap((column, index) =>
    verdicts[index] === null ? [{ index, name: column.name, ...measuresOf(column.values) }] : [],
  );
  const isWritten = writtenLike(others.map(({ name }) => name));
  for (const [index, reason] of judgedByValues(columns, others)) {
    const { name } = columns[index] as ColumnPreview;
    const isPerturbed = labelled.has(name);
    verdicts[index] = {
      name,
      isGene: isPerturbed || staysGene(reason, isWritten(name)),
      isDoubtful: true,
      reason,
    };
  }
  return verdicts;
}

/** Only a difference in size leaves a column among the genes, where its name is written like theirs; so do single odd values. */
function staysGene(reason: NumericColumnReason, isWrittenAlike: boolean): boolean {
  switch (reason.tag) {
    case 'other-scale':
    case 'whole-among-fractions':
      return isWrittenAlike;
    case 'some-fractions':
    case 'symbol-and-word':
      return true;
    case 'name-of-tool':
    case 'name-of-annotation':
    case 'plain-word':
    case 'empty':
    case 'fractions-among-counts':
    case 'negative-among-positive':
    case 'sum-of-others':
    case 'number-of-others':
    case 'row-numbers':
    case 'chosen-by-user':
    case 'feature-type':
    case 'name-of-capture':
      return false;
    default:
      return reason satisfies never;
  }
}

function judgedByName({ name, values }: ColumnPreview, labelled: ReadonlySet<string>): NumericColumn | null {
  if (values.length > 0 && values.every(Number.isNaN))
    return { name, isGene: false, isDoubtful: reasonOfName(name) === null, reason: { tag: 'empty' } };
  if (labelled.has(name) && !isControlWord(name)) return null;
  if (SYMBOLS.has(name)) return { name, isGene: true, isDoubtful: true, reason: { tag: 'symbol-and-word' } };
  const reason = reasonOfName(name);
  if (reason === null && numbersRows(values))
    return { name, isGene: false, isDoubtful: false, reason: { tag: 'row-numbers' } };
  return reason && { name, isGene: false, isDoubtful: reason.tag === 'plain-word', reason };
}

function numbersRows(values: Float64Array): boolean {
  const [first] = values;
  return (
    values.length >= MIN_ROWS &&
    (first === 0 || first === 1) &&
    values.every((value, row) => value === first + row)
  );
}

/** Why a name is not a gene's; null where it may be. */
function reasonOfName(name: string): NumericColumnReason | null {
  const plain = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s.-]+/g, '_');
  // 'T' is a gene, 't' a time.
  if (name === 'T' || name.length > LONGEST_NAME) return null;
  if (COMPONENT.test(name) || BY_TOOLS.some((spelled) => spelled.test(plain))) return { tag: 'name-of-tool' };
  if (ANNOTATIONS.some((spelled) => spelled.test(plain))) return { tag: 'name-of-annotation' };
  return WORDS.test(plain) ? { tag: 'plain-word' } : null;
}

/** Hashtags, antibodies and guides counted beside genes. */
const CAPTURES: readonly RegExp[] = [
  /^(hto|hashtags?)(?=$|[-_ .\d])|^(adt|totalseq|antibody)[-_. ]|^cmo\d{3}$|[-_.](adt|hto|totalseq[-_]?[a-d]?)$/i,
  /^sg[-_]?[A-Z]|^(sg|g)RNA[-_\d]|._(sg|g|gRNA|sgRNA|guide)[-_]?\d+$|_[ACGT]{17,21}$/,
  /^(ntc$|ntc?[-_]|non[-_ ]?targeting|safe[-_ ]?targeting|scrambled?)[-_ ]?(g|sg|guide|ctrl|control)?[-_ ]?\d*$/i,
];
/** Where more names look like captures, that is how genes are called here. */
const MAX_SHARE_CAPTURES = 0.5;
const EXPRESSION = 'Gene Expression';

/**
 * [names] null for plain genes.
 * @param types of the features, where the file states them @param labelled words in the columns of obs: a perturbed gene is a gene
 */
export function judgeFeatures(
  names: readonly string[],
  types: readonly string[] | null,
  labelled: ReadonlySet<string>,
): readonly (NumericColumn | null)[] {
  const isTyped = types?.includes(EXPRESSION) ?? false;
  const isCapture = capturesAmong(names);
  const none = new Float64Array(0);
  return names.map((name, at) => {
    const type = types?.[at] ?? '';
    if (isTyped && type !== EXPRESSION && type !== '')
      return { name, isGene: false, isDoubtful: false, reason: { tag: 'feature-type', type } };
    if (isTyped) return null;
    if (isCapture(name)) return captureOf(name);
    const verdict = judgedByName({ name, values: none }, labelled);
    return verdict?.isGene ? null : verdict;
  });
}

/** Recognises hashtags, antibodies and guides by name, unless most names look alike. */
function capturesAmong(names: readonly string[]): (name: string) => boolean {
  return names.filter(isNamedAsCapture).length > MAX_SHARE_CAPTURES * names.length
    ? () => false
    : isNamedAsCapture;
}

function isNamedAsCapture(name: string): boolean {
  return name.length <= LONGEST_NAME && CAPTURES.some((spelled) => spelled.test(name));
}

function captureOf(name: string): NumericColumn {
  return { name, isGene: false, isDoubtful: true, reason: { tag: 'name-of-capture' } };
}

interface Measures {
  /** Mean absolute value. */
  readonly size: number;
  /** Of the values that are not 0. */
  readonly fractional: number;
  readonly negative: number;
  readonly isVaried: boolean;
  readonly isZero: boolean;
}

function measuresOf(values: Float64Array): Measures {
  let [sum, found, nonZero, fractional, negative, isVaried] = [0, 0, 0, 0, 0, false];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    found += 1;
    sum += Math.abs(value);
    if (value !== values[0]) isVaried = true;
    if (value === 0) continue;
    nonZero += 1;
    if (!Number.isInteger(value)) fractional += 1;
    if (value < 0) negative += 1;
  }
  const share = (number: number) => (nonZero === 0 ? 0 : number / nonZero);
  return {
    size: found === 0 ? 0 : sum / found,
    fractional: share(fractional),
    negative: share(negative),
    isVaried,
    isZero: nonZero === 0,
  };
}

type Measured = Measures & { readonly index: number };

/** Columns whose values differ in kind from those of the others, by index. */
function judgedByValues(
  columns: readonly ColumnPreview[],
  measured: readonly Measured[],
): ReadonlyMap<number, NumericColumnReason> {
  const found = new Map<number, NumericColumnReason>();
  if ((columns[0]?.values.length ?? 0) < MIN_ROWS) return found;
  const flag = (odd: readonly Measured[], reasonOf: (column: Measured) => NumericColumnReason) => {
    for (const column of odd) if (!found.has(column.index)) found.set(column.index, reasonOf(column));
  };
  const left = () => measured.filter(({ index, isZero }) => !found.has(index) && !isZero);
  /** The odd ones, where they are few beside the others. */
  const few = (isOdd: (column: Measured) => boolean) => {
    const odd = left().filter(isOdd);
    const others = left().length - odd.length;
    return others >= MIN_OTHERS && odd.length <= MAX_SHARE_ODD * left().length ? odd : [];
  };
  flag(
    few(({ negative }) => negative > 0).filter(({ negative }) => negative >= MIN_SHARE_OF_VALUES),
    () => ({ tag: 'negative-among-positive' }),
  );
  const fractions = few(({ fractional }) => fractional > 0);
  const wholes = few(({ fractional }) => fractional === 0);
  flag(fractions, ({ fractional }) => ({
    tag: fractional >= MIN_SHARE_OF_VALUES ? 'fractions-among-counts' : 'some-fractions',
  }));
  if (fractions.length === 0)
    flag(
      wholes.filter(({ isVaried }) => isVaried),
      () => ({ tag: 'whole-among-fractions' }),
    );
  flag(
    equalTo(columns, left(), (row, own) => row.sum - own),
    () => ({ tag: 'sum-of-others' }),
  );
  flag(
    equalTo(columns, left(), (row, own) => row.detected - Number(own > 0)),
    () => ({ tag: 'number-of-others' }),
  );
  flag(farLarger(left()), () => ({ tag: 'other-scale' }));
  return found;
}

/** Varied columns that equal a figure of the others in every row. */
function equalTo(
  columns: readonly ColumnPreview[],
  measured: readonly Measured[],
  figure: (row: { readonly sum: number; readonly detected: number }, own: number) => number,
): readonly Measured[] {
  if (measured.length <= MIN_OTHERS) return [];
  const rows = columns[0]?.values.length ?? 0;
  const sums = Array.from({ length: rows }, () => ({ sum: 0, detected: 0 }));
  for (const { index } of measured) {
    columns[index]?.values.forEach((value, row) => {
      const own = sums[row];
      if (own === undefined) return;
      own.sum += value;
      own.detected += Number(value > 0);
    });
  }
  return measured.filter(
    ({ index, isVaried }) =>
      isVaried &&
      columns[index]?.values.every((value, row) => {
        const of = sums[row];
        const expected = of === undefined ? NaN : figure(of, value);
        return Math.abs(value - expected) <= ROUNDING * Math.max(1, Math.abs(value));
      }),
  );
}

/** The largest columns, beyond a gap: each has a mean size FAR times that of every column below. */
function farLarger(measured: readonly Measured[]): readonly Measured[] {
  const ordered = measured.toSorted((a, b) => a.size - b.size);
  const first = ordered.findIndex(
    ({ size }, place) =>
      place >= MIN_OTHERS &&
      ordered.length - place <= MAX_SHARE_FAR * ordered.length &&
      size >= FAR * (ordered[place - 1]?.size ?? size),
  );
  return first < 0 ? [] : ordered.slice(first);
}

const FORMS: readonly RegExp[] = [
  /^ENS[A-Z]*\d{6,}(\.\d+)?$/,
  /^(g|gene)[-_]?\d+$/i,
  /^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/,
  /^[A-Z][a-z][A-Za-z0-9-]*$/,
  /^[a-z][a-z0-9]*$/,
];

function formOf(name: string): number {
  return FORMS.findIndex((form) => form.test(name));
}

/** Recognises names that are written like a fifth of these: in capitals, in lower case, as identifiers or numbered. */
function writtenLike(names: readonly string[]): (name: string) => boolean {
  const counts = new Map<number, number>();
  for (const name of names) counts.set(formOf(name), (counts.get(formOf(name)) ?? 0) + 1);
  return (name) => {
    const form = formOf(name);
    const alike = (counts.get(form) ?? 0) - 1;
    return form >= 0 && alike >= Math.max(1, MIN_SHARE_ALIKE * (names.length - 1));
  };
}
