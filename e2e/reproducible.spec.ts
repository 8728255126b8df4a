/** The same file and seed give the same bytes of the edge table in terminal and page, with and without workers; so does every kind of step. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, openHarness, test } from './guard';
import { downloadText, makeScreen, trainToTheEnd, openWithoutDemo, openToCheck, setSteps } from './support';
import { buildProgram, modulode } from './terminal';

/** The bits of each step depend on those before it. */
const STEPS = '40';
/** Genes, knockouts and cells of each. Few cells: the other methods, with which the terminal compares every run, take most of its time. */
const size = [30, 8, 20] as const;

async function edgesOfPage(page: Page): Promise<string> {
  await openWithoutDemo(page);
  await openToCheck(page, await makeScreen(...size));
  await expect(page.getByLabel('Perturbation column')).toHaveValue('perturbation');
  await setSteps(page, STEPS);
  await trainToTheEnd(page, 120_000);
  return downloadText(page, 'Download edges (TSV)');
}

/** Edge table written by the packed program. */
async function edgesOfTerminal(threads: number): Promise<string> {
  const out = `.cache/e2e/run-on-${threads}`;
  rmSync(out, { recursive: true, force: true });
  const given = ['--steps', STEPS, '--device', 'processor', '--threads', String(threads), '--quiet'];
  expect(modulode('infer', await makeScreen(...size), '--out', out, ...given).code).toBe(0);
  return readFileSync(join(out, 'edges.tsv'), 'utf8');
}

test('one seed gives one network, in page and terminal and with any number of cores', async ({
  page,
  context,
}) => {
  test.setTimeout(400_000);
  await buildProgram();
  const inNode = await edgesOfTerminal(1);
  expect(await edgesOfTerminal(3)).toBe(inNode);
  expect(await edgesOfPage(page)).toBe(inNode);

  const crowd = await context.newPage();
  const devtools = await context.newCDPSession(crowd);
  await devtools.send('Emulation.setHardwareConcurrencyOverride', { hardwareConcurrency: 4 });
  expect(await edgesOfPage(crowd)).toBe(inNode);
  await expect(crowd.getByLabel('Compute device')).toContainText('3 workers');
});

test('means and clouds train to the same bits in Node and in a browser', async ({ page }) => {
  const out = '.cache/e2e/node-bits.json';
  mkdirSync(dirname(out), { recursive: true });
  execFileSync('node', ['scripts/run.mjs', 'e2e/nodeBits.ts', out]);
  await openHarness(page);
  expect(await page.evaluate(() => checks.wasmBits())).toEqual(JSON.parse(readFileSync(out, 'utf8')));
});
