/** The step Effects: what a file of counts shows before any model. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  compoundScreen,
  knownScreen,
  loweringScreen,
  maskedScreen,
  moduleScreen,
} from '../tests/support/effects/knownScreen';
import type { Download, Locator, Page } from '@playwright/test';
import { violationsInBothColours, violationsOf } from './accessibility';
import { expect, test } from './guard';
import {
  addPicture,
  finished,
  goTo,
  openFiles,
  openWithoutDemo,
  pressTrain,
  setSteps,
  shows,
  trainedOnEffects,
  trainingStatus,
  openFold,
} from './support';
import { given } from './tables';

/** Pixels by which the content of an element is wider than what is seen of it. */
const hiddenWidth = (element: Locator) =>
  element.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);

const isReport = (one: Download) => one.suggestedFilename().endsWith('report.html');

async function openKnown(page: Page): Promise<void> {
  const screen = knownScreen((_, cell) => `lane${cell % 2}`);
  await openWithoutDemo(page);
  await openFiles(page, [given('known.csv', screen)]);
  await shows(page, 'Effects');
}

test('effects of a dropped file are shown, looked through and downloaded without training @core', async ({
  page,
}) => {
  await openKnown(page);
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('1 of 2 perturbations changes other genes. GATA1 changes 2 genes.');
  await expect(page.getByText(/^Each perturbation .* with 180 control cells \(6 guides\)/)).toBeVisible();
  const card = page.getByRole('region', { name: 'Selected perturbation' });
  await expect(card.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();
  const changes = card.getByRole('region', { name: '3 genes of GATA1' }).getByRole('row');
  await expect(changes).toHaveCount(4);
  // No cell of this screen escaped: a table of both kinds of cells would say the same twice.
  await expect(card).toContainText(/All of its cells seem to respond \(at least 9\d\s%\)\./);
  await expect(card.getByRole('heading', { name: 'All cells and responding cells' })).toHaveCount(0);
  await expect(changes.filter({ hasText: 'KLF1' })).toContainText(/× [34]\.\d/);
  await expect(changes.filter({ hasText: 'GATA1 (target)' })).toContainText(/÷ \d/);
  expect(await violationsInBothColours(page)).toEqual([]);
  await changes.filter({ hasText: 'KLF1' }).click();
  const guides = card.getByRole('img', { name: 'KLF1 in cells of each guide of GATA1' });
  await expect(guides.locator('circle')).toHaveCount(3);
  const needed = page.getByRole('status').filter({ hasText: 'a perturbation needs' });
  await openFold(page, 'What could have been missed?');
  await page.getByRole('slider', { name: 'Wanted change' }).fill('100');
  await expect(needed).toContainText('To find × 2.0 or ÷ 2.0 in a typical gene');
  expect(await violationsInBothColours(page)).toEqual([]);

  await page.getByText('Table', { exact: true }).click();
  const table = page.getByRole('region', { name: 'Table', exact: true });
  await expect(table.getByRole('columnheader')).toHaveCount(11);
  for (const width of [1440, 1280, 1024, 720]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await hiddenWidth(table), `${width} pixels`).toBe(0);
    // What a click chooses is seen beside the table or below it.
    await expect(card.getByRole('heading', { level: 2 })).toBeInViewport();
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('row', { name: /^SPI1/ }).click();
  await expect(card.getByRole('heading', { name: 'SPI1' })).toBeVisible();
  await expect(card).toContainText('0 other genes change');
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Gene or command' }).fill('gata');
  await page.getByRole('dialog').getByRole('button', { name: 'GATA1' }).click();
  await expect(card.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();
  await page.getByRole('row', { name: /^SPI1/ }).click();
  await page.getByText('Map', { exact: true }).click();
  const plane = page.getByRole('region', { name: 'Map', exact: true });
  await expect(plane.getByRole('heading', { name: /^Cannot be placed/ })).toBeVisible();
  await plane.getByRole('button', { name: 'GATA1' }).press('Enter');
  await expect(card.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);
  await plane.getByRole('button', { name: 'SPI1' }).click();
  await page.getByText('Heat map', { exact: true }).click();
  await page.locator('text[data-source]').filter({ hasText: 'GATA1' }).click();
  await expect(card.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);

  const files = [
    page.waitForEvent('download'),
    page.waitForEvent('download', { predicate: (one) => one.suggestedFilename().includes('guides') }),
  ];
  await page.getByRole('button', { name: 'Download effects' }).click();
  const [effects] = await Promise.all(files);
  expect(effects?.suggestedFilename()).toContain('effects.tsv');
  const lines = readFileSync((await effects?.path()) ?? '', 'utf8').split('\n');
  const changed = lines
    .filter((line) => Number(line.split('\t')[6]) < 0.05)
    .map((line) => line.split('\t').slice(0, 2));
  expect(changed.map((one) => one.join(' ')).toSorted()).toEqual([
    'GATA1 GATA1',
    'GATA1 KLF1',
    'GATA1 TAL1',
    'SPI1 SPI1',
  ]);
  await expect(trainingStatus(page)).not.toHaveText(/Finished|step/);

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(heading).toBeVisible();
  await expect(card.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();
});

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (await element.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('80 presses of Tab do not reach it');
}

test('pictures of effects are panels of a composed figure, without any model', async ({ page }) => {
  await openKnown(page);
  const dialog = page.getByRole('dialog', { name: 'Compose a figure' });
  const card = page.getByRole('region', { name: 'Selected perturbation' });
  await page.getByRole('button', { name: /^Add to figure: 1 perturbation and the 3 genes/ }).click();
  await expect(
    dialog.getByRole('img', { name: /^Preview\. a, 1 perturbation and the 3 genes/ }),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await card.getByRole('button', { name: /^Add to figure: GATA1: 2 other genes/ }).click();
  await expect(dialog.getByRole('list', { name: 'Panels' }).getByRole('listitem')).toHaveText([
    /^a1 perturbation/,
    /^bGATA1: 2/,
  ]);
  expect(await violationsInBothColours(page)).toEqual([]);
  const waiting = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'SVG', exact: true }).click();
  const svg = readFileSync(await (await waiting).path(), 'utf8');
  const words = svg.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
  expect(words).toContain('KLF1');
  expect(words).toMatch(/Modulode [^,]+, data known\.csv/);
  await page.keyboard.press('Escape');
  await card.getByRole('row').filter({ hasText: 'KLF1' }).click();
  await addPicture(
    page,
    'Add to figure: KLF1 in cells of each guide of GATA1',
    / c, KLF1 in cells of each guide of GATA1\. /,
  );
});

test('a screen of compounds, none of whose targets is measured, has effects and a model', async ({
  page,
}) => {
  const labels = ['DMSO', 'trametinib', 'JQ1', 'JQ1+trametinib'];
  await openWithoutDemo(page);
  await openFiles(page, [given('compounds.csv', compoundScreen(labels))]);
  await shows(page, 'Effects');
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toContainText('2 of 3 perturbations change genes.');
  await expect(page.getByText(/a model takes each as an input/)).toBeVisible();
  await page.getByText('Table', { exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Own target' })).toHaveCount(0);
  await page.getByText('Pairs', { exact: true }).click();
  await page.getByRole('row', { name: /^JQ1\+trametinib/ }).click();
  await addPicture(
    page,
    'Add to figure: JQ1+trametinib: 0 genes of 304 tested differ from the sum of both',
    /^Preview\. a, JQ1\+trametinib: 0 genes .* differ from the sum of both\. Dashed: the effects add up\./,
  );
  expect(await violationsInBothColours(page)).toEqual([]);
  await page.getByRole('button', { name: 'Share effects' }).click();
  await expect(page.getByRole('dialog')).toContainText('The link contains 3 perturbations');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Continue to model' }).click();
  await expect(page.getByRole('button', { name: 'Train the network' })).toBeEnabled();
});

test('doses in the labels are perturbations of their own, with a curve', async ({ page }) => {
  await openWithoutDemo(page);
  const screen = ['0.5 µM', '1 µM', '2 µM'].reduce(
    (text, dose, guide) => text.replaceAll(`GATA1,GATA1-g${guide + 1}`, `GATA1 ${dose},GATA1-g${guide + 1}`),
    knownScreen(() => 'lane'),
  );
  await openFiles(page, [given('doses.csv', screen)]);
  await shows(page, 'Effects');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('at one or more doses');
  await page.getByText('Doses', { exact: true }).click();
  await expect(page.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();
  await expect(page.getByText(/^EC50 of GATA1: unclear/)).toBeVisible();
  await addPicture(
    page,
    'Effect of GATA1 by dose',
    /^Preview\. a, Effect of GATA1 by dose\. EC50 of GATA1: unclear .*Line and dashes: /,
  );
  expect(await violationsInBothColours(page)).toEqual([]);

  await setSteps(page, 20);
  await pressTrain(page);
  await finished(page);
  await goTo(page, 'Perturb');
  await page.getByRole('combobox', { name: 'Add a gene to perturb' }).fill('GATA1');
  await page.getByRole('option', { name: 'GATA1', exact: true }).click();
  await page.getByRole('button', { name: '0.5 µM', exact: true }).click();
  const dose = page.getByLabel('Dose of GATA1, µM');
  await expect(dose).toHaveValue('0.5 µM');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('With GATA1 0.5 µM');
  await expect(page.getByText(/^Measured: GATA1 0.5 µM/)).toBeVisible();
  await dose.fill('2');
  await expect(page.getByText(/^Measured: GATA1 2 µM/)).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);
});

test('contexts of a column are set beside each other, in a link too', async ({ page, fresh }) => {
  await openWithoutDemo(page);
  const screen = knownScreen((_, cell) => (cell % 2 ? 'K562' : 'RPE1')).replace('lane', 'cell_line');
  await openFiles(page, [given('contexts.csv', screen)]);
  await shows(page, 'Effects');
  await page.getByText('Contexts', { exact: true }).click();
  await expect(page.getByText(/^Contexts by cell_line, each measured alone: /)).toBeVisible();
  const table = page.getByRole('region', { name: 'Contexts', exact: true }).getByRole('row');
  await expect(table.filter({ hasText: 'GATA1' })).toContainText('in both');
  await addPicture(
    page,
    'Add to figure: Genes changed in RPE1 and in K562',
    /^Preview\. a, Genes changed in RPE1 and in K562\. Circle: RPE1; diamond: K562\./,
  );
  await addPicture(
    page,
    'Add to figure: GATA1: acts alike in both',
    / b, GATA1: acts alike .* Dashed: the same in both\./,
  );
  expect(await violationsInBothColours(page)).toEqual([]);
  const rows = await table.allTextContents();
  const said = await page.getByText(/^Contexts by cell_line, each measured alone: /).innerText();
  await page.getByRole('button', { name: 'Share effects' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Copy link' }).click();
  await expect(page).toHaveURL(/#g2\./);
  const reader = await fresh(page.url());
  await expect(reader.getByText(said)).toBeVisible();
  await expect(reader.getByRole('region', { name: 'Contexts', exact: true }).getByRole('row')).toHaveText(
    rows,
  );
  expect(await violationsInBothColours(reader)).toEqual([]);
  await page.keyboard.press('Escape');

  await goTo(page, 'Check');
  await page.getByLabel('Contexts', { exact: true }).selectOption('Only K562');
  await expect(page.getByText('Only cells whose cell_line is K562 are used')).toBeVisible();
  await page.getByRole('button', { name: 'See the effects' }).click();
  await expect(page.getByText('Each perturbation is compared with 90 control cells')).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Contexts' })).toHaveCount(0);
});

test('single samples, none of which can be called alike, have no map', async ({ page }) => {
  await openWithoutDemo(page);
  const genes = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'RUNX1', 'ACTB', 'GAPDH', 'HPRT1', 'TBP', 'UBC'];
  const rows = genes
    .slice(0, 6)
    .map((knocked, at) => [
      `${knocked}_KO`,
      ...genes.map((gene, column) => (gene === knocked ? 20 : 400 + 37 * ((3 * at + 5 * column) % 7))),
    ]);
  const lines = [['condition', ...genes], ...rows].map((row) => row.join(','));
  await openFiles(page, [given('single.csv', lines.join('\n'))]);
  await shows(page, 'Check');
  await goTo(page, 'Effects');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('cannot be tested');
  await expect(page.getByRole('radio', { name: 'Table', exact: true })).toBeAttached();
  await expect(page.getByRole('radio', { name: 'Map', exact: true })).toHaveCount(0);
});

test('one perturbation without a measured target has effects and no training', async ({ page }) => {
  await openWithoutDemo(page);
  await openFiles(page, [given('compounds.csv', compoundScreen(['DMSO', 'trametinib']))]);
  await shows(page, 'Effects');
  await expect(page.getByText(/^No network can be trained: the only perturbation/)).toBeVisible();
  const train = page.getByRole('button', { name: 'Train', exact: true });
  await expect(train).toBeDisabled();
  await expect(train).toHaveAttribute('title', 'The only perturbation has no measured target');
  await page.getByRole('button', { name: 'Continue to model' }).click();
  await expect(page.getByText('This file cannot be used for training')).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);
});

test('labels that may be genes under other names are asked about, and have no effects', async ({ page }) => {
  await openWithoutDemo(page);
  const labels = ['DMSO', 'ENSG00000999991', 'ENSG00000999992'];
  await openFiles(page, [given('identifiers.csv', compoundScreen(labels))]);
  await shows(page, 'Check');
  await expect(page.getByLabel('Readiness')).toContainText('They may be measured under other names');
});

test('the keyboard alone leads from the headline to a perturbation, a gene, the power and the model', async ({
  page,
}) => {
  await openKnown(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('GATA1 changes 2 genes.');
  const card = page.getByRole('region', { name: 'Selected perturbation' });
  await tabTo(page, page.getByRole('radio', { name: 'Heat map' }));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Table' })).toBeChecked();
  const table = page.getByRole('region', { name: 'Table', exact: true });
  await tabTo(page, table.getByRole('row').nth(1).getByRole('button'));
  const spi1 = table.getByRole('button', { name: 'SPI1', exact: true });
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    await expect(spi1).toBeFocused({ timeout: 100 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(card.getByRole('heading', { name: 'SPI1' })).toBeVisible();
  await tabTo(page, page.locator('summary').filter({ hasText: 'What could have been missed?' }));
  await page.keyboard.press('Enter');
  const wanted = page.getByRole('slider', { name: 'Wanted change' });
  await tabTo(page, wanted);
  const needed = page.getByRole('status').filter({ hasText: 'a perturbation needs' });
  const before = await needed.innerText();
  await page.keyboard.press('End');
  await expect(needed).not.toHaveText(before);
  const genes = card.getByRole('region', { name: /^\d+ genes? of SPI1$/ });
  await tabTo(page, genes.locator('tbody button').first());
  await page.keyboard.press('End');
  await expect(genes.locator('tbody button').last()).toBeFocused();
  await expect(genes.locator('tbody button[tabindex="0"]')).toHaveCount(1);
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(card.getByRole('heading', { level: 3, name: /^SPI1/ })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('gata');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'GATA1' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(card.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Continue to model' }));
  await page.keyboard.press('Enter');
  await shows(page, 'Settings');
});

test('log-normalised values are tested too, and what they cannot tell is said', async ({ page }) => {
  // No multiples of one count, which would be recovered.
  const screen = knownScreen(() => 'lane').replaceAll(/(?<=,)\d+(?=,|\n)/g, (n) =>
    Math.log1p(Number(n) ** 1.1).toFixed(4),
  );
  await openWithoutDemo(page);
  await openFiles(page, [given('logs.csv', screen)]);
  await shows(page, 'Effects');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('GATA1 changes 2 genes.');
  await openFold(page, 'Each perturbation is compared with');
  await expect(page.getByText('With normalised values, a difference in depth')).toBeVisible();
});

/** A small screen, trained, on the step Effects, with the card of a perturbation. */
test('after training the card of a perturbation says which of its changes the model gives', async ({
  page,
}) => {
  const card = await trainedOnEffects(page);
  await expect(card.getByRole('heading', { name: 'Compared with the network on screen' })).toBeVisible();
  await expect(
    card.getByText(/^Of \d+ changed genes? in the network, the model .* predicts \d+ with the right sign/),
  ).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);
});

test('after training Explore lays the measured responses over the network, those of the card, as a layer that can be undone', async ({
  page,
}) => {
  const card = await trainedOnEffects(page);
  await page.getByText('Table', { exact: true }).click();
  await page.getByRole('row', { name: /^A1 \d/ }).click();
  const [, changed = '', modelled = ''] =
    /Of (\d+) changed genes? in the network, .* right sign, (\d+) of them with at least half the size/.exec(
      await card.getByText(/^Of \d+ changed gene/).innerText(),
    ) ?? [];

  await goTo(page, 'Explore');
  const layer = page.getByRole('checkbox', { name: 'Measured responses' });
  await expect(layer).not.toBeChecked();
  const network = page.getByRole('region', { name: 'Network' });
  const drawn = async () => Number(await network.getAttribute('data-edge-count'));
  const edges = await drawn();
  await layer.check();
  const legend = network.getByRole('list', { name: 'Legend' });
  const counted = async () => {
    const [explained, unexplained, unseen] = await Promise.all(
      ['response explained', 'response unexplained', 'predicted but not seen'].map(async (kind) => {
        const entry = await legend
          .getByRole('listitem')
          .filter({ hasText: `${kind}: ` })
          .innerText();
        return Number(entry.replace(/\D/g, ''));
      }),
    );
    return { explained, unexplained, unseen };
  };
  await expect(legend).toContainText(/responses to the perturbation of 6 genes .* total effects.* not edges/);
  const all = await counted();
  const lines = (all.explained ?? 0) + (all.unexplained ?? 0) + (all.unseen ?? 0);
  expect(lines).toBeGreaterThan(6);
  await expect.poll(drawn).toBe(edges + lines);
  await expect(page.getByRole('application', { name: 'Gene network' })).toHaveAccessibleDescription(
    new RegExp(
      `Measured responses: ${all.explained} explained, ${all.unexplained} unexplained, ${all.unseen} `,
    ),
  );
  expect(await violationsInBothColours(page)).toEqual([]);

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const saving = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Download figure (SVG)' }).click();
  const svg = readFileSync(await (await saving).path(), 'utf8');
  expect([...svg.matchAll(/data-mark="(?:explained|unexplained|unseen)"/g)]).toHaveLength(lines);
  expect(svg).toContain(`response explained: ${all.explained}`);

  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Gene or command' }).fill('A1');
  await page.getByRole('dialog').getByRole('button', { name: /^A1/ }).first().click();
  await expect(legend).toContainText('responses to the perturbation of A1 ');
  const own = await counted();
  expect(own.explained).toBe(Number(modelled));
  expect((own.explained ?? 0) + (own.unexplained ?? 0)).toBe(Number(changed));

  await page.keyboard.press('Control+z');
  await expect(legend).toContainText('responses to the perturbation of 6 genes');
  await page.keyboard.press('Control+z');
  await expect(layer).not.toBeChecked();
  await expect.poll(drawn).toBe(edges);
  await page.keyboard.press('Control+Shift+z');
  await expect(layer).toBeChecked();
  await expect.poll(drawn).toBe(edges + lines);
});

test('perturbations that act alike are told, outlined in the map, and chosen there', async ({ page }) => {
  await openWithoutDemo(page);
  await openFiles(page, [given('modules.csv', moduleScreen())]);
  await shows(page, 'Effects');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    '3 of 3 perturbations change other genes. GATA1 and TAL1 act alike.',
  );
  await page.getByText('Map', { exact: true }).click();
  const plane = page.getByRole('region', { name: 'Map', exact: true });
  await expect(plane.locator('path.outline')).toHaveCount(1);
  await expect(plane.getByText('GATA1 and TAL1', { exact: true })).toBeVisible();
  await expect(plane.getByText(/genes changed by most of them, first/)).toBeVisible();
  // Its words scroll with the page, not in a frame of their own.
  await page.setViewportSize({ width: 1024, height: 600 });
  expect(await plane.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0);
  await plane.locator('circle[data-source]').first().click();
  const card = page.getByRole('region', { name: 'Selected perturbation' });
  await card.getByRole('button', { name: /^acts like \w+ [01]\.\d+/ }).click();
  await expect(card.getByRole('heading', { name: /^Acts alike with/ })).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);
});

test('every gene that changes is in a heat map that is searched, zoomed and read by keyboard', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await openFiles(page, [given('modules.csv', moduleScreen())]);
  await shows(page, 'Effects');
  // A picture that is a little too wide is drawn smaller.
  await page.setViewportSize({ width: 1000, height: 900 });
  const overview = page.getByRole('region', { name: 'Heat map', exact: true });
  expect(await overview.locator('svg.chart').evaluate((svg) => svg.getBoundingClientRect().width)).toBe(
    await overview.evaluate(({ clientWidth }) => clientWidth),
  );
  expect(await hiddenWidth(overview)).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  const cells = page.getByRole('application', { name: 'Heat map' });
  await cells.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('End');
  const words = await overview.locator('[aria-live]').textContent();
  expect(words).toMatch(/^\w+, \w+( \(its target\))?: [÷×] \d/);
  await page.keyboard.press('Enter');
  const card = page.getByRole('region', { name: 'Selected perturbation' });
  await expect(card.getByRole('heading', { name: words?.split(',')[0] ?? '', exact: true })).toBeVisible();
  await page.getByText('All', { exact: true }).click();
  await expect(page.getByText(/^3 perturbations and \d+ genes that they change/)).toBeVisible();
  const seek = page.getByRole('textbox', { name: 'Find perturbations and genes' });
  const readout = page.locator('[aria-live="polite"]').filter({ hasText: /^KLF1, / });
  await seek.fill('klf1, gene70');
  await expect(page.getByText(/^1 perturbation and 2 genes that they change/)).toBeVisible();
  await cells.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('End');
  // KLF1 raises GENE70, the 75th gene, and lowers itself.
  const first = await readout.textContent();
  await page.keyboard.press('Home');
  const both = [first ?? '', (await readout.textContent()) ?? ''].toSorted((a, b) => a.localeCompare(b));
  expect(both).toEqual([
    expect.stringMatching(/^KLF1, GENE70: × [12]\.\d/),
    expect.stringMatching(/^KLF1, KLF1 \(its target\): ÷ \d/),
  ]);
  await page.keyboard.press('Enter');
  await expect(card.getByRole('heading', { name: 'KLF1', exact: true })).toBeVisible();
  const widthOfSheet = () => cells.evaluate((element) => element.scrollWidth);
  await seek.fill('');
  await page.getByRole('button', { name: 'Smaller cells' }).click();
  const small = await widthOfSheet();
  await page.getByRole('button', { name: 'Larger cells' }).click();
  await page.getByRole('button', { name: 'Larger cells' }).click();
  await expect.poll(widthOfSheet).toBeGreaterThan(small);
  expect(await violationsInBothColours(page)).toEqual([]);
});

test('the measured response network draws what perturbations change, shares the selection, and is part of the report', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await openFiles(page, [given('modules.csv', moduleScreen())]);
  await shows(page, 'Effects');
  await page.getByText('Network', { exact: true }).click();
  const view = page.getByRole('region', { name: 'Network', exact: true });
  const drawing = view.getByRole('img', { name: /^\d+ measured responses of \d+ genes to 3 perturbations$/ });
  await expect(drawing).toBeVisible();
  await expect(view).toContainText('A line is a total effect, direct or through other genes.');
  await expect(view.getByRole('heading', { name: 'Genes that respond to several' })).toBeVisible();
  await expect(
    view
      .getByRole('listitem')
      .filter({ hasText: /: GATA1 and TAL1/ })
      .first(),
  ).toBeVisible();
  const card = page.getByRole('region', { name: 'Selected perturbation' });
  await tabTo(page, view.getByRole('button', { name: 'TAL1' }));
  await page.keyboard.press('Enter');
  await expect(card.getByRole('heading', { name: 'TAL1', exact: true })).toBeVisible();
  const own = drawing.locator('path.response:not(.aside)');
  const changed = await own.count();
  expect(changed).toBeGreaterThan(0);
  expect(changed).toBeLessThan(await drawing.locator('path.response').count());
  await drawing.locator('circle.perturbation:not(.picked)').first().click();
  await expect(card.getByRole('heading', { name: 'TAL1', exact: true })).toBeHidden();
  await expect(view.getByRole('button', { name: 'TAL1' })).toHaveAttribute('aria-pressed', 'false');
  expect(await violationsInBothColours(page)).toEqual([]);

  const saving = page.waitForEvent('download', { predicate: isReport });
  await page.getByRole('button', { name: 'Download effects' }).click();
  const report = readFileSync(await (await saving).path(), 'utf8');
  const title = (await drawing.getAttribute('aria-label')) ?? '-';
  expect(report).toContain(`${title}</title>`);
});

test.describe('with axe, which is injected as a script', () => {
  test.use({ bypassCSP: true });

  test('the report of effects is accessible in light and dark colours', async ({ page }) => {
    await openWithoutDemo(page);
    await openFiles(page, [given('masked.csv', maskedScreen())]);
    await shows(page, 'Effects');
    const saving = page.waitForEvent('download', { predicate: isReport });
    await page.getByRole('button', { name: 'Download effects' }).click();
    const report = readFileSync(await (await saving).path(), 'utf8');
    await page.setContent(report);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('perturbations change other genes');
    expect(await violationsOf(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violationsOf(page, 'colours')).toEqual([]);
  });
});

test('gene sets among the genes that a perturbation lowers are named', async ({ page }) => {
  const sets = gunzipSync(readFileSync('public/sets/hallmark.gmt.gz'))
    .toString()
    .split('\n')
    .map((line) => line.split('\t'));
  const membersOf = (name: string) => sets.find(([set]) => set === name)?.slice(2, 42) ?? [];
  const lowered = membersOf('HALLMARK_INTERFERON_GAMMA_RESPONSE').slice(0, 25);
  const others = ['HALLMARK_E2F_TARGETS', 'HALLMARK_MYOGENESIS', 'HALLMARK_GLYCOLYSIS'].flatMap(membersOf);
  const genes = [...new Set(['GATA1', 'SPI1', ...lowered, ...others])];
  await openWithoutDemo(page);
  await openFiles(page, [given('interferon.csv', loweringScreen(genes, lowered))]);
  await shows(page, 'Effects');
  const card = page.getByRole('region', { name: 'Selected perturbation' });
  await expect(card.getByRole('heading', { name: /^Gene sets among the changed genes/ })).toBeVisible();
  await expect(card.getByText(/^Interferon gamma response: 2\d of 2\d genes down/)).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);
});
