import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../numerics/random';
import { recognise } from '../../recognise/recognise';
import { columnsOf, denseOf, open, openText, problemOf } from '../../../../tests/fixtures/readers/fixture';

const CELLS_IN_ROWS = `cell,GATA1,Fli1,perturbation,batch
AAACCTGAGAAACCAT-1,1.5,0,control,1
AAACCTGAGAAACCGC-1,0,2e2,GATA1,1
AAACCTGAGAAACCTA-1,-3,.25,,2
`;

const GENES_IN_ROWS = `,AAACCTGAGAAACCAT-1,AAACCTGAGAAACCGC-1,AAACCTGAGAAACCTA-1
GATA1,1,2,3
HLA-A,4,5,6
`;

describe('a table with cells in rows', () => {
  it('gives values, names and annotation columns', async () => {
    const source = await openText(CELLS_IN_ROWS);
    const { opened } = source;
    expect(opened.format).toBe('text');
    expect(opened.cellNames).toEqual(['AAACCTGAGAAACCAT-1', 'AAACCTGAGAAACCGC-1', 'AAACCTGAGAAACCTA-1']);
    expect(opened.genes.table?.index).toEqual(['GATA1', 'Fli1']);
    expect(columnsOf(opened.obs)).toEqual({ perturbation: ['control', 'GATA1', ''], batch: [1, 1, 2] });
    expect(await denseOf(source, 'table')).toEqual([
      [1.5, 0],
      [0, 200],
      [-3, 0.25],
    ]);
  });

  it.each([
    ['tabs', CELLS_IN_ROWS.replaceAll(',', '\t')],
    ['semicolons', CELLS_IN_ROWS.replaceAll(',', ';')],
    ['Windows line ends', CELLS_IN_ROWS.replaceAll('\n', '\r\n')],
    ['old Macintosh line ends', CELLS_IN_ROWS.replaceAll('\n', '\r')],
    ['the line that tells Excel the delimiter', `sep=;\n${CELLS_IN_ROWS.replaceAll(',', ';')}`],
    ['a byte order mark', `\uFEFF${CELLS_IN_ROWS}`],
    ['no last line end', CELLS_IN_ROWS.trimEnd()],
    ['comments and blank lines', `# from a tool\n\n${CELLS_IN_ROWS.replace('\n', '\n# again\n\n')}`],
    ['quoted cells', CELLS_IN_ROWS.replaceAll(/[^,\n]+/g, '"$&"')],
    ['spaces before quotation marks', CELLS_IN_ROWS.replaceAll(/[^,\n]+/g, ' "$&"')],
    ['a delimiter at the end of every line', CELLS_IN_ROWS.replaceAll('\n', ',\n')],
  ])('written with %s reads the same', async (_, text) => {
    const source = await openText(text);
    expect(columnsOf(source.opened.obs)).toEqual({
      perturbation: ['control', 'GATA1', ''],
      batch: [1, 1, 2],
    });
    expect((await denseOf(source, 'table')).flat()).toEqual([1.5, 0, 0, 200, -3, 0.25]);
  });

  it('is the same in gzip, with progress in compressed bytes', async () => {
    const packed = new File([new Uint8Array(gzipSync(CELLS_IN_ROWS))], 'table.csv.gz');
    const source = await open(packed);
    expect((await denseOf(source, 'table')).flat()).toEqual([1.5, 0, 0, 200, -3, 0.25]);
    expect(source.opened.bytes).toBe(packed.size);
  });

  it('is decoded from UTF-16 and Windows-1252', async () => {
    const text = 'cell,A,B,condition\nc1,1,2,Lösung\nc2,3,4,control\n';
    const wide = new Uint8Array([
      0xff,
      0xfe,
      ...new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer),
    ]);
    const narrow = Uint8Array.from(text, (c) => c.charCodeAt(0));
    for (const bytes of [wide, narrow]) {
      const { opened } = await open(new File([bytes], 'table.csv'));
      expect(columnsOf(opened.obs)).toEqual({ condition: ['Lösung', 'control'] });
    }
  });

  it.each([0, 3000])(
    'with single bytes of Windows-1252 in a label, a gene name and a comment reads these and UTF-8 beside them, after %i other lines too',
    async (others) => {
      const filler = '# µ is written in UTF-8, two bytes for one character\n'.repeat(others);
      // ¤ stands for the byte of é, ¢ for that of è.
      const text = `${filler}# caf¤\ncell,A¤1,A¢1,µ,condition\nc1,1,2,3,caf¤\nc2,3,4,5,caf¢\nc3,5,6,7,5 µM\n`;
      const odd = new Map(Object.entries({ '¤': 0xe9, '¢': 0xe8 }));
      const bytes = Array.from(text, (c) => odd.get(c) ?? [...new TextEncoder().encode(c)]).flat();
      const { opened } = await open(new File([Uint8Array.from(bytes)], 'table.csv'));
      expect(opened.genes.table?.index).toEqual(['Aé1', 'Aè1', 'µ']);
      expect(columnsOf(opened.obs)).toEqual({ condition: ['café', 'cafè', '5 µM'] });
      expect(opened.notes).toEqual([]);
    },
  );

  it('accepts the header of R, which is one name short', async () => {
    const source = await openText('GATA1\tFli1\nc1\t1\t2\nc2\t3\t4\n', 'table.tsv');
    expect(source.opened.cellNames).toEqual(['c1', 'c2']);
    expect(await denseOf(source, 'table')).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('does not take labels with a comma for decimal numbers among counts', async () => {
    const rows = ['a;1,2;5;0;7', 'b;3;0;2;9', 'c;1,2;4;4;0'];
    const text = `cell;clone;GATA1;SPI1;KLF1\n${rows.join('\n')}\n`;
    const { opened } = await openText(text);
    expect(columnsOf(opened.obs)).toEqual({ clone: ['1,2', '3', '1,2'] });
    expect(opened.notes).toEqual([]);
    const dose = await openText(text.replaceAll('1,2', '0,5').replace('clone', 'dose'));
    expect(columnsOf(dose.opened.obs)).toEqual({ dose: [0.5, 3, 0.5] });
  });

  it('refuses points that separate thousands, and reads three decimals', async () => {
    const random = new Random(3);
    const counts = Array.from({ length: 12 }, () =>
      Array.from({ length: 4 }, () => Math.floor(4000 * random.uniform() ** 2)),
    );
    const german = counts.map(
      (row, cell) => `c${cell};${row.map((count) => count.toLocaleString('de-DE')).join(';')}\n`,
    );
    const grouped = `cell;GATA1;SPI1;KLF1;CBL\n${german.join('')}`;
    expect(await problemOf(openText(grouped))).toMatchObject({
      tag: 'not-a-number',
      value: /\d\.\d{3}/.exec(grouped)?.[0],
    });
    const fractions = counts.map(
      (row, cell) => `c${cell};${row.map((count) => String(1 + count / 1000)).join(';')}\n`,
    );
    const read = await openText(`cell;GATA1;SPI1;KLF1;CBL\n${fractions.join('')}`);
    expect(await denseOf(read, 'table')).toEqual(
      counts.map((row) => row.map((count) => Math.fround(1 + count / 1000))),
    );
  });

  it('reads decimal commas, with a note', async () => {
    const source = await openText('cell;GATA1;Fli1\nc1;1,5;0,25\nc2;3;1e2\n');
    expect((await denseOf(source, 'table')).flat()).toEqual([1.5, 0.25, 3, 100]);
    expect(source.opened.notes).toContainEqual({ tag: 'decimal-comma' });
  });

  it('reads genes in rows below a German header', async () => {
    const { opened } = await openText('Gen;WT_1;WT_2;STAT1_KO_1\nSTAT1;1,5;0,25;2,5\nGATA1;3,5;2,5;1,5\n');
    expect(opened.cellNames).toEqual(['WT_1', 'WT_2', 'STAT1_KO_1']);
  });

  it('refuses numbers with a comma that may separate thousands', async () => {
    const problem = await problemOf(openText('cell;GATA1;Fli1\nc1;1,500;2\nc2;3;7\nc3;4;7\n'));
    expect(problem).toMatchObject({ tag: 'not-a-number', line: 2, column: 'GATA1', value: '1,500' });
  });

  it.each([
    [
      'featureCounts',
      '# Program:featureCounts v2.0.1\nGeneid\tChr\tStart\tEnd\tStrand\tLength\tctrl_1\tctrl_2\tko_1\nENSG00000102145\tchrX\t48786554\t48794311\t+\t1497\t10\t12\t0\nENSG00000105610\tchr19\t12884422\t12887201\t-\t2780\t5\t6\t7\n',
      ['ctrl_1', 'ctrl_2', 'ko_1'],
      [10, 5, 12, 6, 0, 7],
    ],
    [
      'a series of GEO',
      '!Series_title\t"A screen"\n!Sample_title\t"a"\t"b"\n!series_matrix_table_begin\n"ID_REF"\t"GSM1"\t"GSM2"\n"GATA1"\t1.5\t2\n"SPI1"\t3\t4.5\n!series_matrix_table_end\n',
      ['GSM1', 'GSM2'],
      [1.5, 3, 2, 4.5],
    ],
  ])('bulk tables: %s', async (_, text, cells, values) => {
    const source = await openText(text, 'bulk.txt');
    expect(source.opened.cellNames).toEqual(cells);
    expect((await denseOf(source, 'table')).flat()).toEqual(values);
  });

  it('may lack cell names and have one row per condition', async () => {
    const { opened } = await openText('"G1"\t"G2"\n0.0\t0.5\n0.25\t0.0\n', 'knockouts.tsv');
    expect([opened.cells, opened.cellNames, opened.obs]).toEqual([2, ['1', '2'], []]);
  });

  it.each([
    ['12,000', '3', 'GATA1'],
    ["12'000", '3', 'GATA1'],
    ['1 234 567', '3', 'GATA1'],
    ['12%', '3', 'GATA1'],
    ['<1', '3', 'GATA1'],
    ['3', '12,000', 'Fli1'],
  ])('refuses “%s” and “%s” by the value, not as labels', async (first, second, column) => {
    const rows = ['c1', 'c2', 'c3'].map((cell) => `${cell},control,"${first}","${second}",7`);
    const text = ['cell,perturbation,GATA1,Fli1,SPI1', ...rows].join('\n');
    expect(await problemOf(openText(text))).toEqual({
      tag: 'not-a-number',
      file: 'table.csv',
      line: 2,
      column,
      value: first === '3' ? second : first,
    });
  });

  it('refuses a table of numbers with commas and points by the first that is no number', async () => {
    const rows = ['c1,"1,5","2,5"', 'c2,1.5,2.5', 'c3,"0,5","3,5"'];
    const problem = await problemOf(openText(['cell,GATA1,Fli1', ...rows].join('\n')));
    expect(problem).toMatchObject({ tag: 'not-a-number', line: 2, column: 'GATA1', value: '1,5' });
  });

  it('leaves annotations of cells as they are written', async () => {
    const rows = ['c1,"12,000",5%,24h,"1,2",3.5,4', 'c2,"9,000",7%,48h,"2,3",5,6', 'c3,"8,000",6%,48h,2,7,8'];
    const header = 'cell,nUMI,percent.mt,time,targets,GATA1,Fli1';
    const { opened } = await openText([header, ...rows].join('\n'));
    expect(columnsOf(opened.obs)).toEqual({
      nUMI: ['12,000', '9,000', '8,000'],
      'percent.mt': ['5%', '7%', '6%'],
      time: ['24h', '48h', '48h'],
      targets: ['1,2', '2,3', '2'],
    });
  });

  it.each([
    ['DESeq2', ',baseMean,log2FoldChange,lfcSE,stat,pvalue,padj', '', 'log2FoldChange', null],
    ['edgeR', 'genes,logFC,logCPM,F,PValue,FDR', 'genes', 'logFC', null],
    ['limma', 'ID_REF,logFC,AveExpr,t,P.Value,adj.P.Val,B', 'ID_REF', 'logFC', null],
    ['Seurat', ',p_val,avg_log2FC,pct.1,pct.2,p_val_adj', '', 'avg_log2FC', null],
    ['scanpy', 'group,names,scores,logfoldchanges,pvals,pvals_adj', 'names', 'logfoldchanges', 'group'],
    ['Cuffdiff', 'gene,value_1,value_2,log2(fold_change),p_value', 'gene', 'log2(fold_change)', null],
    ['MAGeCK', 'id,num,neg|score,neg|p-value,neg|fdr,neg|lfc', 'id', 'neg|lfc', null],
    ['KnockTF', 'Sample_ID,TF,Gene,FC,Log2FC,P_value', 'Gene', 'Log2FC', 'TF'],
  ])('refuses results of %s with what they are', async (_, header, genes, changes, perturbations) => {
    const cells = header.split(',');
    const rows = ['GATA1', 'SPI1', 'KLF1'].map((gene, row) =>
      cells.map((__, at) => (at === 0 ? gene : String(row + at / 10))).join(','),
    );
    expect(await problemOf(openText([header, ...rows].join('\n')))).toEqual({
      tag: 'statistics-table',
      file: 'table.csv',
      columns: cells.filter((name) => name !== ''),
      genes,
      changes,
      perturbations,
    });
  });

  it('counts negative values and places the first', async () => {
    const { opened } = await openText('cell,GATA1,KLF1\nc1,3,0\nc2,1,-4\nc3,-1,2\n');
    expect(opened.matrices[0]?.negative).toEqual({
      count: 2,
      share: 2 / 5,
      value: -4,
      where: 'table, cell c2, gene KLF1',
    });
    expect(opened.matrices[0]?.valuesOfCells.map((values) => [...values])).toEqual([[3], [1, -4], [-1, 2]]);
  });

  it('offers row names as labels where there are no others', async () => {
    const { opened } = await openText(',G1,G2\nwildtype,1,2\nG1_KO,0,2\n');
    expect(columnsOf(opened.obs)).toEqual({ 'row name': ['wildtype', 'G1_KO'] });
  });

  it('takes names of rows that recur, as labels do, for labels of cells', async () => {
    const labels = ['NTC', 'NTC', 'STAT1', 'NTC', 'STAT1', 'STAT1'];
    const tableOf = (header: string, beside: string) =>
      `${header}ENSG00000115415,ENSG00000102145\n${labels.map((label, row) => `${label},${beside}${row},2\n`).join('')}`;
    const { opened } = await openText(tableOf('gene,batch,', 'a,'));
    expect(columnsOf(opened.obs)).toEqual({ gene: labels, batch: labels.map(() => 'a') });
    const unnamed = await openText(tableOf('sample,', ''));
    expect(columnsOf(unnamed.opened.obs)).toEqual({ sample: labels });
    // Transcripts of two genes.
    const rows = ['A1BG,T1,1,2', 'A1BG,T2,1,3', 'A1BG,T3,0,3', 'A2M,T4,1,2', 'A2M,T5,4,2'].join('\n');
    const { opened: ofGenes } = await openText(`gene,transcript,WT,STAT1_KO\n${rows}\n`);
    expect(ofGenes.table?.rows).toBe('genes');
  });

  it('labels row n of an unlabelled square table with gene n where each gene is lowest in its own row', async () => {
    const genes = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'FLI1', 'CEBPA'];
    const rows = (lowest: (row: number, gene: number) => boolean) =>
      genes.map((_, row) =>
        genes.map((__, gene) => (lowest(row, gene) ? 0 : 0.3 + ((row + 2 * gene) % 5) / 10)),
      );
    const table = (values: number[][]) => [genes, ...values].map((row) => row.join('\t')).join('\n');
    const { opened } = await openText(table(rows((row, gene) => row === gene)), 'knockouts.tsv');
    expect(columnsOf(opened.obs)).toEqual({ 'gene of the row': genes });
    expect(opened.notes).toContainEqual({ tag: 'row-is-its-gene', lowest: 6, rows: 6 });
    expect(recognise(opened).labels.map(({ targets }) => targets)).toEqual(genes.map((gene) => [gene]));
    const others = await openText(table(rows((row, gene) => (row + 1) % 6 === gene)), 'multifactorial.tsv');
    expect(others.opened.obs).toEqual([]);
  });

  it('has names of genes without the assay that FetchData of Seurat writes before them', async () => {
    const { opened } = await openText('cell,orig.ident,rna_GATA1,rna_SPI1\na,x,1,2\nb,x,3,4\n');
    expect(opened.genes.table?.index).toEqual(['GATA1', 'SPI1']);
  });

  it('makes gene names unique', async () => {
    const { opened } = await openText('cell,A,B,A\nc1,1,2,3\nc2,1,2,3\n');
    expect(opened.genes.table?.index).toEqual(['A', 'B', 'A-1']);
    expect(opened.notes).toContainEqual({ tag: 'duplicate-genes', names: ['A'] });
  });

  it('keeps line ends inside quotation marks and counts them', async () => {
    const problem = await problemOf(openText('cell,A,B,note\nc1,1,2,"one\ntwo"\nc2,1,2,x\nc3,1,many,x\n'));
    expect(problem).toMatchObject({ tag: 'not-a-number', line: 5, column: 'B', value: 'many' });
  });

  it('is the same when read in several pieces', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, i) => `cell_${i},${i % 7},"${i % 5}",${i}.5,"a, ""b""\n${i % 3}"`,
    );
    const source = await openText(`cell,A,B,C,note\n${rows.join('\n')}\n`);
    const values = await denseOf(source, 'table');
    expect(values).toHaveLength(60_000);
    expect(values[59_999]).toEqual([59_999 % 7, 59_999 % 5, 59_999.5]);
    expect(columnsOf(source.opened.obs).note?.[2]).toBe('a, "b"\n2');
  });
});

