/** Landing page: the demo trains at once, in the built page served from a sub-path. */
import { expect, test } from './guard';
import { averagePrecision, downloadEdges, trainingStatus } from './support';

test(
  'the demo shows edges within seconds and learns a network with at least twice the density of true edges of a random network',
  { tag: '@core' },
  async ({ page }) => {
    await page.goto('./');
    await expect(trainingStatus(page)).toContainText(/step [1-9]/i, { timeout: 15_000 });
    await expect(trainingStatus(page)).toHaveText(/Finished\s*$/, { timeout: 60_000 });
    const edges = await downloadEdges(page);
    expect(edges).toHaveLength(11 * 10);
    const { auprc, density } = averagePrecision(edges, 'public/demo/myeloid.truth.tsv');
    expect(auprc / density).toBeGreaterThanOrEqual(2);
  },
);
