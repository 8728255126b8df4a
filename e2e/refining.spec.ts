/** Networks of few genes: two further fits train after the first, and the network becomes the mean of their ranks. */
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import { inBothColours, picture } from './pictures';
import { atRest } from './networkPlaces';
import { downloadText, finished, savedSince, trainingStatus, trainTable, openWithoutDemo } from './support';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Returns at once when the third of three fits has begun: it takes about a second. */
async function reachesLastFit(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('[aria-label="Training status"]')?.textContent.includes('fit 3 of 3'),
    undefined,
    { polling: 'raf', timeout: 90_000 },
  );
}

test('the demo names the fit that refines its network, and lists all three at the end', async ({ page }) => {
  await page.goto('./');
  await expect(trainingStatus(page)).toContainText('Refining: fit 2 of 3', { timeout: 60_000 });
  await button(page, 'Pause').click();
  await expect(trainingStatus(page)).toHaveText(/^Paused at step \d+ of fit [23] of 3 of the demo$/);
  await expect(page.getByRole('banner')).toContainText(/fit [23] of 3/);
  await inBothColours(page, 'refining-paused');
  await button(page, 'Resume').click();
  await expect(trainingStatus(page)).toContainText('fit 3 of 3', { timeout: 60_000 });
  await expect(trainingStatus(page)).toContainText('averages the ranks of two fits');
  await picture(page, 'refining-dark');
  await finished(page);
  await expect(trainingStatus(page)).toHaveText('Three fits done. Finished');
  const members = page.getByText('Ranks averaged');
  await members.scrollIntoViewIfNeeded();
  for (const member of ['H, T = 6', 'SH, T = 1.5', 'SH, T = 3'])
    await expect(page.getByText(member, { exact: true })).toBeVisible();
  await page.getByRole('tab', { name: 'Log' }).click();
  await expect(page.getByText('The network now averages the ranks of two fits.')).toBeVisible();
  await expect(page.getByText('The network now averages the ranks of three fits.')).toBeVisible();
  await atRest(page);
  await inBothColours(page, 'refined');
});

test('a run interrupted while refining continues after a reload, to the same network bit for bit', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await trainTable(page, 'refined.csv', 700);
  await reachesLastFit(page);
  const asked = Date.now();
  await button(page, 'Pause').click();
  await expect(trainingStatus(page)).toHaveText(/^Paused at step [\d,]+ of fit 3 of 3$/);
  // Pausing saves.
  await savedSince(page, asked);
  await page.reload();
  await expect(page.getByText('A run of refined.csv is saved in this browser')).toBeVisible();
  await button(page, 'Resume').click();
  await expect(trainingStatus(page)).toContainText('fit 3 of 3', { timeout: 60_000 });
  await finished(page);
  const goneOn = await downloadText(page, 'Download edges (TSV)');

  await trainTable(page, 'whole.csv', 700);
  await finished(page);
  expect(await downloadText(page, 'Download edges (TSV)')).toBe(goneOn);
});

test('a stop while refining keeps the finished fits, and says so', async ({ page }) => {
  await openWithoutDemo(page);
  await trainTable(page, 'stopped.csv', 700);
  await reachesLastFit(page);
  await button(page, 'Stop').click();
  await expect(trainingStatus(page)).toHaveText(
    'Ended while refining: the network averages the ranks of two fits instead of three. Stopped',
  );
  await expect(page.getByText('SH, T = 1.5', { exact: true })).toBeVisible();
  await expect(page.getByText('SH, T = 3', { exact: true })).toHaveCount(0);
});
