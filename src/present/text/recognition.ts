/** Sentences of the reasons for what was recognised in a file: on the page, in a terminal and in `inspect --json`. */
import { formatThreeDigits } from '../../numerics/format';
import { fold, percent } from './format';
import type { GuessReason } from '../../dataset/recognition';
import type { NumericColumnReason } from '../../dataset/annotation';

type Sentences = { readonly [Tag in GuessReason['tag']]: (of: Extract<GuessReason, { tag: Tag }>) => string };

const INDEX_CONTENTS = {
  'ensembl-ids': 'Ensembl ids',
  numbers: 'numbers',
  identifiers: 'identifiers',
} as const;

const sentences: Sentences = {
  'chosen-by-user': () => 'Chosen by you',
  'values-are-genes': ({ named, genes }) =>
    named === 1
      ? `The only value is ${genes === 1 ? 'a' : 'no'} gene in this file`
      : `${genes === named ? `All ${genes}` : `${genes} of ${named}`} values are genes in this file`,
  'stated-per-cell': ({ column }) => `Stated per cell in ${column}`,
  'from-labels': () => 'From the labels',
  'from-column-name': ({ column }) => `From the column name “${column}”`,
  'from-column-values': ({ column }) => `Values of “${column}” name the technology`,
  'from-file-name': () => 'From the name of the file',
  'kind-not-stated': () => 'Not stated in the file',
  'targets-rise': ({ fold: times }) =>
    `Not stated in the file, and the targets are expressed more in their own cells than in others, ${fold(Math.log2(times))}`,
  'control-labels': ({ labels }) =>
    `${labels === 1 ? 'Looks' : 'Look'} like untreated cells or non-targeting guides`,
  'no-control-labels': ({ column }) =>
    `No value of ${column ?? 'the column'} looks like “control”, “non-targeting” or “WT”`,
  'time-points': ({ count, unit }) =>
    `${count} time points${unit === null ? '; the unit is a guess' : ` in ${unit}`}`,
  'no-time-column': () => 'No column looks like time points',
  'times-below-zero': ({ column }) => `Some values of ${column} are below 0, before the perturbation`,
  'batch-column': ({ batches, inLabels = false }) =>
    `${batches} values, from the ${inLabels ? 'labels' : 'column name'}`,
  'controls-of-each-kind': () => 'Cells of each kind of perturbation have controls of their own',
  'controls-of-each-line': () => 'Cells are compared with those of their own line that are not induced',
  'too-few-controls-per-batch': ({ column, needed }) =>
    `Some values of ${column} have fewer than ${needed} control cells`,
  'no-batch-column': () => 'No column looks like a batch',
  guides: ({ guides, perTarget, inLabels }) =>
    `${guides} guides, ${perTarget} for most targets${inLabels ? ', from the labels' : ''}`,
  doses: ({ doses, perturbations, hasUnit }) =>
    `${doses} doses${hasUnit ? '' : ' without a unit'}; ${perturbations === 1 ? 'one perturbation has' : `${perturbations} perturbations have`} several`,
  contexts: ({ contexts, inLabels = false }) =>
    `${contexts} values, from the ${inLabels ? 'labels' : 'column name'}`,
  'no-context-column': () => 'No column looks like cell types or conditions with their own controls',
  'names-in-index': () => 'The gene index contains names',
  'symbols-outside-index': ({ index }) => `The index contains ${INDEX_CONTENTS[index]}`,
  'no-symbols': ({ index }) => `The index contains ${INDEX_CONTENTS[index]}; no column of symbols was found`,
  'negative-values': ({ minimum }) =>
    `Smallest value ${formatThreeDigits(minimum)}: neither log ratios nor logarithms of samples`,
  integers: ({ maximum }) => `Whole numbers, largest seen ${formatThreeDigits(maximum)}`,
  'from-matrix-name': ({ path }) => `From the name ${path}`,
  'equal-totals': ({ before, several }) =>
    `Every cell has ${several === undefined ? 'the same total' : `one of ${several} totals`}${before === null ? '' : ` once the logarithm${base(before)} is undone`}`,
  'whole-multiples': ({ before }) =>
    `Once the logarithm${base(before)} is undone, the values of a cell are multiples of one number`,
  'rounded-values': ({ maximum }) =>
    `Whole numbers up to ${formatThreeDigits(maximum)} that vary less than counts do`,
  'named-log-ratio': ({ name }) => `Has negative values, and “${name}” names log2 fold changes`,
  'around-zero': () =>
    'Values on both sides of 0, no controls, not scaled by gene: probably log2 ratios to control',
  'no-integers': ({ maximum }) => `Not whole numbers, largest seen ${formatThreeDigits(maximum)}`,
  'spread-of-logarithms': ({ maximum, median }) =>
    `Not whole numbers, and distributed like logarithms to base 2: half are above ${formatThreeDigits(median)}, the largest seen is ${formatThreeDigits(maximum)}`,
  'mostly-integers': ({ share }) =>
    `${percent(share)} are whole numbers, as in counts with multi-mapping reads`,
  'too-large-for-logarithms': ({ maximum }) =>
    `Not whole numbers and too large for logarithms: ${formatThreeDigits(maximum)}`,
  'no-matrix': () => 'The file contains no matrix',
  'only-matrix': () => 'The only matrix in the file',
  'main-matrix': () => 'The main matrix',
  'more-targets': ({ targets, path, targetsThere }) =>
    `Measures ${targets} perturbed genes, ${path} only ${targetsThere}`,
  'ratios-to-control': () => 'The values are log ratios to control, so 0 is the control',
  'main-matrix-scaled': ({ path }) => `${path} has negative values: it was scaled`,
  'main-matrix-empty': ({ path }) => `All values of ${path} are identical`,
  'all-matrices-scaled': () => 'Every matrix has negative values',
};

function base(of: 'ln' | 'log2' | 'log10'): string {
  return of === 'ln' ? '' : ` to base ${of.slice(3)}`;
}

/** Why a column or value was taken for what it was, in one sentence. */
export function guessReasonText<Tag extends GuessReason['tag']>(
  reason: Extract<GuessReason, { tag: Tag }>,
): string {
  return sentences[reason.tag](reason);
}

/** Numeric columns of a table and rows of var: why one is not taken as a gene, or may be none. */
const columnSentences: Readonly<Record<Exclude<NumericColumnReason['tag'], 'feature-type'>, string>> = {
  'name-of-tool': 'Named like a cell statistic of Seurat, scanpy, Cell Ranger, HTSeq or STAR',
  'name-of-annotation': 'Named like a time, dose, batch or label',
  'plain-word': 'Named like a property of cells',
  'symbol-and-word': 'Its name is the symbol of a gene, and also a word',
  empty: 'No value in the first 200 rows',
  'fractions-among-counts': 'Has fractions where the other columns have whole numbers',
  'some-fractions': 'A few values have fractions; the other columns have whole numbers',
  'whole-among-fractions': 'Has whole numbers only where the other columns have fractions',
  'negative-among-positive': 'Has negative values where the other columns have none',
  'sum-of-others': 'Equals the sum of the other columns in every row',
  'number-of-others': 'Equals the number of other columns above zero in every row',
  'other-scale': 'Its values are at least ten times as large as those of the other columns',
  'row-numbers': 'Row numbers',
  'chosen-by-user': 'Chosen by you',
  'name-of-capture': 'Named like a hashtag, an antibody or a guide',
};

export function columnReasonText(reason: NumericColumnReason): string {
  return reason.tag === 'feature-type'
    ? `Feature type in the file: ${reason.type}`
    : columnSentences[reason.tag];
}
