/**
 * Links: opened in a fresh profile a link has the same edges and the same predictions to the
 * printed digits, trains nothing and replaces nothing without asking; a damaged link is explained; a run file holds everything.
 */
import type { Page } from '@playwright/test';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { atRest, distances, dragAside, placesInShares } from './networkPlaces';
import { copiedLink, edgeRows, knockOut, printedResponders, responders, shareDialog } from './readRun';
import {
  finished,
  goTo,
  openToCheck,
  trainingStatus,
  trainTable,
  openWithoutDemo,
  setSteps,
} from './support';
import { given, screenTable } from './tables';
import { Random } from '../src/numerics/random';
import { mutatedText } from '../tests/fuzz/mutateText';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const strip = (page: Page) => page.getByRole('region', { name: 'Shared by link' });

/** Those that an address can hold, and that the page takes for a link. */
function mutatedLinks(link: string, count: number): readonly string[] {
  return Array.from({ length: 5 * count }, (_, seed) => mutatedText(link, new Random(seed)))
    .filter((text) => /^#g[23]\./u.test(text) && text !== link && text.length < 10_000)
    .slice(0, count);
}

test(
  'a link to the demo with its model is a few lines long and opens elsewhere with the same edges and predictions',
  { tag: '@core' },
  async ({ page, fresh, openLearned }) => {
    await openLearned(page);
    const sent = { edges: await edgeRows(page), responders: await knockOut(page, 'GATA1') };
    expect(sent.edges).toHaveLength(22);
    const link = await copiedLink(page);
    // 34 perturbations: a hundred characters more than a chat message of 2,000 holds.
    expect(link.length).toBeLessThanOrEqual(2150);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);

    const reader = await fresh(link);
    await expect(reader.getByRole('heading', { level: 1 })).toHaveText(/^Without GATA1, /);
    await expect(strip(reader)).toContainText('Myeloid demo, 11 genes');
    await expect(trainingStatus(reader)).toHaveText(/^Shared .* not trained here$/);
    expect(await responders(reader)).toEqual(sent.responders);
    expect(await edgeRows(reader)).toEqual(sent.edges);
    await expect(reader.getByRole('list', { name: 'Legend' }).getByText('activates')).toHaveCount(1);
    await expect(button(reader, 'Train')).toHaveCount(0);

    // The sliders predict as the sender's do, also for genes that were not set.
    await goTo(page, 'Perturb');
    await goTo(reader, 'Perturb');
    // The link does not tell whether there were controls.
    await expect(
      reader.getByText(/versus control \(without controls: the mean of all cells\)/),
    ).toBeVisible();
    expect(await knockOut(reader, 'SPI1')).toEqual(await knockOut(page, 'SPI1'));
  },
);

test('a link shows the genes at the sender’s positions, and they stay there', async ({
  page,
  fresh,
  openLearned,
}, info) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await openLearned(page);
  await goTo(page, 'Explore');
  await atRest(page);
  // Zoom and pan stay with the sender: the link opens with the whole network in view.
  await button(page, /^Fit/).first().click();
  await atRest(page);
  const sent = await placesInShares(page);
  await page.screenshot({ path: info.outputPath('sender.png') });
  const link = await copiedLink(page);
  const reader = await fresh(link);
  await expect(strip(reader)).toBeVisible();
  await atRest(reader);
  const read = await placesInShares(reader);
  await reader.screenshot({ path: info.outputPath('reader.png') });
  const off = distances(sent, read);
  expect(off).toHaveLength(11);
  expect(off[5]).toBeLessThan(0.02);
  expect(off[10]).toBeLessThan(0.04);

  // Fewer edges move no gene; a reader who moves a gene shares the new positions.
  await reader.getByRole('slider', { name: /edges/i }).first().press('Home');
  await atRest(reader);
  expect(distances(read, await placesInShares(reader))[10]).toBeLessThan(0.001);
  await dragAside(reader, 'SPI1');
  await atRest(reader);
  const moved = await placesInShares(reader);
  const next = await fresh(await copiedLink(reader));
  await expect(strip(next)).toBeVisible();
  await atRest(next);
  expect(distances(moved, await placesInShares(next))[5]).toBeLessThan(0.02);

  const phone = await fresh(link, { width: 390, height: 844 });
  await expect(button(phone, 'Send')).toBeVisible();
  await atRest(phone);
  await phone.screenshot({ path: info.outputPath('phone.png') });
});

