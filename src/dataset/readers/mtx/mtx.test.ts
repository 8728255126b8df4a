import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openFile } from '../open';
import { columnsOf, denseOf, problemOf } from '../../../../tests/fixtures/readers/fixture';
import {
  BARCODES,
  HEADER,
  MATRIX,
  openTriplet as open,
  type Parts,
  VALUES,
  FEATURES,
} from '../../../../tests/fixtures/readers/triplet';

const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`).join('\n');

const valuesOf = async (parts: Parts) => denseOf(await open(parts), 'matrix');

describe('a Matrix Market file with names', () => {
  it('is read as cells × genes in either orientation', async () => {
    const { opened } = await open();
    expect(opened).toMatchObject({ format: 'mtx', cells: 2, cellNames: ['AAAC-1', 'AAAG-1'], notes: [] });
    expect(opened.genes['matrix']?.index).toEqual(['GATA1', 'SPI1', 'KLF1']);
    expect(columnsOf(opened.genes['matrix']?.columns ?? [])).toEqual({
      gene_ids: ['ENSG1', 'ENSG2', 'ENSG3'],
    });
    expect(await valuesOf({})).toEqual(VALUES);
    expect(await valuesOf({ matrix: `${HEADER}\n2 3 3\n1 1 5\n1 3 2\n2 2 7` })).toEqual(VALUES);
  });

  it('is genes × cells where both orientations fit', async () => {
    const square = `${HEADER}\n2 2 1\n1 2 9\n`;
    expect(await valuesOf({ matrix: square, features: 'A\nB\n' })).toEqual([
      [0, 0],
      [9, 0],
    ]);
  });

  it('reads gzip, Windows line ends, blanks, comments between entries and a missing last line end', async () => {
    const odd = `${HEADER}\r\n\r\n 3\t2  3 \r\n1 1 5\r\n% in between\r\n\r\n  3   1 2\r\n2\t2 7`;
    expect(await valuesOf({ matrix: odd })).toEqual(VALUES);
    expect(await valuesOf({ matrix: new Uint8Array(gzipSync(MATRIX)) })).toEqual(VALUES);
  });

  it.each([
    ['pattern', '1 1\n3 1\n2 2', [5, 2, 7].map(() => 1)],
    ['real', '1 1 0.1\n3 1 -2.5e-3\n2 2 1234567890123456', [0.1, -2.5e-3, 1234567890123456]],
    ['unsigned-integer', '1 1 4000000000\n3 1 +2\n2 2 7', [4e9, 2, 7]],
  ])('%s values', async (field, entries, [a = 0, b = 0, c = 0]) => {
    const matrix = `%%MatrixMarket MATRIX Coordinate ${field} general\n3 2 3\n${entries}\n`;
    expect(await valuesOf({ matrix })).toEqual([[a, 0, b].map(Math.fround), [0, c, 0].map(Math.fround)]);
  });

  it('gives both halves of a symmetric matrix', async () => {
    const features = 'A\nB\n';
    const lower = `${HEADER}\n2 2 2\n1 1 4\n2 1 3\n`;
    const skew = lower.replace('general', 'skew-symmetric').replace('1 1 4', '2 2 0');
    expect(await valuesOf({ matrix: lower.replace('general', 'symmetric'), features })).toEqual([
      [4, 3],
      [3, 0],
    ]);
    expect(await valuesOf({ matrix: skew, features })).toEqual([
      [0, 3],
      [-3, 0],
    ]);
  });

  it('sums duplicate entries', async () => {
    const twice = `${HEADER}\n3 2 4\n1 1 5\n1 1 6\n3 1 2\n2 2 7\n`;
    expect(await valuesOf({ matrix: twice })).toEqual([
      [11, 0, 2],
      [0, 7, 0],
    ]);
  });

  it('takes the first line of names as a header where there is one line too many', async () => {
    const parts = {
      features: `gene_id,gene_name\nE1,GATA1\nE2,SPI1\nE3,KLF1\n`,
      barcodes: `cell\n${BARCODES}`,
    };
    const { opened } = await open(parts);
    expect(opened.genes['matrix']?.index).toEqual(['GATA1', 'SPI1', 'KLF1']);
    expect(opened.cellNames).toEqual(['AAAC-1', 'AAAG-1']);
  });

  it('leaves out rows that are not genes, with a note', async () => {
    const features =
      'E1\tGATA1\tGene Expression\nsg1\tsg1\tCRISPR Guide Capture\nE3\tKLF1\tGene Expression\n';
    const source = await open({ features });
    expect(source.opened.notes).toEqual([
      { tag: 'guide-calls', guides: 1, threshold: 5, one: 1, several: 0, none: 1 },
    ]);
    expect(await denseOf(source, 'matrix')).toEqual([
      [5, 2],
      [0, 0],
    ]);
  });

  it('takes labels from a table with barcodes', async () => {
    const { opened } = await open({ labels: 'cell_barcode,guide_identity\nAAAG-1,GATA1\nAAAC-1,NT\n' });
    expect(columnsOf(opened.obs)).toEqual({ guide_identity: ['NT', 'GATA1'] });
  });
});

describe('every order of entries', () => {
  it('gives the values of a dense reference', async () => {
    const entry = fc.tuple(fc.nat(6), fc.nat(4), fc.integer({ min: -3, max: 300 }));
    const order = fc.constantFrom('by row', 'by column', 'as they come');
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 40 }), order, fc.boolean(), async (drawn, by, halves) => {
        const key = by === 'by row' ? 0 : 1;
        const entries = by === 'as they come' ? drawn : drawn.toSorted((a, b) => a[key] - b[key]);
        const scale = halves ? 0.5 : 1;
        const wanted = Array.from({ length: 5 }, () => Array.from({ length: 7 }, () => 0));
        for (const [gene, cell, value] of entries) {
          const row = wanted[cell] ?? [];
          row[gene] = (row[gene] ?? 0) + value * scale;
        }
        const lines = entries.map(([gene, cell, value]) => `${gene + 1} ${cell + 1} ${value * scale}`);
        const matrix = [HEADER.replace('integer', 'real'), `7 5 ${entries.length}`, ...lines].join('\n');
        expect(await valuesOf({ matrix, features: names(7), barcodes: names(5) })).toEqual(wanted);
      }),
      { numRuns: 200 },
    );
  });

  it('parses numbers as JavaScript does', async () => {
    const written = fc.oneof(
      fc.integer().map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.double({ min: 0, max: 1e4, noNaN: true }).map((value) => value.toFixed(6)),
      fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential()),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(written, { minLength: 1, maxLength: 30 }), async (texts) => {
        const lines = texts.map((text, i) => `1 ${i + 1} ${text}`);
        const matrix = `%%MatrixMarket matrix coordinate real general\n2 ${texts.length + 1} ${texts.length}\n${lines.join('\n')}\n`;
        const barcodes = Array.from({ length: texts.length + 1 }, (_, i) => `c${i}`).join('\n');
        const source = await open({ matrix, barcodes, features: 'A\nB\n' });
        const finite = texts.map(Number).every((value) => Number.isFinite(Math.fround(value)));
        if (!finite) return;
        const values = (await denseOf(source, 'matrix')).map(([value]) => value);
        expect(values.slice(0, -1).map((value = Number.NaN) => value + 0)).toEqual(
          texts.map((text) => Math.fround(Number(text)) + 0),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('with more entries than one array holds', async () => {
    const [genes, cells] = [1200, 1000];
    const lines: string[] = [];
    for (let cell = 0; cell < cells; cell++)
      for (let gene = 0; gene < genes; gene++) lines.push(`${gene + 1} ${cell + 1} ${(gene + cell) % 7}`);
    const matrix = `${HEADER}\n${genes} ${cells} ${lines.length}\n${lines.join('\n')}\n`;
    const source = await open({ matrix, features: names(genes), barcodes: names(cells) });
    let [seen, wrong] = [0, 0];
    for await (const block of source.blocks('matrix', () => undefined)) {
      if (block.layout !== 'by-cell') throw new Error(block.layout);
      for (let line = 0; line < block.count; line++)
        for (let p = block.pointers[line] ?? 0; p < (block.pointers[line + 1] ?? 0); p++) {
          seen += 1;
          if (block.values[p] !== ((block.indices[p] ?? 0) + block.first + line) % 7) wrong += 1;
        }
    }
    expect([seen, wrong]).toEqual([genes * cells, 0]);
  });
});

const damaged = (where: string, detail: string) => ({
  tag: 'damaged-file',
  file: 'matrix.mtx',
  where,
  detail,
});

describe('errors in a matrix name their place', () => {
  it.each([
    ['no banner', '3 2 3\n1 1 5\n', damaged('line 1', 'It does not begin with “%%MatrixMarket matrix”.')],
    [
      'sizes that are none',
      `${HEADER}\nthree two 3\n`,
      damaged('line 2', '“three two 3” is not a number of rows, columns and entries.'),
    ],
    [
      'the end before the sizes',
      `${HEADER}\n%\n`,
      damaged('the end of the file', 'The line of sizes is missing.'),
    ],
    [
      'fewer entries',
      MATRIX.replace('2 2 7\n', ''),
      damaged('the end of the file', 'It should have 3 entries, and there are 2.'),
    ],
    ['more entries', `${MATRIX}3 2 1\n`, damaged('line 7', 'There are more than the 3 stated entries.')],
    ['a row outside', MATRIX.replace('3 1 2', '4 1 2'), damaged('line 5', 'Row 4 is outside the 3 rows.')],
    [
      'a row counted from 0',
      MATRIX.replace('3 1 2', '0 1 2'),
      damaged('line 5', 'Row 0 is outside the 3 rows.'),
    ],
    [
      'a column outside',
      MATRIX.replace('3 1 2', '3 9 2'),
      damaged('line 5', 'Column 9 is outside the 2 columns.'),
    ],
    [
      'a negative place',
      MATRIX.replace('3 1 2', '-3 1 2'),
      damaged('line 5', 'It is not a row, a column and a value.'),
    ],
    [
      'a missing value',
      MATRIX.replace('3 1 2', '3 1'),
      damaged('line 5', 'It is not a row, a column and a value.'),
    ],
    [
      'a word',
      MATRIX.replace('3 1 2', '3 1 many'),
      damaged('line 5', 'It is not a row, a column and a value.'),
    ],
    [
      'four numbers',
      MATRIX.replace('3 1 2', '3 1 2 2'),
      damaged('line 5', 'It is not a row, a column and a value.'),
    ],
    [
      'a symmetric one that is not square',
      MATRIX.replace('general', 'symmetric'),
      damaged('line 3', 'A symmetric matrix must be square.'),
    ],
  ])('%s', async (_, matrix, problem) => {
    expect(await problemOf(open({ matrix }))).toEqual(problem);
  });

  it.each(['array integer general', 'coordinate complex general', 'coordinate real hermitian'])(
    'a matrix that is %s',
    async (kind) => {
      const matrix = `%%MatrixMarket matrix ${kind}\n2 2\n1\n`;
      expect(await problemOf(open({ matrix }))).toEqual({
        tag: 'unsupported-matrix',
        file: 'matrix.mtx',
        header: `%%MatrixMarket matrix ${kind}`,
      });
    },
  );

  it('an endless line', async () => {
    const problem = await problemOf(open({ matrix: `${HEADER}\n3 2 3\n${'1'.repeat(1_100_000)}` }));
    expect(problem).toMatchObject({ tag: 'damaged-file', file: 'matrix.mtx' });
  });

  it('truncated gzip', async () => {
    const packed = new Uint8Array(gzipSync(MATRIX));
    expect(await problemOf(open({ matrix: packed.slice(0, -12) }))).toMatchObject({ tag: 'damaged-file' });
  });

  it('values that are not finite are reported with cell and gene', async () => {
    const problem = await problemOf(
      open({ matrix: MATRIX.replace('3 1 2', '3 1 NaN').replace('2 2 7', '2 2 inf') }),
    );
    expect(problem).toMatchObject({ tag: 'not-finite', where: 'matrix, cell AAAC-1, gene KLF1', count: 2 });
  });

  it('negative values count for the value scale', async () => {
    const { opened } = await open({ matrix: MATRIX.replace('2 2 7', '2 2 -7') });
    expect(opened.matrices[0]?.minimum).toBe(-7);
  });

  it('missing names, or those of another sample', async () => {
    expect(await problemOf(open({ features: null, barcodes: null }))).toEqual({
      tag: 'incomplete-triplet',
      file: 'matrix.mtx',
      missing: ['features', 'barcodes'],
    });
    expect(await problemOf(open({ barcodes: null }))).toMatchObject({ missing: ['barcodes'] });
    expect(await problemOf(open({ barcodes: 'AAAC-1\nAAAG-1\nAAAT-1\nACCC-1\n' }))).toEqual({
      tag: 'names-mismatch',
      file: 'matrix.mtx',
      rows: 3,
      columns: 2,
      features: { file: 'features.tsv', lines: 3 },
      barcodes: { file: 'barcodes.tsv', lines: 4 },
    });
    expect(await problemOf(open({ features: '' }))).toEqual({ tag: 'empty-file', file: 'features.tsv' });
    const guides = FEATURES.replaceAll('\n', '\tCRISPR Guide Capture\n');
    expect(await problemOf(open({ features: guides }))).toMatchObject({ tag: 'no-gene-expression' });
    expect(await problemOf(open({ labels: 'cell,guide\nTTTT-1,NT\n' }))).toMatchObject({
      tag: 'no-shared-cells',
    });
  });
});

const openNamed = (files: readonly [string, string, string], parts: readonly [string, string, string]) => {
  const [main, features, barcodes] = files.map((name, at) => new File([parts[at] ?? ''], name));
  const nothing = { labels: null, features: null, barcodes: null };
  return openFile(
    { ...nothing, main: main as File, features: features ?? null, barcodes: barcodes ?? null },
    () => undefined,
  );
};

/** Files as programs other than Cell Ranger write them, with their own names and orientation. */
describe('matrices with cells in rows', () => {
  const CELLS = ['01_02_03', '01_02_04', '05_06_07'];
  const matrix = `${HEADER}\n3 3 4\n1 1 5\n1 3 2\n2 2 7\n3 1 1\n`;
  const byCell = [
    [5, 0, 2],
    [0, 7, 0],
    [1, 0, 0],
  ];
  it('Parse Biosciences: names in tables with a header, whose columns describe cells', async () => {
    const source = await openNamed(
      ['count_matrix.mtx', 'all_genes.csv', 'cell_metadata.csv'],
      [
        matrix,
        'gene_id,gene_name,genome\nENSG1,GATA1,hg38\nENSG2,SPI1,hg38\nENSG3,KLF1,hg38\n',
        `bc_wells,sample,species,gene_count,tscp_count\n${CELLS.map((cell, at) => `${cell},"s,${at}",hg38,2,7\n`).join('')}`,
      ],
    );
    expect(await denseOf(source, 'matrix')).toEqual(byCell);
    expect(source.opened.cellNames).toEqual(CELLS);
    expect(source.opened.genes['matrix']?.index).toEqual(['GATA1', 'SPI1', 'KLF1']);
    expect(columnsOf(source.opened.genes['matrix']?.columns ?? [])).toEqual({
      gene_ids: ['ENSG1', 'ENSG2', 'ENSG3'],
    });
    expect(columnsOf(source.opened.obs)).toMatchObject({
      sample: ['s,0', 's,1', 's,2'],
      tscp_count: [7, 7, 7],
    });
  });

  it.each([
    ['cells_x_genes.mtx', 'cells_x_genes.genes.txt', 'cells_x_genes.barcodes.txt'],
    ['quants_mat.mtx', 'quants_mat_cols.txt', 'quants_mat_rows.txt'],
  ] as const)('%s', async (...files) => {
    const source = await openNamed(files, [matrix, 'GATA1\nSPI1\nKLF1\n', `${CELLS.join('\n')}\n`]);
    expect(await denseOf(source, 'matrix')).toEqual(byCell);
  });

  it('alevin-fry: spliced and ambiguous counts of a gene are added, unspliced ones left out', async () => {
    const genes = ['A', 'B', 'A-U', 'B-U', 'A-A', 'B-A'];
    const counts = `${HEADER}\n3 6 6\n1 1 5\n1 3 100\n1 5 2\n2 2 7\n2 4 100\n3 6 1\n`;
    const source = await openNamed(
      ['quants_mat.mtx', 'quants_mat_cols.txt', 'quants_mat_rows.txt'],
      [counts, genes.join('\n'), CELLS.join('\n')],
    );
    expect(await denseOf(source, 'matrix')).toEqual([
      [7, 0],
      [0, 7],
      [0, 1],
    ]);
    expect(source.opened.notes).toEqual([{ tag: 'spliced-counts', genes: 2 }]);
  });

  it('Dixit et al.: names in data frames without row names', async () => {
    const source = await openNamed(
      ['GSM1_tfs.mtx.txt', 'GSM1_tfs_genenames.csv', 'GSM1_tfs_cellnames.csv'],
      [
        matrix.replace('3 3 4', '3 4 4'),
        ',0\n0,ENSG00000102145_GATA1\n1,ENSG00000066336_SPI1\n2,ENSG00000105610_KLF1\n',
        ',0\n0,AAC_1\n1,AAG_1\n2,AAT_1\n3,ACC_1\n',
      ],
    );
    expect(source.opened.genes['matrix']?.index).toEqual(['GATA1', 'SPI1', 'KLF1']);
    expect(source.opened.cellNames).toEqual(['AAC_1', 'AAG_1', 'AAT_1', 'ACC_1']);
  });
});
