/**
 * Preset and device: chosen in the settings of the model, shown in the status bar. WebGPU is emulated here (SwiftShader),
 * so it runs only if requested.
 */
import type { Page } from '@playwright/test';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { inBothColours } from './pictures';
import {
  downloadEdges,
  trainingStatus,
  type EdgeRow,
  pressTrain,
  openToCheck,
  setSteps,
  openSettings,
  openFold,
} from './support';
import { given, screenTable } from './tables';

interface Choices {
  readonly device: 'Automatic' | 'WebGPU' | 'CPU';
  readonly preset?: string;
  readonly steps: number;
}

/** Trains the chain of eight genes with the chosen settings. */
async function startTraining(page: Page, { device, preset = 'H', steps }: Choices): Promise<void> {
  await openChain(page);
  await page.getByLabel('Preset', { exact: true }).selectOption(preset);
  await page.getByLabel('Device', { exact: true }).selectOption(device);
  await setSteps(page, steps);
  await pressTrain(page);
}

async function learned(page: Page, choices: Choices): Promise<readonly EdgeRow[]> {
  await startTraining(page, choices);
  await finishes(page, choices.steps);
  return downloadEdges(page);
}

async function finishes(page: Page, steps: number): Promise<void> {
  await expect(trainingStatus(page)).toHaveText(`${steps} steps done. Finished`, { timeout: 150_000 });
}

/** The name of the device, and the reason for it. */
async function toldDevice(page: Page): Promise<{ readonly name: string; readonly why: string }> {
  const bar = page.getByLabel('Compute device');
  await bar.getByRole('button', { name: 'Why?' }).hover();
  const why = await page.getByRole('tooltip').innerText();
  return { name: await bar.innerText(), why };
}

async function openChain(page: Page): Promise<void> {
  await page.goto('./');
  await openToCheck(page, [given('chain.csv', screenTable({}))]);
  await expect(page.getByLabel('Perturbation column')).toHaveValue('perturbation');
  await openSettings(page);
}

test('presets, time and device can be chosen with the keyboard', async ({ page }) => {
  await openChain(page);
  const preset = page.getByLabel('Preset', { exact: true });
  const time = page.getByLabel('Time T', { exact: true });
  const device = page.getByLabel('Device', { exact: true });

  await expect(preset).toHaveValue('default');
  await expect(page.getByText('Mean effects and variation of cells')).toBeVisible();
  await expect(time).toHaveValue('6');
  await page.getByRole('textbox', { name: 'Seed' }).fill('11');

  await openFold(page, 'Presets');
  await expect(page.getByRole('row', { name: /^Compact .*\.78 \.84 \.76$/ })).toBeVisible();

  await preset.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(preset).toHaveValue('SH');
  await expect(time).toHaveValue('1.5');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('11');

  await time.fill('0');
  await expect(page.getByText('T must be above 0 and at most 20')).toBeVisible();
  await time.fill('21');
  await expect(page.getByText('T must be above 0 and at most 20')).toBeVisible();
  await time.fill('2.5');
  await expect(page.getByText('T must be above 0 and at most 20')).toBeHidden();

  await device.selectOption('CPU');
  await expect(page.getByText('The same results on every machine.')).toBeVisible();
  await inBothColours(page, 'model');
  expect(await violationsInBothColours(page)).toEqual([]);

  await page.reload();
  await openToCheck(page, [given('chain.csv', screenTable({}))]);
  await openSettings(page);
  await expect(device).toHaveValue('processor');
});

// An emulated step on clouds takes long.
for (const { preset, steps } of [
  { preset: 'H', steps: 20 },
  { preset: 'SH', steps: 20 },
]) {
  test(`preset ${preset} on WebGPU learns the same network as on the CPU`, async ({ page }) => {
    const expected = await learned(page, { device: 'CPU', preset, steps });
    expect((await toldDevice(page)).why).toBe('You chose the CPU.');

    const found = await learned(page, { device: 'WebGPU', preset, steps });
    const { name, why } = await toldDevice(page);
    expect(name).toContain('swiftshader');
    expect(why).toContain('You chose WebGPU. It is emulated');
    expect(found.slice(0, 8).map(edgeWithSign)).toEqual(expected.slice(0, 8).map(edgeWithSign));
    expect(rankCorrelation(found, expected)).toBeGreaterThanOrEqual(0.99);
  });
}

