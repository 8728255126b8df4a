/** Which files can be opened, as file dialogs and people read it. */

/** For the `accept` of a file input: data, labels, known edges. */
const data = '.h5ad,.h5seurat,.h5,.loom,.mtx,.zip,.tar,.csv,.tsv,.txt,.gz';

/** Runs that were saved as a file as well. */
export const openable = `${data},.json`;
/** Files of control cells. */
export const openableControls = data;

export const openableWords =
  '.h5ad, .h5seurat, 10x .h5, .mtx with its features and barcodes, .loom, a Zarr folder, .csv, .tsv or .txt, also gzipped or zipped, or several samples of one experiment. It stays on this computer.';
