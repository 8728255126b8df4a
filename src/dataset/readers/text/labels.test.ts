import { describe, expect, it } from 'vitest';
import { columnsOf, openText, problemOf } from '../../../../tests/fixtures/readers/fixture';

const GENES_IN_ROWS = `,AAACCTGAGAAACCAT-1,AAACCTGAGAAACCGC-1,AAACCTGAGAAACCTA-1
GATA1,1,2,3
HLA-A,4,5,6
`;

const CONDITIONS = 'AAACCTGAGAAACCAT-1,control\nAAACCTGAGAAACCTA-1,GATA1\n';

const guidesWritten = (lines: readonly string[]) => `cell_barcode,sgRNA,UMI count\n${lines.join('\n')}\n`;

describe('labels in a second file', () => {
  it('are matched by cell names, missing for other cells', async () => {
    const { opened } = await openText(GENES_IN_ROWS, 'table.csv', `barcode,perturbation\n${CONDITIONS}`);
    expect(columnsOf(opened.obs)).toEqual({ perturbation: ['control', '', 'GATA1'] });
    expect(opened.notes).toContainEqual({
      tag: 'labels-file',
      file: 'labels.csv',
      matched: 2,
      cells: 3,
      rows: 2,
    });
  });

  const unnamed = 'GATA1,SPI1,KLF1,MYB,CBL\n1,2,3,4,5\n3,4,5,6,7\n5,6,7,8,9\n7,8,9,1,2\n';
  const given = ['control', 'GATA1', 'SPI1', 'control'];
  it.each([
    [0, 'labels-by-position'],
    [1, 'labels-file'],
  ])('are those of the same rows where pandas or R numbers them from %i', async (from, tag) => {
    const labels = `,perturbation\n${given.map((label, row) => `${from + row},${label}\n`).join('')}`;
    const { opened } = await openText(unnamed, 'table.csv', labels);
    expect(columnsOf(opened.obs)).toEqual({ perturbation: given });
    expect(opened.notes.map((note) => note.tag)).toContain(tag);
  });

  it('are those of the same rows where R numbers them and pandas the cells', async () => {
    const cells = `cell,${unnamed}`
      .split('\n')
      .map((line, row) => (row > 0 && line !== '' ? `${row - 1},${line}` : line));
    const labels = `"","perturbation"\n${given.map((label, row) => `"${row + 1}","${label}"\n`).join('')}`;
    const { opened } = await openText(cells.join('\n'), 'table.csv', labels);
    expect(columnsOf(opened.obs)).toEqual({ perturbation: given });
  });

  it('are not guessed by their order, nor by numbers that happen to be those of cells', async () => {
    const labels = `perturbation,umis\n${given.map((label, row) => `${label},${[2, 3, 2, 1][row]}\n`).join('')}`;
    expect(await problemOf(openText(unnamed, 'table.csv', labels))).toEqual({
      tag: 'cells-without-names',
      file: 'table.csv',
      labels: 'labels.csv',
      cells: 4,
      rows: 4,
    });
  });

  it.each([
    ['lane1_X-1', 'lane2_X-1', 'barcode,lane,perturbation', ['X-1,1', 'X-1,2']],
    ['X-1', 'X-2', 'barcode,gem_group,perturbation', ['X-1,1', 'X-1,2']],
    ['X-1_1', 'X-1_2', 'sample,barcode,perturbation', ['A,X', 'B,X']],
    ['X-1', 'X-2', 'barcode,perturbation', ['X_1', 'X_2']],
    ['s1:X', 's2:X', 'barcode,perturbation', ['X-1-a', 'X-1-b']],
  ])('are matched by barcode and lane: %s, %s in %s', async (first, second, header, rows) => {
    // The third barcode occurs in both.
    const lanes = [
      ['AAAC', 'CCCG', 'GGGT'],
      ['GGGT', 'TTTA', 'ACGT'],
    ].map((own) => own.map((end) => `AAACCTGAGAAA${end}`));
    const named = (patterns: readonly string[]) =>
      lanes.flatMap((own, lane) => own.map((barcode) => (patterns[lane] ?? '').replace('X', barcode)));
    const table = named([first, second]).map((name, at) => `${name},${at},2\n`);
    const labels = named(rows).map((name, at) => `${name},label${at}\n`);
    const { opened } = await openText(
      `cell,GATA1,SPI1\n${table.join('')}`,
      'table.csv',
      `${header}\n${labels.toReversed().join('')}`,
    );
    expect(columnsOf(opened.obs)).toMatchObject({ perturbation: labels.map((_, at) => `label${at}`) });
  });

  it('leave out guides that are ambient, where each of a cell has a line', async () => {
    const guides = ['GATA1_1', 'SPI1_1', 'NTC_1'];
    const cells = Array.from({ length: 60 }, (_, cell) => `c${cell}`);
    const table = `cell,GATA1,SPI1\n${cells.map((cell, at) => `${cell},${at % 5},2\n`).join('')}`;
    const lines = cells.flatMap((cell, at) => [
      `${cell},${guides[at % 3]},${20 + (at % 7)}`,
      `${cell},${guides[(at + 1) % 3]},${1 + (at % 2)}`,
    ]);
    const { opened } = await openText(table, 'table.csv', guidesWritten(lines));
    const read = columnsOf(opened.obs);
    expect(read['sgRNA']).toEqual(cells.map((_, at) => guides[at % 3]));
    expect(Object.keys(read)).toContain('guide (UMIs ≥ 1)');
    expect(opened.notes).toContainEqual(expect.objectContaining({ tag: 'guide-calls', one: 60, several: 0 }));
    // Of lines that were called before, all are guides of the cell.
    const called = lines.map((line) => line.replace(/,[12]$/, ',3'));
    const before = await openText(table, 'table.csv', guidesWritten(called));
    expect(columnsOf(before.opened.obs)['sgRNA']?.[0]).toBe('GATA1_1|SPI1_1');
  });

  it('are refused where a cell has two lines that list no guides', async () => {
    const labels = 'cell,guide,nCount_RNA\na,GATA1_2,200\na,SPI1_1,300\n';
    const table = 'cell,GATA1,SPI1\na,1,2\nb,3,4\nc,5,6\n';
    expect(await problemOf(openText(table, 'table.csv', labels))).toMatchObject({ tag: 'duplicate-cells' });
  });

  it('are joined where each guide of a cell has a line', async () => {
    const labels = 'bc_wells,guide,read_count,tscp_count\nb,NTC_3,9,4\na,GATA1_2,20,8\na,SPI1_1,5,3\n';
    const { opened } = await openText('cell,GATA1,SPI1\na,1,2\nb,3,4\nc,5,6\n', 'table.csv', labels);
    expect(columnsOf(opened.obs)).toMatchObject({
      guide: ['GATA1_2|SPI1_1', 'NTC_3', ''],
      read_count: ['20|5', '9', ''],
      tscp_count: ['8|3', '4', ''],
    });
  });

  it('need no header', async () => {
    const { opened } = await openText(GENES_IN_ROWS, 'table.csv', CONDITIONS);
    expect(columnsOf(opened.obs)).toEqual({ label: ['control', '', 'GATA1'] });
  });

  it('without a shared cell are refused, with names from both files', async () => {
    expect(
      await problemOf(openText(GENES_IN_ROWS, 'table.csv', 'cell,label\nz1,control\nz2,GATA1\n')),
    ).toEqual({
      tag: 'no-shared-cells',
      file: 'table.csv',
      labels: 'labels.csv',
      cells: ['AAACCTGAGAAACCAT-1', 'AAACCTGAGAAACCGC-1'],
      samples: ['z1', 'z2'],
    });
  });

  it('cannot be matched to cells with equal names', async () => {
    const table = 'cell,A,B\nc1,1,2\nc1,3,4\nc2,5,6\n';
    const labels = 'cell,label\nc1,control\nc2,A\n';
    expect(await problemOf(openText(table, 'table.csv', labels))).toEqual({
      tag: 'duplicate-cells',
      file: 'table.csv',
      names: ['c1'],
    });
    expect(await problemOf(openText('cell,A,B\nc1,1,2\nc2,5,6\n', 'table.csv', `${labels}c2,B\n`))).toEqual({
      tag: 'duplicate-cells',
      file: 'labels.csv',
      names: ['c2'],
    });
  });
});
