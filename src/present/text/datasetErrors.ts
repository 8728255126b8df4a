/** The sentences for files that cannot be used. A tag without a sentence does not compile. */
import type { DatasetError } from '../../dataset/errors';
import { count, listOf, plural, sentence } from './format';
import type { ValueScale } from '../../dataset/mapping';

/** What every error is turned into: what happened, why, what to do next. */
export interface ErrorText {
  readonly title: string;
  readonly why: string;
  readonly next: string;
  /** Commands to copy, where a file has to be converted. */
  readonly code?: string;
  /** The one button that helps most; `command` is an id of session/commands.ts. */
  readonly action?: { readonly label: string; readonly command: ActionCommand };
  /** Instead of it, where the person has to say which of two holds. */
  readonly choices?: readonly { readonly label: string; readonly command: TableCommand }[];
}

type ActionCommand = 'open' | 'open-demo-myeloid' | 'train' | 'download-tsv' | 'forget';

export type TableCommand = 'first-line-names' | 'first-line-values' | 'rows-are-cells' | 'rows-are-genes';

export const chooseAnother = { label: 'Choose another file…', command: 'open' } as const;

export function datasetError(error: DatasetError): ErrorText {
  switch (error.tag) {
    case 'unknown-format':
      return {
        title: `${error.file} was not opened`,
        why: unknownContent(error.extension),
        next: 'Drop an AnnData file (.h5ad, or a Zarr folder), a 10x file (.h5, or matrix.mtx with its features and barcodes), an .h5seurat, a .loom, or a table of cells and genes (.csv, .tsv or .txt); tables and matrices may be packed as .gz, and all of them as .zip.',
        action: chooseAnother,
      };
    case 'unsupported-format':
      return {
        title: `${error.file} cannot be read here yet`,
        why: `It was recognised by its content or its name as ${error.format}.`,
        next: 'Convert it and drop the result. Where the file lies:',
        code: error.convert,
        action: chooseAnother,
      };
    case 'network-file':
      return {
        title: `${error.file} holds a network, not measurements`,
        why: 'Its ending is one of files that list genes and edges. A network is learned from expression values, cell by cell.',
        next: 'Drop the expression data (.h5ad or a table) it was made from.',
        action: chooseAnother,
      };
    case 'empty-file':
      return {
        title: `${error.file} is empty`,
        why: 'It holds no bytes at all. A copy or a download may have stopped before it began.',
        next: 'Copy or download it again, then drop it here.',
        action: chooseAnother,
      };
    case 'not-hdf5':
      return {
        title: `${error.file} is not ${article(endingOf(error.file))} file`,
        why: `It ends in ${endingOf(error.file)}, but its first bytes are not those of HDF5: it may be a saved web page, or another format under this name.`,
        next: 'Download it again, or rename it to its true ending.',
        action: chooseAnother,
      };
    case 'damaged-file':
      return {
        title: `${error.file} is damaged`,
        why: `Reading stopped at ${error.where}: ${sentence(error.detail)} Files that were cut short while being copied look like this.`,
        next: 'Copy or download the file again and compare its size with the original.',
        action: chooseAnother,
      };
    case 'unsupported-filter':
      return {
        title: `${error.file} was not opened`,
        why: `The numbers at ${error.where} are packed with ${error.filter} (filter ${error.id}), which cannot be unpacked here. Reading on could give wrong numbers, so it stops.`,
        next: 'Save it again with gzip. In Python, where the file lies:',
        code: repack(error.file),
        action: chooseAnother,
      };
    case 'unsupported-encoding':
      return {
        title: `${error.file} was not opened`,
        why: `${error.where} is stored as “${error.encoding}”, a form that is not read here.`,
        next: 'Save it again with a current version of anndata. In Python:',
        code: repack(error.file),
        action: chooseAnother,
      };
    case 'out-of-memory':
      return {
        title: `${error.file} does not fit into memory`,
        why:
          error.megabytes > 0
            ? `It needs about ${count(error.megabytes)} MB at once, more than there is here.`
            : 'It needs more memory than there is here.',
        next: 'Close other tabs, choose fewer genes, or keep fewer cells before saving the file.',
        action: chooseAnother,
      };
    case 'reader-unavailable':
      return {
        title: `${error.file} could not be read: a part of this program is missing`,
        why: 'The part that reads this format is fetched when it is first needed, and did not arrive. The file itself was not touched.',
        next: 'Check the connection to this page’s address, reload it, and drop the file again.',
        action: chooseAnother,
      };
    case 'cancelled':
      return {
        title: `Reading ${error.file} was cancelled`,
        why: 'Nothing was kept of it.',
        next: 'Drop the file again whenever you like. What was on screen before is still there.',
        action: chooseAnother,
      };
    case 'too-few-cells':
      return {
        title: `${error.file} has too few cells`,
        why: `${plural(error.cells, 'cell')} can be used; at least ${count(error.needed)} are needed to tell an effect from chance.`,
        next: 'Check the perturbation column: cells without a label are left out. Otherwise drop a file with more cells.',
        action: chooseAnother,
      };
    case 'too-few-genes':
      return {
        title: `${error.file} has too few genes`,
        why: `${plural(error.genes, 'gene')} can be used; a network needs at least ${count(error.needed)}.`,
        next: 'Raise the number of genes, or check that genes and cells were not swapped.',
        action: chooseAnother,
      };
    case 'no-perturbation-column':
      return {
        title: `No perturbation was found in ${error.file}`,
        why:
          error.columns.length > 0
            ? `None of its columns names genes that were perturbed. It has ${listOf(error.columns, 8)}.`
            : 'Its cells carry no labels at all.',
        next: 'Choose the perturbation column, or drop a table with one label per cell together with the file.',
        action: chooseAnother,
      };
    case 'no-targets-measured':
      return {
        title: `None of the perturbed genes is measured in ${error.file}`,
        why: `Labels such as ${listOf(error.labels, 3)} match none of the gene names, which look like ${listOf(error.genes, 3)}.`,
        next: 'Choose another column for gene names (symbols instead of Ensembl ids, or the other way round), or another perturbation column.',
      };
    case 'no-controls':
      return {
        title: `No control cells in ${error.file}`,
        why: `None of the labels reads like a control: ${listOf(error.labels)}.`,
        next: 'Name the control label, compare each perturbation with all others, or choose one perturbation as the reference.',
      };
    case 'no-training-perturbations':
      return {
        title: 'Nothing is left to learn from',
        why: `All perturbations of ${error.file} are held out for testing.`,
        next: 'Hold out fewer perturbations.',
      };
    case 'rules-leave-too-little':
      return {
        title: 'The rules leave too little to learn from',
        why: `${count(error.left)} of ${plural(error.cells, 'cell')} of ${error.file} pass them, without enough cells, perturbations or controls among them.`,
        next: 'Loosen a rule under “Quality of cells and genes”.',
      };
    case 'no-regulators':
      return {
        title: 'No candidate regulator is left',
        why: `None of the candidate regulators is among the genes that are modelled from ${error.file}.`,
        next: 'Check the spelling of the list, or clear it to use the default.',
      };
    case 'no-matrix':
    case 'shape-mismatch':
    case 'bad-header':
    case 'table-unclear':
    case 'ragged-row':
    case 'not-a-number':
    case 'not-finite':
    case 'negative-values':
    case 'duplicate-cells':
    case 'no-shared-cells':
      return structureError(error);
    case 'incomplete-triplet':
    case 'names-mismatch':
    case 'unsupported-matrix':
    case 'no-gene-expression':
    case 'encrypted-archive':
    case 'archive-too-large':
    case 'archive-without-data':
    case 'archive-ambiguous':
    case 'samples-differ':
      return formatError(error);
    case 'controls-lack-genes':
    case 'controls-other-values':
    case 'controls-other-total':
      return controlsError(error);
    default:
      return error satisfies never;
  }
}

