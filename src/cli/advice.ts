/**
 * What to do next, in a terminal: title and reason of an error are the same as on the page, but where the page's next step names
 * something of the page, the terminal has its own, with the option that settles it. A new error does not compile until it is decided.
 */
import type { Recognition } from '../dataset/recognition';
import type { ErrorText } from '../present/text/datasetErrors';
import { describeInputError, type InputError } from '../present/text/errors';

export type Words = Pick<ErrorText, 'title' | 'why' | 'next' | 'code'>;

/** The page's own next step holds here too. */
const asOnThePage = null;

const chooseMatrix =
  'Choose another matrix of the file with --matrix, such as raw/X or a layer with counts, or save the file before scaling.';

const blockedSteps: Readonly<Record<NonNullable<Recognition['blocked']>, string>> = {
  'no-perturbation-column':
    'Name the column with --perturbation-column, or give a table with one label per cell together with the file.',
  'no-targets-measured':
    'Choose another column of gene names with --gene-column (symbols instead of Ensembl ids, or the other way round), or another --perturbation-column.',
  'no-controls':
    'Name the control label with --control, take --compare-with-others, choose one perturbation as --reference, or give --controls-file.',
  'scaled-values': chooseMatrix,
};

const nextSteps: { readonly [Tag in InputError['tag']]: string | null } = {
  'unknown-format':
    'Give an AnnData file (.h5ad, or a Zarr folder), a 10x file (.h5, or matrix.mtx with its features and barcodes), an .h5seurat, a .loom, or a table of cells and genes (.csv, .tsv or .txt); tables and matrices may be packed as .gz, and all of them as .zip.',
  'unsupported-format': 'Convert it and give the result. Where the file lies:',
  'network-file': 'Give the expression data (.h5ad or a table) it was made from.',
  'empty-file': 'Copy or download it again.',
  'incomplete-triplet':
    'Give all three together, packed or not, or the .zip they are in. A table with a label per cell can come along.',
  'names-mismatch': 'Give three files of the same sample: raw and filtered matrices have different names.',
  'unsupported-matrix': asOnThePage,
  'no-gene-expression': 'Give the file that has the rows of type Gene Expression.',
  'encrypted-archive': 'Unpack it and give what is inside.',
  'archive-too-large': 'Unpack it and give what is inside: large files are read piece by piece.',
  'archive-without-data':
    'Put an .h5ad, .h5seurat, .h5, .loom, a Zarr store, a table or matrix, features and barcodes into it, or give those without an archive.',
  'archive-ambiguous': 'Unpack it and give the files of one data set.',
  'samples-differ':
    'Give samples that were counted with the same list of genes, or join them first by the genes they share. In Python:',
  'not-hdf5': asOnThePage,
  'damaged-file': asOnThePage,
  'unsupported-filter': asOnThePage,
  'unsupported-encoding': asOnThePage,
  'no-matrix': asOnThePage,
  'shape-mismatch': asOnThePage,
  'bad-header': 'The first line names the genes (or the cells), the first column the other ones. Mend it.',
  'table-unclear': 'Say which with --first-line names or values, and with --rows cells or genes.',
  'ragged-row': asOnThePage,
  'not-a-number': asOnThePage,
  'not-finite':
    'Replace them (0 where nothing was counted) or choose another matrix of the file with --matrix.',
  'negative-values': chooseMatrix,
  'duplicate-cells': 'Make the cell names unique (in Python: adata.obs_names_make_unique()).',
  'no-shared-cells': 'Give the table with the labels of the same cells.',
  'too-few-cells':
    'Check --perturbation-column: cells without a label are left out. Otherwise give a file with more cells.',
  'too-few-genes': 'Raise --n-genes, or check that genes and cells were not swapped.',
  'no-perturbation-column': blockedSteps['no-perturbation-column'],
  'no-targets-measured': blockedSteps['no-targets-measured'],
  'no-controls': blockedSteps['no-controls'],
  'controls-lack-genes': asOnThePage,
  'controls-other-values':
    'Process both files alike, best from counts; or choose another matrix of the screen with --matrix.',
  'controls-other-total': asOnThePage,
  'no-training-perturbations': 'Hold out fewer perturbations with --holdout.',
  'rules-leave-too-little':
    'Relax a rule: lower --min-counts, --min-genes or --min-cells, or raise --max-mito.',
  'no-regulators': 'Check the spelling of the list of --regulators, or leave it out to use the default.',
  'out-of-memory': 'Take fewer genes with --n-genes, or keep fewer cells before saving the file.',
  'reader-unavailable': 'Install Modulode again.',
  cancelled: 'Give the command again whenever you like.',
  'training-not-finite': 'Take fewer genes with --n-genes, or another --seed or --preset, then train again.',
  'no-wasm-simd': 'Use Node 20.19 or later. Everything that needs no training works here.',
  'worker-lost': 'End other programs, or take fewer genes with --n-genes, then train again.',
  'training-out-of-memory':
    'Take fewer genes with --n-genes or fewer candidate regulators with --regulators, then train again.',
  'truth-empty': 'Give a table with one edge per line: source, target and, where known, sign.',
  'truth-too-large': 'Keep the edges between genes of this data set and give the shorter list.',
  'truth-columns': 'Name them source and target in the first line.',
  'truth-ragged': 'Mend that line.',
  'link-damaged': 'Ask for it again, whole, or for the run file.',
  'link-too-new': 'Install the newest version, or ask for a link from the version that is here.',
  'link-empty': 'Ask for the link again, whole.',
  'run-file-damaged': 'Copy or download it again, or ask for it again.',
  'run-file-too-new': 'Install the newest version.',
  'run-file-alien': 'Give a run folder, or a run file: run.modulode.json, or what “Save run” wrote.',
};

/** An error as the terminal tells it. */
export function terminalWords(error: InputError): Words {
  const { title, why, next, code } = describeInputError(error);
  return {
    title,
    why,
    next: nextSteps[error.tag] ?? next,
    ...(code === undefined ? {} : { code }),
  };
}

/** The options that settle what keeps a file from being trained on. */
export function unblocking(blocked: NonNullable<Recognition['blocked']>): string {
  return blockedSteps[blocked];
}
