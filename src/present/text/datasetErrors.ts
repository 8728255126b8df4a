/** The sentences for files that cannot be used. A tag without a sentence does not compile. */
import type { DatasetError } from '../../dataset/errors';
import { count } from './numbers';
import { chooseAnother, type ErrorText } from './errorText';
import { controlsError } from './controlsErrors';
import { formatError } from './formatErrors';
import { structureError } from './structureErrors';
import { listOf, plural, sentence } from './format';

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