test('when the GPU is lost for good during a run, the CPU finishes it and the page says so', async ({
  page,
}) => {
  const steps = 300;
  await page.route(/\/trainer-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${keepDevices};${await response.text()}` });
  });
  await startTraining(page, { device: 'WebGPU', steps });
  const step = page.getByRole('banner').getByText(/^step ([3-9]\d|[12]\d\d)/);
  await expect(step).toBeVisible({ timeout: 90_000 });
  const trainer = page.workers().find((worker) => worker.url().includes('trainer'));
  const seen = Number(/^step (\d+)/.exec(await step.innerText())?.[1]);
  await trainer?.evaluate('globalThis.openedDevices.at(-1).destroy()');
  const notice = page.getByText(/Training resumed from step \d+ on the CPU/);
  await expect(notice).toBeVisible();
  // Checkpoints every 12 of 300 steps: only steps after the last one are repeated.
  const from = Number(/from step (\d+)/.exec(await notice.innerText())?.[1]);
  expect(from % 12).toBe(0);
  expect(from).toBeGreaterThanOrEqual(seen - (seen % 12));
  await page.screenshot({ path: 'test-results/pictures/device-lost.png', animations: 'disabled' });
  await finishes(page, steps);
  const { name, why } = await toldDevice(page);
  expect(name).toContain('CPU');
  expect(why).toContain('The GPU was lost during the run');
  expect(await downloadEdges(page)).toHaveLength(56);
});

test('when the GPU is lost once, it is requested again and the run continues on it', async ({
  page,
  browser,
}) => {
  const steps = 120;
  await startTraining(page, { device: 'WebGPU', steps });
  await expect(page.getByRole('banner').getByText(/^step ([3-9]\d|1\d\d)/)).toBeVisible({ timeout: 90_000 });
  await (await browser.newBrowserCDPSession()).send('Browser.crashGpuProcess');
  await expect(page.getByText(/Training resumed from step \d+ on the reopened GPU/)).toBeVisible();
  await finishes(page, steps);
  const { name, why } = await toldDevice(page);
  expect(name).toContain('swiftshader');
  expect(why).toContain('reopened');
});

test('an emulated GPU is not chosen automatically, and the page says why', async ({ page }) => {
  await learned(page, { device: 'Automatic', steps: 40 });
  const { name, why } = await toldDevice(page);
  expect(name).toContain('CPU');
  expect(why).toMatch(/only emulated here \(.*swiftshader.*\)/i);
});

/** At the start of a worker: collects opened GPU devices in `openedDevices`, for a test to destroy. */
const keepDevices = `(() => {
  globalThis.openedDevices = [];
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...wanted) {
    const device = await request.apply(this, wanted);
    openedDevices.push(device);
    return device;
  };
})()`;

function edgeWithSign({ source, target, sign }: EdgeRow): string {
  return `${source} ${sign} ${target}`;
}

/** Spearman correlation of absolute weights without ties. */
function rankCorrelation(one: readonly EdgeRow[], other: readonly EdgeRow[]): number {
  const mine = ranks(one);
  const theirs = ranks(other);
  let squares = 0;
  for (const [edge, rank] of mine) squares += (rank - (theirs.get(edge) ?? Infinity)) ** 2;
  return 1 - (6 * squares) / (mine.size * (mine.size ** 2 - 1));
}

function ranks(edges: readonly EdgeRow[]): ReadonlyMap<string, number> {
  const order = edges.toSorted((a, b) => Math.abs(a.weight) - Math.abs(b.weight));
  return new Map(order.map(({ source, target }, rank) => [`${source} ${target}`, rank]));
}
