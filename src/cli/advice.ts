/**
 * Advice for errors in a terminal. Title and reason are those of the page; a next step that refers to the page is replaced by one that
 * names the option. A new error tag does not compile until it is added here.
 */
import type { Recognition } from '../dataset/recognition';
import type { ErrorText } from '../present/text/datasetErrors';
import { describeInputError, type InputError } from '../present/text/errors';

export type Words = Pick<ErrorText, 'title' | 'why' | 'next' | 'code'>;

/** The page's next step applies here too. */
const asOnThePage = null;

const chooseMatrix =
  'Choose another matrix of the file with --matrix, such as raw/X or a layer with counts, or save the file before scaling. If they are log ratios to control, take --values log-ratio.';

const blockedSteps: Readonly<Record<NonNullable<Recognition['blocked']>, string>> = {
  'no-perturbation-column':
    'Name the column with --perturbation-column, or give a table with one label per cell together with the file.',
  'no-targets-measured':
    'Choose another column of gene names with --gene-column (symbols instead of Ensembl ids, or the other way round), or another --perturbation-column.',
  'no-controls':
    'Name the control label with --control, take --compare-with-others, choose one perturbation as --reference, or give --controls-file.',
  'scaled-values': chooseMatrix,
  'negative-values': 'Another matrix of the file is chosen with --matrix.',
  'no-values': 'Choose another matrix of the file with --matrix, or export the file again.',
};

const nextSteps: { readonly [Tag in InputError['tag']]: string | null } = {
  'unknown-format':
    'Give an AnnData file (.h5ad, or a Zarr folder), a 10x file (.h5, or matrix.mtx with its features and barcodes), an .h5seurat, a .loom, or a table of cells and genes (.csv, .tsv or .txt); tables and matrices may be packed as .gz, and all of them as .zip.',
  'unsupported-format': 'Convert it in the folder of the file, and give the result:',
  'network-file': 'Give the expression data (.h5ad or a table) it was made from.',
  'empty-file': 'Copy or download it again.',
  'only-header': null,
  'incomplete-triplet':
    'Give all three together, packed or not, or the .zip they are in. A table with a label per cell can come along.',
  'names-mismatch': 'Give three files of the same sample: raw and filtered matrices have different names.',
  'unsupported-matrix': asOnThePage,
  'no-gene-expression': 'Give the file that has the rows of type Gene Expression.',
  'encrypted-archive': 'Unpack it and give the files inside.',
  'archive-too-large': 'Unpack it and give the files inside: large files are read in pieces.',
  'archive-without-data':
    'Give an archive with an .h5ad, .h5seurat, .h5, .loom, Zarr store, table, or matrix with features and barcodes, or give these files directly.',
  'archive-ambiguous': 'Unpack it and give the files of one data set.',
  'samples-differ':
    'Give samples counted with the same list of genes, or first join them on their shared genes. In Python:',
  'not-hdf5': asOnThePage,
  'damaged-file': asOnThePage,
  'unsupported-filter': asOnThePage,
  'unsupported-encoding': asOnThePage,
  'no-matrix': asOnThePage,
  'shape-mismatch': asOnThePage,
  'statistics-table':
    'Give the counts or normalised values behind it, or one table of log2 fold changes with a column per perturbation (effects then have no error bars). In Python:',
  'bad-header': 'Correct the table: its first line must name genes (or cells), its first column the other.',
  'table-unclear': 'State it with --first-line (names or values) and --rows (cells or genes).',
  'ragged-row': asOnThePage,
  'not-a-number': asOnThePage,
  'not-finite': 'Replace them (0 for no count) or choose another matrix of the file with --matrix.',
  'value-too-large': 'Replace it (0 for no count) or choose another matrix of the file with --matrix.',
  'negative-values': chooseMatrix,
  'duplicate-cells': 'Make the cell names unique (in Python: adata.obs_names_make_unique()).',
  'cells-without-names': asOnThePage,
  'no-shared-cells': 'Give the table with the labels of the same cells.',
  'too-few-cells':
    'Check --perturbation-column: cells without a label are left out. Otherwise give a file with more cells.',
  'too-few-genes': 'Raise --n-genes, or check that genes and cells were not swapped.',
  'no-perturbation-column': blockedSteps['no-perturbation-column'],
  'no-targets-measured': blockedSteps['no-targets-measured'],
  'no-controls': blockedSteps['no-controls'],
  'controls-lack-genes': asOnThePage,
  'controls-other-values':
    'Process both files in the same way, preferably from counts, or choose another matrix of the screen with --matrix.',
  'controls-other-total': asOnThePage,
  'no-training-perturbations': 'Hold out fewer perturbations with --holdout.',
  'rules-leave-too-little':
    'Relax a rule: lower --min-counts, --min-genes or --min-cells, or raise --max-mito.',
  'no-regulators': 'Check the spelling of the list of --regulators, or leave it out to use the default.',
  'out-of-memory': 'Take fewer genes with --n-genes, or keep fewer cells before saving the file.',
  'reader-unavailable': 'Install Modulode again.',
  'no-webassembly': 'Run Node without the option that turns WebAssembly off, or give a table (.csv, .tsv).',
  cancelled: 'Run the command again.',
  'training-not-finite': 'Take fewer genes with --n-genes, or another --seed or --preset, then train again.',
  'worker-lost': 'Close other programs or take fewer genes with --n-genes, then train again.',
  'training-out-of-memory':
    'Take fewer genes with --n-genes or fewer candidate regulators with --regulators, then train again.',
  'truth-empty': 'Give a table with one edge per line: source, target and, where known, sign.',
  'truth-binary': 'Give a table with one edge per line: source, target and, where known, sign.',
  'truth-too-large': 'Keep the edges between genes of this data set and give the shorter list.',
  'truth-columns': 'Name them source and target in the first line.',
  'truth-ragged': 'Correct that line.',
  'truth-format':
    'Write the file again with the program that made it, or give a table with one edge per line: source, target and, where known, sign.',
  'truth-undirected':
    'Give a directed graph, or a table with the regulator under “source” and its target under “target”.',
  'truth-other-genes': 'Give a network of the same species.',
  'numbers-unnamed':
    'Give the names as the first column of a table, or beside NAME.npy in NAME.genes.txt, one name a line.',
  'numbers-names': asOnThePage,
  'numbers-cell': asOnThePage,
  'numbers-format': 'Give a table of edges, or one line per gene with its name and its numbers.',
  'prior-other-genes': 'Give a network of the same species.',
  'prior-no-edges':
    'Check that regulators and targets are not swapped in the file, or name its regulators with --regulators.',
  'link-damaged': 'Ask the sender for the complete link, or for the run file.',
  'link-too-new': 'Install the newest version, or ask for a link made with this version.',
  'link-empty': 'Ask the sender for the complete link.',
  'run-file-damaged': 'Copy or download it again, or ask the sender for it.',
  'run-file-too-new': 'Install the newest version.',
  'run-file-alien': 'Give a run folder or a run file: run.modulode.json, or a file from “Save run”.',
};

/** Sentences of an error for the terminal. */
export function terminalWords(error: InputError): Words {
  const { title, why, next, code } = describeInputError(error);
  return {
    title,
    why,
    next: nextSteps[error.tag] ?? next,
    ...(code === undefined ? {} : { code }),
  };
}

/** Options that resolve what blocks training. */
export function unblocking(blocked: NonNullable<Recognition['blocked']>): string {
  return blockedSteps[blocked];
}
