/** Published screens as frozen runs: offered on Data, opened by a click as a shared link opens, from the page's own address. */
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo, openWithoutDemo, shows, trainingStatus } from './support';

test('a frozen screen opens by a click with its verdict, its effects and no cells', async ({ page }) => {
  await openWithoutDemo(page);
  await goTo(page, 'Open');
  const cards = page.getByRole('region', { name: 'Real screens, already trained' });
  await expect(cards.getByRole('button')).toHaveCount(3);
  await expect(cards.getByRole('button', { name: /shuffled/ })).toContainText('Predictions: no evidence');
  const card = cards.getByRole('button', { name: /Signalling in human T cells/ });
  await expect(card).toContainText(
    'Each of 6 drugs changes other proteins; the PKC inhibitor changes most (10).',
  );
  await expect(card).toContainText('Predictions: uncertain');
  await expect(card).toContainText('6,618 cells × 11 proteins, CC0 1.0');
  expect(await violationsInBothColours(page)).toEqual([]);

  await card.press('Enter');
  await shows(page, 'Explore');
  await expect(page.getByRole('region', { name: 'Shared by link' })).toContainText(
    'Sachs et al. 2005: frozen run, no cells',
  );
  await expect(trainingStatus(page)).toHaveText(/not trained here$/);
  await expect(page.getByRole('note', { name: 'Reliability of this run' })).toHaveText(
    'Not clearly better than “no change”: do not interpret this network.',
  );
  const badges = page.getByRole('region', { name: 'What this run supports' });
  await expect(badges.getByText('Does it predict unseen perturbations?')).toBeVisible();
  await expect(badges.getByText('Uncertain')).toHaveCount(2);
  await goTo(page, 'Effects');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    '6 of 6 perturbations change other genes. pkc inhibitor changes 10 genes, the most.',
  );
});
