/** What is stored: told as it is, and deleted at once, for all tabs. */
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { inBothColours } from './pictures';
import { keepRun, openRuns, trainingStatus } from './support';

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
  // Tabs look into the storage whenever they are told of a change, or focused.
  const listed = await openRuns(other);
  await expect(listed.getByRole('listitem')).toHaveCount(1);

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
  await expect(other.getByText('Everything stored in this browser was deleted')).toBeVisible();
  await expect(other.getByRole('dialog', { name: 'Runs' })).toContainText('No runs yet.');
  await expect(dialog.getByText('None')).toHaveCount(4);
  await other.evaluate(() => globalThis.dispatchEvent(new Event('focus')));
  await other.getByRole('button', { name: 'Close' }).click();
  await openRuns(other);
  await expect(other.getByRole('dialog', { name: 'Runs' })).toContainText('No runs yet.');
  // A tab keeps files for use without a network once its training has ended.
  await expect(trainingStatus(other)).toHaveText(/Finished/, { timeout: 60_000 });
  expect(await page.evaluate(lists)).toEqual([[], [], [], [], []]);
});

test('“Delete everything” says that another tab holds on to some of it, and ends when that one is closed', async ({
  page,
  context,
  openLearned,
}) => {
  await openLearned(page);
  await keepRun(page);
  await page.getByRole('button', { name: 'Close' }).click();
  const other = await context.newPage();
  await other.goto('./');
  // As a version of the page that does not close its storage when it is asked to.
  await other.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('modulode');
        opening.addEventListener('success', () => {
          Reflect.set(globalThis, 'held', opening.result);
          resolve();
        });
        opening.addEventListener('error', () => reject(new Error('the storage cannot be opened')));
      }),
  );

  await page.getByRole('button', { name: 'No data leave this computer' }).click();
  const dialog = page.getByRole('dialog', { name: 'What is stored' });
  await dialog.getByRole('button', { name: 'Delete everything …' }).click();
  await dialog.getByRole('button', { name: 'Delete everything', exact: true }).click();
  // Ten seconds may pass before, for a first save of the other tab.
  await expect(dialog.getByText('Close the other tabs of this page')).toBeVisible({ timeout: 60_000 });
  expect(await violationsInBothColours(page)).toEqual([]);
  await other.close();
  await expect(dialog.getByText('Everything was deleted.')).toBeVisible();
  expect((await page.evaluate(lists))[0]).toEqual([]);
});

test('“Delete everything” leaves nothing of a run whose first save has begun in another tab', async ({
  page,
  context,
  openLearned,
}) => {
  const other = await context.newPage();
  await openLearned(other);
  await openRuns(other);
  // What this tab sends to its workers arrives later: its first save has begun, and nothing is written.
  await other.evaluate(() => {
    const waiting: (() => unknown)[] = [];
    const { prototype } = Worker;
    const post = Reflect.get(prototype, 'postMessage');
    prototype.postMessage = new Proxy(post, {
      apply: (target, worker, sent) => void waiting.push(() => Reflect.apply(target, worker, sent)),
    });
    Reflect.set(globalThis, 'sendAll', () => {
      prototype.postMessage = post;
      for (const send of waiting) send();
    });
  });
  const begun = other.waitForFunction(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.some(({ name }) => name === 'modulode storage');
  });
  await other.getByRole('dialog').getByRole('button', { name: 'Keep', exact: true }).click();
  await begun;

  await page.goto('./');
  await page.getByRole('button', { name: 'No data leave this computer' }).click();
  const dialog = page.getByRole('dialog', { name: 'What is stored' });
  await dialog.getByRole('button', { name: 'Delete everything …' }).click();
  await dialog.getByRole('button', { name: 'Delete everything', exact: true }).click();
  await expect(other.getByText('Everything stored in this browser was deleted')).toBeVisible();
  await other.evaluate('sendAll()');
  await expect(dialog.getByText('Everything was deleted.')).toBeVisible();
  await other.getByRole('button', { name: 'Close' }).click();
  await openRuns(other);
  await expect(other.getByRole('dialog', { name: 'Runs' })).toContainText('No runs yet.');
  expect((await page.evaluate(lists))[0]).toEqual([]);
});