test('on a phone a link shows a sentence, a network and a gene with predictions', async ({
  page,
  fresh,
  openLearned,
}) => {
  await openLearned(page);
  const finding = await surestFinding(page);
  const sent = { edges: await edgeRows(page), responders: await knockOut(page, 'GATA1') };
  const link = await copiedLink(page);
  const phone = await fresh(link, { width: 390, height: 844 });
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText(/^Without GATA1, /);
  await expect(phone.getByText(/^11 genes, 110 ranked edges, shared \d+ \w+ 20\d\d$/)).toBeVisible();
  const five = phone.getByRole('region', { name: 'Top responders' }).getByRole('row');
  await expect(five).toHaveCount(5);
  expect(sent.responders).toEqual(expect.arrayContaining([...(await printedResponders(five))]));
  const { scroll, inner } = await phone.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    inner: window.innerWidth,
  }));
  expect(scroll).toBeLessThanOrEqual(inner);

  const level = phone.getByRole('slider', { name: 'Level of GATA1' });
  const before = await printedResponders(five);
  await level.focus();
  for (let press = 0; press < 10; press++) await phone.keyboard.press('ArrowRight');
  await expect.poll(() => printedResponders(five)).not.toEqual(before);
  await phone.getByRole('combobox', { name: 'Gene to perturb' }).selectOption('SPI1');
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText(/^Without SPI1, /);
  await expect(button(phone, 'Send')).toBeEnabled();

  await button(phone, 'About this network').click();
  await expect(phone.getByText(`${finding}.`, { exact: true })).toBeVisible();
  await button(phone, 'All steps and tables').click();
  expect((await edgeRows(phone)).slice(0, 5)).toEqual(sent.edges.slice(0, 5));
});

test('a link to the user’s own data names no file, keeps the warning and does not touch the saved run', async ({
  page,
  fresh,
}) => {
  await openWithoutDemo(page);
  await trainTable(page, 'secret-name.csv', 60);
  await finished(page);
  const sent = await edgeRows(page);
  const finding = await surestFinding(page);
  await button(page, 'Share').click();
  await shareDialog(page).getByLabel('Title').fill('A chain <img src=x onerror=alert(1)>');
  const link = await copiedLink(page);
  const reader = await fresh(link);
  await expect(strip(reader)).toContainText('A chain <img src=x onerror=alert(1)>, 8 genes');
  expect(await edgeRows(reader)).toEqual(sent);
  expect(await findingOf(reader)).toBe(finding);
  await goTo(reader, 'Evaluate');
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText(finding);
  await goTo(reader, 'Other methods');
  await expect(reader.getByText('A link holds no cells: open the data to run methods.')).toBeVisible();
  await expect(reader.getByText('secret-name')).toHaveCount(0);
  expect(await reader.locator('main img').count()).toBe(0);

  await page.goto('about:blank');
  await page.goto(link);
  await expect(strip(page)).toBeVisible();
  await button(page, 'Show').click();
  await expect(button(page, 'secret-name.csv')).toBeVisible();
  expect(await edgeRows(page)).toEqual(sent);
});

test('a link to settings trains nothing, and Train gives the sender’s network', async ({
  page,
  fresh,
  openLearned,
}) => {
  await openLearned(page);
  const sent = await edgeRows(page);
  await button(page, 'Share').click();
  await shareDialog(page).getByRole('radio', { name: 'Settings only' }).check();
  const link = await copiedLink(page);
  expect(link.length).toBeLessThan(400);
  const reader = await fresh(link);
  await expect(reader.getByText(/^Settings shared .* are applied$/)).toBeVisible();
  await expect(trainingStatus(reader)).toHaveText('Not trained yet');
  await button(reader, 'Train it here').click();
  await finished(reader);
  expect(await edgeRows(reader)).toEqual(sent);
});

