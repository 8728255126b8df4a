/** Numeric columns of a table and rows of var in words: why one is not taken as a gene, or may be none. */
import type { NumericColumnReason } from '../../dataset/annotation';

const sentences: Readonly<Record<Exclude<NumericColumnReason['tag'], 'feature-type'>, string>> = {
  'name-of-tool':
    'Named like the figures that Seurat, scanpy, Cell Ranger, HTSeq and STAR give for each cell',
  'name-of-annotation': 'Named like a time, dose, batch or label',
  'plain-word': 'Its name is a word for a property of cells',
  'symbol-and-word': 'Its name is the symbol of a gene, and also a word',
  empty: 'Without a value in the first 200 rows',
  'fractions-among-counts': 'Has fractions where the other columns have whole numbers',
  'some-fractions': 'A few of its values have fractions, the other columns have whole numbers',
  'whole-among-fractions': 'Has whole numbers only where the other columns have fractions',
  'negative-among-positive': 'Has negative values where the other columns have none',
  'sum-of-others': 'Equals the sum of the other columns in every row',
  'number-of-others': 'Equals the number of other columns above zero in every row',
  'other-scale': 'Its values are at least ten times as large as those of the other columns',
  'row-numbers': 'Numbers the rows',
  'chosen-by-user': 'Chosen by you',
  'name-of-capture': 'Named like a hashtag, an antibody or a guide',
};

export function columnReasonText(reason: NumericColumnReason): string {
  return reason.tag === 'feature-type' ? `The file calls its type ${reason.type}` : sentences[reason.tag];
}
