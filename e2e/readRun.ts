/** Reads a run from the page: its edges, slider predictions, and the link of the Share dialog. */
import { expect, type Locator, type Page } from '@playwright/test';
import { goTo } from './support';

export const shareDialog = (page: Page) => page.getByRole('dialog', { name: 'Share this network' });

/** Opens the Share dialog if needed, copies its link, and closes it. */
export async function copiedLink(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const before = page.url();
  const copy = page.getByRole('button', { name: 'Copy link', exact: true });
  if ((await shareDialog(page).count()) === 0)
    await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(copy).toBeEnabled({ timeout: 60_000 });
  expect(page.url()).toBe(before);
  await copy.click();
  await expect(shareDialog(page).getByText('Copied.')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  return page.url();
}

/** Every row of the edge table as shown. */
export async function edgeRows(page: Page): Promise<readonly string[]> {
  const size = page.viewportSize();
  if (size && size.width >= 900) await page.setViewportSize({ width: 1440, height: 1400 });
  await goTo(page, 'Explore');
  await page.getByText('Table', { exact: true }).click();
  const table = page.getByRole('region', { name: 'Table of edges' });
  await expect(table.locator('tbody button').first()).toBeVisible();
  // Rows outside the visible part are rendered once the table has its height.
  let rows: readonly string[] = [];
  const areDrawn = async () => {
    const before = rows.length;
    rows = await table
      .locator('tbody tr')
      .evaluateAll((found) =>
        found.map((row) =>
          [...row.children]
            .map((cell) => cell.querySelector('svg')?.getAttribute('aria-label') ?? cell.textContent)
            .join(' '),
        ),
      );
    return rows.length > 0 && rows.length === before;
  };
  await expect.poll(areDrawn, { intervals: [300] }).toBe(true);
  await page.getByText('Network', { exact: true }).first().click();
  return rows.filter((row) => row.trim() !== '');
}

export async function knockOut(page: Page, gene: string): Promise<readonly string[]> {
  await goTo(page, 'Perturb');
  const release = page.getByRole('button', { name: 'Release all', exact: true });
  if ((await release.count()) > 0) await release.click();
  await page.getByRole('combobox', { name: 'Add a gene to perturb' }).fill(gene);
  await page.getByRole('option', { name: gene, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(`^Without ${gene}, `));
  return responders(page);
}

/** 'FOG1 ÷ 2.4', by name. */
export async function responders(page: Page): Promise<readonly string[]> {
  const rows = page.getByRole('region', { name: 'Top responders' }).getByRole('row');
  await expect(rows.first()).toBeVisible();
  const texts = await printedResponders(rows);
  return texts.toSorted();
}

/** Predictions as shown, with ÷ and ×. */
export async function printedResponders(rows: Locator): Promise<readonly string[]> {
  return rows.evaluateAll((found) =>
    found.map(
      (row) => `${row.querySelector('th')?.textContent} ${row.querySelector('td.number')?.textContent}`,
    ),
  );
}
