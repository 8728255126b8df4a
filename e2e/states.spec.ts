/**
 * States of a run: interrupted and resumed, cancelled, stepped, replaced, with held-out perturbations, without
 * controls, without signal, undone, exported, with reduced motion, on a phone. No request leaves the app's address.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import { copiedLink } from './readRun';
import { network, placesOf } from './networkPlaces';
import {
  downloadEdges,
  finished,
  goTo,
  heldStep,
  openFiles,
  openRuns,
  openSections,
  pressTrain,
  savedSince,
  shownStep,
  shows,
  trainingStatus,
  openWithoutDemo,
  openToCheck,
  setSteps,
} from './support';
import { given, screenTable } from './tables';

const asked: string[] = [];

test.beforeEach(({ page }) => {
  asked.length = 0;
  page.on('request', (request) => asked.push(request.url()));
});

test.afterEach(({ baseURL }) => {
  const own = new URL(baseURL ?? '').origin;
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((url) => !url.startsWith(`${own}/`) && !/^(blob|data):/.test(url))).toEqual([]);
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Opens a table and sets the number of steps. */
async function prepare(page: Page, name: string, content: string, steps: number): Promise<void> {
  await openWithoutDemo(page);
  await openToCheck(page, [given(name, content)]);
  await expect(page.getByRole('heading', { name: `Check ${name}` })).toBeVisible();
  await setSteps(page, steps);
}

test('a finished run is offered after a reload, with its network', async ({ page }) => {
  await prepare(page, 'left.csv', screenTable({}), 60);
  await pressTrain(page);
  await finished(page);
  const edges = await downloadEdges(page);
  expect(edges).toHaveLength(8 * 7);
  await page.reload();
  await expect(page.getByText('A run of left.csv is saved in this browser')).toBeVisible();
  await expect(page.getByText('It is finished.')).toBeVisible();
  await button(page, 'Show').click();
  await expect(trainingStatus(page)).toHaveText('60 steps done. Finished');
  expect(await downloadEdges(page)).toEqual(edges);
});

test('a second tab says that the first trains; once that tab is closed it offers the run and continues from there', async ({
  page,
  context,
}) => {
  await prepare(page, 'first.csv', screenTable({}), 20_000);
  const begun = Date.now();
  await pressTrain(page);
  await expect.poll(() => shownStep(page).catch(() => 0), { timeout: 60_000 }).toBeGreaterThan(100);
  await savedSince(page, begun);
  const second = await context.newPage();
  await second.goto('./');
  await expect(second.getByText('Training of first.csv goes on in another tab')).toBeVisible();
  await expect(button(second, 'Resume')).toHaveCount(0);
  await savedSince(page, Date.now());
  const left = await shownStep(page);
  await page.close();
  await expect(second.getByText('A run of first.csv is saved in this browser')).toBeVisible();
  await button(second, 'Resume').click();
  await second.getByRole('tab', { name: 'Log' }).click();
  await expect(second.getByText(/Resumed training on first\.csv from step [\d,]+/)).toBeVisible();
  await expect.poll(() => shownStep(second).catch(() => 0), { timeout: 60_000 }).toBeGreaterThan(left / 2);
});

test('Back returns to the former step, and a finished run is never lost by a key or by Train', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  const address = page.url();
  await goTo(page, 'Evaluate');
  await goTo(page, 'Explore');
  await page.goBack();
  await shows(page, 'Evaluate');
  await page.goForward();
  await shows(page, 'Explore');
  await page.goBack();
  await page.goBack();
  await shows(page, 'Training');
  expect(page.url()).toBe(address);
  const edges = await downloadEdges(page);

  await page.locator('#centre').focus();
  await page.keyboard.press(' ');
  await expect(trainingStatus(page)).toHaveText(/Finished\s*$/);
  await pressTrain(page);
  const kept = await openRuns(page);
  await kept.getByRole('button', { name: 'Open Myeloid demo' }).click();
  await expect(trainingStatus(page)).toHaveText(/Finished\s*$/);
  expect(await downloadEdges(page)).toEqual(edges);
});

