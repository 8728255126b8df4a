/** Comparison of the run on screen with another run, kept runs, a link, and known edges. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import type { Condition } from '../src/dataset/dataset';
import { readRunFile, writeRunFile } from '../src/share/runFile';
import { wholeText } from '../src/share/typedJson';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { downloaded, expectPrinted } from './printed';
import { goTo, openFiles } from './support';

async function openCompare(page: Page): Promise<Locator> {
  await goTo(page, 'Explore');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  return page.getByRole('dialog', { name: 'Compare' });
}

test('the run on screen is compared with its own file, and with known edges in another format, of which a bad file changes nothing', async ({
  page,
  openLearned,
  demoRun,
}) => {
  await openLearned(page);
  const dialog = await openCompare(page);
  await expect(dialog.getByLabel('Compared with')).toHaveValue('known');

  const file = dialog.getByLabel('Run file or known edges');
  await file.setInputFiles(demoRun);
  await expect(dialog.getByRole('status')).toHaveText(
    /The 22 strongest edges of each, out of 110 shared pairs: 22 in both\. Jaccard index .*: 1\.00\. Spearman correlation .*: 1\.00\./,
  );
  await expect(dialog.getByRole('img', { name: /each gene has the same position in both/ })).toBeVisible();
  const table = dialog.getByRole('region', { name: 'Edges of both networks' });
  // Only rows in sight are in the document.
  await expect(table.getByRole('table')).toHaveAttribute('aria-rowcount', '23');
  await expect(dialog.getByText(/share \d+ of \d+ genes?$/).first()).toBeVisible();
  const saved = (button: string) =>
    downloaded(page, () => dialog.getByRole('button', { name: button, exact: true }).click());
  const lines = (await saved('Table (TSV)')).toString().trim().split('\n');
  expect(lines[0]).toBe('source\ttarget\tchange\tfirst\tsecond');
  const rows = lines.slice(1).map((line) => line.split('\t'));
  expect(rows).toHaveLength(22);
  for (const [, , change, first, second] of rows) expect([change, first]).toEqual(['kept', second]);

  // Bytes of the SVG are the same in a dark page: it has the colours of paper. Both networks have each name and edge.
  const svg = (await saved('Figure (SVG)')).toString();
  for (const name of new Set(rows.flatMap(([from = '', to = '']) => [from, to])))
    expect(svg.match(new RegExp(`>${name}</text>`, 'g'))).toHaveLength(2);
  expect(svg.match(/data-sign="/g)).toHaveLength(44);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  expect((await saved('Figure (SVG)')).toString()).toBe(svg);
  expectPrinted(await saved('Figure (PNG)'), svg);
  await page.emulateMedia({ colorScheme: 'light' });

  const [source = '', target = ''] = rows[0] ?? [];
  const sif = { name: 'prior.sif', mimeType: 'text/plain' };
  const edges = `${source}\tactivates\t${target}\n${source}\tinhibits\tX\n`;
  await file.setInputFiles({ ...sif, buffer: Buffer.from(edges) });
  await expect(dialog.getByRole('status')).toHaveText(
    /The 22 strongest edges and the known edges: 1 (in agreement|with the opposite sign)/,
  );
  const coverage = dialog.locator('dl');
  await expect(coverage).toContainText(/Genesnames in the file that are modelled genes2 of 3/);
  await file.setInputFiles({ ...sif, buffer: Buffer.from(`${source}\tactivates\n`) });
  await expect(dialog.getByRole('alert')).toContainText(
    'Line 1 has a source and an interaction, but no target.',
  );
  await expect(dialog.getByLabel('Compared with')).toHaveValue('known');
  await expect(coverage).toContainText('2 of 3');
  expect(await violationsInBothColours(page)).toEqual([]);

  await dialog.getByRole('button', { name: 'Close' }).click();
  await openFiles(page, [
    { name: 'prior.graphml', mimeType: 'text/xml', buffer: Buffer.from('<graphml><graph>') },
  ]);
  await expect(page.getByRole('alert')).toContainText('prior.graphml cannot be read as GraphML');
});

/** The run with other cells, of which those of a perturbation are like the controls. */
function withoutEffect(runFile: string, label: string): Buffer {
  const read = readRunFile(readFileSync(runFile, 'utf8'), 'run');
  if (!read.ok) throw new Error('The run of the demo can be read.');
  const { dataset, ...run } = read.value;
  const { genes, conditions, conditionOfCell } = dataset;
  const values = dataset.values.map((value) => value * 1.001);
  const cellsOf = (is: (condition: Condition | undefined) => boolean) =>
    [...conditionOfCell.keys()].filter((cell) => is(conditions[conditionOfCell[cell] ?? -1]));
  const controls = cellsOf((condition) => condition?.interventions.length === 0);
  cellsOf((condition) => condition?.label === label).forEach((cell, at) => {
    const from = genes.length * (controls[at % controls.length] ?? 0);
    values.copyWithin(genes.length * cell, from, from + genes.length);
  });
  return Buffer.from(wholeText(writeRunFile({ ...run, dataset: { ...dataset, values } })));
}

test('effects of two runs stand beside each other, with the genes of the perturbation that differs', async ({
  page,
  openLearned,
  demoRun,
}) => {
  await openLearned(page);
  const dialog = await openCompare(page);
  const file = dialog.getByLabel('Run file or known edges');
  const effects = dialog.getByRole('region', { name: 'Effects', exact: true });
  await file.setInputFiles(demoRun);
  await expect(effects).toContainText('Both runs were learned from the same cells');

  const other = withoutEffect(demoRun, 'GATA1 knockout');
  await file.setInputFiles({ name: 'other.modulode.json', mimeType: 'application/json', buffer: other });
  await expect(effects).toContainText(/1 of 34 perturbations differs between the runs: GATA1 knockout\./, {
    timeout: 60_000,
  });
  const table = effects.getByRole('region', { name: 'Perturbations in two contexts' });
  await expect(
    table.getByRole('row', { name: /GATA1 knockout acts differently: found in the first/ }),
  ).toBeVisible();
  await expect(effects.getByRole('region', { name: 'Genes of GATA1 knockout' })).toContainText(
    'GATA1 (target)',
  );
  await table.getByRole('row', { name: /^SPI1 knockout / }).click();
  await expect(effects.getByRole('region', { name: 'Genes of SPI1 knockout' })).toBeVisible();
  const first = page.waitForEvent('download');
  await effects.getByRole('button', { name: 'Effects (TSV)' }).click();
  expect((await first).suggestedFilename()).toContain('comparison-effects.tsv');
  expect(await violationsInBothColours(page)).toEqual([]);
});
