import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { columnsOf, denseOf, open, problemOf } from '../../../tests/fixtures/readers/fixture';
import { openFile } from '../readers/open';
import { alone } from '../readers/fileGroup';
import { type ChosenColumns, judgeFeatures } from './numericColumns';
import { recognise } from './recognise';

const GENES = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'FLI1', 'CEBPA'];
const LABELS = ['control', 'GATA1', 'SPI1'];

/** Counts of the genes in row `cell`. */
const countsOf = (cell: number) => GENES.map((_, gene) => (cell * 7 + gene * 3 + cell * gene) % 11);

type Value = (cell: number, counts: readonly number[]) => number | string;

/** 60 cells with counts of six genes, beside other columns; `print` writes numbers. */
function table(
  columns: Readonly<Record<string, Value>>,
  {
    genes = GENES,
    separator = ',',
    print = String,
  }: Partial<{
    genes: readonly string[];
    separator: string;
    print: (value: number | string) => string;
  }> = {},
): string {
  const head = ['cell', 'perturbation', ...Object.keys(columns), ...genes];
  const rows = Array.from({ length: 60 }, (_, cell) => {
    const counts = countsOf(cell);
    const others = Object.values(columns).map((value) => value(cell, counts));
    return [`c${cell}`, LABELS[cell % 3] ?? '', ...[...others, ...counts].map(print)];
  });
  return `${[head, ...rows].map((row) => row.join(separator)).join('\n')}\n`;
}

const read = (text: string, columns: ChosenColumns = {}) =>
  openFile({ ...alone(new File([text], 'lab.csv')), table: columns }, () => undefined);

async function genesOf(text: string, columns: ChosenColumns = {}) {
  const { opened } = await read(text, columns);
  return opened.genes['table']?.index;
}

async function judgedIn(text: string, columns: ChosenColumns = {}) {
  const { opened } = await read(text, columns);
  return opened.numericColumns ?? [];
}

const sum = (counts: readonly number[]) => counts.reduce((total, value) => total + value, 0);

const logarithm = (value: number) => (value === 0 ? '0' : (1.01 * Math.log1p(value)).toFixed(4));

describe('columns of lab tables', () => {
  it.each([
    ['X', 1],
    ['Unnamed: 0.1', 0],
    ['V1', 1],
  ])('%s, which numbers the rows from %i, is no gene', async (name, from) => {
    const text = table({ [name]: (cell) => cell + from });
    expect(await genesOf(text)).toEqual(GENES);
    expect(await judgedIn(text)).toEqual([
      { name, isGene: false, isDoubtful: false, reason: { tag: 'row-numbers' } },
    ]);
    expect(await genesOf(table({ [name]: (cell) => (cell === 30 ? 3 : cell + from) }))).toContain(name);
  });

  it('guides counted beside genes are no genes, even where labels name them; asked to, they are', async () => {
    const counted = table({ sgGATA1_1: (cell) => cell % 9, NTC_1: (cell) => cell % 7 });
    const named = counted
      .replaceAll(',GATA1,', ',sgGATA1_1,')
      .replace('perturbation,sgGATA1_1', 'perturbation');
    expect(await genesOf(counted)).toEqual(GENES);
    expect((await judgedIn(named)).find(({ name }) => name === 'sgGATA1_1')).toMatchObject({
      isGene: false,
      reason: { tag: 'name-of-capture' },
    });
    expect(await genesOf(counted, { asGenes: ['sgGATA1_1'] })).toEqual(['sgGATA1_1', ...GENES]);
  });

  it.each([
    ['nUMI', 812],
    ['nGene', 421],
    ['UMI count', 800],
    ['pct.mito', 0.031],
    ['percent.mt', 3.1],
    ['percent_ribo', 12.5],
    ['nCount_RNA', 900],
    ['nFeature_RNA', 300],
    ['n_genes_by_counts', 300],
    ['total_counts', 900],
    ['log1p_total_counts', 6.8],
    ['pct_counts_mt', 3.2],
    ['pct_counts_in_top_50_genes', 51.5],
    ['S.Score', -0.2],
    ['G2M.Score', 0.3],
    ['RNA_snn_res.0.8', 4],
    ['seurat_clusters', 3],
    ['leiden', 2],
    ['doublet_score', 0.1],
    ['scrublet_score', 0.1],
    ['n_umi', 700],
    ['size_factor', 1.1],
    ['mt_frac', 0.05],
    ['coverage', 12],
    ['guide_umis', 9],
    ['age', 34],
    ['lane', 2],
    ['plate', 7],
    ['well', 11],
    ['moi', 0.3],
    ['UMAP_1', -3.5],
    ['batch', 2],
    ['dose', 0.5],
    ['timepoint', 24],
  ])('%s describes the cells', async (name, base) => {
    const text = table({ [name]: (cell) => (cell % 4 === 0 ? base : base * 2) });
    expect(await genesOf(text)).toEqual(GENES);
    expect(await judgedIn(text)).toMatchObject([{ name, isGene: false }]);
    const { opened } = await read(text);
    expect(columnsOf(opened.obs)[name]).toHaveLength(60);
    expect(recognise(opened).mapping.values).toBe('counts');
    expect(recognise(opened).blocked).toBeNull();
  });

  it.each([
    'TIMELESS',
    'Timeless',
    'T',
    'AGER',
    'REPS1',
    'CLUS',
    'CONC1',
    'PCT1',
    'DAZ1',
    'PLAT',
    'HR',
    'CTRL',
    'NGEF',
    'PC-1',
  ])('%s is a gene', async (name) => {
    expect(await genesOf(table({ [name]: (cell) => cell % 7 }))).toEqual([name, ...GENES]);
  });

  it('a word that is perturbed in this very table is a gene', async () => {
    const text = table({ moi: (cell) => cell % 5 }).replaceAll(',SPI1,', ',moi,');
    expect(await genesOf(text)).toContain('moi');
  });

  it('marks plain words as doubtful and names of programs as certain', async () => {
    const judged = await judgedIn(table({ nUMI: () => 500, plate: (cell) => cell % 3 }));
    expect(judged.map(({ name, isDoubtful }) => [name, isDoubtful])).toEqual([
      ['nUMI', false],
      ['plate', true],
    ]);
  });
});

