/** Archives written by another library (fflate), intact and with changed bytes. */
import { strToU8, type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  columnsOf,
  denseOf,
  fixture,
  fixtureBytes,
  open,
  problemOf,
} from '../../../../tests/fixtures/readers/fixture';
import { expectSize } from './zip';

type Bytes = Uint8Array<ArrayBuffer>;
type Contents = Readonly<Record<string, string | Uint8Array>>;

const HEADER = '%%MatrixMarket matrix coordinate integer general';
const TRIPLET = {
  'outs/filtered/matrix.mtx': `${HEADER}\n3 2 3\n1 1 5\n3 1 2\n2 2 7\n`,
  'outs/filtered/features.tsv':
    'E1\tGATA1\tGene Expression\nE2\tSPI1\tGene Expression\nE3\tKLF1\tGene Expression\n',
  'outs/filtered/barcodes.tsv': 'AAAC-1\nAAAG-1\n',
};
const TABLE = 'cell,GATA1,SPI1,perturbation\nc1,1,2,control\nc2,3,4,GATA1\n';

function zip(contents: Contents, level: 0 | 6 = 6): Bytes {
  const files: Zippable = {};
  for (const [name, content] of Object.entries(contents))
    files[name] = [typeof content === 'string' ? strToU8(content) : content, { level }];
  return new Uint8Array(zipSync(files));
}

const asFile = (bytes: Bytes, name = 'data.zip') => new File([bytes], name);
const problem = (contents: Contents) => problemOf(open(asFile(zip(contents))));

/** Position of the first directory entry, with the signature 'PK' 1 2. */
function directoryAt(bytes: Bytes): number {
  return bytes.findIndex((_, at) => [0x50, 0x4b, 1, 2].every((byte, i) => bytes[at + i] === byte));
}

function changed(bytes: Bytes, at: number, value: readonly number[]): Bytes {
  const out = bytes.slice();
  out.set(value, at);
  return out;
}

/** A large file of zeros between the bytes at its start and those at its end, as far as readers slice it. */
class SparseFile extends File {
  readonly #start: Uint8Array;
  readonly #end: Uint8Array;
  readonly #size: number;

  constructor(start: Uint8Array, end: Uint8Array, size: number) {
    super([], 'far.zip');
    this.#start = start;
    this.#end = end;
    this.#size = size;
  }

  override get size(): number {
    return this.#size;
  }