test('reading can be cancelled at once and the screen stays as it was', async ({
  page,
  openLearned,
}, info) => {
  await openLearned(page);
  const row = `,${Array.from({ length: 500 }, (_, gene) => gene % 7).join(',')}\n`;
  const header = `cell,${Array.from({ length: 500 }, (_, gene) => `G${gene}`).join(',')}\n`;
  const rows = Array.from({ length: 40_000 }, (_, cell) => `c${cell}${row}`);
  const file = info.outputPath('large.csv');
  writeFileSync(file, header + rows.join(''));
  await openFiles(page, file);
  const card = page.getByRole('region', { name: 'Reading a file' });
  await expect(card).toContainText('large.csv');
  await card.getByRole('button', { name: 'Cancel' }).click();
  await expect(card).toHaveCount(0);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(button(page, 'Myeloid demo')).toBeVisible();
  await expect(button(page, 'Download edges (TSV)')).toBeVisible();
});

test(
  'pause, single step, resume and stop work, and stop keeps a network',
  { tag: '@core' },
  async ({ page }) => {
    await prepare(page, 'walk.csv', screenTable({}), 4000);
    await pressTrain(page);
    await expect.poll(() => shownStep(page).catch(() => 0), { timeout: 60_000 }).toBeGreaterThan(20);
    await button(page, 'Pause').click();
    await expect(trainingStatus(page)).toHaveText(/^Paused at step/);
    const paused = await heldStep(page);
    await button(page, 'Single step').click();
    await expect.poll(() => shownStep(page)).toBe(paused + 1);
    expect(await heldStep(page)).toBe(paused + 1);
    await button(page, 'Resume').click();
    await expect.poll(() => shownStep(page)).toBeGreaterThan(paused + 20);
    await button(page, 'Stop').click();
    await expect(trainingStatus(page)).toHaveText(/Stopped\s*$/, { timeout: 60_000 });
    const edges = await downloadEdges(page);
    expect(edges).toHaveLength(8 * 7);
    expect(edges.some(({ weight }) => weight !== 0)).toBe(true);
  },
);

test('an address shows its step, with what is seen on Effects, after a reload and around a link too', async ({
  page,
  fresh,
  openLearned,
}) => {
  await page.goto('./#step=effects&view=table&perturbation=SPI1%20knockout&gene=NONE');
  const card = page.getByRole('region', { name: 'Selected perturbation' });
  await expect(card.getByRole('heading', { name: 'SPI1 knockout', exact: true })).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Table' })).toBeChecked();
  await page.getByRole('row', { name: /^GATA1 knockout/ }).click();
  await finished(page);
  await goTo(page, 'Explore');
  expect(new URL(page.url()).hash).toBe('#step=explore');
  await page.goBack();
  await expect(card.getByRole('heading', { name: 'GATA1 knockout', exact: true })).toBeVisible();
  await page.reload();
  await expect(card.getByRole('heading', { name: 'GATA1 knockout', exact: true })).toBeVisible();
  await finished(page);
  await page.goForward();
  await shows(page, 'Explore');

  const own = await fresh(new URL('./', page.url()).href);
  await finished(own);
  // Who says nothing of steps is shown the network, at a clean address.
  expect(own.url()).toBe(new URL('./', page.url()).href);
  await shows(own, 'Training');

  await openLearned(page);
  await goTo(page, 'Explore');
  const link = new URL(await copiedLink(page));
  await goTo(page, 'Evaluate');
  expect(page.url()).toBe(`${link.href}&step=evaluate`);
  const reader = await fresh(page.url());
  await shows(reader, 'This run');
  await goTo(reader, 'Perturb');
  expect(reader.url()).toBe(`${link.href}&step=perturb`);
  await reader.goBack();
  await shows(reader, 'This run');
  const plain = await fresh(link.href);
  await shows(plain, 'Explore');
  expect(plain.url()).toBe(link.href);
});

test('there are six steps, and Train stands above every part of them', async ({ page, openLearned }) => {
  await openLearned(page);
  const steps = page.getByRole('navigation', { name: 'Steps' }).getByRole('list').first();
  await expect(steps.getByRole('link')).toHaveText(
    ['Data', 'Effects', 'Model', 'Explore', 'Perturb', 'Evaluate'].map((name) => new RegExp(name)),
  );
  const parts = ['Open', 'Effects', 'Settings', 'Training', 'Explore', 'Perturb', 'This run'];
  for (const name of [...parts, 'Other methods']) {
    await goTo(page, name);
    await shows(page, name);
    await expect(page.getByRole('banner').getByRole('button', { name: 'Train', exact: true })).toBeEnabled();
  }
});

