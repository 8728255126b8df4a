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
