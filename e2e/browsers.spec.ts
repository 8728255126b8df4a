/** What a browser may lack (docs/browsers.md), taken away from this one before the page loads: it works another way, or says so in words. */
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import { finished, goTo, keepRun, pressTrain, trainingStatus, openToCheck, setSteps } from './support';
import { given, screenTable } from './tables';

/** `code` takes it away, from the page and from its workers. */
async function without(page: Page, code: string): Promise<void> {
  await page.addInitScript(code);
  await page.route(/\/assets\/[^/]+\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${code};\n${await response.text()}` });
  });
}

test.afterEach(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }));

const noPrototype = (property: string) =>
  `for (const of of [globalThis.Navigator, globalThis.WorkerNavigator]) if (of) delete of.prototype.${property};`;

test('a browser that is too old gets one sentence in place of the page', async ({ page }) => {
  await page.addInitScript('delete URL.canParse');
  await page.goto('./');
  await expect(page.locator('#root')).toHaveText(
    'Modulode needs a newer browser: Chrome or Edge 120, Firefox 121, Safari 17, or a later version of one of them.',
  );
});

test('without WebAssembly a table is read and trained by slow code, and an HDF5 file says why it cannot be read', async ({
  page,
}) => {
  await without(page, 'delete globalThis.WebAssembly');
  await page.goto('./');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('myeloid.h5ad cannot be read here');
  await expect(alert).toContainText('WebAssembly, which is turned off');
  await openToCheck(page, [given('screen.csv', screenTable({ cells: 140 }))]);
  await expect(page.getByRole('heading', { name: 'Check screen.csv' })).toBeVisible();
  await setSteps(page, '20');
  await pressTrain(page);
  await finished(page);
  const device = page.getByLabel('Compute device');
  await device.getByRole('button', { name: 'Why?' }).hover();
  await expect(page.getByRole('tooltip')).toContainText('WebAssembly SIMD is unavailable in this browser');
  await expect(page.getByRole('button', { name: 'Download edges (TSV)' })).toBeVisible();
});

test('without a clipboard, as on pages without https, a link is copied by a selection', async ({
  page,
  context,
  openLearned,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await without(page, noPrototype('clipboard'));
  await openLearned(page);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Copy/ }).first().click();
  await expect(dialog.getByText('Copied. The address of this page is now the link.')).toBeVisible();
  const other = await context.newPage();
  await other.goto('./');
  expect(await other.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
});

test.describe('with service workers', () => {
  test.use({ serviceWorkers: 'allow' });

  test('without locks and service workers runs are kept, and no use without a network is promised', async ({
    page,
    openLearned,
  }) => {
    await without(page, noPrototype('locks') + noPrototype('serviceWorker'));
    await openLearned(page);
    await keepRun(page);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'No data leave this computer' }).click();
    const dialog = page.getByRole('dialog', { name: 'What is stored' });
    await expect(dialog.getByText(/^1 \([\d.]+ [kM]B\)$/)).toBeVisible();
    await expect(dialog.getByText('For use without a network: needs https')).toBeVisible();
    await dialog.getByRole('button', { name: 'Delete everything …' }).click();
    await dialog.getByRole('button', { name: 'Delete everything', exact: true }).click();
    await expect(dialog.getByText('Everything was deleted.')).toBeVisible();
  });
});

test('only where the browser offers it, the page can be installed, and the browser is asked once', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  const menu = page.getByRole('banner').getByRole('button', { name: 'Myeloid demo' });
  const entry = page.getByRole('menuitem', { name: 'Install Modulode as an app' });
  await menu.click();
  await expect(page.getByRole('menuitem', { name: 'What is stored' })).toBeVisible();
  await expect(entry).toBeHidden();
  await page.keyboard.press('Escape');
  await page.evaluate(() => {
    const offer = new Event('beforeinstallprompt', { cancelable: true });
    let asked = 0;
    const prompt = async () => {
      asked += 1;
      document.documentElement.dataset['asked'] = String(asked);
      await Promise.resolve();
    };
    globalThis.dispatchEvent(Object.assign(offer, { prompt }));
  });
  await menu.click();
  await entry.click();
  await menu.click();
  await expect(entry).toBeHidden();
  await expect(page.locator('html')).toHaveAttribute('data-asked', '1');
});

test('without an encoder of videos a time-lapse is offered as a GIF, and the dialog says why', async ({
  page,
  openLearned,
}) => {
  await without(page, 'delete globalThis.VideoEncoder');
  await openLearned(page);
  await page.getByRole('tab', { name: 'Time-lapse' }).click();
  await page.getByRole('button', { name: 'Save as GIF or video' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('This browser cannot make videos.')).toBeVisible();
  await expect(dialog.getByRole('radio', { name: /WebM/ })).toBeDisabled();
});

test.describe('a policy that is not enforced', () => {
  test.use({ bypassCSP: true });

  test('without Trusted Types the demo is read, drawn and trained', async ({ page }) => {
    await without(page, 'delete globalThis.trustedTypes');
    await page.goto('./');
    await expect(trainingStatus(page)).toContainText(/step [1-9]/i);
    await goTo(page, 'Explore');
    await expect(page.getByRole('button', { name: 'Download edges (TSV)' })).toBeVisible();
  });
});
