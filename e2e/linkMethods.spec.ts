/** Methods that learn from a known network: what they need without one, and that one chosen under Knowledge is enough. */
import { readFileSync } from 'node:fs';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo, openFold } from './support';
import { given } from './tables';

test('methods that learn from a known network say what they need, and run as soon as one is chosen under Knowledge', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Other methods');
  await openFold(page, 'Need a large known network');
  await expect(
    page.getByText(/^9 methods learn from known edges which other gene pairs are linked/),
  ).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);
  await page.getByRole('button', { name: 'Choose a known network' }).click();
  const panel = page.getByRole('region', { name: 'Knowledge' });
  await expect(panel.getByRole('heading', { name: 'Knowledge', exact: true })).toBeFocused();
  const known = given('known.tsv', readFileSync('public/demo/myeloid.truth.tsv', 'utf8'));
  await panel.locator('input[type=file]').setInputFiles([known]);
  await expect(panel.getByText('11 of 11').first()).toBeVisible();

  await goTo(page, 'Other methods');
  await openFold(page, 'Need a large known network');
  await expect(
    page.getByText('They learn from known.tsv: 26 edges of 11 candidate regulators.'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Run Pair logistic' }).click();
  await expect(page.getByRole('listitem', { name: 'Pair logistic' })).toContainText(
    /Learned from known\.tsv\. Judged on 11 regulators whose edges it had not seen: average precision 0\.\d/,
  );
});
