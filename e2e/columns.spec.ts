/** Columns of a table on the Check page: which were taken as genes, which were left out and why, and changing that. */
import { violationsOf } from './accessibility';
import { expect, test } from './guard';
import { openFiles } from './support';
import { given } from './tables';

const genes = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'FLI1', 'TIMELESS'];
const labels = ['control', 'GATA1', 'SPI1'];

/** Counts of 120 cells beside figures of the cells, as a laboratory exports them from Seurat. */
const lab = [
  ['cell', 'perturbation', 'nUMI', 'percent.mt', 'plate', ...genes],
  ...Array.from({ length: 120 }, (_, cell) => [
    `c${cell}`,
    labels[cell % 3],
    900 + cell,
    1.5 + cell / 50,
    cell % 4,
    ...genes.map((_gene, at) => 20 + ((cell * 7 + at * 3 + cell * at) % 31)),
  ]),
];

test('columns that describe cells are left out with the reason, and a tick takes them @core', async ({
  page,
}) => {
  await page.goto('./');
  await openFiles(page, [given('lab.csv', lab.map((row) => row.join(',')).join('\n'))]);
  const region = page.getByRole('region', { name: 'Columns taken as genes' });
  await expect(region).toContainText('6 columns: GATA1, SPI1, KLF1, TAL1, FLI1 and TIMELESS');
  const plate = region.getByRole('checkbox', { name: 'plate' });
  await expect(plate).not.toBeChecked();
  await expect(region.getByRole('checkbox', { name: 'nUMI' })).not.toBeChecked();
  await expect(region).toContainText('In doubt. Its name is a word for a property of cells.');
  await expect(page.getByRole('status', { name: 'Readiness' })).toHaveText(/^Ready: 2 perturbations/);
  expect(await violationsOf(page)).toEqual([]);

  await plate.check();
  await expect(region).toContainText('7 columns');
  await expect(plate).toBeChecked();
  await region.getByText('All columns taken as genes').click();
  await region.getByRole('checkbox', { name: 'FLI1' }).uncheck();
  await expect(region).toContainText('6 columns');
  await expect(region.getByRole('checkbox', { name: 'FLI1' })).not.toBeChecked();
  await expect(page.getByRole('status', { name: 'Readiness' })).toHaveText(/^Ready: 2 perturbations/);
});
