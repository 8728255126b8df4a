/** Files that cannot be used, each broken in one way: from kept files by cutting or changing bytes, or written as text. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { given, type GivenFile } from './tables';

/** A file of the readers' tests, under its own name or another one. */
export function fixture(file: string, name = file): GivenFile {
  return given(name, readFileSync(join('tests/fixtures/readers', file)));
}

export function cutShort(file: string, name: string): GivenFile {
  const { buffer } = fixture(file);
  return given(name, buffer.subarray(0, buffer.length / 2));
}

/** One bit changed inside the first packed block of a file written with gzip. */
export function flipped(file: string, name: string): GivenFile {
  const { buffer } = fixture(file);
  const at = buffer.indexOf(Buffer.from([0x78, 0x5e]));
  if (at < 0) throw new Error(`${file} holds no packed block`);
  buffer[at + 6] = (buffer[at + 6] ?? 0) ^ 0x10;
  return given(name, buffer);
}

/** The demo with its largest packed block replaced by bytes that read as NaN, whatever their order. */
export function withoutNumbers(name: string): GivenFile {
  const buffer = readFileSync('public/demo/myeloid.h5ad');
  const blocks = [...buffer.keys()].flatMap((at) => {
    if (buffer[at] !== 0x78) return [];
    try {
      return [{ at, size: inflateSync(buffer.subarray(at)).length }];
    } catch {
      // Not the beginning of a packed block.
      return [];
    }
  });
  const [largest] = blocks.toSorted((a, b) => b.size - a.size);
  if (!largest) throw new Error('the demo holds no packed block');
  deflateSync(Buffer.alloc(largest.size, 0xff)).copy(buffer, largest.at);
  return given(name, buffer);
}
