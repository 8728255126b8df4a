/** A network for each context: learned in the background, kept run by run, with what differs between the networks as sentence, figure and table. */
import { readFileSync } from 'node:fs';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { openRuns, openToCheck, openWithoutDemo, setSteps, shows } from './support';
import { contextsTable, given } from './tables';

test('networks of two contexts are learned, compared and kept', async ({ page }) => {
  test.slow();
  await openWithoutDemo(page);
  await openToCheck(page, [given('screen.csv', contextsTable())]);
  await setSteps(page, 20);
  const section = page.getByRole('region', { name: 'One network per context' });
  await expect(section).toContainText('for each context of condition (rest and stimulated)');
  const learn = section.getByRole('button', { name: 'Learn 5 runs' });
  await learn.click();
  await expect(section.getByRole('status').first()).toContainText('Run 1 of 5: all contexts together');
  await expect(section.getByRole('status').first()).toContainText('Run 2 of 5: rest by itself');

  // What is finished when it is cancelled stays.
  const kept = section.getByRole('list', { name: 'In the list of runs' }).getByRole('listitem');
  await expect(kept).toHaveText(['screen.csv, all contexts']);
  await section.getByRole('button', { name: 'Cancel' }).click();
  await expect(section).toContainText('Cancelled. Finished runs are kept.');
  await expect(kept).toHaveCount(1);

  await learn.click();
  const finding =
    '2 edges differ between rest and stimulated with support by the data: 1 stronger in rest, 1 in stimulated';
  await expect(section).toContainText(finding, { timeout: 300_000 });
  await expect(kept).toHaveText([
    'screen.csv, all contexts',
    'screen.csv, rest by itself',
    'screen.csv, stimulated by itself',
    'screen.csv, rest',
    'screen.csv, stimulated',
  ]);
  await expect(section.getByRole('img', { name: new RegExp(finding) })).toBeVisible();
  const rows = section.getByRole('region', { name: 'Differences of edges' }).getByRole('row');
  await expect(rows.nth(1)).toHaveText(/^R5\s*T5.*yes$/);
  await expect(rows.nth(2)).toHaveText(/^R6\s*T6.*yes$/);
  await expect(rows.nth(3)).toHaveText(/no$/);
  expect(await violationsInBothColours(page)).toEqual([]);

  const [figure] = await Promise.all([
    page.waitForEvent('download'),
    section.getByRole('button', { name: 'Figure (SVG)' }).click(),
  ]);
  expect(readFileSync(await figure.path(), 'utf8')).toContain('only or stronger in rest: 1');
  const [table] = await Promise.all([
    page.waitForEvent('download'),
    section.getByRole('button', { name: 'Table (TSV)' }).click(),
  ]);
  expect(
    readFileSync(await table.path(), 'utf8')
      .trimEnd()
      .split('\n'),
  ).toHaveLength(133);

  await section.getByRole('button', { name: 'Open screen.csv, rest', exact: true }).click();
  await page.getByRole('button', { name: 'Open it' }).click();
  await shows(page, 'Explore');
  const runs = await openRuns(page);
  await expect(runs.getByRole('listitem')).toHaveCount(6);
  await expect(runs.locator('[aria-current="true"]')).toContainText('screen.csv, rest');
});
