/**
 * A run file whose names are markup, formulas, control characters and marks of the writing direction: drawn as text on every step and in
 * files (guard.ts fails on any request, exception or violated policy).
 */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import { atRest } from './networkPlaces';
import { finished, goTo, openFiles, openWithoutDemo } from './support';

const hostile = {
  GATA1: '<img src=x onerror=alert(1)>',
  KLF1: '=HYPERLINK("http://example.org")',
  SPI1: '\u202EgnipS',
  FLI1: 'FLI\u00071',
} as const;

/** The same run, with these names wherever a text is one of them. */
function renamed(run: string): string {
  return Object.entries(hostile).reduce(
    (text, [gene, name]) => text.replaceAll(JSON.stringify(gene), () => JSON.stringify(name)),
    run,
  );
}

async function exported(page: Page, entry: string): Promise<string> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: entry }).click();
  return readFileSync(await (await waiting).path(), 'utf8');
}

test('hostile names of a run file are text on every step, visible in figures, kept in graphs, and no formulas in tables', async ({
  page,
  demoRun,
}) => {
  const run = renamed(readFileSync(demoRun, 'utf8'));
  await openWithoutDemo(page);
  await openFiles(page, [
    { name: 'hostile.modulode.json', mimeType: 'application/json', buffer: Buffer.from(run) },
  ]);
  await finished(page);
  await goTo(page, 'Explore');
  await atRest(page);
  const drawn = await exported(page, 'Download figure (SVG)');
  expect(drawn).toContain('\uFFFDgnipS');
  for (const markup of ['<img', '\u0007', '\u202E']) expect(drawn).not.toContain(markup);
  expect(await exported(page, 'Download edges (TSV)')).toContain(`'${hostile.KLF1}`);
  expect(await exported(page, 'Download network for Cytoscape (CX2)')).toContain(hostile.SPI1);
  for (const step of ['Settings', 'Evaluate', 'Perturb']) {
    await goTo(page, step);
    await expect(page.getByRole('main')).toBeVisible();
    await expect(page.locator('img[src="x"]')).toHaveCount(0);
  }
  await expect(page.getByText('<img src=x onerror').filter({ visible: true }).first()).toBeVisible();
});