describe('a table with genes in rows', () => {
  it('is transposed, with the reason', async () => {
    const source = await openText(GENES_IN_ROWS);
    expect(source.opened.genes.table?.index).toEqual(['GATA1', 'HLA-A']);
    expect(source.opened.cellNames[0]).toBe('AAACCTGAGAAACCAT-1');
    expect(await denseOf(source, 'table')).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(source.opened.notes).toEqual([{ tag: 'transposed', reason: expect.stringContaining('"GATA1"') }]);
  });

  it.each([
    'gene_id,a,b,c\nx1,1,2,3\nx2,4,5,6\n',
    'gene_short_name,gene_id,a,b,c\nx1,ENSG1,1,2,3\nx2,ENSG2,4,5,6\n',
    'hgnc_symbol,ensembl_gene_id,a,b,c\nx1,ENSG1,1,2,3\nx2,ENSG2,4,5,6\n',
  ])('is recognised by the header of its first column: %j', async (text) => {
    const source = await openText(text);
    expect([source.opened.cells, source.opened.genes.table?.index]).toEqual([3, ['x1', 'x2']]);
  });

  it('is recognised by columns that are named like some of its rows', async () => {
    const genes = ['STAT1', 'MYC', 'TP53', 'KLF1', 'GATA1', 'SPI1', 'TAL1'];
    const table = (columns: readonly string[]) =>
      [
        ['', ...columns].join(','),
        ...genes.map((gene, row) => [gene, ...columns.map(() => row)].join(',')),
      ].join('\n');
    for (const columns of [
      ['WT', 'MYC', 'TP53'],
      ['WT', 'MYC', 'MYC.1'],
    ])
      expect((await openText(table(columns))).opened).toMatchObject({ cells: 3, cellNames: columns });
    // Rows are the perturbed genes.
    const rows = [',STAT1,MYC,TP53,KLF1,GATA1', 'MYC,1,2,3,4,5', 'TP53,1,2,3,4,5'].join('\n');
    expect((await openText(rows)).opened.cellNames).toEqual(['MYC', 'TP53']);
  });

  it('is recognised by replicates of controls among its columns, whatever its genes are called', async () => {
    const rows = ['rpoS', 'b0001', 'lacI', 'crp', 'b0002', 'fnr', 'hns', 'fis', 'b0003'];
    const table = [',WT_1,WT_2,ΔrpoS_1,ΔrpoS_2', ...rows.map((gene, at) => `${gene},${at},2,3,4`)].join('\n');
    const { opened } = await openText(table);
    expect(opened.cellNames).toEqual(['WT_1', 'WT_2', 'ΔrpoS_1', 'ΔrpoS_2']);
    expect(opened.notes).toEqual([{ tag: 'transposed', reason: expect.stringContaining('samples') }]);
  });

  it('is recognised by the labels file, even where genes are among the labels', async () => {
    const labels = 'cell,perturbation\na,control\nb,x1\nc,x1\n';
    const { opened } = await openText('name,a,b,c\nx1,1,2,3\nx2,4,5,6\n', 'table.csv', labels);
    expect(columnsOf(opened.obs)).toEqual({ perturbation: ['control', 'x1', 'x1'] });
  });
});