test('a file dropped during training does not affect that run until Train', async ({ page }) => {
  await prepare(page, 'first.csv', screenTable({}), 20_000);
  await pressTrain(page);
  await expect.poll(() => shownStep(page).catch(() => 0), { timeout: 60_000 }).toBeGreaterThan(20);
  await openToCheck(page, [given('second.csv', screenTable({ cells: 210 }))]);
  await expect(page.getByRole('heading', { name: 'Check second.csv' })).toBeVisible();
  const then = await shownStep(page);
  await expect.poll(() => shownStep(page)).toBeGreaterThan(then);
  await test.step('at 200 % the bar is one row, and a button far down leads to the top of its step', async () => {
    await page.setViewportSize({ width: 720, height: 450 });
    expect((await page.getByRole('banner').boundingBox())?.height).toBeLessThan(60);
    await button(page, 'See the effects').click();
    await shows(page, 'Effects');
    await expect.poll(() => page.evaluate(() => globalThis.scrollY)).toBe(0);
    await expect(button(page, 'second.csv')).toBeVisible();
    await page.setViewportSize({ width: 1440, height: 900 });
  });
  await goTo(page, 'Explore');
  await expect(button(page, 'first.csv')).toBeVisible();
  const whose = page.getByRole('note', { name: 'Network of another file' });
  await expect(whose).toHaveText('This is the network of “first.csv”: second.csv has none yet.');
  await setSteps(page, '60');
  await pressTrain(page);
  await finished(page);
  await expect(button(page, 'second.csv')).toBeVisible();
  await goTo(page, 'Explore');
  await expect(whose).toBeHidden();
  await expect(trainingStatus(page)).toHaveText('60 steps done. Finished');
});

test('pasted regulators are the only sources, and a held-out perturbation is evaluated separately', async ({
  page,
}) => {
  await prepare(page, 'choices.csv', screenTable({}), 200);
  await page.getByLabel('Only these regulators').fill('A1\nC3, b2 ');
  await page.getByLabel('Held-out perturbations').fill('D4');
  await pressTrain(page);
  await finished(page);
  const edges = await downloadEdges(page);
  expect(edges).toHaveLength(3 * 7);
  expect([...new Set(edges.map(({ source }) => source))].toSorted()).toEqual(['A1', 'B2', 'C3']);
  await page.getByText('Details of this run').click();
  await expect(page.getByText('Held out for testing')).toBeVisible();
  await goTo(page, 'Evaluate');
  await openSections(page);
  await expect(page.getByText('1 perturbation, held out')).toBeVisible();
  const row = page
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: /This model|Modulode/ }) });
  await expect(row.getByRole('cell').nth(1)).toHaveText(/^\d\.\d\d$/);
});

test('a screen without controls is compared with one of its knockouts', async ({ page }) => {
  await openWithoutDemo(page);
  await openFiles(page, [given('bare.csv', screenTable({ control: false }))]);
  await expect(page.getByText('No control cells found. Compare each perturbation with what?')).toBeVisible();
  await page.getByLabel('Reference perturbation').selectOption('F6');
  await expect(page.getByRole('status', { name: 'Readiness' })).toHaveText(
    'Ready: 5 perturbations, compared with F6',
  );
  await setSteps(page, '60');
  await pressTrain(page);
  await finished(page);
  expect(await downloadEdges(page)).toHaveLength(8 * 7);
});

test('scrambled labels are reported as no measurable change', async ({ page }) => {
  await prepare(page, 'scrambled.csv', screenTable({ effects: 'none' }), 350);
  await pressTrain(page);
  await finished(page);
  // The sampling error of the controls may be predicted; the title makes no claim, and the banner says why.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^An 8-gene network from /);
  await expect(network(page)).toContainText('No measurable effect: do not interpret this network');
  const rail = page.getByRole('navigation', { name: 'Steps' });
  await expect(rail.getByRole('link', { name: /Evaluate/ })).toContainText('No measurable effect');
  await expect(rail).not.toContainText('edges settled');
});

