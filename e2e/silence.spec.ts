/** A reader without heartbeat is noticed and given up; a slow one is waited for. The page's clock is advanced. */
import { largeFiles } from './endlessFile';
import { expect, test } from './guard';
import { openFiles, trainingStatus, openToCheck } from './support';
import { given, table } from './tables';

test('a file that never finishes reading is given up, the run stays, and the next file opens', async ({
  page,
  openLearned,
}) => {
  const { whole, endless } = await largeFiles();
  await openLearned(page);
  await openToCheck(page, whole);
  await expect(page.getByRole('heading', { name: 'Check large.h5ad' })).toBeVisible();

  await page.clock.install();
  await openFiles(page, endless);
  const card = page.getByRole('region', { name: 'Reading a file' });
  await expect(card).toContainText('endless.h5ad');
  const said = card.getByText('No data for 10 seconds.');
  await expect(said).toBeHidden();
  await page.clock.runFor(11_000);
  await expect(said).toBeVisible();
  await page.clock.runFor(20_000);
  const message = page.getByRole('alert');
  await expect(message).toContainText('endless.h5ad sends no data');
  await expect(message).toContainText('No data arrived for 30 seconds.');
  await expect(card).toBeHidden();
  await expect(trainingStatus(page)).toHaveText(/Finished\s*$/);
  // The file before is open again, with its own reader; that of the silent one has ended.
  await expect.poll(() => page.workers().filter((worker) => worker.url().includes('ingest')).length).toBe(1);
  await expect(page.getByRole('link', { name: /Data.*large\.h5ad/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'large.h5ad' })).toBeVisible();

  await openToCheck(page, [given('next.csv', table())]);
  await expect(page.getByRole('heading', { name: 'Check next.csv' })).toBeVisible();
});

/** Replaces the reading worker: reports progress four times a second and never ends. */
const slowWorker = `onmessage = ({ data }) => {
  if (data.path?.[0] !== 'open') return;
  let bytesDone = 0;
  setInterval(() => {
    bytesDone += 1e6;
    const progress = { phase: 'scanning', bytesDone, bytesTotal: 5e8 };
    data.argumentList[1].value.postMessage({
      id: String(bytesDone),
      type: 'APPLY',
      path: [],
      argumentList: [{ type: 'RAW', value: progress }],
    });
  }, 250);
};`;

test('a slow file is waited for as long as it reports progress', async ({ page, openLearned }) => {
  await page.route(/\/ingest-[^/]*\.js$/, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: slowWorker }),
  );
  await openLearned(page);
  await page.clock.install();
  await openFiles(page, [given('slow.csv', table())]);
  const card = page.getByRole('region', { name: 'Reading a file' });
  const amount = card.getByText(/^\d+ of 500 MB$/);
  for (let times = 0; times < 8; times++) {
    const before = await amount.innerText();
    await expect(amount).not.toHaveText(before);
    await page.clock.runFor(8_000);
  }
  await expect(card).toContainText('Read in this tab');
  await expect(page.getByRole('alert')).toBeHidden();
});
