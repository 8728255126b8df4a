/** Tables of one sample each, as the programs that count reads write them, joined into one. */
import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { columnsOf, denseOf, problemOf } from '../../../../tests/fixtures/readers/fixture';
import { recognise } from '../../recognise/recognise';
import type { ExpressionSource } from '../../source';
import { groupFiles, isDataName } from '../fileGroup';
import { openFile } from '../open';

const GENES = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'MYC', 'ACTB'];
/** Different in every gene and sample. */
const countOf = (sample: number, gene: number) => 10 * (sample + 1) + 100 * gene + ((sample * gene) % 7);

type Writer = (sample: number) => string;

const lines = (rows: readonly (readonly (string | number)[])[]) =>
  `${rows.map((row) => row.join('\t')).join('\n')}\n`;
const counted = (sample: number) => GENES.map((gene, at) => [gene, countOf(sample, at)]);

const writers: Readonly<Record<string, Writer>> = {
  htseq: (sample) =>
    lines([
      ...counted(sample),
      ['__no_feature', 900],
      ['__ambiguous', 3],
      ['__too_low_aQual', 0],
      ['__not_aligned', 0],
      ['__alignment_not_unique', 70],
    ]),
  'htseq with symbols': (sample) =>
    lines([
      ...GENES.map((gene, at) => [`ENSG0000000000${at}`, gene, countOf(sample, at)]),
      ['__no_feature', '', 900],
    ]),
  featureCounts: (sample) =>
    `# Program:featureCounts v2.0.6; Command:"featureCounts" "-a" "genes.gtf"\n${lines([
      ['Geneid', 'Chr', 'Start', 'End', 'Strand', 'Length', `/data/sample${sample}.bam`],
      ...counted(sample).map(([gene = '', count = 0], at) => [
        gene,
        'chr1;chr1',
        '11;51',
        '20;90',
        '+;+',
        50 + at,
        count,
      ]),
    ])}`,
  STAR: (sample) =>
    lines([
      ['N_unmapped', 5000, 5000, 5000],
      ['N_multimapping', 80, 80, 80],
      ['N_noFeature', 20, 9000, 30],
      ['N_ambiguous', 4, 0, 4],
      ...GENES.map((gene, at) => [gene, countOf(sample, at) + 9, 9, countOf(sample, at)]),
    ]),
  RSEM: (sample) =>
    lines([
      ['gene_id', 'transcript_id(s)', 'length', 'effective_length', 'expected_count', 'TPM', 'FPKM'],
      ...GENES.map((gene, at) => [gene, 't1,t2', 900, 700.5, countOf(sample, at), 12.5 + at, 11.5]),
    ]),
  Salmon: (sample) =>
    lines([
      ['Name', 'Length', 'EffectiveLength', 'TPM', 'NumReads'],
      ...GENES.map((gene, at) => [gene, 900, 700.5, 12.5 + at, countOf(sample, at)]),
    ]),
  'a header of its own': (sample) => lines([['Gene', 'Count'], ...counted(sample)]),
  'commas and quotation marks': (sample) =>
    `"","x"\n${counted(sample)
      .map(([gene, count]) => `"${gene}",${count}`)
      .join('\n')}\n`,
};

/** The second sample with its rows in another order, and with other genes. */
const turned: Writer = (sample) => lines(sample === 1 ? counted(sample).toReversed() : counted(sample));
const otherGenes: Writer = (sample) =>
  lines(sample === 1 ? [...counted(sample).slice(1), ['HBB', 5], ['HBA1', 6]] : counted(sample));

const file = (name: string, text: string) =>
  new File([name.endsWith('.gz') ? Uint8Array.from(gzipSync(strToU8(text))) : text], name);

const filesOf = (names: readonly string[], write: Writer) =>
  names.map((name, sample) => file(name, write(sample)));

async function dropped(files: readonly File[]): Promise<ExpressionSource> {
  const grouping = groupFiles(files);
  if (grouping.kind !== 'group') throw new Error(grouping.kind);
  return openFile(grouping.group, () => undefined);
}

/** Values by sample and gene, so that the order of files does not matter. */
async function valuesOf(source: ExpressionSource): Promise<Readonly<Record<string, readonly number[]>>> {
  const { opened } = source;
  const dense = await denseOf(source, 'table');
  const order = GENES.map((gene) => opened.genes['table']?.index.indexOf(gene) ?? -1);
  return Object.fromEntries(
    opened.cellNames.map((name, cell) => [name, order.map((gene) => dense[cell]?.[gene] ?? NaN)]),
  );
}

