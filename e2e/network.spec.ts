/**
 * The network on the built page: it appears, stays still during training, can be explored by keyboard, pinned
 * and exported as a figure.
 */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { violationsOf } from './accessibility';
import { readXml } from '../tests/support/network/readXml';
import { expect, test } from './guard';
import { atRest, dragAside, network, overlapping, placesOf, type Places } from './networkPlaces';
import { expectPrinted } from './printed';
import {
  downloadEdges,
  finished,
  goTo,
  makeScreen,
  openFiles,
  trainingStatus,
  trainToTheEnd,
  openWithoutDemo,
  openToCheck,
  setSteps,
  openFold,
} from './support';
import { copiedLink, knockOut } from './readRun';

declare global {
  /** Times that the page has asked for a frame, where a test counts them. */
  var framesAsked: number;
}

const canvas = (page: Page) => page.getByRole('application', { name: 'Gene network' });

async function edgesOf(page: Page): Promise<number> {
  return Number(await network(page).getAttribute('data-edge-count'));
}

/** Waits until the network is still. */
async function rests(page: Page): Promise<void> {
  await expect(network(page)).toHaveAttribute('data-layout', 'resting', { timeout: 30_000 });
  // Animations take 150 ms, or 400 ms after a new layout.
  await atRest(page);
}

/** World coordinates by gene. */
function worldOf(page: Page): Promise<Readonly<Record<string, { readonly x: number; readonly y: number }>>> {
  return page.evaluate(() => Reflect.get(window, 'modulodeTest').genes());
}

function medianMove(before: Places, after: Places): number {
  const moves = Object.entries(after)
    .map(([gene, [x, y]]) => Math.hypot(x - (before[gene]?.[0] ?? x), y - (before[gene]?.[1] ?? y)))
    .toSorted((a, b) => a - b);
  return moves[Math.floor(moves.length / 2)] ?? 0;
}

function diagonalOf(places: Places): number {
  const xs = Object.values(places).map(([x]) => x);
  const ys = Object.values(places).map(([, y]) => y);
  return Math.hypot(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
}

test('all genes appear in the first figure and stay still during training', async ({ page }) => {
  await page.goto('./');
  await expect.poll(() => edgesOf(page), { timeout: 20_000 }).toBeGreaterThan(5);
  // On a busy machine the first layout comes late.
  await expect(network(page)).toHaveAttribute('data-layout', 'resting', { timeout: 30_000 });
  const shares: number[] = [];
  let before = await placesOf(page);
  await expect
    .poll(
      async () => {
        const status = await trainingStatus(page).innerText();
        const now = await placesOf(page);
        shares.push(medianMove(before, now) / diagonalOf(now));
        before = now;
        return Object.keys(now).length === 11 ? status : 'a gene is missing';
      },
      { intervals: [250], timeout: 90_000 },
    )
    .toMatch(/a gene is missing|Finished/);
  expect(Object.keys(before)).toHaveLength(11);
  // Less than 600 ms for the last move of the first layout.
  shares.splice(0, 3);
  expect(shares.length).toBeGreaterThan(6);
  // The layout changes once, in less than a second, when modules are first known.
  const restless = shares.map((share) => share >= 0.015);
  expect(restless.filter((moves, i) => moves && !restless[i - 1]).length).toBeLessThanOrEqual(1);
  expect(restless.filter(Boolean).length).toBeLessThanOrEqual(4);
});

test(
  'after training exactly the chosen number of strongest edges is drawn',
  { tag: '@core' },
  async ({ page, openLearned }) => {
    await openLearned(page);
    await rests(page);
    const drawn: [string, string][] = JSON.parse((await network(page).getAttribute('data-edges')) ?? '[]');
    const asked = Number(await network(page).getByRole('slider', { name: 'Edges shown' }).inputValue());
    const strongest = (await downloadEdges(page))
      .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
      .slice(0, asked)
      .map(({ source, target }) => `${source} ${target}`);
    expect(drawn.map((ends) => ends.join(' ')).toSorted()).toEqual(strongest.toSorted());
  },
);

test('on a phone the demo trains, no gene is cut off or overlaps another, and nothing scrolls sideways', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('./');
  await expect(page.getByText('Training is faster on a computer.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Open your own data' })).toBeVisible();
  await finished(page);
  await rests(page);
  const places = Object.entries(await placesOf(page));
  const frame = await canvas(page).boundingBox();
  const slider = await network(page).getByRole('slider', { name: 'Edges shown' }).boundingBox();
  expect(slider?.width ?? 0).toBeGreaterThan(100);
  for (const [gene, [x]] of places) {
    // The widest name, EGRNAB, takes 76 pixels.
    expect(x, gene).toBeGreaterThan(30);
    expect(x, gene).toBeLessThan((frame?.width ?? 0) - 30);
  }
  expect(await overlapping(page)).toEqual([]);
  const { scroll, inner } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    inner: window.innerWidth,
  }));
  expect(scroll).toBeLessThanOrEqual(inner);
});

