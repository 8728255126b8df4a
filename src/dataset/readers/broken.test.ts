/** Files that must be refused with reason and place: fixtures with changed bytes, or written so. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fixture, fixtureBytes, open, problemOf } from '../../../tests/fixtures/readers/fixture';

type Bytes = Uint8Array<ArrayBuffer>;

const asFile = (bytes: Bytes, name = 'broken.h5ad') => new File([bytes], name);

/** The fixture with one run of little-endian 32-bit integers replaced by another of the same length. */
function withIntegers(name: string, from: readonly number[], to: readonly number[]): File {
  const bytes = fixtureBytes(name);
  const wanted = new Uint8Array(Int32Array.from(from).buffer);
  const found: number[] = [];
  for (let start = 0; start + wanted.length <= bytes.length; start++) {
    if (wanted.every((byte, i) => bytes[start + i] === byte)) found.push(start);
  }
  expect(found, 'the run must occur once').toHaveLength(1);
  bytes.set(new Uint8Array(Int32Array.from(to).buffer), found[0]);
  return asFile(bytes);
}

/** Positions of a text in a file. */
function find(bytes: Bytes, text: string): number {
  return new TextDecoder('latin1').decode(bytes).indexOf(text);
}

/** A local file header of a ZIP archive, before the name of its entry. */
const officeHead = `PK\u0003\u0004${'\0'.repeat(26)}`;

