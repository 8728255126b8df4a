/** Networks of few genes: two further fits train after the first, and the network becomes the mean of their ranks. */
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import { atRest, downloadText, finished, openFiles, trainingStatus } from './support';
import { given, screenTable } from './tables';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function train(page: Page, name: string, steps: number): Promise<void> {
  await openFiles(page, [given(name, screenTable({}))]);
  await expect(page.getByRole('heading', { name: `Check what was found in ${name}` })).toBeVisible();
  await page.getByRole('textbox', { name: 'Steps' }).fill(String(steps));
  await button(page, 'Train').click();
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/pictures/${name}.png`, animations: 'disabled' });
}

for (const scheme of ['light', 'dark'] as const)
  test(`the demo says which fit refines its network, and lists the three at the end (${scheme})`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto('./');
    await expect(trainingStatus(page)).toContainText('Refining: fit 2 of 3', { timeout: 60_000 });
    await button(page, 'Pause').click();
    await expect(trainingStatus(page)).toHaveText(/^Paused at step \d+ of fit [23] of 3 of the demo$/);
    await expect(page.getByRole('banner')).toContainText(/fit [23] of 3/);
    await picture(page, `refining-paused-${scheme}`);
    await button(page, 'Resume').click();
    await expect(trainingStatus(page)).toContainText('fit 3 of 3', { timeout: 60_000 });
    await expect(trainingStatus(page)).toContainText('averages the ranks of two fits');
    await picture(page, `refining-${scheme}`);
    await finished(page);
    await expect(trainingStatus(page)).toHaveText('Three fits of 350 steps done. Finished');
    const members = page.getByText('Ranks averaged');
    await members.scrollIntoViewIfNeeded();
    for (const member of ['H, T = 6', 'SH, T = 1.5', 'SH, T = 3'])
      await expect(page.getByText(member, { exact: true })).toBeVisible();
    await page.getByRole('tab', { name: 'Log' }).click();
    await expect(page.getByText('The network now averages the ranks of two fits.')).toBeVisible();
    await expect(page.getByText('The network now averages the ranks of three fits.')).toBeVisible();
    await atRest(page);
    await picture(page, `refined-${scheme}`);
  });

test('a run left while refining goes on after a reload, to the same network bit for bit', async ({
  page,
}) => {
  await page.goto('./');
  await train(page, 'refined.csv', 1500);
  await expect(trainingStatus(page)).toContainText('fit 3 of 3', { timeout: 90_000 });
  await button(page, 'Pause').click();
  await expect(trainingStatus(page)).toHaveText(/^Paused at step [\d,]+ of fit 3 of 3$/);
  // Pausing saves.
  await page.waitForTimeout(1000);
  await page.reload();
  await expect(page.getByText('A run of refined.csv is saved in this browser')).toBeVisible();
  await button(page, 'Go on').click();
  await expect(trainingStatus(page)).toContainText('fit 3 of 3', { timeout: 60_000 });
  await finished(page);
  const goneOn = await downloadText(page, 'Download edges (TSV)');

  await train(page, 'whole.csv', 1500);
  await finished(page);
  expect(await downloadText(page, 'Download edges (TSV)')).toBe(goneOn);
});

test('a stop while refining keeps the fits that are finished, and says so', async ({ page }) => {
  await page.goto('./');
  await train(page, 'stopped.csv', 1500);
  await expect(trainingStatus(page)).toContainText('fit 3 of 3', { timeout: 90_000 });
  await button(page, 'Stop').click();
  await expect(trainingStatus(page)).toHaveText(
    'Ended while refining: the network averages the ranks of two fits, not three. Stopped',
  );
  await expect(page.getByText('SH, T = 1.5', { exact: true })).toBeVisible();
  await expect(page.getByText('SH, T = 3', { exact: true })).toHaveCount(0);
});
