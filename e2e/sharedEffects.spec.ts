/** Effects that are passed on: by a link, in a run file, with a link of a run, and with a run kept in the browser. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { knownScreen, moduleScreen } from '../tests/support/effects/knownScreen';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo, openFiles, openWithoutDemo, shows, trainedOnEffects } from './support';
import { given } from './tables';

test('effects shared by a link are seen without the file, and say what the link does not contain', async ({
  page,
  fresh,
}) => {
  await openWithoutDemo(page);
  await openFiles(page, [given('modules.csv', moduleScreen())]);
  await shows(page, 'Effects');
  const headline = '3 of 3 perturbations change other genes. GATA1 and TAL1 act alike.';
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(headline);
  const card = page.getByRole('region', { name: 'Selected perturbation' });
  await page.getByRole('radiogroup', { name: 'Show effects as' }).getByText('Table', { exact: true }).click();
  const table = page.getByRole('region', { name: 'Table', exact: true });
  await table.getByRole('row', { name: /^TAL1/ }).click();
  await expect(card.getByRole('heading', { name: 'TAL1', exact: true })).toBeVisible();
  const genesOf = (place: Locator) => textsOf(place.getByRole('region', { name: / genes? of TAL1$/ }));
  const [rows, genes] = [await textsOf(table), await genesOf(card)];
  expect(genes.length).toBeGreaterThan(10);

  await page.getByRole('button', { name: 'Share effects' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Three factors');
  await expect(dialog).toContainText('No cells, no model and no file name.');
  await expect(dialog).toContainText('The link contains 3 perturbations,');
  await expect(dialog).toContainText('This page runs on this computer: elsewhere the link needs Modulode');
  expect(await violationsInBothColours(page)).toEqual([]);
  await expect(dialog.getByRole('button', { name: 'Copy link' })).toBeEnabled();
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await expect(page).toHaveURL(/#g2\./);
  const address = page.url();
  expect(address.length).toBeLessThan(32_000);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Share effects' })).toBeFocused();

  const reader = await fresh(address);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText(headline);
  const strip = reader.getByRole('region', { name: 'Shared effects' });
  await expect(strip).toContainText('Three factors');
  await expect(strip).toContainText('Not included: distributions of cells, single guides');
  // As its sender looked at it.
  const opened = reader.getByRole('region', { name: 'Selected perturbation' });
  await expect(opened.getByRole('heading', { name: 'TAL1', exact: true })).toBeVisible();
  expect(await textsOf(reader.getByRole('region', { name: 'Table', exact: true }))).toEqual(rows);
  // Without the volcano plot more rows have room.
  expect((await genesOf(opened)).slice(0, genes.length)).toEqual(genes);
  expect(await violationsInBothColours(reader)).toEqual([]);
  await reader.getByRole('radiogroup', { name: 'Show effects as' }).getByText('Map', { exact: true }).click();
  const plane = reader.getByRole('region', { name: 'Map', exact: true });
  await expect(plane.getByRole('heading', { name: 'Act alike' })).toBeVisible();
  await plane.getByRole('button', { name: 'GATA1' }).click();
  await expect(opened.getByRole('heading', { level: 3, name: 'Acts alike with TAL1' })).toBeVisible();
  await reader
    .getByRole('radiogroup', { name: 'Show effects as' })
    .getByText('Heat map', { exact: true })
    .click();
  await expect(reader.locator('text[data-source]').filter({ hasText: 'GATA1' })).toBeVisible();
  await expect(reader.getByRole('button', { name: 'Continue to model' })).toHaveCount(0);
  expect(await violationsInBothColours(reader)).toEqual([]);

  // A reload, and Back, keep what is looked at.
  await reader.reload();
  await expect(opened.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();
  await expect(reader.getByRole('radio', { name: 'Heat map' })).toBeChecked();
  await goTo(reader, 'Open');
  await reader.goBack();
  await expect(opened.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();

  // A file that cannot be read leaves them.
  await openFiles(reader, [given('broken.h5ad', 'not a file of any format')]);
  await expect(reader.getByRole('alert')).toContainText('broken.h5ad');
  await expect(strip).toContainText('Three factors');
  await expect(opened.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();

  // Another takes their place.
  await openFiles(reader, [
    given(
      'known.csv',
      knownScreen(() => 'lane'),
    ),
  ]);
  await expect(reader.getByRole('heading', { level: 1 })).toContainText('GATA1 changes 2 genes.');
  await expect(strip).toHaveCount(0);
  // Also in the address, which would bring the former back.
  await expect(reader).toHaveURL(/#step=effects/);
});

test('effects that were looked at are in the run file, and seen where it is opened', async ({
  page,
  fresh,
}) => {
  const headline = await shareTrained(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save run' }).click();
  const file = await (await download).path();

  const reader = await fresh(new URL('./', page.url()).href);
  await openFiles(reader, [{ name: 'run.modulode.json', mimeType: '', buffer: readFileSync(file) }]);
  await shows(reader, 'Explore');
  await goTo(reader, 'Effects');
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText(headline);
  await expect(reader.getByRole('region', { name: 'Shared effects' })).toContainText('chain');
  const card = reader.getByRole('region', { name: 'Selected perturbation' });
  await expect(card.getByRole('table').getByRole('row').nth(1)).toBeVisible();
});

test('a link of a run and a run kept in the browser have the effects of its screen, for Effects and the cards of Explore', async ({
  page,
  fresh,
}) => {
  const headline = await shareTrained(page);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(/Effects: \d+ perturbations, \d+ changes? of/);
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await expect(page).toHaveURL(/#g2\./);
  const address = page.url();

  const reader = await fresh(address);
  await shows(reader, 'Explore');
  const layer = reader.getByRole('checkbox', { name: 'Measured responses' });
  await layer.click();
  await expect(layer).toBeChecked();
  await expect(reader.getByText(/measured response: [1-9]/)).toBeVisible();
  await goTo(reader, 'Effects');
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText(headline);
  await expect(reader.getByRole('region', { name: 'Shared effects' })).toContainText('Not included:');
  expect(await violationsInBothColours(reader)).toEqual([]);

  const again = new URL('./', address).href;
  await page.goto('about:blank');
  await page.goto(again);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await shows(page, 'Explore');
  await goTo(page, 'Effects');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(headline);
});

/** Trains a small screen, looks at its effects and opens Share. Gives the headline of the effects. */
async function shareTrained(page: Page): Promise<string> {
  await trainedOnEffects(page);
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toContainText('change other genes');
  const headline = await heading.innerText();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  return headline;
}

async function textsOf(table: Locator): Promise<readonly string[]> {
  await expect(table).toBeVisible();
  return table.getByRole('row').allInnerTexts();
}
