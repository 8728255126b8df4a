/**
 * The network in the formats of other programs: files of the page's menu and share dialog equal, byte for byte, those that the
 * terminal writes from the saved run (whose tests read every format back).
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { exportTexts } from '../src/present/text/exports';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { atRest } from './networkPlaces';
import { inBothColours } from './pictures';
import { pressTrain, openWithoutDemo, openToCheck, setSteps, openSettings } from './support';
import { given, screenTable } from './tables';
import { buildProgram, modulode } from './terminal';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Menu entries by the name of the format, and the endings of their files. */
const entries = [
  ['cx2', 'Download network for Cytoscape (CX2)', 'cx2'],
  ['graphml', 'Download network as GraphML', 'graphml'],
  ['cyjs', 'Download network for Cytoscape.js (JSON)', 'cyjs'],
  ['sif', 'Download network as SIF', 'sif'],
  ['tsv', 'Download edges (TSV)', 'edges.tsv'],
  ['decoupler', 'Download edges for decoupler (CSV)', 'decoupler.csv'],
  ['pyscenic', 'Download edges for pySCENIC (CSV)', 'adjacencies.csv'],
  ['gmt', 'Download modules as gene sets (GMT)', 'modules.gmt'],
  ['regulons', 'Download regulons as gene sets (GMT)', 'regulons.gmt'],
  ['h5ad', 'Download predictions as AnnData (h5ad)', 'predictions.h5ad'],
  ['ipynb', 'Download notebook of the figures (ipynb)', 'predictions.ipynb'],
] as const;

async function downloaded(page: Page, press: () => Promise<void>) {
  const waiting = page.waitForEvent('download');
  await press();
  const download = await waiting;
  return { name: download.suggestedFilename(), path: await download.path() };
}

test('every format of the menu equals the export of the saved run in the terminal', async ({
  page,
  openLearned,
}, { outputDir }) => {
  await openLearned(page);
  await atRest(page);
  const saved = await downloaded(page, () => page.keyboard.press('ControlOrMeta+s'));
  mkdirSync(outputDir, { recursive: true });
  await buildProgram();
  for (const [format, entry, ending] of entries) {
    await button(page, 'Export').click();
    const file = await downloaded(page, () => page.getByRole('menuitem', { name: entry }).click());
    expect(file.name.endsWith(`.${ending}`), file.name).toBe(true);
    const written = join(outputDir, `run.${format}`);
    expect(modulode('export', saved.path, '--format', format, '--out', written).code).toBe(0);
    const expected = readFileSync(written);
    expect(expected.length).toBeGreaterThan(format === 'gmt' ? 0 : 100);
    expect(readFileSync(file.path).equals(expected), format).toBe(true);
  }

  await page.keyboard.press('/');
  await page.getByPlaceholder('Gene or command').fill('cytoscape');
  await expect(page.getByRole('button', { name: 'Download network for Cytoscape (CX2)' })).toBeVisible();
  await page.keyboard.press('Escape');

  await button(page, 'Share').click();
  const dialog = page.getByRole('dialog', { name: 'Share this network' });
  const first = dialog.getByRole('button', { name: exportTexts.cx2.short, exact: true });
  await first.click({ trial: true });
  const before = await first.boundingBox();
  await expect(button(page, 'Copy link')).toBeEnabled();
  expect(await first.boundingBox(), 'nothing moves under the pointer when the links are made').toEqual(
    before,
  );
  for (const [format, , ending] of entries) {
    const short = dialog.getByRole('button', { name: exportTexts[format].short, exact: true });
    const file = await downloaded(page, () => short.click());
    expect(file.name.endsWith(`.${ending}`), file.name).toBe(true);
  }

  await dialog.getByRole('button', { name: 'Methods and citations…' }).click();
  const methods = page.getByRole('dialog', { name: 'Methods and citations' });
  await expect(methods.getByText(/^All computations used Modulode/)).toBeVisible();
  const sources = await downloaded(page, () =>
    methods.getByRole('button', { name: 'BibTeX', exact: true }).click(),
  );
  expect(readFileSync(sources.path, 'utf8')).toContain('@misc{modulode,');
});

test('during training the network can be exported, predictions not yet', async ({ page }) => {
  await openWithoutDemo(page);
  await openToCheck(page, [given('chain.csv', screenTable({}))]);
  await openSettings(page);
  await page.getByLabel('Preset', { exact: true }).selectOption('H');
  await setSteps(page, '12000');
  await pressTrain(page);
  await expect(page.getByRole('banner').getByText(/step [1-9]/)).toBeVisible({ timeout: 60_000 });
  await button(page, 'Export').click();
  const h5ad = page.getByRole('menuitem', { name: 'Download predictions as AnnData (h5ad)' });
  await expect(h5ad).toBeDisabled();
  const graphml = page.getByRole('menuitem', { name: 'Download network as GraphML' });
  const file = await downloaded(page, () => graphml.click());
  expect(readFileSync(file.path, 'utf8')).toMatch(/<data key="name">[^<]+<\/data>/);
  await button(page, 'Stop').click();
  await expect(page.getByRole('status', { name: 'Training status' })).toHaveText(/(Finished|Stopped)\s*$/, {
    timeout: 60_000,
  });
});

test('the menu and the dialog are accessible in light and dark colours', async ({ page, openLearned }) => {
  await page.setViewportSize({ width: 1280, height: 760 });
  await openLearned(page);
  await button(page, 'Export').click();
  const last = page.getByRole('menuitem', { name: 'Download notebook of the figures (ipynb)' });
  await expect(last).toBeInViewport({ ratio: 1 });
  await inBothColours(page, 'export-menu');
  expect(await violationsInBothColours(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await button(page, 'Share').click();
  await expect(button(page, 'Copy link')).toBeEnabled({ timeout: 60_000 });
  await button(page, 'h5ad').scrollIntoViewIfNeeded();
  await inBothColours(page, 'export-share');
  expect(await violationsInBothColours(page)).toEqual([]);
});
