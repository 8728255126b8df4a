/** The heat map, the layers and the gene card: they show the edges of the network, by keyboard too, and are exported. */
import type { Page } from '@playwright/test';
import { violationsInBothColours, violationsOf } from './accessibility';
import { expect, test } from './guard';
import { atRest, placesInShares, placesOf } from './networkPlaces';
import { downloaded, expectPrinted } from './printed';
import { downloadEdges, goTo, openWithoutDemo, shows } from './support';

/** The strongest edges of the downloaded table, as many as the demo shows. */
async function strongest(page: Page, count: number) {
  const edges = await downloadEdges(page);
  return edges.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, count);
}

async function choose(page: Page, view: string): Promise<void> {
  await page
    .getByRole('radiogroup', { name: 'How the network is shown' })
    .getByText(view, { exact: true })
    .click();
}

async function figureOf(page: Page, format: 'SVG' | 'PNG' = 'SVG'): Promise<Buffer> {
  return downloaded(page, async () => {
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: `Download figure (${format})` }).click();
  });
}

/** Bytes of the SVG are the same in a dark page: it has the colours of paper. The PNG is drawn from it. */
async function expectFigureForPaper(page: Page, svg: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    expect((await figureOf(page)).toString()).toBe(svg);
  }
  expectPrinted(await figureOf(page, 'PNG'), svg);
}

test(
  'heat map and layers show the edges of the network by keyboard, and are exported',
  { tag: '@core' },
  async ({ page, openLearned }) => {
    await openLearned(page);
    const edges = await strongest(page, 22);
    await goTo(page, 'Explore');
    await choose(page, 'Heat map');
    const map = page.getByRole('application', { name: 'Heat map of regulators and targets' });
    const readout = page.getByRole('region', { name: 'Heat map' }).locator('[aria-live]');
    await map.focus();
    await page.keyboard.press('ArrowRight');
    await expect(readout).toHaveText(/weight|no edge|not among/);
    const [rows, columns] = [
      new Set(edges.map(({ source }) => source)),
      new Set(edges.map(({ target }) => target)),
    ];
    const found: string[] = [];
    for (let row = 0; row < rows.size; row++) {
      await page.keyboard.press('Home');
      for (let column = 0; column < columns.size; column++) {
        const text = (await readout.textContent()) ?? '';
        if (/weight/.test(text) && !text.includes('not among'))
          found.push(text.replace(/ \(M\d+\)|:.*/g, ''));
        await page.keyboard.press('ArrowRight');
      }
      await page.keyboard.press('ArrowDown');
    }
    const expected = edges.map(
      ({ source, target, sign }) => `${source} ${sign === '+' ? 'activates' : 'represses'} ${target}`,
    );
    expect(found.toSorted()).toEqual(expected.toSorted());
    const mapSvg = (await figureOf(page)).toString();
    expect(mapSvg.match(/M[\d.]+ [\d.]+h[\d.]+v[\d.]+h-[\d.]+z/g)).toHaveLength(22);
    await expectFigureForPaper(page, mapSvg);
    expect(await violationsOf(page)).toEqual([]);

    await choose(page, 'Regulators and modules');
    const layers = page.getByRole('group', { name: 'Regulators, modules and genes' });
    await expect(layers.getByRole('button', { name: /, regulator, / })).toHaveCount(rows.size);
    await expect(layers.getByRole('button', { name: /, regulated by / })).toHaveCount(columns.size);
    const svg = (await figureOf(page)).toString();
    for (const name of [...rows, ...columns, 'M1']) expect(svg).toContain(`>${name}</text>`);
    await expectFigureForPaper(page, svg);

    const hub = layers.getByRole('button', { name: /^GATA1, regulator/ });
    await hub.focus();
    await page.keyboard.press('ArrowRight');
    await expect(layers.getByRole('button', { name: /^M1, module/ })).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(hub).toBeFocused();
    await page.keyboard.press('Enter');
    const card = page.getByRole('complementary', { name: 'Inspector' });
    await expect(card.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();
    // Known by the tables of gene names; the cells of the demo were measured.
    await expect(card).toContainText('ERYF1');
    await expect(card).toContainText('ENSG00000102145');
    const strongestEdge = edges.find(({ source, target }) => source === 'GATA1' || target === 'GATA1');
    const cellsOfTarget = card.getByRole('img', { name: new RegExp(`^Mean ${strongestEdge?.target}: `) });
    await expect(cellsOfTarget).toBeVisible();
    const link = card.getByRole('link', { name: /^NCBI Gene/ });
    await expect(link).toHaveAttribute('href', 'https://www.ncbi.nlm.nih.gov/gene/2623');
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer external');
    expect(await violationsInBothColours(page)).toEqual([]);
  },
);

test('a gene that was searched in front of the heat map leaves all of a large network in view', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await goTo(page, 'Open');
  await page.getByRole('button', { name: /Korkut et al/ }).click();
  await shows(page, 'Explore');
  await choose(page, 'Network');
  await atRest(page);
  const gene = Object.keys(await placesOf(page))[0] ?? '';
  await choose(page, 'Heat map');
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Gene or command' }).fill(gene);
  await page.getByRole('dialog').getByRole('button', { name: gene, exact: true }).first().click();
  await choose(page, 'Network');
  await atRest(page);
  for (const share of Object.values(await placesInShares(page)).flat()) {
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1);
  }
});

test('the network has the colours of a dark page from the start, and after a step without it', async ({
  page,
  openLearned,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await openLearned(page);
  const network = page.getByRole('region', { name: 'Network', exact: true });
  const colors = () => network.getAttribute('data-edge-colors');
  for (const step of ['Evaluate', 'Explore']) await goTo(page, step);
  await atRest(page);
  const inDark = await colors();
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(colors).not.toBe(inDark);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(colors).toBe(inDark);
});
