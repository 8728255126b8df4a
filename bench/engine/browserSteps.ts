/** Rows of the table of steps in a browser: WebGPU beside naive tfjs operations on the same GPU, and wasm there. */
import { textTable } from '../accuracy/textTable';
import { arithmeticOf, broadcastOf } from './arithmetic';
import type { TimingBrowser } from './browser';
import { interleaved, type TimingLimits } from './interleaved';
import { load } from './machine';
import { hyper } from './problems';
import type { Row } from './rows';
import { digits, type MeasuredRow } from './stepsTable';
import type { TorchPeer } from './torchPeer';

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
    const before = load();
    const timings = await interleaved(contenders, patience);
    const costs: Pick<BrowserRow, 'encodeMs' | 'readMs'>[] = [];
    const stepMs = timings.find(({ name }) => name === webgpuName)?.wallMs ?? 0;
    const tries = Math.max(1, Math.min(5, Math.floor(patience.milliseconds / stepMs)));
    for (let i = 0; i < tries; i++) costs.push(await page.evaluate(() => timing.encodeAndRead()));
    return {
      row: row.name,
      load: before,
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

/** Required speed relative to naive operations. */
const requiredRatio = (row: string): number => (row.startsWith('Sinkhorn') ? 25 : 8);

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
      'must',
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
        digits(requiredRatio(row)),
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
