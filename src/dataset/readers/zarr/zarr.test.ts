/** Zarr stores written by other programs (scripts/references/readers_zarr.py), as archives and folders, intact and damaged. */
import { readFileSync } from 'node:fs';
import { gzipSync, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fixture, fixtureBytes, open, problemOf, wholeOf } from '../../../../tests/fixtures/readers/fixture';
import { bundled, isStore } from './store';

const columns = z.record(z.string(), z.array(z.union([z.string(), z.number()]).nullable()));
const expected = z
  .record(
    z.string(),
    z.object({
      cells: z.array(z.string()),
      genes: z.array(z.string()),
      obs: columns,
      var: columns,
      matrices: z.record(z.string(), z.array(z.array(z.number()))),
    }),
  )
  .parse(
    JSON.parse(
      readFileSync(new URL('../../../../tests/fixtures/readers/expected-zarr.json', import.meta.url), 'utf8'),
    ),
  );

type Files = Record<string, Uint8Array>;

const filesOf = (name: string): Files => unzipSync(fixtureBytes(name));

function asFolder(files: Files, name = 'screen.zarr'): File {
  const parts = Object.entries(files).map(([path, bytes]) => ({
    path,
    file: new Blob([new Uint8Array(bytes)]),
  }));
  return bundled(name, parts);
}

const asArchive = (files: Files) => new File([new Uint8Array(zipSync(files))], 'screen.zarr.zip');

describe('SpatialData', () => {
  const group = strToU8('{"zarr_format":2}');
  const [[name, wanted] = ['', undefined]] = Object.entries(expected).filter(([, { matrices }]) =>
    Object.hasOwn(matrices, 'X'),
  );
  const below = (root: string) =>
    Object.entries(filesOf(name)).map(([path, bytes]): [string, Uint8Array] => [root + path, bytes]);
  const holding = (...tables: readonly string[]): Files =>
    Object.fromEntries([
      ['.zgroup', group],
      ['images/.zgroup', group],
      ['tables/.zgroup', group],
      ...tables.flatMap((table) => below(`tables/${table}/`)),
    ]);

  it('is read as its table', async () => {
    expect(await wholeOf(await open(asArchive(holding('cells'))))).toEqual(wanted);
  });

  it('of several tables is refused with their names', async () => {
    expect(await problemOf(open(asArchive(holding('cells', 'nuclei'))))).toMatchObject({
      tag: 'archive-ambiguous',
      entries: ['tables/cells', 'tables/nuclei'],
    });
  });
});

describe('AnnData in Zarr gives the written values', () => {
  it.each(Object.entries(expected))('%s', async (name, wanted) => {
    const source = await open(fixture(name));
    expect(source.opened.format).toBe('zarr');
    expect(await wholeOf(source)).toEqual(wanted);
  });

  it.each(['csr-blosc.zarr.zip', 'v3-sharded.zarr.zip'])('%s as a folder', async (name) => {
    const source = await open(asFolder(filesOf(name)));
    expect(source.opened.name).toBe('screen.zarr');
    expect(await wholeOf(source)).toEqual(expected[name]);
  });

  it('inside a folder of a compressed archive, beside system files', async () => {
    const inside = Object.entries(filesOf('dense-zstd.zarr.zip')).map(([path, bytes]) => [
      `out/a.zarr/${path}`,
      bytes,
    ]);
    const files: Files = { ...Object.fromEntries(inside), '__MACOSX/out/.zgroup': strToU8('x') };
    expect(await wholeOf(await open(asArchive(files)))).toEqual(expected['dense-zstd.zarr.zip']);
  });

  it('takes labels from a second file', async () => {
    const labels = new File(['cell,guide\ncell1,sgFli1\ncell4,NT\n'], 'guides.csv');
    const { opened } = await open(fixture('v3-csr.zarr.zip'), labels);
    expect(opened.obs[0]?.name).toBe('guide');
  });

  it('a store is recognised by its groups', () => {
    expect(isStore(['.zgroup', 'X/.zarray'])).toBe(true);
    expect(isStore(['data.zarr/zarr.json', 'data.zarr/X/zarr.json'])).toBe(true);
    expect(isStore(['a.zarr/.zgroup', 'b.zarr/.zgroup'])).toBe(false);
    expect(isStore(['a.zarr/.zgroup', 'b.h5ad'])).toBe(false);
    expect(isStore(['matrix.mtx'])).toBe(false);
  });
});

