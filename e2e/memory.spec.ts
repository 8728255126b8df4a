/** The settings of the model show the memory of a run before training, with a warning if it is not available. */
import { violationsOf } from './accessibility';
import { expect, test } from './guard';
import { goTo, openWithoutDemo, openToCheck, openSettings } from './support';
import { given, screenTable } from './tables';

test('the settings of the model show the memory of a run before training', async ({ page }, info) => {
  await openWithoutDemo(page);
  await openToCheck(page, [given('chain.csv', screenTable({}))]);
  await openSettings(page);
  const told = page.getByText(/It needs about \d+ MB of memory, and \d+ MB of GPU memory if that is used\./);
  await expect(told).toBeVisible();
  await page.getByLabel('Device', { exact: true }).selectOption('CPU');
  await expect(page.getByText(/It needs about \d+ MB of memory\./)).toBeVisible();
  await expect(page.getByText('Not enough memory')).toBeHidden();
  await page.screenshot({ path: info.outputPath('memory.png') });
});

test('a run that exceeds the memory is warned about', async ({ page }, info) => {
  // A machine far smaller than any that browsers report.
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'deviceMemory', { get: () => 0.002 });
  });
  await openWithoutDemo(page);
  await openToCheck(page, [given('chain.csv', screenTable({}))]);
  await goTo(page, 'Settings');
  await expect(page.getByText('Not enough memory')).toBeVisible();
  await expect(page.getByText(/It needs about \d+ MB; 1 MB is available\./)).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.screenshot({ path: info.outputPath('no-room.png') });
});
