import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { columnsOf, fixture, open, wholeOf } from '../../../tests/fixtures/readers/fixture';
import { writeH5ad } from '../writers/h5ad';

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

  it('names matrices that cannot be read, and reads the others', async () => {
    const { opened } = await open(fixture('unreadable-layers.h5ad'));
    expect(opened.notes).toEqual([
      { tag: 'matrices-left-out', paths: ['layers/cut', 'layers/link', 'layers/words'] },
    ]);
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

describe('the wells that barcodes tell', () => {
  const labels = Array.from({ length: 12 }, (_, cell) => (cell % 2 === 0 ? 'control' : 'SPI1'));
  const wells = Array.from({ length: 12 }, (_, cell) => String(1 + Math.floor(cell / 6)));
  const columnsWith = async (
    cellNames: readonly string[],
    more: Readonly<Record<string, readonly string[]>> = {},
  ) => {
    const bytes = await writeH5ad({
      values: Float32Array.from({ length: 24 }, (_, at) => at % 5),
      encoding: 'dense',
      geneNames: ['SPI1', 'GATA1'],
      cellNames,
      obs: { perturbation: labels, ...more },
      uns: {},
    });
    const { opened } = await open(new File([bytes], 'screen.h5ad'));
    return columnsOf(opened.obs);
  };
  const barcodes = (ending: (cell: number) => string) =>
    wells.map((_, cell) => `${'ACGT'.repeat(3)}${'ACGT'[cell % 4]}${ending(cell)}`);

  it.each([
    ['Cell Ranger', barcodes((cell) => `-${wells[cell]}`), wells],
    ['joined AnnData', barcodes((cell) => `-1-${wells[cell]}`), wells.map((well) => `1-${well}`)],
  ])('are a column, as written by %s', async (_, cellNames, expectedWells) => {
    expect((await columnsWith(cellNames))['gem_group']).toEqual(expectedWells);
  });

  it('are none where there is one, where names are no barcodes, and where a column names batches', async () => {
    const several = barcodes((cell) => `-${wells[cell]}`);
    expect(Object.keys(await columnsWith(barcodes(() => '-1')))).toEqual(['perturbation']);
    expect(Object.keys(await columnsWith(wells.map((well, cell) => `cell${cell}-${well}`)))).toEqual([
      'perturbation',
    ]);
    expect(Object.keys(await columnsWith(several, { lane: wells }))).toEqual(['perturbation', 'lane']);
  });
});
