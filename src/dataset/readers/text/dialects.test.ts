/** Tables in every dialect, with and without header, give the values of pandas (scripts/references/readers_tables.py). */
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TableReading } from './columnRoles';
import { columnsOf, denseOf, open, problemOf } from '../../../../tests/fixtures/readers/fixture';
import { createImport } from '../../import';
import { recognise } from '../../recognise/recognise';
import { alone } from '../fileGroup';
import { openFile } from '../open';

const tables = z
  .record(
    z.string(),
    z.object({
      bytes: z.string(),
      rows: z.enum(['cells', 'genes']),
      rowNames: z.array(z.string()).nullable(),
      columnNames: z.array(z.string()).nullable(),
      values: z.array(z.array(z.number())),
    }),
  )
  .parse(
    JSON.parse(
      readFileSync(new URL('../../../../tests/fixtures/readers/tables.json', import.meta.url), 'utf8'),
    ),
  );

const fileOf = (name: string) => new File([Buffer.from(tables[name]?.bytes ?? '', 'base64')], name);

const numbered = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);

const readAs = (text: string, table: TableReading) =>
  openFile({ ...alone(new File([text], 'table.csv')), table }, () => undefined);

it.each(Object.entries(tables))('%s', async (name, { rows, rowNames, columnNames, values }) => {
  const source = await open(fileOf(name));
  const { opened } = source;
  const inRows = rowNames ?? numbered(values.length, rows === 'genes' ? 'gene_' : '');
  const inColumns = columnNames ?? numbered(values[0]?.length ?? 0, rows === 'genes' ? '' : 'gene_');
  expect(rows === 'cells' ? opened.cellNames : opened.genes['table']?.index).toEqual(inRows);
  expect(rows === 'cells' ? opened.genes['table']?.index : opened.cellNames).toEqual(inColumns);
  const found = await denseOf(source, 'table');
  const turned = (values[0] ?? []).map((_, column) => values.map((row) => row[column] ?? 0));
  expect(found).toEqual((rows === 'cells' ? values : turned).map((row) => row.map(Math.fround)));
  const firstLine = columnNames === null ? 'values' : 'names';
  expect(opened.table).toEqual({ firstLine, rows });
  expect(opened.notes.filter(({ tag }) => tag === 'no-header')).toEqual(
    columnNames === null ? [{ tag: 'no-header', rows, named: rowNames !== null }] : [],
  );
});

it.each(['UTF-16, little end first.csv', 'UTF-16, big end first.txt', 'UTF-16, packed.csv.gz'])(
  '%s gives the same values without its byte order mark',
  async (name) => {
    const bytes = new Uint8Array(await fileOf(name).arrayBuffer());
    const isPacked = name.endsWith('.gz');
    const unmarked = (isPacked ? new Uint8Array(gunzipSync(bytes)) : bytes).slice(2);
    const file = new File([isPacked ? new Uint8Array(gzipSync(unmarked)) : unmarked], name);
    const [source, marked] = [await open(file), await open(fileOf(name))];
    expect(source.opened.cellNames).toEqual(tables[name]?.rowNames);
    expect(source.opened.genes).toEqual(marked.opened.genes);
    expect(await denseOf(source, 'table')).toEqual(tables[name]?.values.map((row) => row.map(Math.fround)));
  },
);

it('labels are kept without a header', async () => {
  const { opened } = await open(fileOf('cells and labels.csv'));
  expect(columnsOf(opened.obs)['column 2']?.slice(0, 3)).toEqual(['control', 'GATA1', 'SPI1']);
});

it('labels that a spreadsheet broke within their cell are read, and later lines keep their number', async () => {
  const text =
    'cell,"perturbation\n(guide)",GATA1,SPI1\nc1,"GATA1\r\n KO",1,2\nc2,control,3,4\nc3,control,3,many\n';
  const { labels } = recognise((await readAs(text.replace('many', '5'), {})).opened);
  expect(labels.map(({ role, targets }) => [role, ...targets])).toEqual([
    ['perturbation', 'GATA1'],
    ['control'],
  ]);
  expect(await problemOf(readAs(text, {}))).toMatchObject({ tag: 'not-a-number', line: 6, value: 'many' });
});

