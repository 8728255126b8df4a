import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../../../../tests/fixtures/readers/fixture';
import { FEATURES, HEADER, MATRIX, openTriplet as open } from '../../../../tests/fixtures/readers/triplet';

const damaged = (where: string, detail: string) => ({
  tag: 'damaged-file',
  file: 'matrix.mtx',
  where,
  detail,
});

describe('what is wrong with a matrix is told with its place', () => {
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
      damaged('the end of the file', 'It ends before its sizes.'),
    ],
    [
      'fewer entries',
      MATRIX.replace('2 2 7\n', ''),
      damaged('the end of the file', 'It should have 3 entries, and there are 2.'),
    ],
    [
      'more entries',
      `${MATRIX}3 2 1\n`,
      damaged('line 7', 'There are more entries than the 3 that its sizes say.'),
    ],
    [
      'a row outside',
      MATRIX.replace('3 1 2', '4 1 2'),
      damaged('line 5', 'Row 4 is outside the 3 there are.'),
    ],
    [
      'a row counted from 0',
      MATRIX.replace('3 1 2', '0 1 2'),
      damaged('line 5', 'Row 0 is outside the 3 there are.'),
    ],
    [
      'a column outside',
      MATRIX.replace('3 1 2', '3 9 2'),
      damaged('line 5', 'Column 9 is outside the 2 there are.'),
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
      damaged('line 3', 'It is called symmetric, and is not square.'),
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

  it('a line without end', async () => {
    const problem = await problemOf(open({ matrix: `${HEADER}\n3 2 3\n${'1'.repeat(1_100_000)}` }));
    expect(problem).toMatchObject({ tag: 'damaged-file', file: 'matrix.mtx' });
  });

  it('packed data that were cut short', async () => {
    const packed = new Uint8Array(gzipSync(MATRIX));
    expect(await problemOf(open({ matrix: packed.slice(0, -12) }))).toMatchObject({ tag: 'damaged-file' });
  });

  it('values that are not finite, with cell and gene', async () => {
    const problem = await problemOf(
      open({ matrix: MATRIX.replace('3 1 2', '3 1 NaN').replace('2 2 7', '2 2 inf') }),
    );
    expect(problem).toMatchObject({ tag: 'not-finite', where: 'matrix, cell AAAC-1, gene KLF1', count: 2 });
  });

  it('values below zero are seen by what judges the scale', async () => {
    const { opened } = await open({ matrix: MATRIX.replace('2 2 7', '2 2 -7') });
    expect(opened.matrices[0]?.minimum).toBe(-7);
  });

  it('names that are missing or of another sample', async () => {
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
