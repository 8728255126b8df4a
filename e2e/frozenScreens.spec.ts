/** Published screens as frozen runs: offered on Data, opened by a click as a shared link opens, from the page's own address. */
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo, openWithoutDemo, shows, trainingStatus } from './support';

test('a frozen screen opens by a click with its verdict, its effects and no cells', async ({ page }) => {
  await openWithoutDemo(page);
  await goTo(page, 'Open');
  const cards = page.getByRole('region', { name: 'Real screens, learned before' });
  await expect(cards.getByRole('button')).toHaveCount(3);
  const card = cards.getByRole('button', { name: /Datlinger/ });
  await expect(card).toContainText('none of 20 perturbations was found to change other genes');
  await expect(card).toContainText('Predictions: no evidence');
  await expect(card).toContainText('7,500 cells × 200 genes');
  expect(await violationsInBothColours(page)).toEqual([]);

  await card.press('Enter');
  await shows(page, 'Explore');
  await expect(page.getByRole('region', { name: 'Shared by link' })).toContainText(
    'Datlinger et al. 2017: frozen run, no cells',
  );
  await expect(trainingStatus(page)).toHaveText(/not trained here$/);
  await expect(page.getByRole('note', { name: 'Reliability of this run' })).toHaveText(
    'No measurable effect: do not interpret this network.',
  );
  const badges = page.getByRole('region', { name: 'What this run supports' });
  await expect(badges.getByText('Does it predict unseen perturbations?')).toBeVisible();
  await expect(badges.getByText('No evidence')).toHaveCount(2);
  await goTo(page, 'Effects');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'None of 20 perturbations was found to change other genes.',
  );
});
