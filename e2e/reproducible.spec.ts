/** The same file and seed give the same edge table, byte for byte, in Node and in the page, with and without kernel workers; so does every kind of step. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import { downloadText, makeScreen, openFiles, trainToTheEnd } from './support';

async function edgesOfPage(page: Page): Promise<string> {
  await page.goto('./');
  await openFiles(page, makeScreen());
  await expect(page.getByLabel('Perturbation column')).toHaveValue('perturbation');
  await trainToTheEnd(page, 120_000);
  return downloadText(page, 'Download edges (TSV)');
}

test('one seed gives one network, wherever and on however many cores it is learned', async ({
  page,
  context,
}) => {
  const out = '.cache/e2e/node-edges.tsv';
  execFileSync('node', ['scripts/run.mjs', 'e2e/nodeEdges.ts', makeScreen(), out]);
  const inNode = readFileSync(out, 'utf8');
  expect(await edgesOfPage(page)).toBe(inNode);

  const crowd = await context.newPage();
  const devtools = await context.newCDPSession(crowd);
  await devtools.send('Emulation.setHardwareConcurrencyOverride', { hardwareConcurrency: 4 });
  expect(await edgesOfPage(crowd)).toBe(inNode);
  await expect(crowd.getByLabel('Compute device')).toContainText('3 workers');
});

test('means and clouds, with either adjoint, train to the same bits in Node and in a browser', async ({
  page,
}) => {
  const out = '.cache/e2e/node-bits.json';
  mkdirSync(dirname(out), { recursive: true });
  execFileSync('node', ['scripts/run.mjs', 'e2e/nodeBits.ts', out]);
  await page.goto('./harness/index.html');
  await page.waitForFunction(() => 'checks' in globalThis);
  expect(await page.evaluate(() => checks.wasmBits())).toEqual(JSON.parse(readFileSync(out, 'utf8')));
});
