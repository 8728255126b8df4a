/** Refused files with the expected messages: file, reason, next step. */
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { cutShort, fixture, flipped } from './brokenFiles';
import { given, table, type GivenFile } from './tables';

export interface Broken {
  readonly what: string;
  readonly files: readonly GivenFile[];
  /** Parts of the message in order: file and problem, reason, next step. */
  readonly says: readonly [string | RegExp, string | RegExp, string | RegExp];
}

const zip = Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0, 8, 0, 0, 0]);
const noise = Buffer.from(Array.from({ length: 500 }, (_, i) => (i * i * 31 + i * 7 + 13) % 251));
/** Start of a workbook: a ZIP archive whose first entry has this name. */
const workbook = Buffer.concat([zip, Buffer.alloc(18), Buffer.from('[Content_Types].xml'), noise]);
const matrix = '%%MatrixMarket matrix coordinate integer general\n2 2 2\n1 1 3\n2 2 4\n';

export const refused: readonly Broken[] = [
  {
    what: 'an .h5ad that was cut short',
    files: [cutShort('csr.h5ad', 'cut.h5ad')],
    says: [
      'cut.h5ad is damaged',
      'bytes that it was written with: the copy or download is incomplete',
      'download the file again',
    ],
  },
  {
    what: 'an .h5ad with a flipped bit',
    files: [flipped('csc-gzip.h5ad', 'flipped.h5ad')],
    says: ['flipped.h5ad is damaged', 'Reading failed at X/data', 'compare its size with the original'],
  },
  {
    what: 'text called .h5ad',
    files: [given('text.h5ad', table())],
    says: [
      'text.h5ad is not an .h5ad file',
      'its first bytes are not those of HDF5',
      'give it its true extension',
    ],
  },
  {
    what: 'a web page called .csv',
    files: [given('page.csv', '<!DOCTYPE html><html><body>404, not found</body></html>')],
    says: ['page.csv is a web page, not a table', 'A server answered', 'download the data file itself'],
  },
  {
    what: 'a picture called .h5ad',
    files: [given('figure.h5ad', readFileSync('docs/pictures/explore-light.png'))],
    says: ['figure.h5ad is a PNG image, not an .h5ad file', 'cannot be recovered', 'values behind it'],
  },
  {
    what: 'an Excel workbook called .csv',
    files: [given('book.csv', workbook)],
    says: ['book.csv has an unsupported format', 'Excel (xlsx)', "read_excel('data.xlsx'"],
  },
  {
    what: 'an empty file',
    files: [given('nothing.csv', '')],
    says: ['nothing.csv is empty', 'It has no data', 'Copy or download it again'],
  },
  {
    what: 'one cell',
    files: [fixture('one-cell.h5ad')],
    says: [
      'one-cell.h5ad has too few cells',
      '1 usable cell; at least 2',
      'use the files of all samples together',
    ],
  },
  {
    what: 'a header and nothing below it',
    files: [given('header.csv', 'cell,GATA1,SPI1,perturbation\n')],
    says: [
      'header.csv has a header line and nothing else',
      'No line of values follows the names of the columns',
      'Export the table again',
    ],
  },
  {
    what: 'a row that is too long',
    files: [given('ragged.csv', table().replace('cell30,', 'cell30,9,'))],
    says: ['Line 32 of ragged.csv has 7 fields', 'Earlier lines have 6', 'Correct that line'],
  },
  {
    what: 'a word among numbers',
    files: [given('words.csv', table({ instead: [20, 1, 'high'] }))],
    says: ['“high” in words.csv is not a number', 'Line 22, column SPI1', 'Correct that value'],
  },
  {
    what: 'an infinite value in a table',
    files: [given('infinite.csv', table({ instead: [20, 1, 'inf'] }))],
    says: ['infinite.csv has values that are not finite', 'line 22, column SPI1', 'Replace them'],
  },
  {
    what: 'cells named twice, with labels beside them',
    files: [
      given('values.csv', table({ labels: null, cellName: (cell) => `cell${cell % 30}` })),
      given('labels.csv', 'cell,perturbation\ncell0,control\ncell1,GATA1\n'),
    ],
    says: [
      'values.csv has duplicate cell names',
      'cell0, cell1, cell2 and 27 more',
      'Make the cell names unique',
    ],
  },
  {
    what: 'labels of other cells',
    files: [
      given('values.csv', table({ labels: null })),
      given('labels.csv', 'cell,perturbation\nA1,control\nA2,GATA1\n'),
    ],
    says: [
      'labels.csv does not belong to values.csv',
      'share no cell name: values.csv has cell0 and cell1, labels.csv has A1 and A2',
      'labels of the same cells',
    ],
  },
  {
    what: 'an HDF5 filter that cannot be undone',
    files: [fixture('filter-scale-offset.h5ad', 'packed.h5ad')],
    says: [
      'packed.h5ad was not opened',
      'X are compressed with scale-offset (filter 6)',
      'compression="gzip"',
    ],
  },
  {
    what: 'an unknown ending',
    files: [given('secret.bin', noise)],
    says: [
      'secret.bin was not opened',
      'extension .bin is unknown',
      'Use an AnnData file (.h5ad, or a Zarr folder)',
    ],
  },
  {
    what: '10x HDF5 without names of genes',
    files: [fixture('relative-10x.h5', 'filtered.h5')],
    says: ['filtered.h5 is damaged', 'Reading failed at matrix/genes', 'download the file again'],
  },
  {
    what: '10x HDF5 that counts guides only',
    files: [fixture('tenx-guides-only.h5', 'guides.h5')],
    says: ['guides.h5 contains no gene expression', 'CRISPR Guide Capture', 'rows of type Gene Expression'],
  },
  {
    what: 'loom without names of genes',
    files: [fixture('relative.loom')],
    says: [
      'relative.loom is damaged',
      'Reading failed at row_attrs: None of its attributes',
      'download the file again',
    ],
  },
  {
    what: 'a matrix without its names',
    files: [given('matrix.mtx', matrix)],
    says: ['matrix.mtx is one part of three', 'features.tsv or genes.tsv', 'Use all three together'],
  },
  {
    what: 'a matrix with the names of another sample',
    files: [
      given('matrix.mtx', matrix),
      given('genes.tsv', 'A\nB\nC\nD\n'),
      given('barcodes.tsv', 'AC\nAG\n'),
    ],
    says: [
      'matrix.mtx does not match its gene and cell names',
      'genes.tsv names 4 genes',
      'three files of the same sample',
    ],
  },
  {
    what: 'a matrix with an entry outside',
    files: [
      given('matrix.mtx', matrix.replace('2 2 4', '3 2 4')),
      given('genes.tsv', 'A\nB\n'),
      given('barcodes.tsv', 'AC\nAG\n'),
    ],
    says: ['matrix.mtx is damaged', 'line 4: Row 3 is outside the 2 rows', 'download the file again'],
  },
  {
    what: 'names without their matrix',
    files: [given('genes.tsv', 'A\nB\n'), given('barcodes.tsv', 'AC\nAG\n')],
    says: ['barcodes.tsv is one part of three', 'the values (matrix.mtx)', 'Use all three together'],
  },
  {
    what: 'an archive that was cut short',
    files: [given('cut.zip', zip)],
    says: [
      'cut.zip is damaged',
      'the list of its contents: The archive is cut short or damaged',
      'download the file again',
    ],
  },
  {
    what: 'an archive of two data sets',
    files: [given('two.zip', Buffer.from(zipSync({ 'a.h5ad': noise, 'b.loom': noise })))],
    says: ['two.zip contains more than one data set', 'a.h5ad and b.loom', 'use the files of one data set'],
  },
  {
    what: 'an archive of pictures',
    files: [given('pictures.zip', Buffer.from(zipSync({ 'one.png': noise })))],
    says: ['pictures.zip contains no supported file', 'It contains one.png', 'Archive an .h5ad'],
  },
  {
    what: 'an R object',
    files: [given('seurat.rds', 'X\n\u0000\u0000\u0000\u0003')],
    says: ['seurat.rds has an unsupported format', 'R data', 'zellkonverter'],
  },
  {
    what: 'a NumPy archive',
    files: [given('data.npz', zip)],
    says: ['data.npz has an unsupported format', 'NumPy archive (npz)', 'numpy.load'],
  },
  {
    what: 'two data files at once',
    files: [fixture('dense.h5ad', 'first.h5ad'), fixture('small.loom', 'second.loom')],
    says: ['These files do not belong together', 'first.h5ad and second.loom', 'Drop the data file first'],
  },
  {
    what: 'no expression values',
    files: [fixture('no-matrix.h5ad')],
    says: ['no-matrix.h5ad contains no expression values', 'Neither X, raw nor a layer', 'its matrix in X'],
  },
  {
    what: 'more cells than rows',
    files: [fixture('obs-longer.h5ad')],
    says: ['obs-longer.h5ad is inconsistent', 'At X, 7 cells × 5 genes', 'Save the file again'],
  },
  {
    what: 'a matrix of words',
    files: [fixture('text-x.h5ad')],
    says: ['text-x.h5ad was not opened', 'X is stored as “an array of string values”', 'Save it again'],
  },
];
