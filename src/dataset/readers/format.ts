/** Recognises the format of a file by its first bytes, then by its name, so that wrong extensions do no harm. */
import type { DatasetError } from '../errors';
import { type FormatWithSign, formatWith, hdf5Endings } from '../formats';
import { isGzip } from './bytes';
import { isBundle } from './zarr/store';

export type FileFormat =
  /** `tar`: with or without gzip; `folder`: bundled into one file (zarr/store.ts). */
  | { readonly kind: 'hdf5' | 'archive' | 'tar' | 'folder' | FormatWithSign<'zip' | 'text'> }
  | { readonly kind: 'refused'; readonly problem: DatasetError };

/** What a file is that holds no measurements, whatever its name: a picture, a document, a saved web page, reads that nobody counted yet. */
interface OtherContent {
  /** Completes "This is …". */
  readonly content: string;
  readonly sort: 'picture' | 'document' | 'web-page' | 'reads';
}

const ascii = (text: string) => Array.from(text, (character) => character.charCodeAt(0));

/** https://en.wikipedia.org/wiki/List_of_file_signatures; `at`: position of the bytes. */
const OTHER_SIGNATURES: readonly (OtherContent & {
  readonly at?: number;
  readonly bytes: readonly number[];
})[] = [
  { bytes: [0x89, ...ascii('PNG')], content: 'a PNG image', sort: 'picture' },
  { bytes: [0xff, 0xd8, 0xff], content: 'a JPEG image', sort: 'picture' },
  { bytes: ascii('GIF8'), content: 'a GIF image', sort: 'picture' },
  { bytes: [...ascii('II'), 42, 0], content: 'a TIFF image', sort: 'picture' },
  { bytes: [...ascii('MM'), 0, 42], content: 'a TIFF image', sort: 'picture' },
  { bytes: ascii('WEBP'), at: 8, content: 'a WebP image', sort: 'picture' },
  { bytes: ascii('%PDF-'), content: 'a PDF document', sort: 'document' },
  { bytes: ascii('{\\rtf'), content: 'an RTF document', sort: 'document' },
  { bytes: [...ascii('BAM'), 1], content: 'a BAM file of aligned reads', sort: 'reads' },
];
const ZIP = ascii('PK\u0003\u0004');
/** Word 97, PowerPoint 97 and Excel 97 alike. */
const OLE = [0xd0, 0xcf, 0x11, 0xe0];

/** What begins a document of Office or OpenDocument: the first entry of its archive. */
const FIRST_PART =
  /^(?:\[Content_Types\]\.xml|_rels\/|docProps\/|word\/|ppt\/|mimetypeapplication\/vnd\.oasis)/;
/** Names of parts of documents (ECMA-376, OpenDocument), in UTF-16 in those of Office 97. */
const PARTS: readonly { readonly part: RegExp; readonly content: string }[] = [
  { part: /word\/document\.xml|W\0o\0r\0d\0D\0o\0c\0u/, content: 'a Word document' },
  { part: /ppt\/presentation\.xml|P\0o\0w\0e\0r\0P\0o\0i\0n\0t/, content: 'a PowerPoint presentation' },
  { part: /^.{30}mimetypeapplication\/vnd\.oasis\.opendocument\.text/s, content: 'an OpenDocument text' },
];

const PAGE = /^\s*(?:<!--[^>]*-->\s*)*<(?:!doctype html|html|head|body|script|title|meta|table)\b/i;
const XML = /^\s*<\?xml\b/i;
/** Pages as XML, and what stores of files answer where there is none (Amazon S3). */
const PAGE_IN_XML = /<(?:html|error)\b/i;
const SVG = /^\s*(?:<\?xml\b[^>]*>\s*)?(?:<!(?:--|doctype)[^>]*>\s*)*<svg\b/i;
/** A name, bases, '+': the first read. */
const FASTQ = /^@[^\n]+\n[ACGTN]+\r?\n\+/;

/** A format without a reader, and how to make a readable file. */
interface Unread {
  readonly format: string;
  readonly convert: string;
}