describe('names of columns in comments', () => {
  const genes = ['GATA1', 'SPI1', 'KLF1'];

  it.each([
    [
      'after "#", by blanks, without a name for the first column',
      '# made by a program\n# GATA1 SPI1 KLF1\nr1\t1\t0\t2\nr2\t3\t0\t4\n',
    ],
    ['after "#", with the delimiter', '#cell,GATA1,SPI1,KLF1\nr1,1,0,2\nr2,3,0,4\n'],
  ])('%s', async (_, text) => {
    const source = await openText(text, 'table.txt');
    expect(source.opened.genes['table']?.index).toEqual(genes);
    expect(source.opened.cellNames).toEqual(['r1', 'r2']);
    expect(await denseOf(source, 'table')).toEqual([
      [1, 0, 2],
      [3, 0, 4],
    ]);
  });

  it('a table of numbers beside its step counter', async () => {
    const rows = Array.from({ length: 20 }, (_, step) =>
      [step, 0.8 + step / 100, 0.3, 0.1 + step / 50].join(' '),
    );
    const { opened } = await openText(`# it GATA1 SPI1 KLF1\n${rows.join('\n')}\n`, 'simulated.txt');
    expect(opened.genes['table']?.index).toEqual(genes);
  });

  it('a comment that names nothing is none', async () => {
    const { opened } = await openText('# three words here\ncell,A,B\nc1,1,2\nc2,3,4\n');
    expect(opened.genes['table']?.index).toEqual(['A', 'B']);
  });
});