describe('GCT files', () => {
  const values = '1\tGATA1\t1.5\t2.5\t3\n2\tSPI1\t4\t5\t6.5\n3\tKLF1\t7\t8.5\t9\n';

  it('of version 1.2 have their numbers of rows and columns above the header', async () => {
    const text = `#1.2\r\n3\t3\r\nNAME\tDescription\tshGATA1_1\tshSPI1_1\tshLuc_1\r\n${values.replaceAll(/^\d\t(\w+)/gm, '$1\tna')}`;
    const source = await open(new File([text], 'screen.gct'));
    expect(source.opened.cellNames).toEqual(['shGATA1_1', 'shSPI1_1', 'shLuc_1']);
    expect(source.opened.genes['table']?.index).toEqual(['GATA1', 'SPI1', 'KLF1']);
    expect(await denseOf(source, 'table')).toEqual([
      [1.5, 4, 7],
      [2.5, 5, 8.5],
      [3, 6.5, 9],
    ]);
    expect(await problemOf(open(new File([text.replace('8.5', 'x')], 'a.gct')))).toMatchObject({ line: 6 });
  });

  it('of version 1.3 have labels of the samples above the values, and symbols beside the identifiers', async () => {
    const above =
      'id\tpr_gene_symbol\tKO1:A01\tKO1:A02\tKO1:A03\npert_iname\tna\tGATA1\tSPI1\tEMPTY_VECTOR\n';
    const { opened } = await open(new File([`#1.3\n3\t3\t1\t1\n${above}${values}`], 'level3.gct'));
    expect(opened.cellNames).toEqual(['KO1:A01', 'KO1:A02', 'KO1:A03']);
    expect(columnsOf(opened.obs)).toEqual({ pert_iname: ['GATA1', 'SPI1', 'EMPTY_VECTOR'] });
    const { mapping, labels } = recognise(opened);
    expect(mapping).toMatchObject({ geneColumn: 'pr_gene_symbol', control: { labels: ['EMPTY_VECTOR'] } });
    expect(labels.flatMap(({ targets }) => targets)).toEqual(['GATA1', 'SPI1']);
  });
});

it('numbers that describe genes beside their names are no samples', async () => {
  const head = 'gene_id\tgene_name\tchr\tstrand\tlength\tKO1\tWT1\n';
  const rows = [1, 2, 3].map(
    (row) => `ENSG0000010000${row}\tG${row}\t${row}\t${row % 2 ? 1 : -1}\t900\t${row}.5\t${row}\n`,
  );
  const { opened } = await readAs(head + rows.join(''), {});
  expect(opened.cellNames).toEqual(['KO1', 'WT1']);
});

describe('cycles of qPCR', () => {
  const rows = [23.4, 25.1, 19.8]
    .map((cycles, at) => `s${at},${cycles},${cycles + 2.5},${cycles + 4}\n`)
    .join('');
  it.each([
    ['plate_Ct.csv', `sample,GATA1,SPI1,KLF1\n${rows}`, 'plate_Ct.csv'],
    ['RT-qPCR.csv', `sample,GATA1,SPI1,KLF1\n${rows}`, 'RT-qPCR.csv'],
    ['qpcr_ct_values.csv', `sample,GATA1,SPI1,KLF1\n${rows}`, 'qpcr_ct_values.csv'],
    ['plate.csv', `sample,GATA1 Cq,SPI1 Cq,KLF1 Cq\n${rows}`, 'GATA1 Cq'],
    ['dCt.csv', 'sample,GATA1,SPI1\ns1,2.5,3.1\ns2,-0.4,1.5\n', 'dCt.csv'],
    ['long.csv', 'Sample,Replicate,Target,Ct\nsiNT,1,GATA1,23.4\nsiNT,2,SPI1,25.1\n', 'Ct'],
    ['plate.csv', 'ΔΔCt,GATA1,SPI1\ns1,2.5,3.1\ns2,-0.4,1.5\n', 'ΔΔCt'],
  ])('%s is refused, since fewer cycles are more RNA', async (file, text, name) => {
    expect(await problemOf(open(new File([text], file)))).toEqual({ tag: 'cycle-thresholds', file, name });
  });

  it.each([
    ['qPCR_relative.csv', 'sample,GATA1,SPI1\ns1,1.02,0.31\ns2,0.97,1.5\n'],
    ['DCT_KO.csv', `sample,DCT,SPI1,KLF1\n${rows}`],
    ['screen_CT_counts.csv', `sample,GATA1,SPI1,KLF1\n${rows}`],
    ['lfq.csv', `sample,GATA1,SPI1,KLF1\n${rows.replace('s0', 'CT_1')}`],
  ])('%s is read', async (file, text) => {
    expect((await open(new File([text], file))).opened.format).toBe('text');
  });
});

