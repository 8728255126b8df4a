/** Small files that unpack to very large ones, state sizes that they do not have, or lead elsewhere, for every kind of packing. */
import { deflateRawSync, gzipSync } from 'node:zlib';
import { unzipSync, zipSync } from 'fflate';
import { alone } from '../../src/dataset/readers/fileGroup';
import { openFile } from '../../src/dataset/readers/open';
import { readPrior, readTruth } from '../../src/evaluation/networks/truthFile';
import { memoize, once } from '../../src/numerics/lazy';
import type { Random } from '../../src/numerics/random';
import { geneSetsOf } from '../../src/share/exports/geneSetFile';
import { frameText, nativeDeflater, scriptedDeflater } from '../../src/share/link/frame';
import { fixtureBytes } from '../fixtures/readers/fixture';
import type { FuzzFormat, Reading } from './case';
import { readingOf } from './case';
import { readLink } from './links';
import { encoded, pick } from './mutateText';

type Bytes = Uint8Array<ArrayBuffer>;

const silent = () => undefined;

/** Megabytes that come out. */
const SIZES = [70, 300];

interface Content {
  readonly line: string;
}

const ZEROS: Content = { line: '\u0000' };

const CONTENTS: readonly Content[] = [
  { line: 'GATA1\tKLF1\tActivation\t1\n' },
  { line: 'GATA1,' },
  ZEROS,
  { line: '\n' },
  { line: '"' },
];

/** [megabytes] gzip of the same text over and over, made when it is drawn. */
const gzips = memoize(({ line }: Content) =>
  SIZES.map((megabytes) =>
    once(() => {
      const block = encoded(line.repeat(Math.ceil(1_000_000 / line.length)));
      return new Uint8Array(gzipSync(new Uint8Array(repeated(block, megabytes))));
    }),
  ),
);

function repeated(block: Uint8Array, times: number): Bytes {
  const out = new Uint8Array(block.length * times);
  for (let at = 0; at < times; at++) out.set(block, at * block.length);
  return out;
}

function drawnGzip(random: Random): Bytes {
  return pick(random, gzips(pick(random, CONTENTS, ZEROS)), () => new Uint8Array())();
}

/** Zstandard (RFC 8878): blocks of one repeated byte, 128 kB from four bytes each. */
function zstdBomb(megabytes: number): Bytes {
  const head = [0x28, 0xb5, 0x2f, 0xfd, 0b0000_0000, 0x58];
  const blocks = Array.from({ length: megabytes * 8 }, (_, at) => {
    const size = (131_072 << 3) | (1 << 1) | (at === megabytes * 8 - 1 ? 1 : 0);
    return [size & 0xff, (size >> 8) & 0xff, (size >> 16) & 0xff, 0];
  });
  return Uint8Array.from([...head, ...blocks.flat()]);
}

/** A store of which one chunk is a bomb. */
function zarrBomb(random: Random): Bytes {
  const [name, suits] = pick(
    random,
    [
      ['dense-zstd.zarr.zip', zstdBomb(300)],
      ['csc-gzip.zarr.zip', pick(random, gzips(ZEROS), () => new Uint8Array())()],
    ] as const,
    ['dense-zstd.zarr.zip', zstdBomb(300)],
  );
  const files = unzipSync(fixtureBytes(name));
  const chunks = Object.keys(files).filter((path) => /\/[\d.]+$/u.test(path));
  return new Uint8Array(zipSync({ ...files, [pick(random, chunks, '')]: suits }, { level: 0 }));
}

/** An archive of an endless table, with its stated size or another. */
function zipBomb(random: Random): Bytes {
  const size = 150_000_000;
  const packed = new Uint8Array(zipSync({ 'table.csv': new Uint8Array(size) }, { level: 6 }));
  const view = new DataView(packed.buffer);
  const stated = pick(random, [size, 100, 0xffff_fffe, 3_900_000_000], size);
  for (let at = 0; at + 46 < packed.length; at++)
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, stated, true);
  return packed;
}

/** Names in a header with a checksum: a symbolic or hard link, a device, or a size beyond the file. */
function tarOf(name: string, kind: string, target: string, size: number): Bytes {
  const header = new Uint8Array(512);
  const put = (at: number, text: string) => header.set(encoded(text), at);
  put(0, name);
  put(124, `${size.toString(8).padStart(11, '0')} `);
  put(148, '        ');
  put(156, kind);
  put(157, target);
  put(257, 'ustar\u000000');
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\u0000 `);
  const out = new Uint8Array(512 * 3);
  out.set(header);
  return out;
}

async function opened(bytes: Bytes, name: string): Promise<Reading> {
  const source = await openFile(alone(new File([bytes], name)), silent);
  source.close();
  return { end: 'read', fault: null };
}

const KINDS: readonly ((random: Random) => Promise<Reading>)[] = [
  (random) => opened(drawnGzip(random), 'table.csv.gz'),
  (random) => opened(drawnGzip(random), 'samples.tar.gz'),
  (random) => opened(drawnGzip(random), 'matrix.mtx.gz'),
  (random) => opened(zipBomb(random), 'run.zip'),
  (random) => opened(zarrBomb(random), 'store.zarr.zip'),
  (random) => opened(fileIn(random), 'samples.tar'),
  async (random) => readingOf(await readTruth(new File([drawnGzip(random)], 'known.tsv.gz')), silentFault),
  async (random) =>
    readingOf(await readPrior(new File([drawnGzip(random)], 'vectors.txt.gz'), null), silentFault),
  async (random) =>
    readingOf(
      await geneSetsOf(new File([drawnGzip(random)], 'sets.gmt.gz'), null, ['GATA1', 'KLF1']),
      silentFault,
    ),
  (random) => {
    const bytes = new Uint8Array(deflateRawSync(new Uint8Array(50_000_000)));
    const inflated = pick(random, [50_000_000, 3_999_999, 100], 100);
    const deflater = pick(random, [nativeDeflater, scriptedDeflater], nativeDeflater);
    return readLink(frameText(random.integer(256), [{ bytes, inflated }]), deflater);
  },
];

const silentFault = () => null;

function fileIn(random: Random): Bytes {
  const name = pick(random, ['matrix.mtx', '../../table.csv', '/etc/passwd'], 'matrix.mtx');
  const kind = pick(random, ['1', '2', '3', '6', '0', 'L', 'x'], '2');
  return tarOf(name, kind, '/etc/passwd', pick(random, [0, 512, 2 ** 32, 8 ** 11 - 1], 0));
}

export const bombFormat: FuzzFormat = {
  name: 'bombs',
  draw: (random) => ({
    content: null,
    read: () => pick(random, KINDS, KINDS[0] as (typeof KINDS)[number])(random),
  }),
};
