/** Files written by the libraries of the filters (scripts/references/readers_filters.py, readers_blosc2.py), not by the one that reads them here. */
import { describe, expect, it } from 'vitest';
import { denseOf, fixture, open } from '../../../../tests/fixtures/readers/fixture';

/** The formula of the script. */
const written = Array.from({ length: 60 }, (_, cell) =>
  Array.from({ length: 40 }, (__, gene) =>
    (7 * cell + 3 * gene) % 5 === 0 ? (31 * cell + 17 * gene) % 400 : 0,
  ),
);

describe('filtered values equal the written ones', () => {
  it.each([
    'blosc-blosclz.h5ad',
    'blosc-lz4.h5ad',
    'blosc-zstd.h5ad',
    'lz4.h5ad',
    'bzip2.h5ad',
    'zstd.h5ad',
    'zstd-dense.h5ad',
    'bitshuffle.h5ad',
    'bitshuffle-alone.h5ad',
    'blosc2-zstd.h5ad',
    'blosc2-lz4.h5ad',
    'blosc2-dense.h5ad',
  ])('%s', async (name) => {
    const source = await open(fixture(name));
    expect(await denseOf(source, 'X')).toEqual(written);
    source.close();
  });
});