it('lines that begin with # below the header are left out, and told where they could be rows', async () => {
  const text = 'cell,GATA1,SPI1\nc1,1,2\n#c2,3,4\n# a remark\n#,one,more,remark\nc3,5,6\n#c4,7,8\n';
  const { opened } = await openText(`#cells,of,day 3\n${text}`);
  expect(opened.cellNames).toEqual(['c1', 'c3']);
  expect(opened.notes).toContainEqual({ tag: 'rows-commented-out', rows: 2, line: 4 });
  const plain = await openText('# of day 3\ncell,GATA1,SPI1\nc1,1,2\n# a remark\nc3,5,6\n');
  expect(plain.opened.notes.map(({ tag }) => tag)).not.toContain('rows-commented-out');
});

it('rows that are numbered are not labels', async () => {
  const { opened } = await openText('index,0,1,2,3,4\n0,5,1,2,0,0\n1,0,1,2,7,0\n2,4,1,2,0,3\n');
  expect(opened.obs).toEqual([]);
  expect(recognise(opened).blocked).toBe('no-perturbation-column');
});

/** Header lines and columns as its manual describes them (https://bd-rhapsody-bioinfo-docs.genomics.bd.com); values made up. */
describe('tables of BD Rhapsody', () => {
  const HEAD = '####\n## BD Rhapsody Analysis Pipeline Version 1.10.1\n## Sample: screen\n####\n';

  it('molecules per cell: cells are named by their index, genes without what stands behind them', async () => {
    const targeted =
      'Cell_Index,GATA1|NM_002049.4|PolyA_1,SPI1|NM_003120.3|PolyA_1,KLF1|NM_006563.5|PolyA_1,CBL|NM_005188.4|PolyA_1,CD4:SK3|CD4|AHS0032|pAbO';
    const { opened } = await openText(
      `${HEAD}${targeted}\n5307,1,2,3,4,90\n12,5,6,7,8,80\n901,0,0,1,0,70\n`,
      'screen_RSEC_MolsPerCell.csv',
      `${HEAD}Cell_Index,Sample_Tag,Sample_Name\n12,SampleTag01_hs,GATA1_KO\n5307,SampleTag02_hs,WT\n901,Multiplet,Multiplet\n`,
    );
    expect(opened.cellNames).toEqual(['5307', '12', '901']);
    expect(opened.genes['table']?.index.slice(0, 4)).toEqual(['GATA1', 'SPI1', 'KLF1', 'CBL']);
    expect(columnsOf(opened.obs)).toMatchObject({ Sample_Name: ['WT', 'GATA1_KO', 'Multiplet'] });
  });

  it('one line per cell and gene is refused, with what makes a table of it', async () => {
    const lines = ['12\tGATA1\t9\t3\t3', '12\tSPI1\t4\t2\t2', '901\tGATA1\t1\t1\t1', '901\tKLF1\t2\t1\t1'];
    const header = 'Cell_Index\tGene\tRSEC_Reads\tRaw_Molecules\tRSEC_Adjusted_Molecules';
    expect(
      await problemOf(openText(`${HEAD}${header}\n${lines.join('\n')}\n`, 'screen_Expression_Data.st')),
    ).toMatchObject({
      tag: 'bad-header',
      detail: expect.stringContaining('long.pivot') as string,
    });
  });
});

