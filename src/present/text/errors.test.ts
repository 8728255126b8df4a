import { expect, it } from 'vitest';
import { describeInputError } from './errors';

it('an Excel file is saved as CSV first, or converted by a program; other formats are converted', () => {
  const refused = (format: string) =>
    describeInputError({ tag: 'unsupported-format', file: 'screen', format, convert: 'convert()' }).next;
  expect(refused('Excel (xlsx)')).toMatch(/^In Excel, choose File, Save as, CSV, .* Or convert it/);
  expect(refused('old Excel (xls)')).toMatch(/^In Excel/);
  expect(refused('R (rds)')).toMatch(/^Convert it/);
});
