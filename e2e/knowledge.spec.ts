/** The known network of the next training: TRRUST by a click, or a file, chosen or dropped on the panel; what of it applies, and Undo. */
import { readFileSync } from 'node:fs';
import { knownNetwork } from '../tests/support/dataset/knownNetwork';
import { expect, test } from './guard';
import { violationsInBothColours } from './accessibility';
import { drop, finished, goTo, openFiles, openWithoutDemo, openFold } from './support';
import { given } from './tables';

test('a known network is chosen or dropped, what of it applies is told, and a choice is taken back', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Settings');
  const panel = page.getByRole('region', { name: 'Knowledge' });
  await openFold(panel, 'Learned from the data alone.');
  await expect(panel.getByRole('radio', { name: 'None' })).toBeChecked();
  await panel.getByRole('radio', { name: 'TRRUST v2, human' }).click();
  await expect(panel.getByRole('definition').filter({ hasText: /^\d+ of 8,42\d$/ })).toBeVisible();
  await panel.getByLabel('Strength').selectOption('0.5');

  const known = given('known.tsv', 'source\ttarget\tsign\nGATA1\tKLF1\t+\nSPI1\tGATA1\t-\nNOGENE\tKLF1\t+\n');
  await panel.locator('input[type=file]').setInputFiles([known]);
  await expect(panel.getByRole('radio', { name: /known\.tsv/ })).toBeChecked();
  await expect(panel.getByText('2 of 3', { exact: true })).toBeVisible();
  await expect(panel.getByText('Known regulators that are not candidates here (1)')).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);

  const other = given('other.tsv', 'source\ttarget\nHunchback\tKnirps\nEve\tFtz\n');
  await drop(page, [other], { onto: panel, says: 'Drop to use as the known network' });
  await expect(panel.getByRole('alert')).toContainText('look like mouse symbols');
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(panel.getByText('2 of 3', { exact: true })).toBeVisible();
  await expect(panel.getByLabel('Strength')).toHaveValue('0.5');
});

test('after a training with TRRUST, which keeps its edges between the genes of the run, all its other regulators are listed still', async ({
  page,
  demoRun,
}) => {
  const run: { dataset: object } = JSON.parse(readFileSync(demoRun, 'utf8'));
  const edges = [{ source: 'GATA1', target: 'KLF1', sign: 1 }] as const;
  Object.assign(run.dataset, { knowledge: knownNetwork(edges, 1, { name: 'TRRUST v2, human' }) });
  await openWithoutDemo(page);
  await openFiles(page, [given('trained.modulode.json', JSON.stringify({ ...run, demo: null }))]);
  await finished(page);
  await goTo(page, 'Settings');
  const panel = page.getByRole('region', { name: 'Knowledge' });
  await expect(panel.getByRole('radio', { name: 'TRRUST v2, human' })).toBeChecked();
  await expect(panel.getByText(/^Known regulators that are not candidates here \(7\d\d\)$/)).toBeVisible();
});
