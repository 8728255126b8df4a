/** Predictions at the cells of another file, chosen or dropped on Perturb. */
import { readFileSync } from 'node:fs';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { drop, goTo } from './support';

test('another file is the start of predictions, compared with the run, or refused', async ({
  page,
  openLearned,
}) => {
  test.slow();
  await openLearned(page);
  await goTo(page, 'Perturb');
  await page.getByRole('combobox', { name: 'Add a gene to perturb' }).fill('GATA1');
  await page.getByRole('option', { name: 'GATA1', exact: true }).click();
  const input = page.getByLabel('Other cells', { exact: true });
  await input.setInputFiles({
    name: 'few.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('cell,A,B,C\na,1,2,3\nb,2,1,1\nc,1,1,4'),
  });
  await expect(page.getByRole('alert')).toContainText('It measures 0 of the 11 genes of the run');

  // Its own file: nothing differs.
  await input.setInputFiles({
    name: 'own.h5ad',
    mimeType: 'application/x-hdf5',
    buffer: readFileSync('public/demo/myeloid.h5ad'),
  });
  const there = page.getByRole('region', { name: 'At the cells of own.h5ad' });
  await expect(there).toContainText('It measures all 11 genes of the run.');
  await expect(there).toContainText(/For the 34 perturbations that the run measured too/);
  const rows = there.getByRole('row');
  await expect(rows).toHaveCount(9);
  for (const row of (await rows.all()).slice(1)) {
    const [other, own] = await row.getByRole('cell').allTextContents();
    expect(other).toBe(own);
  }
  expect(await violationsInBothColours(page)).toEqual([]);
  await there.getByRole('button', { name: 'Close other cells' }).click();
  await expect(there).toBeHidden();

  // Dropped on the panel it is no new data set.
  await drop(
    page,
    [{ name: 'dropped.csv', mimeType: 'text/csv', buffer: Buffer.from('cell,A,B\na,1,2\nb,2,1') }],
    {
      onto: page.getByRole('button', { name: 'Other cells …' }),
      says: 'Drop to predict at these cells',
    },
  );
  await expect(page.getByRole('alert')).toContainText('dropped.csv');
  await expect(page.getByRole('heading', { name: 'Perturb genes' })).toBeVisible();
});
