/** What a file is that holds no measurements, whatever its name: a picture, a document, a saved web page, reads that nobody counted yet. */

export interface OtherContent {
  /** Completes "This is …". */
  readonly content: string;
  readonly sort: 'picture' | 'document' | 'web-page' | 'reads';
}

const ascii = (text: string) => Array.from(text, (character) => character.charCodeAt(0));

/** https://en.wikipedia.org/wiki/List_of_file_signatures; `at`: position of the bytes. */
const SIGNATURES: readonly (OtherContent & { readonly at?: number; readonly bytes: readonly number[] })[] = [
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
export const ZIP = ascii('PK\u0003\u0004');
/** Word 97, PowerPoint 97 and Excel 97 alike. */
export const OLE = [0xd0, 0xcf, 0x11, 0xe0];

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

/** @param unpacked the first bytes without gzip @param text `unpacked` decoded */
export function otherContentOf(unpacked: Uint8Array, text: string): OtherContent | null {
  const signed = SIGNATURES.find(({ bytes, at = 0 }) => bytesAt(unpacked, at, bytes));
  if (signed !== undefined) return { content: signed.content, sort: signed.sort };
  const content = documentOf(unpacked);
  if (content !== null) return { content, sort: 'document' };
  if (SVG.test(text)) return { content: 'an SVG image', sort: 'picture' };
  if (PAGE.test(text) || (XML.test(text) && PAGE_IN_XML.test(text)))
    return { content: 'a web page', sort: 'web-page' };
  return FASTQ.test(text) ? { content: 'a FASTQ file of reads', sort: 'reads' } : null;
}

export function bytesAt(bytes: Uint8Array, at: number, expected: readonly number[]): boolean {
  return expected.every((byte, i) => bytes[at + i] === byte);
}

function documentOf(bytes: Uint8Array): string | null {
  const isOle = bytesAt(bytes, 0, OLE);
  if (!isOle && !bytesAt(bytes, 0, ZIP)) return null;
  const text = new TextDecoder('latin1').decode(bytes);
  if (!isOle && !FIRST_PART.test(text.slice(30))) return null;
  return PARTS.find(({ part }) => part.test(text))?.content ?? null;
}
