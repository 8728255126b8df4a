/** The figure composer: panels from the page, in order, at a size in millimetres, by keyboard. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo } from './support';

const composer = (page: Page) => page.getByRole('dialog', { name: 'Compose a figure' });

test('panels are composed, ordered and removed by keyboard, and saved at their size in print', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Explore');
  await expect(page.getByRole('region', { name: 'Network', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Export', exact: true }).focus();
  await page.keyboard.press('Enter');
  const item = page.getByRole('menuitem', { name: /^Add the view on screen to a figure/ });
  await expect(item).toBeVisible();
  await item.focus();
  await page.keyboard.press('Enter');
  const dialog = composer(page);
  await expect(dialog.getByRole('img', { name: /^Preview\. a, Network: 11 genes/ })).toBeVisible();
  const errors = dialog.getByRole('button', { name: 'Errors on unseen perturbations' });
  await errors.focus();
  await page.keyboard.press('Enter');
  const names = dialog.getByRole('list', { name: 'Panels' }).getByRole('listitem');
  await expect(names).toHaveText([/^aNetwork/, /^bErrors/]);

  const earlier = dialog.getByRole('button', { name: 'Move panel b earlier' });
  await earlier.focus();
  await page.keyboard.press('Enter');
  await expect(names).toHaveText([/^aErrors/, /^bNetwork/]);
  await expect(dialog.getByRole('button', { name: 'Move panel a later' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Remove panel a' }).focus();
  await page.keyboard.press('Enter');
  await expect(names).toHaveText([/^aNetwork/]);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(names).toHaveText([/^aErrors/, /^bNetwork/]);

  await dialog.getByLabel('Width of the figure').selectOption('85 mm, one column');
  await dialog.getByLabel('Width of panel b').selectOption('Full width');
  await expect(dialog.getByText(/^85 × \d+ mm/)).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);
  const waiting = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'SVG', exact: true }).focus();
  await page.keyboard.press('Enter');
  const svg = readFileSync(await (await waiting).path(), 'utf8');
  expect(svg).toMatch(/<svg [^>]*width="85mm"/);
  expect(svg).toMatch(/font-weight="700"[^>]*>a<[\s\S]*font-weight="700"[^>]*>b</);
  expect(svg).toContain('>GATA1</text>');
  const words = svg.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
  expect(words).toMatch(
    /Modulode [^,]+, seed 7, data myeloid\.h5ad \(fingerprint [\da-f]{16}\), preset Default/,
  );

  // The page that is printed, from which the browser makes a PDF.
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute('data-asked', 'print');
  });
  await dialog.getByRole('button', { name: 'PDF', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('body[data-asked="print"]')).toBeVisible();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const pages = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
  expect(pages).toHaveLength(1);
  expect(Number(pages[0]?.[1])).toBeCloseTo((85 / 25.4) * 72, 0);
  // Rounded up to a pixel.
  const height = Number(/viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(svg)?.[1]);
  expect(Number(pages[0]?.[2]) - height).toBeGreaterThan(-0.1);
  expect(Number(pages[0]?.[2]) - height).toBeLessThan(1.2);
  expect(pdf).toMatch(/\/FontFile/);
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await expect(dialog).toBeVisible();

  // The demo does not arrive: the figure needs no run.
  await page.route('**/demo/myeloid.*', () => undefined);
  await page.reload();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByPlaceholder(/command/).fill('Compose a figure');
  await page.getByRole('button', { name: /^Compose a figure/ }).click();
  await expect(names).toHaveText([/^aErrors/, /^bNetwork/]);
  await expect(dialog.getByLabel('Width of the figure')).toHaveValue('85');
  await expect(dialog.getByRole('img', { name: /^Preview\. a, Error/ })).toBeVisible();
});
