/** A run survives a reload, a crash of its worker, a newer version of the page, and a second tab. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { fromTypedJson } from '../src/share/typedJson';
import { expect, test } from './guard';
import {
  downloadText,
  finished,
  heldStep,
  keepRun,
  nextStep,
  openRuns,
  pressTrain,
  savedAt,
  savedSince,
  shownStep,
  trainTable,
  trainingStatus,
  openWithoutDemo,
  openToCheck,
  setSteps,
} from './support';
import { given, screenTable } from './tables';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Enough that a run is still training when Pause is pressed. */
const STEPS = 1500;

test('a run whose worker crashed, and that was reloaded, ends with the bits of one that never was broken off', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await trainTable(page, 'whole.csv', STEPS);
  await finished(page);
  const whole = await downloadText(page, 'Download edges (TSV)');

  await openToCheck(page, [given('broken.csv', screenTable({}))]);
  await expect(page.getByRole('heading', { name: 'Check broken.csv' })).toBeVisible();
  await pressTrain(page);
  await button(page, 'Pause').click();
  await expect(trainingStatus(page)).toHaveText(/^Paused at step/);
  // With the step at which it was paused.
  await savedSince(page, Date.now());
  await crashTrainer(page);
  await expect(page.getByText('The computation was restarted')).toBeVisible();
  await expect(trainingStatus(page)).toHaveText(/^Paused at step/);
  const held = await heldStep(page);
  await button(page, 'Single step').click();
  await expect.poll(() => shownStep(page)).toBe(held + 1);
  // Of the second worker.
  await savedSince(page, Date.now());

  await page.reload();
  await expect(page.getByText('A run of broken.csv is saved in this browser')).toBeVisible();
  await button(page, 'Resume').click();
  await page.getByRole('tab', { name: 'Log' }).click();
  await expect(page.getByText(/Resumed training on broken\.csv from step [1-9]/)).toBeVisible();
  await finished(page);
  expect(await downloadText(page, 'Download edges (TSV)')).toBe(whole);
});

test('a run that failed is resumed from the list of runs', async ({ page }) => {
  await openWithoutDemo(page);
  await openToCheck(page, [given('failing.csv', screenTable({}))]);
  await expect(page.getByRole('heading', { name: 'Check failing.csv' })).toBeVisible();
  await setSteps(page, STEPS);
  await pressTrain(page);
  await button(page, 'Pause').click();
  await expect(trainingStatus(page)).toHaveText(/^Paused at step/);
  // With the step at which it was paused.
  await savedSince(page, Date.now());
  const step = await heldStep(page);
  await crashTrainer(page);
  await expect(page.getByText('The computation was restarted')).toBeVisible();
  await expect(trainingStatus(page)).toHaveText(/^Paused at step/);
  await crashTrainer(page);
  const failed = page.getByRole('alert').filter({ hasText: 'The computation stopped unexpectedly' });
  await expect(failed).toContainText(`resume this run under Runs, from step ${step}`);
  await expect(page.getByText('The computation was restarted')).toHaveCount(0);
  await failed.getByRole('button', { name: 'Runs' }).click();
  await button(page, 'Resume failing.csv').click();
  await page.getByRole('tab', { name: 'Log' }).click();
  await expect(page.getByText(`Resumed training on failing.csv from step ${step}`)).toBeVisible();
  await finished(page);
});

async function crashTrainer(page: Page): Promise<void> {
  const trainer = page.workers().find((worker) => worker.url().includes('trainer'));
  await trainer?.evaluate(() => {
    setTimeout(() => {
      throw new Error('as if there were no memory');
    });
  });
}

test('a page that is left between two saves loses at most the training since the last one', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await trainTable(page, 'left.csv', 100_000);
  await nextStep(page);
  const shown = await shownStep(page);
  await savedSince(page, Date.now());
  // The progress of this one was fetched after the one before was written.
  await savedSince(page, (await savedAt(page)) + 1);
  const saved = await savedAt(page);
  await page.goto('about:blank');

  await openWithoutDemo(page);
  await expect(page.getByText('A run of left.csv is saved in this browser')).toBeVisible();
  expect(await savedAt(page)).toBeGreaterThanOrEqual(saved);
  await button(page, 'Resume').click();
  await page.getByRole('tab', { name: 'Log' }).click();
  const resumed = page.getByText(/Resumed training on left\.csv from step [\d,]+/);
  const step = /step ([\d,]+)/.exec(await resumed.innerText())?.[1] ?? '';
  expect(Number(step.replaceAll(',', ''))).toBeGreaterThanOrEqual(shown);
});

/** A store as it was found: by store, pairs of key and value. */
interface Dump {
  readonly version: number;
  readonly stores: Readonly<Record<string, readonly (readonly [string | string[], unknown])[]>>;
}

/** Puts a dump into the storage of this browser, before the page opens it. */
async function restoreStorage(page: Page, file: string): Promise<void> {
  await page.route('**/earlier-version', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.goto('earlier-version');
  const dump: Dump = Object(fromTypedJson(readFileSync(file, 'utf8')));
  await page.evaluate(
    ({ version, stores }) =>
      new Promise<void>((stored, reject) => {
        const opening = indexedDB.open('modulode', version);
        opening.addEventListener('upgradeneeded', () => {
          for (const name of Object.keys(stores)) opening.result.createObjectStore(name);
        });
        opening.addEventListener('error', () => reject(new Error('the storage cannot be opened')));
        opening.addEventListener('success', () => {
          const writing = opening.result.transaction(Object.keys(stores), 'readwrite');
          for (const [name, pairs] of Object.entries(stores))
            for (const [key, value] of pairs) writing.objectStore(name).put(value, key);
          writing.addEventListener('complete', () => {
            opening.result.close();
            stored();
          });
        });
      }),
    dump,
  );
}

for (const { version, step } of [
  { version: 1, step: 137 },
  { version: 2, step: 61 },
])
  test(`a training that version ${version} of the storage left is resumed and goes on to its end`, async ({
    page,
  }) => {
    await restoreStorage(page, `tests/fixtures/storage/version-${version}.json`);
    await page.goto('./');
    await expect(page.getByText('A run of old-screen.csv is saved in this browser')).toBeVisible();
    await button(page, 'Resume').click();
    await page.getByRole('tab', { name: 'Log' }).click();
    await expect(page.getByText(`Resumed training on old-screen.csv from step ${step}`)).toBeVisible();
    await finished(page);
    const [, ...edges] = (await downloadText(page, 'Download edges (TSV)')).trimEnd().split('\n');
    expect(edges).toHaveLength(5 * 4);
  });

test('a run that is open in one tab is shown in a second one, which keeps no changes and says so', async ({
  page,
  context,
  openLearned,
}) => {
  await openLearned(page);
  await keepRun(page);
  const notice = 'This run is open in another tab';

  const second = await context.newPage();
  await second.goto('./');
  const inSecond = await openRuns(second);
  await inSecond.getByRole('button', { name: /^Open / }).click();
  await expect(second.getByText(notice)).toBeVisible();
  await expect(trainingStatus(second)).toHaveText(/Finished\s*$/);
  await expect(page.getByText(notice)).toHaveCount(0);

  await page.close();
  const again = await openRuns(second);
  await again.getByRole('button', { name: /^Open / }).click();
  await expect(second.getByText(notice)).toHaveCount(0);
  await openRuns(second);
  await expect(again.getByRole('listitem')).toContainText('On screen');
});