const TO_H5AD = "anndata.AnnData(table).write_h5ad('data.h5ad')  # cells in rows, genes in columns";
/** Of several sheets, labels of cells are often one. */
const SHEETS = "# the first sheet; another with sheet_name='labels'";
const PARQUET: Unread = { format: 'Parquet', convert: pandas('read_parquet', 'data.parquet') };
const FEATHER: Unread = { format: 'Feather', convert: pandas('read_feather', 'data.feather') };
const R_DATA: Unread = {
  format: 'R data',
  convert:
    "library(zellkonverter)\nwriteH5AD(Seurat::as.SingleCellExperiment(readRDS('data.rds')), 'data.h5ad')",
};
const QS: Unread = {
  format: 'R data (qs)',
  convert:
    "library(zellkonverter)\nwriteH5AD(Seurat::as.SingleCellExperiment(qs::qread('data.qs')), 'data.h5ad')",
};
const XLSX: Unread = { format: 'Excel (xlsx)', convert: pandas('read_excel', 'data.xlsx', SHEETS) };
const ODS: Unread = {
  format: 'OpenDocument spreadsheet (ods)',
  convert: pandas('read_excel', 'data.ods', SHEETS),
};
const NPZ: Unread = { format: 'NumPy archive (npz)', convert: numpy('data.npz') };

/** https://en.wikipedia.org/wiki/List_of_file_signatures, and the formats' own pages. */
const SIGNATURES: readonly (Unread & { readonly bytes: readonly number[] })[] = [
  { bytes: [0x50, 0x41, 0x52, 0x31], ...PARQUET },
  { bytes: [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], ...FEATHER },
  { bytes: [0x46, 0x45, 0x41, 0x31], ...FEATHER },
  { bytes: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], format: 'NumPy array', convert: numpy('data.npy') },
  {
    bytes: OLE,
    format: 'old Excel (xls)',
    convert: pandas('read_excel', 'data.xls', SHEETS),
  },
  { bytes: [0x42, 0x5a, 0x68], ...packed('bzip2', 'bunzip2 data.bz2') },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], ...packed('xz', 'unxz data.xz') },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], ...packed('Zstandard', 'unzstd data.zst') },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], ...packed('7-Zip', '7z x data.7z') },
  ...['X\n', 'B\n', 'RDX', 'RDA'].map((text) => ({ bytes: [...new TextEncoder().encode(text)], ...R_DATA })),
];

const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const GZIP = [0x1f, 0x8b];
const EMPTY_ZIP = [0x50, 0x4b, 0x05, 0x06];

/** What is not read where it is packed with gzip. */
const IN_GZIP: readonly { readonly bytes: readonly number[]; readonly format: string }[] = [
  { bytes: HDF5, format: 'HDF5 packed with gzip' },
  { bytes: GZIP, format: 'a file packed twice with gzip' },
  { bytes: ZIP, format: 'a ZIP archive packed with gzip' },
];

/** Formats recognised by name, because their bytes are ambiguous. */
const BY_NAME: readonly (Unread & { readonly ending: RegExp })[] = [
  { ending: /\.xlsx$/i, ...XLSX },
  { ending: /\.npz$/i, ...NPZ },
  { ending: /\.(rds|rda|rdata)$/i, ...R_DATA },
  { ending: /\.qs$/i, ...QS },
  {
    ending: /\.qs2$/i,
    ...QS,
    convert: QS.convert.replace("qs::qread('data.qs')", "qs2::qs_read('data.qs2')"),
  },
  { ending: /\.parquet$/i, ...PARQUET },
  { ending: /\.feather$/i, ...FEATHER },
  { ending: /\.(pkl|pickle)$/i, format: 'Python pickle', convert: pandas('read_pickle', 'data.pkl') },
];

const NETWORK_NAME = /\.(cx|cx2|sif|json|graphml|gml|xgmml)$/i;
const HDF5_NAME = new RegExp(`\\.(${hdf5Endings}|hdf5)$`, 'i');