const numberedRows = (numbers: readonly number[]) =>
  `,WT_1,WT_2,mut_1,mut_2\n${numbers.map((number, row) => `${number},${row},3,4,${row + 9}`).join('\n')}\n`;

const numberedColumns = (numbers: readonly number[], least = 3) => {
  const values = numbers.map((_, at) => (at % 5) + least).join(',');
  const lines = ['NTC', '7157', 'NTC'].map((label, row) => `c${row},${label},${values}\n`);
  return `cell,gene,${numbers.join(',')}\n${lines.join('')}`;
};

describe('what programs write', () => {
  const named = ['P1', 'P2', 'P3'];
  const rows = ['STAT1', 'IRF1', 'JAK2'];
  const table = (head: string, before: (row: number) => string) =>
    `${head}\tWT_1\tSTAT1_KO_1\n${rows.map((_, row) => `${before(row)}\t${row + 1.5}\t${row + 20}`).join('\n')}\n`;

  it.each([
    ['DIA-NN', table('Protein.Group\tGenes', (row) => `${named[row]}\t${rows[row]}`)],
    ['Spectronaut', table('PG.ProteinGroups\tPG.Genes', (row) => `${named[row]}\t${rows[row]}`)],
    ['MaxQuant', table('Majority protein IDs\tGene names', (row) => `${named[row]}\t${rows[row]}`)],
    ['GeoMx', table('TargetName', (row) => rows[row] ?? '')],
    ['Cufflinks', table('tracking_id', (row) => rows[row] ?? '')],
    ['nCounter', table('Code Class\tName\tAccession', (row) => `Endogenous\t${rows[row]}\tNM_${row}`)],
  ])('%s has genes in rows', async (_, text) => {
    const { opened } = await readAs(text, {});
    expect(opened.table?.rows).toBe('genes');
    expect(opened.cellNames).toEqual(['WT_1', 'STAT1_KO_1']);
    const { index = [], columns = [] } = opened.genes['table'] ?? {};
    const beside = columns.flatMap((column) => (column.kind === 'category' ? [column.categories] : []));
    expect([index, ...beside]).toContainEqual(rows);
  });

  it('numbers of genes in rows are told from numbers of rows', async () => {
    const numbers = Array.from({ length: 20 }, (_, row) => row);
    const entrez = await readAs(numberedRows(numbers.map((row) => 1 + row * row)), {});
    expect(entrez.opened.table?.rows).toBe('genes');
    expect(entrez.opened.cellNames).toEqual(['WT_1', 'WT_2', 'mut_1', 'mut_2']);
    const ofCells = await readAs(numberedRows(numbers), {});
    expect(ofCells.opened.table?.rows).toBe('cells');
  });

  it.each([
    ['gene,WT_1_count,KO_1_count,WT_1_TPM,KO_1_TPM', ['WT_1_count', 'KO_1_count']],
    ['gene,FPKM.WT_1,FPKM.KO_1,WT_1,KO_1', ['WT_1', 'KO_1']],
    ['gene,WT_1_FPKM,KO_1_FPKM,WT_1_TPM,KO_1_TPM', ['WT_1_TPM', 'KO_1_TPM']],
    ['gene,WT_1_FPKM,KO_1_FPKM,WT_2_TPM,KO_2_TPM', ['WT_1_FPKM', 'KO_1_FPKM', 'WT_2_TPM', 'KO_2_TPM']],
  ])('of several units of each sample one is taken: %s', async (header, taken) => {
    const lines = rows.map((name, row) => `${name},${row},${row + 4},${row + 0.5},${row + 1.5}\n`);
    const { opened } = await readAs(`${header}\n${lines.join('')}`, {});
    expect(opened.cellNames).toEqual(taken);
  });

  it.each([
    ['Gene stable ID', 'Gene name', ['Gene start (bp)', 'Strand', 'NCBI gene (formerly Entrezgene) ID']],
    ['', 'symbol', ['Gene.start..bp.', 'Chromosome.scaffold.name', 'Gene...GC.content', 'baseMean']],
    ['Name', 'Description', ['Length', 'Entrez', 'Transcript length (including UTRs and CDS)']],
  ])('numbers that describe genes are no samples, below %s', async (head, beside, numbers) => {
    const header = [head, beside, ...numbers, 'WT_1', 'STAT1_KO_1'];
    const lines = rows.map((name, row) => [name, `${name} x`, ...numbers.map(() => 5), row, row + 4]);
    const { opened } = await readAs([header, ...lines].map((cells) => cells.join(',')).join('\n'), {});
    expect([opened.table?.rows, opened.cellNames]).toEqual(['genes', ['WT_1', 'STAT1_KO_1']]);
    expect(opened.genes['table']?.columns.map(({ name }) => name)).toEqual(
      expect.arrayContaining([beside, ...numbers]),
    );
  });

  it('numbers of genes in columns are names, and numbers of anything else are not', async () => {
    const entrez = [7157, 672, 1956, 2, 9, 100128927, 3845, 4609];
    const { opened } = await readAs(numberedColumns(entrez), {});
    expect(opened.genes['table']?.index).toEqual(entrez.map(String));
    const samples = entrez.map((_, at) => 1001 + 2 * at);
    const wavelengths = entrez.map((_, at) => 400 + 50 * at);
    for (const numbers of [samples, wavelengths])
      await expect(readAs(numberedColumns(numbers), {})).rejects.toMatchObject({
        problem: { tag: 'bad-header' },
      });
    await expect(readAs(numberedColumns(entrez, -2), {})).rejects.toMatchObject({
      problem: { tag: 'bad-header' },
    });
  });

  it.each(['entrez_id', 'ENTREZID', 'EntrezGeneID', 'ncbi_gene_id'])(
    'numbers below %s name genes',
    async (head) => {
      const { opened } = await readAs(
        table(head, (row) => String(100 + 7 * row * row)),
        {},
      );
      expect([opened.cellNames, opened.genes['table']?.index]).toEqual([
        ['WT_1', 'STAT1_KO_1'],
        ['100', '107', '128'],
      ]);
    },
  );

  it('one row for each perturbed gene, in a column of that name, has cells in rows', async () => {
    const genes = [...rows, 'KLF1', 'GATA1', 'SPI1', 'TAL1', 'MYB', 'FLI1'];
    const lines = [...rows, 'NTC'].map((name, row) =>
      [name, ...genes.map((__, gene) => row + gene / 2)].join(','),
    );
    const { opened } = await readAs(`gene,${genes.join(',')}\n${lines.join('\n')}\n`, {});
    expect([opened.table?.rows, opened.cells]).toEqual(['cells', 4]);
  });

  it('contrasts of limma are log ratios to the control', async () => {
    const lines = [...rows, 'KLF1'].map((gene, at) => `${gene},${at - 1.5},${0.5 - at}`);
    const { opened } = await readAs(`gene,STAT1_KO-WT,IRF1_KO-WT\n${lines.join('\n')}\n`, {});
    const { mapping, labels } = recognise(opened);
    expect([mapping.values, ...labels.flatMap(({ targets }) => targets)]).toEqual([
      'log-ratio',
      'STAT1',
      'IRF1',
    ]);
  });
});

