/** What a run needs of memory is told on the Model page before it is trained, and warned of where there is not as much. */
import { violationsOf } from './accessibility';
import { expect, test } from './guard';
import { goTo, openFiles } from './support';
import { given, screenTable } from './tables';

for (const colorScheme of ['light', 'dark'] as const)
  test(`the memory a run needs is told before it is trained, in ${colorScheme} colours`, async ({
    page,
  }, info) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('./');
    await openFiles(page, [given('chain.csv', screenTable({}))]);
    await goTo(page, 'Model');
    const told = page.getByText(
      /It needs about \d+ MB of memory, and \d+ MB of GPU memory if that is used\./,
    );
    await expect(told).toBeVisible();
    await page.getByLabel('Device', { exact: true }).selectOption('CPU');
    await expect(page.getByText(/It needs about \d+ MB of memory\./)).toBeVisible();
    await expect(page.getByText('Not enough memory')).toBeHidden();
    await page.screenshot({ path: info.outputPath(`memory-${colorScheme}.png`) });
  });

test('a run that has no room is warned of', async ({ page }, info) => {
  // A machine far smaller than any that browsers tell of.
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'deviceMemory', { get: () => 0.002 });
  });
  await page.goto('./');
  await openFiles(page, [given('chain.csv', screenTable({}))]);
  await goTo(page, 'Model');
  await expect(page.getByText('Not enough memory')).toBeVisible();
  await expect(page.getByText(/It needs about \d+ MB; 1 MB is available\./)).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.screenshot({ path: info.outputPath('no-room.png') });
});