describe('files with a wrong extension', () => {
  it('an empty file', async () => {
    expect(await problemOf(open(asFile(new Uint8Array(0))))).toEqual({
      tag: 'empty-file',
      file: 'broken.h5ad',
    });
  });

  it('a table named .h5ad', async () => {
    const problem = await problemOf(open(new File(['cell,GATA1\nc1,2\n'], 'table.h5ad')));
    expect(problem).toEqual({ tag: 'not-hdf5', file: 'table.h5ad' });
  });

  it('encrypted or random bytes', async () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31 + i * 7 + 13) % 251);
    expect(await problemOf(open(asFile(bytes)))).toEqual({ tag: 'not-hdf5', file: 'broken.h5ad' });
    const problem = await problemOf(open(asFile(bytes, 'secret.bin')));
    expect(problem).toEqual({ tag: 'unknown-format', file: 'secret.bin', extension: '.bin' });
  });

  it('an h5ad file named .csv is read', async () => {
    const { opened } = await open(asFile(fixtureBytes('dense.h5ad'), 'renamed.csv'));
    expect([opened.format, opened.cells]).toEqual(['h5ad', 6]);
  });

  it('an h5ad file in gzip', async () => {
    const packed = new File([new Uint8Array(gzipSync(fixtureBytes('dense.h5ad')))], 'data.h5ad.gz');
    expect(await problemOf(open(packed))).toMatchObject({
      tag: 'unsupported-format',
      format: 'HDF5 packed with gzip',
    });
  });

  it.each([
    ['table.xlsx', 'PK\u0003\u0004', 'Excel (xlsx)'],
    ['book.csv', `PK\u0003\u0004${'\u0000'.repeat(26)}docProps/app.xml`, 'Excel (xlsx)'],
    ['data.npz', 'PK\u0003\u0004', 'NumPy archive (npz)'],
    ['renamed.zip', `PK\u0003\u0004${'\u0000'.repeat(26)}expression.npy`, 'NumPy archive (npz)'],
    ['old.feather', 'FEA1\u0000\u0000', 'Feather'],
    ['called.csv', 'FEA1\u0000\u0000', 'Feather'],
    ['data.pkl', '\u0080\u0004\u0095', 'Python pickle'],
    ['seurat.csv', gzipSync(new TextEncoder().encode('X\n\0\0\0\u0003')), 'R data'],
    ['saved.rda', 'RDX3\nX\n', 'R data'],
    ['data.parquet', 'PAR1\u0015\u0004', 'Parquet'],
    ['seurat.rds', 'X\n\u0000\u0000\u0000\u0003', 'R data'],
  ])('%s is named for what it is', async (name, content, format) => {
    const problem = await problemOf(open(new File([content], name)));
    expect(problem).toMatchObject({ tag: 'unsupported-format', file: name, format });
  });

  it.each([
    ['gunzip.csv.gz', gzipSync(new TextEncoder().encode('cell,A,B\n')), 'a file packed twice with gzip'],
    ['screen.h5ad', fixtureBytes('dense.h5ad'), 'HDF5 packed with gzip'],
    ['samples.csv.gz', zipSync({ 'WT.csv': new Uint8Array(9) }), 'a ZIP archive packed with gzip'],
  ])('%s, packed once more, is told how to be unpacked', async (name, content, format) => {
    const problem = await problemOf(open(new File([new Uint8Array(gzipSync(content))], name)));
    const convert = `gunzip -c '${name}' > unpacked\n# then open the result`;
    expect(problem).toEqual({ tag: 'unsupported-format', file: name, format, convert });
  });

  it.each([
    ['figure.csv', readFileSync('docs/pictures/explore-light.png'), 'a PNG image', 'picture'],
    ['figure.h5ad', '\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF\0', 'a JPEG image', 'picture'],
    ['plot.tsv', 'GIF89a\u0001\0\u0001\0\u0080\0\0', 'a GIF image', 'picture'],
    ['scan.txt', 'II*\0\u0008\0\0\0', 'a TIFF image', 'picture'],
    ['scan.loom', 'MM\0*\0\0\0\u0008', 'a TIFF image', 'picture'],
    ['photo.csv', 'RIFF\u0024\0\0\0WEBPVP8 ', 'a WebP image', 'picture'],
    ['network.tsv', '<?xml version="1.0"?>\n<svg xmlns="x" width="9,5"/>', 'an SVG image', 'picture'],
    ['paper.csv', '%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n', 'a PDF document', 'document'],
    ['notes.txt', '{\\rtf1\\ansi cell,GATA1}', 'an RTF document', 'document'],
    [
      'draft.csv',
      `${officeHead}[Content_Types].xml${'-'.repeat(99)}word/document.xml`,
      'a Word document',
      'document',
    ],
    [
      'old.xls',
      `\u00d0\u00cf\u0011\u00e0${'\0'.repeat(99)}W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0`,
      'a Word document',
      'document',
    ],
    [
      'talk.csv',
      `${officeHead}docProps/app.xml${'-'.repeat(99)}ppt/presentation.xml`,
      'a PowerPoint presentation',
      'document',
    ],
    ['page.h5ad', '\n<!DOCTYPE html><html><body>Sign in</body></html>', 'a web page', 'web-page'],
    ['page.h5ad.csv.gz', gzipSync('<html><title>404</title></html>'), 'a web page', 'web-page'],
    ['export.xls', '<table><tr><td>GATA1</td><td>3,5</td></tr></table>', 'a web page', 'web-page'],
    [
      'matrix.mtx',
      '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>',
      'a web page',
      'web-page',
    ],
    ['seurat.rds', '<!doctype html>\n<title>Sign in</title>', 'a web page', 'web-page'],
    ['lane1.txt', '@SRR1.1 1:N:0,length=8\nACGTNACG\n+\nFFFFFFFF\n', 'a FASTQ file of reads', 'reads'],
    ['sorted.csv', gzipSync('BAM\u0001\u0010\0\0\0@HD'), 'a BAM file of aligned reads', 'reads'],
  ])('%s is told to be no data', async (name, written, content, sort) => {
    const bytes = typeof written === 'string' ? Uint8Array.from(written, (c) => c.charCodeAt(0)) : written;
    const problem = await problemOf(open(new File([new Uint8Array(bytes)], name)));
    expect(problem).toEqual({ tag: 'other-content', file: name, content, sort });
  });

  it('an archive of data and a document beside it is not taken for a document', async () => {
    const beside = {
      'table.csv': strToU8('cell,A,B\nc1,1,2\nc2,3,4\n'),
      'word/document.xml': strToU8('<w/>'),
    };
    const archive = new File([new Uint8Array(zipSync(beside, { level: 0 }))], 'data.zip');
    expect((await open(archive)).opened.cells).toBe(2);
  });

  it('a spreadsheet of LibreOffice is told to be saved as CSV', async () => {
    const type = strToU8('application/vnd.oasis.opendocument.spreadsheet');
    const book = new Uint8Array(zipSync({ mimetype: [type, { level: 0 }], 'content.xml': strToU8('<x/>') }));
    expect(await problemOf(open(new File([book], 'book.csv')))).toMatchObject({
      tag: 'unsupported-format',
      format: 'OpenDocument spreadsheet (ods)',
    });
  });

  it.each([
    ['network.sif', 'A activates B\n'],
    ['network.cx2', '[{"CXVersion":"2.0"}]'],
  ])('%s is told to be a network', async (name, content) => {
    const problem = await problemOf(open(new File([content], name)));
    expect(problem).toEqual({ tag: 'network-file', file: name });
  });

  it('HDF5 without tables of cells and genes', async () => {
    const problem = await problemOf(open(fixture('not-anndata.h5')));
    expect(problem).toMatchObject({ tag: 'unsupported-format', format: expect.stringContaining('obs, var') });
  });
});