describe('tables of proteins', () => {
  const samples = ['WT_1', 'WT_2', 'STAT1_KO_1', 'STAT1_KO_2'];
  const genes = ['STAT1', 'IRF1', 'JUN', 'FOS', 'MYC', 'TP53'];
  const written = (ids: readonly string[], figures: readonly string[], measures: readonly string[]) => {
    const header = [...ids, ...figures, ...measures].join('\t');
    const rows = genes.map((gene, row) =>
      [
        ...ids.map((id) => (/gene/i.test(id) ? gene : `P4222${row}`)),
        ...figures.map((_, at) => 1 + ((row + at) % 5)),
        ...measures.map((_, at) => 2 ** 24 + 999 * row + 7 * at),
      ].join('\t'),
    );
    return new File([[header, ...rows].join('\n')], 'proteins.tsv');
  };
  const each = (name: (sample: string, at: number) => string) => samples.map(name);

  it.each([
    [
      'MaxQuant',
      ['Protein IDs', 'Gene names'],
      [
        'Peptides',
        'Sequence coverage [%]',
        'Mol. weight [kDa]',
        'Sequence length',
        'Q-value',
        'Score',
        'MS/MS count',
        'id',
      ],
      [
        ...each((name) => `Peptides ${name}`),
        'Intensity',
        ...each((name) => `Intensity ${name}`),
        ...each((name) => `LFQ intensity ${name}`),
      ],
    ],
    [
      'DIA-NN',
      ['Protein.Group', 'Genes'],
      ['N.Sequences', 'N.Proteotypic.Sequences'],
      each((name) => `${name}.raw`),
    ],
    [
      'Spectronaut',
      ['PG.ProteinGroups', 'PG.Genes'],
      ['PG.Qvalue', 'PG.Cscore', 'PG.NrOfStrippedSequencesIdentified'],
      each((name, at) => `[${at + 1}] ${name}.raw.PG.Quantity`),
    ],
    [
      'FragPipe',
      ['Protein ID', 'Gene'],
      ['Protein Length', 'Protein Probability', 'Combined Total Peptides', 'Combined Spectral Count'],
      [...each((name) => `${name} Spectral Count`), ...each((name) => `${name} MaxLFQ Intensity`)],
    ],
  ])(
    'of %s have samples with one measure, and figures of the proteins',
    async (_, ids, figures, measures) => {
      const data = createImport();
      const outcome = await data.open(alone(written(ids, figures, measures)), () => undefined);
      if (!outcome.ok) throw new Error(outcome.error.tag);
      const { opened, recognition } = outcome.value;
      expect(opened.cells).toBe(samples.length);
      const last = measures.slice(-samples.length);
      expect(opened.cellNames).toEqual(last);
      expect(opened.genes.table?.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(figures));
      const of = (role: string) => recognition.labels.filter((one) => one.role === role);
      expect(of('control').reduce((sum, { cells }) => sum + cells, 0)).toBe(2);
      expect(new Set(of('perturbation').flatMap(({ targets }) => targets))).toEqual(new Set(['STAT1']));
      expect(of('unrecognised')).toEqual([]);
    },
  );
});