test('on a phone two dozen genes are small enough not to lie on each other, and legible', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await openToCheck(page, await makeScreen(24, 8, 40));
  await setSteps(page, '20');
  await trainToTheEnd(page, 120_000);
  for (const height of [664, 844]) {
    await page.setViewportSize({ width: 390, height });
    await rests(page);
    expect(Object.keys(await placesOf(page))).toHaveLength(24);
    expect(await overlapping(page)).toEqual([]);
    const sizes: Places = JSON.parse((await network(page).getAttribute('data-node-sizes')) ?? '{}');
    // Of 28 pixels with names of 12.5: these have 9 at least.
    for (const [gene, [, tall]] of Object.entries(sizes)) expect(tall, gene).toBeGreaterThan(20);
  }
  await expect(page.getByText('24 genes, 48 of ')).toBeVisible();
});

test('on a phone a command opens the full page where the simple one has no place for it, and closes what lies open', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'About this network' }).click();
  const about = page.getByRole('button', { name: 'All steps and tables' });
  await expect(about).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(about).toBeHidden();
  await page.getByRole('dialog').getByLabel('Gene or command').fill('heat map');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radio', { name: 'Heat map' })).toBeChecked();
  const [steps, view] = [
    page.getByRole('navigation', { name: 'Steps' }).getByRole('list').first(),
    page.locator('main'),
  ];
  const [above, below] = [await steps.boundingBox(), await view.boundingBox()];
  expect((above?.y ?? NaN) + (above?.height ?? NaN)).toBeLessThanOrEqual(below?.y ?? NaN);
  await page.getByRole('button', { name: 'Back to the simple page' }).click();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await expect(canvas(page)).toBeVisible();
});

test('on a low screen no gene lies on another beside the panels of Perturb', async ({
  page,
  openLearned,
}) => {
  await page.setViewportSize({ width: 1366, height: 640 });
  await openLearned(page);
  await knockOut(page, 'GATA1');
  await expect(page.getByText('Measured and predicted')).toBeVisible();
  await rests(page);
  expect(await overlapping(page)).toEqual([]);
});

test('on low screens the panels below the network have the height they need, and leave the network its own', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await knockOut(page, 'GATA1');
  await page.getByRole('combobox', { name: 'Add a gene to perturb' }).fill('SPI1');
  await page.getByRole('option', { name: 'SPI1', exact: true }).click();
  for (const [button, title] of [
    ['Screen', 'Screen of predictions'],
    ['Sweep', 'Sweep'],
    ['Additivity', 'Combination and single changes'],
    ['Enrich the responders', 'Gene sets'],
  ] as const) {
    await page.getByRole('button', { name: button, exact: true }).click();
    const panel = page.getByRole('region', { name: title, exact: true });
    for (const size of [
      { width: 1366, height: 640 },
      { width: 1024, height: 768 },
    ]) {
      await page.setViewportSize(size);
      await expect(panel).toBeInViewport();
      // Rows of a table scroll, and nothing else.
      expect(await scrollsOutsideTables(panel), title).toEqual([]);
      await rests(page);
      expect(await overlapping(page), title).toEqual([]);
      const [above, below] = [await network(page).boundingBox(), await panel.boundingBox()];
      expect((above?.y ?? NaN) + (above?.height ?? NaN), title).toBeLessThanOrEqual(below?.y ?? NaN);
    }
  }
});

