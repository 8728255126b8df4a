/** A browser without WebGPU: the page says so and uses the CPU, even if WebGPU was requested. */
import { expect, test } from './guard';
import { trainingStatus } from './support';

const executablePath = process.env['MODULODE_BROWSER'];

test.use({ launchOptions: { ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] } });

test(
  'without WebGPU the demo trains on the CPU, and the page says why',
  { tag: '@core' },
  async ({ page }) => {
    await page.goto('./');
    await expect(trainingStatus(page)).toContainText(/step [1-9]/i);
    const device = page.getByLabel('Compute device');
    await expect(device).toContainText('CPU');
    await device.getByRole('button', { name: 'Why?' }).focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('tooltip')).toHaveText(/WebGPU is unavailable/);
  },
);
