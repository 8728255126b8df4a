import { describe, expect, it } from 'vitest';
import { recognise } from '../../recognise/recognise';
import { columnsOf, denseOf, openText } from '../../../../tests/fixtures/readers/fixture';

const VALUES = ['GATA1,1,2,3,4', 'SPI1,5,6,7,8', 'KLF1,9,0,1,2', 'TAL1,3,4,5,6'];
const BARCODES = ['AAACCTGAGAAACCAT', 'AAACCTGAGAAACCGC', 'AAACCTGAGAAACCTA', 'AAACCTGAGAAACGAG'];
const read = (lines: readonly string[]) => openText(`${lines.join('\n')}\n`);
const tagged = (source: Awaited<ReturnType<typeof read>>) =>
  source.opened.notes.find(({ tag }) => tag === 'label-lines');

describe('lines of labels above the values', () => {
  it('give labels of cells in columns, as in the series of Datlinger et al.', async () => {
    const source = await read([
      'condition,stimulated,unstimulated,stimulated,unstimulated',
      'replicate,2,1,1,2',
      `cell,${BARCODES.join(',')}`,
      'grna,lib_GATA1_1,CTRL0001,lib_SPI1_2,CTRL0002',
      'gene,GATA1,CTRL,SPI1,CTRL',
      ...VALUES,
    ]);
    const { opened } = source;
    expect(opened.cellNames).toEqual(BARCODES);
    expect(columnsOf(opened.obs)).toEqual({
      condition: ['stimulated', 'unstimulated', 'stimulated', 'unstimulated'],
      replicate: [2, 1, 1, 2],
      grna: ['lib_GATA1_1', 'CTRL0001', 'lib_SPI1_2', 'CTRL0002'],
      gene: ['GATA1', 'CTRL', 'SPI1', 'CTRL'],
    });
    expect(opened.genes.table?.index).toEqual(['GATA1', 'SPI1', 'KLF1', 'TAL1']);
    expect(await denseOf(source, 'table')).toEqual([
      [1, 5, 9, 3],
      [2, 6, 0, 4],
      [3, 7, 1, 5],
      [4, 8, 2, 6],
    ]);
    expect(tagged(source)).toEqual({
      tag: 'label-lines',
      labels: ['condition', 'replicate', 'grna', 'gene'],
      namedBy: 'cell',
    });
    const { mapping, blocked } = recognise(opened);
    expect([mapping.perturbationColumn, mapping.control, blocked]).toEqual([
      'gene',
      { mode: 'cells', labels: ['CTRL'] },
      null,
    ]);
  });

  it('may be one line below the names of the cells', async () => {
    const source = await read([
      'gene,cell0,cell1,cell2,cell3',
      'perturbation,control,GATA1,SPI1,control',
      ...VALUES,
    ]);
    expect(source.opened.cellNames).toEqual(['cell0', 'cell1', 'cell2', 'cell3']);
    expect(columnsOf(source.opened.obs)).toEqual({ perturbation: ['control', 'GATA1', 'SPI1', 'control'] });
    expect((await denseOf(source, 'table'))[0]).toEqual([1, 5, 9, 3]);
  });

  it('are read beside columns that describe the genes, and above the name of the row names', async () => {
    const source = await read([
      ',,sample,s1,s2,s3',
      ',,perturbation,WT,GATA1,SPI1',
      'gene_id,gene_name,,,,',
      'ENSG00000102145,GATA1,x,1,2,3',
      'ENSG00000066336,SPI1,y,4,5,6',
    ]);
    const { opened } = source;
    expect(opened.cellNames).toEqual(['s1', 's2', 's3']);
    expect(opened.genes.table?.index).toEqual(['ENSG00000102145', 'ENSG00000066336']);
    expect(columnsOf(opened.obs)).toEqual({ perturbation: ['WT', 'GATA1', 'SPI1'] });
    expect(await denseOf(source, 'table')).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  it('leave columns numbered where none of them names the columns', async () => {
    const source = await read(['perturbation,control,control,GATA1,SPI1', 'batch,a,b,a,b', ...VALUES]);
    expect(source.opened.cellNames).toEqual(['1', '2', '3', '4']);
    expect(columnsOf(source.opened.obs)).toEqual({
      perturbation: ['control', 'control', 'GATA1', 'SPI1'],
      batch: ['a', 'b', 'a', 'b'],
    });
    expect(tagged(source)).toMatchObject({ namedBy: null });
  });

  it('hold the label of merged cells, of which the first is saved, for all of these', async () => {
    const source = await read(['gene,control,,GATA1,', ',rep 1,rep 2,rep 1,rep 2', ...VALUES]);
    expect(columnsOf(source.opened.obs)).toEqual({
      gene: ['control', 'control', 'GATA1', 'GATA1'],
      'line 2': ['rep 1', 'rep 2', 'rep 1', 'rep 2'],
    });
    expect(tagged(source)).toMatchObject({ merged: ['gene'] });
  });

  it.each([['GATA1,,SPI1,SPI1'], ['GATA1,,GATA1,'], [',,GATA1,'], ['a title,,,']])(
    'keep empty labels that merged cells would not leave: %s',
    async (labels) => {
      const source = await read([`gene,${labels}`, ',rep 1,rep 2,rep 1,rep 2', ...VALUES]);
      expect(columnsOf(source.opened.obs)['gene']).toEqual(labels.split(','));
      expect(tagged(source)).not.toHaveProperty('merged');
    },
  );

  it('name genes where cells are in rows', async () => {
    const { opened } = await read([
      ',ENSG00000102145,ENSG00000066336,ENSG00000105610',
      ',GATA1,SPI1,KLF1',
      ...BARCODES.map((barcode, row) => `${barcode},${row},1,2`),
    ]);
    expect(opened.cellNames).toEqual(BARCODES);
    expect(opened.genes.table?.index).toEqual(['ENSG00000102145', 'ENSG00000066336', 'ENSG00000105610']);
    expect(columnsOf(opened.genes.table?.columns ?? [])).toEqual({ 'line 2': ['GATA1', 'SPI1', 'KLF1'] });
  });

  it('are not seen in tables with more labels than values', async () => {
    const { opened } = await read([
      'cell,perturbation,batch,plate,GATA1,SPI1',
      'c1,control,a,x,1,2',
      'c2,GATA1,b,y,0,3',
      'c3,SPI1,a,x,2,4',
      'c4,control,b,y,5,6',
    ]);
    expect(opened.notes).toEqual([]);
    expect(opened.cellNames).toEqual(['c1', 'c2', 'c3', 'c4']);
    expect(columnsOf(opened.obs).perturbation).toEqual(['control', 'GATA1', 'SPI1', 'control']);
  });
});