/** Parts whose content is higher than they are, without regions of tables. */
function scrollsOutsideTables(panel: Locator): Promise<readonly string[]> {
  return panel.evaluate((element) =>
    [element, ...element.querySelectorAll('*')]
      .filter((part) => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(part).overflowY))
      .filter((part) => part.scrollHeight > part.clientHeight + 1 && part.querySelector('table') === null)
      .map((part) => `${part.className} ${part.clientHeight} of ${part.scrollHeight}`),
  );
}

test('the legend explains every mark', async ({ page, openLearned }) => {
  await openLearned(page);
  await rests(page);
  const legend = network(page).getByRole('list', { name: 'Legend' });
  for (const mark of ['activates', 'represses', 'width = strength', 'dashed = unstable'])
    await expect(legend.getByText(mark)).toBeVisible();
});

test('the network can be explored by keyboard alone, and every move is announced', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await rests(page);
  await canvas(page).focus();
  await page.keyboard.press('ArrowLeft');
  const said = network(page).locator('[aria-live=polite]');
  await expect(said).toHaveText(/^[A-Z0-9]+, (no|\d+) targets?, (no|\d+) regulators?/);
  const heard = new Set<string>();
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown']) {
    await page.keyboard.press(key);
    heard.add((await said.innerText()).split(',')[0] ?? '');
  }
  expect(heard.size).toBeGreaterThan(2);
  const gene = (await said.innerText()).split(',')[0] ?? '';
  await page.keyboard.press('Enter');
  await expect(network(page).getByText(`Showing ${gene} and its neighbours`)).toBeVisible();
  await page.keyboard.press('n');
  await expect(said).toHaveText(/ (activates|represses) .*, weight -?\d/);
  await page.keyboard.press('Escape');
  await expect(network(page).getByText(/^Showing/)).toHaveCount(0);
});

test('between pages, in another window and by a link no gene moves in world coordinates; a pinned gene moves alone', async ({
  page,
  fresh,
  demoRun,
}) => {
  await page.goto('./?test');
  await openFiles(page, demoRun);
  await finished(page);
  await goTo(page, 'Training');
  await rests(page);
  const world = await worldOf(page);
  expect(Object.keys(world)).toHaveLength(11);
  for (const step of ['Explore', 'Perturb', 'Training']) {
    await goTo(page, step);
    await rests(page);
    expect(await worldOf(page)).toEqual(world);
  }
  const link = new URL(await copiedLink(page));
  link.search = '?test';
  for (const size of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    const reader = await fresh(link.href, size);
    await rests(reader);
    expect(await worldOf(reader)).toEqual(world);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await rests(page);
  expect(await worldOf(page)).toEqual(world);
  await page.setViewportSize({ width: 1024, height: 768 });
  await rests(page);
  expect(await worldOf(page)).toEqual(world);
  await dragAside(page, 'SPI1');
  await rests(page);
  const { SPI1: moved, ...others } = await worldOf(page);
  expect(moved).not.toEqual(world['SPI1']);
  expect({ ...others, SPI1: world['SPI1'] }).toEqual(world);
});

test('genes without a shown edge wait in a tray, by keyboard too, and come onto the canvas when selected or linked', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await openToCheck(page, await makeScreen(60, 12, 20));
  await openFold(page, 'Genes in the model');
  await page.getByLabel('Number of genes').fill('60');
  await setSteps(page, '20');
  await trainToTheEnd(page, 120_000);
  await goTo(page, 'Explore');
  await rests(page);
  const tray = network(page).getByRole('region', { name: 'Genes without shown edges' });
  const edges = page.getByRole('slider', { name: 'Edges shown' });
  for (let press = 0; press < 25; press++) await edges.press('ArrowLeft');
  await rests(page);
  const shown = Object.keys(await placesOf(page));
  await tray.locator('summary').press('Enter');
  const waiting = await tray.getByRole('button').allInnerTexts();
  expect(waiting.length).toBeGreaterThan(5);
  expect([...shown, ...waiting].toSorted()).toHaveLength(60);
  await expect(tray).toContainText(`${waiting.length} genes without shown edges`);

  const first = tray.getByRole('button').first();
  await first.focus();
  await page.keyboard.press('Enter');
  await expect(first).toHaveAttribute('aria-pressed', 'true');
  await expect(network(page).getByText(`${waiting[0]}: no edges shown`)).toBeVisible();
  await expect.poll(async () => Object.keys(await placesOf(page))).toContain(waiting[0]);
  await page.keyboard.press('Escape');
  await edges.press('End');
  await expect(tray).toHaveCount(0);
  await expect.poll(async () => Object.keys(await placesOf(page)).length).toBe(60);
});

