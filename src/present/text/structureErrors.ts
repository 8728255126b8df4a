/** The sentences for files that were opened but whose content does not hold together. */
import type { DatasetError } from '../../dataset/errors';
import { count } from './numbers';
import { chooseAnother, type ErrorText } from './errorText';
import { listOf, plural, sentence } from './format';

type StructureError = Extract<
  DatasetError,
  {
    tag:
      | 'no-matrix'
      | 'shape-mismatch'
      | 'bad-header'
      | 'table-unclear'
      | 'ragged-row'
      | 'not-a-number'
      | 'not-finite'
      | 'negative-values'
      | 'duplicate-cells'
      | 'no-shared-cells';
  }
>;

export function structureError(error: StructureError): ErrorText {
  switch (error.tag) {
    case 'no-matrix':
      return {
        title: `${error.file} holds no expression values`,
        ...(/\.(h5ad|h5seurat|h5|hdf5|loom)$/i.test(error.file)
          ? {
              why: 'Neither X, raw nor a layer with values was found in it.',
              next: 'Save the AnnData object with its matrix in X.',
            }
          : {
              why: 'None of its columns holds numbers.',
              next: 'A table of expression has a line for each cell and a column for each gene, or the other way round.',
            }),
        action: chooseAnother,
      };
    case 'shape-mismatch':
      return {
        title: `${error.file} contradicts itself`,
        why: `At ${error.where}, ${error.expected} was expected and ${error.found} was found.`,
        next: 'Save the file again from the program that wrote it. A copy that was cut short can look like this too.',
        action: chooseAnother,
      };
    case 'bad-header':
      return {
        title: `The first line of ${error.file} was not understood`,
        why: `At ${error.where}: ${sentence(error.detail)}`,
        next: 'The first line names the genes (or the cells), the first column the other ones. Mend it and drop the file again.',
        action: chooseAnother,
      };
    case 'table-unclear':
      return { title: `${error.file} can be read in two ways`, ...tableQuestions[error.asks](error.samples) };
    case 'ragged-row':
      return {
        title: `Line ${count(error.line)} of ${error.file} has ${plural(error.found, 'field')}`,
        why: `Lines before it have ${count(error.expected)}. A name that contains the separator, or a line that was cut, looks like this.`,
        next: 'Mend that line, or save the table again with names in quotes.',
        action: chooseAnother,
      };
    case 'not-a-number':
      return {
        title: `“${error.value}” in ${error.file} is not a number`,
        why: `It stands in line ${count(error.line)}, column ${error.column}, where an expression value belongs.`,
        next: 'Mend that value. If the column is a label, name it so in the first line; if numbers use a comma, save them with a point.',
        action: chooseAnother,
      };
    case 'not-finite':
      return {
        title: `${error.file} has values that are not finite`,
        why: `${plural(error.count, 'value')} at ${error.where} ${error.count === 1 ? 'is' : 'are'} missing or infinite. The model needs a number for every gene in every cell.`,
        next: 'Replace them (0 where nothing was counted) or choose another matrix of the file.',
        action: chooseAnother,
      };
    case 'negative-values':
      return {
        title: `${error.where} in ${error.file} has negative values`,
        why: `The smallest is ${error.minimum.toPrecision(3)}. Values that were scaled to mean 0 cannot be turned back into expression.`,
        next: 'Choose another matrix of the file, such as raw or a layer with counts, or save the file before scaling.',
        action: chooseAnother,
      };
    case 'duplicate-cells':
      return {
        title: `${error.file} names cells twice`,
        why: `${listOf(error.names, 3)} ${error.names.length === 1 ? 'occurs' : 'occur'} more than once, so labels cannot be matched to cells.`,
        next: 'Make the cell names unique (in Python: adata.obs_names_make_unique()) and drop the file again.',
        action: chooseAnother,
      };
    case 'no-shared-cells':
      return {
        title: `${error.labels} does not belong to ${error.file}`,
        why: `The two files share no cell name: ${listOf(error.cells)} here, ${listOf(error.samples)} there.`,
        next: 'Drop the table together with the labels of the same cells.',
        action: chooseAnother,
      };
    default:
      return error satisfies never;
  }
}

type Question = Omit<ErrorText, 'title'>;

const tableQuestions: {
  readonly [asks in Extract<DatasetError, { tag: 'table-unclear' }>['asks']]: (
    samples: readonly string[],
  ) => Question;
} = {
  'first-line': (samples) => ({
    why: `Its first line (${samples.join(', ')} …) holds whole numbers, no two alike and larger than those of the other lines: identifiers of genes, or values like the others.`,
    next: 'Say which. Then the file is read again.',
    choices: [
      { label: 'It names the columns', command: 'first-line-names' },
      { label: 'It is values', command: 'first-line-values' },
    ],
  }),
  rows: (samples) => ({
    why: `It has no line of names, and its rows (${samples.join(', ')} …) are named like neither genes nor cells.`,
    next: 'Say what the rows are. Then the file is read again.',
    choices: [
      { label: 'Rows are genes', command: 'rows-are-genes' },
      { label: 'Rows are cells', command: 'rows-are-cells' },
    ],
  }),
};
