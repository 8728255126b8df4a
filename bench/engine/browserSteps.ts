/** Steps in a browser: WebGPU next to naive tfjs operations on the same GPU and wasm; and the time to the first step on fresh pages. */
import { textTable } from '../accuracy/textTable';
import { arithmeticOf, broadcastOf } from './arithmetic';
import type { TimingBrowser } from './browser';
import { interleaved, type TimingLimits, type Cost } from './interleaved';
import { hyper, type Row, rows } from './problems';
import { digits, type MeasuredRow } from './stepsTable';
import type { TorchPeer } from './torchPeer';
import { median } from '../../src/numerics/statistics';

export interface BrowserRow extends MeasuredRow {
  readonly dispatches: number;
  readonly scratchBytes: number;
  /** Time for which one step occupies the thread. */
  readonly encodeMs: number;
  /** Time to read all parameters. */
  readonly readMs: number;
}

const webgpuName = 'webgpu';
const naiveName = 'tfjs WebGPU';
const torchName = 'PyTorch, CUDA';
/** Maximum number of entries: larger tensors exceed the size of buffers. */
const maxEntriesNaive = 3e7;

/** `torch`: with CUDA, where the browser has the same graphics processor. */
export async function measureInBrowser(
  row: Row,
  browser: TimingBrowser,
  patience: TimingLimits,
  torch: TorchPeer | null,
): Promise<BrowserRow> {
  const page = await browser.page();
  try {
    const plan = await page.evaluate((name) => timing.open(name), row.name);
    const random = row.problem();
    const { problem, batch } = random;
    const naive =
      browser.adapterKind === 'software' ? row.naiveInBrowser : broadcastOf(random) <= maxEntriesNaive;
    await torch?.load(random, hyper, 'cuda');
    const contenders = [
      browser.contender(page, webgpuName, 'webgpu'),
      browser.contender(page, 'wasm, same browser', 'wasm'),
      ...(naive ? [browser.contender(page, naiveName, 'naive')] : []),
      ...(torch ? [{ name: torchName, step: () => torch.step() }] : []),
    ];
    const timings = await interleaved(contenders, patience);
    const costs: Pick<BrowserRow, 'encodeMs' | 'readMs'>[] = [];
    const stepMs = timings.find(({ name }) => name === webgpuName)?.wallMs ?? 0;
    const tries = Math.max(1, Math.min(5, Math.floor(patience.milliseconds / stepMs)));
    for (let i = 0; i < tries; i++) costs.push(await page.evaluate(() => timing.encodeAndRead()));
    return {
      row: row.name,
      arithmetic: arithmeticOf(problem, batch),
      timings,
      ...plan,
      encodeMs: Math.min(...costs.map(({ encodeMs }) => encodeMs)),
      readMs: Math.min(...costs.map(({ readMs }) => readMs)),
    };
  } finally {
    await page.context().close();
  }
}

export function browserTable(measured: readonly BrowserRow[]): string {
  return textTable(
    [
      'row',
      'webgpu ms',
      'CPU ms',
      'tfjs ms',
      'CPU ms',
      '× as fast',
      'by CPU',
      'CUDA ms',
      '× as fast',
      'wasm ms',
      'dispatches',
      'encode ms',
      'read ms',
      'MB',
    ],
    measured.map(({ row, timings, dispatches, encodeMs, readMs, scratchBytes }) => {
      const find = (wanted: string) => timings.find(({ name }) => name === wanted);
      const webgpu = find(webgpuName);
      const naive = find(naiveName);
      const torch = find(torchName);
      return [
        row,
        digits(webgpu?.wallMs),
        digits(webgpu?.cpuMs),
        digits(naive?.wallMs),
        digits(naive?.cpuMs),
        digits(naive && webgpu && naive.wallMs / webgpu.wallMs),
        digits(naive && webgpu && naive.cpuMs / webgpu.cpuMs),
        digits(torch?.wallMs),
        digits(torch && webgpu && torch.wallMs / webgpu.wallMs),
        digits(find('wasm, same browser')?.wallMs),
        String(dispatches),
        digits(encodeMs),
        digits(readMs),
        digits(scratchBytes / 1e6),
      ];
    }),
  );
}

interface FirstStep {
  readonly row: string;
  readonly wasm: Cost;
  readonly webgpu: Cost;
}

const tries = 3;

export async function measureFirstSteps(browser: TimingBrowser): Promise<FirstStep[]> {
  const wanted = rows.filter(({ name }) => name.includes('(100, '));
  const found: FirstStep[] = [];
  for (const { name } of wanted)
    found.push({
      row: name,
      wasm: await firstStepOf(browser, name, 'wasm'),
      webgpu: await firstStepOf(browser, name, 'webgpu'),
    });
  return found;
}

async function firstStepOf(
  browser: TimingBrowser,
  name: string,
  deviceName: 'wasm' | 'webgpu',
): Promise<Cost> {
  const costs: Cost[] = [];
  for (let i = 0; i < tries; i++) {
    const page = await browser.page();
    const measure = () =>
      page.evaluate(([row, device]) => timing.firstStep(row, device), [name, deviceName] as const);
    costs.push(await browser.timed(measure));
    await page.context().close();
  }
  return {
    wallMs: median(costs.map(({ wallMs }) => wallMs)),
    cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
  };
}

export function firstStepsTable(measured: readonly FirstStep[]): string {
  return textTable(
    ['first step', 'wasm ms', 'CPU ms', 'webgpu ms', 'CPU ms'],
    measured.map(({ row, wasm, webgpu }) => [
      row,
      digits(wasm.wallMs),
      digits(wasm.cpuMs),
      digits(webgpu.wallMs),
      digits(webgpu.cpuMs),
    ]),
  );
}
