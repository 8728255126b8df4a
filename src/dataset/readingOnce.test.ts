/** A source whose matrix is kept after it was read whole. */
import { expect, it } from 'vitest';
import { readingOnce } from './readingOnce';
import { linesOf } from '../../tests/support/dataset/blocks';
import type { ReadSource } from './entryReader';
import type { ExpressionSource } from './source';

/** Two blocks of `values` values each, and how often they were begun to be read. */
function counted(values: number, unit = 1) {
  const told = { readings: 0, isClosed: false };
  const source: ExpressionSource = {
    opened: {} as never,
    async *blocks(path, onBytes, wanted) {
      told.readings += 1;
      await Promise.resolve();
      for (const first of [0, 1]) {
        const kept = wanted?.[0] === 0 ? 0 : values;
        yield {
          layout: 'dense',
          first,
          count: 1,
          values: new Float32Array(kept).fill(unit * (first + path.length)),
        };
        onBytes(50 * (first + 1), 100);
      }
    },
    close: () => {
      told.isClosed = true;
    },
  };
  return { source: readingOnce(source), told };
}

async function read(source: ReadSource, path = 'X', wanted?: Uint8Array) {
  const blocks: ReturnType<typeof linesOf>[] = [];
  const shares: (readonly [number, number])[] = [];
  for await (const block of source.blocks(path, (...bytes) => shares.push(bytes), wanted))
    blocks.push(linesOf(block));
  return { blocks, shares };
}

async function pass(source: ReadSource) {
  for await (const block of source.blocks('X', () => undefined)) expect(block.count).toBe(1);
}

it('is read once, and gives the same blocks and progress again', async () => {
  const { source, told } = counted(3);
  const first = await read(source);
  expect(await read(source)).toEqual(first);
  expect(await read(source, 'X', Uint8Array.of(0))).toEqual(first);
  expect(first.shares).toEqual([
    [50, 100],
    [100, 100],
  ]);
  expect(told.readings).toBe(1);
  await read(source, 'layers/counts');
  expect((await read(source)).blocks).toEqual(first.blocks);
  expect(told.readings).toBe(3);
  source.close();
  expect(told.isClosed).toBe(true);
});

it('is read again where it was read in part, for some genes, or is large', async () => {
  const { source, told } = counted(3);
  for await (const _ of source.blocks('X', () => undefined)) break;
  await read(source, 'X', Uint8Array.of(0));
  expect((await read(source)).blocks[0]?.[0]).toHaveLength(3);
  expect(told.readings).toBe(3);
  // What is no count cannot be packed.
  const large = counted(2 ** 26 + 1, 0.3);
  await pass(large.source);
  await pass(large.source);
  expect(large.told.readings).toBe(2);
  const counts = counted(2 ** 26 + 1, 0);
  await pass(counts.source);
  await pass(counts.source);
  expect(counts.told.readings).toBe(1);
});