describe('values that differ in kind', () => {
  it.each([
    [
      'fractions among counts',
      'enrichment',
      (cell: number) => 0.1 + (cell % 9) / 10,
      'fractions-among-counts',
    ],
    ['negative values', 'signature', (cell: number) => (cell % 9) / 3 - 1, 'negative-among-positive'],
    [
      'the sum of the others',
      'everything',
      (_: number, counts: readonly number[]) => sum(counts),
      'sum-of-others',
    ],
    [
      'the number of genes detected',
      'detected',
      (_: number, counts: readonly number[]) => counts.filter((count) => count > 0).length,
      'number-of-others',
    ],
    ['a far larger scale', 'brightness', (cell: number) => 40_000 + 100 * cell, 'other-scale'],
  ])('%s: left out, in doubt, with the reason', async (_, name, value, tag) => {
    const text = table({ [name]: value });
    expect(await genesOf(text)).toEqual(GENES);
    expect(await judgedIn(text)).toEqual([{ name, isGene: false, isDoubtful: true, reason: { tag } }]);
  });

  it('whole numbers among fractions: left out, and a gene that is never detected stays', async () => {
    const rows = Array.from({ length: 60 }, (_, cell) =>
      [`c${cell}`, LABELS[cell % 3], cell % 6, 0, ...countsOf(cell).map(logarithm)].join(','),
    );
    const text = `cell,perturbation,group,ABSENT,${GENES.join(',')}\n${rows.join('\n')}\n`;
    expect(await genesOf(text)).toEqual(['ABSENT', ...GENES]);
    expect(await judgedIn(text)).toMatchObject([{ name: 'group', reason: { tag: 'whole-among-fractions' } }]);
  });

  it('a gene far above the others stays, in doubt', async () => {
    const text = table({ HBB: (cell) => 3000 + cell });
    expect(await genesOf(text)).toEqual(['HBB', ...GENES]);
    expect(await judgedIn(text)).toMatchObject([{ name: 'HBB', isGene: true, isDoubtful: true }]);
  });

  it('one odd value leaves a gene a gene: reading it fails where it must', async () => {
    const text = table({ MYC: (cell) => (cell === 30 ? -5 : 1 + (cell % 8)) });
    expect(await genesOf(text)).toEqual(['MYC', ...GENES]);
    const fraction = table({ MYC: (cell) => (cell === 30 ? 2.5 : 1 + (cell % 8)) });
    expect(await judgedIn(fraction)).toMatchObject([{ name: 'MYC', isGene: true, isDoubtful: true }]);
  });

  it('a column without values is left out and said to be empty', async () => {
    const text = table({ MYC: () => 'NA' });
    expect(await genesOf(text)).toEqual(GENES);
    expect(await judgedIn(text)).toMatchObject([{ name: 'MYC', isDoubtful: true, reason: { tag: 'empty' } }]);
  });

  it('nothing is said of a table of genes alone', async () => {
    expect((await read(table({}))).opened).not.toHaveProperty('numericColumns');
  });
});

