/** The known network of the next training: TRRUST by a click, or a file, chosen or dropped on the panel; what of it applies, and Undo. */
import { expect, test } from './guard';
import { violationsInBothColours } from './accessibility';
import { drop, goTo } from './support';
import { given } from './tables';

test('a known network is chosen or dropped, what of it applies is told, and a choice is taken back', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Model');
  const panel = page.getByRole('region', { name: 'Knowledge' });
  await expect(panel.getByRole('radio', { name: 'None' })).toBeChecked();
  await panel.getByRole('radio', { name: 'TRRUST v2, human' }).click();
  await expect(panel.getByRole('definition').filter({ hasText: /^\d+ of 8,42\d$/ })).toBeVisible();
  await panel.getByLabel('Strength').selectOption('0.5');

  const known = given('known.tsv', 'source\ttarget\tsign\nGATA1\tKLF1\t+\nSPI1\tGATA1\t-\nNOGENE\tKLF1\t+\n');
  await panel.locator('input[type=file]').setInputFiles([known]);
  await expect(panel.getByRole('radio', { name: /known\.tsv/ })).toBeChecked();
  await expect(panel.getByText('2 of 3', { exact: true })).toBeVisible();
  await expect(panel.getByText('Its regulators that are no candidates here (1)')).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);

  const other = given('other.tsv', 'source\ttarget\nHunchback\tKnirps\nEve\tFtz\n');
  await drop(page, [other], { onto: panel, says: 'Drop to use as the known network' });
  await expect(panel.getByRole('alert')).toContainText('look like mouse symbols');
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(panel.getByText('2 of 3', { exact: true })).toBeVisible();
  await expect(panel.getByLabel('Strength')).toHaveValue('0.5');
});
