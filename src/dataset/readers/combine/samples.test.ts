/** Several samples of one experiment; values and names as anndata joins them (scripts/references/readers_samples.py). */
import { readFileSync } from 'node:fs';
import { gunzipSync, strFromU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recognise } from '../../recognise/recognise';
import type { ExpressionSource } from '../../source';
import { fileInTar, readTar } from '../archive/open';
import { columnsOf, denseOf, fixture, open, problemOf } from '../../../../tests/fixtures/readers/fixture';
import { groupFiles } from '../fileGroup';
import { openFile } from '../open';

const joined = z.object({
  cells: z.array(z.string()),
  ids: z.array(z.string()),
  sample: z.array(z.string()),
  values: z.array(z.array(z.number())),
});
const texts = z.array(z.string());
const numbers = z.array(z.array(z.number()));
const lanes = z.object({ cells: texts, genes: texts, ko: texts, sample: texts, X: numbers, counts: numbers });
const expected = z
  .object({ all: joined, two: joined, lanes, totals: lanes })
  .parse(
    JSON.parse(
      readFileSync(
        new URL('../../../../tests/fixtures/readers/expected-samples.json', import.meta.url),
        'utf8',
      ),
    ),
  );

const tar = fixture('samples.tar');
const parts = async (): Promise<readonly File[]> =>
  (await readTar(tar)).map((entry) => fileInTar(tar, entry));

async function dropped(files: readonly File[]): Promise<ExpressionSource> {
  const grouping = groupFiles(files);
  if (grouping.kind !== 'group') throw new Error(grouping.kind);
  return openFile(grouping.group, () => undefined);
}

async function textOf(file: File): Promise<string> {
  return strFromU8(gunzipSync(new Uint8Array(await file.arrayBuffer())));
}

/** The file under another name, or with other content. */
const renamed = (file: File, name: string) => new File([file], name);

/** Sorts the entries of a matrix by gene, where the file name begins with the sample. */
async function byGene(file: File, changed: string): Promise<File> {
  if (!file.name.startsWith(changed) || !file.name.includes('matrix')) return file;
  const lines = (await textOf(file)).trim().split('\n');
  const head = lines.findIndex((line) => !line.startsWith('%')) + 1;
  const entries = lines.slice(head).toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  return new File([[...lines.slice(0, head), ...entries].join('\n')], file.name);
}

/** As written by Cell Ranger: only cells with a guide. */
function labelled(sample: string, cells: readonly string[]): File {
  return new File(
    [
      [
        'cell_barcode,num_features,feature_call,num_umis',
        ...cells.map((cell, i) => `${cell},1,${['NTC_1', 'GATA1_g2'][i % 2]},9`),
      ].join('\n'),
    ],
    `${sample}_protospacer_calls_per_cell.csv`,
  );
}

async function wholeOf(source: ExpressionSource, path: string) {
  const { opened } = source;
  return {
    cells: opened.cellNames,
    ids: columnsOf(opened.genes[path]?.columns ?? [])['gene_ids'],
    sample: columnsOf(opened.obs)['sample'],
    values: await denseOf(source, path),
  };
}

