/** Known edges beside the measured responses: found in the palette, revised, undone, shown on the network. */
import { readFileSync } from 'node:fs';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';

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
  const revision = dialog.getByRole('checkbox', { name: 'Make this revision: GATA1 → KLF1' });
  await expect(revision).toBeChecked();
  await expect(dialog.getByRole('row', { name: /GATA1 → KLF1/ })).toContainText('sign turned');
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