test('a running run is not discarded for a link without confirmation', async ({
  page,
  fresh,
  openLearned,
}) => {
  await openLearned(page);
  const link = await copiedLink(page);
  const { hash } = new URL(link);
  const own = await fresh(new URL('./', link).href);
  await openToCheck(own, [given('walk.csv', screenTable({}))]);
  await setSteps(own, '20000');
  await button(own, 'Train').click();
  await expect(own.getByRole('banner').getByText(/step [1-9]/)).toBeVisible({ timeout: 60_000 });
  await own.evaluate((to) => location.assign(to), hash);
  await expect(own.getByText('A link was opened')).toBeVisible();
  await button(own, 'Keep the current run').click();
  await expect(button(own, 'walk.csv')).toBeVisible();
  await expect(button(own, 'Pause')).toBeVisible();

  await own.evaluate(() => location.assign('#g1.'));
  await expect(own.getByRole('alert')).toBeVisible();
  await own.evaluate((to) => location.assign(to), hash);
  await button(own, 'Open it').click();
  await expect(strip(own)).toContainText('Myeloid demo');
  await expect(button(own, 'Pause')).toHaveCount(0);
});

test(
  'a damaged link is explained every time, with the demo in the background',
  { tag: '@core' },
  async ({ page, fresh, openLearned }) => {
    await openLearned(page);
    const { hash, href } = new URL(await copiedLink(page));
    const reader = await fresh(href.slice(0, -40));
    await expect(reader.getByRole('alert')).toContainText('This link is damaged');
    // The demo that trains in the background does not hide the explanation.
    await expect(trainingStatus(reader)).toContainText(/step [1-9]/i);
    await expect(reader.getByRole('alert')).toContainText('This link is damaged');
    let explained = 0;
    for (const mutated of mutatedLinks(hash, 12)) {
      await reader.evaluate((to) => location.assign(to), mutated);
      const alert = reader.getByRole('alert');
      await expect(alert.or(strip(reader)).first()).toBeVisible();
      if ((await alert.count()) === 0) continue;
      await expect(alert).toContainText(/link is damaged|newer version|no network in this link/);
      await button(reader, 'Dismiss').click();
      explained++;
    }
    expect(explained).toBeGreaterThan(9);
    await reader.evaluate(() => location.assign('#g9.AAAA'));
    await expect(reader.getByRole('alert')).toContainText('made by a newer version');
  },
);

test('sharing and opened links have no accessibility violations in light and dark colours', async ({
  page,
  fresh,
  openLearned,
}) => {
  await openLearned(page);
  await knockOut(page, 'GATA1');
  await button(page, 'Share').click();
  await expect(button(page, 'Copy link')).toBeEnabled();
  await check(page, 'share dialog');
  const link = await copiedLink(page);
  const reader = await fresh(link);
  await expect(reader.getByRole('heading', { name: 'Top responders' })).toBeVisible();
  await atRest(reader);
  await check(reader, 'opened link');
  await goTo(reader, 'Explore');
  await check(reader, 'opened link, explore');
  await reader.setViewportSize({ width: 390, height: 844 });
  await expect(button(reader, 'Send')).toBeVisible();
  await check(reader, 'phone');
  await button(reader, 'About this network').click();
  await expect(button(reader, 'All steps and tables')).toBeVisible();
  await check(reader, 'phone, about');
  await reader.setViewportSize({ width: 1440, height: 900 });
  await reader.evaluate(() => location.assign('#g1.broken'));
  await expect(reader.getByRole('alert')).toBeVisible();
  await check(reader, 'damaged link');
});

async function check(page: Page, state: string): Promise<void> {
  expect(await violationsInBothColours(page), state).toEqual([]);
}

/** Waits until the run was compared with simpler predictions, the first part of the comparison. */
async function surestFinding(page: Page): Promise<string> {
  await goTo(page, 'Evaluate');
  await button(page, 'Compare with other methods').click();
  const numbers = page.getByLabel('The run in three numbers');
  await expect(numbers).toContainText('Best simpler prediction', { timeout: 60_000 });
  return findingOf(page);
}

async function findingOf(page: Page): Promise<string> {
  await goTo(page, 'Training');
  return page.getByRole('heading', { level: 1 }).innerText();
}
