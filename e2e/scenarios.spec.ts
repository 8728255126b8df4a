/** Scenarios on Perturb: kept, renamed, compared, set again, removed and undone, downloaded and saved with the run. */
import { readFileSync } from 'node:fs';
import type { Download, Page } from '@playwright/test';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo } from './support';

async function textOf(download: Promise<Download>): Promise<string> {
  return readFileSync(await (await download).path(), 'utf8');
}

function chip(page: Page, name: string) {
  return page.getByRole('list', { name: 'Scenarios' }).getByRole('button', { name, exact: true });
}

test('scenarios are kept, renamed, compared, set again, downloaded, and removed with undo', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Perturb');
  await page.getByRole('combobox', { name: 'Add a gene to perturb' }).fill('GATA1');
  await page.getByRole('option', { name: 'GATA1', exact: true }).click();
  const responders = page.getByRole('region', { name: 'Top responders' });
  const shownFor = (gene: string) =>
    responders.getByRole('row').filter({ hasText: gene }).getByRole('img').getAttribute('aria-label');
  await expect(responders.getByRole('row').filter({ hasText: 'TAL1' })).toBeVisible();
  const predicted = await shownFor('TAL1');
  const keep = page.getByRole('button', { name: 'Keep as scenario' });
  await keep.click();
  await expect(chip(page, 'GATA1 out')).toHaveAttribute('aria-pressed', 'true');
  await expect(keep).toBeDisabled();

  const level = page.getByRole('textbox', { name: 'GATA1, times its control level' });
  await level.fill('2');
  await expect(page.getByText('Hardly any cell has this level.')).toBeVisible();
  await expect(page.getByText('Hardly any cell has GATA1 at this level: extrapolation.')).toBeVisible();
  await keep.click();
  await expect(
    page
      .getByRole('listitem')
      .filter({ has: page.getByRole('button', { name: 'GATA1 × 2', exact: true }) })
      .getByLabel('outside what the data support'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Rename GATA1 × 2' }).click();
  const name = page.getByRole('textbox', { name: 'Name of scenario GATA1 × 2' });
  await expect(name).toBeFocused();
  await name.fill('More GATA1');
  await name.press('Enter');
  await expect(chip(page, 'More GATA1')).toBeFocused();

  await page.getByRole('button', { name: 'Compare scenarios' }).click();
  const dialog = page.getByRole('dialog', { name: 'Scenarios side by side' });
  const row = dialog.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'TAL1' }) });
  await expect(row.getByRole('img')).toHaveCount(2);
  expect(await row.getByRole('img').first().getAttribute('aria-label')).toBe(predicted);
  await expect(dialog.getByRole('img', { name: /^Network coloured by the predicted change/ })).toHaveCount(2);
  await expect(dialog.getByRole('row', { name: /^Support/ })).toHaveText(
    /Within what the data support\..*GATA1 at this level/,
  );
  expect(await violationsInBothColours(page)).toEqual([]);
  const menu = page.getByRole('menu', { name: 'Download predicted values' });
  await dialog.getByRole('button', { name: 'Download predicted values' }).click();
  await expect(menu).toBeVisible();
  const table = page.waitForEvent('download');
  await menu.getByRole('menuitem', { name: /^Table/ }).click();
  const lines = (await textOf(table))
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  expect([...new Set(lines.slice(1).map(([scenario, what]) => `${scenario}: ${what}`))]).toEqual([
    'GATA1 out: GATA1=0',
    'More GATA1: GATA1=2',
  ]);
  const fold = lines[0]?.indexOf('log2_fold_change') ?? NaN;
  const tal1 = Number(lines.find((line) => line[4] === 'TAL1')?.[fold]);
  // As printed beside the bar: ÷ 11.1.
  expect(predicted).toContain(`÷ ${(2 ** -tal1).toFixed(1)},`);

  await dialog.getByRole('button', { name: 'GATA1 out', exact: true }).click();
  await expect(dialog.getByRole('button', { name: 'GATA1 out', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
  await expect(level).toHaveValue('× 0');
  await page.getByRole('button', { name: 'Remove GATA1 out' }).click();
  await expect(chip(page, 'GATA1 out')).toHaveCount(0);
  await expect(chip(page, 'More GATA1')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(chip(page, 'GATA1 out')).toHaveAttribute('aria-pressed', 'true');

  const saved = page.waitForEvent('download');
  await page.keyboard.press('ControlOrMeta+s');
  expect(JSON.parse(await textOf(saved))).toMatchObject({
    view: {
      scenarios: [
        { name: null, sliders: [{ value: 0 }], time: null },
        { name: 'More GATA1', sliders: [{ value: 2 }], time: null },
      ],
    },
  });
});
