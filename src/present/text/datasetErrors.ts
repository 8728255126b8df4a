/** Errors of files that cannot be used: title, reason and next step for each tag of `DatasetError`. */
import { hdf5Endings, wordsOfFormats } from '../../dataset/formats';
import type { DatasetError } from '../../dataset/errors';
import type { ValueScale } from '../../dataset/mapping';
import { count, joined, listOf, plural, sentence } from './format';
import { targetsNeeded } from './targets';

/** What happened, why, what to do next: true on the page, in a terminal and for programs, which may say more of their own. */
export interface ErrorText {
  readonly title: string;
  readonly why: string;
  readonly next: string;
  /** Commands to copy, where a file has to be converted. */
  readonly code?: string;
  /** The most helpful button; `command` is an id of app/session/commands. */
  readonly action?: { readonly label: string; readonly command: ActionCommand };
  /** Instead of `action`, where the user has to decide between two readings. */
  readonly choices?: readonly { readonly label: string; readonly command: TableCommand }[];
}

/** One sentence builder per tag: a tag without a sentence does not compile. */
export type ErrorTable<E extends { readonly tag: string }> = {
  readonly [T in E['tag']]: (error: Extract<E, { readonly tag: T }>) => ErrorText;
};

type ActionCommand = 'open' | 'open-demo-myeloid' | 'train' | 'download-tsv' | 'save-run' | 'runs';

export type TableCommand = 'first-line-names' | 'first-line-values' | 'rows-are-cells' | 'rows-are-genes';

const chooseAnother = { label: 'Choose another file…', command: 'open' } as const;

/** Adds the button that opens another file. */
export function withOpen<E>(text: (error: E) => ErrorText): (error: E) => ErrorText {
  return (error) => ({ ...text(error), action: chooseAnother });
}

const partNames = {
  matrix: 'the values (matrix.mtx)',
  features: 'the gene names (features.tsv or genes.tsv)',
  barcodes: 'the cell names (barcodes.tsv)',
} as const;

const useValues =
  'Use the file with the values behind it: an .h5ad, a 10x file, or a table of cells and genes (.csv, .tsv).';

const otherContents = {
  picture: { why: 'The values cannot be recovered from a picture of them.', next: useValues },
  document: {
    why: 'Values are not read from documents.',
    next: `${useValues} A table in the document can be copied into a spreadsheet and saved as CSV.`,
  },
  'web-page': {
    why: 'A server answered with this page in place of the file, or a program exported a table as a web page.',
    next: 'Open it in a browser. If it shows a sign-in or an error, download the data file itself. If it shows a table, open it in a spreadsheet and save it as CSV.',
  },
  reads: {
    why: 'Reads have to be counted for each gene and cell before a network can be learned from them.',
    next: 'Count them with Cell Ranger, STARsolo, alevin or kallisto, and use the matrix that these write.',
  },
} as const;

const scaleNames: Readonly<Record<ValueScale, string>> = {
  counts: 'counts',
  'log-normalised': 'natural logarithms',
  'log2-normalised': 'logarithms to base 2',
  'log10-normalised': 'logarithms to base 10',
  normalised: 'normalised values without logarithm',
  'log-ratio': 'logarithms to base 2 of ratios to control',
  'ln-ratio': 'natural logarithms of ratios to control',
};