test('a network at rest asks for no frames; ten notches of the wheel draw it four times as large', async ({
  page,
  openLearned,
}) => {
  await page.addInitScript(() => {
    const ask = globalThis.requestAnimationFrame.bind(globalThis);
    Object.assign(globalThis, { framesAsked: 0 });
    globalThis.requestAnimationFrame = (draw) => {
      globalThis.framesAsked++;
      return ask(draw);
    };
  });
  await openLearned(page);
  await rests(page);
  let asked = -1;
  const hasAsked = async () => {
    const before = asked;
    asked = await page.evaluate(() => globalThis.framesAsked);
    return asked - before;
  };
  await expect.poll(hasAsked, { intervals: [500] }).toBe(0);
  const drawn = () =>
    canvas(page)
      .locator('canvas')
      .evaluateAll((layers) =>
        layers.map((layer) => (layer instanceof HTMLCanvasElement ? layer.toDataURL() : '')).join(' '),
      );
  const picture = await drawn();
  const before = diagonalOf(await placesOf(page));
  const frame = await canvas(page).boundingBox();
  await page.mouse.move(
    (frame?.x ?? 0) + (frame?.width ?? 0) / 2,
    (frame?.y ?? 0) + (frame?.height ?? 0) / 2,
  );
  for (let notch = 0; notch < 10; notch++) await page.mouse.wheel(0, -100);
  await atRest(page);
  expect(diagonalOf(await placesOf(page)) / before).toBeCloseTo(4, 1);
  // Back, and twice as far out: modules are discs, which a click selects.
  for (let notch = 0; notch < 15; notch++) await page.mouse.wheel(0, 100);
  await expect(network(page)).toHaveAttribute('data-level', 'modules');
  await atRest(page);
  await network(page).locator('svg text', { hasText: /^M1$/ }).click({ force: true });
  await expect(network(page).getByText('Showing module M1')).toBeVisible();
  await page.keyboard.press('Escape');
  await atRest(page);
  // Layers move the genes, and undo brings them back.
  const modules = await placesOf(page);
  await page.getByText('Layered', { exact: true }).click();
  await expect.poll(() => placesOf(page)).not.toEqual(modules);
  await expect(network(page)).not.toHaveAttribute('data-level', 'modules');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => placesOf(page)).toEqual(modules);
  await expect.poll(drawn).not.toBe(picture);
  await expect.poll(hasAsked, { intervals: [500] }).toBe(0);
});

