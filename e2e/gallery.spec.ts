/** The gallery by its address below a sub-path: each card opens the frozen run, which says what the card said. */
import { violationsOf } from './accessibility';
import { expect, test } from './guard';
import { goTo, shows } from './support';

const gallery = './gallery/';

test('each card of the gallery opens as what it said, and one has nothing to find', async ({ page }) => {
  await page.goto(gallery);
  const ids = await page.getByRole('article').evaluateAll((cards) => cards.map(({ id }) => id));
  expect(ids).toEqual(['myeloid', 'sachs', 'cellbox', 'sachs-shuffled']);
  for (const id of ids) {
    await page.goto(gallery);
    const card = page.locator(`#${id}`);
    const textOf = async (part: string) => (await card.locator(part).textContent()) ?? '';
    const [name, headline, finding] = [
      await textOf('h2'),
      await textOf('.verdict'),
      await textOf('.finding'),
    ];
    const levels = (await card.locator('.level').allTextContents()).map((text) => text.split(': ')[1]);
    const [predictions = 'no level', edges = 'no level'] = levels;
    await card.getByRole('link', { name: `Open ${name}` }).click();
    await shows(page, 'Explore');
    await expect(page.getByRole('region', { name: 'Shared by link' })).toContainText(
      `${name}: frozen run, no cells`,
    );
    const badges = page.getByRole('region', { name: 'What this run supports' });
    const levelBelow = (question: RegExp) =>
      badges
        .getByText(question)
        .locator('..')
        .getByText(/^(?:supported|uncertain|no evidence|not determined)$/i);
    await expect(levelBelow(/predict unseen perturbations/)).toHaveText(new RegExp(`^${predictions}$`, 'i'));
    await expect(levelBelow(/edges of perturbed genes/)).toHaveText(new RegExp(`^${edges}$`, 'i'));
    await goTo(page, 'This run');
    await expect(page.getByRole('main')).toContainText(headline);
    await goTo(page, 'Effects');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(finding);
  }
  await page.goto(gallery);
  await expect(page.locator('#sachs-shuffled')).toContainText('No measurable effect');
});

test('the gallery is found from the guide, read in both colours, on a phone and by keyboard, and leads to the page', async ({
  page,
}) => {
  await page.goto('./guide/');
  await page.getByRole('link', { name: 'Gallery of learned networks' }).click();
  for (const summary of await page.locator('summary').all()) await summary.press('Enter');
  await expect(page.getByText('npx modulode infer')).toHaveCount(4);
  expect(await violationsOf(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await violationsOf(page, 'colours')).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.getByRole('link', { name: 'Learn from your own screen' }).click();
  await expect(page.getByRole('banner')).toBeVisible();
});