export const datasetErrors: ErrorTable<DatasetError> = {
  'unknown-format': withOpen(({ file, extension }) => ({
    title: `${file} was not opened`,
    why: unknownContent(extension),
    next: `Use an AnnData file (.h5ad, or a Zarr folder), or one of these: ${wordsOfFormats('h5ad', 'zarr')}. Tables and matrices may be gzipped (.gz), and any of these zipped (.zip).`,
  })),
  'unsupported-format': withOpen(({ file, format, convert }) => ({
    title: `${file} has an unsupported format`,
    why: `Its content or name identifies it as ${format}.`,
    next: `${/excel|spreadsheet/i.test(format) ? `In ${/excel/i.test(format) ? 'Excel' : 'LibreOffice'}, choose File, Save as, CSV, once for each sheet that is needed (values, labels of the cells), and use these files together. Or convert it` : 'Convert it'} and use the result. In the folder of the file:`,
    code: convert,
  })),
  'other-content': withOpen(({ file, content, sort }) => ({
    title: `${file} is ${content}, not ${expectedOf(file)}`,
    ...otherContents[sort],
  })),
  'network-file': withOpen(({ file }) => ({
    title: `${file} contains a network, not measurements`,
    why: 'Its extension belongs to files of genes and edges. Modulode learns networks from the expression values of single cells.',
    next: 'Use the expression data (.h5ad or a table) behind it.',
  })),
  'empty-file': withOpen(({ file }) => ({
    title: `${file} is empty`,
    why: 'It has no data. A copy or download may have failed.',
    next: 'Copy or download it again.',
  })),
  'not-hdf5': withOpen(({ file }) => ({
    title: `${file} is not ${article(extensionOf(file))} file`,
    why: `Its extension is ${extensionOf(file)}, but its first bytes are not those of HDF5: it may be another format under this name.`,
    next: 'Download it again, or give it its true extension.',
  })),
  'damaged-file': withOpen(({ file, where, detail }) => ({
    title: `${file} is damaged`,
    why:
      cutOff(detail) ?? `Reading failed at ${where}: ${sentence(detail)} An incomplete copy can cause this.`,
    next: 'Copy or download the file again and compare its size with the original.',
  })),
  'unsupported-filter': withOpen(({ file, where, filter, id }) => ({
    title: `${file} was not opened`,
    why: `The values at ${where} are compressed with ${filter} (filter ${id}), which is not supported here.`,
    next: 'Save it again with gzip. In Python, in the folder of the file:',
    code: recompress(file),
  })),
  'unsupported-encoding': withOpen(({ file, where, encoding }) => ({
    title: `${file} was not opened`,
    why: `${where} is stored as “${encoding}”, an encoding that is not supported here.`,
    next: 'Save it again with a current version of anndata. In Python:',
    code: recompress(file),
  })),
  'out-of-memory': withOpen(({ file, megabytes }) => ({
    title: `${file} does not fit into memory`,
    why:
      megabytes > 0
        ? `It needs about ${count(megabytes)} MB at once, more than is available.`
        : 'It needs more memory than is available.',
    next: 'Close other programs, choose fewer genes, or keep fewer cells before saving the file.',
  })),
  'reader-unavailable': withOpen(({ file }) => ({
    title: `${file} could not be read: a part of this program is missing`,
    why: 'The reader of this format is loaded on first use and did not arrive. The file itself is unchanged.',
    next: 'Check the connection and load Modulode again; where it is installed, install it again.',
  })),
  'no-webassembly': withOpen(({ file }) => ({
    title: `${file} cannot be read here`,
    why: 'Its format needs WebAssembly, which is turned off here: by Lockdown Mode, a setting for strict security, or an administrator. The file itself is unchanged.',
    next: 'Allow WebAssembly, or use the data as a table (.csv, .tsv), which is read without it.',
  })),
  cancelled: withOpen(({ file }) => ({
    title: `Reading ${file} was cancelled`,
    why: 'Nothing of it was kept.',
    next: 'Open the file again at any time.',
  })),
  'only-header': withOpen(({ file, isSeries }) => ({
    title: `${file} has a header line and nothing else`,
    why: isSeries
      ? 'This GEO series matrix describes samples and contains no values; sequencing data are in the supplementary files of the series.'
      : 'No line of values follows the names of the columns.',
    next: isSeries
      ? 'Download the supplementary file of the series (counts, or _RAW.tar) and open that.'
      : 'Export the table again, with its rows, or open the file that holds them.',
  })),
  'too-few-cells': withOpen(({ file, cells, needed, rows = 'cell', of }) => ({
    title: `${file} has too few ${rows}s`,
    why: `${plural(cells, `usable ${rows}`)}; ${of === 'training' ? `a model needs at least ${count(needed)}` : `at least ${count(needed)} are needed to distinguish an effect from chance`}.`,
    next:
      cells === 1
        ? 'One sample cannot be compared with anything: use the files of all samples together, including controls; they are joined.'
        : `Check the perturbation column: ${rows}s without a label are left out. Otherwise use ${rows === 'sample' ? 'the files of more samples together; they are joined' : 'a file with more cells'}.`,
  })),
  'too-few-genes': withOpen(({ file, genes, needed }) => ({
    title: `${file} has too few genes`,
    why: `${plural(genes, 'usable gene')}; a network needs at least ${count(needed)}.`,
    next: 'Open the file with all measured genes, or check whether genes and cells are swapped.',
  })),
  'no-perturbation-column': withOpen(({ file, columns, crowded }) => ({
    title: `No perturbation was found in ${file}`,
    why: crowded
      ? `${crowded.name} has ${count(crowded.count)} values, with fewer than 3 cells each on average: they name cells or clones, not perturbations.`
      : columns.length > 0
        ? `None of its columns names perturbed genes. It has ${listOf(columns, 8)}.`
        : 'Its cells have no labels.',
    next: 'Choose the perturbation column, or add a table with one label per cell to the file.',
  })),
  'no-targets-measured': ({ file, labels, genes }) => ({
    title: `None of the perturbed genes is measured in ${file}`,
    why: `Labels such as ${listOf(labels, 3)} match none of the gene names, which look like ${listOf(genes, 3)}: they may be genes under other names.`,
    next: 'Choose another column for gene names (symbols or Ensembl ids), or another perturbation column.',
  }),
  'no-targets-column': ({ file, columns }) => ({
    title: `${file} does not say what its labels stand for`,
    why: `Its columns are ${listOf(columns)}.`,
    next: 'Name its first column “label”, and another one “target” or “class”. A table with a line for each cell is opened together with the data instead.',
  }),
  'effects-only': ({ file, labels }) => ({
    title: `No network can be trained from ${file}`,
    why: `Its only perturbation (${listOf(labels, 3)}) has no target among the measured genes.`,
    next: `Effects shows which genes it changes. ${targetsNeeded}`,
  }),
  'no-controls': ({ file, labels }) => ({
    title: `No control cells in ${file}`,
    why: `None of the labels looks like a control: ${listOf(labels)}.`,
    next: 'Name the control label, compare each perturbation with all others, or choose one perturbation as the reference.',
  }),
  'no-training-perturbations': ({ file }) => ({
    title: 'No perturbation is left for training',
    why: `All perturbations of ${file} are held out for testing.`,
    next: 'Hold out fewer perturbations.',
  }),
  'too-many-guides': ({ file, count: number, most, of }) => ({
    title: `${file} has too many different ${of} for cells with several ${of} each`,
    why: `Effects of ${count(number)} ${of} would come from one regression on all of them. Its memory grows with the square of their number: ${count(most)} take 2 GB.`,
    next: `Leave out cells of some ${of}${of === 'guides' ? ', or name the targets in place of guides' : ''}, or choose the listing column itself, which reads each combination as a perturbation.`,
  }),
  'rules-leave-too-little': ({ file, cells, left }) => ({
    title: 'The quality rules exclude too much',
    why: `${count(left)} of ${plural(cells, 'cell')} of ${file} pass, with too few cells, perturbations or controls among them.`,
    next: 'Relax a rule: lower a minimum of counts, genes or cells, or raise the maximum mitochondrial share.',
  }),
  'no-regulators': ({ file }) => ({
    title: 'No candidate regulator is left',
    why: `None of the candidate regulators is among the modelled genes of ${file}.`,
    next: 'Check the spelling of the list of regulators, or leave it out to use the default.',
  }),
  'no-matrix': withOpen(({ file }) => ({
    title: `${file} contains no expression values`,
    ...(/\.h5seurat$/i.test(file)
      ? {
          why: 'No assay holds counts or data where SeuratDisk writes them (assays/RNA/counts). Seurat 5 may keep them as layers, or outside the file.',
          next: 'Join the layers and save again as an assay of version 3. In R:',
          code: "object[['RNA']] <- as(SeuratObject::JoinLayers(object[['RNA']]), 'Assay')\nSeuratDisk::SaveH5Seurat(object, 'data.h5seurat')",
        }
      : /\.(h5ad|h5|hdf5|loom|zarr|zarr\.zip)$/i.test(file)
        ? {
            why: 'Neither X, raw nor a layer with values was found.',
            next: 'Save the AnnData object with its matrix in X.',
          }
        : {
            why: 'None of its columns is numeric.',
            next: 'An expression table has one line per cell and one column per gene, or the reverse.',
          }),
  })),
  'shape-mismatch': withOpen(({ file, where, expected, found }) => ({
    title: `${file} is inconsistent`,
    why: `At ${where}, ${expected} was expected and ${found} was found.`,
    next: 'Save the file again from the program that wrote it. An incomplete copy can also cause this.',
  })),
  'statistics-table': withOpen(({ file, columns, genes, changes, perturbations }) => ({
    title: `${file} contains results of a test, not measurements`,
    why: `Its columns (${listOf(columns, 8)}) are those of a test for differential expression, such as DESeq2, edgeR, limma, Seurat or KnockTF: a row per gene${perturbations === null ? '' : ' and perturbation'}. Networks are learned from the values of all genes after each of several perturbations.`,
    next: `Use the counts or normalised values behind it. Or make one table of log2 fold changes, a column per perturbation, ${perturbations === null ? 'from the results of each' : 'from this one'}, and use that; effects then have no error bars. In Python:`,
    code:
      perturbations === null
        ? `files = {'GATA1': 'GATA1.csv', 'SPI1': 'SPI1.csv'}  # one for each perturbed gene\nchanges = {f'log2FC_{gene}': pandas.read_csv(name, index_col=0)['${changes}'] for gene, name in files.items()}\npandas.DataFrame(changes).dropna().to_csv('log2fc.csv')`
        : `table = pandas.read_csv(${JSON.stringify(file)}, sep=None, engine='python')\nchanges = table.pivot_table(index='${genes}', columns='${perturbations}', values='${changes}').dropna()\nchanges.add_prefix('log2FC_').to_csv('log2fc.csv')`,
  })),
  'cycle-thresholds': withOpen(({ file, name }) => ({
    title: `${file} contains qPCR cycles, not amounts of RNA`,
    why: `“${name}” and its values are those of cycle thresholds (Ct, Cq, ΔCt), which fall where expression rises: every effect would have the wrong sign.`,
    next: 'Use relative amounts, 2 to the power of −ΔCt for each gene and sample, and give the file another name. In a spreadsheet: =2^-B2.',
  })),
  'bad-header': withOpen(({ file, where, detail }) => ({
    title: `The first line of ${file} could not be interpreted`,
    why: `At ${where}: ${sentence(detail)}`,
    next: 'The first line names the genes (or the cells), the first column the cells (or the genes). Correct it.',
  })),
  'table-unclear': ({ file, asks, samples }) => ({
    title: `${file} is ambiguous`,
    ...tableQuestions[asks](samples),
  }),
  'ragged-row': withOpen(({ file, line, found, expected }) => ({
    title: `Line ${count(line)} of ${file} has ${plural(found, 'field')}`,
    why: `Earlier lines have ${count(expected)}. A name or a decimal comma that is also the separator, or a truncated line, can cause this.`,
    next: 'Correct that line, or save the table again: names in quotes, numbers with a decimal point.',
  })),
  'not-a-number': withOpen(({ file, value, line, column }) => ({
    title: `“${value}” in ${file} is not a number`,
    why: `Line ${count(line)}, column ${column}, should hold an expression value.`,
    next: correctionOf(value),
  })),
  'not-finite': withOpen(({ file, where, count: values }) => ({
    title: `${file} has values that are not finite`,
    why: `${values === 1 ? 'One value is' : `${count(values)} values are`} missing or infinite${values === 1 ? ', at' : ', the first at'} ${where}. The model needs a number for every gene in every cell.`,
    next: 'Replace them (by 0 only where nothing was counted; a missing protein is not 0), leave their genes out, or choose another matrix of the file.',
  })),
  'value-too-large': withOpen(({ file, where, value }) => ({
    title: `${file} has an impossible value`,
    why: `${where} holds ${value.toPrecision(3)}: no measurement of expression is that large. It may mark a missing value, or the file may be damaged.`,
    next: 'Replace it (0 where nothing was counted) or choose another matrix of the file.',
  })),
  'negative-values': withOpen(({ file, where, minimum, few }) => ({
    title: `${where} in ${file} has negative values`,
    ...(few === undefined
      ? {
          why: `The minimum is ${minimum.toPrecision(3)}. Expression cannot be recovered from values scaled to mean 0.`,
          next: 'Choose another matrix of the file, such as raw or a layer with counts, or save the file before scaling. If they are log ratios to control, choose that kind of values.',
        }
      : {
          why: `${plural(few.values, 'value is', 'values are')} negative, the first at ${few.first}; the smallest is ${minimum.toPrecision(3)}. So few suggest errors, or logarithms of less than one count per million (edgeR, voom), not scaled data.`,
          next: 'Correct them in the file (0 where nothing was counted; log2(CPM + 1)), or choose another matrix.',
        }),
  })),
  'duplicate-cells': withOpen(({ file, names }) => ({
    title: `${file} has duplicate cell names`,
    why: `${listOf(names, 3)} ${names.length === 1 ? 'occurs' : 'occur'} more than once, so labels cannot be matched to cells.`,
    next: 'Make the cell names unique (in Python: adata.obs_names_make_unique()).',
  })),
  'cells-without-names': withOpen(({ file, labels, cells, rows }) => ({
    title: `${labels} cannot be matched to the cells of ${file}`,
    why: `The cells have no names, and no column of ${labels} numbers them: it has ${plural(rows, 'row')} for ${plural(cells, 'cell')}. Whether both have the same order is not known.`,
    next: 'Put the labels into the table as a column, or give both files the names of the cells as first column.',
  })),
  'no-shared-cells': withOpen(({ file, labels, cells, samples }) => ({
    title: `${labels} does not belong to ${file}`,
    why: `The two files share no cell name: ${file} has ${listOf(cells)}, ${labels} has ${samples.length === 0 ? 'none' : listOf(samples)}.`,
    next: 'Use the table with the labels of the same cells.',
  })),
  'incomplete-triplet': withOpen(({ file, missing }) => ({
    title: `${file} is one part of three`,
    why: `A matrix in this format has three files; missing here ${missing.length === 1 ? 'is' : 'are'} ${listOf(missing.map((part) => partNames[part]))}.`,
    next: 'Use all three together, compressed or not, or their folder or .zip. A table with a label per cell can be added.',
  })),
  'names-mismatch': withOpen(({ file, rows, columns, features, barcodes }) => ({
    title: `${file} does not match its gene and cell names`,
    why: `It has ${plural(rows, 'row')} and ${plural(columns, 'column')}; ${features.file} names ${plural(features.lines, 'gene')} and ${barcodes.file} ${plural(barcodes.lines, 'cell')}.`,
    next: 'Use three files of the same sample: raw and filtered matrices have different names.',
  })),
  'unsupported-matrix': withOpen(({ file, header }) => ({
    title: `${file} is not a sparse matrix of numbers`,
    why: `It begins with “${header}”; supported are coordinate matrices of integer, real or pattern values.`,
    next: 'Convert it. In Python:',
    code: 'from scipy import io, sparse\nio.mmwrite("matrix.mtx", sparse.coo_matrix(io.mmread("data.mtx")))',
  })),
  'no-gene-expression': withOpen(({ file, types }) => ({
    title: `${file} contains no gene expression`,
    why: `All its rows are of another type: ${listOf(types)}.`,
    next: 'Use the file with the rows of type Gene Expression.',
  })),
  'encrypted-archive': withOpen(({ file }) => ({
    title: `${file} is encrypted`,
    why: 'Archives with a password cannot be opened here.',
    next: 'Unpack it and use the files inside.',
  })),
  'archive-too-large': withOpen(({ file, entry, megabytes, limit }) => ({
    title: `${file} is too large once unpacked`,
    why: `${entry} unpacks to ${count(megabytes)} MB; the limit here is ${count(limit)} MB.`,
    next: 'Unpack it and use the files inside: large files are read in blocks.',
  })),
  'archive-without-data': withOpen(({ file, entries }) => ({
    title: `${file} contains no supported file`,
    why: entries.length > 0 ? `It contains ${listOf(entries)}.` : 'The archive is empty.',
    next: 'Archive an .h5ad, .h5seurat, .h5, .loom, a Zarr store, a table, or a matrix with features and barcodes, or use these without an archive.',
  })),
  'archive-ambiguous': withOpen(({ file, entries }) => ({
    title: `${file} contains more than one data set`,
    why: `The names do not show which one to open: ${listOf(entries)}.`,
    next: 'Unpack it and use the files of one data set.',
  })),
  'samples-differ': withOpen(({ file, other, genes, extra, lacking, differInCase }) => ({
    title: `${file} does not measure the genes of ${other}`,
    why: joined(
      `${file} has ${plural(genes[0], 'gene')}, ${other} ${count(genes[1])}; samples are joined on their shared genes, which must be at least half of the genes of each.`,
      onlyIn(file, extra),
      onlyIn(other, lacking),
      differInCase && 'The names differ only in case: one sample may be human and another mouse.',
    ),
    next: 'Use samples of one species with the same kind of gene names, without mixing gene panels and whole transcriptomes; or first give the samples common names. In Python:',
    code: "samples = {'WT': anndata.read_h5ad('WT.h5ad'), 'KO': anndata.read_h5ad('KO.h5ad')}\nfor sample in samples.values(): sample.var_names = sample.var['gene_name']\nanndata.concat(samples, label='sample', join='inner', index_unique='-').write_h5ad('data.h5ad')",
  })),
  'samples-other-values': withOpen(({ file, other, where, found, expected }) => ({
    title: `${file} and ${other} have values of different kinds`,
    why: `${valuesAre(file, where, found, other, expected)}: every gene would appear changed.`,
    next: 'Use samples with counts, or process all of them alike, normalised to the same total.',
  })),
  'same-cells': withOpen(({ file, other, cells, shared }) => ({
    title: `${file} and ${other} hold the same cells`,
    why: `${count(shared)} of ${plural(cells, 'cell')} of ${file} ${shared === 1 ? 'has' : 'have'} the name and the labels of a cell in ${other}. These are two versions of one data set, not two samples.`,
    next: 'Use one of them.',
  })),
  'samples-list-other-genes': withOpen(({ file, other, genes, extra, lacking }) => ({
    title: `${file} and ${other} list different genes`,
    why: joined(
      `Tables of one sample each are joined where all list the same genes; ${file} has ${plural(genes[0], 'gene')}, ${other} ${count(genes[1])}.`,
      onlyIn(file, extra),
      onlyIn(other, lacking),
    ),
    next: 'Count all samples with one annotation (GTF), and keep genes without reads; then use these files together.',
  })),
  'tables-unrelated': withOpen(({ files }) => ({
    title: 'These tables do not belong together',
    why: `${listOf(files)} were opened at once. Several tables are joined if each counts one sample, with a gene and a number per line (as htseq-count, featureCounts and STAR write them). They are also joined if their names end alike, such as WT_counts.csv and KO_counts.csv. One more table may hold labels.`,
    next: 'Use one table of values, with one table of labels if there is one.',
  })),
  'labels-are-values': withOpen(({ file, labels }) => ({
    title: `${labels} holds values, not labels of the cells of ${file}`,
    why: `Most of its columns or rows are genes of ${file}.`,
    next: 'Tables of several samples are joined where their names end alike, such as WT_counts.csv and KO_counts.csv. Rename them so and open them together, or open one alone.',
  })),
  'controls-lack-genes': ({ file, screen, genes, shared, perturbed, lacking, samples }) => ({
    title: controlsTitle(file, screen),
    ...(perturbed.length > 0
      ? {
          why: `It does not measure ${plural(perturbed.length, 'perturbed gene')}: ${listOf(perturbed)}. A gene that was not measured cannot be read as zero.`,
          next: 'Add control cells with all genes of the screen, before any selection or filtering of genes.',
        }
      : {
          why: `It measures ${count(shared)} of the screen’s ${plural(genes, 'gene')}. The screen has names like ${listOf(lacking)}, this file like ${listOf(samples)}.`,
          next: 'Save it with the gene names of the screen (symbols, or Ensembl ids), before any selection or filtering of genes.',
        }),
  }),
  'controls-other-values': ({ file, screen, where, found, expected }) => ({
    title: controlsTitle(file, screen),
    why: `${valuesAre(file, where, found, 'the screen', expected)}: every gene would appear changed.`,
    next: 'Process both files alike, preferably from counts, and add it again; or choose another matrix of the screen.',
  }),
};

