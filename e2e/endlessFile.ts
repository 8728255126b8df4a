/**
 * An AnnData file that the HDF5 library (2.0) reads for ever: an entry of length 0 in the second half of a heap of
 * texts. Such heaps are refused if they lie within a page; this one crosses the end of a page of a file read in pages.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Group } from 'h5wasm';
import { encode, frameGroup } from '../src/dataset/writers/h5ad';

const CELLS = 160_000;
const NAME_LENGTH = 200;
/** Page size of large files (src/dataset/readers/hdf5/module.ts). */
const PAGE = 2 ** 21;
/** Header sizes of a heap and of its entries. */
const HEADER = 16;

/** Paths of the intact and the damaged file, written once. */
export async function largeFiles(): Promise<{ readonly whole: string; readonly endless: string }> {
  const whole = resolve('.cache', 'e2e', 'large.h5ad');
  const endless = resolve('.cache', 'e2e', 'endless.h5ad');
  if (!existsSync(whole) || !existsSync(endless)) {
    mkdirSync(dirname(whole), { recursive: true });
    const bytes = await written();
    writeFileSync(whole, bytes);
    writeFileSync(endless, damaged(bytes));
  }
  return { whole, endless };
}

async function written(): Promise<Buffer> {
  const { default: library } = await import('h5wasm');
  const { FS } = await library.ready;
  const file = new library.File('/large.h5ad', 'w');
  encode(file, 'anndata', '0.1.0');
  writeFrame(file, 'var', ['GATA1', 'SPI1', 'KLF1'], {});
  const values = Float32Array.from({ length: 3 * CELLS }, (_, at) => (at * 7) % 5);
  encode(file.create_dataset({ name: 'X', data: values, shape: [CELLS, 3] }), 'array', '0.2.0');
  const names = Array.from({ length: CELLS }, (_, cell) => String(cell).padStart(NAME_LENGTH, 'c'));
  const labels = names.map((_, cell) => ['control', 'GATA1', 'SPI1'][cell % 3] ?? '');
  writeFrame(file, 'obs', names, { perturbation: labels });
  file.close();
  return Buffer.from(FS.readFile('/large.h5ad'));
}

function writeFrame(
  file: Group,
  name: string,
  index: string[],
  columns: Readonly<Record<string, string[]>>,
): void {
  const frame = frameGroup(file, name, Object.keys(columns));
  for (const [column, data] of Object.entries({ _index: index, ...columns }))
    encode(frame.create_dataset({ name: column, data }), 'string-array', '0.2.0');
}

/** Sets the length of the first entry after a page end to 0, in the first heap of cell names that crosses one. */
function damaged(bytes: Buffer): Buffer {
  const out = Buffer.from(bytes);
  const entry = HEADER + NAME_LENGTH;
  for (let heap = out.indexOf('GCOL'); heap >= 0; heap = out.indexOf('GCOL', heap + 1)) {
    const end = heap + Number(out.readBigUInt64LE(heap + 8));
    const behind = Math.ceil(heap / PAGE) * PAGE;
    const isOfNames = Number(out.readBigUInt64LE(heap + HEADER + 8)) === NAME_LENGTH;
    if (!isOfNames || end < behind + entry) continue;
    const at = heap + HEADER + Math.ceil((behind - heap - HEADER) / entry) * entry;
    return out.fill(0, at, at + HEADER);
  }
  throw new Error('No heap lies across the end of a page.');
}
