/** Unusable files, each broken in one way: fixtures with cut or changed bytes, or text. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { given, type GivenFile } from './tables';

/** A fixture of the readers' tests, under its own or another name. */
export function fixture(file: string, name = file): GivenFile {
  return given(name, readFileSync(join('tests/fixtures/readers', file)));
}

export function cutShort(file: string, name: string): GivenFile {
  const { buffer } = fixture(file);
  return given(name, buffer.subarray(0, buffer.length / 2));
}

/** One bit changed inside the first gzip block of a file. */
export function flipped(file: string, name: string): GivenFile {
  const { buffer } = fixture(file);
  const at = buffer.indexOf(Buffer.from([0x78, 0x5e]));
  if (at < 0) throw new Error(`${file} holds no packed block`);
  buffer[at + 6] = (buffer[at + 6] ?? 0) ^ 0x10;
  return given(name, buffer);
}

/** The demo with its largest compressed block replaced by bytes that read as NaN in any byte order. */
export function withoutNumbers(name: string): GivenFile {
  const buffer = readFileSync('public/demo/myeloid.h5ad');
  const blocks = [...buffer.keys()].flatMap((at) => {
    if (buffer[at] !== 0x78) return [];
    try {
      return [{ at, size: inflateSync(buffer.subarray(at)).length }];
    } catch {
      // Not the start of a compressed block.
      return [];
    }
  });
  const [largest] = blocks.toSorted((a, b) => b.size - a.size);
  if (!largest) throw new Error('the demo holds no packed block');
  deflateSync(Buffer.alloc(largest.size, 0xff)).copy(buffer, largest.at);
  return given(name, buffer);
}
