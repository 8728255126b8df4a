/** The path of a newcomer through labels that are on the screen: from a file to a link, in few clicks. */
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import { printedResponders } from './readRun';
import { drop, finished, goTo, showsCheck } from './support';
import { chance, given, table } from './tables';

const targets = ['ALAS2', 'EPOR', 'HBB', 'KLF1'];
const measured = ['GATA1', 'SPI1', ...targets, 'CSF1R', 'MPO'];
/** Most of what a cell expresses does not change. */
const housekeeping = [
  'ACTB',
  'B2M',
  'EEF1A1',
  'GAPDH',
  'GUSB',
  'HPRT1',
  'PPIA',
  'RPLP0',
  'TBP',
  'TUBB',
  'UBC',
  'YWHAZ',
];
const genes = [...measured, ...housekeeping];
const labels = ['control', 'GATA1', 'SPI1', 'MPO'];

/** Expression of a gene where another is knocked out, as a share of its expression in controls. */
function shareOf(gene: string, out: string): number {
  if (gene === out) return 0;
  if (out === 'GATA1' && targets.includes(gene)) return 1 / 6;
  return out === 'SPI1' && gene === 'CSF1R' ? 2 / 3 : 1;
}

const screen = table({
  genes,
  labels,
  cells: 300,
  value: (cell, at) => {
    const share = shareOf(genes[at] ?? '', labels[cell % labels.length] ?? '');
    return Math.round(share * (at < measured.length ? 12 + 12 * chance(cell, at) : 60));
  },
});

/** Counts what is clicked from now on, as the page sees it. */
async function countClicks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    let clicks = 0;
    addEventListener('click', ({ isTrusted }) => (clicks += Number(isTrusted)), true);
    Object.assign(window, { clicksSoFar: () => clicks });
  });
  return () => page.evaluate(() => Reflect.get(window, 'clicksSoFar')());
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** The genes that fall most, with their change: 'HBB ÷ 5.5'. */
async function fallen(page: Page): Promise<readonly string[]> {
  const rows = page.getByRole('region', { name: 'Top responders' }).getByRole('row');
  const falling = (await printedResponders(rows)).filter((row) => row.includes('÷'));
  return falling.slice(0, targets.length);
}

const genesOf = (rows: readonly string[]) => rows.map((row) => row.split(' ')[0] ?? '');

test('from a dropped screen to the top regulator, its knockout and a link to it takes fewer than 25 clicks', async ({
  page,
  fresh,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('./');
  const clicks = await countClicks(page);

  await drop(page, [given('screen.csv', screen)]);
  await showsCheck(page);
  await expect(heading(page)).toHaveText('Check screen.csv');
  await expect(page.getByText('Ready: 3 perturbations, compared with “control”')).toBeVisible();
  await button(page, 'Continue to model').click();
  await button(page, 'Train the network').click();
  await finished(page);

  await goTo(page, 'Explore');
  // Strongest edges first.
  await page.getByRole('tab', { name: /^Edges/ }).click();
  const list = page.getByRole('region', { name: 'Table of edges' });
  await expect(list.getByRole('row').nth(1)).toHaveText(/^GATA1/);
  await goTo(page, 'Perturb');
  await button(page, 'Knock out GATA1').click();
  await expect(heading(page)).toHaveText(/^Without GATA1, (ALAS2|EPOR|HBB|KLF1) decreases most/);
  await expect.poll(async () => genesOf(await fallen(page)).toSorted()).toEqual(targets);

  await button(page, 'Share').click();
  await button(page, 'Copy link').click();
  await expect(page.getByText('Copied.')).toBeVisible();
  const clicked = await clicks();
  expect(clicked).toBeGreaterThanOrEqual(8);
  expect(clicked).toBeLessThan(25);

  const reader = await fresh(await page.evaluate(() => navigator.clipboard.readText()));
  await expect(heading(reader)).toHaveText(await heading(page).innerText());
  const sent = await fallen(page);
  await expect.poll(() => fallen(reader)).toEqual(sent);
});
