/** Methods: other methods of network inference run on the data set on screen, side by side, and end when they are cancelled. */
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo } from './support';

test('two methods run and are compared with the model, a third is cancelled', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Methods');
  await expect(page.getByRole('heading', { level: 1, name: 'Methods' })).toBeVisible();
  await page.getByRole('button', { name: 'Run Pearson correlation' }).click();
  await page.getByRole('button', { name: 'Run Knockout z-score' }).click();
  const results = page.getByRole('region', { name: 'Table of methods' });
  await expect(results.getByRole('row')).toHaveText([/AUPRC/, /Modulode/, /Knockout/, /Pearson/]);
  await expect(results.getByRole('row', { name: /Knockout/ })).toContainText(/\d+ of \d+/);

  // Two families beside the model: their agreement is shown.
  await expect(page.getByRole('heading', { name: 'Agreement' })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Rank correlations of 3 networks/ })).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);

  // A setting that is not allowed is said beside it, and only its method waits.
  const kan = page.getByRole('listitem', { name: 'Additive KAN' });
  await kan.getByText('Settings').click();
  await kan.getByRole('textbox').first().fill('');
  await expect(kan.getByText(/^(?:Whole numbers|Numbers) from/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run Additive KAN' })).toBeDisabled();
  await expect(page.getByRole('button', { name: /^Run all/ })).toBeEnabled();

  await page.getByRole('button', { name: 'Run GENIE3' }).click();
  await page.getByRole('button', { name: 'Cancel GENIE3' }).click();
  await expect(page.getByRole('listitem', { name: 'GENIE3' })).toContainText('Cancelled');
  await expect(results.getByRole('row')).toHaveCount(4);
});
