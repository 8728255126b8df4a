/** Packed blocks are the blocks they were packed from, in less memory. */
import { expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { linesOf } from '../../tests/support/dataset/blocks';
import { packed } from './packedBlock';
import type { Block } from './source';

function sparse(indices: readonly number[], values: readonly number[]): Block {
  const pointers = Float64Array.of(0, Math.ceil(values.length / 2), values.length);
  const [count, first] = [2, 5];
  const of = { indices: Int32Array.from(indices), values: Float32Array.from(values) };
  return { layout: 'by-cell', first, count, pointers, ...of };
}

function again(block: Block) {
  const part = packed(block);
  if (part === null) throw new Error('not packed');
  return linesOf(part);
}

const random = Random.mixed(5);
/** Mostly small, of every length in bits. */
const number = (most: number) => Math.floor(2 ** (most * random.uniform() ** 2)) - 1;

it('counts in any order and of any size stay the same, whatever the layout', () => {
  for (let round = 0; round < 40; round++) {
    const entries = Array.from({ length: number(9) }, () => [number(31), number(30)] as const);
    const block = sparse(
      entries.map(([index]) => index),
      entries.map(([, value]) => Math.fround(value)),
    );
    expect(again(block)).toEqual(linesOf(block));
    const values = Float32Array.from({ length: 600 }, () =>
      random.uniform() < 0.1 * round ? 0 : number(24),
    );
    const dense: Block = { layout: 'dense', first: 3, count: 2, values };
    expect(again(dense)).toEqual(linesOf(dense));
  }
  const ends = sparse([0, 62, 63, 127, 2 ** 31 - 2, 0], [1, 3, 4, 0, 2 ** 31 - 128, 127]);
  expect(again(ends)).toEqual(linesOf(ends));
});

it('counts of a cell take a byte or two, and other values are not packed', () => {
  const places = Array.from({ length: 2000 }, (_, at) => 10 * at + number(3));
  const counts = places.map(() => 1 + number(3));
  expect(packed(sparse(places, counts))?.codes.length).toBeLessThan(1.5 * 2000);
  for (const value of [0.5, -1, NaN, Infinity, 2 ** 31, 3e9])
    expect(packed(sparse([1, 2], [1, value]))).toBeNull();
});