type Question = Omit<ErrorText, 'title'>;

const tableQuestions: {
  readonly [asks in Extract<DatasetError, { tag: 'table-unclear' }>['asks']]: (
    samples: readonly string[],
  ) => Question;
} = {
  'first-line': (samples) => ({
    why: `Its first line (${samples.join(', ')} …) contains distinct whole numbers, larger than those of the other lines: either gene identifiers or values.`,
    next: 'State whether it names the columns or holds values.',
    choices: [
      { label: 'It names the columns', command: 'first-line-names' },
      { label: 'It is values', command: 'first-line-values' },
    ],
  }),
  rows: (samples) => ({
    why: `It has no header line, and its row names (${samples.join(', ')} …) look like neither genes nor cells.`,
    next: 'State whether rows are genes or cells.',
    choices: [
      { label: 'Rows are genes', command: 'rows-are-genes' },
      { label: 'Rows are cells', command: 'rows-are-cells' },
    ],
  }),
};

function controlsTitle(file: string, screen: string): string {
  return `${file} was not added to ${screen}`;
}

/** Scales, or totals per cell. */
function valuesAre(
  file: string,
  where: string,
  found: ValueScale | number,
  other: string,
  expected: ValueScale | number,
): string {
  return typeof found === 'number'
    ? `The cells of ${file} are normalised to a total of ${count(Math.round(found))} (at ${where}), those of ${other} to ${count(Math.round(Number(expected)))}`
    : `The values of ${file} at ${where} are ${scaleNames[found]}, those of ${other} ${typeof expected === 'number' ? count(expected) : scaleNames[expected]}`;
}

