import { expect, it } from 'vitest';
import { fixtureBytes, open, problemOf } from '../../../tests/fixtures/readers/fixture';
import { count } from './format';
import { describeInputError } from './errors';

function refused(format: string): string {
  return describeInputError({ tag: 'unsupported-format', file: 'screen', format, convert: 'convert()' }).next;
}

it('an Excel file is saved as CSV first, or converted by a program; other formats are converted', () => {
  expect(refused('Excel (xlsx)')).toMatch(/^In Excel, choose File, Save as, CSV, .* Or convert it/);
  expect(refused('old Excel (xls)')).toMatch(/^In Excel/);
  expect(refused('OpenDocument spreadsheet (ods)')).toMatch(/^In LibreOffice/);
  expect(refused('R (rds)')).toMatch(/^Convert it/);
});

it('a file that was cut off is told with its bytes and those that it should have', async () => {
  const bytes = fixtureBytes('csr.h5ad');
  const problem = await problemOf(open(new File([bytes.slice(0, 5000)], 'cut.h5ad')));
  expect(problem && describeInputError(problem)).toMatchObject({
    title: 'cut.h5ad is damaged',
    why: expect.stringContaining(`It has 5,000 of the ${count(bytes.length)} bytes`),
  });
});

it.each([
  ['figure.csv', 'figure.csv is a PNG image, not a table'],
  ['figure.tsv.gz', 'figure.tsv.gz is a PNG image, not a table'],
  ['figure.h5ad', 'figure.h5ad is a PNG image, not an .h5ad file'],
  ['figure', 'figure is a PNG image, not a data file'],
])('what %s is stands beside what its name says', (file, title) => {
  const problem = { tag: 'other-content', file, content: 'a PNG image', sort: 'picture' } as const;
  expect(describeInputError(problem).title).toBe(title);
});

it.each([
  ['#DIV/0!', /formula that failed/],
  ['n.d.', /was not measured/],
  ['-', /was not measured/],
  ['12,000', /separators of thousands/],
  ['<0.5', /limit of detection/],
  ['high', /Correct that value/],
])('a value %s is explained', (value, next) => {
  const problem = { tag: 'not-a-number', file: 'a.csv', line: 2, column: 'GATA1', value } as const;
  expect(describeInputError(problem).next).toMatch(next);
});
