/** Files from web addresses: nothing is requested before the user agrees, and errors are explained. */
import { createServer, type Server } from 'node:http';
import { expect, test } from './guard';
import { inBothColours } from './pictures';
import { goTo, openWithoutDemo, openToCheck, shows } from './support';
import { given, screenTable } from './tables';

const lab = 'https://lab.example/';
test.use({ elsewhere: /^(https:\/\/lab\.example\/|http:\/\/127\.0\.0\.1:)/ });

/** Start of the addresses of a server on another port without CORS headers. */
async function closedServer(): Promise<{ readonly server: Server; readonly host: string }> {
  const server = createServer((_, response) => response.end('cell,label\n'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { server, host: `127.0.0.1:${port}` };
}

test('a link with ?data= shows its address, downloads on a click, and shows its effects', async ({
  page,
}) => {
  const asked: string[] = [];
  await page.route(`${lab}**`, async (route) => {
    asked.push(route.request().url());
    const { referer, cookie } = await route.request().allHeaders();
    expect([referer, cookie]).toEqual([undefined, undefined]);
    await route.fulfill({
      headers: { 'access-control-allow-origin': '*' },
      contentType: 'text/csv',
      body: screenTable({}),
    });
  });
  await page.goto(`./?data=${lab}screens/chain.csv`);
  await expect(page.getByText('This link refers to chain.csv on lab.example.')).toBeVisible();
  await inBothColours(page, 'address');
  expect(asked).toEqual([]);
  await page.getByRole('button', { name: 'Download and open' }).click();
  await shows(page, 'Effects');
  expect(asked).toEqual([`${lab}screens/chain.csv`]);
  await goTo(page, 'Open');
  await expect(page.getByText('This link refers to')).toHaveCount(0);
});

test('errors of the server (no CORS, missing file, wrong content) are explained, and the open file stays', async ({
  page,
}) => {
  await page.route(`${lab}**`, async (route) => {
    const name = new URL(route.request().url()).pathname;
    const headers = { 'access-control-allow-origin': '*' };
    if (name === '/none.h5ad') await route.fulfill({ status: 404, headers });
    else await route.fulfill({ headers, contentType: 'text/html', body: '<p>Log in</p>' });
  });
  const closed = await closedServer();
  await openWithoutDemo(page);
  await openToCheck(page, [given('chain.csv', screenTable({}))]);
  await expect(page.getByRole('heading', { name: 'Check chain.csv' })).toBeVisible();
  await goTo(page, 'Open');
  const address = page.getByRole('textbox', { name: 'Address of a file' });
  for (const [file, title] of [
    [`http://${closed.host}/a.csv`, `${closed.host} did not send the file to this page`],
    [`${lab}none.h5ad`, 'lab.example answered 404 instead of the file'],
    [`${lab}page`, 'lab.example sent a web page, not a file'],
    ['ftp://lab.example/a.h5ad', 'This is not the address of a file'],
  ] as const) {
    await address.fill(file);
    await address.press('Enter');
    await expect(page.getByText(title)).toBeVisible();
  }
  await goTo(page, 'Check');
  await expect(page.getByRole('heading', { name: 'Check chain.csv' })).toBeVisible();
  closed.server.close();
});

test('a download can be cancelled at once, and published screens name their authors', async ({
  page,
  openLearned,
}) => {
  await page.route(`${lab}**`, () => undefined);
  await openLearned(page);
  await goTo(page, 'Open');
  await page.getByRole('textbox', { name: 'Address of a file' }).fill(`${lab}slow.h5ad`);
  await page.getByRole('button', { name: 'Download and open' }).click();
  const card = page.getByRole('region', { name: 'Downloading a file' });
  await expect(card).toContainText('Downloaded from lab.example into this tab; never uploaded.');
  await card.getByRole('button', { name: 'Cancel' }).click();
  await expect(card).toHaveCount(0);
  await page.getByText('Published screens').click();
  await expect(page.getByRole('link', { name: /Norman et al\. 2019/ })).toHaveAttribute('href', /doi\.org/);
});
