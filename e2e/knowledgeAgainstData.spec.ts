/** Known edges beside the measured responses: found in the palette, revised, undone, shown on the network. */
import { readFileSync } from 'node:fs';
import { knownNetwork } from '../tests/support/dataset/knownNetwork';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { finished, goTo, openFiles, openWithoutDemo } from './support';
import { given, type GivenFile } from './tables';

/** The saved demo as if it had been trained with two known edges, and without known edges opened beside it. */
function trainedWith(file: string, strength: number): GivenFile {
  const run: { dataset: object } = JSON.parse(readFileSync(file, 'utf8'));
  const edges = [
    { source: 'GATA1', target: 'KLF1', sign: 1 },
    { source: 'SPI1', target: 'GATA1', sign: -1 },
    { source: 'FLI1', target: 'FLI1', sign: 0 },
  ] as const;
  const covered = { all: 2, covered: 2 };
  const coverage = {
    regulators: covered,
    genes: { all: 4, covered: 3 },
    edges: { all: 7, covered: 2 },
    signs: covered,
  };
  const knowledge = knownNetwork(edges, strength, { name: 'regulons.tsv', coverage });
  Object.assign(run.dataset, { knowledge });
  return given('trained.modulode.json', JSON.stringify({ ...run, truth: null, demo: null }));
}

test('known edges are compared with the measured responses, a revision is undone and left out of the refined edges, and the network shows responses', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await page.keyboard.press('Control+k');
  const search = page.getByRole('dialog').getByLabel('Gene or command');
  await expect(search).toBeFocused();
  await search.fill('Compare known edges with measured responses');
  await expect(page.getByRole('button', { name: /^Compare known edges/ })).toBeVisible();
  await search.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Compare' });
  await expect(
    dialog.getByText(/of 26 tested known edges are confirmed by measured responses/),
  ).toBeVisible();
  const table = dialog.getByRole('region', { name: 'Known and new edges with their measured responses' });
  await expect(table.getByText('confirmed').first()).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);

  // A file with the wrong sign of a known edge, whose response the demo measures.
  await dialog.getByLabel('Run file or known edges').setInputFiles({
    name: 'wrong.tsv',
    mimeType: 'text/plain',
    buffer: Buffer.from('source\ttarget\tsign\nGATA1\tKLF1\t-\nCEBPA\tSPI1\t+\n'),
  });
  await expect(dialog.getByText(/1 of 2 tested known edges|0 of 2 tested known edges/)).toBeVisible();
  await dialog.getByText('Revisions', { exact: true }).click();
  const revision = dialog.getByRole('checkbox', { name: 'Apply this revision: GATA1 → KLF1' });
  await expect(revision).toBeChecked();
  await expect(dialog.getByRole('row', { name: /GATA1 → KLF1/ })).toContainText('sign reversed');
  await revision.click();
  await expect(revision).not.toBeChecked();
  const saving = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Refined edges (TSV)' }).click();
  expect(readFileSync(await (await saving).path(), 'utf8')).toContain('GATA1\tKLF1\t-\tkept');

  await dialog.getByText('Measured responses', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Show in the network' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('contradicted by responses').first()).toBeVisible();
});

test('a run offers the known network that it was trained with, and says that agreement with it is no evidence', async ({
  page,
  demoRun,
}) => {
  await openWithoutDemo(page);
  await openFiles(page, [trainedWith(demoRun, 2)]);
  await finished(page);
  await page.keyboard.press('Control+k');
  const search = page.getByRole('dialog').getByLabel('Gene or command');
  await search.fill('Compare known edges with measured responses');
  await search.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Compare' });
  await expect(dialog.getByLabel('Compared with')).toHaveValue('given');
  await expect(
    dialog.getByRole('option', { name: 'Known network of this run: regulons.tsv' }),
  ).toBeAttached();
  await expect(
    dialog.getByText('The run was trained with these edges: agreement is no evidence'),
  ).toBeVisible();
  // Of the two edges that are possible here, out of seven of the file; the mark of a covered regulator is none.
  await expect(dialog.locator('dl').first()).toContainText('2 of 7');
  await expect(dialog.getByText(/of 2 tested known edges/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Show in the network' })).toBeHidden();
  expect(await violationsInBothColours(page)).toEqual([]);
  await dialog.getByText('Network', { exact: true }).click();
  await expect(dialog.getByRole('region', { name: 'Edges of the network and known edges' })).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Show in the network' })).toBeHidden();

  // A reference with one of the two edges, and one that training was not given.
  await dialog
    .getByLabel('Run file or known edges')
    .setInputFiles([given('reference.tsv', 'source\ttarget\nGATA1\tKLF1\nCEBPA\tSPI1\n')]);
  const caution = /^The run was trained with 1 of these 2 edges \(50.%\): agreement on them is no evidence$/;
  await expect(dialog.getByText(caution)).toBeVisible();
  await page.keyboard.press('Escape');
  await goTo(page, 'Evaluate');
  await expect(page.getByText(caution)).toBeVisible();
  await expect(page.getByText(/Test on \d+ regulators without given edges: AUPRC/)).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);

  await openWithoutDemo(page);
  await openFiles(page, [trainedWith(demoRun, 0)]);
  await finished(page);
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(dialog.getByText('This known network was not used in training')).toBeVisible();
});
