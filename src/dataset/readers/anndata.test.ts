import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { columnsOf, fixture, open, wholeOf } from '../../../tests/fixtures/readers/fixture';

const columns = z.record(z.string(), z.array(z.union([z.string(), z.number(), z.null()])));
const expectedFiles = z.record(
  z.string(),
  z.object({
    cells: z.array(z.string()).optional(),
    genes: z.array(z.string()).optional(),
    rawGenes: z.array(z.string()).nullable().optional(),
    obs: columns.optional(),
    var: columns.optional(),
    matrices: z.record(z.string(), z.array(z.array(z.number()))).optional(),
  }),
);
const expected = expectedFiles.parse(
  JSON.parse(readFileSync(new URL('../../../tests/fixtures/readers/expected.json', import.meta.url), 'utf8')),
);

const ascending = (a: number, b: number) => a - b;

/** Values have single precision. */
const single = (rows: readonly (readonly number[])[]) => rows.map((row) => row.map(Math.fround));

describe('an h5ad file gives the values of anndata, h5py and scipy', () => {
  it.each(Object.entries(expected))('%s', async (name, wanted) => {
    const source = await open(fixture(name));
    const rawGenes = source.opened.genes['raw/X']?.index;
    const whole = await wholeOf(source);
    const { matrices } = whole;
    const found: typeof wanted = { ...whole, rawGenes: rawGenes ? [...rawGenes] : null };
    const asked = Object.fromEntries(Object.entries(found).filter(([key]) => key in wanted));
    const { matrices: values = {}, ...rest } = wanted;
    const singles = Object.entries(values).map(([path, rows]) => [path, single(rows)]);
    expect({ matrices, ...asked }).toEqual({
      matrices: singles.length === 0 ? matrices : Object.fromEntries(singles),
      ...rest,
    });
    source.close();
  });

  it('notes the LZF filter', async () => {
    const { opened } = await open(fixture('csr-lzf.h5ad'));
    expect(opened.notes.map(({ tag }) => tag)).toEqual(['lzf']);
  });
});

describe('input of recognition', () => {
  it('sums of whole cells are equal for every encoding', async () => {
    for (const name of ['dense.h5ad', 'csr.h5ad', 'csc-gzip.h5ad', 'csr-lzf.h5ad']) {
      const { opened } = await open(fixture(name));
      const { rowSums, rowSumsUndone, minimum, maximum, sample } = opened.matrices[0] ?? {};
      expect({
        name,
        sums: [...(rowSums ?? [])],
        minimum,
        maximum,
        sample: [...(sample ?? [])].toSorted(ascending),
      }).toEqual({
        name,
        sums: [4, 9, 0, 8, 9, 304],
        minimum: 0,
        maximum: 300,
        sample: [1, 1, 1, 1, 1, 1, 2, 2, 3, 5, 7, 9, 300],
      });
      expect(rowSumsUndone?.ln[1]).toBeCloseTo(Math.E ** 2 - 1 + Math.E ** 7 - 1, 6);
    }
  });

  it('the fingerprint depends on content only', async () => {
    const [first, again, other] = await Promise.all(
      ['dense.h5ad', 'dense.h5ad', 'number-types.h5ad'].map(
        async (name) => (await open(fixture(name))).opened,
      ),
    );
    expect(first?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(again?.fingerprint).toBe(first?.fingerprint);
    expect(other?.fingerprint).not.toBe(first?.fingerprint);
  });
});

it('takes labels from a second file', async () => {
  const labels = new File(['cell\tguide\ncell1\tsgFLI1\ncell4\tNT\n'], 'guides.tsv');
  const { opened } = await open(fixture('dense.h5ad'), labels);
  expect(columnsOf(opened.obs).guide).toEqual(['', 'sgFLI1', '', '', 'NT', '']);
  expect(opened.notes).toContainEqual({
    tag: 'labels-file',
    file: 'guides.tsv',
    matched: 2,
    cells: 6,
    rows: 2,
  });
});

it('makes gene names unique as scanpy does, with a note', async () => {
  const { opened } = await open(fixture('duplicate-names.h5ad'));
  expect(opened.genes.X?.index).toEqual(['A', 'B', 'A-2', 'A-1', 'A-3']);
  expect(opened.notes).toEqual([{ tag: 'duplicate-genes', names: ['A'] }]);
});

it('reports progress in bytes of values and indices', async () => {
  const source = await open(fixture('csr.h5ad'));
  const seen: [number, number][] = [];
  for await (const block of source.blocks('X', (done, total) => seen.push([done, total])))
    expect(block.count).toBe(6);
  expect(seen.at(-1)).toEqual([13 * 8, 13 * 8]);
});
