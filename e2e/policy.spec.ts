/**
 * The policy of the built page, broken on purpose: the page and its workers reach no other server and read no text as markup, although
 * the host sends no header for them; the download worker fetches from others and can do nothing else. Without the guard, which would
 * fail on what is provoked here.
 */
import { expect, type Page, test, type Worker } from '@playwright/test';

const lab = 'https://lab.example/';

/** Ways of a script to ask another server, each at an address of its own. */
function askEveryWay(address: string): Promise<string[]> {
  const refused: string[] = [];
  addEventListener('securitypolicyviolation', (event) => {
    if (event instanceof SecurityPolicyViolationEvent)
      refused.push(`${event.effectiveDirective} ${event.blockedURI}`);
  });
  const request = new XMLHttpRequest();
  request.open('GET', `${address}request`);
  const ways = [
    () => fetch(`${address}fetch`),
    () => request.send(),
    () => new EventSource(`${address}events`),
    () => new WebSocket(`${address.replace('https', 'wss')}socket`),
    () => import(`${address}module.js`),
    () => fetch('http://lab.example/plain'),
  ];
  const asked = ways.map(async (way) => way());
  // Violations are told after the requests have failed, on a busy machine late.
  const toldInTime = new Promise<void>((resolve) => {
    const began = performance.now();
    const asking = setInterval(() => {
      if (refused.length < ways.length && performance.now() - began < 5000) return;
      clearInterval(asking);
      resolve();
    }, 200);
  });
  return Promise.all([Promise.allSettled(asked), toldInTime]).then(() => refused.toSorted());
}

const refusedToAll = [
  'connect-src http://lab.example/plain',
  `connect-src ${lab}events`,
  `connect-src ${lab}fetch`,
  `connect-src ${lab}request`,
  'connect-src wss://lab.example/socket',
  `script-src-elem ${lab}module.js`,
];

/** What reaches the network, answered by the test. */
async function requestsToLab(page: Page): Promise<readonly string[]> {
  const asked: string[] = [];
  await page.context().route(/lab\.example/, async (route) => {
    asked.push(route.request().url());
    await route.fulfill({ headers: { 'access-control-allow-origin': '*' }, body: '' });
  });
  return asked;
}

function workerNamed(page: Page, name: string): Promise<Worker> {
  const isNamed = (worker: Worker) => worker.url().includes(name);
  const present = page.workers().find(isNamed);
  return present ? Promise.resolve(present) : page.waitForEvent('worker', isNamed);
}

test('the page and its workers reach no other server, on a host that sends no headers', async ({ page }) => {
  const asked = await requestsToLab(page);
  await page.goto('./');
  await workerNamed(page, '#trainer');
  const places = page.workers();
  const refused = await Promise.all([
    page.evaluate(askEveryWay, lab),
    ...places.map((worker) => worker.evaluate(askEveryWay, lab)),
  ]);
  expect(refused).toEqual([page, ...places].map(() => refusedToAll));
  expect(asked).toEqual([]);
});

test('the download worker may fetch over https, and nothing else', async ({ page }) => {
  // Never answered: the worker waits.
  await page.route(`${lab}slow.csv`, () => undefined);
  await page.goto(`./?data=${lab}slow.csv`);
  await page.getByRole('button', { name: 'Download and open' }).click();
  const worker = await workerNamed(page, '/download/');
  const asked = await requestsToLab(page);
  expect(await worker.evaluate(askEveryWay, lab)).toEqual(
    refusedToAll.filter((refused) => !/events|fetch|request/.test(refused)),
  );
  expect(asked.toSorted()).toEqual([`${lab}events`, `${lab}fetch`, `${lab}request`]);
  const made = worker.evaluate(() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
  await expect(made).rejects.toThrow(/Content Security Policy/);
});

test('text from anywhere is not read as markup or run as a script', async ({ page }) => {
  await page.goto('./');
  const ways = await page.evaluate(() => {
    const hostile = '<img src=x onerror=alert(1)>';
    const made = document.createElement('div');
    const tried: Readonly<Record<string, () => unknown>> = {
      innerHTML: () => (made.innerHTML = hostile),
      insertAdjacentHTML: () => made.insertAdjacentHTML('beforeend', hostile),
      parse: () => new DOMParser().parseFromString(hostile, 'text/html'),
      fragment: () => document.createRange().createContextualFragment(hostile),
      srcdoc: () => (document.createElement('iframe').srcdoc = hostile),
      script: () => (document.createElement('script').text = 'alert(1)'),
      source: () => (document.createElement('script').src = 'https://lab.example/x.js'),
      worker: () => new Worker('data:text/javascript,'),
      policy: () => globalThis.trustedTypes?.createPolicy('other', {}),
    };
    return Object.entries(tried).filter(([, way]) => {
      try {
        way();
        return true;
      } catch (error) {
        return !(error instanceof TypeError);
      }
    });
  });
  expect(ways.map(([name]) => name)).toEqual([]);
});