function endingOf(file: string): string {
  return /\.[^.]*$/.exec(file)?.[0] ?? '';
}

/** 'an .h5ad', 'a .loom'. */
function article(ending: string): string {
  return `${/^\.h/i.test(ending) ? 'an' : 'a'} ${ending}`;
}

function unknownContent(extension: string): string {
  if (extension === '')
    return 'The name has no ending, and the content looks like none of the formats that can be read.';
  return /^\.(csv|tsv|txt|tab|gz)$/i.test(extension)
    ? `It ends in ${extension}, but its content is not a table of cells and genes: it may be a saved web page, or another format under this name.`
    : `Files ending in ${extension} are not known here, and the content looks like none of the formats that can be read.`;
}

function repack(file: string): string {
  const name = JSON.stringify(file);
  return `import anndata\nanndata.read_h5ad(${name}).write_h5ad("repacked.h5ad", compression="gzip")`;
}

/** The sentences for files that were opened but whose content does not hold together. */

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

function structureError(error: StructureError): ErrorText {
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

/** The sentences for archives, and for matrices that come with their names in other files. */

type FormatError = Extract<
  DatasetError,
  {
    tag:
      | 'incomplete-triplet'
      | 'names-mismatch'
      | 'unsupported-matrix'
      | 'no-gene-expression'
      | 'encrypted-archive'
      | 'archive-too-large'
      | 'archive-without-data'
      | 'archive-ambiguous'
      | 'samples-differ';
  }
>;

const parts = {
  matrix: 'the values (matrix.mtx)',
  features: 'the names of the genes (features.tsv or genes.tsv)',
  barcodes: 'the names of the cells (barcodes.tsv)',
} as const;

function formatError(error: FormatError): ErrorText {
  switch (error.tag) {
    case 'incomplete-triplet':
      return {
        title: `${error.file} is one part of three`,
        why: `A matrix in this format comes in three files; missing here ${error.missing.length === 1 ? 'is' : 'are'} ${listOf(error.missing.map((part) => parts[part]))}.`,
        next: 'Drop all three together, packed or not, or the folder or .zip they are in. A table with a label per cell can come along.',
        action: chooseAnother,
      };
    case 'names-mismatch':
      return {
        title: `${error.file} does not go with its names`,
        why: `It has ${plural(error.rows, 'row')} and ${plural(error.columns, 'column')}; ${error.features.file} names ${plural(error.features.lines, 'gene')} and ${error.barcodes.file} ${plural(error.barcodes.lines, 'cell')}.`,
        next: 'Drop three files of the same sample: raw and filtered matrices have different names.',
        action: chooseAnother,
      };
    case 'unsupported-matrix':
      return {
        title: `${error.file} is not a sparse matrix of numbers`,
        why: `It begins with “${error.header}”; read are coordinate matrices of integer, real or pattern values.`,
        next: 'Write it again in that form. In Python:',
        code: 'from scipy import io, sparse\nio.mmwrite("matrix.mtx", sparse.coo_matrix(io.mmread("data.mtx")))',
        action: chooseAnother,
      };
    case 'no-gene-expression':
      return {
        title: `${error.file} holds no gene expression`,
        why: `Its rows are all of another type: ${listOf(error.types)}.`,
        next: 'Drop the file that has the rows of type Gene Expression.',
        action: chooseAnother,
      };
    case 'encrypted-archive':
      return {
        title: `${error.file} is locked with a password`,
        why: 'An encrypted archive cannot be opened here, and no password is asked for.',
        next: 'Unpack it on this computer and drop what is inside.',
        action: chooseAnother,
      };
    case 'archive-too-large':
      return {
        title: `${error.file} is too large once unpacked`,
        why: `${error.entry} says it unpacks to ${count(error.megabytes)} MB; at most ${count(error.limit)} MB are unpacked here.`,
        next: 'Unpack it on this computer and drop what is inside: large files are read piece by piece.',
        action: chooseAnother,
      };
    case 'archive-without-data':
      return {
        title: `${error.file} holds nothing that can be read here`,
        why: error.entries.length > 0 ? `Inside are ${listOf(error.entries)}.` : 'The archive is empty.',
        next: 'Put an .h5ad, .h5seurat, .h5, .loom, a Zarr store, a table or matrix, features and barcodes into it, or drop those without an archive.',
        action: chooseAnother,
      };
    case 'archive-ambiguous':
      return {
        title: `${error.file} holds more than one data set`,
        why: `Which one is meant cannot be told from the names: ${listOf(error.entries)}.`,
        next: 'Unpack it and drop the files of one data set.',
        action: chooseAnother,
      };
    case 'samples-differ':
      return {
        title: `${error.file} does not measure the genes of ${error.other}`,
        why: `Samples can be joined where all measure the same genes: here are ${count(error.genes[0])}, there ${count(error.genes[1])}. ${onlyIn(error.file, error.extra)}${onlyIn(error.other, error.lacking)}What was not measured must not be read as zero.`,
        next: 'Drop samples that were counted with the same list of genes, or join them first by the genes they share. In Python:',
        code: "samples = {'WT': scanpy.read_10x_mtx('WT'), 'KO': scanpy.read_10x_mtx('KO')}\nanndata.concat(samples, label='sample', join='inner', index_unique='-').write_h5ad('data.h5ad')",
        action: chooseAnother,
      };
    default:
      return error satisfies never;
  }
}

function onlyIn(file: string, genes: { readonly count: number; readonly names: readonly string[] }): string {
  if (genes.count === 0) return '';
  const more = genes.count > genes.names.length ? ` and ${count(genes.count - genes.names.length)} more` : '';
  return `Only in ${file}: ${genes.names.join(', ')}${more}. `;
}

/** The sentences for a file of control cells that cannot be put beside the screen; the screen stays as it was. */

type ControlsError = Extract<
  DatasetError,
  { tag: 'controls-lack-genes' | 'controls-other-values' | 'controls-other-total' }
>;

const kindsOfValues: Readonly<Record<ValueScale, string>> = {
  counts: 'whole counts',
  'log-normalised': 'logarithms',
  'log2-normalised': 'logarithms to base 2',
  normalised: 'normalised values without logarithm',
};

function controlsError(error: ControlsError): ErrorText {
  const title = `${error.file} was not added to ${error.screen}`;
  switch (error.tag) {
    case 'controls-lack-genes':
      return error.perturbed.length > 0
        ? {
            title,
            why: `It does not measure ${plural(error.perturbed.length, 'perturbed gene')}: ${listOf(error.perturbed)}. A gene that was not measured cannot be read as zero.`,
            next: 'Add control cells with all genes of the screen, before genes were chosen or filtered.',
          }
        : {
            title,
            why: `It measures ${count(error.shared)} of the screen’s ${plural(error.genes, 'gene')}. The screen has names like ${listOf(error.lacking)}, this file like ${listOf(error.samples)}.`,
            next: 'Save it with the same gene names as the screen (symbols, or Ensembl ids), and before genes were chosen or filtered.',
          };
    case 'controls-other-values':
      return {
        title,
        why: `Its values at ${error.where} are ${kindsOfValues[error.found]}, those of the screen are ${kindsOfValues[error.expected]}: compared, every gene would seem changed.`,
        next: 'Process both files alike, best from counts, and add it again; or choose another matrix of the screen.',
      };
    case 'controls-other-total':
      return {
        title,
        why: `Its cells are normalised to a total of ${count(Math.round(error.found))} (at ${error.where}), those of the screen to ${count(Math.round(error.expected))}: compared, every gene would seem changed.`,
        next: 'Normalise both to the same total, or add counts to a screen of counts.',
      };
    default:
      return error satisfies never;
  }
}