describe('samples are joined as by anndata', () => {
  it.each(['samples.tar', 'samples-gnu.tar', 'samples-pax.tar.gz'])('%s', async (name) => {
    const source = await open(fixture(name));
    expect(await wholeOf(source, 'matrix')).toEqual(expected.all);
    expect(source.opened).toMatchObject({ name, format: 'mtx', cells: 11 });
    expect(source.opened.notes).toContainEqual({
      tag: 'samples-joined',
      samples: [
        { name: 'WT', count: 5 },
        { name: 'GATA1_KO', count: 4 },
        { name: 'SPI1_KO', count: 2 },
      ],
      renamed: 4,
    });
  });

  it('dropped together in any order, named after the samples', async () => {
    const source = await dropped((await parts()).toReversed());
    expect(await wholeOf(source, 'matrix')).toEqual(expected.all);
    expect(source.opened.name).toBe('WT, GATA1_KO, SPI1_KO');
  });

  it('a folder for each in a .zip, with a shared list of genes', async () => {
    const folders: Record<string, Uint8Array> = {};
    for (const file of await parts()) {
      const [, sample = '', part = ''] = /^GSM\d+_(.*)_(\w+\.\w+\.gz)$/.exec(file.name) ?? [];
      folders[`GSE9/${sample}/outs/${part}`] = new Uint8Array(await file.arrayBuffer());
    }
    folders['GSE9/GATA1_KO/outs/metrics_summary.csv'] = new Uint8Array([65, 44, 66]);
    delete folders['GSE9/WT/outs/features.tsv.gz'];
    const features = (await parts()).find(({ name }) => name === 'GSM11_WT_features.tsv.gz');
    folders['GSE9/features.tsv.gz'] = new Uint8Array((await features?.arrayBuffer()) ?? []);
    const source = await open(new File([new Uint8Array(zipSync(folders))], 'GSE9.zip'));
    expect((await wholeOf(source, 'matrix')).values.length).toBe(11);
    expect(columnsOf(source.opened.obs)['sample']?.toSorted()).toEqual(expected.all.sample.toSorted());
  });

  it('two .h5 files of 10x Genomics with different gene order', async () => {
    const source = await dropped([
      fixture('GSM12_GATA1_KO_filtered_feature_bc_matrix.h5'),
      fixture('GSM11_WT_filtered_feature_bc_matrix.h5'),
    ]);
    expect(await wholeOf(source, 'matrix')).toEqual(expected.two);
    expect(source.opened.matrices[0]?.rowSums).toHaveLength(9);
  });

  it('.h5ad files, by the genes that both measure', async () => {
    const source = await dropped([fixture('lane2.h5ad'), fixture('lane1.h5ad')]);
    const { cellNames, genes, obs, notes } = source.opened;
    const { ko, sample } = columnsOf(obs);
    expect({ cells: cellNames, genes: genes['X']?.index, ko, sample }).toEqual({
      cells: expected.lanes.cells,
      genes: expected.lanes.genes,
      ko: expected.lanes.ko,
      sample: expected.lanes.sample,
    });
    expect(await denseOf(source, 'X')).toEqual(expected.lanes.X);
    expect(await denseOf(source, 'layers/counts')).toEqual(expected.lanes.counts);
    expect(notes).toContainEqual({
      tag: 'samples-joined',
      samples: [
        { name: 'lane1', count: 12 },
        { name: 'lane2', count: 9 },
      ],
      renamed: 0,
      leftOut: { genes: 2, shared: 11, names: ['GENEC', 'OTHER'] },
    });
  });

  it('without a matrix that was normalised to another total in each', async () => {
    const source = await dropped([fixture('lane1.h5ad'), fixture('lane3.h5ad')]);
    expect(source.opened.matrices.map(({ path }) => path)).toEqual(['layers/counts']);
    expect(await denseOf(source, 'layers/counts')).toEqual(expected.totals.counts);
    expect(source.opened.notes).toMatchObject([{ tag: 'samples-joined', matricesLeftOut: ['X'] }]);
  });

  it('tables of values, each of a sample', async () => {
    const genes = ['GATA1', 'SPI1', 'KLF1'];
    const { opened } = await dropped(tables([genes, genes.toReversed()]));
    expect([opened.cells, opened.genes['table']?.index]).toEqual([20, genes]);
    expect(new Set(columnsOf(opened.obs)['sample'])).toEqual(new Set(['S0', 'S1']));
  });

  it('some or all stored by gene, and for a subset of genes', async () => {
    for (const changed of ['GSM12', 'GSM']) {
      const files = (await parts()).map((file) => byGene(file, changed));
      const source = await dropped(await Promise.all(files));
      expect(await wholeOf(source, 'matrix')).toEqual(expected.all);
      const wanted = Uint8Array.from([0, 1, 0, 0, 0, 1]);
      const some = { ...source, blocks: (path: string) => source.blocks(path, () => undefined, wanted) };
      const only = (row: readonly number[]) => row.filter((__, gene) => wanted[gene] === 1);
      expect((await denseOf(some, 'matrix')).map(only)).toEqual(expected.all.values.map(only));
    }
  });
});