it.each([
  [
    'ENSG00000102145_GATA1',
    'ENSG00000066336.12_SPI1',
    'ENSG00000105610_HLA-DRB1_2',
    'ERCC-00002',
    'ENSG00000110395_CBL',
    'ENSG00000130592_LSP1',
  ],
  ['GATA1|2623', 'SPI1|6688', 'HLA-DRB1_2|3123', 'ERCC-00002', 'CBL|867', 'LSP1|4046'],
  [
    'GATA1_ENSG00000102145',
    'SPI1_ENSG00000066336.12',
    'HLA-DRB1_2_ENSG00000105610',
    'ERCC-00002',
    'CBL_ENSG00000110395',
    'LSP1_ENSG00000130592',
  ],
])('identifiers are taken out of names such as %s', async (...names) => {
  const { opened } = await openText(`cell,${names.join(',')}\na,1,2,3,4,5,6\nb,3,4,5,6,7,8\n`);
  const axis = opened.genes['table'];
  expect(axis?.index).toEqual(['GATA1', 'SPI1', 'HLA-DRB1_2', 'ERCC-00002', 'CBL', 'LSP1']);
  const identifiers = names.map((name) => /ENSG[\d.]+|(?<=\|)\d+/.exec(name)?.[0] ?? '');
  expect(columnsOf(axis?.columns ?? [])).toEqual({ gene_ids: identifiers });
});