describe('a choice of the user', () => {
  const text = table({ plate: (cell) => cell % 3, nUMI: (cell) => 500 + cell });

  it('takes a column as a gene, and leaves another out', async () => {
    const columns = { asGenes: ['plate'], notGenes: ['FLI1'] };
    expect(await genesOf(text, columns)).toEqual(['plate', ...GENES.filter((name) => name !== 'FLI1')]);
    expect((await judgedIn(text, columns)).map(({ name, isGene }) => [name, isGene])).toEqual([
      ['plate', true],
      ['nUMI', false],
      ['FLI1', false],
    ]);
    const { opened } = await read(text, columns);
    expect(columnsOf(opened.obs)['FLI1']?.slice(0, 3)).toEqual([0, 1, 2].map((cell) => countsOf(cell)[4]));
  });
});

describe('other shapes', () => {
  it('semicolons and decimal commas: the right genes and counts', async () => {
    const text = table(
      { nUMI: (cell, counts) => sum(counts) + cell, 'pct.mito': (cell) => 1.5 + cell / 8 },
      { separator: ';', print: (value) => String(value).replace('.', ',') },
    );
    const { opened } = await read(text);
    expect(opened.genes['table']?.index).toEqual(GENES);
    expect(columnsOf(opened.obs)['pct.mito']?.slice(0, 3)).toEqual([1.5, 1.625, 1.75]);
    expect(recognise(opened)).toMatchObject({ mapping: { values: 'counts' }, blocked: null });
  });

  it('with genes in rows, samples called control or day 3 are samples', async () => {
    const rows = GENES.map((gene, at) => `${gene},${at},${at + 1},${at + 2},${at + 3}`);
    const source = await open(
      new File([`gene,control,day 3,GATA1_counts,knockout\n${rows.join('\n')}\n`], 'bulk.csv'),
    );
    expect(source.opened.cellNames).toEqual(['control', 'day 3', 'GATA1_counts', 'knockout']);
    expect((await denseOf(source, 'table'))[3]).toEqual([3, 4, 5, 6, 7, 8]);
  });

  it('a table of figures of cells alone has no matrix', async () => {
    const rows = Array.from({ length: 12 }, (_, cell) => `c${cell},GATA1,${cell},${cell / 10}`);
    const text = `cell,perturbation,nUMI,pct.mito\n${rows.join('\n')}\n`;
    expect(await problemOf(read(text))).toMatchObject({ tag: 'no-matrix' });
  });
});

describe('rows of var', () => {
  const labels = new Set(['control', 'GATA1']);
  const judged = (names: readonly string[], types: readonly string[] | null = null) =>
    judgeFeatures(names, types, labels).flatMap((verdict) => verdict ?? []);

  it.each(['nCount_RNA', 'total_counts', 'percent.mt', 'S.Score', 'batch'])('%s is no gene', (name) => {
    expect(judged([...GENES, name])).toMatchObject([{ name, isGene: false, isDoubtful: false }]);
  });

  it.each([
    'HTO_1',
    'Hashtag2',
    'hashtag-3-TotalSeqA',
    'ADT-CD3',
    'CD19_TotalSeqB',
    'CMO301',
    'sgGATA1_2',
    'SPI1_g3',
    'KLF1_ACGTACGTACGTACGTACGT',
    'NTC_4',
    'non-targeting-12',
    'plate',
  ])('%s is none, in doubt', (name) => {
    expect(judged([...GENES, name])).toMatchObject([{ name, isGene: false, isDoubtful: true }]);
  });

  it('of another type than gene expression are none, and types alone decide where there are any', () => {
    const types = [...GENES.map(() => 'Gene Expression'), 'Antibody Capture', 'Gene Expression'];
    expect(judged([...GENES, 'CD3', 'sgX'], types)).toEqual([
      {
        name: 'CD3',
        isGene: false,
        isDoubtful: false,
        reason: { tag: 'feature-type', type: 'Antibody Capture' },
      },
    ]);
    expect(judged(['CD3', 'CD4'], ['Antibody Capture', 'Antibody Capture'])).toEqual([]);
  });

  it('are genes where most are named so', () => {
    expect(judged(['net_g1', 'net_g2', 'net_g3', 'A'])).toEqual([]);
  });

  it.each(['human', 'mouse', 'yeast'])('every approved symbol of %s is a gene', (species) => {
    const text = readFileSync(new URL(`../names/${species}.txt`, import.meta.url), 'utf8');
    const symbols = text.split('\n').map((line) => line.split('\t')[0] ?? '');
    expect(symbols.length).toBeGreaterThan(4000);
    expect(judged(symbols)).toEqual([]);
  });
});