describe('damage', () => {
  it.each([0.1, 0.5, 0.9, 0.999])('a file cut off after %f of its length', async (share) => {
    const bytes = fixtureBytes('csr.h5ad');
    const problem = await problemOf(open(asFile(bytes.slice(0, Math.floor(bytes.length * share)))));
    expect(problem).toMatchObject({ tag: 'damaged-file', where: 'the beginning of the file' });
    expect(problem).toHaveProperty('detail', expect.stringContaining('truncated file'));
  });

  it('a flipped bit in compressed values is reported with its place', async () => {
    const bytes = fixtureBytes('csc-gzip.h5ad');
    // Every chunk here is small: find the compressed values by the gzip stream that holds them.
    const problems = new Set<string>();
    for (let at = 0; at + 1 < bytes.length; at++) {
      if (bytes[at] !== 0x78 || ![0x5e, 0x9c, 0xda].includes(bytes[at + 1] ?? 0)) continue;
      const flipped = bytes.slice();
      flipped[at + 6] = (flipped[at + 6] ?? 0) ^ 0x10;
      const problem = await problemOf(open(asFile(flipped)));
      if (problem !== null && 'where' in problem) problems.add(`${problem.tag} ${problem.where}`);
    }
    expect(problems).toContain('damaged-file X/data');
    expect(problems).toContain('damaged-file obs/_index');
  });

  it('a wrong checksum', async () => {
    const bytes = fixtureBytes('dense.h5ad');
    const at = find(bytes, 'OHDR') < 0 ? 8 : find(bytes, 'OHDR');
    bytes.fill(0xff, at, at + 40);
    expect((await problemOf(open(asFile(bytes))))?.tag).toBe('damaged-file');
  });

  it('any changed byte gives an error or the values, without a crash, and the next file opens', async () => {
    const original = fixtureBytes('v0.7.h5ad');
    const tags = new Map<string, number>();
    for (let at = 8; at < original.length; at += 293) {
      const bytes = original.slice();
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      const tag = (await problemOf(open(asFile(bytes))))?.tag ?? 'read';
      tags.set(tag, (tags.get(tag) ?? 0) + 1);
    }
    expect(tags.get('damaged-file')).toBeGreaterThan(5);
    expect(await problemOf(open(fixture('v0.7.h5ad')))).toBeNull();
  });
});

