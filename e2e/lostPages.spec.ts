/** A page of the app that cannot be shown or fetched: told in its place, while the run and the other pages stay. */
import type { Route } from '@playwright/test';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo } from './support';

/** The same exports, each of which throws when it is called. */
async function breakCode(route: Route): Promise<void> {
  const code = await (await route.fetch()).text();
  const list = /export\s*\{([^}]*)\}/.exec(code)?.[1] ?? '';
  const names = list.split(',').map((one) => one.split(' as ').at(-1)?.trim() ?? '');
  const body = names.map((name) => `export const ${name} = () => { throw new Error('broken on purpose') };`);
  await route.fulfill({ contentType: 'text/javascript', body: body.join('\n') });
}

test('a page with an error, and one that cannot be fetched, are told in their place, and the run stays', async ({
  page,
  openLearned,
}) => {
  const methods = /\/MethodsPage-[^/]*\.js$/;
  await page.route(/\/EvaluatePage-[^/]*\.js$/, breakCode);
  await page.route(methods, (route) => route.abort());
  await openLearned(page);

  await goTo(page, 'Evaluate');
  const message = page.getByRole('main').getByRole('alert');
  await expect(message).toContainText('This page could not be shown');
  await expect(message).toContainText('broken on purpose');
  await expect(message).toContainText('Your run is kept');
  await expect(message.getByRole('button', { name: 'Copy details' })).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);

  await goTo(page, 'Other methods');
  await expect(message).toContainText('This page could not be loaded');
  await expect(message.getByRole('button', { name: 'Reload the page' })).toBeVisible();
  await page.unroute(methods);
  await message.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
  await expect(message).toHaveCount(0);

  await goTo(page, 'Explore');
  await expect(page.getByRole('button', { name: 'Download edges (TSV)' })).toBeVisible();
});