test(
  'changes of sliders and of the number of edges can be undone and redone',
  { tag: '@core' },
  async ({ page, openLearned }) => {
    await openLearned(page);
    await goTo(page, 'Explore');
    const budget = page.getByRole('slider', { name: 'Edges shown' });
    const before = await budget.getAttribute('aria-valuetext');
    await budget.focus();
    await page.keyboard.press('ArrowRight');
    const after = await budget.getAttribute('aria-valuetext');
    expect(after).not.toBe(before);
    await button(page, 'Undo').click();
    await expect(budget).toHaveAttribute('aria-valuetext', before ?? '');
    await button(page, 'Redo').click();
    await expect(budget).toHaveAttribute('aria-valuetext', after ?? '');
    const edges = async () => Number(/\d+/.exec((await budget.getAttribute('aria-valuetext')) ?? '')?.[0]);
    for (let shown = await edges(); shown > 1; shown = await edges()) {
      await budget.press('ArrowLeft');
      expect(await edges()).toBeLessThan(shown);
    }

    await goTo(page, 'Perturb');
    await page.getByRole('button', { name: /^Knock out/ }).click();
    const level = page.getByRole('slider', { name: /^Level of/ });
    await expect(level).toHaveAttribute('aria-valuetext', 'knocked out');
    await level.focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
    const moved = (await level.getAttribute('aria-valuetext')) ?? '';
    expect(moved).not.toBe('knocked out');
    await page.keyboard.press('Control+z');
    await expect(level).not.toHaveAttribute('aria-valuetext', moved);
    await page.keyboard.press('Control+Shift+z');
    await expect(level).toHaveAttribute('aria-valuetext', moved);
  },
);

test('the space bar toggles a focused switch or check box and does not affect the run', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Evaluate');
  await openSections(page);
  const overlay = page.getByRole('switch', { name: /edges in the network$/ });
  await overlay.press('Space');
  await expect(overlay).toBeChecked();
  await goTo(page, 'Explore');
  const shown = page.getByRole('checkbox', { name: /^Show / }).first();
  await shown.press('Space');
  await expect(shown).not.toBeChecked();
  await expect(trainingStatus(page)).toHaveText(/Finished\s*$/);
});

test('the SVG figure is well-formed with every gene and the legend, and the PNG has three times the pixels', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  // The figure is drawn in a task after the state of the run has changed.
  await expect.poll(async () => Object.keys(await placesOf(page)).length).toBe(11);
  const genes = Object.keys(await placesOf(page));
  const svg = readFileSync(await exported(page, 'Download figure (SVG)'), 'utf8');
  // The policy of the page forbids to parse text as markup.
  const blank = await page.context().newPage();
  const { wrong, texts, width } = await blank.evaluate((text) => {
    const read = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      wrong: read.querySelector('parsererror')?.textContent ?? null,
      texts: [...read.querySelectorAll('text')].map((one) => one.textContent),
      width: Number(read.documentElement.getAttribute('viewBox')?.split(' ')[2]),
    };
  }, svg);
  expect(wrong).toBeNull();
  expect(texts).toEqual(expect.arrayContaining([...genes, 'activates', 'represses']));

  const png = readFileSync(await exported(page, 'Download figure (PNG)'));
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  expect(png.readUInt32BE(16) / width).toBeGreaterThanOrEqual(2);
});

async function exported(page: Page, name: string): Promise<string> {
  await button(page, 'Export').click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('menuitem', { name }).click();
  return (await waiting).path();
}

test('with reduced motion the demo waits for Train', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('./');
  await expect(button(page, 'Train')).toBeEnabled({ timeout: 30_000 });
  // Training would load its worker at once.
  await page.waitForLoadState('networkidle');
  await expect(trainingStatus(page)).toHaveText('Not trained yet');
  await expect(button(page, 'Export')).toBeDisabled();
  const closed = page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: /Explore/ });
  await expect(closed).toHaveAccessibleDescription('Train first.');
  await pressTrain(page);
  await expect(trainingStatus(page)).toContainText(/step [1-9]/i);
});
