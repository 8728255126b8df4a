/** Landing page: the demo trains at once, in the built page served from a sub-path. */
import type { Route } from '@playwright/test';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { distances, network, placesInShares } from './networkPlaces';
import { averagePrecision, downloadEdges, openFiles, shows, trainingStatus } from './support';
import { given } from './tables';

test(
  'the demo shows the network of an earlier training, and learns it again in its place with at least twice the density of true edges of a random network',
  { tag: '@core' },
  async ({ page }) => {
    const held: Route[] = [];
    await page.route('**/demo/myeloid.h5ad', (route) => void held.push(route));
    await page.goto('./');
    const earlier = page.getByText('From an earlier training; now learned again.');
    await expect(earlier).toBeVisible();
    await expect(network(page)).toHaveAttribute('data-edge-count', '22');
    await expect(trainingStatus(page)).toHaveText('Not trained yet');
    const shown = await network(page).getAttribute('data-edges');
    const places = await placesInShares(page);

    await held[0]?.continue();
    await expect(trainingStatus(page)).toContainText(/step [1-9]/i, { timeout: 15_000 });
    await expect(earlier).toBeHidden();
    await expect(trainingStatus(page)).toHaveText(/Finished\s*$/, { timeout: 60_000 });
    // Its effects are measured without being asked for.
    await expect(
      page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: /Effects/ }),
    ).toContainText(/\d+ of 34 perturbations have effects/);
    const edges = await downloadEdges(page);
    expect(edges).toHaveLength(11 * 10);
    const { auprc, density } = averagePrecision(edges, 'public/demo/myeloid.truth.tsv');
    expect(auprc / density).toBeGreaterThanOrEqual(2);

    // A graphics processor may exchange edges of nearly the same rank.
    const learned = edges.slice(0, 22).map(({ source, target }) => JSON.stringify([source, target]));
    expect(learned.filter((edge) => shown?.includes(edge)).length).toBeGreaterThanOrEqual(20);
    // The heading below which the network lies changes its height, and the network follows.
    await expect
      .poll(async () => Math.max(...distances(places, await placesInShares(page))))
      .toBeLessThan(0.02);
  },
);

test('a file that cannot be read, given before the demo has arrived, takes its place: nothing is said to be loading', async ({
  page,
}) => {
  const held: Route[] = [];
  await page.route('**/demo/myeloid.h5ad', (route) => void held.push(route));
  await page.goto('./');
  const main = page.getByRole('main');
  await expect(main.getByText('Loading the demo. Drop your own data anywhere on this page.')).toBeVisible();
  await openFiles(page, [given('nothing.csv', '')]);
  await expect(page.getByRole('alert')).toContainText('nothing.csv is empty');
  const open = main.getByRole('heading', { name: 'Open a perturbation screen' });
  await expect(open).toBeVisible();
  await expect(main.locator('.sweep')).toHaveCount(0);
  expect(await violationsInBothColours(page)).toEqual([]);

  await held[0]?.continue();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(open).toBeVisible();
  await page.unroute('**/demo/myeloid.h5ad');
  await page.getByRole('button', { name: 'Open the myeloid demo' }).click();
  await expect(trainingStatus(page)).toContainText(/step [1-9]/i);
});

test('the story of the demo leads from effects to the network, a knockout, the truth and a screen of one’s own, and stays away when it is done', async ({
  page,
}) => {
  await page.addInitScript(() => {
    if (sessionStorage.length === 0) localStorage.setItem('modulode-tour', 'on');
    sessionStorage.setItem('visited', 'once');
  });
  await page.goto('./');
  const tour = page.getByRole('region', { name: 'Tour of the demo' });
  await expect(tour).toContainText('1 of 6');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Which genes control which\?/);
  expect(await violationsInBothColours(page)).toEqual([]);
  const choose = (name: string) => tour.getByRole('button', { name }).press('Enter', { timeout: 90_000 });
  await choose('See what changed');
  await shows(page, 'Effects');
  await expect(tour).toContainText('2 of 6');
  await choose('Learn the network');
  await shows(page, 'Training');
  // The network has to be learned first.
  await expect(tour.getByRole('button', { name: 'Knock out a gene' })).toBeEnabled({ timeout: 90_000 });
  await choose('Knock out a gene');
  await expect(page.getByRole('heading', { name: /^Without \w+, / })).toBeVisible();
  await choose('Compare with the truth');
  await expect(page.getByRole('heading', { name: 'Network against known edges' })).toBeVisible();
  await choose('Your turn');
  await shows(page, 'Open');
  await expect(tour).toContainText('Drop your own screen');
  await expect(page.getByRole('region', { name: 'Real screens, already trained' })).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);
  await choose('Done');
  await expect(tour).toBeHidden();
  expect(await page.evaluate(() => localStorage.getItem('modulode-tour'))).toBe('done');
  await page.reload();
  await expect(trainingStatus(page)).toContainText(/step [1-9]/i, { timeout: 60_000 });
  await expect(tour).toBeHidden();
});