  override slice(from = 0, to = this.#size): Blob {
    const bytes = new Uint8Array(Math.max(0, Math.min(to, this.#size) - from));
    for (const [part, at] of [
      [this.#start, 0],
      [this.#end, this.#size - this.#end.length],
    ] as const)
      for (let i = Math.max(0, from - at); i < Math.min(part.length, to - at); i++)
        bytes[at + i - from] = part[i] ?? 0;
    return new Blob([bytes]);
  }

  override stream(): never {
    throw new Error('The whole file is never read.');
  }
}

async function detailOf(broken: Bytes): Promise<string | undefined> {
  const found = await problemOf(open(asFile(broken)));
  return found?.tag === 'damaged-file' ? found.detail : found?.tag;
}

/** A tar archive of text files, as POSIX describes it. */
function tar(contents: Readonly<Record<string, string>>): Bytes {
  const blocks = Object.entries(contents).flatMap(([name, text]) => {
    const header = new Uint8Array(512);
    const put = (at: number, field: string) => header.set(strToU8(field), at);
    put(0, name);
    put(124, text.length.toString(8).padStart(11, '0'));
    put(148, ' '.repeat(8));
    put(156, '0');
    put(257, 'ustar');
    put(263, '00');
    const sum = header.reduce((total, byte) => total + byte, 0);
    put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
    const body = new Uint8Array(Math.ceil(text.length / 512) * 512);
    body.set(strToU8(text));
    return [header, body];
  });
  return new Uint8Array(Buffer.concat([...blocks, new Uint8Array(1024)]));
}

describe('entries that begin with ./', () => {
  const dotted = Object.fromEntries(Object.entries(TRIPLET).map(([name, text]) => [`./${name}`, text]));

  it.each([
    ['tar -C folder .', asFile(tar(dotted), 'counts.tar')],
    ['zip -r ./', asFile(zip(dotted))],
    ['a table in a tar archive', asFile(tar({ './screen.csv': TABLE }), 'screen.tar')],
  ])('%s', async (_, file) => {
    expect(await problemOf(open(file))).toBeNull();
  });
});

describe('an archive of one data set opens under its own name', () => {
  it.each([0, 6] as const)(
    'a matrix with names and labels in a folder, compression level %i',
    async (level) => {
      const labels = 'cell_barcode,guide_identity\nAAAC-1,NT\nAAAG-1,GATA1\n';
      const aside = {
        'outs/filtered/cell_identities.csv': labels,
        'outs/README.txt': 'what this is',
        '__MACOSX/outs/._matrix.mtx': 'x',
        'outs/report.html': '<html>',
        'outs/filtered/.DS_Store': 'x',
      };
      const source = await open(asFile(zip({ ...TRIPLET, ...aside }, level), 'GSM1.zip'));
      expect(source.opened).toMatchObject({
        name: 'GSM1.zip',
        format: 'mtx',
        cellNames: ['AAAC-1', 'AAAG-1'],
      });
      expect(columnsOf(source.opened.obs)).toEqual({ guide_identity: ['NT', 'GATA1'] });
      expect(await denseOf(source, 'matrix')).toEqual([
        [5, 0, 2],
        [0, 7, 0],
      ]);
    },
  );

  it.each([
    ['screen.csv', TABLE, 'text'],
    ['a/b/c/dense.h5ad', fixtureBytes('dense.h5ad'), 'h5ad'],
    ['small.loom', fixtureBytes('small.loom'), 'loom'],
    ['tenx-v3.h5', fixtureBytes('tenx-v3.h5'), '10x'],
    ['../../../../etc/screen.csv', TABLE, 'text'],
    ['C:\\data\\screen.csv', TABLE, 'text'],
    ['/screen.csv', TABLE, 'text'],
  ])('%s', async (name, content, format) => {
    const { opened } = await open(asFile(zip({ [name]: content })));
    expect(opened).toMatchObject({ name: 'data.zip', format });
  });

  it('the output of Cell Ranger, of which the matrix of cells is read and that of all droplets told', async () => {
    const raw = Object.entries(TRIPLET).map(
      ([name, text]) => [name.replace('filtered', 'raw'), text] as const,
    );
    const aside = {
      'outs/analysis/pca/projection.csv': 'Barcode,PC-1\n',
      'outs/metrics_summary.csv': 'a\n1\n',
    };
    const { opened } = await open(asFile(zip({ ...TRIPLET, ...Object.fromEntries(raw), ...aside })));
    expect(opened).toMatchObject({ name: 'data.zip', cellNames: ['AAAC-1', 'AAAG-1'] });
    expect(opened.notes).toEqual([{ tag: 'unfiltered-left-out', file: 'outs/raw/matrix.mtx' }]);
  });

  it('a table and its labels', async () => {
    const values = 'cell,GATA1,SPI1\nc1,1,2\nc2,3,4\nc3,3,4\n';
    const { opened } = await open(
      asFile(zip({ 'values.csv': values, 'labels.csv': 'cell,ko\nc1,wt\nc2,GATA1\n' })),
    );
    expect(columnsOf(opened.obs)).toMatchObject({ ko: ['wt', 'GATA1', ''] });
  });

  it('labels dropped with the archive take precedence over those inside', async () => {
    const inside = { ...TRIPLET, 'labels.csv': 'cell,ko\nAAAC-1,inside\n' };
    const labels = new File(['cell,ko\nAAAC-1,beside\n'], 'labels.csv');
    const { opened } = await open(asFile(zip(inside)), labels);
    expect(columnsOf(opened.obs)).toEqual({ ko: ['beside', ''] });
  });

  it('an archive is recognised by content, not by name', async () => {
    expect((await open(asFile(zip({ 'screen.csv': TABLE }), 'screen.csv'))).opened.cells).toBe(2);
  });
});

describe('ZIP64, as written by the zipfile module of Python (scripts/references/readers_zip64.py)', () => {
  const expected = { name: 'screen.csv', format: 'text', cells: 40 };

  it('reads sizes and places of 64 bits', async () => {
    const { opened } = await open(fixture('zip64.zip'));
    expect(opened).toMatchObject({ ...expected, name: 'zip64.zip' });
    expect(opened.genes['table']?.index).toEqual(['GATA1', 'SPI1']);
  });

  it('reads an entry and a directory beyond 4 GiB', async () => {
    const { start, end, endsAt } = JSON.parse(new TextDecoder().decode(fixtureBytes('zip64-far.json')));
    const far = new SparseFile(Buffer.from(start, 'base64'), Buffer.from(end, 'base64'), endsAt);
    expect(far.size).toBeGreaterThan(2 ** 32);
    const { opened } = await open(far);
    expect(opened).toMatchObject({ ...expected, name: 'far.zip' });
  });

  it('says that an archive beyond 4 GiB was cut short', async () => {
    const { start, end, endsAt } = JSON.parse(new TextDecoder().decode(fixtureBytes('zip64-far.json')));
    for (const missing of [1, 30, 120]) {
      const cut = Buffer.from(end, 'base64').subarray(0, -missing);
      const far = new SparseFile(Buffer.from(start, 'base64'), cut, endsAt - missing);
      expect(await problemOf(open(far))).toMatchObject({
        tag: 'damaged-file',
        where: 'the list of its contents',
      });
    }
  });

  it('refuses an entry above the size limit before unpacking', async () => {
    const bytes = fixtureBytes('zip64.zip');
    const extraField = directoryAt(bytes) + 46 + 'screen.csv'.length;
    const large = changed(bytes, extraField + 4, [0, 0, 0, 0, 2, 0, 0, 0]);
    expect(await problemOf(open(asFile(large)))).toMatchObject({ tag: 'archive-too-large', megabytes: 8590 });
  });

  it('a cut or a changed byte anywhere gives an error or the values, without a crash', async () => {
    const tags = await tagsOfDamaged(fixtureBytes('zip64.zip'), 1);
    expect(tags).toContain('damaged-file');
    expect(tags).not.toContain('out-of-memory');
  });
});

describe('archives that are refused', () => {
  it('two data sets are named', async () => {
    const twice = { 'a.h5ad': 'x', 'b.loom': 'y' };
    expect(await problem(twice)).toEqual({
      tag: 'archive-ambiguous',
      file: 'data.zip',
      entries: ['a.h5ad', 'b.loom'],
    });
    expect(await problem({ ...TRIPLET, 'screen.h5ad': 'x' })).toMatchObject({
      tag: 'archive-ambiguous',
    });
  });

  it('without data, or empty', async () => {
    expect(await problem({ 'picture.png': 'x' })).toEqual({
      tag: 'archive-without-data',
      file: 'data.zip',
      entries: ['picture.png'],
    });
    expect(await problem({})).toMatchObject({ tag: 'archive-without-data', entries: [] });
    expect(await problem({ 'inner.csv': zip({ 'a.csv': TABLE }) })).toMatchObject({
      tag: 'archive-without-data',
    });
  });

  it('a Zarr store beside other data is ambiguous', async () => {
    expect(await problem({ 'x/.zgroup': '{}', 'x/X/0.0': 'x', 'y.h5ad': 'x' })).toEqual({
      tag: 'archive-ambiguous',
      file: 'data.zip',
      entries: ['x/', 'y.h5ad'],
    });
  });

  it('an Excel workbook is recognised', async () => {
    const workbook = { '[Content_Types].xml': '<x/>', 'xl/workbook.xml': '<x/>' };
    expect(await problem(workbook)).toMatchObject({ tag: 'unsupported-format', format: 'Excel (xlsx)' });
  });

  it('missing parts of a matrix', async () => {
    const { 'outs/filtered/matrix.mtx': matrix, ...names } = TRIPLET;
    expect(await problem(names)).toMatchObject({ tag: 'incomplete-triplet', missing: ['matrix'] });
    expect(await problem({ 'matrix.mtx': matrix })).toMatchObject({
      tag: 'incomplete-triplet',
      missing: ['features', 'barcodes'],
    });
  });

  it('encrypted', async () => {
    const bytes = zip({ 'screen.csv': TABLE });
    const locked = changed(bytes, directoryAt(bytes) + 8, [1, 0]);
    expect(await problemOf(open(asFile(locked)))).toEqual({ tag: 'encrypted-archive', file: 'data.zip' });
  });

  it('an unknown compression method', async () => {
    const bytes = zip({ 'screen.csv': TABLE });
    const other = changed(bytes, directoryAt(bytes) + 10, [9, 0]);
    expect(await problemOf(open(asFile(other)))).toMatchObject({
      tag: 'unsupported-format',
      format: expect.stringContaining('method 9'),
    });
  });

  it('an entry larger than stated (bomb) is stopped at the stated size', async () => {
    const bytes = zip({ 'screen.csv': '0'.repeat(50_000_000) });
    expect(bytes.length).toBeLessThan(60_000);
    const bomb = changed(bytes, directoryAt(bytes) + 24, [0xe8, 3, 0, 0]);
    expect(await problemOf(open(asFile(bomb)))).toMatchObject({
      tag: 'damaged-file',
      where: 'screen.csv',
      detail: 'It is larger than the archive states.',
    });
  });

  it('an entry above the size limit, before unpacking', async () => {
    const bytes = zip({ 'screen.csv': TABLE });
    const large = changed(bytes, directoryAt(bytes) + 24, [0, 0, 0, 0xf0]);
    expect(await problemOf(open(asFile(large)))).toEqual({
      tag: 'archive-too-large',
      file: 'data.zip',
      entry: 'screen.csv',
      megabytes: 4027,
      limit: 256,
    });
  });

  it('an entry that unpacks to more than 250 times its size, above 256 MB, before unpacking', () => {
    expect(unpacking(256_000_000, 1000)).not.toThrow();
    expect(unpacking(256_000_001, 1000)).toThrow('archive-too-large');
    expect(unpacking(2_500_000_000, 10_000_000)).not.toThrow();
    expect(unpacking(2_500_000_001, 10_000_000)).toThrow('archive-too-large');
    expect(unpacking(4_000_000_001, 4_000_000_000)).toThrow('archive-too-large');
  });

  it('a short entry, a wrong checksum, a broken stream, an offset outside', async () => {
    const bytes = zip({ 'screen.csv': TABLE });
    const at = directoryAt(bytes);
    expect(await detailOf(changed(bytes, at + 24, [0xff, 0xff, 0, 0]))).toBe(
      'It is shorter than the archive states.',
    );
    expect(await detailOf(changed(bytes, at + 16, [0, 0, 0, 0]))).toBe('Its checksum is wrong.');
    expect(await detailOf(changed(bytes, 40, [0xff]))).toMatch(/^The compressed data cannot be unpacked/);
    expect(await detailOf(changed(bytes, at + 42, [7, 0, 0, 0]))).toBe(
      'It is not at the position that the archive states.',
    );
    expect(await detailOf(changed(bytes, at + 20, [0xff, 0xff, 0, 0]))).toBe(
      'The archive ends before it does.',
    );
  });

  it('a cut or a changed byte anywhere gives an error or the values, without a crash', async () => {
    const tags = await tagsOfDamaged(zip(TRIPLET), 3);
    expect(tags).toContain('damaged-file');
    expect(tags).not.toContain('out-of-memory');
  });
});

function unpacking(bytes: number, packed: number): () => void {
  return () => {
    expectSize('data.zip', 'screen.csv', bytes, packed);
  };
}

/** What becomes of an archive that is cut, or has a changed byte, at every `step`-th place. */
async function tagsOfDamaged(bytes: Uint8Array<ArrayBuffer>, step: number): Promise<ReadonlySet<string>> {
  const tags = new Set<string>();
  for (let at = 4; at < bytes.length; at += step) {
    tags.add((await problemOf(open(asFile(bytes.slice(0, at)))))?.tag ?? 'read');
    tags.add((await problemOf(open(asFile(changed(bytes, at, [(bytes[at] ?? 0) ^ 0xff])))))?.tag ?? 'read');
  }
  return tags;
}
