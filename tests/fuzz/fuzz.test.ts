/**
 * Randomly damaged files of every format are refused with a declared reason or read correctly (links: src/share/hostile.test.ts). The same
 * seeds each time, more of them in CI; `npm run fuzz` draws any number.
 */
import { expect, it } from 'vitest';
import { Random } from '../../src/numerics/random';
import { judged } from './case';
import { fuzzFormats } from './formats';

const SEED = 20_000;
const TIMES = process.env['CI'] ? 3 : 1;

const COSTLY: Readonly<Record<string, number>> = {
  h5ad: 10,
  '10x h5': 8,
  loom: 8,
  h5Seurat: 8,
  'packed h5ad': 6,
  zarr: 12,
  'old zarr': 10,
  tar: 10,
  bombs: 4,
};

/** Cases of each format, by what one costs. */
const counts = fuzzFormats
  .filter(({ name }) => name !== 'links')
  .map((format) => ({ format, name: format.name, count: TIMES * (COSTLY[format.name] ?? 40) }));

it.each(counts)('$name: $count cases', { timeout: 300_000 }, async ({ format, count }) => {
  const faults: string[] = [];
  for (let seed = SEED; seed < SEED + count; seed++) {
    const { fault } = await judged(await format.draw(new Random(seed)));
    if (fault !== null) faults.push(`seed ${seed}: ${fault.slice(0, 2000)}`);
  }
  expect(faults).toEqual([]);
});