test(
  'genes are read, moved, hidden, selected together, coloured and found, and every change can be undone',
  { tag: '@core' },
  async ({ page, demoRun }) => {
    await page.goto('./?test');
    await openFiles(page, demoRun);
    await finished(page);
    await goTo(page, 'Explore');
    await rests(page);
    const world = await worldOf(page);
    const menuOf = async (gene: string) => {
      await atRest(page);
      const [x, y] = (await placesOf(page))[gene] ?? [0, 0];
      await canvas(page).click({ button: 'right', position: { x, y } });
      return page.getByRole('menu', { name: `Menu of ${gene}` });
    };
    const edges: [string, string][] = JSON.parse((await network(page).getAttribute('data-edges')) ?? '[]');
    const targets = new Set(edges.filter(([source]) => source === 'GATA1').map(([, target]) => target));
    const [x, y] = (await placesOf(page))['GATA1'] ?? [0, 0];
    await canvas(page).hover({ position: { x, y } });
    await expect(network(page).getByText(`${targets.size} targets and`)).toBeVisible();

    await dragAside(page, 'SPI1');
    await expect.poll(() => worldOf(page)).not.toEqual(world);
    await page.keyboard.press('Control+z');
    await expect.poll(() => worldOf(page)).toEqual(world);

    await (await menuOf('SPI1')).getByRole('menuitem', { name: 'Hide' }).click();
    const hidden = network(page).getByRole('region', { name: 'Hidden' });
    await expect(hidden).toContainText('1 gene hidden');
    await expect.poll(async () => Object.keys(await placesOf(page))).not.toContain('SPI1');
    expect(await network(page).getAttribute('data-edges')).not.toContain('SPI1');
    await hidden.getByRole('button', { name: 'Show SPI1' }).click();
    await expect(hidden).toHaveCount(0);

    await (await menuOf('GATA1')).getByRole('menuitem', { name: 'Open gene card' }).click();
    await expect(page.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();
    await canvas(page).focus();
    await page.keyboard.press('g');
    const around = edges.filter((ends) => ends.includes('GATA1')).flat();
    const selected = `${new Set(around).size} genes selected`;
    await expect(page.getByRole('heading', { name: selected })).toBeVisible();
    // Escape closes the menu, and no more, before the focus has come into it too.
    for (const escape of [
      () => page.dispatchEvent('body', 'keydown', { key: 'Escape', bubbles: true }),
      () => page.keyboard.press('Escape'),
    ]) {
      await page.keyboard.press('Shift+F10');
      await expect(page.getByRole('menuitem', { name: 'Hide' })).toBeVisible();
      await escape();
      await expect(page.getByRole('menu')).toHaveCount(0);
      await expect(page.getByRole('heading', { name: selected })).toBeVisible();
    }

    await page.getByRole('button', { name: 'Colour and size of genes' }).click();
    await page.getByRole('menuitem', { name: 'Perturbed or not' }).click();
    await expect(network(page).getByRole('list', { name: 'Legend' })).toContainText(
      'perturbed in the screen',
    );
    expect(await violationsOf(page)).toEqual([]);
  },
);

test('genes that are selected together are dragged together, by keyboard too, and one undo brings them back', async ({
  page,
  demoRun,
}) => {
  await page.goto('./?test');
  await openFiles(page, demoRun);
  await finished(page);
  await goTo(page, 'Explore');
  await rests(page);
  const world = await worldOf(page);
  const places = await placesOf(page);
  const three = Object.keys(places).slice(0, 3);
  for (const gene of three) {
    const [x, y] = places[gene] ?? [0, 0];
    await canvas(page).click({ position: { x, y }, modifiers: ['Shift'] });
  }
  await expect(page.getByRole('heading', { name: '3 genes selected' })).toBeVisible();
  /** How far each gene lies from where it was, in units of the world; genes at their place are left out. */
  const movedNow = async () =>
    Object.entries(await worldOf(page)).flatMap(([gene, { x, y }]) => {
      const by = [x - (world[gene]?.x ?? NaN), y - (world[gene]?.y ?? NaN)] as const;
      return by.every((distance) => Math.abs(distance) < 0.5) ? [] : [{ gene, by }];
    });

  const genesMoved = async () => (await movedNow()).map(({ gene }) => gene).toSorted();
  await dragAside(page, three[1] ?? '');
  await expect.poll(genesMoved).toEqual(three.toSorted());
  const [first, ...others] = await movedNow();
  for (const { by } of others) {
    expect(by[0]).toBeCloseTo(first?.by[0] ?? NaN, 3);
    expect(by[1]).toBeCloseTo(first?.by[1] ?? NaN, 3);
  }
  await expect(page.getByRole('heading', { name: '3 genes selected' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect.poll(() => worldOf(page)).toEqual(world);

  // The keyboard begins at the first gene.
  await canvas(page).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(genesMoved).toEqual(three.toSorted());
  await page.keyboard.press('Control+z');
  await expect.poll(() => worldOf(page)).toEqual(world);
});

test('a dragged gene stays at its new position', async ({ page, openLearned }) => {
  await openLearned(page);
  await rests(page);
  const [gene, place] = Object.entries(await placesOf(page))[0] ?? [];
  const frame = await canvas(page).boundingBox();
  if (!gene || !place || !frame) throw new Error('there is no gene to drag');
  const target = { x: frame.x + frame.width / 2, y: frame.y + 90 };
  await page.mouse.move(frame.x + place[0], frame.y + place[1]);
  await page.mouse.down();
  await page.mouse.move(target.x, target.y, { steps: 30 });
  await page.mouse.up();
  const away = async () => {
    const [x, y] = (await placesOf(page))[gene] ?? [0, 0];
    return Math.hypot(frame.x + x - target.x, frame.y + y - target.y);
  };
  await expect.poll(away).toBeLessThan(12);
  const put = await placesOf(page);
  await rests(page);
  expect((await placesOf(page))[gene]).toEqual(put[gene]);
});

test(
  'the figure is exported as SVG with each gene once, legend and origin, and as PNG',
  { tag: '@core' },
  async ({ page, openLearned }) => {
    await openLearned(page);
    await rests(page);
    const genes = Object.keys(await placesOf(page));
    const svg = readFileSync(await download(page, 'Download figure (SVG)'), 'utf8');
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? '');
    for (const gene of [...genes, 'activates', 'represses'])
      expect(texts.filter((text) => text === gene)).toHaveLength(1);
    expect(texts.join(' ')).toMatch(/Modulode [^,]+, seed \d+, data .+fingerprint/);
    expect(readXml(svg).name).toBe('svg');
    // For paper, whatever the colours of the page.
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
    expect(readFileSync(await download(page, 'Download figure (SVG)'), 'utf8')).toBe(svg);

    expectPrinted(readFileSync(await download(page, 'Download figure (PNG)')), svg);
  },
);

async function download(page: Page, entry: string): Promise<string> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: entry }).click();
  return (await waiting).path();
}

test('a finished demo offers its strongest knockout, whose controls stand beside the network on a small screen too', async ({
  page,
  openLearned,
}) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await openLearned(page);
  await page.getByRole('button', { name: 'Knock out GATA2', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Without GATA2, / })).toBeVisible();
  const level = page.getByRole('slider', { name: 'Level of GATA2' });
  await expect(level).toHaveAttribute('aria-valuetext', 'knocked out');
  const [figure, control] = [await canvas(page).boundingBox(), await level.boundingBox()];
  expect((figure?.x ?? Infinity) + (figure?.width ?? Infinity)).toBeLessThanOrEqual(control?.x ?? 0);
  expect(figure?.width ?? 0).toBeGreaterThan(400);
  await page.screenshot({ path: 'test-results/screens/perturb-1024.png' });
});