describe('annotations of samples', () => {
  it('sample names that name perturbations become the labels', async () => {
    const { opened } = await open(tar);
    const { mapping, labels } = recognise(opened);
    expect(mapping).toMatchObject({
      perturbationColumn: 'sample',
      control: { mode: 'cells', labels: ['WT'] },
    });
    expect(labels.map(({ targets }) => targets)).toEqual([[], ['GATA1'], ['SPI1']]);
  });

  it('with labels of their own, the sample is the batch', async () => {
    const files = (await parts()).filter(({ name }) => !name.startsWith('GSM13'));
    const renaming = files.map((file) =>
      renamed(file, file.name.replace('GSM11_WT', 'GSM11_lane1').replace('GSM12_GATA1_KO', 'GSM12_lane2')),
    );
    const source = await dropped([
      ...renaming,
      labelled('GSM11_lane1', ['AAAC-1', 'AAAG-1', 'CCCT-1']),
      labelled('GSM12_lane2', ['AAAG-1', 'TTTG-1']),
    ]);
    const { opened } = source;
    expect(columnsOf(opened.obs)).toMatchObject({
      feature_call: ['NTC_1', 'GATA1_g2', '', 'NTC_1', '', 'NTC_1', '', '', 'GATA1_g2'],
      sample: ['lane1', 'lane1', 'lane1', 'lane1', 'lane1', 'lane2', 'lane2', 'lane2', 'lane2'],
    });
    expect(recognise(opened).mapping.perturbationColumn).toBe('feature_call');
    expect(recognise(opened, { control: { mode: 'others' } }).mapping.batchColumn).toBe('sample');
  });

  it('one table of labels for all, by unique names', async () => {
    const labels = new File(['cell,ko\nACAG-1,GATA1\nWT_AAAG-1,control\n'], 'labels.csv');
    const { opened } = await dropped([...(await parts()), labels]);
    expect(columnsOf(opened.obs)['ko']).toEqual(['', 'control', '', '', '', '', '', '', '', '', 'GATA1']);
  });
});

/** Samples as tables of the same ten cells under names of their own. */
const tables = (genes: readonly (readonly string[])[], value = (_: number, count: number) => count) =>
  genes.map((own, sample) => {
    const lines = Array.from({ length: 10 }, (_, i) =>
      [
        `ACGTACGTACGT${'ACGT'[sample]}${'A'.repeat(i)}-1`,
        ...own.map((__, j) => value(sample, (i * i + 3 * j) % 17)),
      ].join(','),
    );
    return new File([[`,${own.join(',')}`, ...lines].join('\n')], `S${sample}_counts.csv`);
  });

const someLogged = (sample: number, count: number) => (sample === 1 ? Math.log1p(count) : count);

/** Ten cells named by numbers, with equal labels. */
const numbered = (name: string, factor: number) => {
  const lines = Array.from(
    { length: 10 },
    (_, i) => `${i},${i % 2 ? 'GATA1' : 'control'},${factor * i},${7 - factor}`,
  );
  return new File([['cell,ko,GATA1,SPI1', ...lines].join('\n')], `${name}_counts.csv`);
};

/** Rows and columns exchanged. */
const turned = async (file: File, name: string) => {
  const rows = (await file.text()).split('\n').map((line) => line.split(','));
  return new File([rows[0]?.map((_, j) => rows.map((row) => row[j]).join(',')).join('\n') ?? ''], name);
};

