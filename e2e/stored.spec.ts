/** What is stored: told as it is, and deleted at once, for all tabs. */
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { inBothColours } from './pictures';
import { keepRun } from './support';

test.use({ serviceWorkers: 'allow' });

/** Everything that a browser stores for this page, by the browser's own lists. */
async function lists() {
  const databases = await indexedDB.databases();
  const registrations = await navigator.serviceWorker.getRegistrations();
  const storages = [localStorage, sessionStorage].map((storage) => Object.keys(storage));
  return [
    databases.map(({ name }) => name),
    await caches.keys(),
    registrations.map(({ scope }) => scope),
    ...storages,
  ];
}

test('“Delete everything” leaves nothing in the browser, and other tabs stop keeping their runs', async ({
  page,
  context,
  openLearned,
}) => {
  await openLearned(page);
  await keepRun(page);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.evaluate(() =>
    caches.open('modulode files of a test').then((cache) => cache.put('./a', new Response())),
  );
  const other = await context.newPage();
  const listening = other.waitForEvent('requestfinished', (request) =>
    /assets\/stored-/i.test(request.url()),
  );
  await other.goto('./');
  await listening;

  await page.getByRole('button', { name: 'No data leave this computer' }).click();
  const dialog = page.getByRole('dialog', { name: 'What is stored' });
  await expect(dialog.getByText(/^1 \([\d.]+ [kM]B\)$/)).toBeVisible();
  await expect(dialog.getByText('Nothing. The page can reach no other address')).toBeVisible();
  await inBothColours(page, 'stored');
  expect(await violationsInBothColours(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Delete everything …' }).click();
  await expect(dialog.getByText('This cannot be undone.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Delete everything', exact: true }).click();
  await expect(dialog.getByText('Everything was deleted.')).toBeVisible();
  expect(await page.evaluate(lists)).toEqual([[], [], [], [], []]);
  await expect(other.getByText('Everything stored in this browser was deleted')).toBeVisible();
  await expect(dialog.getByText('None')).toHaveCount(4);
});
