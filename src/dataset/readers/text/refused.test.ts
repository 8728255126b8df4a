import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { open, openText, problemOf } from '../../../../tests/fixtures/readers/fixture';

describe('refused tables', () => {
  it.each([
    ['only blank lines', '\n\n \n', { tag: 'empty-file' }],
    ['a header and nothing else', 'cell,A,B\n', { tag: 'only-header', isSeries: false }],
    [
      'a name that a spreadsheet made a number',
      'cell,A,B,44621\nc1,1,2,5\nc2,3,4,6\n',
      { tag: 'bad-header', where: 'line 1', detail: expect.stringMatching(/44621.*spreadsheet.*MARCH1/) },
    ],
    ['one cell', 'cell,A,B\nc1,1,2\n', { tag: 'too-few-cells', cells: 1, needed: 2 }],
    ['one gene', 'cell,A\nc1,1\nc2,2\n', { tag: 'too-few-genes', genes: 1, needed: 3 }],
    ['a row too long', 'cell,A,B\nc1,1,2\nc2,3,4,5\n', { tag: 'ragged-row', line: 3, expected: 3, found: 4 }],
    ['a row too short', 'cell,A,B\nc1,1,2\nc2,3\n', { tag: 'ragged-row', line: 3, expected: 3, found: 2 }],
    [
      'a word among numbers',
      'cell,A,B\nc1,1,2\nc2,low,4\nc3,5,6\n',
      { tag: 'not-a-number', line: 3, column: 'A', value: 'low' },
    ],
    [
      'a hexadecimal number',
      'cell,A,B\nc1,1,2\nc2,0x1F,4\nc3,5,6\n',
      { tag: 'not-a-number', line: 3, column: 'A', value: '0x1F' },
    ],
    [
      'values missing',
      'cell,A,B\nc1,1,NA\nc2,,4\nc3,inf,6\n',
      { tag: 'not-finite', where: 'line 2, column B', count: 3 },
    ],
    ['no header, and rows like neither', 'c1,1.5,2,0\nc2,3,4.5,0\n', { tag: 'table-unclear', asks: 'rows' }],
    ['names that are numbers', 'gene,0.5,1.5\nA,2.5,3.5\n', { tag: 'bad-header', where: 'line 1' }],
    ['edges without a header', 'A,B,0.5\nC,D,0.7\n', { tag: 'bad-header', where: 'line 1' }],
    ['edges by number', '0,5\n0,7\n', { tag: 'bad-header', where: 'line 1' }],
    ['a column without a name', 'cell,A,\nc1,1,2\nc2,3,4\n', { tag: 'bad-header', where: 'line 1' }],
    [
      'no delimiter',
      'these are words\nand some more of these\nwords\n',
      { tag: 'bad-header', where: 'line 1' },
    ],
    [
      'one value per line',
      'gene,cell,count\nA,c1,3\nA,c2,4\nB,c1,1\n',
      { tag: 'bad-header', where: 'line 1' },
    ],
    [
      'one value per line, of what reshape2 calls a variable',
      'sample,variable,value\nc1,A,3\nc1,B,4\nc2,A,1\n',
      { tag: 'bad-header', where: 'line 1' },
    ],
    [
      'one value per line, below names with blanks',
      'Well Position,Sample Name,Target Name,Quantity\nA1,WT_1,A,3.1\nA2,WT_1,B,4.2\n',
      { tag: 'bad-header', where: 'line 1' },
    ],
    [
      'cycles of qPCR as a machine exports them',
      'Well Position,Sample Name,Target Name,CT\nA1,WT_1,A,21.73\nA2,WT_1,B,22.4\n',
      { tag: 'cycle-thresholds', name: 'CT' },
    ],
    [
      'counts of guides in samples',
      `sgRNA,Gene,D0,D14\n${Array.from({ length: 12 }, (_, guide) => `g${guide},G${guide >> 1},${guide},3\n`).join('')}`,
      { tag: 'bad-header', detail: expect.stringContaining('guides with their counts') },
    ],
    ['no numbers', 'source,target\nA,B\nB,C\n', { tag: 'no-matrix' }],
    [
      'a quotation mark never closed',
      'cell,A,B\nc1,"1,2\nc2,3,4\n',
      { tag: 'damaged-file', where: 'line 2' },
    ],
    [
      'a page of the web',
      '<!DOCTYPE html><html><body>404</body></html>',
      { tag: 'other-content', content: 'a web page' },
    ],
    ['JSON', '{"a": [1, 2]}', { tag: 'unknown-format', extension: '.csv' }],
  ])('%s', async (_, text, problem) => {
    expect(await problemOf(openText(text))).toMatchObject({ file: 'table.csv', ...problem });
  });

  it('truncated gzip', async () => {
    const rows = Array.from(
      { length: 3000 },
      (_, i) => `c${i},${Math.imul(i, 2654435761) % 977},${(i * i) % 89}`,
    );
    const packed = new Uint8Array(gzipSync(`cell,A,B\n${rows.join('\n')}\n`));
    const problem = await problemOf(open(new File([packed.slice(0, -2000)], 'table.csv.gz')));
    expect(problem).toMatchObject({ tag: 'damaged-file', file: 'table.csv.gz' });
    expect(problem).toHaveProperty('detail', expect.stringContaining('cannot be unpacked'));
  });

  it('bgzip, of which browsers decompress only the first part', async () => {
    const head = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0];
    const packed = gzipSync('cell,A,B\n');
    const bytes = new Uint8Array([...head, 0, 0, ...packed.subarray(10)]);
    expect(await problemOf(open(new File([bytes], 'table.csv.gz')))).toMatchObject({
      tag: 'unsupported-format',
      format: 'bgzip',
    });
  });
});