describe('samples that cannot be joined', () => {
  it('are refused where they share less than half of the genes', async () => {
    const human = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'MYC', 'ACTB'];
    const mouse = ['Gata1', 'Spi1', 'Klf1', 'Tal1', 'MYC', 'ACTB', 'B2M'];
    expect(await problemOf(dropped(tables([human, mouse])))).toEqual({
      tag: 'samples-differ',
      file: 'S1_counts.csv',
      other: 'S0_counts.csv',
      genes: [7, 6],
      extra: { count: 5, names: ['Gata1', 'Spi1', 'Klf1', 'Tal1', 'B2M'] },
      lacking: { count: 4, names: ['GATA1', 'SPI1', 'KLF1', 'TAL1'] },
      differInCase: true,
    });
    const others = ['ACTB', 'MYC', 'HBB', 'HBA1', 'EPOR', 'GYPA', 'ALAS2'];
    expect(await problemOf(dropped(tables([human, human, others])))).toMatchObject({
      file: 'S2_counts.csv',
      differInCase: false,
    });
  });

  it('are refused where one has counts and another logarithms', async () => {
    const genes = ['GATA1', 'SPI1', 'KLF1', 'TAL1'];
    expect(await problemOf(dropped(tables([genes, genes], someLogged)))).toEqual({
      tag: 'samples-other-values',
      file: 'S1_counts.csv',
      other: 'S0_counts.csv',
      where: 'table',
      found: 'log-normalised',
      expected: 'counts',
    });
  });

  it('are refused where they are two versions of the same cells', async () => {
    const again = new File([await fixture('lane1.h5ad').arrayBuffer()], 'processed.h5ad');
    expect(await problemOf(dropped([fixture('lane1.h5ad'), again]))).toEqual({
      tag: 'same-cells',
      file: 'processed.h5ad',
      other: 'lane1.h5ad',
      cells: 12,
      shared: 12,
    });
  });

  it('are two versions of cells that are only numbered where their values sum up to the same', async () => {
    expect((await dropped([numbered('A', 1), numbered('B', 2)])).opened.cells).toBe(20);
    expect(await problemOf(dropped([numbered('A', 1), numbered('B', 1)]))).toMatchObject({
      tag: 'same-cells',
    });
  });

  it('are refused where a table beside another has its genes, whatever lies in rows', async () => {
    const [own = new File([], ''), other = new File([], '')] = tables([
      ['GATA1', 'SPI1', 'KLF1', 'TAL1'],
      ['TAL1', 'KLF1', 'SPI1', 'GATA1'],
    ]);
    const both = [
      [renamed(own, 'a.csv'), renamed(other, 'b.csv')],
      [await turned(own, 'a.csv'), await turned(other, 'b.csv')],
    ];
    for (const files of both)
      expect(await problemOf(dropped(files))).toEqual({
        tag: 'labels-are-values',
        file: 'a.csv',
        labels: 'b.csv',
      });
  });

  it('name the sample without names', async () => {
    const files = (await parts()).filter(({ name }) => name !== 'GSM13_SPI1_KO_barcodes.tsv.gz');
    expect(await problemOf(dropped(files))).toEqual({
      tag: 'incomplete-triplet',
      file: 'GSM13_SPI1_KO_matrix.mtx.gz',
      missing: ['barcodes'],
    });
  });

  it.each([
    ['cut within a file', 0, 562, 'byte 0 of the archive'],
    ['cut between two files', 0, 1024, 'byte 1024 of the archive'],
    ['with a changed header', 3, 20_000, 'byte 0 of the archive'],
  ])('a tar archive %s is damaged', async (_, at, end, where) => {
    const bytes = new Uint8Array(await tar.slice(0, end).arrayBuffer());
    if (at > 0) bytes[at] = 120;
    expect(await problemOf(open(new File([bytes], 'x.tar')))).toMatchObject({ tag: 'damaged-file', where });
  });
});