function onlyIn(file: string, genes: { readonly count: number; readonly names: readonly string[] }): string {
  if (genes.count === 0) return '';
  const more = genes.count > genes.names.length ? ` and ${count(genes.count - genes.names.length)} more` : '';
  return `Only in ${file}: ${genes.names.join(', ')}${more}.`;
}

function correctionOf(value: string): string {
  if (value.endsWith('%')) return 'Save the table with plain numbers (0.12 for 12 %).';
  if (/^[+-]?\d{1,3}([,'’\s]\d{3})+|^[+-]?\d{1,3}(\.\d{3})+$/.test(value))
    return 'Save the table without separators of thousands (12000 for 12,000) and with a point as decimal separator.';
  if (/^#(DIV\/0|REF|VALUE|NAME|NUM|NULL)[!?]$/i.test(value))
    return 'It is the result of a formula that failed in a spreadsheet: correct the formula, or the values that it takes, and save the table again.';
  if (/^(-+|–|—|n\.?[ad]\.?|n\.?q\.?)$/i.test(value))
    return 'It stands for a value that was not measured: write 0 where nothing was counted, or leave out the genes or cells without values.';
  if (/^[<>≤≥~]/.test(value))
    return 'Replace values under the limit of detection by a number (0 where nothing was counted).';
  return 'Correct that value or, if the column holds labels, name it so in the first line (such as batch or cell type). Decimals need a point.';
}

function extensionOf(file: string): string {
  return /\.[^.]*$/.exec(file)?.[0] ?? '';
}

/** 'an .h5ad', 'a .loom'. */
function article(extension: string): string {
  return `${/^\.h/i.test(extension) ? 'an' : 'a'} ${extension}`;
}

const HDF5_NAME = new RegExp(`\\.(${hdf5Endings})$`, 'i');

function expectedOf(file: string): string {
  if (/\.(csv|tsv|txt|tab|xls)(\.gz)?$/i.test(file)) return 'a table';
  return HDF5_NAME.test(file) ? `${article(extensionOf(file))} file` : 'a data file';
}

function unknownContent(extension: string): string {
  if (extension === '') return 'The name has no extension, and the content matches no supported format.';
  return /^\.(csv|tsv|txt|tab|gz)$/i.test(extension)
    ? `Its extension is ${extension}, but its content is not a table of cells and genes: it may be another format under this name.`
    : `The extension ${extension} is unknown, and the content matches no supported format.`;
}

function recompress(file: string): string {
  const name = JSON.stringify(file);
  return `import anndata\nanndata.read_h5ad(${name}).write_h5ad("repacked.h5ad", compression="gzip")`;
}

/** Of what HDF5 says of a file with fewer bytes than it was written with: 'truncated file: eof = 60000, sblock->base_addr = 0, stored_eof = 2463262'. */
function cutOff(detail: string): string | null {
  const sizes = /truncated file: eof = (\d+),.* stored_eof = (\d+)/u.exec(detail);
  return (
    sizes &&
    `It has ${count(Number(sizes[1]))} of the ${count(Number(sizes[2]))} bytes that it was written with: the copy or download is incomplete.`
  );
}