/** @param head the first bytes of the file (64 suffice) @param unpacked the first bytes without gzip @param text `unpacked` decoded */
export function formatOf(name: string, head: Uint8Array, unpacked: Uint8Array, text: string): FileFormat {
  if (head.length === 0) return { kind: 'refused', problem: { tag: 'empty-file', file: name } };
  if (bytesAt(head, 0, HDF5)) return { kind: 'hdf5' };
  if (isBundle(head)) return { kind: 'folder' };
  const unread = ({ format, convert }: Unread): FileFormat => ({
    kind: 'refused',
    problem: { tag: 'unsupported-format', file: name, format, convert },
  });
  const other = otherContentOf(unpacked, text);
  if (other !== null) return { kind: 'refused', problem: { tag: 'other-content', file: name, ...other } };
  const inside = isGzip(head) ? IN_GZIP.find(({ bytes }) => bytesAt(unpacked, 0, bytes)) : undefined;
  if (inside !== undefined) return unread(packed(inside.format, `gunzip -c '${name}' > unpacked`));
  if (HDF5_NAME.test(name)) return { kind: 'refused', problem: { tag: 'not-hdf5', file: name } };
  const inZip = bytesAt(head, 0, ZIP)
    ? formatWith('zip', ({ isSign }) => isSign(firstEntry(head)))
    : undefined;
  if (inZip !== undefined) return { kind: inZip };
  const named = BY_NAME.find(({ ending }) => ending.test(name));
  if (named !== undefined) return unread(named);
  if (NETWORK_NAME.test(name)) return { kind: 'refused', problem: { tag: 'network-file', file: name } };
  if (bytesAt(head, 0, ZIP)) {
    if (/^[^/]*\.npy/.test(firstEntry(head))) return unread(NPZ);
    if (firstEntry(head).startsWith('mimetypeapplication/vnd.oas')) return unread(ODS);
    return isOfficeArchive(head) ? unread(XLSX) : { kind: 'archive' };
  }
  if (bytesAt(head, 0, EMPTY_ZIP)) return { kind: 'archive' };
  if (isBlockGzip(head))
    return unread({ format: 'bgzip', convert: 'gunzip data.csv.gz\n# then open data.csv' });
  if (isTar(unpacked)) return { kind: 'tar' };
  const binary = looksBinary(text);
  const signature = SIGNATURES.find(({ bytes }) => bytesAt(unpacked, 0, bytes));
  if (binary && signature !== undefined) return unread(signature);
  const extension = /\.[^.]*$/.exec(name)?.[0] ?? '';
  const unknown: FileFormat = { kind: 'refused', problem: { tag: 'unknown-format', file: name, extension } };
  if (binary) return unknown;
  const inText = formatWith('text', ({ isSign }) => isSign(name, text));
  return inText === undefined ? unknown : { kind: inText };
}

/** The name of the first entry, at byte 30 of a ZIP archive, and what follows. */
function firstEntry(head: Uint8Array): string {
  return new TextDecoder('latin1').decode(head.subarray(30));
}

/** Parts of Office files have these names (ECMA-376 part 2). */
function isOfficeArchive(head: Uint8Array): boolean {
  const first = firstEntry(head);
  return ['[Content_Types].xml', '_rels/', 'docProps/', 'xl/'].some((name) => first.startsWith(name));
}

/** 'ustar' at byte 257 of the first header (POSIX); GEO provides such archives as _RAW.tar. */
function isTar(unpacked: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(unpacked.subarray(257, 262)) === 'ustar';
}

/** bgzip: many gzip members with a 'BC' field, of which browsers decompress only the first (SAM specification, 4.1). */
function isBlockGzip(head: Uint8Array): boolean {
  return bytesAt(head, 0, GZIP) && ((head[3] ?? 0) & 4) !== 0 && head[12] === 0x42 && head[13] === 0x43;
}

/** Control characters other than tab and line ends do not occur in tables. */
export function looksBinary(text: string): boolean {
  return Array.from(text, (character) => character.charCodeAt(0)).some(
    (code) => code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13,
  );
}

function packed(format: string, command: string): Unread {
  return { format, convert: `${command}\n# then open the result` };
}

function pandas(reader: string, file: string, remark = ''): string {
  return `table = pandas.${reader}('${file}', index_col=0)${remark && `  ${remark}`}\n${TO_H5AD}`;
}

function numpy(file: string): string {
  return `values = numpy.load('${file}')  # cells × genes\nanndata.AnnData(values).write_h5ad('data.h5ad')`;
}

/** null: none of these. @param unpacked the first bytes without gzip @param text `unpacked` decoded */
export function otherContentOf(unpacked: Uint8Array, text: string): OtherContent | null {
  const signed = OTHER_SIGNATURES.find(({ bytes, at = 0 }) => bytesAt(unpacked, at, bytes));
  if (signed !== undefined) return { content: signed.content, sort: signed.sort };
  const content = documentOf(unpacked);
  if (content !== null) return { content, sort: 'document' };
  if (SVG.test(text)) return { content: 'an SVG image', sort: 'picture' };
  if (PAGE.test(text) || (XML.test(text) && PAGE_IN_XML.test(text)))
    return { content: 'a web page', sort: 'web-page' };
  return FASTQ.test(text) ? { content: 'a FASTQ file of reads', sort: 'reads' } : null;
}

function bytesAt(bytes: Uint8Array, at: number, expected: readonly number[]): boolean {
  return expected.every((byte, i) => bytes[at + i] === byte);
}

function documentOf(bytes: Uint8Array): string | null {
  const isOle = bytesAt(bytes, 0, OLE);
  if (!isOle && !bytesAt(bytes, 0, ZIP)) return null;
  const text = new TextDecoder('latin1').decode(bytes);
  if (!isOle && !FIRST_PART.test(text.slice(30))) return null;
  return PARTS.find(({ part }) => part.test(text))?.content ?? null;
}
