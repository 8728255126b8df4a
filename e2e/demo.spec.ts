/** The landing: the demo learns at once, in the built page served from a sub-path. */
import { expect, test } from './guard';
import { averagePrecision, downloadEdges, trainingStatus } from './support';

test(
  'the demo moves within seconds and learns a network at least twice as dense in true edges as chance',
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
