/** Pairs of perturbations on the step Effects. */
import { listingScreen, maskedScreen } from '../tests/support/effects/knownScreen';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { openFiles, openWithoutDemo, shows } from './support';
import { given } from './tables';

test('a pair stands beside the sum of its singles, as a whole and gene by gene', async ({ page }) => {
  await openWithoutDemo(page);
  await openFiles(page, [given('masked.csv', maskedScreen())]);
  await shows(page, 'Effects');
  await page.getByText('Pairs', { exact: true }).click();
  const pairs = page.getByRole('region', { name: 'Table of pairs' });
  await pairs.getByRole('row', { name: /^GATA1\+KLF1/ }).click();
  await expect(pairs).toContainText('epistasis: GATA1 masks KLF1');
  const card = page.getByRole('region', { name: 'Selected perturbation' });
  await expect(card.getByRole('heading', { name: 'GATA1+KLF1' })).toBeVisible();
  await expect(card).toContainText(
    /Epistasis: GATA1 masks KLF1\. It has (0\.9|1\.0)\d .+ of the effect of GATA1 and −?0\.0\d .+ of the effect of KLF1\. [34]\d genes of 304 differ/,
  );
  await expect(card.getByRole('img', { name: /differ from the sum of both$/ })).toBeVisible();
  const differing = card.getByRole('region', { name: 'Genes that differ from the sum' });
  await differing.getByRole('row').nth(1).click();
  await expect(card.getByRole('img', { name: /in cells of each guide of GATA1\+KLF1$/ })).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);
});

test('a pair of targets in cells with many guides is looked at without being a perturbation', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await openFiles(page, [given('listing.csv', listingScreen())]);
  await shows(page, 'Effects');
  const card = page.getByRole('region', { name: 'Selected perturbation' });
  await expect(card.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();
  await page.getByText('Pairs', { exact: true }).click();
  const row = page.getByRole('region', { name: 'Table of pairs' }).getByRole('row', { name: /^GATA1\+SPI1/ });
  await row.click();
  await expect(row).toHaveAttribute('aria-selected', 'true');
  await expect(card.getByRole('heading', { name: 'GATA1+SPI1' })).toBeVisible();
  await expect(card).toContainText(/of the effect of GATA1/);
  await expect(card.getByRole('img', { name: /differs? from the sum of both$/ })).toBeVisible();
  // A perturbation takes its place again.
  await page.getByText('Table', { exact: true }).click();
  await page.getByRole('row', { name: /^MYB/ }).click();
  await expect(card.getByRole('heading', { name: 'MYB', exact: true })).toBeVisible();
});