describe('an ambiguous table', () => {
  const ids = '7157,1017,2623\n0,3,1\n2,0,0\n5,1,1\n';
  const rows = 'x1,0.5,1.5,0\ny2,2.5,3.5,0\nz3,0.5,1,7\n';

  it('asks the user, with examples', async () => {
    expect(await problemOf(readAs(ids, {}))).toEqual({
      tag: 'table-unclear',
      file: 'table.csv',
      asks: 'first-line',
      samples: ['7157', '1017', '2623'],
    });
    expect(await problemOf(readAs(rows, {}))).toEqual({
      tag: 'table-unclear',
      file: 'table.csv',
      asks: 'rows',
      samples: ['x1', 'y2', 'z3'],
    });
  });

  it('is read as the user answers', async () => {
    const named = await readAs(ids, { firstLine: 'names' });
    expect([named.opened.cells, named.opened.genes['table']?.index]).toEqual([3, ['7157', '1017', '2623']]);
    const valued = await readAs(ids, { firstLine: 'values' });
    expect([valued.opened.cells, valued.opened.genes['table']?.index]).toEqual([
      4,
      ['gene_1', 'gene_2', 'gene_3'],
    ]);
    const asCells = await readAs(rows, { rows: 'cells' });
    expect([asCells.opened.cellNames, asCells.opened.genes['table']?.index]).toEqual([
      ['x1', 'y2', 'z3'],
      ['gene_1', 'gene_2', 'gene_3'],
    ]);
    const asGenes = await readAs(rows, { rows: 'genes' });
    expect([asGenes.opened.cellNames, asGenes.opened.genes['table']?.index]).toEqual([
      ['1', '2', '3'],
      ['x1', 'y2', 'z3'],
    ]);
    expect(await denseOf(asGenes, 'table')).toEqual([
      [0.5, 2.5, 0.5],
      [1.5, 3.5, 1],
      [0, 0, 7],
    ]);
  });

  it('the user can undo a transposition', async () => {
    const table = 'gene,c1,c2,c3\nGATA1,1,2,3\nSPI1,4,5,6\n';
    expect((await readAs(table, {})).opened.cells).toBe(3);
    const { opened } = await readAs(table, { rows: 'cells' });
    expect([opened.cells, opened.genes['table']?.index]).toEqual([2, ['c1', 'c2', 'c3']]);
  });

  it('whole numbers no larger than those below are values, consecutive numbers are names', async () => {
    const { opened } = await readAs('3,1,2\n5,0,4\n0,9,1\n', {});
    expect([opened.cells, opened.genes['table']?.index]).toEqual([3, ['gene_1', 'gene_2', 'gene_3']]);
    const counted = await readAs('0,1,2,3,4\n5,0,4,9,9\n0,9,1,9,9\n', {});
    expect([counted.opened.cells, counted.opened.genes['table']?.index]).toEqual([
      2,
      ['0', '1', '2', '3', '4'],
    ]);
  });
});
