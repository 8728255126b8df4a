/** 10x HDF5, loom and h5Seurat files of readers_formats.py and readers_h5seurat.py (scripts/references) give the written values; damaged ones name the place. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isQuick } from '../../../tests/support/quick';
import {
  columnsOf,
  fixture,
  fixtureBytes,
  open,
  problemOf,
  wholeOf,
} from '../../../tests/fixtures/readers/fixture';

const columns = z.record(z.string(), z.array(z.union([z.string(), z.number()]).nullable()));
const filesSchema = z.record(
  z.string(),
  z.object({
    format: z.string(),
    cells: z.array(z.string()),
    genes: z.array(z.string()),
    obs: columns,
    var: columns,
    matrices: z.record(z.string(), z.array(z.array(z.number()))),
    notes: z.array(z.unknown()),
  }),
);
const expected = ['expected-formats.json', 'expected-h5seurat.json'].flatMap((name) =>
  Object.entries(
    filesSchema.parse(
      JSON.parse(readFileSync(new URL(`../../../tests/fixtures/readers/${name}`, import.meta.url), 'utf8')),
    ),
  ),
);

describe('10x, loom and h5Seurat files give the written values', () => {
  it.each(expected)('%s', async (name, wanted) => {
    const source = await open(fixture(name));
    const { format, notes } = source.opened;
    // The number behind a barcode is a column too, where the file has none of wells.
    const wells = wanted.cells.map((cell) => /^[A-Z]+-(\d)$/.exec(cell)?.[1] ?? '');
    const obs = new Set(wells).size < 2 ? wanted.obs : { ...wanted.obs, gem_group: wells };
    expect({ format, notes, ...(await wholeOf(source)) }).toEqual({ ...wanted, obs });
    source.close();
  });

  it('each genome has its own genes', async () => {
    const { opened } = await open(fixture('tenx-v2.h5'));
    expect(opened.genes['mm10']?.index).toEqual(['a', 'b', 'c']);
  });

  it('formats are recognised by content, not by name', async () => {
    const renamed = new File([fixtureBytes('small.loom')], 'really.h5ad');
    expect((await open(renamed)).opened.format).toBe('loom');
    expect((await open(new File([fixtureBytes('tenx-v3.h5')], 'counts'))).opened.format).toBe('10x');
  });

  it('takes labels from a second file by barcode', async () => {
    const labels = new File(
      ['cell_barcode,guide_identity,read_count\nAAACCT-1,GATA1_g1,5\nGGGTAC-2,NT,7\n'],
      'cell_identities.csv',
    );
    const { opened } = await open(fixture('tenx-v3.h5'), labels);
    expect(columnsOf(opened.obs).guide_identity).toEqual(['GATA1_g1', '', '', 'NT', '', '']);
  });
});

it('a layer of a loom file with another shape is left out', async () => {
  const { opened } = await open(fixture('other-layer.loom'));
  expect(opened.matrices.map(({ path }) => path)).toEqual(['matrix']);
  expect(opened.notes).toContainEqual({ tag: 'matrices-left-out', paths: ['layers/spliced'] });
});

describe('inconsistent 10x, loom and h5Seurat files', () => {
  it.each([
    ['tenx-fewer-names.h5', { tag: 'shape-mismatch', where: 'hg19/shape', found: '5 × 6' }],
    ['tenx-without-genes.h5', { tag: 'damaged-file', where: 'hg19/genes' }],
    [
      'tenx-index-outside.h5',
      {
        tag: 'damaged-file',
        where: 'hg19/indices',
        detail: 'Entry 3 has index 77, but there are only 5 genes.',
      },
    ],
    ['tenx-guides-only.h5', { tag: 'no-gene-expression', types: ['CRISPR Guide Capture'] }],
    ['relative-10x.h5', { tag: 'damaged-file', where: 'matrix/genes' }],
    ['fewer-genes.loom', { tag: 'shape-mismatch', where: 'row_attrs/Gene', found: '4 names' }],
    ['relative.loom', { tag: 'damaged-file', where: 'row_attrs' }],
    [
      'level-outside.h5seurat',
      { tag: 'damaged-file', where: 'meta.data/gene/values', detail: 'Row 5 has level 7 of 2.' },
    ],
    ['fewer-cells.h5seurat', { tag: 'shape-mismatch', where: 'assays/RNA/counts', found: '5 × 6' }],
    ['not-finite.loom', { tag: 'not-finite', where: 'matrix, cell 5, gene GATA1', count: 2 }],
  ])('%s', async (name, problem) => {
    expect(await problemOf(open(fixture(name)))).toMatchObject({ file: name, ...problem });
  });

  it.each(['tenx-v3.h5', 'small.loom', 'small.h5seurat'])('%s cut in half', async (name) => {
    const bytes = fixtureBytes(name);
    const cut = new File([bytes.slice(0, bytes.length / 2)], name);
    expect(await problemOf(open(cut))).toMatchObject({ tag: 'damaged-file', file: name });
  });

  it.each(['tenx-v3.h5', 'small.loom', 'small.h5seurat'])(
    '%s with one byte in 401 changed (1,511 in quick runs): a sentence or values, never a crash',
    async (name) => {
      const original = fixtureBytes(name);
      const tags = new Set<string>();
      for (let at = 8; at < original.length; at += isQuick ? 1511 : 401) {
        const bytes = original.slice();
        bytes[at] = (bytes[at] ?? 0) ^ 0xff;
        tags.add((await problemOf(open(new File([bytes], name))))?.tag ?? 'read');
      }
      expect(tags).toContain('damaged-file');
      expect(await problemOf(open(fixture(name)))).toBeNull();
    },
  );
});
