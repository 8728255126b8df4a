import { expect, it } from 'vitest';
import { describeInputError } from './errors';

function refused(format: string): string {
  return describeInputError({ tag: 'unsupported-format', file: 'screen', format, convert: 'convert()' }).next;
}

it('an Excel file is saved as CSV first, or converted by a program; other formats are converted', () => {
  expect(refused('Excel (xlsx)')).toMatch(/^In Excel, choose File, Save as, CSV, .* Or convert it/);
  expect(refused('old Excel (xls)')).toMatch(/^In Excel/);
  expect(refused('R (rds)')).toMatch(/^Convert it/);
});