const NAMES = ['GATA1_KO_rep1.txt', 'WT_2.counts', 'GSM123_siCtrl_r1.txt.gz'];

describe('tables of one sample each', () => {
  it.each(Object.keys(writers).filter((name) => name !== 'htseq with symbols'))(
    'as %s are one table, named by their files',
    async (program) => {
      const source = await dropped(filesOf(NAMES, writers[program] ?? String));
      expect(await valuesOf(source)).toEqual({
        GATA1_KO_rep1: GENES.map((_, at) => countOf(0, at)),
        WT_2: GENES.map((_, at) => countOf(1, at)),
        siCtrl_r1: GENES.map((_, at) => countOf(2, at)),
      });
      expect(source.opened.genes['table']?.index).toHaveLength(GENES.length);
      expect(source.opened.notes.map(({ tag }) => tag)).toEqual(['one-sample-tables']);
      const { mapping, labels, blocked } = recognise(source.opened);
      expect([mapping.perturbationColumn, mapping.values, blocked]).toEqual(['sample', 'counts', null]);
      expect(
        Object.fromEntries(labels.map(({ label, role, targets }) => [label, [role, ...targets]])),
      ).toEqual({
        GATA1_KO_rep1: ['perturbation', 'GATA1'],
        WT_2: ['control'],
        siCtrl_r1: ['control'],
      });
    },
  );

  it('keep the symbols beside the identifiers of genes', async () => {
    const source = await dropped(filesOf(NAMES, writers['htseq with symbols'] ?? String));
    const { mapping, labels } = recognise(source.opened);
    expect(mapping.geneColumn).toBe('gene_name');
    expect(labels.find(({ label }) => label === 'GATA1_KO_rep1')?.targets).toEqual(['GATA1']);
  });

  it('are two files as well, and those of an archive or of folders', async () => {
    const two = filesOf(['WT_1.txt', 'GATA1_1.txt'], writers['htseq'] ?? String);
    expect((await dropped(two)).opened.cellNames).toEqual(['GATA1_1', 'WT_1']);
    const entries = [
      'run/WT_1/ReadsPerGene.out.tab',
      'run/GATA1_1/ReadsPerGene.out.tab',
      'run/SPI1_1/ReadsPerGene.out.tab',
    ];
    const texts = entries.map((name, at) => [name, strToU8(writers['STAR']?.(at) ?? '')] as const);
    const beside = [['run/WT_1/SJ.out.tab', strToU8('chr1\t1\t2\t1\t1\t1\t5\t0\t30\n')]] as const;
    const zip = new File([Uint8Array.from(zipSync(Object.fromEntries([...texts, ...beside])))], 'counts.zip');
    const { opened } = await dropped([zip]);
    expect([opened.name, opened.cellNames]).toEqual(['counts.zip', ['GATA1_1', 'SPI1_1', 'WT_1']]);
    const folders = Object.fromEntries(
      ['WT_1/counts.txt', 'GATA1_1/counts.txt'].map((name, at) => [
        name,
        strToU8(writers['htseq']?.(at) ?? ''),
      ]),
    );
    const alike = await dropped([new File([Uint8Array.from(zipSync(folders))], 'alike.zip')]);
    expect(alike.opened.cellNames).toEqual(['GATA1_1', 'WT_1']);
  });

  it('have names without lanes, unless these tell samples apart', async () => {
    const write = writers['STAR'] ?? String;
    const lanes = ['GATA1_KO_S3_L001_R1_001ReadsPerGene.out.tab', 'WT_S4_L001_R1_001ReadsPerGene.out.tab'];
    expect((await dropped(filesOf(lanes, write))).opened.cellNames).toEqual(['GATA1_KO', 'WT']);
    const wells = [
      'WT_S1_ReadsPerGene.out.tab',
      'WT_S2_ReadsPerGene.out.tab',
      'GATA1_S3_ReadsPerGene.out.tab',
    ];
    const source = await dropped(filesOf(wells, write));
    expect(source.opened.cellNames).toEqual(['GATA1_S3', 'WT_S1', 'WT_S2']);
    expect(recognise(source.opened).labels.map(({ role }) => role)).toEqual([
      'perturbation',
      'control',
      'control',
    ]);
  });

  it.each([
    ['forward', [2, 1, 0], 1],
    ['reverse', [2, 0, 1], 2],
    ['unstranded', [2, 1, 1], 0],
  ] as const)('of STAR are read from the column of the strand: %s', async (strand, shares, column) => {
    const of = (sample: number, at: number) => shares.map((share) => share * countOf(sample, at));
    const write = (sample: number) =>
      lines([['N_unmapped', 1, 1, 1], ...GENES.map((gene, at) => [gene, ...of(sample, at)])]);
    const source = await dropped(filesOf(['A.tab', 'B.tab', 'C.tab'], write));
    expect(source.opened.notes).toMatchObject([{ tag: 'one-sample-tables', strand }]);
    expect((await valuesOf(source))['B']).toEqual(GENES.map((_, at) => of(1, at)[column]));
  });

  it('are matched by gene, whatever the order of the rows', async () => {
    const source = await dropped(filesOf(['A.txt', 'B.txt', 'C.txt'], turned));
    expect((await valuesOf(source))['B']).toEqual(GENES.map((_, at) => countOf(1, at)));
  });

  it.each([['WT_1'], ['WT_1_htseq.txt'], ['GSM7']])(
    'take labels from a table that names them %s',
    async (spelled) => {
      const names = ['GSM7_WT_1_htseq.txt', 'GSM8_KO_1_htseq.txt', 'GSM9_KO_2_htseq.txt'];
      const ofNames = names.map((name) =>
        spelled === 'GSM7' ? name.slice(0, 4) : spelled === 'WT_1' ? name.slice(5, 9) : name,
      );
      const sheet = lines([
        ['sample', 'target'],
        ...ofNames.map((name, at) => [name, at === 0 ? 'WT' : 'GATA1']),
      ]);
      const source = await dropped([...filesOf(names, writers['htseq'] ?? String), file('sheet.tsv', sheet)]);
      const { opened } = source;
      expect(
        Object.fromEntries(
          opened.cellNames.map((_, cell) => [
            opened.cellNames[cell],
            columnsOf(opened.obs)['target']?.[cell],
          ]),
        ),
      ).toEqual(Object.fromEntries(ofNames.map((name, at) => [name, at === 0 ? 'WT' : 'GATA1'])));
      expect(recognise(opened).mapping.perturbationColumn).toBe('target');
    },
  );

  it('are refused where one lists other genes, with their names', async () => {
    expect(await problemOf(dropped(filesOf(['A.txt', 'B.txt', 'C.txt'], otherGenes)))).toEqual({
      tag: 'samples-list-other-genes',
      file: 'B.txt',
      other: 'A.txt',
      genes: [7, 6],
      extra: { count: 2, names: ['HBB', 'HBA1'] },
      lacking: { count: 1, names: ['GATA1'] },
    });
  });

  it('name the line of a value that is no number, below what was looked at', async () => {
    const long = lines(Array.from({ length: 9000 }, (_, at) => [`gene${at}`, at === 8000 ? 'many' : at]));
    const files = [file('A.txt', long.replace('many', '7')), file('B.txt', long)];
    expect(await problemOf(dropped(files))).toMatchObject({
      tag: 'not-a-number',
      file: 'B.txt',
      line: 8001,
      value: 'many',
    });
  });

  it('are one sample too few where one file is opened alone', async () => {
    for (const program of ['htseq', 'featureCounts', 'STAR', 'RSEM'])
      expect(await problemOf(dropped(filesOf(['WT.txt'], writers[program] ?? String)))).toEqual({
        tag: 'too-few-cells',
        file: 'WT.txt',
        cells: 1,
        needed: 2,
      });
  });
});

it('tables that are no samples are named', async () => {
  const values = `cell,GATA1,SPI1,KLF1\n${[1, 2, 3].map((cell) => `c${cell},${cell},2,3`).join('\n')}\n`;
  const labels = 'cell,target\nc1,GATA1\nc2,SPI1\nc3,WT\n';
  const files = [file('values.csv', values), file('labels.csv', labels), file('more.csv', labels)];
  expect(await problemOf(dropped(files))).toEqual({
    tag: 'tables-unrelated',
    file: 'values.csv',
    files: ['values.csv', 'labels.csv', 'more.csv'],
  });
  expect((await dropped(files.slice(0, 2))).opened.cells).toBe(3);
});

it('a table of splice junctions is no data', () => {
  expect(['WT/SJ.out.tab', 'WT/ReadsPerGene.out.tab', 'WT.counts.gz'].map(isDataName)).toEqual([
    false,
    true,
    true,
  ]);
});