it('rows that count reads without a gene, or sum the others, are no genes, in tables with genes in rows', async () => {
  const genes = ['GATA1', 'SPI1', 'KLF1'].map((gene, at) => `${gene},${at + 1},${at + 2},${at + 3}`);
  const others = [
    '__no_feature',
    '__alignment_not_unique',
    'N_unmapped',
    'Unassigned_NoFeatures',
    'Total',
  ].map((name) => `${name},900,800,700`);
  const source = await openText(['gene,WT_1,GATA1_KO_1,GATA1_KO_2', ...genes, ...others].join('\n'));
  expect(source.opened.genes['table']?.index).toEqual(['GATA1', 'SPI1', 'KLF1']);
  expect(await denseOf(source, 'table')).toEqual([
    [1, 2, 3],
    [2, 3, 4],
    [3, 4, 5],
  ]);
  expect(source.opened.numericColumns?.map(({ name, isGene }) => [name, isGene])).toEqual(
    others.map((line) => [line.split(',')[0], false]),
  );
});

const withGenes = (names: readonly string[]) =>
  openText(`cell,${names.join(',')},perturbation\na,1,2,3,4,NT\nb,3,4,5,6,GATA1\n`);

it('genomes are taken out of names where all are of one, and labels find genes of several', async () => {
  const one = await withGenes(['GRCh38_GATA1', 'GRCh38_SPI1', 'GRCh38_KLF1', 'GRCh38_CBL']);
  expect(one.opened.genes['table']?.index).toEqual(['GATA1', 'SPI1', 'KLF1', 'CBL']);
  const two = await withGenes(['GRCh38_GATA1', 'GRCh38_SPI1', 'mm10___Gata1', 'mm10___Spi1']);
  expect(two.opened.genes['table']?.index[2]).toBe('mm10___Gata1');
  const labels = recognise(two.opened).labels.filter(({ role }) => role === 'perturbation');
  expect(labels.map(({ targets }) => targets)).toEqual([['GRCh38_GATA1']]);
});
