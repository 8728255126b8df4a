import { describe, expect, it } from 'vitest';
import type { Block } from '../source';
import { finiteBlocks, type MatrixReader, rawBlocks } from './matrixReader';
import { describeMatrix } from './sampling';

const quiet = () => undefined;

/** A generated matrix: cell c has the value c + 1 in gene c % genes, or in all genes where it is dense. */
function syntheticDense(
  cells: number,
  genes: number,
  band: number,
  bad: readonly number[] = [],
): MatrixReader {
  return {
    encoding: 'dense',
    cells,
    genes,
    bytesPerEntry: 4,
    band,
    entriesBefore: (line) => line * genes,
    read(first, count): Block {
      const values = new Float32Array(count * genes);
      for (let i = 0; i < count; i++) values[i * genes + ((first + i) % genes)] = first + i + 1;
      for (const position of bad) {
        if (position >= first * genes && position < (first + count) * genes)
          values[position - first * genes] = NaN;
      }
      return { layout: 'dense', first, count, values };
    },
  };
}

async function cuts(reader: MatrixReader): Promise<[first: number, count: number][]> {
  const found: [number, number][] = [];
  for await (const { first, count } of rawBlocks(reader, quiet)) found.push([first, count]);
  return found;
}

describe('blocks', () => {
  it('cover every line once, in order, with at most four million entries each', async () => {
    const found = await cuts(syntheticDense(9_001, 1_000, 1));
    expect(found.map(([first]) => first)).toEqual([0, 4_000, 8_000]);
    expect(found.reduce((sum, [, count]) => sum + count, 0)).toBe(9_001);
  });

  it('end at chunk boundaries, so that no chunk is decompressed twice', async () => {
    const found = await cuts(syntheticDense(9_001, 1_000, 300));
    expect(found).toEqual([
      [0, 3_900],
      [3_900, 3_900],
      [7_800, 1_201],
    ]);
  });

  it('contain a whole chunk that is larger than a block', async () => {
    const found = await cuts(syntheticDense(9_000, 1_000, 6_000));
    expect(found).toEqual([
      [0, 6_000],
      [6_000, 3_000],
    ]);
  });

  it('count values that are not finite and name the first', async () => {
    const reader = syntheticDense(9_000, 1_000, 1, [4_500_123, 8_999_999]);
    const read = async () => {
      for await (const block of finiteBlocks(reader, 'f.h5ad', (cell, gene) => `${cell}/${gene}`, quiet)) {
        expect(block.first).toBe(0);
      }
    };
    await expect(read()).rejects.toMatchObject({
      problem: { tag: 'not-finite', file: 'f.h5ad', where: '4500/123', count: 2 },
    });
  });
});

const placeText = (cell: number, gene: number) => `${cell}, ${gene}`;

describe('sampled cells', () => {
  it.each([
    ['spread over the file', 1],
    ['in a few neighbourhoods of a large chunked matrix', 50],
  ])('%s give their own sums', async (_, band) => {
    const info = await describeMatrix('X', syntheticDense(20_000, 1_000, band), placeText, quiet);
    expect(info.rowSums).toHaveLength(200);
    // The sum of a cell is its number plus one.
    const sums = [...info.rowSums];
    expect(new Set(sums).size).toBe(200);
    expect(sums.every((sum) => Number.isInteger(sum) && sum >= 1 && sum <= 20_000)).toBe(true);
    expect(Math.max(...sums)).toBeGreaterThan(17_000);
    expect([...info.sample].toSorted((a, b) => a - b)).toEqual(sums.toSorted((a, b) => a - b));
    expect([info.minimum, info.maximum]).toEqual([0, Math.max(...sums)]);
  });

  it('of one chunk are read at once, and no others enter the sample', async () => {
    const reader = syntheticDense(3_600, 100, 1_800);
    const reads: (readonly number[])[] = [];
    const counted = {
      ...reader,
      read: (first: number, count: number) => {
        reads.push([first, count]);
        return reader.read(first, count);
      },
    };
    const info = await describeMatrix('X', counted, placeText, quiet);
    expect(reads).toEqual([
      [0, 1_783],
      [1_800, 1_783],
    ]);
    const apart = await describeMatrix('X', syntheticDense(3_600, 100, 1), placeText, quiet);
    expect(info).toEqual(apart);
  });
});
