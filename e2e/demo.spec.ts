/** Landing page: the demo trains at once, in the built page served from a sub-path. */
import type { Route } from '@playwright/test';
import { expect, test } from './guard';
import { distances, network, placesInShares } from './networkPlaces';
import { averagePrecision, downloadEdges, trainingStatus } from './support';

test(
  'the demo shows the network of an earlier training, and learns it again in its place with at least twice the density of true edges of a random network',
  { tag: '@core' },
  async ({ page }) => {
    const held: Route[] = [];
    await page.route('**/demo/myeloid.h5ad', (route) => void held.push(route));
    await page.goto('./');
    const earlier = page.getByText('Network of an earlier training of this demo; learning it again now.');
    await expect(earlier).toBeVisible();
    await expect(network(page)).toHaveAttribute('data-edge-count', '22');
    await expect(trainingStatus(page)).toHaveText('Not trained yet');
    const shown = await network(page).getAttribute('data-edges');
    const places = await placesInShares(page);

    await held[0]?.continue();
    await expect(trainingStatus(page)).toContainText(/step [1-9]/i, { timeout: 15_000 });
    await expect(earlier).toBeHidden();
    await expect(trainingStatus(page)).toHaveText(/Finished\s*$/, { timeout: 60_000 });
    const edges = await downloadEdges(page);
    expect(edges).toHaveLength(11 * 10);
    const { auprc, density } = averagePrecision(edges, 'public/demo/myeloid.truth.tsv');
    expect(auprc / density).toBeGreaterThanOrEqual(2);

    // A graphics processor may exchange edges of nearly the same rank.
    const learned = edges.slice(0, 22).map(({ source, target }) => JSON.stringify([source, target]));
    expect(learned.filter((edge) => shown?.includes(edge)).length).toBeGreaterThanOrEqual(20);
    // The heading below which the network lies changes its height.
    expect(Math.max(...distances(places, await placesInShares(page)))).toBeLessThan(0.02);
  },
);
