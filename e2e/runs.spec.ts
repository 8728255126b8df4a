/** The list of runs: from an earlier version, renamed, deleted and brought back, in two tabs, damaged, and without room. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { fromTypedJson } from '../src/share/typedJson';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { downloadEdges, finished, openFiles, openRuns, trainingStatus } from './support';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Stores a finished run as version 1 of the database did: one run, its data and settings apart from its state. */
async function storeAsEarlierVersion(page: Page, runFile: string): Promise<void> {
  await page.route('**/earlier-version', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.goto('earlier-version');
  const run = Object(fromTypedJson(readFileSync(runFile, 'utf8')));
  const { dataset, settings, truth, savedAt, summary, curves, result } = run;
  const link = { version: 3, id: 'earlier' };
  const start = { ...link, dataset: { ...dataset, name: 'screen.h5ad' }, settings, truth };
  const state = { ...link, savedAt, summary, curves, progress: null, result };
  await page.evaluate(
    (records) =>
      new Promise<void>((stored, reject) => {
        const opening = indexedDB.open('modulode', 1);
        opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('run'));
        opening.addEventListener('error', () => reject(new Error('the storage cannot be opened')));
        opening.addEventListener('success', () => {
          const writing = opening.result.transaction('run', 'readwrite');
          for (const [key, record] of Object.entries(records)) writing.objectStore('run').put(record, key);
          writing.addEventListener('complete', () => {
            opening.result.close();
            stored();
          });
        });
      }),
    { start, state },
  );
}

/** Adds a line that cannot be read, and one whose run is not there. */
async function damage(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((stored) => {
        const opening = indexedDB.open('modulode');
        opening.addEventListener('success', () => {
          const writing = opening.result.transaction('entries', 'readwrite');
          const entries = writing.objectStore('entries');
          entries.put({ id: 'broken', name: 7 }, 'broken');
          const reading = entries.get('earlier');
          reading.addEventListener('success', () => {
            entries.put({ ...Object(reading.result), id: 'empty', name: 'Empty' }, 'empty');
          });
          writing.addEventListener('complete', () => {
            opening.result.close();
            stored();
          });
        });
      }),
  );
}

test('a run that an earlier version kept is listed, opens, is renamed, deleted and brought back; a damaged one can be deleted', async ({
  page,
  context,
  demoRun,
}) => {
  await storeAsEarlierVersion(page, demoRun);
  await page.goto('./');
  await expect(page.getByText('A run of screen.h5ad is saved in this browser')).toBeVisible();
  await damage(page);
  const runs = await openRuns(page);
  await expect(runs.getByRole('listitem')).toHaveCount(3);
  const earlier = runs.getByRole('listitem').filter({ hasText: 'screen.h5ad' });
  await expect(earlier).toContainText(/11 genes, 34 perturbations, seed \d+, cross-validated error 0\.\d\d/);
  const broken = runs.getByRole('listitem').filter({ hasText: 'Damaged' });
  await expect(broken.getByRole('button')).toHaveText(['']);
  expect(await violationsInBothColours(page)).toEqual([]);

  await earlier.getByRole('button', { name: 'Rename screen.h5ad' }).click();
  await page.keyboard.type('First look');
  await page.keyboard.press('Enter');
  await expect(button(page, 'Open First look')).toBeVisible();

  const other = await context.newPage();
  await other.goto('./');
  const inOtherTab = await openRuns(other);
  await expect(inOtherTab.getByRole('listitem')).toHaveCount(3);
  await button(other, 'Open Empty').click();
  await expect(other.getByRole('dialog').getByRole('alert')).toContainText('This run cannot be opened');
  await expect(inOtherTab.getByRole('listitem').filter({ hasText: 'Damaged' })).toHaveCount(2);
  await button(page, 'Delete Empty').click();
  await broken.getByRole('button', { name: /^Delete/ }).click();
  await button(page, 'Delete First look').click();
  await expect(runs.getByRole('listitem')).toHaveCount(0);
  await expect(inOtherTab.getByRole('listitem')).toHaveCount(0);
  await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
  await expect(inOtherTab.getByRole('listitem')).toHaveText(/First look/);
  await other.close();

  await button(page, 'Open First look').click();
  await expect(trainingStatus(page)).toHaveText(/Finished\s*$/);
  const edges = await downloadEdges(page);
  await openFiles(page, demoRun);
  await finished(page);
  expect(await downloadEdges(page)).toEqual(edges);
});

test('a run for which there is no room stays on screen, and is kept once there is; the list says where storage is refused', async ({
  page,
  context,
  openLearned,
}) => {
  const client = await context.newCDPSession(page);
  const { origin } = new URL(test.info().project.use.baseURL ?? '');
  await openLearned(page);
  await client.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 20_000 });
  await openRuns(page);
  await button(page, 'Keep').click();
  await button(page, 'Close').click();
  await expect(page.getByText('The browser has no room for this run')).toBeVisible();
  const saving = page.waitForEvent('download');
  await button(page, 'Save run').click();
  expect((await saving).suggestedFilename()).toMatch(/\.modulode\.json$/);
  await expect(trainingStatus(page)).toHaveText(/Finished\s*$/);

  await client.send('Storage.overrideQuotaForOrigin', { origin });
  await button(page, 'Delete old runs…').click();
  await button(page, 'Keep').click();
  await expect(page.getByRole('list', { name: 'Runs' }).getByRole('listitem')).toContainText('On screen');
  await expect(page.getByText('The browser has no room for this run')).toHaveCount(0);

  const refused = await context.newPage();
  await refused.route('**/assets/runs-*.js', async (route) => {
    const response = await route.fetch();
    // As in private windows of some browsers.
    const refusal = "IDBFactory.prototype.open = () => { throw new DOMException('', 'InvalidStateError'); };";
    await route.fulfill({ response, body: `${refusal}\n${await response.text()}` });
  });
  await refused.goto('./');
  await openRuns(refused);
  await expect(refused.getByRole('dialog').getByRole('alert')).toContainText('This run cannot be kept here');
});