describe('inconsistent matrices', () => {
  const pointers = [0, 2, 4, 4, 7, 8, 13];
  const indices = [1, 3, 0, 4, 0, 1, 4, 2, 0, 1, 2, 3, 4];

  it('an index beyond the genes', async () => {
    const wrong = [...indices.slice(0, 12), 77];
    expect(await problemOf(open(withIntegers('csr.h5ad', indices, wrong)))).toMatchObject({
      tag: 'damaged-file',
      where: 'X/indices',
      detail: 'Entry 12 has index 77, but there are only 5 genes.',
    });
  });

  it('a negative index', async () => {
    const wrong = [-1, ...indices.slice(1)];
    expect(await problemOf(open(withIntegers('csr.h5ad', indices, wrong)))).toMatchObject({
      tag: 'damaged-file',
      where: 'X/indices',
    });
  });

  it.each([
    ['goes back', [0, 2, 4, 3, 7, 8, 13], 'Element 3 is smaller than the one before it.'],
    ['starts late', [1, 2, 4, 4, 7, 8, 13], 'It starts at 1 instead of 0.'],
    ['ends early', [0, 2, 4, 4, 7, 8, 12], 'It ends at entry 12, and there are 13 values.'],
  ])('indptr that %s', async (_, wrong, detail) => {
    expect(await problemOf(open(withIntegers('csr.h5ad', pointers, wrong)))).toMatchObject({
      tag: 'damaged-file',
      where: 'X/indptr',
      detail,
    });
  });

  it('a shape that disagrees with its data', async () => {
    const problem = await problemOf(open(withIntegers('csr.h5ad', [6, 0, 5, 0], [6, 0, 9, 0])));
    expect(problem).toMatchObject({ tag: 'shape-mismatch', where: 'X', found: '6 × 9' });
  });

  it('obs with one row too many', async () => {
    expect(await problemOf(open(fixture('obs-longer.h5ad')))).toMatchObject({
      tag: 'shape-mismatch',
      where: 'X',
      found: '6 × 5',
    });
  });

  it('a column with one row too few', async () => {
    expect(await problemOf(open(fixture('column-shorter.h5ad')))).toMatchObject({
      tag: 'shape-mismatch',
      where: 'obs/perturbation',
      expected: '6 rows',
      found: '5 rows',
    });
  });

  it('a code without category', async () => {
    expect(await problemOf(open(fixture('category-outside.h5ad')))).toMatchObject({
      tag: 'damaged-file',
      where: 'obs/perturbation/codes',
    });
  });
});

describe('unsupported content', () => {
  it('an unsupported filter is named with its number', async () => {
    expect(await problemOf(open(fixture('filter-scale-offset.h5ad')))).toEqual({
      tag: 'unsupported-filter',
      file: 'filter-scale-offset.h5ad',
      where: 'X',
      filter: 'scale-offset',
      id: 6,
    });
  });

  it('an unsupported filter on the categories of a column', async () => {
    expect(await problemOf(open(fixture('filter-zfp-in-obs.h5ad')))).toMatchObject({
      tag: 'unsupported-filter',
      where: 'obs/perturbation/categories',
      filter: 'ZFP',
      id: 32_013,
    });
  });

  it.each([
    ['virtual-x.h5ad', 'X', 'virtual dataset (values lie in other files)'],
    ['text-x.h5ad', 'X', 'an array of string values'],
    ['alien-x.h5ad', 'X', 'awkward-array'],
  ])('%s', async (name, where, encoding) => {
    expect(await problemOf(open(fixture(name)))).toEqual({
      tag: 'unsupported-encoding',
      file: name,
      where,
      encoding,
    });
  });

  it('a file without matrix', async () => {
    expect(await problemOf(open(fixture('no-matrix.h5ad')))).toEqual({
      tag: 'no-matrix',
      file: 'no-matrix.h5ad',
    });
  });

  it('one cell', async () => {
    expect(await problemOf(open(fixture('one-cell.h5ad')))).toMatchObject({
      tag: 'too-few-cells',
      cells: 1,
      needed: 2,
    });
  });

  it('values that are not finite are counted and the first is named', async () => {
    expect(await problemOf(open(fixture('not-finite.h5ad')))).toEqual({
      tag: 'not-finite',
      file: 'not-finite.h5ad',
      where: 'X, cell cell1, gene Fli1',
      count: 2,
    });
  });

  it('markup in names stays text', async () => {
    const { opened } = await open(fixture('dense.h5ad'));
    expect(opened.genes.X?.index[4]).toBe('<img src=x onerror=alert(1)>');
  });
});