const without = (name: string, path: string): Files =>
  Object.fromEntries(Object.entries(filesOf(name)).filter(([own]) => own !== path));
const withFile = (name: string, path: string, change: (bytes: Uint8Array) => Uint8Array): Files => {
  const files = filesOf(name);
  return { ...files, [path]: change(files[path] ?? new Uint8Array(0)) };
};
/** Inverts the byte at a distance from the end. */
const otherAt = (beforeEnd: number, bytes: Uint8Array) =>
  bytes.map((byte, at) => (at === bytes.length - beforeEnd ? byte ^ 0xff : byte));
const edited = (name: string, path: string, from: string | RegExp, to: string): Files =>
  withFile(name, path, (bytes) => strToU8(new TextDecoder().decode(bytes).replace(from, to)));

describe('errors in Zarr stores name their place', () => {
  it.each<[string, Files, object]>([
    [
      'a lost chunk of a sparse matrix',
      without('csr-plain.zarr.zip', 'X/data/1'),
      { tag: 'damaged-file', where: 'X/data', detail: 'The file X/data/1 is missing.' },
    ],
    [
      'lost names',
      without('v3-csr.zarr.zip', 'obs/_index/c/1'),
      { tag: 'damaged-file', where: 'obs/_index' },
    ],
    [
      'a chunk cut short',
      withFile('csr-plain.zarr.zip', 'X/data/1', (bytes) => bytes.slice(0, 8)),
      { tag: 'damaged-file', where: 'X/data', detail: 'Chunk 1 holds 2 of 3 values.' },
    ],
    [
      'packed data that cannot be unpacked',
      withFile('dense-zstd.zarr.zip', 'X/0.0', (bytes) => bytes.map((byte) => byte ^ 0x5a)),
      { tag: 'damaged-file', where: 'X' },
    ],
    [
      'a chunk that unpacks to more than it should',
      withFile('csc-gzip.zarr.zip', 'X/data/1', () => gzipSync(new Uint8Array(3_000_000))),
      { tag: 'damaged-file', where: 'X/data', detail: expect.stringContaining('More than the 12 bytes') },
    ],
    [
      'a chunk that is not what its checksum says',
      withFile('csc-gzip.zarr.zip', 'X/data/1', (bytes) => otherAt(8, bytes)),
      { tag: 'damaged-file', where: 'X/data', detail: expect.stringContaining('cannot be unpacked') },
    ],
    [
      'a chunk with a byte too many',
      withFile('csr-plain.zarr.zip', 'X/data/1', (bytes) => Uint8Array.of(0, ...bytes)),
      { tag: 'damaged-file', where: 'X/data', detail: 'Chunk 1 holds 13 of 12 bytes.' },
    ],
    [
      'a list of the parts of a shard that is not what its checksum says',
      withFile('v3-sharded.zarr.zip', 'X/c/0/0', (bytes) => otherAt(68, bytes)),
      { tag: 'damaged-file', where: 'X', detail: expect.stringContaining('The checksum is wrong.') },
    ],
    [
      'a shard without a checksum whose parts lie outside',
      {
        ...edited('v3-sharded.zarr.zip', 'X/zarr.json', ', {"name": "crc32c"}', ''),
        'X/c/0/0': otherAt(60, filesOf('v3-sharded.zarr.zip')['X/c/0/0']?.slice(0, -4) ?? new Uint8Array(0)),
      },
      { tag: 'damaged-file', where: 'X', detail: expect.stringContaining('are requested') },
    ],
    [
      'a description that is none',
      withFile('csr-plain.zarr.zip', 'X/data/.zarray', () => strToU8('<html>')),
      { tag: 'damaged-file', where: 'X/data/.zarray', detail: 'It is not JSON.' },
    ],
    [
      'a group that is none',
      withFile('v3-csr.zarr.zip', 'obs/zarr.json', () => strToU8('[')),
      { tag: 'damaged-file', where: 'obs/zarr.json', detail: 'It is not JSON.' },
    ],
    [
      'a packing nobody knows',
      edited('csr-plain.zarr.zip', 'X/data/.zarray', '"compressor": null', '"compressor": {"id": "lossy"}'),
      { tag: 'unsupported-encoding', where: 'X/data', encoding: 'packed with lossy' },
    ],
    [
      'lost rows of the records of 0.6',
      without('v0.6-csr.zarr.zip', 'obs/1'),
      { tag: 'damaged-file', where: 'obs', detail: 'The file obs/1 is missing.' },
    ],
    [
      'records cut short',
      withFile('v0.6-plain.zarr.zip', 'obs/1', (bytes) => bytes.slice(0, 50)),
      { tag: 'damaged-file', where: 'obs', detail: expect.stringContaining('Chunk 1 holds 50 of ') },
    ],
    [
      'records that unpack to something else',
      withFile('v0.6-csr.zarr.zip', 'obs/1', (bytes) => bytes.slice(0, 20)),
      { tag: 'damaged-file', where: 'obs' },
    ],
    [
      'names of chunks that nobody writes, where missing ones are zeros',
      edited('v3-dense.zarr.zip', 'X/zarr.json', /"separator":\s*"\/"/, '"separator": {}'),
      { tag: 'damaged-file', where: 'X', detail: expect.stringContaining('No array has a file called') },
    ],
    [
      'a packing whose name is a number',
      edited('csr-plain.zarr.zip', 'X/data/.zarray', '"compressor": null', '"compressor": {"id": 7}'),
      { tag: 'unsupported-encoding', where: 'X/data', encoding: 'packed with 7' },
    ],
    [
      'records with members nobody knows',
      edited('v0.6-plain.zarr.zip', 'obs/.zarray', '"<i8"', '"|O"'),
      { tag: 'unsupported-encoding', where: 'obs' },
    ],
    [
      'records packed in a way nobody knows',
      edited('v0.6-plain.zarr.zip', 'obs/.zarray', '"compressor": null', '"compressor": {"id": "lossy"}'),
      { tag: 'unsupported-encoding', where: 'obs', encoding: 'packed with lossy' },
    ],
    [
      'a category that is not there',
      edited('v0.6-plain.zarr.zip', 'uns/perturbation_categories/.zarray', /"shape": \[\s*4/, '"shape": [2'),
      { tag: 'damaged-file', where: 'obs/perturbation' },
    ],
    [
      'a size beyond anything',
      edited('csr-plain.zarr.zip', 'X/data/.zarray', /"chunks": \[\s*\d+/, '"chunks": [9999999999'),
      { tag: 'out-of-memory' },
    ],
    [
      'a store of something else',
      { '.zgroup': strToU8('{"zarr_format":2}'), 'image/.zgroup': strToU8('{"zarr_format":2}') },
      { tag: 'unsupported-format' },
    ],
    [
      'two stores',
      { 'a/.zgroup': strToU8('{"zarr_format":2}'), 'b/.zgroup': strToU8('{"zarr_format":2}') },
      { tag: 'archive-ambiguous', entries: ['a/', 'b/'] },
    ],
  ])('%s', async (_, files, problem) => {
    expect(await problemOf(open(asArchive(files)))).toMatchObject({ file: 'screen.zarr.zip', ...problem });
  });

  it('a bundle with a forged list', async () => {
    const whole = new Uint8Array(await asFolder(filesOf('csr-plain.zarr.zip')).arrayBuffer());
    const broken = new File([whole.slice(0, 40)], 'a.zarr');
    expect(await problemOf(open(broken))).toMatchObject({ tag: 'damaged-file', file: 'a.zarr' });
  });
});
