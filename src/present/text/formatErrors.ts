/** The sentences for archives, and for matrices that come with their names in other files. */
import type { DatasetError } from '../../dataset/errors';
import { count } from './numbers';
import { chooseAnother, type ErrorText } from './errorText';
import { listOf, plural } from './format';

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

export function formatError(error: FormatError): ErrorText {
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
